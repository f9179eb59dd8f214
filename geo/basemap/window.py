"""The area that is asked for: around a postcode, a wijk, a gemeente, or a box in degrees."""

import math

import geopandas as gpd
import numpy as np

from geo.areas import CODE, NAME
from geo.crs import LATITUDES, LONGITUDES, is_in_netherlands, to_rd, to_wgs84
from geo.errors import NotFoundError, SourceError

Bounds = tuple[float, float, float, float]
"""West, south, east, north."""


def around(point: tuple[float, float], *, radius_m: float) -> Bounds:
    """Give the box in degrees around a circle; `point` in EPSG:28992 metres."""
    x, y = point
    return to_degrees((x - radius_m, y - radius_m, x + radius_m, y + radius_m))


def of_wijk(areas: gpd.GeoDataFrame, wijk: str) -> Bounds:
    """
    Give the box in degrees around a wijk.

    Parameters
    ----------
    areas
        As given by `geo.areas.read_areas`.
    wijk
        Code or name, in small letters or large.

    Raises
    ------
    NotFoundError
        If there is no wijk with that code or name.
    """
    asked = wijk.strip().casefold()
    rows = areas[(areas[CODE].str.casefold() == asked) | (areas[NAME].str.casefold() == asked)]
    if rows.empty:
        raise NotFoundError("basemap.wijk_unknown", wijk=wijk, known=", ".join(areas[NAME]))
    return to_degrees(rows.total_bounds)


def of_gemeente(areas: gpd.GeoDataFrame, gemeente: str) -> Bounds:
    """
    Give the box in degrees around all wijken of a gemeente.

    Parameters
    ----------
    gemeente
        Code such as GM0361; the codes of its wijken begin with the same digits.

    Raises
    ------
    NotFoundError
        If no wijk belongs to that gemeente.
    """
    digits = areas[CODE].str[2:6]
    rows = areas[digits == gemeente.strip().upper().removeprefix("GM")]
    if rows.empty:
        known = ", ".join(f"GM{code}" for code in sorted(set(digits)))
        raise NotFoundError("basemap.gemeente_unknown", gemeente=gemeente, known=known)
    return to_degrees(rows.total_bounds)


def parse_box(text: str) -> Bounds:
    """
    Read "west,south,east,north" in degrees.

    Raises
    ------
    SourceError
        If these are no four numbers in that order, within the Netherlands.
    """
    try:
        west, south, east, north = (float(part) for part in text.split(","))
    except ValueError as error:
        raise SourceError("basemap.box", value=text) from error
    is_ordered = west < east and south < north and all(map(math.isfinite, (west, south, east, north)))
    if not is_ordered or not is_in_netherlands(np.array([west, east]), np.array([south, north])).all():
        raise SourceError("basemap.box", value=text)
    return west, south, east, north


def to_degrees(bounds) -> Bounds:
    """Turn a box in EPSG:28992 metres into the box in degrees around it."""
    x, y = _edge(bounds)
    longitude, latitude = to_wgs84(x, y)
    return float(longitude.min()), float(latitude.min()), float(longitude.max()), float(latitude.max())


def to_rd_bounds(bounds: Bounds) -> Bounds:
    """Turn a box in degrees into the box in EPSG:28992 metres around it."""
    x, y = to_rd(*_edge(bounds))
    return float(x.min()), float(y.min()), float(x.max()), float(y.max())


def netherlands_rd() -> Bounds:
    """Give the box in EPSG:28992 metres around the European Netherlands."""
    return to_rd_bounds((LONGITUDES[0], LATITUDES[0], LONGITUDES[1], LATITUDES[1]))


def _edge(bounds) -> tuple[np.ndarray, np.ndarray]:
    """Walk along the edge of a box: its sides are no straight lines in the other system."""
    west, south, east, north = bounds
    across, up = np.linspace(west, east, 9), np.linspace(south, north, 9)
    x = np.concatenate([across, across, np.full(9, west), np.full(9, east)])
    y = np.concatenate([np.full(9, south), np.full(9, north), up, up])
    return x, y

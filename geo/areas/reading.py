"""
Areas as we write them ourselves, in a GeoJSON file where every property is right: such as those of the demo.

They are read by `json` and shapely, never by GDAL. Files of others are read by `geo.areas.file`.
"""

import json
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from shapely.errors import ShapelyError
from shapely.geometry import shape

from geo.areas.frame import CODE, GEOMETRY, INHABITANTS, MOST_INHABITANTS, NAME, YEAR, make_areas
from geo.crs import is_in_netherlands, to_rd
from geo.errors import CrsError, SchemaError, SourceError

WGS84_NAMES = ("CRS84", "4326")
"""How the `crs` member of an old GeoJSON file ends when it says WGS84; RFC 7946 files have no such member."""

Problem = tuple[str, str, int | None]
"""Column, broken rule, and position of the feature (None: the file as a whole)."""


def read_areas(path: str | Path) -> gpd.GeoDataFrame:
    """
    Read area outlines from a GeoJSON file.

    Parameters
    ----------
    path
        GeoJSON FeatureCollection in EPSG:4326 (RFC 7946). Each feature is a Polygon or MultiPolygon with the
        properties `code` (text), `name` (text), `inhabitants` (whole number >= 0 or null: unknown) and
        `year` (of the code, which holds for one year only).

    Returns
    -------
    areas
        Columns of `AREA_COLUMNS`, outlines in EPSG:28992, ordered by code, with a `RangeIndex`;
        shape (n_areas, 5). `inhabitants` is NA where unknown.

    Raises
    ------
    SourceError
        If the file cannot be opened or is no GeoJSON FeatureCollection.
    CrsError
        If it says that it is in another CRS, or its numbers are no degrees in the Netherlands.
    SchemaError
        If a property is missing or breaks its rule, a code occurs twice, codes of several years are mixed, or
        an outline is no valid area; `details["problems"]` holds every (column, rule, position) found.

    References
    ----------
    RFC 7946, The GeoJSON Format, section 4 (coordinate reference system).
    """
    features = _read_features(Path(path))
    properties, outlines = _split(features)
    problems = [*_property_problems(properties), *_outline_problems(outlines)]
    if problems:
        raise SchemaError("areas.values", problems=problems)
    _require_degrees(outlines)
    return make_areas(properties, _in_rd(outlines))


def _read_features(path: Path) -> list[dict]:
    try:
        collection = json.loads(path.read_text(encoding="utf-8-sig"))
        features = collection["features"]
        is_collection = collection["type"] == "FeatureCollection" and isinstance(features, list)
    except (OSError, ValueError, LookupError, TypeError, RecursionError) as error:
        raise SourceError("areas.unreadable", file=path.name) from error
    if not is_collection or not all(isinstance(feature, dict) for feature in features):
        raise SourceError("areas.unreadable", file=path.name)
    _require_wgs84_member(collection.get("crs"))
    return features


def _require_wgs84_member(member: object) -> None:
    """Refuse a `crs` member (GeoJSON 2008) that names anything but WGS84."""
    if member is None:
        return
    try:
        found = str(member["properties"]["name"])  # type: ignore[index]
    except (LookupError, TypeError):
        found = "?"
    if not found.endswith(WGS84_NAMES):
        raise CrsError("crs.other", found=found, needed="EPSG:4326")


def _split(features: list[dict]) -> tuple[pd.DataFrame, list[shapely.Geometry | None]]:
    rows = [feature.get("properties") or {} for feature in features]
    rows = [row if isinstance(row, dict) else {} for row in rows]
    columns = {column: [row.get(column) for row in rows] for column in (CODE, NAME, INHABITANTS, YEAR)}
    return pd.DataFrame(columns, dtype=object), [_outline(feature.get("geometry")) for feature in features]


def _outline(geometry: object) -> shapely.Geometry | None:
    try:
        return shape(geometry)
    except (ArithmeticError, AttributeError, LookupError, TypeError, ValueError, ShapelyError):
        return None


def _is_text(value: object) -> bool:
    return isinstance(value, str) and bool(value.strip())


def _is_count(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= MOST_INHABITANTS


_RULES = {
    CODE: _is_text,
    NAME: _is_text,
    INHABITANTS: lambda value: value is None or _is_count(value),
    YEAR: _is_count,
}


def _property_problems(properties: pd.DataFrame) -> list[Problem]:
    broken: list[Problem] = [
        (column, "value", position)
        for column, is_right in _RULES.items()
        for position, value in enumerate(properties[column])
        if not is_right(value)
    ]
    if broken:
        return broken
    twice: list[Problem] = [
        (CODE, "twice", int(row)) for row in np.flatnonzero(properties[CODE].duplicated())
    ]
    mixed: list[Problem] = [(YEAR, "mixed", None)] if properties[YEAR].nunique() > 1 else []
    return twice + mixed


def _outline_problems(outlines: list[shapely.Geometry | None]) -> list[Problem]:
    areal = ("Polygon", "MultiPolygon")
    return [
        (GEOMETRY, "outline", position)
        for position, outline in enumerate(outlines)
        if outline is None or outline.geom_type not in areal or outline.is_empty or not outline.is_valid
    ]


def _require_degrees(outlines: list[shapely.Geometry | None]) -> None:
    longitude, latitude = shapely.get_coordinates(outlines).T
    if not is_in_netherlands(longitude, latitude).all():
        raise CrsError("areas.degrees")


def _in_rd(outlines: list[shapely.Geometry | None]) -> np.ndarray:
    return shapely.transform(outlines, lambda points: np.column_stack(to_rd(*points.T)))

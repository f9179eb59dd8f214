"""
Areas: outlines with a code, a name and inhabitants, and which area a point lies in.

Areas are read from GeoJSON by `json` and shapely, never by GDAL: a file may come from outside.
"""

import json
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray
from shapely.errors import ShapelyError
from shapely.geometry import shape

from geo.crs import RD, is_in_netherlands, require_rd, to_rd
from geo.errors import CrsError, SchemaError, SourceError

CODE = "code"
NAME = "name"
INHABITANTS = "inhabitants"
YEAR = "year"
GEOMETRY = "geometry"
AREA_COLUMNS = (CODE, NAME, INHABITANTS, YEAR, GEOMETRY)

OUTSIDE = ""
"""The code of a point that lies in no area."""

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
    areas = gpd.GeoDataFrame(_typed(properties), geometry=_in_rd(outlines), crs=RD)
    return areas.sort_values(CODE, ignore_index=True)[list(AREA_COLUMNS)]


def area_of_points(points: gpd.GeoSeries | gpd.GeoDataFrame, areas: gpd.GeoDataFrame) -> pd.Series:
    """
    Tell in which area each point lies, in one spatial join.

    Parameters
    ----------
    points
        Points in EPSG:28992, shape (n_points,); missing and empty points are allowed.
    areas
        Areas as given by `read_areas`.

    Returns
    -------
    codes
        Code of the area per point, named `code`, in the points' index and order; `OUTSIDE` where there is
        none. A point on the border of several areas, or in overlapping ones, belongs to the first by code.

    Raises
    ------
    CrsError
        If either frame is not in EPSG:28992.
    """
    ordered = require_rd(areas).sort_values(CODE)
    codes = np.array([*ordered[CODE], OUTSIDE], dtype=object)[number_points(points, ordered)]
    return pd.Series(codes, index=points.index, dtype="str", name=CODE)


def number_points(points: gpd.GeoSeries | gpd.GeoDataFrame, areas: gpd.GeoDataFrame) -> NDArray[np.int32]:
    """
    Tell the position of the area in which each point lies, in one spatial join.

    Parameters
    ----------
    points
        As for `area_of_points`.
    areas
        Areas ordered by code, EPSG:28992.

    Returns
    -------
    number
        Row in `areas` of each point, in the points' order; `len(areas)` where there is none. A point on the
        border of several areas, or in overlapping ones, belongs to the first.

    Raises
    ------
    CrsError
        If either frame is not in EPSG:28992.
    """
    geometries, outlines = require_rd(points).geometry, require_rd(areas).geometry
    # The tree stands on the points, so that each outline is prepared once for all of them.
    tree = shapely.STRtree(geometries.to_numpy())
    area_rows, point_rows = tree.query(outlines.to_numpy(), predicate="intersects")
    first = np.full(len(geometries), len(areas), dtype=np.int32)
    np.minimum.at(first, point_rows, area_rows.astype(np.int32))
    return first


class AreaFinder:
    """
    Tells in which area one point lies, for questions that come one by one.

    Parameters
    ----------
    areas
        Areas as given by `read_areas`, EPSG:28992.
    """

    def __init__(self, areas: gpd.GeoDataFrame) -> None:
        ordered = require_rd(areas).sort_values(CODE)
        self._codes = ordered[CODE].tolist()
        self._tree = shapely.STRtree(ordered.geometry.to_numpy())

    def __call__(self, x: float, y: float) -> str:
        """Give the code of the area; `OUTSIDE` where there is none, the first by code on a border."""
        rows = self._tree.query(shapely.Point(x, y), predicate="intersects")
        return self._codes[min(rows)] if len(rows) else OUTSIDE


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
    # More than a billion people in one area is a mistake, and larger numbers would not fit a column.
    return isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= 10**9


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


def _typed(properties: pd.DataFrame) -> pd.DataFrame:
    return properties.astype({CODE: "str", NAME: "str", INHABITANTS: "Int64", YEAR: "int64"})

"""GeoJSON by `json` and shapely, under limits, never by GDAL; a feature that breaks the rules is unread."""

import json
import math
import re
from collections.abc import Iterator
from typing import Any

import numpy as np
import shapely
from shapely.geometry import shape

from geo.crs import to_wgs84
from geo.errors import SourceError
from geo.report import Issue, Note, shorten
from geo.sources.limits import (
    MAX_BYTES,
    MAX_COLUMNS,
    MAX_DEPTH,
    MAX_VERTICES,
    require_within,
)
from geo.sources.rawtable import RawTable, clean_name, require_table_size

_STRINGS = re.compile(rb'"[^"\\]*(?:\\.[^"\\]*)*"', re.DOTALL)
_NO_BRACKETS = bytes(set(range(256)) - set(b"[]{}"))
_WGS84 = re.compile(r"(?:urn:ogc:def:crs:)?(?:OGC:[\d.]*:?CRS84|EPSG:[\d.]*:?4326)", re.IGNORECASE)
_RD = re.compile(r"(?:urn:ogc:def:crs:)?EPSG:[\d.]*:?28992", re.IGNORECASE)
_SHAPES = ("MultiPoint", "LineString", "MultiLineString", "Polygon", "MultiPolygon")
_NOWHERE = (math.nan, math.nan)


class _Repeated(dict):
    """An object in which a key stands twice."""

    repeated = ""


class _Unread(Exception):
    """This feature cannot be read, for this reason."""


def read_geojson(data: bytes, *, allowed: int = MAX_BYTES) -> RawTable:
    """
    Read the bytes of a GeoJSON file.

    Points are taken as they are, of other shapes a point inside is taken with a remark. Coordinates are
    WGS84 degrees unless a `crs` member says EPSG:28992.

    Parameters
    ----------
    allowed
        Largest size in bytes.

    Returns
    -------
    table
        A column per property; the first feature is row 1.

    Raises
    ------
    SourceError
        If it is no GeoJSON, over a limit, or in another CRS.
    """
    features, is_rd = read_collection(data, allowed=allowed)
    require_table_size(rows=len(features), columns=0)
    reader = _FeatureReader()
    for row, feature in enumerate(features, start=1):
        reader.read(row, feature)
    return reader.table(is_rd=is_rd)


def read_collection(data: bytes, *, allowed: int) -> tuple[list[Any], bool]:
    """
    Read the features of a GeoJSON file as they stand there, each still to be judged.

    Returns
    -------
    features, is_rd
        At least one feature, and whether coordinates are EPSG:28992 metres instead of WGS84 degrees.

    Raises
    ------
    SourceError
        If it is no GeoJSON, too large or too deep, in another CRS, or there are no features.
    """
    require_within("bytes", len(data), allowed)
    require_within("depth", nesting_depth(data), MAX_DEPTH)
    collection = _parse(data)
    return _features(collection), _is_rd(collection)


def nesting_depth(data: bytes) -> int:
    """Tell how deep brackets stand within brackets, strings apart, without parsing."""
    brackets = np.frombuffer(_STRINGS.sub(b"", data).translate(None, _NO_BRACKETS), dtype=np.uint8)
    opens = (brackets == ord("[")) | (brackets == ord("{"))
    return int(np.cumsum(np.where(opens, 1, -1)).max(initial=0))


def _parse(data: bytes) -> dict[str, Any]:
    try:
        found = json.loads(data, object_pairs_hook=_object)
    except (ValueError, RecursionError) as error:
        raise SourceError("source.json") from error
    if not isinstance(found, dict) or isinstance(found, _Repeated):
        raise SourceError("source.geojson_shape")
    return found


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) == len(pairs):
        return found
    repeated = _Repeated(found)
    seen: set[str] = set()
    repeated.repeated = next(key for key, _ in pairs if key in seen or seen.add(key))  # type: ignore[func-returns-value]
    return repeated


def _features(collection: dict[str, Any]) -> list[Any]:
    if collection.get("type") == "Feature":
        return [collection]
    features = collection.get("features")
    if collection.get("type") != "FeatureCollection" or not isinstance(features, list):
        raise SourceError("source.geojson_shape")
    if not features:
        raise SourceError("source.empty")
    return features


def _is_rd(collection: dict[str, Any]) -> bool:
    crs = collection.get("crs")
    if crs is None:
        return False
    properties = crs.get("properties") if isinstance(crs, dict) else None
    name = properties.get("name") if isinstance(properties, dict) else None
    if isinstance(name, str) and _RD.fullmatch(name):
        return True
    if not (isinstance(name, str) and _WGS84.fullmatch(name)):
        raise SourceError("source.crs", found=shorten(name or crs))
    return False


class _FeatureReader:
    """Gathers features into columns."""

    def __init__(self) -> None:
        self.rows: list[int] = []
        self.properties: list[dict[str, Any]] = []
        self.points: list[tuple[float, float]] = []
        self.unread: list[Issue] = []
        self.remarks: list[Issue] = []
        self.strange: dict[int, Any] = {}
        self.names: dict[str, None] = {}
        self.vertices = 0

    def read(self, row: int, feature: Any) -> None:
        try:
            properties = _properties(feature)
            point = self._point(row, feature.get("geometry"))
        except _Unread as why:
            self.unread.append(Issue(row, "", shorten(why.args[1]), str(why.args[0])))
            self.strange[row] = feature
            return
        self.names.update(dict.fromkeys(properties))
        require_within("columns", len(self.names), MAX_COLUMNS)
        self.rows.append(row)
        self.properties.append(properties)
        self.points.append(point)

    def _point(self, row: int, geometry: Any) -> tuple[float, float]:
        if geometry is None:
            return _NOWHERE
        _require_plain(geometry)
        coordinates = geometry.get("coordinates")
        if geometry.get("type") == "Point":
            return _position(coordinates) if coordinates != [] else _NOWHERE
        if geometry.get("type") not in _SHAPES:
            raise _Unread("geometry", geometry.get("type"))
        self.vertices += sum(1 for _ in _positions(coordinates))
        require_within("vertices", self.vertices, MAX_VERTICES)
        self.remarks.append(Issue(row, "", str(geometry["type"]), "point_inside"))
        return _inside(geometry)

    def table(self, *, is_rd: bool) -> RawTable:
        longitude, latitude = np.array(self.points, dtype=np.float64).reshape(-1, 2).T
        if is_rd:
            longitude, latitude = to_wgs84(longitude, latitude)
        nested = [name for name in self.names if any(_is_nested(p.get(name)) for p in self.properties)]
        return RawTable(
            names=tuple(map(clean_name, self.names)),
            cells=tuple([_text(p.get(name)) for p in self.properties] for name in self.names),
            rows=np.array(self.rows, dtype=np.int64),
            longitude=longitude,
            latitude=latitude,
            unread=tuple(self.unread),
            remarks=tuple(self.remarks),
            notes=(Note("nested", {"columns": list(map(clean_name, nested))}),) if nested else (),
            leftovers={row: self._cells(feature) for row, feature in self.strange.items()},
        )

    def _cells(self, feature: Any) -> tuple[str, ...]:
        """Lay what can be read of an unread feature under the columns, and the rest of its properties behind it."""
        properties = feature.get("properties") if isinstance(feature, dict) else None
        if not isinstance(properties, dict):
            return ()
        others = [f"{name}: {_text(value)}" for name, value in properties.items() if name not in self.names]
        return (*(_text(properties.get(name)) for name in self.names), *others)


def _properties(feature: Any) -> dict[str, Any]:
    _require_plain(feature)
    if feature.get("type") != "Feature":
        raise _Unread("feature", feature.get("type"))
    properties = feature.get("properties")
    if properties is None:
        properties = {}
    _require_plain(properties)
    not_numbers = [
        key for key, value in properties.items() if isinstance(value, float) and not math.isfinite(value)
    ]
    if not_numbers:
        raise _Unread("not_a_number", not_numbers[0])
    has_id = isinstance(feature.get("id"), (str, int)) and "id" not in properties
    return {"id": feature["id"], **properties} if has_id else properties


def _require_plain(value: Any) -> None:
    if not isinstance(value, dict):
        raise _Unread("feature", "" if value is None else type(value).__name__)
    if isinstance(value, _Repeated):
        raise _Unread("key_twice", value.repeated)


def _position(found: Any) -> tuple[float, float]:
    if not isinstance(found, list) or len(found) < 2 or not all(_is_number(n) for n in found[:2]):
        raise _Unread("coordinates", found)
    return float(found[0]), float(found[1])


def _positions(coordinates: Any) -> Iterator[tuple[float, float]]:
    """Yield every corner; nesting is bounded by `MAX_DEPTH`."""
    if not isinstance(coordinates, list):
        raise _Unread("coordinates", coordinates)
    if coordinates and not isinstance(coordinates[0], list):
        yield _position(coordinates)
        return
    for part in coordinates:
        yield from _positions(part)


def _inside(geometry: dict[str, Any]) -> tuple[float, float]:
    try:
        point = shape(geometry).representative_point()
    except (shapely.errors.ShapelyError, ValueError, TypeError, IndexError) as error:
        raise _Unread("geometry", geometry["type"]) from error
    if point.is_empty:
        raise _Unread("geometry", geometry["type"])
    return point.x, point.y


def _is_number(value: Any) -> bool:
    is_number = isinstance(value, (int, float)) and not isinstance(value, bool)
    return is_number and abs(value) < 1e9  # leaves out NaN, infinity and integers beyond any float


def _is_nested(value: Any) -> bool:
    if isinstance(value, list):
        return any(isinstance(part, (list, dict)) for part in value)
    return isinstance(value, dict)


def _text(value: Any) -> str:
    if isinstance(value, str):
        return value
    if value is None or _is_nested(value):
        return ""
    if isinstance(value, list):
        return "; ".join(map(_text, value))
    if isinstance(value, bool):
        return str(value).lower()
    return str(int(value)) if isinstance(value, float) and value.is_integer() else str(value)

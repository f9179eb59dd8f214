"""
Outlines of areas from files of others: GeoPackage (CBS wijk- en buurtkaart) and GeoJSON.

GDAL reads a GeoPackage, and only after its header was seen to be one: this is for the command line, never for
a file from a browser. GeoJSON is read by `json` and shapely.
"""

import warnings
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import geopandas as gpd
import pandas as pd
import pyogrio
import shapely
from pyogrio.errors import DataLayerError, DataSourceError, FeatureError, GeometryError
from shapely.geometry import shape

from geo.areas.columns import Chosen, Columns, find_columns
from geo.areas.frame import INHABITANTS
from geo.areas.judging import read_counts
from geo.areas.levels import level_of
from geo.crs import RD, WGS84
from geo.errors import CrsError, SourceError
from geo.sources.delimited import read_delimited
from geo.sources.geojson import read_collection
from geo.sources.geopackage import require_geopackage
from geo.sources.limits import MAX_BYTES, MAX_COLUMNS, MAX_JSON_BYTES, require_within

MAX_GEOPACKAGE_BYTES = 4 * 2**30
MAX_AREAS = 50_000
"""Areas of one level; the Netherlands have some 15,000 buurten."""

_SQLITE = b"SQLite format 3\0"
_UNREADABLE = (DataSourceError, DataLayerError, FeatureError, GeometryError, ValueError, UnicodeError)


def read_outlines(
    path: Path, *, level: str, layer: str | None = None, chosen: Chosen | None = None
) -> tuple[gpd.GeoDataFrame, Columns]:
    """
    Read the rows of a file of areas as they stand there, still to be judged.

    Parameters
    ----------
    path
        GeoPackage in any CRS that it names, or GeoJSON in WGS84 or EPSG:28992.
    level
        One of `geo.areas.levels.LEVELS`.
    layer
        Name of the layer in a GeoPackage; that of the level, else the first with shapes, unless given.
    chosen
        Columns that a person named.

    Raises
    ------
    SourceError
        If the file cannot be opened, is neither, is over a limit, or no column holds a code.
    CrsError
        If a layer does not name its CRS.
    """
    try:
        with path.open("rb") as file:
            is_database = file.read(len(_SQLITE)) == _SQLITE
        if is_database:
            return _read_geopackage(path, level, layer, chosen)
        require_within("bytes", path.stat().st_size, MAX_JSON_BYTES)
        data = path.read_bytes()
    except OSError as error:
        raise SourceError("source.unopened", filename=path.name) from error
    if not data.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"{"):
        raise SourceError("areas.format", filename=path.name)
    features, is_rd = read_collection(data, allowed=MAX_JSON_BYTES)
    return frame_of(features, RD if is_rd else WGS84, level=level, chosen=chosen)


def frame_of(
    features: Sequence[Any], crs: Any, *, level: str, chosen: Chosen | None = None
) -> tuple[gpd.GeoDataFrame, Columns]:
    """Lay the features of GeoJSON out as rows, with the columns that matter."""
    require_within("features", len(features), MAX_AREAS)
    known = [feature if isinstance(feature, dict) else {} for feature in features]
    properties = [_properties(one.get("properties")) for one in known]
    names = list({name: None for row in properties for name in row})
    require_within("columns", len(names), MAX_COLUMNS)
    columns = find_columns(names, level=level, chosen=chosen)
    used = {name: [row.get(name) for row in properties] for name in _used(columns)}
    shapes = [_shape(one.get("geometry")) for one in known]
    table = pd.DataFrame(used, dtype=object, index=range(len(known)))
    return gpd.GeoDataFrame(table, geometry=gpd.GeoSeries(shapes, crs=crs), crs=crs), columns


def read_inhabitants(path: Path, *, level: str) -> pd.Series:
    """
    Read a list of inhabitants per area, such as CBS has per PC4.

    Parameters
    ----------
    path
        CSV with a column for the code and one for the number of people.
    level
        One of `geo.areas.levels.LEVELS`.

    Returns
    -------
    inhabitants
        `Int64` per code (the index), in the order of the file; NA where the value is suppressed.

    Raises
    ------
    SourceError
        If the file cannot be opened or read, lacks one of the columns, or has a code twice.
    """
    try:
        require_within("bytes", path.stat().st_size, MAX_BYTES)
        table = read_delimited(path.read_bytes())
    except OSError as error:
        raise SourceError("source.unopened", filename=path.name) from error
    columns = find_columns(table.names, level=level)
    if columns.inhabitants is None:
        raise SourceError("areas.no_inhabitants_column", columns=", ".join(table.names[:12]))
    codes, counts = (table.cells[table.names.index(name)] for name in (columns.code, columns.inhabitants))
    index = pd.Index([code.strip() for code in codes], dtype="str")
    if index.has_duplicates:
        raise SourceError("areas.code_twice", value=str(index[index.duplicated()][0]))
    return read_counts(pd.Series(counts, index=index, dtype="str")).rename(INHABITANTS)


def _used(columns: Columns) -> list[str]:
    found = (columns.code, columns.name, columns.inhabitants, columns.year, columns.water)
    return list(dict.fromkeys(name for name in found if name is not None))


def _properties(found: Any) -> dict[str, Any]:
    """Keep plain values only: a list or an object is no code, name or number."""
    pairs = found.items() if isinstance(found, dict) else ()
    return {str(key): value for key, value in pairs if not isinstance(value, (dict, list))}


def _shape(geometry: Any) -> shapely.Geometry | None:
    try:
        return shape(geometry)
    except Exception:  # whatever a strange geometry makes shapely say, it is no shape
        return None


def _read_geopackage(
    path: Path, level: str, layer: str | None, chosen: Chosen | None
) -> tuple[gpd.GeoDataFrame, Columns]:
    require_within("bytes", path.stat().st_size, MAX_GEOPACKAGE_BYTES)
    require_geopackage(path)
    try:
        with warnings.catch_warnings(action="ignore"):  # GDAL's, about odd headers and unknown fields
            name = _choose_layer(path, level, layer)
            info = pyogrio.read_info(path, layer=name, force_feature_count=True)
            require_within("features", int(info["features"]), MAX_AREAS)
            if info["crs"] is None:
                raise CrsError("crs.missing")
            columns = find_columns([str(field) for field in info["fields"]], level=level, chosen=chosen)
            rows = pyogrio.read_dataframe(path, layer=name, columns=_used(columns), on_invalid="ignore")
    except _UNREADABLE as error:
        raise SourceError("source.geopackage") from error
    return rows, columns


def _choose_layer(path: Path, level: str, asked: str | None) -> str:
    names = [str(name) for name, kind in pyogrio.list_layers(path) if kind is not None]
    if asked is not None and asked not in names:
        raise SourceError("basemap.no_such_layer", layer=asked, known=", ".join(names))
    of_level = [name for name in names if level_of(level).collection[:-2] in name.casefold()]
    chosen = asked or next(iter(of_level or names), None)
    if chosen is None:
        raise SourceError("source.geopackage")
    return chosen

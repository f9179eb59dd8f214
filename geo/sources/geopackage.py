"""GeoPackage through GDAL: only for a file that the person at the command line names, never for an upload."""

from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import pyogrio
from pyogrio.errors import DataLayerError, DataSourceError

from geo.crs import RD, WGS84
from geo.errors import SourceError
from geo.report import Issue
from geo.sources.limits import MAX_UNPACKED_BYTES, require_within
from geo.sources.rawtable import RawTable, clean_name, require_table_size

_MARKS = (b"GPKG", b"GP10", b"GP11")
_MARK_AT = slice(68, 72)  # application_id in the header of an SQLite file


def read_geopackage(path: Path) -> RawTable:
    """
    Read the first layer with shapes of a GeoPackage.

    Points are taken as they are, of other shapes a point inside is taken with a remark. Any CRS that the
    layer names is turned into degrees.

    Returns
    -------
    table
        A column per field; the first feature is row 1.

    Raises
    ------
    SourceError
        If it is no readable GeoPackage, has no layer with shapes or no CRS, or is over a limit.
    """
    require_within("bytes", path.stat().st_size, MAX_UNPACKED_BYTES)
    require_geopackage(path)
    try:
        layer = _first_layer(path)
        info = pyogrio.read_info(path, layer=layer)
        require_table_size(rows=info["features"], columns=len(info["fields"]))
        features = pyogrio.read_dataframe(path, layer=layer)
    except (DataSourceError, DataLayerError, ValueError) as error:
        raise SourceError("source.geopackage") from error
    if features.crs is None:
        raise SourceError("source.crs", found="-")
    return _table(features)


def require_geopackage(path: Path) -> None:
    """
    Look whether a database says that it is a GeoPackage, before GDAL opens it as anything else.

    Raises
    ------
    SourceError
        If it does not.
    """
    with path.open("rb") as file:
        header = file.read(_MARK_AT.stop)
    if header[_MARK_AT] not in _MARKS:
        raise SourceError("source.geopackage")


def _first_layer(path: Path) -> str:
    for name, geometry_type in pyogrio.list_layers(path):
        if geometry_type is not None:
            return str(name)
    raise SourceError("source.geopackage")


def _table(features: gpd.GeoDataFrame) -> RawTable:
    shapes = features.geometry
    is_empty = (shapes.isna() | shapes.is_empty).to_numpy()
    is_point = (shapes.geom_type == "Point").to_numpy()
    points = shapes.where(is_point, shapes.to_crs(RD).representative_point().to_crs(shapes.crs)).to_crs(WGS84)
    rows = np.arange(1, len(features) + 1)
    kinds = shapes.geom_type.astype(str).to_numpy()
    inside = [
        Issue(int(rows[i]), "", kinds[i], "point_inside") for i in np.flatnonzero(~is_empty & ~is_point)
    ]
    columns = features.drop(columns=features.geometry.name)
    return RawTable(
        names=tuple(clean_name(str(name)) for name in columns.columns),
        cells=tuple(_texts(columns.iloc[:, position]) for position in range(columns.shape[1])),
        rows=rows,
        longitude=points.x.to_numpy(),
        latitude=points.y.to_numpy(),
        remarks=tuple(inside),
    )


def _texts(column: pd.Series) -> list[str]:
    if pd.api.types.is_datetime64_any_dtype(column):
        return column.dt.strftime("%Y-%m-%d").fillna("").tolist()
    missing = column.isna().tolist()
    values = column.tolist()
    return ["" if is_missing else _text(value) for value, is_missing in zip(values, missing, strict=True)]


def _text(value: object) -> str:
    return str(int(value)) if isinstance(value, float) and value.is_integer() else str(value)

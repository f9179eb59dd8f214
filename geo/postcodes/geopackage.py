"""
Postcodes from a GeoPackage, such as CBS publishes them: outlines or points per PC6 or PC4.

GDAL reads it. GDAL opens more than it should when a file comes from a stranger: for the command line only.
"""

import warnings
from pathlib import Path

import geopandas as gpd
import numpy as np
import pyogrio

from geo.crs import RD
from geo.errors import CrsError, SourceError
from geo.postcodes.file import Judged, find_postcode_column, judge, shown_columns

MAX_GEOPACKAGE_BYTES = 4 * 2**30
"""Largest GeoPackage that is read; the outlines of every PC6 are about a gigabyte."""

_SQLITE_MAGIC = b"SQLite format 3\0"


def is_geopackage(path: Path) -> bool:
    """Tell by name and first bytes whether the file is a GeoPackage."""
    with path.open("rb") as file:
        return path.suffix.lower() == ".gpkg" and file.read(len(_SQLITE_MAGIC)) == _SQLITE_MAGIC


def read_postcode_geopackage(path: Path) -> Judged:
    """
    Read the centroid of every postcode in the first layer that has a column of postcodes.

    Parameters
    ----------
    path
        GeoPackage with points or outlines in any CRS, at most `MAX_GEOPACKAGE_BYTES`.

    Raises
    ------
    SourceError
        If it is too large, damaged, or no layer has both postcodes and geometries.
    CrsError
        If the layer does not say in which CRS it is.
    """
    if path.stat().st_size > MAX_GEOPACKAGE_BYTES:
        raise SourceError("postcode.too_large", limit_mb=MAX_GEOPACKAGE_BYTES // 2**20)
    try:
        with warnings.catch_warnings(action="ignore", category=RuntimeWarning):  # GDAL's, about odd headers
            layer, column = _find_layer(path)
            outlines = pyogrio.read_dataframe(path.resolve(), layer=layer, columns=[column])
    except pyogrio.errors.DataSourceError as error:
        raise SourceError("postcode.not_a_table") from error
    return _judge_outlines(outlines, column)


def _find_layer(path: Path) -> tuple[str, str]:
    seen: list[str] = []
    for layer, geometry in pyogrio.list_layers(path.resolve()):
        names = [str(name) for name in pyogrio.read_info(path.resolve(), layer=layer)["fields"]]
        column = find_postcode_column(names)
        if column is not None and geometry is not None:
            return layer, names[column]
        seen += names
    raise SourceError("postcode.no_postcode_column", columns=shown_columns(seen))


def _judge_outlines(outlines: gpd.GeoDataFrame, column: str) -> Judged:
    if outlines.empty:
        raise SourceError("postcode.no_rows")
    if outlines.crs is None:
        raise CrsError("postcode.no_crs")
    centroids = outlines.geometry.to_crs(RD).centroid
    return judge(
        outlines.index + 1,
        outlines[column].astype("str"),
        centroids.x.to_numpy(dtype=float, na_value=np.nan),
        centroids.y.to_numpy(dtype=float, na_value=np.nan),
    )

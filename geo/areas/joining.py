"""In which area a point lies: computed in one go, and kept for points that stay, such as all postcodes."""

import contextlib
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from geo.areas.frame import CODE, OUTSIDE
from geo.crs import RD, require_rd
from geo.wholefile import written_whole


def area_of_points(points: gpd.GeoSeries | gpd.GeoDataFrame, areas: gpd.GeoDataFrame) -> pd.Series:
    """
    Tell in which area each point lies, in one spatial join.

    Parameters
    ----------
    points
        Points in EPSG:28992, shape (n_points,); missing and empty points are allowed.
    areas
        Area frame (see `geo.areas.frame`).

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
        Area frame (see `geo.areas.frame`), EPSG:28992.
    """

    def __init__(self, areas: gpd.GeoDataFrame) -> None:
        ordered = require_rd(areas).sort_values(CODE)
        self._codes = ordered[CODE].tolist()
        self._tree = shapely.STRtree(ordered.geometry.to_numpy())

    def __call__(self, x: float, y: float) -> str:
        """Give the code of the area; `OUTSIDE` where there is none, the first by code on a border."""
        rows = self._tree.query(shapely.Point(x, y), predicate="intersects")
        return self._codes[min(rows)] if len(rows) else OUTSIDE


def kept_numbers(
    points: NDArray[np.float64], areas: gpd.GeoDataFrame, *, file: Path, mark: str
) -> NDArray[np.int32]:
    """
    Number many points once, and keep the answer in a file.

    Parameters
    ----------
    points
        EPSG:28992 metres, NaN where there is none, shape (n, 2).
    areas
        Areas ordered by code, EPSG:28992.
    file
        Where the numbers are kept; what is there from other data, or damaged, is replaced.
    mark
        Changes whenever the points or the areas do.

    Returns
    -------
    number
        As `number_points`. Where nothing can be written, they are only not kept.
    """
    kept = _read_numbers(file, mark)
    if kept is not None and len(kept) == len(points):
        return kept
    series = gpd.GeoSeries(gpd.points_from_xy(points[:, 0], points[:, 1]), crs=RD)
    number = number_points(series, areas)
    with contextlib.suppress(OSError):
        _write_numbers(number, file, mark)
    return number


def _read_numbers(file: Path, mark: str) -> NDArray[np.int32] | None:
    try:
        with np.load(file, allow_pickle=False) as kept:
            return kept["number"] if str(kept["mark"]) == mark else None
    except (OSError, ValueError, KeyError, EOFError):  # a zip that is none is a ValueError or an OSError
        return None


def _write_numbers(number: NDArray[np.int32], file: Path, mark: str) -> None:
    with written_whole(file) as opened:
        np.savez_compressed(opened, number=number, mark=np.array(mark))

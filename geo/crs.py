"""Coordinate reference systems: metres in EPSG:28992 (RD New) inside, EPSG:4326 (WGS84) only at the map."""

import os
from concurrent.futures import ThreadPoolExecutor
from functools import lru_cache

import geopandas as gpd
import numpy as np
from numpy.typing import NDArray
from pyproj import CRS, Transformer

from geo.errors import CrsError

RD = CRS.from_epsg(28992)
WGS84 = CRS.from_epsg(4326)

# The European Netherlands with a little air, as (min, max); a point outside is refused with a reason.
LONGITUDES = (3.2, 7.3)
LATITUDES = (50.7, 53.7)


@lru_cache(maxsize=1)
def _thread() -> ThreadPoolExecutor:
    """
    Give the thread in which all points are transformed.

    PROJ prepares a transformation anew in each thread that asks, which takes 33 ms, and a page of the app runs in
    a new thread every time.
    """
    return ThreadPoolExecutor(max_workers=1, thread_name_prefix="proj")


if hasattr(
    os, "register_at_fork"
):  # a forked process has none of its parent's threads; Windows does not fork
    os.register_at_fork(after_in_child=_thread.cache_clear)


@lru_cache
def _transformer(source: int, target: int) -> Transformer:
    return Transformer.from_crs(source, target, always_xy=True)


def _transformed(source: int, target: int, east: NDArray, north: NDArray) -> tuple[NDArray, NDArray]:
    def transform() -> tuple[NDArray, NDArray]:
        return _transformer(source, target).transform(np.asarray(east), np.asarray(north))

    return _thread().submit(transform).result()


def to_rd(longitude: NDArray, latitude: NDArray) -> tuple[NDArray, NDArray]:
    """
    Turn WGS84 degrees into EPSG:28992 metres.

    Parameters
    ----------
    longitude, latitude
        Degrees, shape (n,).

    Returns
    -------
    x, y
        Metres, shape (n,) each; infinite where a point cannot be expressed.
    """
    return _transformed(4326, 28992, longitude, latitude)


def to_wgs84(x: NDArray, y: NDArray) -> tuple[NDArray, NDArray]:
    """
    Turn EPSG:28992 metres into WGS84 degrees.

    Parameters
    ----------
    x, y
        Metres, shape (n,).

    Returns
    -------
    longitude, latitude
        Degrees, shape (n,) each.
    """
    return _transformed(28992, 4326, x, y)


def is_in_netherlands(longitude: NDArray, latitude: NDArray) -> NDArray[np.bool_]:
    """Tell per point, in degrees, whether it lies in the box around the European Netherlands."""
    longitude, latitude = np.asarray(longitude), np.asarray(latitude)
    return (
        (longitude >= LONGITUDES[0])
        & (longitude <= LONGITUDES[1])
        & (latitude >= LATITUDES[0])
        & (latitude <= LATITUDES[1])
    )


def require_rd(frame: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """
    Return the frame itself when it is in EPSG:28992.

    Raises
    ------
    CrsError
        If the frame has no CRS or another one.
    """
    crs = frame.crs  # looked up once: geopandas goes a long way for it
    if crs is None:
        raise CrsError("crs.missing")
    if crs != RD:
        raise CrsError("crs.other", found=crs.to_string(), needed="EPSG:28992")
    return frame

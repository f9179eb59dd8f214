"""
Areas: outlines with a code, a name and inhabitants; read, kept in the data folder, and joined with points.

An area frame has the columns of `AREA_COLUMNS`, in EPSG:28992, ordered by code.
"""

from geo.areas.frame import (
    AREA_COLUMNS,
    CODE,
    GEOMETRY,
    INHABITANTS,
    NAME,
    OUTSIDE,
    YEAR,
)
from geo.areas.joining import AreaFinder, area_of_points, number_points
from geo.areas.reading import read_areas

__all__ = [
    "AREA_COLUMNS",
    "CODE",
    "GEOMETRY",
    "INHABITANTS",
    "NAME",
    "OUTSIDE",
    "YEAR",
    "AreaFinder",
    "area_of_points",
    "number_points",
    "read_areas",
]

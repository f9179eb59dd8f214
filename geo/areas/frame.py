"""The area frame: one row per area, the one shape in which areas travel through the program."""

import geopandas as gpd
import pandas as pd

from geo.crs import RD

CODE = "code"
NAME = "name"
INHABITANTS = "inhabitants"
YEAR = "year"
GEOMETRY = "geometry"
AREA_COLUMNS = (CODE, NAME, INHABITANTS, YEAR, GEOMETRY)

OUTSIDE = ""
"""The code of a point that lies in no area."""

MOST_INHABITANTS = 10**9
"""More people in one area is a mistake, and larger numbers would not fit a column."""


def make_areas(properties: pd.DataFrame, outlines) -> gpd.GeoDataFrame:
    """
    Put properties and outlines together as an area frame.

    Parameters
    ----------
    properties
        Columns `code`, `name`, `inhabitants` (NA: unknown) and `year`, shape (n_areas, 4).
    outlines
        Polygons and multipolygons in EPSG:28992, shape (n_areas,).

    Returns
    -------
    areas
        Columns of `AREA_COLUMNS`, ordered by code, with a `RangeIndex`; shape (n_areas, 5).
    """
    typed = properties.astype({CODE: "str", NAME: "str", INHABITANTS: "Int64", YEAR: "int64"})
    areas = gpd.GeoDataFrame(typed, geometry=outlines, crs=RD)
    return areas.sort_values(CODE, ignore_index=True)[list(AREA_COLUMNS)]

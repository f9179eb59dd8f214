"""
Where a resident stands for the public: in the middle of an area with at least 500 inhabitants, and nowhere finer.

The area is that of the four digits of the postcode, when it is known to hold so many. Else it is the wijk (or what
outlines there are) around the middle of those digits, when that is known to hold so many. Where neither holds, or
nothing is known, the public is not shown the resident at all.

All of it follows from the four digits: two residents with the same digits stand at the same point.
It does not promise more: who looks up which four digits hold few people can tell that a resident who stands at a wijk
lives in one of those.
"""

from typing import NamedTuple

import geopandas as gpd
import numpy as np
import pandas as pd
from numpy.typing import NDArray

from geo.areas import CODE, INHABITANTS, area_of_points
from geo.crs import RD
from geo.frames import AREA, PC4
from geo.postcodes.table import PostcodeTable

RESIDENTS_AT_LEAST = 500
"""An area with fewer people says too much about who lives there."""


class PublicPlaces(NamedTuple):
    """
    Points of a column of PC4, in its order; shape (n,) each.

    Attributes
    ----------
    postcode
        The four digits where they may be told, else "".
    placed_by
        `geo.frames.PC4` or `geo.frames.AREA`; "" for who is not shown.
    x, y
        EPSG:28992 metres; NaN for who is not shown.
    """

    postcode: NDArray[np.str_]
    placed_by: NDArray[np.str_]
    x: NDArray[np.float64]
    y: NDArray[np.float64]


def public_places(
    pc4: pd.Series, postcodes: PostcodeTable, areas: gpd.GeoDataFrame | None = None
) -> PublicPlaces:
    """
    Tell where residents stand for the public.

    Parameters
    ----------
    pc4
        Four digits of each resident's postcode, shape (n,).
    postcodes
        Points and inhabitants of PC4; an unknown number of inhabitants counts as too few.
    areas
        Area frame in EPSG:28992; without it nobody stands at a wijk.
    """
    codes, which = np.unique(pc4.to_numpy(dtype=str), return_inverse=True)
    located = postcodes.locate(codes)
    is_large = postcodes.inhabitants(codes) >= RESIDENTS_AT_LEAST
    x, y = located.x.copy(), located.y.copy()
    placed_by = np.where(is_large & np.isfinite(x), PC4, "").astype("<U4")
    if areas is not None and (placed_by == "").any():
        middle_x, middle_y = _middles_of_wijken(codes, postcodes, areas)
        stands_at_wijk = (placed_by == "") & np.isfinite(middle_x)
        placed_by[stands_at_wijk] = AREA
        x[stands_at_wijk], y[stands_at_wijk] = middle_x[stands_at_wijk], middle_y[stands_at_wijk]
    x[placed_by == ""] = y[placed_by == ""] = np.nan
    told = np.where(placed_by == PC4, codes, "")
    return PublicPlaces(told[which], placed_by[which], x[which], y[which])


def _middles_of_wijken(
    codes: NDArray[np.str_], postcodes: PostcodeTable, areas: gpd.GeoDataFrame
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Give the centroid of the wijk around each PC4, NaN where it is not known to be large enough."""
    is_large = areas[INHABITANTS].to_numpy(dtype=float, na_value=np.nan) >= RESIDENTS_AT_LEAST
    located = postcodes.locate(codes)
    wijk = area_of_points(gpd.GeoSeries.from_xy(located.x, located.y, crs=RD), areas)
    middles = areas[is_large].set_index(CODE).geometry.centroid.reindex(wijk)
    return middles.x.to_numpy(), middles.y.to_numpy()

"""Outlines for the screen: with as few corners as it needs, and borders that neighbours still share."""

import geopandas as gpd
import numpy as np
import shapely
from numpy.typing import NDArray

FINEST_M, COARSEST_M = 8.0, 512.0
"""How far, about, corners may be left out: none smaller matters on a screen, none larger leaves an outline itself."""

MOST_CORNERS = 60_000
"""Of all outlines of a level together: about a third of a megabyte to each browser."""


def draw_lightly(areas: gpd.GeoDataFrame, *, most_corners: int = MOST_CORNERS) -> NDArray[np.object_]:
    """
    Simplify outlines together, so that shared borders stay shared: no gaps, no overlaps.

    Parameters
    ----------
    areas
        Area frame (see `geo.areas.frame`), shape (n_areas, ...).
    most_corners
        Corners allowed for all outlines together; borders are simplified harder to stay within.

    Returns
    -------
    outlines
        In the order of `areas`, EPSG:28992. An area that would vanish keeps its own outline.

    References
    ----------
    Visvalingam-Whyatt simplification of polygonal coverages, GEOS 3.12 (`GEOSCoverageSimplifyVW`).
    """
    outlines = areas.geometry.to_numpy()
    tolerance, light = FINEST_M, outlines
    while len(outlines) and tolerance <= COARSEST_M:
        light = shapely.coverage_simplify(outlines, tolerance)
        if shapely.get_num_coordinates(light).sum() <= most_corners:
            break
        tolerance *= 2
    return _sound(light, outlines)


def _sound(light: NDArray[np.object_], outlines: NDArray[np.object_]) -> NDArray[np.object_]:
    """Keep an outline as it was where simplifying broke it, as it can where areas overlap."""
    is_broken = shapely.is_missing(light) | shapely.is_empty(light) | ~shapely.is_valid(light)
    return np.where(is_broken, outlines, light)

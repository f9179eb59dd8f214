"""Lines and surfaces with as few corners as a screen needs."""

from typing import NamedTuple

import numpy as np
import shapely
from numpy.typing import NDArray

FINEST_M = 2.0
"""Corners are left out when no line moves more than this: about a pixel at the closest look."""

COARSEST_M = 64.0
"""Beyond this, shapes would no longer be themselves; the smallest ones are left out instead."""

Shapes = NDArray[np.object_]


class Lightened(NamedTuple):
    """What is left: shapes with the rows that they came from, how far lines moved, how many were left out."""

    shapes: Shapes
    rows: NDArray[np.int64]
    tolerance_m: float
    left_out: int


def corners(shapes: Shapes) -> int:
    """Count the corners of all shapes together."""
    return int(shapely.get_num_coordinates(shapes).sum())


def simplify(shapes: Shapes, tolerance_m: float) -> Shapes:
    """
    Leave out corners so that no line moves more than a distance (Douglas-Peucker, shapes stay valid).

    Parameters
    ----------
    shapes
        Lines and surfaces, EPSG:28992 metres, shape (n,).
    """
    return shapely.simplify(shapes, tolerance_m, preserve_topology=True)


def lighten(shapes: Shapes, *, most_corners: int) -> Lightened:
    """
    Simplify as little as needed to stay within a number of corners.

    Parameters
    ----------
    shapes
        Lines and surfaces, EPSG:28992 metres, shape (n,).
    most_corners
        Corners allowed for all shapes together, > 0.

    Returns
    -------
    lightened
        At `FINEST_M` where that is enough, else at twice that and so on up to `COARSEST_M`; what is then still
        too much loses its smallest shapes first.
    """
    tolerance = FINEST_M
    light = simplify(shapes, tolerance)
    while corners(light) > most_corners and tolerance < COARSEST_M:
        tolerance *= 2
        light = simplify(shapes, tolerance)
    rows = _largest(light, most_corners)
    return Lightened(light[rows], rows, tolerance, len(shapes) - len(rows))


def _largest(shapes: Shapes, most_corners: int) -> NDArray[np.int64]:
    """Give the rows of the largest shapes that fit, in their own order."""
    size = np.hypot(*np.diff(shapely.bounds(shapes).reshape(-1, 2, 2), axis=1)[:, 0].T)
    order = np.argsort(-size, kind="stable")
    fits = np.cumsum(shapely.get_num_coordinates(shapes[order])) <= most_corners
    return np.sort(order[fits])


def merge_lines(shapes: Shapes) -> Shapes:
    """Join lines that go on in each other, so that their joints can be left out too; surfaces stay."""
    is_line = shapely.get_dimensions(shapes) == 1
    parts = shapely.get_parts(shapes[is_line])
    if not len(parts):
        return shapes
    joined = shapely.get_parts(shapely.line_merge(shapely.multilinestrings(parts)))
    return np.concatenate([shapes[~is_line], joined])

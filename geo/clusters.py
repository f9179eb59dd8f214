"""Clusters: what lies together, found without an object per row. EPSG:28992 metres."""

from collections.abc import Iterable, Iterator

import numpy as np
from numpy.typing import NDArray

from geo.grid import BAND_STRIDE
from geo.walking import straight_line

CLUSTER_M = 600.0
"""What lies within this of a middle belongs together: ten minutes on foot."""

CLUSTERS_AT_MOST = 20
"""With twelve seconds each, a tour along them takes four minutes."""


def find_clusters(x: NDArray[np.float64], y: NDArray[np.float64]) -> list[NDArray[np.int64]]:
    """
    Find what lies together.

    A cluster is everything within `CLUSTER_M` of the middle of the fullest square of that width; it is taken out,
    and the next fullest square follows, until nothing is left or there are `CLUSTERS_AT_MOST`. The order of the
    points makes no difference.

    Parameters
    ----------
    x, y
        EPSG:28992 metres, shape (n,).

    Returns
    -------
    clusters
        Positions of the points of each cluster, rising, each point at most once; the fullest square first.
    """
    squares = np.floor(y / CLUSTER_M).astype(np.int64) * BAND_STRIDE + np.floor(x / CLUSTER_M).astype(
        np.int64
    )
    square = np.unique(squares, return_inverse=True)[1]
    left = np.arange(len(x))
    clusters: list[NDArray[np.int64]] = []
    while len(left) and len(clusters) < CLUSTERS_AT_MOST:
        fullest = np.bincount(square[left]).argmax()
        middle = middle_of(x, y, left[square[left] == fullest])
        is_near = straight_line(*middle, x[left], y[left]) <= CLUSTER_M
        clusters.append(left[is_near])
        left = left[~is_near]
    return clusters


def middle_of(x: NDArray[np.float64], y: NDArray[np.float64], rows: NDArray[np.int64]) -> tuple[float, float]:
    """Give the mean in whole decimetres: such sums do not depend on the order of the rows."""
    east, north = (np.rint(one[rows] * 10).astype(np.int64).sum() for one in (x, y))
    return float(east) / (10 * len(rows)), float(north) / (10 * len(rows))


def in_order(
    clusters: Iterable[NDArray[np.int64]], x: NDArray[np.float64], y: NDArray[np.float64]
) -> Iterator[NDArray[np.int64]]:
    """Begin with the largest cluster, and go on each time with the nearest that was not visited."""
    left = sorted(clusters, key=lambda rows: -len(rows))
    while left:
        rows = left.pop(0)
        yield rows
        here = middle_of(x, y, rows)
        left.sort(key=lambda other: np.hypot(*np.subtract(middle_of(x, y, other), here)))

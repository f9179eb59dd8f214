"""A metric grid: which rows of an ordered table can lie within a radius of a point. EPSG:28992 metres."""

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

COLUMN_M = 250.0
"""Width of a cell, west to east."""

BAND_M = 1000.0
"""Height of a cell: few ranges in a walk; what they hold too much is quicker to drop than more ranges to find."""

BAND_STRIDE = 1 << 20
"""Cell numbers per band: cells of bands side by side are as far apart, so that a disc is one fixed pattern."""

CELLS = 1 << 44
"""No cell number is outside -CELLS / 2 up to CELLS / 2, anywhere near the earth."""

_SLACK_M = 1e-3
"""Cells are asked a hair wider than the radius, so that rounding never loses a row on its edge."""

_WIDE_M = 50_000.0
"""A wider disc is asked as one strip, from border to border."""

_COUNTRY_M = 400_000.0
"""A larger radius means everything."""


def expand_ranges(starts: NDArray[np.int64], ends: NDArray[np.int64]) -> NDArray[np.int64]:
    """List all positions of the ranges [start, end), one range after the other."""
    lengths = ends - starts
    last = lengths.cumsum()
    if not len(last):
        return np.zeros(0, np.int64)
    return (ends - last).repeat(lengths) + np.arange(last[-1])


@dataclass(frozen=True, eq=False)
class Grid:
    """
    Occupied cells, south to north and in each band west to east, with the rows that they hold.

    Attributes
    ----------
    cells
        Number of each occupied cell (band * BAND_STRIDE + column), rising.
    offsets
        First row of each occupied cell, and the number of rows at the end.
    band_m
        Height of a cell in metres.
    """

    cells: NDArray[np.int64]
    offsets: NDArray[np.int32]
    band_m: float = BAND_M

    def cell_edges(self, x: float, y: float, radius_m: float) -> NDArray[np.int64]:
        """
        Find the ranges of cells that hold every point within a radius of a point, and some more.

        Parameters
        ----------
        x, y
            Point in EPSG:28992 metres.
        radius_m
            Straight-line radius in metres, >= 0; may be infinite.

        Returns
        -------
        edges
            Cell numbers, rising: start, end (exclusive), start, end ...; at most one range per band.
        """
        if radius_m > _COUNTRY_M:
            return _EVERYWHERE
        return _stencil(radius_m, self.band_m) + (int(y // self.band_m) * BAND_STRIDE + int(x // COLUMN_M))

    def row_ranges(self, x: float, y: float, radius_m: float) -> tuple[NDArray[np.int32], NDArray[np.int32]]:
        """Find the ranges [start, end) of rows of those cells, rising; some may be empty."""
        at = self.offsets.take(self.cells.searchsorted(self.cell_edges(x, y, radius_m)))
        return at[::2], at[1::2]


_EVERYWHERE = np.array((-CELLS // 2, CELLS // 2))


@lru_cache(maxsize=256)
def _stencil(radius_m: float, band_m: float) -> NDArray[np.int64]:
    """Give the edges, from its own cell, of the cells that a disc around any point of a cell can touch."""
    reach = radius_m + _SLACK_M
    most = int(reach // band_m) + 1
    if radius_m > _WIDE_M:
        return np.array((-most * BAND_STRIDE - BAND_STRIDE // 2, most * BAND_STRIDE + BAND_STRIDE // 2))
    bands = np.arange(-most, most + 1)
    gap = np.maximum(np.abs(bands) - 1, 0) * band_m
    half = (np.sqrt(np.maximum(reach * reach - gap * gap, 0.0)) // COLUMN_M).astype(np.int64) + 1
    return (bands[:, None] * BAND_STRIDE + np.column_stack((-half, half + 1))).ravel()


def order_by_cell(
    x: NDArray[np.float64], y: NDArray[np.float64], *, band_m: float = BAND_M
) -> tuple[NDArray[np.int64], Grid]:
    """
    Order points by cell.

    Parameters
    ----------
    x, y
        Finite EPSG:28992 metres, shape (n,).
    band_m
        Height of a cell in metres.

    Returns
    -------
    order
        Positions of the points in cell order, shape (n,).
    grid
        The grid over the points in that order.
    """
    column, band = np.floor(x / COLUMN_M).astype(np.int64), np.floor(y / band_m).astype(np.int64)
    cell = band * BAND_STRIDE + column
    order = np.argsort(cell, kind="stable")
    ordered = cell[order]
    starts = np.flatnonzero(np.diff(ordered, prepend=-CELLS))
    return order, Grid(ordered[starts], np.append(starts, len(ordered)).astype(np.int32), band_m)

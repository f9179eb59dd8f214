"""A metric grid: which rows of an ordered table can lie within a radius of a point. EPSG:28992 metres."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

CELL_M = 250.0
"""Side of a cell: a few dozen assets in a dense town, and few cells in a walk."""

_SLACK_M = 1e-3
"""Cells are asked a hair wider than the radius, so that rounding never loses a row on its edge."""


def expand_ranges(starts: NDArray[np.int64], ends: NDArray[np.int64]) -> NDArray[np.int64]:
    """List all positions of the ranges [start, end), one range after the other."""
    lengths = ends - starts
    last = np.cumsum(lengths)
    if not len(last) or not last[-1]:
        return np.zeros(0, np.int64)
    return np.repeat(starts - last + lengths, lengths) + np.arange(last[-1])


@dataclass(frozen=True, eq=False)
class Grid:
    """
    Occupied cells of 250 m, south to north and in each band west to east, with the rows that they hold.

    Attributes
    ----------
    first_column, first_band
        Cell of the south-west corner, in cells from the origin of EPSG:28992.
    columns, bands
        Size of the grid in cells.
    cells
        Number of each occupied cell (band * columns + column), rising.
    offsets
        First row of each occupied cell, and the number of rows at the end.
    """

    first_column: int
    first_band: int
    columns: int
    bands: int
    cells: NDArray[np.int64]
    offsets: NDArray[np.int32]

    def row_ranges(self, x: float, y: float, radius_m: float) -> tuple[NDArray[np.int32], NDArray[np.int32]]:
        """
        Find the ranges [start, end) of rows that hold every row within a radius of a point, and some more.

        Parameters
        ----------
        x, y
            Point in EPSG:28992 metres.
        radius_m
            Straight-line radius in metres, >= 0; may be infinite.

        Returns
        -------
        starts, ends
            At most one range per band, rising, none empty.
        """
        reach = min(radius_m + _SLACK_M, 1e8)
        low = max(int((y - reach) // CELL_M) - self.first_band, 0)
        high = min(int((y + reach) // CELL_M) - self.first_band, self.bands - 1)
        band = np.arange(low, high + 1)
        south = (band + self.first_band) * CELL_M
        gap = np.maximum(np.maximum(south - y, y - CELL_M - south), 0.0)
        half = np.sqrt(np.maximum(reach * reach - gap * gap, 0.0))
        sides = np.floor(np.concatenate((x - half, x + half)) / CELL_M) - self.first_column
        sides[len(band) :] += 1
        cells = np.clip(sides, 0, self.columns) + np.concatenate((band, band)) * self.columns
        edges = self.offsets[self.cells.searchsorted(cells.astype(np.int64))]
        starts, ends = edges[: len(band)], edges[len(band) :]
        filled = starts < ends
        return starts[filled], ends[filled]


def order_by_cell(x: NDArray[np.float64], y: NDArray[np.float64]) -> tuple[NDArray[np.int64], Grid]:
    """
    Order points by cell.

    Parameters
    ----------
    x, y
        Finite EPSG:28992 metres, shape (n,).

    Returns
    -------
    order
        Positions of the points in cell order, shape (n,).
    grid
        The grid over the points in that order.
    """
    column, band = (np.floor(values / CELL_M).astype(np.int64) for values in (x, y))
    first_column, columns = _span(column)
    first_band, bands = _span(band)
    cell = (band - first_band) * columns + (column - first_column)
    order = np.argsort(cell, kind="stable")
    ordered = cell[order]
    starts = np.flatnonzero(np.diff(ordered, prepend=-1))
    offsets = np.append(starts, len(ordered)).astype(np.int32)
    return order, Grid(first_column, first_band, columns, bands, ordered[starts], offsets)


def _span(numbers: NDArray[np.int64]) -> tuple[int, int]:
    """Give the first number and how many there are up to the last."""
    if not len(numbers):
        return 0, 0
    return int(numbers.min()), int(numbers.max() - numbers.min()) + 1

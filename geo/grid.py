"""A metric grid: which rows of an ordered table can lie within a radius of a point. EPSG:28992 metres."""

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

CELL_M = 250.0
"""Side of a cell: a few dozen assets in a dense town, and few cells in a walk."""

_SLACK_M = 1e-3
"""Cells are asked a hair wider than the radius, so that rounding never loses a row on its edge."""

_COUNTRY_M = 400_000.0
"""A larger radius means everything."""


def expand_ranges(starts: NDArray[np.int64], ends: NDArray[np.int64]) -> NDArray[np.int64]:
    """List all positions of the ranges [start, end), one range after the other."""
    lengths = ends - starts
    last = lengths.cumsum()
    if not len(last):
        return np.zeros(0, np.int64)
    return (starts - last + lengths).repeat(lengths) + np.arange(last[-1])


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
        if radius_m > _COUNTRY_M:
            return np.zeros(1, np.int32), self.offsets[-1:]
        column, band = int(x // CELL_M) - self.first_column, int(y // CELL_M) - self.first_band
        bands, half = _stencil(radius_m)
        inside = slice(max(0, bands.size // 2 - band), max(0, bands.size // 2 + self.bands - band))
        first_cell = (bands[inside] + band) * self.columns
        west = np.maximum(column - half[inside], 0)
        east = np.minimum(column + half[inside] + 1, self.columns)
        cells = np.concatenate((first_cell + west, first_cell + east))
        starts, ends = self.offsets[self.cells.searchsorted(cells)].reshape(2, -1)
        filled = (starts < ends).nonzero()[0]
        return starts[filled], ends[filled]

    def strip(self, y: float, radius_m: float) -> tuple[int, int]:
        """
        Find the one range [start, end) of rows in all bands that a disc touches, from border to border.

        Parameters
        ----------
        y
            Middle of the disc, EPSG:28992 metres.
        radius_m
            Straight-line radius in metres, >= 0; may be infinite.
        """
        reach = min(radius_m + _SLACK_M, 1e9)
        south = int((y - reach) // CELL_M) - self.first_band
        north = int((y + reach) // CELL_M) - self.first_band + 1
        cells = np.array((max(south, 0) * self.columns, min(max(north, 0), self.bands) * self.columns))
        start, end = self.offsets.take(self.cells.searchsorted(cells)).tolist()
        return start, max(start, end)


@lru_cache(maxsize=256)
def _stencil(radius_m: float) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """
    Give the cells that a disc around any point of a cell can touch.

    Returns
    -------
    bands, half
        Bands from the cell's own one (south is negative), and how many columns to each side.
    """
    reach = radius_m + _SLACK_M
    most = int(reach // CELL_M) + 1
    bands = np.arange(-most, most + 1)
    gap = np.maximum(np.abs(bands) - 1, 0) * CELL_M
    half = np.sqrt(np.maximum(reach * reach - gap * gap, 0.0)) // CELL_M + 1
    return bands, half.astype(np.int64)


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

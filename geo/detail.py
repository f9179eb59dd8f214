"""
As much detail as a part of the world can bear: its assets one by one where they are few, else counted per cell.

The world is the square of Web Mercator, cut into tiles as every web map does: at zoom z into 2^z by 2^z of them,
numbered from the north-west. A cell is a sixteenth of a tile. Assets are filed along a Z-order curve, on which every
tile and every cell of every zoom is one stretch, so that a window costs what it holds and not what exists.

References
----------
G. M. Morton, A computer oriented geodetic data base, IBM, 1966 (the curve).
OGC 17-083r4, Two Dimensional Tile Matrix Set, annex D.1 (WebMercatorQuad).
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from geo.terms import KINDS

DEEPEST = 19
"""At this zoom assets are always one by one."""

FEW = 1500
"""Up to this many assets in a window are given one by one."""

MOST_TILES = 512
"""No window is wider than this; a screen of 3840 by 2160 pixels with a tile around it takes 187."""

CELL_STEPS = 64
"""A cell is this many steps wide and high: where the middle of its assets is, is told in these."""

_CELL_ZOOM = 2  # a cell is a tile of two zooms deeper
_BITS = DEEPEST + _CELL_ZOOM + 6  # steps of a cell at the deepest zoom: 64 = 2^6
_WORLD = 1 << _BITS


@dataclass(frozen=True)
class Window:
    """
    A part of the world in whole tiles of one zoom: columns and rows from the first to before the last.

    Raises
    ------
    ValueError
        If there is no such part, or it is larger than any screen.
    """

    zoom: int
    left: int
    top: int
    right: int
    bottom: int

    def __post_init__(self) -> None:
        """Refuse what is no part of the world."""
        size = 1 << self.zoom if 0 <= self.zoom <= DEEPEST else 0
        if not (0 <= self.left < self.right <= size and 0 <= self.top < self.bottom <= size):
            raise ValueError("no part of the world")
        if (self.right - self.left) * (self.bottom - self.top) > MOST_TILES:
            raise ValueError("larger than any screen")


@dataclass(frozen=True, eq=False)
class Cells:
    """
    Assets counted per cell: each cell that holds any, from north to south, then west to east.

    Attributes
    ----------
    zoom
        Of the tiles of which each cell is a sixteenth.
    column, row
        Number of the cell, counted from the north-west of the world, shape (n_cells,).
    counts
        How many assets of each of `KINDS`, shape (n_cells, 3).
    east, south
        Where in the cell the middle of its assets is, in `CELL_STEPS` from its north-west, shape (n_cells,).
    """

    zoom: int
    column: NDArray[np.int64]
    row: NDArray[np.int64]
    counts: NDArray[np.int64]
    east: NDArray[np.int64]
    south: NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class Detail:
    """
    What one window shows.

    Attributes
    ----------
    rows
        Assets one by one, shape (n,): all of them, or those that are alone in their cell; ascending.
    cells
        The others, counted; None where all are one by one.
    """

    rows: NDArray[np.int64]
    cells: Cells | None


@dataclass(frozen=True, eq=False)
class WorldPoints:
    """
    Assets filed by where they are in the world.

    Attributes
    ----------
    code, east, south, kind
        Place on the curve, steps from the north-west of the world and kind of each asset, along the curve.
    source
        Row of each, as it was given.
    """

    code: NDArray[np.int64]
    east: NDArray[np.int32]
    south: NDArray[np.int32]
    kind: NDArray[np.uint8]
    source: NDArray[np.int32]

    @classmethod
    def of(
        cls, longitude: NDArray[np.float64], latitude: NDArray[np.float64], kind: NDArray[np.uint8]
    ) -> "WorldPoints":
        """
        File assets.

        Parameters
        ----------
        longitude, latitude
            WGS84 degrees, shape (n,). One without a point is nowhere, and shown in no window.
        kind
            Positions in `KINDS`, shape (n,).
        """
        placed = np.flatnonzero(np.isfinite(longitude + latitude))
        east, south = _steps(longitude[placed], latitude[placed])
        code = _curve(east, south)
        order = np.argsort(code, kind="stable")
        source = placed[order].astype(np.int32)
        return cls(
            code[order], east[order].astype(np.int32), south[order].astype(np.int32), kind[source], source
        )

    def look(self, matches: NDArray[np.bool_], window: Window, *, few: int = FEW) -> Detail:
        """
        Give what a window shows of the assets that match.

        Parameters
        ----------
        matches
            Which assets to show, by the row in which they were given, shape (n,).
        window
            Part of the world.
        few
            Up to so many are given one by one.

        Returns
        -------
        detail
            Every matching asset inside the window once: in `rows` or in one of the cells. The same for every
            order of the rows, but for the numbers of the rows themselves.
        """
        stretches = self._stretches(window)
        source = _gather(self.source, stretches)
        found = matches[source]
        if window.zoom == DEEPEST or np.count_nonzero(found) <= few:
            return Detail(np.sort(source[found]).astype(np.int64), None)
        code, east, south, kind = (
            _gather(column, stretches)[found] for column in (self.code, self.east, self.south, self.kind)
        )
        return _count(window.zoom, source[found], code, east, south, kind)

    def _stretches(self, window: Window) -> list[slice]:
        """Find where the window's tiles are on the curve; neighbours there are one stretch."""
        columns, rows = np.meshgrid(
            np.arange(window.left, window.right), np.arange(window.top, window.bottom)
        )
        tiles = np.sort(_curve(columns.ravel(), rows.ravel()))
        first = np.flatnonzero(np.diff(tiles, prepend=-2) > 1)
        last = np.append(first[1:], len(tiles)) - 1
        shift = 2 * (_BITS - window.zoom)
        starts = np.searchsorted(self.code, tiles[first] << shift)
        stops = np.searchsorted(self.code, (tiles[last] + 1) << shift)
        return [slice(start, stop) for start, stop in zip(starts, stops, strict=True) if start < stop]


def _count(zoom: int, source: NDArray, code: NDArray, east: NDArray, south: NDArray, kind: NDArray) -> Detail:
    cell = code >> (2 * (_BITS - zoom - _CELL_ZOOM))
    first = np.flatnonzero(np.diff(cell, prepend=-1))
    counts = np.column_stack(
        [np.add.reduceat(kind == number, first, dtype=np.int64) for number in range(len(KINDS))]
    )
    total = counts.sum(axis=1)
    middle_east, middle_south = (
        np.add.reduceat(steps, first, dtype=np.int64) // total for steps in (east, south)
    )
    alone = total == 1
    kept = ~alone
    cells = _cells(zoom, middle_east[kept], middle_south[kept], counts[kept])
    return Detail(np.sort(source[first[alone]]).astype(np.int64), cells)


def _cells(zoom: int, east: NDArray, south: NDArray, counts: NDArray) -> Cells:
    width = _BITS - zoom - _CELL_ZOOM  # bits of a cell
    step = width - 6  # bits of a step of a cell
    column, row = east >> width, south >> width
    order = np.lexsort((column, row))
    return Cells(
        zoom,
        column[order],
        row[order],
        counts[order],
        (east[order] >> step) % CELL_STEPS,
        (south[order] >> step) % CELL_STEPS,
    )


def _gather(column: NDArray, stretches: list[slice]) -> NDArray:
    parts = [column[stretch] for stretch in stretches]
    return np.concatenate(parts) if len(parts) > 1 else (parts[0] if parts else column[:0])


def _steps(longitude: NDArray[np.float64], latitude: NDArray[np.float64]) -> tuple[NDArray, NDArray]:
    """Count the finest steps from the north-west of the world."""
    sine = np.sin(np.radians(latitude))
    east = (longitude + 180) / 360
    south = 0.5 - np.log((1 + sine) / (1 - sine)) / (4 * np.pi)
    return tuple(np.clip((share * _WORLD).astype(np.int64), 0, _WORLD - 1) for share in (east, south))  # type: ignore[return-value]


_SPREADS = [
    (16, 0x0000FFFF0000FFFF),
    (8, 0x00FF00FF00FF00FF),
    (4, 0x0F0F0F0F0F0F0F0F),
    (2, 0x3333333333333333),
    (1, 0x5555555555555555),
]


def _curve(column: NDArray, row: NDArray) -> NDArray[np.int64]:
    """Place numbers on the curve: the bits of column and row in turn."""
    return _spread(column) | (_spread(row) << 1)


def _spread(numbers: NDArray) -> NDArray[np.int64]:
    spread = numbers.astype(np.int64)
    for shift, mask in _SPREADS:
        spread = (spread | (spread << shift)) & mask
    return spread

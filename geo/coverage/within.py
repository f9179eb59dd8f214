"""
Which bits stand within a walk of each of many points, all at once and exact.

Points lie in square cells of half a radius. Two cells are compared by the boxes that their points fill: too far
apart, and they are passed over; near enough for every pair, and all bits of the one reach all points of the
other. Only between are single places compared with a cell, and only where a place would add a bit, with single
points. So in towns nearly all is settled cell by cell. Plain numpy.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from geo.grid import expand_ranges
from geo.walking import Walk

_STRIDE = 1 << 24
"""Cell numbers per row of cells."""

_PER_RADIUS = 2
"""Cells in a radius."""

_LEAST_SIDE_M = 1.0

_CELLS_AT_ONCE = 2048
"""So many cells of origins are looked around at a time, so that memory stays small."""

_PLACES_AT_ONCE = 256

_HAIR = 1e-9
"""Boxes are compared a hair on the safe side; what is left is measured exactly."""


@dataclass(frozen=True, eq=False)
class Cells:
    """
    Points in the order of square cells.

    Attributes
    ----------
    order
        Position of each point among those that were given, shape (n,).
    x, y
        EPSG:28992 metres in cell order, shape (n,).
    number
        Number of each occupied cell, rising, shape (n_cells,).
    offsets
        First point of each occupied cell, and n at the end, shape (n_cells + 1,).
    boxes
        West, south, east and north of the points of each cell, shape (4, n_cells).
    """

    order: NDArray[np.int64]
    x: NDArray[np.float64]
    y: NDArray[np.float64]
    number: NDArray[np.int64]
    offsets: NDArray[np.int64]
    boxes: NDArray[np.float64]

    @classmethod
    def of(cls, x: NDArray[np.float64], y: NDArray[np.float64], side_m: float) -> "Cells":
        """Put finite points in cells of this side."""
        cell = _cell_numbers(x, y, side_m)
        order = np.argsort(cell, kind="stable")
        x, y, cell = x[order], y[order], cell[order]
        starts = np.flatnonzero(np.diff(cell, prepend=cell[:1] - 1))
        edges = ((x, np.minimum), (y, np.minimum), (x, np.maximum), (y, np.maximum))
        boxes = np.array([least.reduceat(points, starts) if len(starts) else x for points, least in edges])
        return cls(order, x, y, cell[starts], np.append(starts, len(cell)), boxes)

    def members(self, cells: NDArray[np.int64]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """List the points of cells, one cell after the other, and how many each has."""
        starts, ends = self.offsets[cells], self.offsets[cells + 1]
        return expand_ranges(starts, ends), ends - starts


@dataclass(frozen=True)
class _Search:
    """How far to look: pairs beyond `most_m` are out, those within `certain_m` in, in straight metres."""

    radius_m: float
    walk: Walk

    @property
    def most_m(self) -> float:
        return self.radius_m / self.walk.least_detour * (1 + _HAIR)

    @property
    def certain_m(self) -> float:
        return self.radius_m / self.walk.most_detour * (1 - _HAIR)

    @property
    def side_m(self) -> float:
        return max(self.most_m / _PER_RADIUS, _LEAST_SIDE_M)

    def holds(
        self, homes: Cells, row: NDArray[np.int64], places: Cells, place: NDArray[np.int64]
    ) -> NDArray[np.bool_]:
        """Tell of each pair whether it is within the walk."""
        metres = self.walk.metres(homes.x[row], homes.y[row], places.x[place], places.y[place])
        return metres <= self.radius_m


@dataclass(frozen=True, eq=False)
class Homes:
    """
    Origins put in cells once, to be asked about many sets of places. Make one with `of`.

    Attributes
    ----------
    cells
        The origins in cell order, shape (n,).
    search
        How far to look.
    """

    cells: Cells
    search: _Search

    @classmethod
    def of(cls, x: NDArray[np.float64], y: NDArray[np.float64], *, radius_m: float, walk: Walk) -> "Homes":
        """
        Put origins in cells.

        Parameters
        ----------
        x, y
            Finite EPSG:28992 metres, shape (n,).
        radius_m
            Metres on foot, inclusive, > 0.
        walk
            How far it is on foot.
        """
        search = _Search(float(radius_m), walk)
        return cls(Cells.of(x, y, search.side_m), search)

    def join_masks(
        self, place_x: NDArray[np.float64], place_y: NDArray[np.float64], masks: NDArray[np.uint64]
    ) -> NDArray[np.uint64]:
        """
        Join the bits of all places within the walk of each origin.

        Parameters
        ----------
        place_x, place_y
            Places, finite EPSG:28992 metres, shape (m,).
        masks
            Bits of each place, shape (m, words).

        Returns
        -------
        found
            Shape (n, words), in the order in which the origins were given.
        """
        homes = self.cells
        places, bits = _merged(place_x, place_y, masks, self.search.side_m)
        found = np.zeros((len(homes.x), masks.shape[1]), np.uint64)
        if len(bits):
            cell_bits = np.bitwise_or.reduceat(bits, places.offsets[:-1], axis=0)
            touched = np.unique(_cells_around(places.number, homes.number)[1])
            for first in range(0, len(touched), _CELLS_AT_ONCE):
                cells = touched[first : first + _CELLS_AT_ONCE]
                around = _look_around(homes, cells, places, bits, cell_bits, self.search)
                found[homes.order[homes.members(cells)[0]]] = around
        return found

    def pairs(
        self, place_x: NDArray[np.float64], place_y: NDArray[np.float64]
    ) -> Iterator[tuple[NDArray[np.int64], NDArray[np.int64]]]:
        """
        Pair places with the origins within the walk of each; all pairs of a place come together.

        Yields
        ------
        origin, place
            Positions among the origins and places as they were given, shape (n_pairs,) both.
        """
        homes, number = self.cells, _cell_numbers(place_x, place_y, self.search.side_m)
        for first in range(0, len(place_x), _PLACES_AT_ONCE):
            at, cells = _cells_around(number[first : first + _PLACES_AT_ONCE], homes.number)
            row, counts = homes.members(cells)
            place = (first + at).repeat(counts)
            metres = self.search.walk.metres(homes.x[row], homes.y[row], place_x[place], place_y[place])
            near = metres <= self.search.radius_m
            yield homes.order[row[near]], place[near]


def _cell_numbers(x: NDArray[np.float64], y: NDArray[np.float64], side_m: float) -> NDArray[np.int64]:
    return np.floor(y / side_m).astype(np.int64) * _STRIDE + np.floor(x / side_m).astype(np.int64)


def _merged(
    x: NDArray[np.float64], y: NDArray[np.float64], masks: NDArray[np.uint64], side_m: float
) -> tuple[Cells, NDArray[np.uint64]]:
    """Put places in cells, those at one point as one, and those without any bit not at all."""
    has = np.flatnonzero(masks.any(axis=1))
    order = has[np.lexsort((x[has], y[has]))]
    x, y, masks = x[order], y[order], masks[order]
    is_new = np.ones(len(order), bool)
    is_new[1:] = (np.diff(x) != 0) | (np.diff(y) != 0)
    starts = np.flatnonzero(is_new)
    places = Cells.of(x[starts], y[starts], side_m)
    joined = np.bitwise_or.reduceat(masks, starts, axis=0) if len(starts) else masks
    return places, joined[places.order]


def _look_around(
    homes: Cells,
    cells: NDArray[np.int64],
    places: Cells,
    bits: NDArray[np.uint64],
    cell_bits: NDArray[np.uint64],
    search: _Search,
) -> NDArray[np.uint64]:
    """Give the bits within reach of each point of some cells of homes, one cell after the other."""
    settled = np.zeros((len(cells), bits.shape[1]), np.uint64)
    # Whole cells with whole cells.
    home, around = _cells_around(homes.number[cells], places.number)
    boxes = homes.boxes[:, cells]
    left = _settle(settled, home, cell_bits[around], boxes[:, home], places.boxes[:, around], search)
    # Single places with whole cells.
    place, counts = places.members(around[left])
    home = home[left].repeat(counts)
    left = np.flatnonzero(_adds(bits[place], settled[home]))
    home, place = home[left], place[left]
    x, y = places.x[place], places.y[place]
    points = np.array((x, y, x, y))
    left = _settle(settled, home, bits[place], boxes[:, home], points, search)
    # Single places with single points.
    point, counts = homes.members(cells)
    found = settled.repeat(counts, axis=0)
    home, place = home[left], place[left]
    ends = counts.cumsum()[home]
    at, place = expand_ranges(ends - counts[home], ends), place.repeat(counts[home])
    near = search.holds(homes, point[at], places, place)
    _join(found, at[near], bits[place[near]])
    return found


def _cells_around(number: NDArray[np.int64], others: NDArray[np.int64]) -> tuple[NDArray, NDArray]:
    """Pair each cell with the occupied others that its radius can touch."""
    far = _PER_RADIUS  # points of cells one further apart are more than the radius apart
    rows = number[:, None] + np.arange(-far, far + 1) * _STRIDE
    starts = others.searchsorted(rows - far).ravel()
    ends = others.searchsorted(rows + far, side="right").ravel()
    home = np.arange(len(number)).repeat(rows.shape[1]).repeat(ends - starts)
    return home, expand_ranges(starts, ends)


def _settle(
    settled: NDArray[np.uint64],
    home: NDArray[np.int64],
    bits: NDArray[np.uint64],
    boxes: NDArray[np.float64],
    others: NDArray[np.float64],
    search: _Search,
) -> NDArray[np.int64]:
    """Add the bits that surely reach a whole cell; give the pairs that may still add one to part of it."""
    gap_x = np.maximum(np.maximum(others[0] - boxes[2], boxes[0] - others[2]), 0)
    gap_y = np.maximum(np.maximum(others[1] - boxes[3], boxes[1] - others[3]), 0)
    near = np.flatnonzero(gap_x * gap_x + gap_y * gap_y <= search.most_m**2)
    home, bits, boxes, others = home[near], bits[near], boxes[:, near], others[:, near]
    span_x = np.maximum(others[2] - boxes[0], boxes[2] - others[0])
    span_y = np.maximum(others[3] - boxes[1], boxes[3] - others[1])
    is_sure = span_x * span_x + span_y * span_y <= search.certain_m**2
    _join(settled, home[is_sure], bits[is_sure])
    return near[~is_sure & _adds(bits, settled[home])]


def _adds(bits: NDArray[np.uint64], known: NDArray[np.uint64]) -> NDArray[np.bool_]:
    """Tell where there is a bit that is not known yet."""
    new = bits & ~known
    return new[:, 0] > 0 if new.shape[1] == 1 else np.asarray(new.any(axis=1))


def _join(masks: NDArray[np.uint64], rows: NDArray[np.int64], bits: NDArray[np.uint64]) -> None:
    for word in range(masks.shape[1]):
        np.bitwise_or.at(masks[:, word], rows, bits[:, word])

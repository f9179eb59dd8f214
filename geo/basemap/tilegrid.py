"""The grid of web map tiles: which of them lie in an area, and how to write down many of them shortly."""

import math
from collections.abc import Iterable, Iterator
from itertools import groupby
from typing import NamedTuple

from geo.basemap.window import Bounds
from geo.errors import SourceError

ZOOMS = (6, 19)
"""The coarsest and the finest tiles that the Dutch background map has."""

Runs = dict[int, dict[int, list[tuple[int, int]]]]
"""By zoom and row: first and last column of each unbroken run of tiles."""


class Tile(NamedTuple):
    """One tile: its zoom, column from the west and row from the north."""

    z: int
    x: int
    y: int


def is_tile(z: int, x: int, y: int) -> bool:
    """Tell whether there can be such a tile on the map."""
    return ZOOMS[0] <= z <= ZOOMS[1] and 0 <= x < 2**z and 0 <= y < 2**z


def tiles_in(bounds: Bounds, zooms: tuple[int, int]) -> list[Tile]:
    """
    List the tiles that touch an area, the coarsest first.

    Parameters
    ----------
    bounds
        West, south, east, north in degrees.
    zooms
        First and last zoom, within `ZOOMS`.

    References
    ----------
    OpenStreetMap wiki, Slippy map tilenames: https://wiki.openstreetmap.org/wiki/Slippy_map_tilenames.
    """
    found = []
    for z in range(zooms[0], zooms[1] + 1):
        columns, rows = _columns_and_rows(bounds, z)
        found += [Tile(z, x, y) for y in rows for x in columns]
    return found


def count_tiles(bounds: Bounds, zooms: tuple[int, int]) -> int:
    """Count the tiles that touch an area, without listing them."""
    parts = (_columns_and_rows(bounds, z) for z in range(zooms[0], zooms[1] + 1))
    return sum(len(columns) * len(rows) for columns, rows in parts)


def _columns_and_rows(bounds: Bounds, z: int) -> tuple[range, range]:
    west, south, east, north = bounds
    return (
        range(_column(west, z), _column(east, z) + 1),
        range(_row(north, z), _row(south, z) + 1),
    )


def _column(longitude: float, z: int) -> int:
    return min(2**z - 1, max(0, math.floor((longitude + 180) / 360 * 2**z)))


def _row(latitude: float, z: int) -> int:
    mercator = math.asinh(math.tan(math.radians(latitude)))
    return min(2**z - 1, max(0, math.floor((1 - mercator / math.pi) / 2 * 2**z)))


def parse_zooms(text: str) -> tuple[int, int]:
    """
    Read "10-16" or "14".

    Raises
    ------
    SourceError
        If these are no zooms in order, within `ZOOMS`.
    """
    first, dash, last = text.strip().partition("-")
    last = last if dash else first
    if not (first.isascii() and first.isdecimal() and last.isascii() and last.isdecimal()):
        raise SourceError("basemap.zoom", value=text, first=ZOOMS[0], last=ZOOMS[1])
    zooms = int(first[:4]), int(last[:4])
    if not ZOOMS[0] <= zooms[0] <= zooms[1] <= ZOOMS[1]:
        raise SourceError("basemap.zoom", value=text, first=ZOOMS[0], last=ZOOMS[1])
    return zooms


def runs_of(tiles: Iterable[Tile]) -> Runs:
    """Write many tiles down as unbroken runs per row."""
    runs: Runs = {}
    for (z, y), own in groupby(
        sorted(tiles, key=lambda one: (one.z, one.y, one.x)), lambda one: (one.z, one.y)
    ):
        runs.setdefault(z, {})[y] = list(_runs(tile.x for tile in own))
    return runs


def _runs(columns: Iterable[int]) -> Iterator[tuple[int, int]]:
    first = last = None
    for column in columns:
        if first is None or last is None:
            first = last = column
        elif column <= last + 1:
            last = column
        else:
            yield first, last
            first = last = column
    if first is not None and last is not None:
        yield first, last

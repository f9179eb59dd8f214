"""A tree over areas, made from geography alone: no person, and nothing that anybody did, changes it."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import groupby
from statistics import fmean
from typing import NamedTuple

import geopandas as gpd

from geo.areas import CODE
from geo.crs import require_rd

ROOT = "1"
"""The cell of all areas together. The halves of a cell have its name with a 0 or a 1 behind it."""

_WITH_FAMILY = ("WK", "BU")
_FAMILY_CODES = (len("WK0361"), len("BU036101"))
"""So much of the code of a wijk or buurt names its gemeente, and so much its wijk."""


@dataclass(frozen=True)
class Node:
    """
    Some areas, and how they are cut in two.

    Attributes
    ----------
    cell
        Name of this place in the tree: a cell lies within another when its name begins with the other's.
    codes
        Codes of the areas, sorted.
    halves
        Two nodes that have these areas between them; () for a single area.
    """

    cell: str
    codes: tuple[str, ...]
    halves: tuple["Node", ...] = ()

    def walk(self) -> Iterator["Node"]:
        """Give this node and all that lie within it."""
        yield self
        for half in self.halves:
            yield from half.walk()


def grow_tree(areas: gpd.GeoDataFrame) -> Node:
    """
    Halve areas again and again, across the longer side of where their middles lie.

    Areas with codes of CBS stay with their family as long as can be: gemeenten are parted first, then the wijken
    of a gemeente, then the buurten of a wijk. A postcode area, or one of somebody's own, has no family.

    Parameters
    ----------
    areas
        Areas of one year as `geo.areas` gives them, EPSG:28992, at least one; in any order.

    Returns
    -------
    root
        The same for the same outlines and codes, whatever else the frame holds. Middles are taken in whole
        metres, so that the last bit of a coordinate does not decide.

    Raises
    ------
    CrsError
        If the frame is not in EPSG:28992.
    """
    middles = require_rd(areas).geometry.centroid
    columns = zip(areas[CODE], middles.x.round(), middles.y.round(), strict=True)
    return _grown(ROOT, sorted(_Place(*column) for column in columns))


class _Place(NamedTuple):
    code: str
    x: float
    y: float


def _grown(cell: str, places: list[_Place]) -> Node:
    codes = tuple(place.code for place in places)
    if len(places) == 1:
        return Node(cell, codes)
    families = sorted(_families(places), key=_along_the_longer_side(places))
    middle = (len(families) + 1) // 2
    halves = (families[:middle], families[middle:])
    one, other = (sorted(place for family in half for place in family) for half in halves)
    return Node(cell, codes, (_grown(f"{cell}0", one), _grown(f"{cell}1", other)))


def _families(places: list[_Place]) -> list[list[_Place]]:
    """Part areas into the coarsest families of which there are several."""
    for length in _FAMILY_CODES if all(place.code.startswith(_WITH_FAMILY) for place in places) else ():
        found = [list(family) for _, family in groupby(places, key=lambda place: place.code[:length])]
        if len(found) > 1:
            return found
    return [[place] for place in places]


def _along_the_longer_side(places: list[_Place]) -> Callable[[list[_Place]], tuple[float, float, str]]:
    _, xs, ys = zip(*places, strict=True)
    is_wide = max(xs) - min(xs) >= max(ys) - min(ys)

    def key(family: list[_Place]) -> tuple[float, float, str]:
        x, y = (fmean(side) for side in zip(*(place[1:] for place in family), strict=True))
        return (x, y, family[0].code) if is_wide else (y, x, family[0].code)

    return key

"""A tree over areas, made from geography alone: no person, and nothing that anybody did, changes it."""

from collections.abc import Iterator
from dataclasses import dataclass

import geopandas as gpd

from geo.areas import CODE
from geo.crs import require_rd

ROOT = "1"
"""The cell of all areas together. The halves of a cell have its name with a 0 or a 1 behind it."""


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


@dataclass(frozen=True)
class _Place:
    code: str
    x: float
    y: float


def grow_tree(areas: gpd.GeoDataFrame) -> Node:
    """
    Halve areas again and again, across the longer side of where their middles lie.

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
    return _grown(ROOT, [_Place(*column) for column in columns])


def _grown(cell: str, places: list[_Place]) -> Node:
    codes = tuple(sorted(place.code for place in places))
    if len(places) == 1:
        return Node(cell, codes)
    width, height = (max(side) - min(side) for side in zip(*((p.x, p.y) for p in places), strict=True))
    along_x = width >= height
    ordered = sorted(places, key=lambda p: (p.x, p.y, p.code) if along_x else (p.y, p.x, p.code))
    middle = (len(ordered) + 1) // 2
    return Node(cell, codes, (_grown(f"{cell}0", ordered[:middle]), _grown(f"{cell}1", ordered[middle:])))

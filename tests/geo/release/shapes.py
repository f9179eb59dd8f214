"""Made-up areas, people and categories for the tests of the release, and the other data that could be there."""

from collections.abc import Iterable, Mapping, Sequence

import geopandas as gpd
from hypothesis import strategies as st
from shapely import box

from geo.crs import RD
from geo.release.categories import ALL
from geo.release.counting import Person
from geo.release.splitting import Cell, split
from geo.release.tree import Node

WITHIN = {ALL: None, "eten": ALL, "groen": ALL, "bakken": "eten", "koken": "eten"}
"""A small vocabulary: two themes, and two capabilities of one of them."""

Counts = dict[str, dict[str, int]]
"""People per category and area."""

Cells = dict[str, dict[str, Cell]]
"""What is shown, per category and name of the cell."""


def squares(places: Iterable[tuple[float, float]], *, year: int = 2024) -> gpd.GeoDataFrame:
    """Make square areas A00, A01, ... of 100 m around these points, EPSG:28992."""
    outlines = [box(x - 50, y - 50, x + 50, y + 50) for x, y in places]
    codes = [f"A{number:02}" for number in range(len(outlines))]
    columns = {"code": codes, "name": codes, "inhabitants": 500, "year": year}
    return gpd.GeoDataFrame(columns, geometry=outlines, crs=RD)


def row_of_squares(count: int) -> gpd.GeoDataFrame:
    """Make areas side by side."""
    return squares((110_000 + 100 * number, 510_000) for number in range(count))


def people_for(counts: Counts, within: Mapping[str, str | None] = WITHIN) -> list[Person]:
    """Make people that give these counts: in each area the first so many have the category, and all wider ones."""
    return [
        Person(area, frozenset(category for category in within if rank < counts[category].get(area, 0)))
        for area, number in counts[ALL].items()
        for rank in range(number)
    ]


@st.composite
def counted(draw: st.DrawFn, codes: Sequence[str], *, most: int = 14) -> Counts:
    """Draw how many people of each category live in each area; never more than of the wider one."""
    counts: Counts = {}
    for category, wider in WITHIN.items():
        limits = {code: counts[wider][code] if wider else most for code in codes}
        counts[category] = {code: draw(st.integers(0, limits[code])) for code in codes}
    return counts


def without(root: Node, counts: Counts, category: str, area: str) -> Counts:
    """
    Give other data with nobody of a category in an area of a merged cell, as `geo.release.splitting` says it.

    From the widest category that hides the area to this one, each is laid out anew in the cell that holds it.
    """
    cells = split(root, counts, WITHIN)
    other = {name: dict(found) for name, found in counts.items()}
    for name in _family(category):
        found = _cell_with(cells[name], area)
        is_asked = name in (category, *_wider_than(category))
        if is_asked and (found.is_merged or found.is_below):
            _lay_out(_node(root, found), other, name, free=area)
            _lay_out_narrower(root, cells, other, name, area)
    return other


def _family(category: str) -> list[str]:
    return [*reversed(_wider_than(category)), category]


def _wider_than(category: str) -> list[str]:
    wider = WITHIN[category]
    return [wider, *_wider_than(wider)] if wider else []


def _lay_out_narrower(root: Node, cells: Cells, other: Counts, name: str, area: str) -> None:
    """Let the categories within this one follow their people."""
    for narrower in [one for one, wider in WITHIN.items() if wider == name]:
        _lay_out(_node(root, _cell_with(cells[narrower], area)), other, narrower, free=area)
        _lay_out_narrower(root, cells, other, narrower, area)


def _cell_with(cells: dict[str, Cell], area: str) -> Cell:
    return next(cell for cell in cells.values() if area in cell.codes)


def _node(root: Node, cell: Cell) -> Node:
    return next(node for node in root.walk() if node.cell == cell.cell)


def _lay_out(node: Node, counts: Counts, category: str, *, free: str) -> None:
    """Put the people of a category in a node elsewhere than in one area, so that it is still not cut."""
    number = sum(counts[category].get(code, 0) for code in node.codes)
    room = _room_elsewhere(node, counts, category, number, free)
    for code in node.codes:
        counts[category][code] = min(number, room.get(code, 0))
        number -= counts[category][code]


def _room_elsewhere(node: Node, counts: Counts, category: str, number: int, free: str) -> dict[str, int]:
    """Tell how many fit per area: among the people of the wider category, in the half with most room."""
    wider = WITHIN[category]
    limits = {code: counts[wider].get(code, 0) if wider else number for code in node.codes}
    halves = [{code: limits[code] for code in half.codes if code != free} for half in node.halves]
    return max(halves, key=lambda half: sum(half.values()), default={})

"""
Where the areas of a category are cut apart, and what is shown of each cell.

**The rule.** Per category, from the root of the tree down: a node is cut only if both halves hold at least `LEAST`
people of that category. What is not cut is a cell: it shows its number rounded to `LEAST`, or only that it is below
`LEAST` (which happens in the root alone). And a merged cell never shows more than there is *room* for: see below.

**Why nobody in a merged cell can be found.** Let `a` be an area in a merged cell of a category. There is other data
with nobody of that category in `a`, and the same release, in all categories at once:

- *All talents.* Let everybody in `a` live in another area of the cell, in the same half if there is one, else in the
  other half. The cell holds as many as before and is still not cut. Narrower categories are cut only where wider ones
  are, so none of them sees the move.
- *A narrower category.* Its people can only be where people of the wider category are, and that is shown as well. So
  a cell shows no more than surely fits outside of any one of its areas, by what is shown of the wider category: the
  room. (Had a cell of two areas shown 10 for a theme, while 5 to 7 people live in one of the two, somebody of that
  theme would surely live in the other.) With the room, hand the gifts of those in `a` to as many others, all in one
  half: not cut, and shown alike. Capabilities within a theme go along in the same way.

The room follows from what is public, so that it tells nothing by itself. `tests/geo/release` makes that other data,
and lets an attacker try all data of small trees.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from geo.release.tree import Node

LEAST = 5
"""So many people stay together at least; numbers are rounded to it as well."""


@dataclass(frozen=True)
class Cell:
    """
    What is shown of some areas together, in one category.

    Attributes
    ----------
    cell
        Name of its node in the tree.
    codes
        Codes of its areas, sorted. More than one: the cell is merged.
    lowest, highest
        Between these the number of people lies, both included; `highest` is None where it is "or more".
    shown
        The number to show, a multiple of `LEAST`; None where it is below `LEAST`.
    """

    cell: str
    codes: tuple[str, ...]
    lowest: int
    highest: int | None
    shown: int | None

    @property
    def is_below(self) -> bool:
        """Tell whether only "fewer than `LEAST`" is shown, which may be nobody."""
        return self.shown is None

    @property
    def is_merged(self) -> bool:
        """Tell whether it stands for several areas that are not told apart."""
        return len(self.codes) > 1


Counts = Mapping[str, Mapping[str, int]]
"""People per category and area; what is not there is 0."""


def split(root: Node, counts: Counts, within: Mapping[str, str | None]) -> dict[str, dict[str, Cell]]:
    """
    Give the cells of each category; those of one category have each area of the tree exactly once.

    Parameters
    ----------
    root
        From `grow_tree`.
    counts
        From `count_people`. In each area a category holds no more people than the wider one.
    within
        All categories with the wider one of each, wider ones first.

    Returns
    -------
    cells
        By category and by the name of the cell, both in a fixed order.
    """
    cells: dict[str, dict[str, Cell]] = {}
    known: dict[str, _Known] = {}
    for category, wider in within.items():
        numbers = _numbers(root, counts.get(category, {}))
        above = None if wider is None else known[wider]
        uncut = _uncut(root, numbers)
        cells[category] = {node.cell: _cell(node, numbers[node.cell], above) for node in uncut}
        if category in within.values():
            known[category] = _Known.of(cells[category])
    return cells


def _numbers(node: Node, counts: Mapping[str, int]) -> dict[str, int]:
    """Give how many people this node and each within it hold, by the names of their cells."""
    if not node.halves:
        return {node.cell: counts.get(node.codes[0], 0)}
    one, other = node.halves
    found = _numbers(one, counts) | _numbers(other, counts)
    return found | {node.cell: found[one.cell] + found[other.cell]}


def _uncut(node: Node, numbers: Mapping[str, int]) -> Iterator[Node]:
    if node.halves and all(numbers[half.cell] >= LEAST for half in node.halves):
        for half in node.halves:
            yield from _uncut(half, numbers)
    else:
        yield node


@dataclass(frozen=True)
class _Known:
    """
    What is shown of a wider category: its cells, and for each node of the tree above or at them how many people are
    surely in it (`total`), and in the fullest of those of its areas that are cells of their own (`fullest`).
    """

    cells: Mapping[str, Cell]
    total: Mapping[str, int]
    fullest: Mapping[str, int]

    @classmethod
    def of(cls, cells: Mapping[str, Cell]) -> "_Known":
        total: dict[str, int] = defaultdict(int)
        fullest: dict[str, int] = defaultdict(int)
        for cell in cells.values():
            for end in range(len(cell.cell)):
                node = cell.cell[: end + 1]
                total[node] += cell.lowest
                fullest[node] = max(fullest[node], 0 if cell.is_merged else cell.lowest)
        return cls(cells, total, fullest)


def _cell(node: Node, number: int, wider: _Known | None) -> Cell:
    if number < LEAST:
        return Cell(node.cell, node.codes, 0, LEAST - 1, None)
    shown = _rounded(number)
    most = _rounded(_room(node, wider)) if wider is not None and node.halves else None
    if most is None or shown < most:
        return Cell(node.cell, node.codes, _lowest(shown), shown + LEAST // 2, shown)
    return Cell(node.cell, node.codes, _lowest(most), None, most)


def _rounded(number: int) -> int:
    return (number + LEAST // 2) // LEAST * LEAST


def _lowest(shown: int) -> int:
    return max(LEAST, shown - LEAST // 2)


def _room(node: Node, wider: _Known) -> int:
    """
    Tell how many people surely fit in one half of a merged cell, whichever one area stays free of them.

    Where the wider category has the same cell, its people can stand in any of its areas. Else they can stand in
    the fuller half but for its fullest area, or in the other half.
    """
    if node.cell in wider.cells:
        return wider.cells[node.cell].lowest
    one, other = (half.cell for half in node.halves)
    beside_one = max(wider.total[one] - wider.fullest[one], wider.total[other])
    beside_other = max(wider.total[one], wider.total[other] - wider.fullest[other])
    return min(beside_one, beside_other)

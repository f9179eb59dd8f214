"""What is shown: the rule by plain means, and that nobody can be found in a merged cell."""

from collections import defaultdict
from itertools import combinations_with_replacement

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.release.categories import ALL
from geo.release.counting import count_people
from geo.release.splitting import split
from geo.release.tree import grow_tree
from tests.geo.release.shapes import WITHIN, counted, people_for, row_of_squares, without

TREES = {count: grow_tree(row_of_squares(count)) for count in range(1, 7)}
data = st.sampled_from(sorted(TREES)).flatmap(
    lambda count: st.tuples(st.just(TREES[count]), counted(TREES[count].codes))
)


def only(**counts):
    """Counts of all talents alone, by area."""
    return {ALL: counts, **{category: {} for category in WITHIN if category != ALL}}


def shown(root, counts, category=ALL):
    cells = split(root, counts, WITHIN)[category].values()
    return {" ".join(cell.codes): (cell.lowest, cell.highest, cell.shown) for cell in cells}


def test_four_areas_worked_by_hand():
    # halves A00+A01 = 13 and A02+A03 = 9 hold five each: cut. 6 and 7 as well: cut. 8 and 1 not: merged, 9 -> 10.
    found = shown(TREES[4], only(A00=6, A01=7, A02=8, A03=1))
    assert found == {"A00": (5, 7, 5), "A01": (5, 7, 5), "A02 A03": (8, 12, 10)}


@pytest.mark.parametrize(
    ("number", "expected"),
    [
        (0, (0, 4, None)),
        (4, (0, 4, None)),
        (5, (5, 7, 5)),
        (7, (5, 7, 5)),
        (8, (8, 12, 10)),
        (13, (13, 17, 15)),
    ],
)
def test_a_number_is_rounded_to_five_and_below_five_not_told(number, expected):
    assert shown(TREES[1], only(A00=number)) == {"A00": expected}


def test_nobody_at_all_is_one_cell_below_five():
    cell = split(TREES[4], {}, WITHIN)["bakken"]["1"]
    assert cell.is_below and cell.is_merged and cell.codes == TREES[4].codes


def test_a_merged_cell_shows_no_more_than_fits_beside_its_fullest_area():
    # All: A00 = 20, A01 = 6, cut. Of the theme 18 in A00 and 2 in A01: not cut. "20" would tell that at least
    # 18 - 7 = 11 of them live in A00. Beside A00 surely 5 fit: 5 or more is all that is said.
    counts = only(A00=20, A01=6) | {"eten": {"A00": 18, "A01": 2}}
    assert shown(TREES[2], counts, "eten") == {"A00 A01": (5, None, 5)}


@given(data)
def test_the_areas_of_each_category_are_there_once(found):
    root, counts = found
    for cells in split(root, counts, WITHIN).values():
        assert sorted(code for cell in cells.values() for code in cell.codes) == list(root.codes)


@given(data)
def test_cut_is_what_has_five_in_both_halves_by_a_plain_reference(found):
    root, counts = found
    for category, cells in split(root, counts, WITHIN).items():
        people = {node.cell: sum(counts[category][code] for code in node.codes) for node in root.walk()}
        cut = {
            node.cell
            for node in root.walk()
            if node.halves and people[node.halves[0].cell] >= 5 <= people[node.halves[1].cell]
        }
        above = {node.cell: {node.cell[:end] for end in range(1, len(node.cell))} for node in root.walk()}
        assert set(cells) == {name for name in people if name not in cut and above[name] <= cut}
        for cell in cells.values():
            number = people[cell.cell]
            assert cell.is_below == (number < 5)
            assert cell.lowest <= number <= (number if cell.highest is None else cell.highest)
            assert cell.is_below or cell.shown % 5 == 0


@given(data)
def test_a_narrower_category_is_cut_only_where_the_wider_one_is(found):
    cells = split(*found, WITHIN)
    for category, wider in WITHIN.items():
        if wider:
            assert all(any(one.startswith(cell) for cell in cells[category]) for one in cells[wider])


@given(data)
def test_below_five_is_said_of_the_whole_only(found):
    root, counts = found
    for cells in split(root, counts, WITHIN).values():
        assert all(cell.codes == root.codes for cell in cells.values() if cell.is_below)


@given(data, st.data())
def test_nobody_may_live_in_any_area_of_a_merged_cell_and_all_is_shown_alike(found, choice):
    root, counts = found
    cells = split(root, counts, WITHIN)
    hidden = [
        (category, area)
        for category, known in cells.items()
        for cell in known.values()
        for area in cell.codes
        if cell.is_merged or cell.is_below
    ]
    for category, area in hidden:
        other = without(root, counts, category, area)
        assert other[category][area] == 0
        assert split(root, count_people(people_for(other)), WITHIN) == cells


def guesses(areas, depth, people):
    """All numbers for a chain of categories within each other, of so many people at most: (area, level) -> n."""
    if not areas:
        yield ()
        return
    for own in combinations_with_replacement(range(people + 1), depth):
        for others in guesses(areas - 1, depth, people - own[-1]):
            yield (own[::-1], *others)


@pytest.mark.parametrize(("areas", "depth"), [(2, 3), (3, 2)])
def test_an_attacker_who_tries_all_data_finds_nobody_in_a_merged_cell(areas, depth):
    root = TREES[areas]
    chain = {f"level {level}": f"level {level - 1}" if level else None for level in range(depth)}
    possible = defaultdict(list)
    for guess in guesses(areas, depth, people=14):
        columns = zip(*guess, strict=True)
        counts = {
            level: dict(zip(root.codes, numbers, strict=True))
            for level, numbers in zip(chain, columns, strict=True)
        }
        seen = tuple(tuple(known.values()) for known in split(root, counts, chain).values())
        possible[seen].append(guess)
    hidden = [
        (seen, root.codes.index(code), level)
        for seen in possible
        for level, known in enumerate(seen)
        for cell in known
        if cell.is_merged
        for code in cell.codes
    ]
    assert len(hidden) > 50
    for seen, area, level in hidden:
        assert min(guess[area][level] for guess in possible[seen]) == 0


def test_the_example_of_the_page_about_small_numbers():
    counts = {
        ALL: {"A00": 20, "A01": 6, "A02": 8, "A03": 9},
        "eten": {"A00": 18, "A01": 2, "A02": 5, "A03": 1},
        "groen": {},
        "bakken": {"A00": 3, "A02": 1},
        "koken": {},
    }
    assert shown(TREES[4], counts) == {
        "A00": (18, 22, 20),
        "A01": (5, 7, 5),
        "A02": (8, 12, 10),
        "A03": (8, 12, 10),
    }
    assert shown(TREES[4], counts, "eten") == {"A00 A01": (5, None, 5), "A02 A03": (5, 7, 5)}
    assert shown(TREES[4], counts, "bakken") == {"A00 A01 A02 A03": (0, 4, None)}

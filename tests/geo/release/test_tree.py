"""The tree over areas: from geography alone."""

import geopandas as gpd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.errors import CrsError
from geo.inventory import open_areas
from geo.release.tree import ROOT, grow_tree
from tests.geo.release.shapes import row_of_squares, squares

places = st.lists(
    st.tuples(st.integers(100_000, 101_000), st.integers(500_000, 501_000)), min_size=1, max_size=12
)


def test_areas_without_a_crs_are_refused():
    with pytest.raises(CrsError):
        grow_tree(gpd.GeoDataFrame(row_of_squares(2)).set_crs(None, allow_override=True))


def test_a_row_of_areas_is_halved_along_its_length():
    root = grow_tree(row_of_squares(3))
    assert [(node.cell, node.codes) for node in root.walk()] == [
        ("1", ("A00", "A01", "A02")),
        ("10", ("A00", "A01")),
        ("100", ("A00",)),
        ("101", ("A01",)),
        ("11", ("A02",)),
    ]


def test_the_wijken_of_alkmaar_become_pairs_that_lie_together():
    pairs = [set(node.codes) for node in grow_tree(open_areas()).walk() if len(node.codes) == 2]
    assert {"WK036101", "WK036103"} in pairs  # Zuid and the centre
    assert len(pairs) == 4


def test_buurten_stay_with_their_wijk_and_wijken_with_their_gemeente():
    buurten = squares((110_000 + 100 * (number % 5), 510_000 + 40 * number) for number in range(12))
    codes = [
        f"BU{gemeente}0{wijk}0{buurt}" for buurt in "012" for gemeente in ("0361", "0362") for wijk in "12"
    ]
    nodes = list(grow_tree(buurten.assign(code=codes)).walk())
    families = {len(node.codes): [] for node in nodes}
    for node in nodes:
        families[len(node.codes)].append({code[2:8] for code in node.codes})
    assert sorted(map(sorted, families[6])) == [["036101", "036102"], ["036201", "036202"]]
    assert sorted(map(sorted, families[3])) == [["036101"], ["036102"], ["036201"], ["036202"]]


@given(places)
def test_halves_part_the_areas_and_a_name_tells_what_lies_within(found):
    root = grow_tree(squares(found))
    assert root.cell == ROOT and len(root.codes) == len(found)
    for node in root.walk():
        assert bool(node.halves) == (len(node.codes) > 1)
        assert sorted(code for half in node.halves for code in half.codes) == list(node.codes) * bool(
            node.halves
        )
        assert all(half.cell.startswith(node.cell) for half in node.halves)


@given(places, st.randoms(use_true_random=False))
def test_order_inhabitants_and_names_do_not_matter(found, random):
    areas = squares(found)
    shuffled = areas.iloc[random.sample(range(len(areas)), len(areas))]
    shuffled = shuffled.assign(inhabitants=random.randrange(10**6), name="elders")
    assert grow_tree(shuffled) == grow_tree(areas)

"""What is around the corner, and how little of a visitor's own place is known."""

from datetime import datetime

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.crs import LATITUDES, LONGITUDES, to_rd
from geo.nearby import (
    NOW,
    TODAY,
    NearbyFilter,
    coarse_degrees,
    coarse_place,
    common_themes,
    count_kinds,
    find_nearby,
    narrow,
)
from geo.terms import ASSOCIATION, INSTITUTION, TALENT
from geo.vocabulary import load_vocabulary
from tests.factories import PLACE, make_assets

WORDS = load_vocabulary()
TUESDAY_EVENING = datetime(2026, 11, 24, 20, 0)

west_east = st.floats(LONGITUDES[0] + 0.01, LONGITUDES[1] - 0.01)
south_north = st.floats(LATITUDES[0] + 0.01, LATITUDES[1] - 0.01)


def make_near(*rows, reach_m=5000.0):
    """Rows 100 m apart, going east from the place."""
    placed = [{"x": PLACE[0] + 100.0 * number, **row} for number, row in enumerate(rows)]
    return find_nearby(make_assets(placed), PLACE, reach_m=reach_m)


def kept(near, *, moment=TUESDAY_EVENING, **asked) -> list[str]:
    return list(narrow(near, NearbyFilter(**asked), vocabulary=WORDS, moment=moment).assets["name"])


def test_the_nearest_comes_first_and_what_is_too_far_is_left_out():
    x, y = PLACE
    rows = [
        {"name": "far", "x": x + 801},
        {"name": "near", "x": x + 300, "y": y + 400},  # 3-4-5: 500 m
        {"name": "next door", "x": x - 1},
        {"name": "on the line", "y": y - 800},
    ]
    near = find_nearby(make_assets(rows), PLACE, reach_m=800)
    assert list(near.assets["name"]) == ["next door", "near", "on the line"]
    assert near.distance_m.tolist() == [1.0, 500.0, 800.0]
    assert list(near.within(500).assets["name"]) == ["next door", "near"]


def test_where_nobody_is_the_answer_is_empty_with_all_columns():
    near = find_nearby(make_assets(), PLACE, reach_m=800)
    asked = NearbyFilter((TALENT,), ("groen",), (NOW,))
    found = narrow(near, asked, vocabulary=WORDS, moment=TUESDAY_EVENING)
    assert len(found) == 0 and list(found.assets.columns) == list(make_assets().columns)
    assert count_kinds(found) == {TALENT: 0, ASSOCIATION: 0, INSTITUTION: 0}
    assert common_themes(found, WORDS) == ()


def test_an_empty_filter_leaves_nothing_out():
    assert kept(make_near({"name": "a"}, {"name": "b", "gifts": ""})) == ["a", "b"]


def test_kinds_themes_and_moments_narrow_together():
    evening = {"kind": ASSOCIATION, "gifts": "zingen:together", "meets": "Elke dinsdag 19.30 - 21.30 uur"}
    near = make_near(
        evening | {"name": "koor"},
        evening | {"name": "zanger", "kind": TALENT},
        evening | {"name": "tuin", "gifts": "moestuin:together"},
        evening | {"name": "ochtendkoor", "meets": "Elke dinsdag 9.30 - 11.30 uur"},
        evening | {"name": "ooit", "meets": "Op dinsdag, soms"},
    )
    assert kept(near, kinds=(ASSOCIATION,), themes=("podium",), moments=(NOW,)) == ["koor"]
    assert kept(near, kinds=(ASSOCIATION,), themes=("podium",), moments=(TODAY,)) == ["koor", "ochtendkoor"]
    assert kept(near, themes=("podium", "groen"), moments=(NOW,)) == ["koor", "zanger", "tuin"]


def test_the_most_common_theme_is_named_first_and_themes_that_nobody_has_are_not():
    near = make_near({"gifts": "zingen:can"}, {"gifts": "zingen:can dans:can moestuin:can"})
    assert common_themes(near, WORDS) == ("podium", "groen")


@given(west_east, south_north)
def test_of_a_visitors_place_about_a_hundred_metres_are_known(longitude, latitude):
    x, y = to_rd(np.array(longitude), np.array(latitude))
    place = coarse_place(longitude, latitude)
    assert place is not None
    assert np.hypot(place[0] - float(x), place[1] - float(y)) < 80


@given(west_east, south_north)
def test_what_the_browser_rounded_is_not_moved_again(longitude, latitude):
    once = coarse_degrees(longitude, latitude)
    assert coarse_degrees(*once) == once


def test_neighbours_within_one_cell_stand_on_one_point():
    assert coarse_place(4.75002, 52.63204) == coarse_place(4.75051, 52.63162)


@pytest.mark.parametrize(
    ("longitude", "latitude"),
    [(13.4, 52.5), (4.75, 0.0), (float("nan"), 52.0), (float("inf"), 52.0), (1e308, -1e308)],
)
def test_outside_the_netherlands_there_is_no_place(longitude, latitude):
    assert coarse_place(longitude, latitude) is None

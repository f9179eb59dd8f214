"""The release as a plain value, and who counts in it for what."""

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.errors import NotFoundError
from geo.release.categories import ALL, capability_category, categories_of, categories_within, theme_category
from geo.release.counting import Person, count_people, people_of
from geo.release.reading import CELL_COLUMNS, make_release, quarter_of
from geo.vocabulary import load_vocabulary
from tests.factories import make_assets
from tests.geo.release.shapes import WITHIN, people_for, row_of_squares

WORDS = categories_within(load_vocabulary())
AREAS = row_of_squares(3)
INSIDE = {"x": 110_000.0, "y": 510_000.0}
people = st.lists(
    st.builds(
        Person,
        st.sampled_from(AREAS["code"].tolist()),
        st.sampled_from([{ALL}, {ALL, "groen"}, {ALL, "eten"}, {ALL, "eten", "bakken"}]).map(frozenset),
    ),
    max_size=40,
)


def release(found, areas=AREAS):
    return make_release(found, areas, WITHIN, quarter="2026-Q4")


def test_what_one_can_counts_for_capability_and_theme_and_what_one_wants_to_learn_for_the_theme_only():
    assert categories_of("naaien:teaches naaien:can", WORDS) == {
        ALL,
        theme_category("maken"),
        capability_category("naaien"),
    }
    assert categories_of("naaien:learns bakken:seeks", WORDS) == {
        ALL,
        theme_category("maken"),
        theme_category("eten"),
    }
    assert categories_of("", WORDS) == {ALL}
    assert categories_of("verdwenen:can", WORDS) == {ALL}


def test_groups_places_and_who_lives_elsewhere_do_not_count():
    assets = make_assets(
        [
            INSIDE,
            INSIDE | {"kind": "association"},
            INSIDE | {"kind": "institution", "placed_by": "own"},
            INSIDE | {"x": 120_000.0},
        ]
    )
    found = people_of(assets, AREAS, WORDS)
    assert list(found) == ["a1"] and found["a1"].area == "A00"


def test_somebody_with_many_gifts_of_a_theme_is_one_person():
    assets = make_assets([INSIDE | {"gifts": "naaien:can naaien:teaches breien:can breien:together"}])
    counts = count_people(people_of(assets, AREAS, WORDS).values())
    assert counts[theme_category("maken")] == {"A00": 1} == counts[capability_category("breien")]


def test_the_frame_says_what_is_shown_per_cell_and_per_area():
    made = release(
        people_for(
            {ALL: {"A00": 6, "A01": 2, "A02": 9}, "eten": {"A00": 3}, "groen": {}, "bakken": {}, "koken": {}}
        )
    )
    assert tuple(made.cells.columns) == CELL_COLUMNS
    assert (made.quarter, made.year_of_codes, made.categories) == ("2026-Q4", 2024, tuple(WITHIN))
    by_area = made.by_area(ALL)
    assert by_area["shown"].tolist() == [10, 10, 10]
    assert by_area["is_merged"].tolist() == [True, True, False]
    below = made.cells_of("eten").iloc[0]
    assert below["is_below"] and below["shown"] is pd.NA and (below["lowest"], below["highest"]) == (0, 4)


def test_a_category_that_is_not_there_is_refused():
    with pytest.raises(NotFoundError):
        release([]).cells_of("iets")


@given(people, st.randoms(use_true_random=False))
def test_order_of_people_and_areas_does_not_matter(found, random):
    again = random.sample(found, len(found))
    areas = AREAS.iloc[random.sample(range(3), 3)]
    assert release(again, areas).cells.to_csv() == release(found).cells.to_csv()


@pytest.mark.parametrize(
    ("day", "quarter"),
    [
        ("2026-01-01", "2026-Q1"),
        ("2026-03-31", "2026-Q1"),
        ("2026-04-01", "2026-Q2"),
        ("2026-12-31", "2026-Q4"),
    ],
)
def test_a_quarter_is_three_months(day, quarter):
    assert quarter_of(pd.Timestamp(day).date()) == quarter

"""What is possible at a place, and who of a saved group is there now."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.coalition import Wish, find_coalitions
from geo.gathering import possible_initiatives, present_group, seen_ids
from geo.gifts import parse_gifts
from geo.index import AssetIndex
from geo.terms import AUDIENCES, CONNECTOR, MODES, OFFERS, PUBLIC
from tests.factories import PLACE, make_assets, make_unchecked_assets

CAPABILITIES = ("koken_groep", "keuken", "zaal", "naaien", "voorlezen")
MEAL = ("koken_groep", "keuken", "zaal")
X, Y = PLACE


def index_of(*rows):
    return AssetIndex.build(make_assets(rows), capabilities=CAPABILITIES)


COOK = {"asset_id": "cook", "gifts": "koken_groep:can", "x": X + 100}
HALL = {"asset_id": "hall", "kind": "association", "gifts": "zaal:lends keuken:lends", "x": X + 300}
SEWER = {"asset_id": "sewer", "gifts": "naaien:seeks keuken:learns", "x": X + 10}


# ---- what is possible


def test_a_place_counts_when_somebody_within_the_walk_offers_it():
    index = index_of(COOK, HALL, SEWER)
    near, far = (
        possible_initiatives(index, [("meal", MEAL)], place=PLACE, radius_m=radius)[0]
        for radius in (299, 300)
    )
    assert (near.covered, near.uncovered) == (("koken_groep",), ("keuken", "zaal"))
    assert (far.covered, far.uncovered) == (MEAL, ())
    assert near.completeness == pytest.approx(1 / 3)  # one of three


def test_the_most_complete_comes_first_and_of_two_whole_ones_the_larger():
    templates = [("reading", ("voorlezen", "zaal")), ("room", ("zaal",)), ("meal", MEAL)]
    found = possible_initiatives(index_of(COOK, HALL), templates, place=PLACE, radius_m=1000)
    assert [one.template for one in found] == ["meal", "room", "reading"]


def test_where_nobody_lives_everything_is_open():
    found = possible_initiatives(index_of(), [("meal", MEAL)], place=PLACE, radius_m=1000)
    assert [(one.covered, one.uncovered) for one in found] == [((), MEAL)]
    assert possible_initiatives(index_of(COOK), [], place=PLACE, radius_m=1000) == ()


ROWS = st.lists(
    st.fixed_dictionaries(
        {
            "gifts": st.tuples(st.sampled_from(CAPABILITIES), st.sampled_from(MODES)).map(":".join),
            "x": st.integers(0, 900).map(lambda metres: X + metres),
            "audience": st.sampled_from(AUDIENCES),
        }
    ),
    max_size=8,
)


@given(ROWS, st.sampled_from([0, 300, 900]), st.sampled_from(AUDIENCES))
def test_it_says_what_a_plain_look_at_every_row_says(rows, radius_m, audience):
    index = AssetIndex.build(make_unchecked_assets(rows), capabilities=CAPABILITIES)
    offered = {
        gift.capability
        for row in rows
        for gift in parse_gifts(row["gifts"])
        if row["audience"] == audience and row["x"] - X <= radius_m and gift.mode in OFFERS
    }
    found = possible_initiatives(
        index, [("all", CAPABILITIES)], place=PLACE, radius_m=radius_m, audiences=(audience,)
    )[0]
    assert set(found.covered) == offered
    assert set(found.uncovered) == set(CAPABILITIES) - offered


@given(ROWS, st.sampled_from([0, 300, 900]))
def test_a_group_fills_as_many_places_as_it_says(rows, radius_m):
    index = AssetIndex.build(make_unchecked_assets(rows), capabilities=CAPABILITIES)
    said = possible_initiatives(index, [("meal", MEAL)], place=PLACE, radius_m=radius_m)[0]
    assert find_coalitions(index, Wish(PLACE, MEAL, radius_m), best=1)[0].covered == said.covered


# ---- a saved group


def test_a_saved_group_is_those_who_were_saved_wherever_they_are_and_nobody_besides():
    near = {"asset_id": "near", "gifts": "keuken:lends zaal:lends"}
    far_hall = HALL | {"x": X + 5000}
    group = present_group(index_of(COOK, far_hall, near), Wish(PLACE, MEAL, 400.0), ("hall", "cook"))
    assert [member.asset_id for member in group.members] == ["cook", "hall"]
    assert (group.farthest_m, group.spread_m) == (5000.0, 4900.0)
    assert group.uncovered == ()


def test_who_left_is_not_there_and_the_place_is_open_again():
    index = index_of(COOK, HALL)
    wish = Wish(PLACE, MEAL, 400.0)
    group = present_group(index.with_changes(withdrawn=["hall"]), wish, ("cook", "hall"))
    assert [member.asset_id for member in group.members] == ["cook"]
    assert group.uncovered == ("keuken", "zaal")
    assert present_group(index, wish, ("nobody",)).members == ()


def test_who_may_not_be_seen_is_not_there_for_those_who_may_not_see():
    index = index_of(COOK, HALL | {"audience": CONNECTOR})
    everyone, public = (
        present_group(index, Wish(PLACE, MEAL, audiences=audiences), ("cook", "hall"))
        for audiences in (AUDIENCES, (PUBLIC,))
    )
    assert everyone.uncovered == ()
    assert [member.asset_id for member in public.members] == ["cook"]
    assert public == present_group(index_of(COOK), Wish(PLACE, MEAL), ("cook", "hall"))


def test_a_member_without_a_wished_gift_stays_in_the_group():
    group = present_group(index_of(COOK, SEWER), Wish(PLACE, MEAL), ("cook", "sewer"))
    assert {member.asset_id: member.covers for member in group.members} == {
        "sewer": (),
        "cook": ("koken_groep",),
    }


def test_ids_are_kept_once_in_their_order_and_only_those_that_are_there():
    index = index_of(COOK, HALL, SEWER | {"audience": CONNECTOR})
    asked = ("hall", "x", "cook", "hall", "sewer", "'); --")
    assert seen_ids(index, asked, audiences=(PUBLIC,)) == ("hall", "cook")

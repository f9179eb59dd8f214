"""The one door for reading: what each role may see."""

import geopandas as gpd
import pandas as pd
import pytest
from geopandas.testing import assert_geodataframe_equal
from hypothesis import given
from hypothesis import strategies as st
from shapely import box

from geo.audience import as_reader, project, project_for_room, room_role
from geo.crs import RD
from geo.postcodes.table import PostcodeTable
from geo.roles import MUNICIPALITY, ROLES, STEWARD, of_areas
from geo.terms import AUDIENCES, CONNECTOR, KINDS, NEIGHBOURS, PUBLIC, TALENT
from tests.factories import PLACE, make_asset, make_assets

X, Y = PLACE
POSTCODES = PostcodeTable.from_frame(
    pd.DataFrame({"postcode": ["1811", "1811AB", "1812"], "x": [X + 200, X, X + 900], "y": [Y, Y, Y]})
).with_inhabitants({"1811": 5185, "1812": 5000})
SECRETS = {
    "name": "Canary",
    "description": "Canary sings",
    "contact": "canary@example.org",
    "meets": "canary",
}


WIJKEN = gpd.GeoDataFrame(
    {"code": ["WK1", "WK2"], "inhabitants": pd.array([900, 900], dtype="Int64")},
    geometry=[box(X - 100, Y - 100, X + 100, Y + 100), box(X + 800, Y - 100, X + 999, Y + 100)],
    crs=RD,
)
OF_ONE = of_areas(["WK1"])


def seen(rows, role, areas=WIJKEN):
    return project(make_assets(rows), role=role, postcodes=POSTCODES, areas=areas)


@pytest.mark.parametrize(
    ("role", "visible"),
    [
        (PUBLIC, [PUBLIC]),
        (NEIGHBOURS, [PUBLIC, NEIGHBOURS]),
        (CONNECTOR, list(AUDIENCES)),
        (MUNICIPALITY, []),
        (STEWARD, list(AUDIENCES)),
    ],
)
def test_a_role_sees_the_cards_meant_for_it(role, visible):
    assert list(seen([{"audience": audience} for audience in AUDIENCES], role)["audience"]) == visible


def test_the_public_reads_nothing_that_names_a_resident():
    assert "canary" not in seen([SECRETS], PUBLIC).to_csv().lower()


def test_a_neighbour_reads_the_name_of_a_resident_and_no_contact():
    card = seen([SECRETS], NEIGHBOURS).iloc[0]
    assert card["name"] == "Canary" and card["contact"] == ""


@pytest.mark.parametrize("role", [PUBLIC, NEIGHBOURS])
def test_a_resident_stands_at_the_middle_of_the_four_digit_postcode_for_others(role):
    card = seen([{"postcode": "1811AB"}], role).iloc[0]
    assert (card.geometry.x, card.geometry.y) == (X + 200, Y)
    assert (card["postcode"], card["placed_by"]) == ("1811", "pc4")


def test_a_resident_whose_area_has_no_point_is_left_out_rather_than_shown_exactly():
    assert seen([{"postcode": "1817AB"}], PUBLIC).empty


def test_the_municipality_reads_no_residents_and_of_others_what_everybody_reads():
    rows = [SECRETS, *({"kind": kind, "audience": one} for kind in KINDS[1:] for one in AUDIENCES)]
    found, public = seen(rows, MUNICIPALITY), seen(rows, PUBLIC)
    assert_geodataframe_equal(found, public[public["kind"] != TALENT].reset_index(drop=True))
    assert len(found) == 2


def test_a_connector_of_an_area_sees_as_a_connector_there_and_as_a_neighbour_elsewhere():
    rows = [
        SECRETS | {"audience": audience, "postcode": "1811AB", "x": x, "asset_id": f"{audience}-{x > X}"}
        for x in (X, X + 900)
        for audience in AUDIENCES
    ]
    found = seen(rows, OF_ONE)
    assert_geodataframe_equal(found.iloc[:3], seen(rows[:3], CONNECTOR))
    assert_geodataframe_equal(found.iloc[3:].reset_index(drop=True), seen(rows[3:], NEIGHBOURS))


@pytest.mark.parametrize(
    ("role", "areas"), [(OF_ONE, None), (of_areas([]), WIJKEN), (of_areas([""]), WIJKEN)]
)
def test_without_an_area_a_connector_of_one_sees_what_a_neighbour_sees(role, areas):
    rows = [SECRETS | {"audience": audience} for audience in AUDIENCES]
    assert_geodataframe_equal(seen(rows, role, areas), seen(rows, NEIGHBOURS))


@pytest.mark.parametrize("role", ["", "boss", f"{STEWARD}:WK1"])
def test_a_role_that_does_not_exist_reads_nothing(role):
    with pytest.raises(KeyError):
        seen([SECRETS], role)


@pytest.mark.parametrize(
    ("role", "readers"),
    [
        (PUBLIC, (PUBLIC, PUBLIC, PUBLIC)),
        (NEIGHBOURS, (PUBLIC, NEIGHBOURS, PUBLIC)),
        (CONNECTOR, (PUBLIC, NEIGHBOURS, CONNECTOR)),
        (OF_ONE, (PUBLIC, NEIGHBOURS, OF_ONE)),
        (MUNICIPALITY, (MUNICIPALITY, MUNICIPALITY, MUNICIPALITY)),
        (STEWARD, (PUBLIC, NEIGHBOURS, STEWARD)),
    ],
)
def test_nobody_prepares_for_a_reader_what_they_do_not_see(role, readers):
    assert tuple(as_reader(role, reader) for reader in AUDIENCES) == readers


def test_an_association_keeps_its_own_place_and_contact_for_everybody():
    club = {"kind": "association", "placed_by": "own", "contact": "club@example.org"}
    card = seen([club], PUBLIC).iloc[0]
    assert card["contact"] == "club@example.org" and card.geometry.x == X


cards = st.builds(
    lambda kind, audience, name, postcode, x: make_asset(
        kind=kind, audience=audience, name=name, contact=name, description=name, postcode=postcode, x=x
    ),
    st.sampled_from(["talent", "association", "institution"]),
    st.sampled_from(AUDIENCES),
    st.text(min_size=1, max_size=8),
    st.sampled_from(["1811AB", "1812", "1811"]),
    st.sampled_from([X, X + 900]),
)


@given(st.lists(cards, max_size=6), cards, st.sampled_from([*ROLES, OF_ONE]), st.integers(0, 6))
def test_a_hidden_card_leaves_no_trace(others, hidden, role, place):
    """What a role sees is the same with and without a card that it may not see."""
    for number, card in enumerate(others):
        card["asset_id"] = f"card-{number}"
    hidden["asset_id"] = "hidden"
    frame = make_assets([*others[:place], hidden, *others[place:]])
    if "hidden" in set(project(frame, role=role, postcodes=POSTCODES, areas=WIJKEN)["asset_id"]):
        return
    without = project(make_assets(others), role=role, postcodes=POSTCODES, areas=WIJKEN)
    assert_geodataframe_equal(project(frame, role=role, postcodes=POSTCODES, areas=WIJKEN), without)


@given(cards, st.sampled_from([PUBLIC, NEIGHBOURS]))
def test_two_residents_that_differ_only_in_hidden_fields_look_the_same(card, role):
    other = card | {"contact": "somebody else", "postcode": card["postcode"][:4]}
    if card["kind"] == TALENT:
        assert_geodataframe_equal(seen([card], role), seen([other], role))


@pytest.mark.parametrize(
    ("role", "with_names", "seen_as"),
    [
        (PUBLIC, False, PUBLIC),
        (PUBLIC, True, PUBLIC),
        (NEIGHBOURS, False, PUBLIC),
        (NEIGHBOURS, True, NEIGHBOURS),
        (CONNECTOR, False, PUBLIC),
        (CONNECTOR, True, NEIGHBOURS),
        (OF_ONE, True, NEIGHBOURS),
        (STEWARD, True, NEIGHBOURS),
        (MUNICIPALITY, True, MUNICIPALITY),
    ],
)
def test_a_room_never_looks_as_the_connector_nor_as_more_than_who_sits_at_the_keyboard(
    role, with_names, seen_as
):
    assert room_role(role, with_names=with_names) == seen_as


def test_a_room_cannot_be_shown_what_is_the_connectors_only():
    with pytest.raises(ValueError, match="room"):
        project_for_room(make_assets(), role=CONNECTOR, postcodes=POSTCODES)


secrets = st.sampled_from(["description", "words", "meets", "contact", "website", "source"])


@given(st.lists(cards, max_size=6), st.sampled_from([PUBLIC, NEIGHBOURS]), secrets)
def test_a_room_reads_no_free_text_no_contact_no_surname_and_no_exact_place(others, role, column):
    for card in others:
        card |= {column: "Canary:can", "name": "Joke Canary" if card["kind"] == TALENT else "Koor"}
    shown = project_for_room(make_assets(others), role=role, postcodes=POSTCODES)
    assert "Canary" not in shown.to_csv()
    residents = shown[shown["kind"] == TALENT]
    assert set(residents["name"]) <= {"" if role == PUBLIC else "Joke"}
    assert (residents["postcode"].str.len() == 4).all() and CONNECTOR not in set(shown["audience"])
    assert len(shown) == len(seen(others, role))

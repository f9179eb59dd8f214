"""Who sleeps until they say yes: residents from a list, cards from paper, and a yes that has ended."""

import tempfile
from contextlib import closing
from datetime import timedelta
from pathlib import Path
from types import SimpleNamespace

import geopandas as gpd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely import box

from geo.asking import by_area
from geo.cards import ASLEEP, BEHALF, IMPORTED
from geo.consent import ASK, FORM, KEEP, LASTING, LINK, PAPER, SHOW_NEIGHBOURS, SHOW_PUBLIC
from geo.crs import RD
from geo.errors import AccessError
from geo.roles import of_areas
from geo.store import Store
from geo.store.asking import LAPSED
from geo.terms import AUDIENCES, CONNECTOR, INSTITUTION, NEIGHBOURS, PUBLIC
from tests.lists import TODAY, read_list
from tests.stores import NOW, card, confirm_people, yes_to

LIST = """id,naam,soort,postcode,contact,wie mag dit zien
a,Amina,talent,1811BC,06-1,iedereen
b,Bram,talent,1811CK,06-2,buren
c,Koor,vereniging,1811BC,koor@example.org,iedereen
"""
AFTER = NOW + LASTING + timedelta(days=1)


@pytest.fixture
def store(tmp_path):
    with closing(Store(tmp_path / "krachtenkaart.db")) as store:
        yield store


def seen(store, today=TODAY):
    assets = store.read_assets(today=today)
    return dict(zip(assets["name"], assets["audience"], strict=True))


def asleep(store, today=TODAY):
    return {one.name: one.why for one in store.read_sleepers(role=CONNECTOR, today=today)}


def test_whatever_a_list_says_its_residents_are_the_connectors_until_they_say_yes(store):
    store.add_import(read_list(LIST))
    assert seen(store) == {"Amina": CONNECTOR, "Bram": CONNECTOR, "Koor": PUBLIC}
    assert asleep(store) == {"Bram": IMPORTED, "Amina": IMPORTED}


def test_a_signed_paper_counts_at_once_and_is_kept_as_paper(store):
    store.add_import(read_list(LIST))
    before = store.version
    store.note_paper("a", yes_to(KEEP, SHOW_NEIGHBOURS, channel=PAPER), role=CONNECTOR, when=NOW)
    assert seen(store)["Amina"] == NEIGHBOURS and "Amina" not in asleep(store) and store.version > before
    assert store.read_assets(today=TODAY)["contact"].tolist() == ["", "06-2", "koor@example.org"]  # no "ask"
    line = store.read_history("a", role=CONNECTOR)[-1]
    assert (line["action"], line["actor"]) == ("paper", CONNECTOR)


def test_behind_a_link_to_hand_over_its_person_sees_it_asleep_and_wakes_it(store):
    store.add_import(read_list(LIST))
    token = store.open_link(store.new_link("a", role=CONNECTOR, when=NOW), when=NOW)
    assert store.read_own(token, when=NOW).state == ASLEEP
    store.consent_own(token, yes_to(KEEP, SHOW_NEIGHBOURS, SHOW_PUBLIC, channel=LINK), when=NOW)
    assert store.read_own(token, when=NOW).state != ASLEEP
    assert seen(store)["Amina"] == PUBLIC and asleep(store) == {"Bram": IMPORTED}


def test_who_says_no_is_shown_to_nobody_and_not_asked_again(store):
    store.add_import(read_list(LIST))
    token = store.open_link(store.new_link("a", role=CONNECTOR, when=NOW), when=NOW)
    store.consent_own(token, yes_to(channel=LINK), when=NOW)
    assert "Amina" not in seen(store) and "Amina" not in asleep(store)
    for attempt in (
        lambda: store.new_link("a", role=CONNECTOR, when=NOW),
        lambda: store.note_paper("a", yes_to(KEEP, channel=PAPER), role=CONNECTOR, when=NOW),
    ):
        with pytest.raises(AccessError, match=r"access\.refused"):
            attempt()


def test_a_paper_never_overrules_what_somebody_said_and_nothing_but_a_paper_is_noted(store):
    kept = store.add_card(card(), yes_to(KEEP), role=CONNECTOR, key="own", when=NOW)
    store.add_import(read_list(LIST))
    with pytest.raises(AccessError):
        store.note_paper(kept.asset_id, yes_to(KEEP, channel=PAPER), role=CONNECTOR, when=NOW)
    with pytest.raises(AccessError):
        store.note_paper("a", yes_to(KEEP, channel=FORM), role=CONNECTOR, when=NOW)


def test_a_connector_of_an_area_asks_the_people_of_that_area_only(tmp_path):
    elsewhere = read_list(LIST).assets.geometry.x[1]
    wijk_of = lambda x, _: "WK2" if x == elsewhere else "WK1"  # noqa: E731
    with closing(Store(tmp_path / "k.db", wijk_of=wijk_of)) as store:
        store.add_import(read_list(LIST))
        mine = of_areas(["WK1"])
        assert [one.name for one in store.read_sleepers(role=mine)] == ["Amina"]
        assert store.open_link(store.new_link("a", role=mine))
        for attempt in (
            lambda: store.new_link("b", role=mine),
            lambda: store.note_paper("b", yes_to(KEEP, channel=PAPER), role=mine),
        ):
            with pytest.raises(AccessError, match=r"access\.refused"):
                attempt()


def test_a_card_from_paper_wakes_by_a_paper(store):
    kept = store.add_card_for_other(card(), role=CONNECTOR, key="papier", when=NOW)
    assert asleep(store) == {"Fatima": BEHALF} and store.is_empty
    store.note_paper(kept.asset_id, yes_to(KEEP, ASK, channel=PAPER), role=CONNECTOR, when=NOW)
    assert seen(store) == {"Fatima": CONNECTOR} and asleep(store) == {} and not store.is_empty


def test_a_yes_that_has_ended_is_asked_for_again_and_a_group_is_too(store):
    store.add_card(card(), yes_to(KEEP), role=CONNECTOR, key="own", when=NOW)
    made = card("De Eik", kind=INSTITUTION)
    store.add_card(made, yes_to(KEEP), role=CONNECTOR, key="eik", when=NOW)
    assert asleep(store, NOW.date() + LASTING) == {}
    assert asleep(store, AFTER.date()) == {"De Eik": LAPSED, "Fatima": LAPSED}
    store.note_paper(made.asset_id, yes_to(KEEP, channel=PAPER, when=AFTER), role=CONNECTOR, when=AFTER)
    assert seen(store, AFTER.date()) == {"De Eik": CONNECTOR}


@settings(max_examples=20)
@given(st.lists(st.sampled_from(AUDIENCES), min_size=1, max_size=4), st.data())
def test_no_list_shows_a_resident_further_than_that_person_said(audiences, data):
    """Whatever lists say, and whoever of them signed: who did not is the connector's alone."""
    words = dict(zip(AUDIENCES, ("iedereen", "buren", "verbinder"), strict=True))
    rows = "".join(f"r{n},Buur {n},talent,1811BC,{words[one]}\n" for n, one in enumerate(audiences))
    imported = read_list(f"id,naam,soort,postcode,wie mag dit zien\n{rows}")
    signed = data.draw(st.sets(st.integers(0, len(audiences) - 1)))
    with tempfile.TemporaryDirectory() as folder, closing(Store(Path(folder) / "k.db")) as store:
        store.add_import(imported)
        for number in signed:
            said = yes_to(KEEP, SHOW_NEIGHBOURS, channel=PAPER)
            store.note_paper(f"r{number}", said, role=CONNECTOR, when=NOW)
        assert seen(store) == {
            f"Buur {n}": NEIGHBOURS if n in signed else CONNECTOR for n in range(len(audiences))
        }


def test_the_helper_of_other_tests_shows_residents_as_their_list_says(store):
    imported = read_list(LIST)
    store.add_import(imported)
    confirm_people(store, imported)
    assert seen(store) == {"Amina": PUBLIC, "Bram": NEIGHBOURS, "Koor": PUBLIC} and asleep(store) == {}


def test_people_stand_under_their_wijk_each_once_and_the_others_last():
    outlines = [box(0, 0, 10, 10), box(10, 0, 20, 10)]
    areas = gpd.GeoDataFrame({"code": ["WK1", "WK2"]}, geometry=outlines, crs=RD)
    people = [
        SimpleNamespace(name=name, x=x, y=5.0) for name, x in (("Zoe", 99.0), ("Bo", 15.0), ("Al", 12.0))
    ]
    found = {code: [one.name for one in some] for code, some in by_area(people, areas).items()}
    assert found == {"WK2": ["Bo", "Al"], "": ["Zoe"]} and list(found) == ["WK2", ""]
    assert by_area([], areas) == {}

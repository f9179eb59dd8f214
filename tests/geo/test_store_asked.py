"""Contacts in the store: where and when, of cards in whatever state and of marks, never who."""

from datetime import date

import pytest

from geo.consent import KEEP, SHOW_NEIGHBOURS, SHOW_PUBLIC
from geo.errors import AccessError, PostcodeError
from geo.roles import MUNICIPALITY, STEWARD, of_areas
from geo.store import Store
from geo.terms import CONNECTOR, NEIGHBOURS, PUBLIC
from tests.factories import make_assets
from tests.lists import postcodes, read_list
from tests.stores import NOW, card, make_store_of_version, yes_to

DAY = date(2026, 11, 20)


@pytest.fixture
def store(tmp_path):
    store = Store(tmp_path / "krachtenkaart.db")
    yield store
    store.close()


def contacts(store):
    found = store.read_contacts(role=CONNECTOR)
    return list(zip(found["postcode"], found["day"].dt.strftime("%Y-%m-%d"), strict=True))


def test_a_new_store_has_no_contacts(store):
    assert contacts(store) == []
    assert store.read_contacts(role=CONNECTOR).dtypes["day"] == "datetime64[s]"


def test_a_mark_is_kept_once_a_day_and_taken_back(store):
    assert store.mark_asked(["1811 ab", "1811AB", "1812"], role=CONNECTOR, day=DAY) == 2
    assert store.mark_asked(["1811AB"], role=CONNECTOR, day=DAY) == 0
    assert contacts(store) == [("1811AB", "2026-11-20"), ("1812", "2026-11-20")]
    version = store.version
    assert store.unmark_asked(["1811AB", "1813AB"], role=CONNECTOR, day=DAY) == 1
    assert contacts(store) == [("1812", "2026-11-20")]
    assert store.version > version
    assert store.is_empty


def test_a_bad_postcode_marks_nothing(store):
    with pytest.raises(PostcodeError):
        store.mark_asked(["1811AB", "waar"], role=CONNECTOR, day=DAY)
    assert contacts(store) == []
    assert store.mark_asked([], role=CONNECTOR) == 0


def test_cards_that_wait_are_declined_or_sleep_are_contacts(store):
    store.add_card(card(postcode="1811BC"), yes_to(KEEP), role=PUBLIC, key="1", when=NOW)
    store.add_card_for_other(card(postcode="1811CK"), role=CONNECTOR, key="2", when=NOW)
    expected = [("1811BC", "2026-11-22"), ("1811CK", "2026-11-22")]
    assert contacts(store) == expected
    (waiting,) = store.read_queue(role=CONNECTOR, today=DAY)
    store.decline(waiting.suggestion.suggestion_id, "Dank je wel!", role=CONNECTOR, when=NOW)
    assert contacts(store) == expected


def test_an_erased_card_is_no_contact_but_a_mark_stays(store):
    kept = store.add_card(card(postcode="1811BC"), yes_to(KEEP), role=PUBLIC, key="1", when=NOW)
    store.mark_asked(["1811CK"], role=CONNECTOR, day=DAY)
    store.erase(kept.asset_id, role=CONNECTOR)
    assert contacts(store) == [("1811CK", "2026-11-20")]


def test_two_cards_of_one_place_and_day_are_one_contact(store):
    for key in ("1", "2"):
        store.add_card(card(), yes_to(KEEP), role=PUBLIC, key=key, when=NOW)
    assert len(contacts(store)) == 1


def test_a_list_without_days_is_a_contact_of_the_day_on_which_it_came(store):
    store.add_import(read_list("naam;soort;postcode\nBakkers;vereniging;1811BC\n"), when=NOW)
    assert contacts(store) == [("1811BC", "2026-11-22")]


def test_cards_are_there_since_they_were_saved_or_imported(store):
    store.add_import(read_list("naam;soort;postcode\nBakkers;vereniging;1811BC\n"), when=NOW.replace(day=3))
    seen = yes_to(KEEP, SHOW_NEIGHBOURS, SHOW_PUBLIC)
    store.add_card(card(), seen, role=CONNECTOR, key="1", when=NOW)
    shown = store.read_assets(today=DAY)
    assert store.read_first_days(shown).dt.day.tolist() == [3, 22]
    assert store.read_first_days(shown.iloc[1:]).index.tolist() == [1]
    assert store.read_first_days(make_assets([{"asset_id": "else"}])).isna().tolist() == [True]


def test_the_municipality_reads_marks_and_no_cards(store):
    store.add_card(card(postcode="1811BC"), yes_to(KEEP), role=PUBLIC, key="1", when=NOW)
    assert store.read_contacts(role=MUNICIPALITY).empty
    store.mark_asked(["1811CK"], role=CONNECTOR, day=DAY)
    assert store.read_contacts(role=MUNICIPALITY)["postcode"].tolist() == ["1811CK"]
    with pytest.raises(AccessError):
        store.mark_asked(["1811AB"], role=MUNICIPALITY)


def test_a_connector_of_an_area_reads_all_marks_and_the_cards_of_the_area(tmp_path):
    east = postcodes().point("1811BC").x
    store = Store(tmp_path / "own.db", wijk_of=lambda x, _: "WK01" if x == east else "WK02")
    for code in ("1811BC", "1811CK"):
        store.add_card(card(postcode=code), yes_to(KEEP), role=PUBLIC, key=code, when=NOW)
    store.mark_asked(["1815"], role=of_areas(["WK01"]), day=DAY)
    assert store.read_contacts(role=of_areas(["WK01"]))["postcode"].tolist() == ["1811BC", "1815"]
    assert store.read_contacts(role=STEWARD)["postcode"].tolist() == ["1811BC", "1811CK", "1815"]
    store.close()


@pytest.mark.parametrize("role", [PUBLIC, NEIGHBOURS, ""])
def test_visitors_neither_mark_nor_read_contacts(store, role):
    for ask in (
        lambda: store.mark_asked(["1811AB"], role=role),
        lambda: store.unmark_asked(["1811AB"], role=role, day=DAY),
        lambda: store.read_contacts(role=role),
    ):
        with pytest.raises(AccessError):
            ask()


def test_a_store_of_an_earlier_version_takes_marks(tmp_path):
    store = Store(make_store_of_version(3, tmp_path / "krachtenkaart.db"))
    before = len(store.read_contacts(role=CONNECTOR))
    assert before > 0
    store.mark_asked(["9999ZZ"], role=CONNECTOR, day=DAY)
    assert len(store.read_contacts(role=CONNECTOR)) == before + 1
    store.close()

"""In a meeting what is added appears in small batches, so that a press of save names nobody to the room."""

from datetime import datetime, timedelta

import pytest

from geo.consent import KEEP, SHOW_NEIGHBOURS, SHOW_PUBLIC
from geo.store import Store
from geo.store.arrivals import WAITS_S
from geo.terms import CONNECTOR, NEIGHBOURS, PUBLIC
from tests.lists import TODAY
from tests.signing import PHRASE, hash_quickly
from tests.stores import NOW, card, yes_to

SHORTEST, LONGEST = (timedelta(seconds=seconds) for seconds in WAITS_S)
TO_NEIGHBOURS = (KEEP, SHOW_NEIGHBOURS)
TO_ALL = (KEEP, SHOW_NEIGHBOURS, SHOW_PUBLIC)


@pytest.fixture
def store(tmp_path, monkeypatch):
    hash_quickly(monkeypatch)
    store = Store(tmp_path / "krachtenkaart.db")
    store.begin_meeting(PHRASE, hours=4, role=CONNECTOR, when=NOW)
    yield store
    store.close()


def press(store, name: str, *, purposes=TO_ALL, when: datetime = NOW, role: str = NEIGHBOURS, **differs):
    return store.add_card(card(name, **differs), yes_to(*purposes, when=when), role=role, key=name, when=when)


def shown(store) -> list[str]:
    return sorted(store.read_assets(today=TODAY)["name"])


def waiting(store) -> int:
    return len(store.read_queue(role=CONNECTOR, today=TODAY))


def test_the_third_press_shows_all_three(store):
    press(store, "Amina")
    press(store, "Bram")
    assert shown(store) == [] and waiting(store) == 2
    press(store, "Chi")
    assert shown(store) == ["Amina", "Bram", "Chi"] and waiting(store) == 0
    press(store, "Dop")
    assert len(shown(store)) == 3  # the next batch begins


def test_fewer_wait_until_a_moment_drawn_by_lot_when_the_first_came(store):
    press(store, "Amina")
    assert store.admit_arrivals(when=NOW + SHORTEST - timedelta(seconds=1)) == 0
    press(store, "Bram", when=NOW + SHORTEST - timedelta(seconds=1))
    assert store.admit_arrivals(when=NOW + LONGEST) == 2
    assert shown(store) == ["Amina", "Bram"]
    assert store.admit_arrivals(when=NOW + LONGEST) == 0


def test_the_moment_differs_from_batch_to_batch(store, monkeypatch):
    drawn = iter([SHORTEST.seconds, LONGEST.seconds])
    monkeypatch.setattr("geo.store.arrivals._lot.uniform", lambda *_: next(drawn))
    press(store, "Amina")
    assert store.admit_arrivals(when=NOW + SHORTEST) == 1
    press(store, "Bram")
    assert store.admit_arrivals(when=NOW + SHORTEST) == 0
    assert store.admit_arrivals(when=NOW + LONGEST) == 1


def test_a_card_that_not_everybody_may_see_makes_no_batch_of_others_larger(store):
    press(store, "Amina")
    press(store, "Bram")
    press(store, "Alleen buren", purposes=TO_NEIGHBOURS)
    press(store, "Alleen verbinder", purposes=(KEEP,))
    assert shown(store) == ["Alleen verbinder"]  # nobody in the room sees it
    press(store, "Chi")
    assert shown(store) == ["Alleen verbinder", "Amina", "Bram", "Chi"]


def test_who_takes_back_or_is_declined_meanwhile_is_not_counted_nor_shown(store):
    kept = press(store, "Amina")
    store.consent_own(store.open_link(kept.secret, when=NOW), yes_to(), when=NOW)
    press(store, "Bram")
    (bram,) = [
        one.suggestion.suggestion_id
        for one in store.read_queue(role=CONNECTOR, today=TODAY)
        if one.suggestion.card.name == "Bram"
    ]
    store.decline(bram, "", role=CONNECTOR, when=NOW)
    press(store, "Chi")
    assert shown(store) == []
    store.admit_arrivals(when=NOW + LONGEST)
    assert shown(store) == ["Chi"]


def test_who_chooses_so_appears_at_once_and_alone(store):
    kept = press(store, "Amina")
    press(store, "Bram")
    assert store.appear_now(kept.secret, when=NOW)
    assert shown(store) == ["Amina"] and waiting(store) == 1
    assert not store.appear_now(kept.secret, when=NOW) and not store.appear_now("x", when=NOW)


def test_who_presses_hears_whether_the_meeting_or_the_connector_lets_the_card_in(store):
    first = press(store, "Amina")
    assert first.is_in_meeting and press(store, "Amina").is_in_meeting
    assert not press(store, "Bram", description="Bel me op 06-12345678").is_in_meeting
    assert not press(store, "Chi", role=PUBLIC).is_in_meeting
    store.appear_now(first.secret, when=NOW)
    again = press(store, "Amina")
    assert again.is_in_meeting and not again.is_new


def test_a_text_that_had_better_not_be_read_waits_for_the_connector(store):
    press(store, "Amina", description="Bel me op 06-12345678")
    store.admit_arrivals(when=NOW + LONGEST)
    assert shown(store) == [] and waiting(store) == 1


def test_what_its_person_changes_while_it_waits_appears_as_it_was_changed_unless_it_says_too_much(store):
    first, second = press(store, "Amina"), press(store, "Bram")
    store.change_own(store.open_link(first.secret, when=NOW), card("Amina B."), when=NOW)
    said_too_much = card("Bram", description="Ik woon Laat 12345, Dijkstraat 12")
    store.change_own(store.open_link(second.secret, when=NOW), said_too_much, when=NOW)
    store.admit_arrivals(when=NOW + LONGEST)
    assert shown(store) == ["Amina B."] and waiting(store) == 1


def test_the_history_says_that_the_meeting_let_it_in(store):
    kept = press(store, "Amina")
    store.admit_arrivals(when=NOW + LONGEST)
    history = store.read_history(kept.asset_id, role=CONNECTOR)
    assert [(line["actor"], line["action"]) for line in history] == [
        (NEIGHBOURS, "added"),
        ("meeting", "approved"),
    ]


def test_what_is_left_after_the_meeting_waits_for_the_connector(store):
    press(store, "Amina")
    store.end_meeting(role=CONNECTOR, when=NOW)
    assert store.admit_arrivals(when=NOW + LONGEST) == 0
    store.begin_meeting(PHRASE, hours=4, role=CONNECTOR, when=NOW)
    assert store.admit_arrivals(when=NOW + LONGEST) == 0
    assert shown(store) == [] and waiting(store) == 1


@pytest.mark.parametrize("who", [PUBLIC, "municipality"])
def test_who_is_not_in_the_meeting_waits_as_ever(store, who):
    for name in ("Amina", "Bram", "Chi", "Dop"):
        press(store, name, role=who)
    assert shown(store) == [] and waiting(store) == 4


def test_without_a_meeting_neighbours_wait_too(store):
    store.end_meeting(role=CONNECTOR, when=NOW)
    for name in ("Amina", "Bram", "Chi"):
        press(store, name)
    assert shown(store) == [] and waiting(store) == 3

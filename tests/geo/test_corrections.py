"""What a connector did can be taken back once; what a person did is that person's own."""

from contextlib import closing
from datetime import timedelta

import pytest

from geo.cards import DELETED, HELD
from geo.consent import KEEP, SHOW_NEIGHBOURS
from geo.errors import AccessError, CardError
from geo.lifecycle import RESTORED_WITHIN
from geo.roles import of_areas
from geo.store import Store
from geo.terms import CONNECTOR, PUBLIC
from tests.lists import TODAY, read_list
from tests.stores import NOW, card, yes_to

LIST = "id,naam,soort,postcode\nk,Koor,vereniging,1811BC\n"
DAY = timedelta(days=1)


@pytest.fixture
def store(tmp_path):
    with closing(Store(tmp_path / "krachtenkaart.db")) as store:
        yield store


def names(store):
    return store.read_assets(today=TODAY)["name"].tolist()


def add(store, role=PUBLIC, name="Fatima"):
    return store.add_card(card(name), yes_to(KEEP, SHOW_NEIGHBOURS), role=role, key=name, when=NOW)


def approve_all(store):
    for one in store.read_queue(role=CONNECTOR, today=TODAY):
        store.approve(one.suggestion.suggestion_id, role=CONNECTOR, when=NOW)


def refused(store, asset_id):
    with pytest.raises(CardError, match=r"card\.nothing_to_undo"):
        store.undo(asset_id, role=CONNECTOR)
    return not store.may_undo(asset_id, role=CONNECTOR)


def test_what_was_let_in_by_mistake_waits_again(store):
    kept = add(store)
    approve_all(store)
    assert store.may_undo(kept.asset_id, role=CONNECTOR)
    store.undo(kept.asset_id, role=CONNECTOR, when=NOW)
    assert names(store) == [] and refused(store, kept.asset_id)
    assert [one.suggestion.card.name for one in store.read_queue(role=CONNECTOR, today=TODAY)] == ["Fatima"]
    approve_all(store)
    assert names(store) == ["Fatima"]


def test_a_change_that_was_taken_over_is_taken_back_and_waits_again(store):
    kept = add(store, role=CONNECTOR)
    token = store.open_link(kept.secret, when=NOW)
    store.change_own(token, card("Fatima B.", gifts="zingen:can", postcode="1811CK"), when=NOW)
    before = store.read_own(token, when=NOW).shown
    approve_all(store)
    assert names(store) == ["Fatima B."]
    store.undo(kept.asset_id, role=CONNECTOR, when=NOW)
    own = store.read_own(token, when=NOW)
    assert own.shown == before and own.card.name == "Fatima B." and own.is_pending
    last = store.read_history(kept.asset_id, role=CONNECTOR)[-1]
    assert (last["action"], last["after"]["name"]) == ("undone", "Fatima")


def test_a_card_is_held_back_and_put_back(store):
    store.add_import(read_list(LIST))
    store.hold("k", role=CONNECTOR, when=NOW)
    assert names(store) == []
    (out,) = store.read_taken_out(role=CONNECTOR)
    assert (out.name, out.state, out.since) == ("Koor", HELD, "2026-11-22")
    store.undo("k", role=CONNECTOR, when=NOW)
    assert names(store) == ["Koor"] and store.read_taken_out(role=CONNECTOR) == ()


def test_who_owns_a_card_that_is_held_back_cannot_show_it_but_can_better_it(store):
    kept = add(store, role=CONNECTOR)
    token = store.open_link(kept.secret, when=NOW)
    store.hold(kept.asset_id, role=CONNECTOR, when=NOW)
    store.hide_own(token, is_hidden=False, when=NOW)
    assert names(store) == [] and store.read_own(token, when=NOW).state == HELD
    store.change_own(token, card("Fatima B."), when=NOW)
    approve_all(store)
    assert names(store) == ["Fatima B."]


def test_what_its_person_did_is_not_taken_back(store):
    kept = add(store)
    approve_all(store)
    token = store.open_link(kept.secret, when=NOW)
    store.hide_own(token, is_hidden=True, when=NOW)
    assert refused(store, kept.asset_id) and names(store) == []


def test_deleted_is_back_within_a_month_and_then_gone_for_good(store):
    store.add_import(read_list(LIST))
    kept = add(store, role=CONNECTOR)
    for one in ("k", kept.asset_id):
        store.delete(one, role=CONNECTOR, when=NOW)
    assert names(store) == [] and {one.state for one in store.read_taken_out(role=CONNECTOR)} == {DELETED}
    assert store.sweep(role=CONNECTOR, when=NOW + RESTORED_WITHIN) == 0
    store.undo(kept.asset_id, role=CONNECTOR, when=NOW)
    assert store.sweep(role=CONNECTOR, when=NOW + RESTORED_WITHIN + DAY) == 1
    assert names(store) == ["Fatima"] and store.read_taken_out(role=CONNECTOR) == ()
    assert store.add_import(read_list(LIST)).refused == 1


def test_its_person_erases_at_once_what_the_connector_only_deleted(store):
    kept = add(store, role=CONNECTOR)
    token = store.open_link(kept.secret, when=NOW)
    store.delete(kept.asset_id, role=CONNECTOR, when=NOW)
    store.erase_own(token, when=NOW)
    assert store.read_taken_out(role=CONNECTOR) == ()


def test_a_card_that_nobody_took_over_is_corrected_and_the_correction_taken_back(store):
    store.add_import(read_list(LIST))
    better = card("Koor De Eik", kind="talent", postcode="1811CK", asset_id="k")
    store.correct(better, role=CONNECTOR, when=NOW)
    (row,) = store.read_assets(today=TODAY).to_dict("records")
    assert (row["name"], row["postcode"], row["kind"]) == ("Koor De Eik", "1811CK", "association")
    assert store.read_history("k", role=CONNECTOR)[-1]["before"]["name"] == "Koor"
    store.undo("k", role=CONNECTOR, when=NOW)
    assert names(store) == ["Koor"] and store.read_correctable("k", role=CONNECTOR).name == "Koor"


def test_a_card_that_is_somebodys_is_not_corrected_by_another(store):
    kept = add(store, role=CONNECTOR)
    assert store.read_correctable(kept.asset_id, role=CONNECTOR) is None
    with pytest.raises(CardError, match=r"card\.is_somebodys"):
        store.correct(card("Ander", asset_id=kept.asset_id), role=CONNECTOR)
    assert names(store) == ["Fatima"] and store.read_correctable("nobody", role=CONNECTOR) is None
    with pytest.raises(AccessError):
        store.correct(card(asset_id=kept.asset_id), role=PUBLIC)


@pytest.mark.parametrize("role", [PUBLIC, of_areas(["WK1"])])
def test_only_the_connector_takes_out_and_takes_back(store, role):
    store.add_import(read_list(LIST))
    for attempt in (store.hold, store.delete, store.undo):
        with pytest.raises(AccessError):
            attempt("k", role=role)
    assert names(store) == ["Koor"]

"""Cards stay true: confirmed, faded after a year, and of residents erased after two."""

from contextlib import closing
from datetime import date, timedelta

import pytest

from geo.consent import KEEP, LASTING, LINK, PAPER, SHOW_NEIGHBOURS
from geo.errors import AccessError, NotFoundError
from geo.lifecycle import ERASED_AFTER, FADES_AFTER, is_faded
from geo.roles import of_areas
from geo.store import Store
from geo.terms import ASSOCIATION, CONNECTOR, NEIGHBOURS, PUBLIC
from tests.factories import make_assets
from tests.lists import TODAY, read_list
from tests.stores import NOW, card, yes_to

DAY = timedelta(days=1)
LIST = """id,naam,soort,postcode,bevestigd op
a,Amina,talent,1811BC,2026-11-01
k,Koor,vereniging,1811BC,2025-10-01
s,School,school,1811CK,
"""


@pytest.fixture
def path(tmp_path):
    return tmp_path / "krachtenkaart.db"


@pytest.fixture
def store(path):
    with closing(Store(path)) as store:
        yield store


def names(store, today=TODAY):
    return store.read_assets(today=today)["name"].tolist()


def faded(store, today=TODAY):
    return {one.name: one.since for one in store.read_faded(role=CONNECTOR, today=today)}


def test_a_card_fades_the_day_after_a_year():
    (row,) = make_assets([{"confirmed_on": "2025-11-22"}]).to_dict("records")
    assert not is_faded(row["confirmed_on"], today=date(2025, 11, 22) + FADES_AFTER)
    assert is_faded(row["confirmed_on"], today=date(2025, 11, 22) + FADES_AFTER + DAY)
    (unknown,) = make_assets([{"confirmed_on": None}]).to_dict("records")
    assert not is_faded(unknown["confirmed_on"], today=date(2100, 1, 1))


def test_groups_and_places_that_were_not_confirmed_for_a_year_are_listed_for_a_call(store):
    store.add_import(read_list(LIST), when=NOW)
    assert faded(store) == {"Koor": "2025-10-01"}
    # the school's list said no day, so it counts from the day it came; Amina is to be asked anyway
    assert faded(store, NOW.date() + FADES_AFTER + DAY) == {"Koor": "2025-10-01", "School": "2026-11-22"}
    with pytest.raises(AccessError):
        store.read_faded(role=NEIGHBOURS)
    assert store.read_faded(role=of_areas(["WK1"]), today=TODAY) == ()


def test_one_tap_confirms_and_is_written_down(store):
    store.add_import(read_list(LIST), when=NOW)
    version = store.version
    store.confirm("k", role=CONNECTOR, when=NOW)
    assert faded(store) == {} and store.version > version
    assert str(store.read_assets(today=TODAY)["confirmed_on"][1].date()) == "2026-11-22"
    line = store.read_history("k", role=CONNECTOR)[-1]
    assert (line["action"], line["actor"], line["day"]) == ("confirmed", CONNECTOR, "2026-11-22")
    for role in (PUBLIC, of_areas(["WK1"])):
        with pytest.raises(AccessError):
            store.confirm("k", role=role)
    with pytest.raises(NotFoundError, match=r"card\.gone"):
        store.confirm("nobody", role=CONNECTOR)


def test_a_call_does_not_renew_a_yes_and_its_person_does(store):
    kept = store.add_card(card(), yes_to(KEEP, SHOW_NEIGHBOURS), role=CONNECTOR, key="a", when=NOW)
    later = NOW + LASTING
    store.confirm(kept.asset_id, role=CONNECTOR, when=later)
    assert names(store, later.date() + DAY) == []
    token = store.open_link(kept.secret, when=later)
    store.confirm_own(token, yes_to(KEEP, SHOW_NEIGHBOURS, channel=LINK, when=later), when=later)
    assert names(store, later.date() + LASTING) == ["Fatima"]
    assert [line["action"] for line in store.read_history(kept.asset_id, role=CONNECTOR)] == [
        "added",
        "confirmed",
        "confirmed",
    ]


def test_who_keeps_a_groups_card_confirms_it_without_a_yes(store):
    kept = store.add_card_for_other(card("Club", kind=ASSOCIATION), role=CONNECTOR, key="c", when=NOW)
    token = store.open_link(kept.secret, when=NOW)
    store.confirm_own(token, (), when=NOW)
    assert store.read_own(token, when=NOW).consents == ()


def test_residents_of_whom_nothing_is_heard_for_two_years_are_erased_and_groups_are_not(store, path):
    store.add_import(read_list(LIST), when=NOW)
    own = store.add_card(card("Bram"), yes_to(KEEP, when=NOW + 30 * DAY), role=CONNECTOR, key="b", when=NOW)
    store.add_card_for_other(card("Chi"), role=CONNECTOR, key="c", when=NOW)
    store.add_card(card("Dop"), yes_to(), role=PUBLIC, key="d", when=NOW)  # waits, and said no
    last = NOW + ERASED_AFTER
    assert store.sweep(role=CONNECTOR, when=last) == 0
    assert store.sweep(role=CONNECTOR, when=last + DAY) == 3
    with pytest.raises(NotFoundError):
        store.confirm("a", role=CONNECTOR)
    content = b"".join(one.read_bytes() for one in path.parent.iterdir() if one.suffix != ".lock")
    assert b"Amina" not in content and b"Chi" not in content and b"Dop" not in content
    assert store.sweep(role=CONNECTOR, when=last + 31 * DAY) == 1  # Bram, whose year came later
    assert store.read_history(own.asset_id, role=CONNECTOR) == ()
    assert names(store, last.date()) == ["Koor", "School"]
    assert store.add_import(read_list(LIST), when=last).refused == 1  # the list does not bring Amina back


def test_a_yes_in_between_starts_the_two_years_again(store):
    store.add_import(read_list(LIST), when=NOW)
    later = NOW + LASTING
    store.note_paper("a", yes_to(KEEP, channel=PAPER, when=later), role=CONNECTOR, when=later)
    assert store.sweep(role=CONNECTOR, when=NOW + ERASED_AFTER + DAY) == 0
    assert store.sweep(role=CONNECTOR, when=later + ERASED_AFTER + DAY) == 1


@pytest.mark.parametrize("role", [PUBLIC, NEIGHBOURS, of_areas(["WK1"])])
def test_only_who_may_erase_everywhere_sweeps(store, role):
    with pytest.raises(AccessError):
        store.sweep(role=role)


def test_a_store_that_is_not_there_is_swept_without_making_one(store, path):
    assert store.sweep(role=CONNECTOR) == 0 and store.read_faded(role=CONNECTOR) == () and not path.exists()

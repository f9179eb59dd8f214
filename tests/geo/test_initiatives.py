"""Saved initiatives: what may be saved, and that the store keeps them whole, once, and beside the rest."""

import sqlite3
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.errors import KrachtenkaartError, StoreError
from geo.initiatives import MEMBERS_AT_MOST, NAME_AT_MOST, fresh_id, is_id, make_initiative, read_name
from geo.inventory import open_inventory, store_path
from geo.store import Store
from tests.lists import TODAY, neighbours
from tests.stores import make_store_of_version


def make(**differs):
    asked = {
        "name": "Soep op vrijdag",
        "template": "buurtmaaltijd",
        "wants": ("koken_groep", "keuken"),
        "postcode": "1811HP",
        "radius_m": 800,
        "members": ("d-1", "d-2"),
    }
    return make_initiative(**asked | differs)


@pytest.fixture
def store(tmp_path):
    store = Store(tmp_path / "krachtenkaart.db")
    yield store
    store.close()


# ---- the record


@pytest.mark.parametrize(
    ("differs", "code"),
    [
        ({"name": ""}, "initiative.no_name"),
        ({"name": " \t\n\x00 "}, "initiative.no_name"),
        ({"name": "x" * (NAME_AT_MOST + 1)}, "initiative.long_name"),
        ({"wants": ()}, "initiative.no_wants"),
        ({"wants": tuple("abcdefghijklm")}, "initiative.too_many"),
        ({"members": tuple(f"a{n}" for n in range(MEMBERS_AT_MOST + 1))}, "initiative.too_many"),
        ({"members": ("../x",)}, "initiative.bad_id"),
        ({"initiative_id": "a b"}, "initiative.bad_id"),
    ],
)
def test_what_cannot_be_an_initiative_is_refused_with_its_reason(differs, code):
    with pytest.raises(KrachtenkaartError) as refused:
        make(**differs)
    assert refused.value.code == code


def test_who_and_what_is_named_twice_is_kept_once():
    made = make(wants=("keuken", "zaal", "keuken"), members=("b", "a", "b"))
    assert made.wants == ("keuken", "zaal") and made.members == ("b", "a")


def test_the_moment_is_kept_in_utc():
    summer = datetime(2026, 7, 1, 12, 0, tzinfo=timezone(timedelta(hours=2)))
    assert make(when=summer).created_at == "2026-07-01T10:00:00+00:00"


@given(st.text(max_size=200))
def test_a_name_is_one_line_of_what_was_typed(text):
    try:
        name = read_name(text)
    except KrachtenkaartError:
        return
    assert 0 < len(name) <= NAME_AT_MOST
    assert name == " ".join(name.split()) == read_name(name)
    assert set(name) - {" "} <= set(text)
    name.encode("utf-8")


@pytest.mark.parametrize(
    "name", ["Soep & brood", "مطبخ", "👩‍🍳 koken", "{{ 7*7 }}", "'; DROP TABLE initiatives; --"]
)
def test_every_script_and_sign_may_be_a_name(name):
    assert read_name(name) == name


def test_ids_fit_in_an_address_and_are_not_repeated():
    ids = {fresh_id() for _ in range(500)}
    assert len(ids) == 500 and all(map(is_id, ids))
    assert not any(one.startswith("-") for one in ids)  # a command line would take it for an option


# ---- the store


def test_an_initiative_comes_back_as_it_was(store):
    made = make(name="'; DROP TABLE assets; -- {{ 7*7 }}", template="", members=())
    assert store.add_initiative(made)
    assert store.read_initiative(made.initiative_id) == made
    assert store.read_initiative("another") is None


def test_reading_from_a_store_that_is_not_there_makes_no_file(store, tmp_path):
    assert store.read_initiative("x") is None
    assert list(tmp_path.iterdir()) == []


def test_the_latest_are_listed_first(store):
    assert store.list_initiatives(limit=5) == ()
    made = [make(when=datetime(2026, 11, day, tzinfo=UTC)) for day in (1, 3, 2)]
    for one in made:
        store.add_initiative(one)
    assert store.list_initiatives(limit=2) == (made[1], made[2])


def test_each_new_initiative_raises_the_version_and_the_same_again_does_not(store):
    made = make()
    assert store.add_initiative(made) and store.version == 1
    assert not store.add_initiative(replace(made, created_at="2030-01-01T00:00:00+00:00"))
    assert store.version == 1
    assert store.read_initiative(made.initiative_id) == made
    assert store.add_initiative(make()) and store.version == 2


def test_an_id_is_never_taken_from_another_initiative(store):
    made = make()
    store.add_initiative(made)
    with pytest.raises(StoreError, match=r"store\.id_in_use"):
        store.add_initiative(replace(made, name="Iets anders"))
    assert store.read_initiative(made.initiative_id) == made
    assert store.version == 1


def test_initiatives_alone_leave_the_demo_as_it_is(tmp_path):
    before = open_inventory(tmp_path)
    store = Store(store_path(tmp_path))
    store.add_initiative(make())
    after = open_inventory(tmp_path)
    assert store.is_empty
    assert after.is_demo and len(after.assets) == len(before.assets)
    store.close()


def test_initiatives_and_assets_live_in_one_store(store):
    made = make()
    store.add_initiative(made)
    store.add_import(neighbours(3))
    assert len(store.read_assets()) == 3
    assert store.read_initiative(made.initiative_id) == made
    assert store.version == 2


def test_a_store_from_before_there_were_initiatives_is_brought_up_to_date(tmp_path):
    path = make_store_of_version(1, tmp_path / "krachtenkaart.db")
    store = Store(path)
    assert len(store.read_assets(today=TODAY)) == 3 and store.version == 2
    assert store.read_initiative("x") is None
    made = make()
    assert store.add_initiative(made) and store.version == 3
    assert store.read_initiative(made.initiative_id) == made
    store.close()


def test_a_write_that_fails_leaves_an_old_store_as_it_was(tmp_path, monkeypatch):
    path = make_store_of_version(1, tmp_path / "krachtenkaart.db")
    store = Store(path)

    def fall_over(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("geo.store.initiatives.raise_version", fall_over)
    with pytest.raises(StoreError):
        store.add_initiative(make())
    store.close()
    with closing(sqlite3.connect(path)) as connection:
        assert connection.execute("PRAGMA user_version").fetchone() == (1,)
        tables = {name for (name,) in connection.execute("SELECT name FROM sqlite_master")}
    assert "initiatives" not in tables

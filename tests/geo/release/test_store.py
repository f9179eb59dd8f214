"""The stored release: who counts in it, who reads it, when it changes, and what is left of who leaves."""

import sqlite3
from contextlib import closing
from datetime import UTC, date, datetime

import pytest

from geo.audience import PUBLIC
from geo.consent import COUNT, KEEP, PURPOSES
from geo.errors import AccessError
from geo.inventory import make_due_release, open_areas, open_release, store_path
from geo.release.categories import ALL
from geo.release.reading import CELL_COLUMNS, CODES
from geo.roles import MUNICIPALITY, STEWARD, of_areas
from geo.store import Store
from geo.store.releases import DECIDED, KEPT, MADE, TOO_FEW
from geo.terms import ASSOCIATION, CONNECTOR, NEIGHBOURS
from geo.vocabulary import load_vocabulary
from tests.lists import neighbours
from tests.stores import NOW, card, make_store_of_version, yes_to

COUNTED = yes_to(KEEP, COUNT)
QUARTERS = (date(2026, 11, 23), date(2027, 1, 2), date(2027, 4, 1), date(2027, 7, 1))
OLD = datetime(2025, 3, 1, tzinfo=UTC)


@pytest.fixture
def store(tmp_path):
    store = Store(store_path(tmp_path))
    yield store
    store.close()


def join(store, count, *, of="p", consents=COUNTED, role=CONNECTOR, **content):
    """Put up so many cards, spread over two wijken."""
    postcodes = ("1811BC", "1815")
    made = [card(asset_id=f"{of}-{n}", postcode=postcodes[n % 2], **content) for n in range(count)]
    return [store.add_card(one, consents, role=role, key=one.asset_id, when=NOW).secret for one in made]


def make(store, day):
    return store.make_due_release(open_areas(), load_vocabulary(), today=day)


def read(store):
    found = store.read_release(role=MUNICIPALITY)
    return found and (found.quarter, found.year_of_codes, found.cells.to_csv())


def test_without_a_store_there_is_no_release_and_none_is_made(store, tmp_path):
    assert make(store, QUARTERS[0]) == TOO_FEW
    assert read(store) is None
    assert not store_path(tmp_path).exists()


def test_nine_people_wait_for_a_tenth_and_are_then_shown_rounded(store):
    join(store, 9)
    assert make(store, QUARTERS[0]) == TOO_FEW and read(store) is None
    join(store, 5, of="q")
    version = store.version
    assert make(store, QUARTERS[0]) == MADE and store.version > version
    found = store.read_release(role=MUNICIPALITY)
    cells = found.cells_of("capability:naaien")
    assert (found.quarter, found.year_of_codes) == ("2026-Q4", 2024)
    assert tuple(found.cells.columns) == CELL_COLUMNS
    assert sorted(code for codes in cells[CODES] for code in codes) == open_areas()["code"].tolist()
    assert found.cells_of(ALL)["shown"].sum() in (10, 15)
    assert found.cells_of("theme:eten")["is_below"].tolist() == [True]


@pytest.mark.parametrize("role", [PUBLIC, NEIGHBOURS, of_areas(["WK036101"]), "boss"])
def test_who_may_not_read_it_is_refused(store, tmp_path, role):
    with pytest.raises(AccessError):
        store.read_release(role=role)
    with pytest.raises(AccessError):
        open_release(tmp_path, role=role, today=QUARTERS[0])


def test_who_does_not_count_changes_nothing(store, tmp_path):
    other = Store(store_path(tmp_path / "other"))
    for one in (store, other):
        join(one, 14)
    join(other, 2, of="no", consents=yes_to(*(purpose for purpose in PURPOSES if purpose != COUNT)))
    join(other, 2, of="waits", role=PUBLIC)
    join(other, 2, of="ended", consents=yes_to(KEEP, COUNT, when=OLD))
    join(other, 2, of="club", kind=ASSOCIATION)
    other.add_import(neighbours(12))
    for secret in join(other, 2, of="hidden"):
        other.hide_own(other.open_link(secret, when=NOW), is_hidden=True, when=NOW)
    for secret in join(other, 2, of="left"):
        other.consent_own(other.open_link(secret, when=NOW), yes_to(KEEP), when=NOW)
    assert make(store, QUARTERS[0]) == make(other, QUARTERS[0]) == MADE
    assert read(store) == read(other)
    join(other, 9, of="later", consents=yes_to(KEEP))
    for day in QUARTERS[:2]:
        assert make(store, day) == make(other, day)
        assert read(store) == read(other)
    other.close()


def test_a_quarter_is_decided_about_once_and_few_who_join_wait(store):
    join(store, 14)
    make(store, QUARTERS[0])
    before, version = read(store), store.version
    join(store, 9, of="q")
    assert [make(store, QUARTERS[0]), make(store, QUARTERS[1]), make(store, QUARTERS[1])] == [
        DECIDED,
        KEPT,
        DECIDED,
    ]
    assert read(store) == before
    join(store, 1, of="r")
    assert make(store, QUARTERS[1]) == DECIDED and read(store) == before
    assert make(store, QUARTERS[2]) == MADE
    assert read(store) != before and store.version > version


def test_who_is_erased_is_gone_at_the_second_quarter_and_leaves_no_digest(store, tmp_path):
    join(store, 30)
    make(store, QUARTERS[0])
    before = read(store)
    store.erase("p-3", role=CONNECTOR)
    with closing(sqlite3.connect(store_path(tmp_path))) as connection:
        assert connection.execute("SELECT count(*) FROM release_people").fetchone() == (29,)
        assert "p-" not in str(connection.execute("SELECT * FROM release_cells").fetchall())
        assert "p-" not in str(connection.execute("SELECT * FROM releases").fetchall())
    assert make(store, QUARTERS[1]) == KEPT and read(store) == before
    assert make(store, QUARTERS[2]) == MADE
    with closing(sqlite3.connect(store_path(tmp_path))) as connection:
        assert connection.execute("SELECT people FROM releases").fetchone() == (20,)  # nine others rest
    assert make(store, QUARTERS[3]) == KEPT  # they come back with others; nobody left since
    join(store, 1, of="q")
    assert make(store, date(2027, 10, 1)) == MADE


def test_a_store_of_before_releases_gets_its_tables(tmp_path):
    store = Store(make_store_of_version(3, tmp_path / "krachtenkaart.db"))
    assert read(store) is None
    assert make(store, QUARTERS[0]) == TOO_FEW
    store.close()


def test_the_demo_has_a_release_of_made_up_people_and_stores_none(tmp_path):
    found = open_release(tmp_path, role=STEWARD, today=QUARTERS[0])
    assert found.quarter == "2026-Q4" and found.cells_of(ALL)["shown"].sum() > 100
    assert make_due_release(tmp_path, today=QUARTERS[0]) == TOO_FEW
    assert not list(tmp_path.iterdir())


def test_an_inventory_of_ones_own_has_none_until_it_is_made(store, tmp_path):
    join(store, 14)
    assert open_release(tmp_path, role=MUNICIPALITY, today=QUARTERS[0]) is None
    assert make_due_release(tmp_path, today=QUARTERS[0]) == MADE
    found = open_release(tmp_path, role=MUNICIPALITY, today=QUARTERS[1])
    assert found.quarter == "2026-Q4"
    assert found.cells.equals(store.read_release(role=STEWARD).cells)

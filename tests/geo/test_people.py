"""Cards that people put up: kept once, seen as they agreed, theirs to change, hide and erase."""

import os
import random
import signal
import sqlite3
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest

from geo.consent import ASK, COUNT, KEEP, LASTING, LINK, PAPER, SHOW_NEIGHBOURS, SHOW_PUBLIC
from geo.errors import AccessError, CardError, NotFoundError
from geo.roles import MUNICIPALITY, of_areas
from geo.store import Store
from geo.store.schema import SCHEMA_VERSION
from geo.terms import CONNECTOR, NEIGHBOURS, PUBLIC
from tests.lists import TODAY, neighbours, read_list
from tests.stores import NOW, card, make_store_of_version, yes_to

ROOT = Path(__file__).parents[2]
SEEN = (KEEP, SHOW_NEIGHBOURS, SHOW_PUBLIC)


@pytest.fixture
def path(tmp_path):
    return tmp_path / "krachtenkaart.db"


@pytest.fixture
def store(path):
    store = Store(path)
    yield store
    store.close()


def put_up(store, made=None, *, role=PUBLIC, purposes=SEEN, key="press"):
    return store.add_card(made or card(), yes_to(*purposes), role=role, key=key, when=NOW)


def let_in_all(store):
    for waiting in store.read_queue(role=CONNECTOR, today=TODAY):
        store.approve(waiting.suggestion.suggestion_id, role=CONNECTOR, when=NOW)


def shown(store, today=TODAY):
    assets = store.read_assets(today=today)
    return dict(zip(assets["name"], assets["audience"], strict=True))


def visit(store, kept):
    return store.open_link(kept.secret, when=NOW)


# ---- waiting, and being let in


def test_what_a_visitor_adds_is_shown_to_nobody_until_the_connector_lets_it_in(store):
    put_up(store)
    assert store.read_assets(today=TODAY).empty and store.is_empty and store.version == 0
    let_in_all(store)
    assert shown(store) == {"Fatima": PUBLIC}
    assert not store.is_empty and store.version == 1
    assert store.read_queue(role=CONNECTOR) == ()


def test_what_the_connector_adds_is_shown_at_once(store):
    put_up(store, role=CONNECTOR)
    assert shown(store) == {"Fatima": PUBLIC} and store.read_queue(role=CONNECTOR) == ()


def test_the_queue_holds_contact_only_of_who_may_be_asked(store):
    put_up(store, purposes=(KEEP,), key="a")
    put_up(store, purposes=(KEEP, ASK), key="b")
    contacts = [one.suggestion.card.contact for one in store.read_queue(role=CONNECTOR, today=TODAY)]
    assert sorted(contacts) == ["", "06-1234"]


def test_a_declined_card_stays_unseen_and_its_person_reads_the_word_and_can_try_again(store):
    kept = put_up(store)
    (waiting,) = store.read_queue(role=CONNECTOR)
    store.decline(waiting.suggestion.suggestion_id, "Wat leuk! Kies je ook een kracht?", role=CONNECTOR)
    assert shown(store) == {} and store.read_queue(role=CONNECTOR) == ()
    token = visit(store, kept)
    own = store.read_own(token, when=NOW)
    assert (own.verdict, own.word) == ("declined", "Wat leuk! Kies je ook een kracht?")
    store.change_own(token, card("Fatima B."), when=NOW)
    let_in_all(store)
    assert shown(store) == {"Fatima B.": PUBLIC}


def test_what_was_decided_is_not_decided_twice(store):
    put_up(store)
    (waiting,) = store.read_queue(role=CONNECTOR)
    store.approve(waiting.suggestion.suggestion_id, role=CONNECTOR)
    with pytest.raises(NotFoundError, match=r"queue\.decided"):
        store.approve(waiting.suggestion.suggestion_id, role=CONNECTOR)
    with pytest.raises(NotFoundError, match=r"queue\.decided"):
        store.decline("geen", "", role=CONNECTOR)


@pytest.mark.parametrize("role", [PUBLIC, NEIGHBOURS, MUNICIPALITY, "", "boss"])
def test_only_the_connector_reads_and_decides(store, role):
    kept = put_up(store)
    (waiting,) = store.read_queue(role=CONNECTOR)
    one = waiting.suggestion.suggestion_id
    for attempt in (
        lambda: store.read_queue(role=role),
        lambda: store.read_sleepers(role=role),
        lambda: store.approve(one, role=role),
        lambda: store.decline(one, "nee", role=role),
        lambda: store.merge(one, kept.asset_id, role=role),
        lambda: store.erase(kept.asset_id, role=role),
        lambda: store.read_history(kept.asset_id, role=role),
        lambda: store.new_link(kept.asset_id, role=role),
        lambda: store.add_card_for_other(card(), role=role, key="x"),
        lambda: store.note_paper(kept.asset_id, yes_to(KEEP, channel=PAPER), role=role),
    ):
        with pytest.raises(AccessError, match=r"access\.refused"):
            attempt()
    assert len(store.read_queue(role=CONNECTOR)) == 1 and shown(store) == {}


def test_a_connector_of_an_area_reads_and_decides_about_cards_of_that_area_only(path):
    here, there = card("Fatima"), card("Bram", postcode="1811CK")
    wijken = {here.x: "WK1", there.x: "WK2"}
    mine, other = of_areas(["WK1"]), of_areas(["WK3"])
    with closing(Store(path, wijk_of=lambda x, _: wijken[x])) as store:
        for made in (here, there):
            put_up(store, made, key=made.name)
        names = {
            role: [one.suggestion.card.name for one in store.read_queue(role=role, today=TODAY)]
            for role in (mine, other, CONNECTOR)
        }
        assert names == {mine: ["Fatima"], other: [], CONNECTOR: ["Fatima", "Bram"]}
        first, second = (one.suggestion.suggestion_id for one in store.read_queue(role=CONNECTOR))
        for attempt in (
            lambda: store.approve(second, role=mine),
            lambda: store.decline(second, "nee", role=mine),
            lambda: store.merge(first, there.asset_id, role=mine),
            lambda: store.erase(there.asset_id, role=mine),
            lambda: store.read_history(there.asset_id, role=mine),
            lambda: store.add_card_for_other(there, role=mine, key="x"),
        ):
            with pytest.raises(AccessError, match=r"access\.refused"):
                attempt()
        store.approve(first, role=mine, when=NOW)
        assert [line["actor"] for line in store.read_history(here.asset_id, role=mine)] == [PUBLIC, CONNECTOR]
        put_up(store, card("Chi"), role=mine, key="chi")
        put_up(store, card("Dop", postcode="1811CK"), role=mine, key="dop")
        assert set(shown(store)) == {"Fatima", "Chi"}  # what is put up elsewhere waits there


def test_without_outlines_a_connector_of_an_area_decides_about_nothing(store):
    put_up(store)
    assert store.read_queue(role=of_areas([""])) == store.read_queue(role=of_areas(["WK1"])) == ()


def test_nobody_fills_the_queue_without_end(store, monkeypatch):
    monkeypatch.setattr("geo.store.people.WAITING_AT_MOST", 2)
    kept = [put_up(store, key=f"key {number}") for number in range(2)]
    with pytest.raises(CardError, match=r"queue\.full"):
        put_up(store, key="one more")
    assert put_up(store, key="key 0").asset_id == kept[0].asset_id  # who was answered is answered again
    let_in_all(store)
    assert put_up(store, key="one more").is_new


# ---- consent


@pytest.mark.parametrize(
    ("purposes", "seen"),
    [
        ((), {}),
        ((KEEP,), {"Fatima": CONNECTOR}),
        ((KEEP, COUNT, ASK), {"Fatima": CONNECTOR}),
        ((KEEP, SHOW_NEIGHBOURS), {"Fatima": NEIGHBOURS}),
        (SEEN, {"Fatima": PUBLIC}),
    ],
)
def test_a_card_is_shown_to_whom_its_person_said_yes(store, purposes, seen):
    put_up(store, purposes=purposes, role=CONNECTOR)
    assert shown(store) == seen


def test_contact_is_there_only_for_who_may_be_asked(store):
    kept = put_up(store, role=CONNECTOR)
    assert store.read_assets(today=TODAY)["contact"].tolist() == [""]
    store.consent_own(visit(store, kept), yes_to(KEEP, ASK), when=NOW)
    assert store.read_assets(today=TODAY)["contact"].tolist() == ["06-1234"]


def test_taking_back_counts_at_once_and_leaves_the_records_of_before(store, path):
    kept = put_up(store, role=CONNECTOR)
    version = store.version
    store.consent_own(visit(store, kept), yes_to(KEEP, channel=LINK), when=NOW)
    assert shown(store) == {"Fatima": CONNECTOR} and store.version > version
    records = store.read_own(visit(store, kept), when=NOW).consents
    assert [one.is_given for one in records if one.purpose == SHOW_PUBLIC] == [True, False]
    assert {one.channel for one in records} == {"form", "link"}


def test_a_yes_ends_after_its_last_day(store):
    put_up(store, role=CONNECTOR)
    last_day = NOW.date() + LASTING
    assert shown(store, last_day) == {"Fatima": PUBLIC}
    assert shown(store, last_day + timedelta(days=1)) == {}


def test_residents_from_a_list_of_before_this_rule_are_the_connectors_until_they_are_asked(tmp_path):
    with closing(Store(make_store_of_version(2, tmp_path / "oud.db"))) as store:
        assert shown(store) == {"Fatima": CONNECTOR, "Koor": PUBLIC, "Bram": CONNECTOR}
        assert store.read_assets(today=TODAY)["contact"].tolist() == ["06-1234", "", ""]
        assert store.read_assets(today=date(2036, 1, 1))["name"].tolist() == ["Fatima", "Koor", "Bram"]
        assert [one.name for one in store.read_sleepers(role=CONNECTOR)] == ["Bram", "Fatima"]


def test_cards_of_people_stay_as_they_were_in_a_newer_store(tmp_path):
    with closing(Store(make_store_of_version(3, tmp_path / "v3.db"))) as store:
        assert shown(store) == {"Fatima": CONNECTOR, "De Eik": PUBLIC, "Joke": NEIGHBOURS}
        assert [one.suggestion.card.name for one in store.read_queue(role=CONNECTOR, today=TODAY)] == ["Wim"]
        assert [one.name for one in store.list_initiatives(limit=9)] == ["Eten"]
        store.approve(store.read_queue(role=CONNECTOR)[0].suggestion.suggestion_id, role=CONNECTOR, when=NOW)
        assert shown(store)["Wim"] == CONNECTOR


# ---- the secret link


def test_a_wrong_secret_opens_nothing_and_writes_nothing(store, path):
    assert store.open_link("geheim") is None and not path.exists()
    put_up(store)
    before = path.with_name(f"{path.name}-wal").read_bytes()
    assert store.open_link("geheim") is None and store.open_link("\ud800") is None
    assert path.with_name(f"{path.name}-wal").read_bytes() == before


def test_no_secret_is_in_the_file(store, path):
    kept = put_up(store, key="sleutel-van-drukken")
    token = visit(store, kept)
    content = b"".join(one.read_bytes() for one in path.parent.iterdir())
    assert b"Fatima" in content
    for secret in (kept.secret, token, "sleutel-van-drukken"):
        assert secret.encode() not in content


def test_a_visit_ends_by_itself_and_when_it_is_closed(store):
    kept = put_up(store)
    token = visit(store, kept)
    assert store.read_own(token, when=NOW + timedelta(minutes=29)).card.name == "Fatima"
    with pytest.raises(AccessError, match=r"access\.link_gone"):
        store.read_own(token, when=NOW + timedelta(minutes=31))
    store.end_visit(token)
    with pytest.raises(AccessError, match=r"access\.link_gone"):
        store.change_own(token, card("Iemand anders"), when=NOW)


def test_a_change_by_its_person_waits_and_others_see_the_card_as_it_was(store):
    kept = put_up(store, role=CONNECTOR)
    token = visit(store, kept)
    store.change_own(token, card("Fatima B."), when=NOW)
    store.change_own(token, card("Fatima Bakker"), when=NOW)
    assert shown(store) == {"Fatima": PUBLIC}
    assert store.read_own(token, when=NOW).card.name == "Fatima Bakker"
    assert [one.shown.name for one in store.read_queue(role=CONNECTOR)] == ["Fatima"]
    let_in_all(store)
    assert shown(store) == {"Fatima Bakker": PUBLIC}
    last = store.read_history(kept.asset_id, role=CONNECTOR)[-1]
    assert (last["action"], last["actor"]) == ("approved", CONNECTOR)
    assert (last["before"], last["after"]) == ({"name": "Fatima"}, {"name": "Fatima Bakker"})


def test_a_change_never_reaches_another_card(store):
    kept = put_up(store, role=CONNECTOR)
    other = put_up(store, card("Bram"), role=CONNECTOR, key="other")
    store.change_own(
        visit(store, kept), card("Fatima B.", asset_id=other.asset_id, kind="institution"), when=NOW
    )
    let_in_all(store)
    assert shown(store) == {"Fatima B.": PUBLIC, "Bram": PUBLIC}
    assert set(store.read_assets(today=TODAY)["kind"]) == {"talent"}


def test_hiding_counts_at_once_and_can_be_undone(store):
    kept = put_up(store, role=CONNECTOR)
    token = visit(store, kept)
    store.hide_own(token, is_hidden=True, when=NOW)
    assert shown(store) == {} and not store.is_empty
    store.hide_own(token, is_hidden=False, when=NOW)
    assert shown(store) == {"Fatima": PUBLIC}


def test_a_card_that_waits_is_not_let_in_by_hiding_and_showing_it(store):
    token = visit(store, put_up(store))
    for is_hidden in (True, False):
        store.hide_own(token, is_hidden=is_hidden, when=NOW)
    assert shown(store) == {}


def test_a_card_put_up_for_somebody_sleeps_until_that_person_says_yes(store):
    kept = store.add_card_for_other(card(), role=CONNECTOR, key="papier", when=NOW)
    assert shown(store) == {} and store.is_empty
    assert [one.name for one in store.read_sleepers(role=CONNECTOR)] == ["Fatima"]
    again = replace(kept, secret=store.new_link(kept.asset_id, role=CONNECTOR))
    store.consent_own(visit(store, again), yes_to(*SEEN), when=NOW)
    assert shown(store) == {"Fatima": PUBLIC} and store.read_sleepers(role=CONNECTOR) == ()


def test_the_connector_gets_no_link_to_a_card_that_is_somebodys(store):
    kept = put_up(store, role=CONNECTOR)
    with pytest.raises(AccessError, match=r"access\.refused"):
        store.new_link(kept.asset_id, role=CONNECTOR)


# ---- merging by hand


def test_a_new_card_joins_one_from_a_list_and_its_person_owns_it(store):
    store.add_import(read_list("id,naam,soort,postcode,kan,wanneer\nz-1,Fatima,talent,1811,zingen,dinsdag\n"))
    kept = put_up(store, card(gifts="naaien:can"), purposes=(KEEP, SHOW_NEIGHBOURS))
    (waiting,) = store.read_queue(role=CONNECTOR)
    store.merge(waiting.suggestion.suggestion_id, "z-1", role=CONNECTOR)
    (row,) = store.read_assets(today=TODAY).to_dict("records")
    assert (row["asset_id"], row["gifts"], row["meets"]) == ("z-1", "naaien:can zingen:can", "dinsdag")
    assert (row["postcode"], row["audience"]) == ("1811BC", NEIGHBOURS)
    store.hide_own(visit(store, kept), is_hidden=True, when=NOW)
    assert shown(store) == {} and store.read_queue(role=CONNECTOR) == ()


def test_a_card_that_is_somebodys_is_never_given_away(store):
    first = put_up(store, role=CONNECTOR)
    put_up(store, key="second")
    (waiting,) = store.read_queue(role=CONNECTOR)
    with pytest.raises(CardError, match=r"queue\.not_mergeable"):
        store.merge(waiting.suggestion.suggestion_id, first.asset_id, role=CONNECTOR)
    assert len(store.read_queue(role=CONNECTOR)) == 1


# ---- saving once, together, and through a crash


def test_the_same_press_saves_once_even_after_a_restart(store, path):
    first = put_up(store)
    store.close()
    with closing(Store(path)) as later:
        again = put_up(later)
        assert (again.asset_id, again.is_new) == (first.asset_id, False)
        assert len(later.read_queue(role=CONNECTOR)) == 1
        assert visit(later, again) and visit(later, first)


def test_fifty_that_press_save_at_once_are_all_kept_once(path):
    stores = [Store(path) for _ in range(5)]
    names = [f"buur {number}" for number in range(50)]

    def press(number):
        pressed = stores[number % 5]
        made = card(names[number])
        first = put_up(pressed, made, key=f"key {number}")
        return first, put_up(pressed, made, key=f"key {number}")  # and once more

    with ThreadPoolExecutor(50) as pool:
        answers = list(pool.map(press, range(50)))
    assert all(first.is_new and not again.is_new for first, again in answers)
    assert all(first.asset_id == again.asset_id for first, again in answers)
    waiting = [one.suggestion.card.name for one in stores[0].read_queue(role=CONNECTOR)]
    assert sorted(waiting) == sorted(names)
    for store in stores:
        store.close()


@pytest.fixture(scope="module")
def server():
    """Send it "PATH NAME", and it answers with the id of the process that works there."""
    if not hasattr(os, "fork"):
        pytest.skip("needs fork")
    command = [sys.executable, "-m", "tests.geo.import_server", "1"]
    with subprocess.Popen(
        command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout.readline().strip() == "ready"

        def start(path: Path, name: str) -> int:
            process.stdin.write(f"{path} {name}\n")
            process.stdin.flush()
            return int(process.stdout.readline())

        yield start
        process.stdin.close()


def test_two_processes_that_send_the_same_presses_keep_each_once(path, server):
    children = [server(path, "save"), server(path, "save")]
    for child in children:
        wait_for(child)
    told = acknowledged(path)
    with closing(Store(path)) as store:
        waiting = store.read_queue(role=CONNECTOR)
    assert len(told) == 200 and set(told) == {one.suggestion.asset_id for one in waiting}
    assert sorted(one.suggestion.card.name for one in waiting) == sorted(f"buur {one}" for one in range(100))


def test_no_card_that_was_acknowledged_is_lost_when_the_process_is_killed(path, server):
    for _ in range(8):
        child, before, more = server(path, "save"), len(acknowledged(path)), random.randint(1, 12)
        while is_running(child) and len(acknowledged(path)) < before + more:
            time.sleep(0.001)
        kill(child)
        with closing(Store(path)) as store:
            waiting = store.read_queue(role=CONNECTOR)
            assert set(acknowledged(path)) <= {one.suggestion.asset_id for one in waiting}
            assert len(waiting) == len({one.suggestion.card.name for one in waiting})
    assert acknowledged(path)


def acknowledged(path: Path) -> list[str]:
    noted = path.with_suffix(".acknowledged")
    return noted.read_text().splitlines() if noted.exists() else []


def make_large_v2(path: Path, rows: int) -> Path:
    make_store_of_version(2, path)
    with closing(sqlite3.connect(path)) as connection, connection:
        columns = (
            "kind, subkind, name, description, gifts, words, postcode, placed_by, meets, contact, website, "
        )
        columns += "audience, source, confirmed_on, x, y"
        connection.execute(
            f"WITH RECURSIVE n(i) AS (SELECT 10 UNION ALL SELECT i + 1 FROM n WHERE i < {rows}) "
            f"INSERT INTO assets (position, asset_id, digest, import_id, {columns}) "
            f"SELECT i, 'r-' || i, 'd' || i, 1, {columns} FROM n, assets WHERE asset_id = 'a-1'"
        )
    return path


def test_a_migration_that_is_killed_at_any_moment_leaves_the_old_store_or_the_new_one(tmp_path, server):
    rows = 6_000
    large = make_large_v2(tmp_path / "groot.db", rows)
    start = time.monotonic()
    path = tmp_path / "heel.db"
    path.write_bytes(large.read_bytes())
    wait_for(server(path, "open"))
    whole_s = time.monotonic() - start
    versions = set()
    for attempt in range(8):
        path = tmp_path / f"{attempt}.db"
        path.write_bytes(large.read_bytes())
        child = server(path, "open")
        time.sleep(random.uniform(0, whole_s))
        kill(child)
        with closing(sqlite3.connect(path)) as connection:
            (version,) = connection.execute("PRAGMA user_version").fetchone()
            tables = {name for (name,) in connection.execute("SELECT name FROM sqlite_master")}
            assert connection.execute("SELECT count(*) FROM assets").fetchone() == (rows - 6,)
        assert ("consents" in tables) == (version > 2) and "assets_before" not in tables
        versions.add(version)
        with closing(Store(path)) as store:
            assert len(store.read_assets(today=TODAY)) == rows - 6
            assert store.add_import(neighbours(1)).kept == 1
    assert versions <= {2, SCHEMA_VERSION}


def kill(child: int) -> None:
    if is_running(child):
        os.kill(child, signal.SIGKILL)
    wait_for(child)


def wait_for(child: int) -> None:
    while is_running(child):
        time.sleep(0.005)


def is_running(child: int) -> bool:
    try:
        os.kill(child, 0)
    except ProcessLookupError:
        return False
    return True

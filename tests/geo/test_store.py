import os
import random
import signal
import sqlite3
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from datetime import datetime, timedelta, timezone
from pathlib import Path

import pandas as pd
import pytest

from geo.errors import StoreError
from geo.filelock import file_lock
from geo.frames import validate_assets
from geo.store import Store
from geo.terms import CONNECTOR, PUBLIC
from tests.lists import neighbours, read_list

ROOT = Path(__file__).parents[2]
ROWS = 4_000


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "thuis" / "krachtenkaart.db"


@pytest.fixture
def store(path):
    store = Store(path)
    yield store
    store.close()


@pytest.fixture(scope="module")
def server():
    """Send it "PATH NAME", and it answers with the id of the process that imports there."""
    if not hasattr(os, "fork"):
        pytest.skip("needs fork")
    command = [sys.executable, "-m", "tests.geo.import_server", str(ROWS)]
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


def test_reading_what_was_never_written_gives_nothing_and_makes_no_file(store, path):
    assert store.is_empty
    assert store.version == 0
    assert len(store.read_assets()) == 0
    assert store.compare(neighbours(2)).kept == 2
    assert not path.exists()


def test_what_is_stored_comes_back_as_it_was(store):
    imported = read_list(
        "id,naam,soort,postcode,kan,wanneer,contact,website,bevestigd op,lat,lon,omschrijving\n"
        'a-1,Fatima,talent,1811BC,"naaien, zeilmakerij",,06-1234,,2026-01-31,,,"regel een\nregel twee"\n'
        "b-2,Buurthuis,buurthuis,1811CK,,dinsdag,,www.voorbeeld.nl,,52.63,4.75,{{ 7*191 }}\n"
    )
    store.add_import(imported)
    stored = store.read_assets()
    expected = imported.assets.assign(audience=[CONNECTOR, PUBLIC]).astype({"audience": "str"})
    pd.testing.assert_frame_equal(
        pd.DataFrame(stored.drop(columns="geometry")), pd.DataFrame(expected.drop(columns="geometry"))
    )
    assert stored.geometry.geom_equals_exact(imported.assets.geometry, 0).all()
    assert stored.crs == imported.assets.crs
    validate_assets(stored)


def test_importing_the_same_file_twice_adds_nothing(store):
    store.add_import(neighbours(5))
    version = store.version
    again = store.add_import(neighbours(5))
    assert (again.rows, again.kept, again.duplicates) == (5, 0, 5)
    assert len(store.read_assets()) == 5
    assert store.version == version


def test_two_equal_rows_are_both_kept_and_both_known_the_second_time(store):
    text = "naam,soort,postcode\nA,talent,1811BC\nA,talent,1811BC\n"
    assert store.add_import(read_list(text)).kept == 2
    assert store.add_import(read_list(text)).duplicates == 2


def test_a_longer_list_adds_only_its_new_rows(store):
    store.add_import(neighbours(3))
    report = store.add_import(neighbours(5))
    assert (report.kept, report.duplicates) == (2, 3)


def test_an_id_in_use_for_something_else_is_refused_with_its_row(store):
    store.add_import(read_list("id,naam,soort,postcode\nx1,A,talent,1811BC\n"))
    report = store.add_import(read_list("id,naam,soort,postcode\nx2,C,talent,1811BC\nx1,B,talent,1811BC\n"))
    assert (report.kept, report.refused) == (1, 1)
    assert [(issue.row, issue.column, issue.value, issue.reason) for issue in report.refusals] == [
        (3, "id", "x1", "id_in_use")
    ]
    assert store.read_assets()["name"].tolist() == ["A", "C"]


def test_comparing_says_what_an_import_would_say_and_writes_nothing(store):
    store.add_import(neighbours(3))
    version = store.version
    assert store.compare(neighbours(5)).duplicates == 3
    assert store.version == version


def test_the_version_rises_with_each_write_and_outlives_the_process(store, path):
    versions = [store.version]
    for name in ("een", "twee", "drie"):
        store.add_import(neighbours(1, of=name))
        versions.append(store.version)
    assert versions == sorted(set(versions))
    store.close()
    assert Store(path).version == versions[-1]


def test_an_import_is_logged_in_utc(store, path):
    store.add_import(neighbours(1), when=datetime(2026, 11, 22, 1, tzinfo=timezone(timedelta(hours=1))))
    store.close()
    with sqlite3.connect(path) as connection:
        found = connection.execute("SELECT filename, imported_at, rows, kept FROM imports").fetchall()
    connection.close()
    assert found == [("lijst.csv", "2026-11-22T00:00:00+00:00", 1, 1)]


@pytest.mark.parametrize("content", [b"mijn dagboek", b"SQLite format 3\0" + b"\0" * 84, b"PK\x03\x04"])
def test_a_file_that_is_not_ours_is_refused_and_left_as_it_is(path, content):
    path.parent.mkdir()
    path.write_bytes(content)
    for attempt in (lambda s: s.version, lambda s: s.read_assets(), lambda s: s.add_import(neighbours(1))):
        with pytest.raises(StoreError) as refused:
            attempt(Store(path))
        assert refused.value.code == "store.foreign"
    assert path.read_bytes() == content


def test_another_programs_database_is_refused_and_left_as_it_is(path):
    path.parent.mkdir()
    connection = sqlite3.connect(path)
    connection.execute("CREATE TABLE assets (name)")
    connection.commit()
    connection.close()
    before = path.read_bytes()
    with pytest.raises(StoreError, match=r"store\.foreign"):
        Store(path).add_import(neighbours(1))
    assert path.read_bytes() == before


def test_a_database_of_a_newer_version_is_refused_and_left_as_it_is(store, path):
    store.add_import(neighbours(1))
    store.close()
    connection = sqlite3.connect(path)
    connection.execute("PRAGMA user_version = 99")
    connection.close()
    before = path.read_bytes()
    with pytest.raises(StoreError, match=r"store\.newer"):
        Store(path).add_import(neighbours(2))
    assert path.read_bytes() == before


def test_a_damaged_database_is_told_and_not_half_read(store, path):
    store.add_import(neighbours(500))
    store.close()
    whole = bytearray(path.read_bytes())
    for page in range(2, len(whole) // 4096):
        whole[page * 4096 : page * 4096 + 512] = b"\xff" * 512
    path.write_bytes(whole)
    with pytest.raises(StoreError, match=r"store\.damaged"):
        Store(path).read_assets()


def test_a_folder_that_cannot_be_made_is_told(tmp_path):
    (tmp_path / "bestand").write_text("geen map")
    with pytest.raises(StoreError, match=r"store\.disk"):
        Store(tmp_path / "bestand" / "krachtenkaart.db").add_import(neighbours(1))


def test_no_message_of_a_failure_holds_what_was_being_stored(store, path, monkeypatch):
    store.add_import(neighbours(1))
    imported = neighbours(1, of="geheim")
    imported.assets["name"] = pd.Series([None], dtype="str")  # breaks NOT NULL in the database
    with pytest.raises(StoreError) as failed:
        store.add_import(imported)
    assert failed.value.code == "store.failed"
    assert imported.assets["asset_id"][0] not in f"{failed.value} {failed.value.__cause__}"
    assert store.read_assets()["name"].tolist() == ["buur 0"]


def test_a_writer_that_never_gets_its_turn_is_told(tmp_path):
    lock = tmp_path / "slot"
    with (
        file_lock(lock, wait_s=0),
        pytest.raises(StoreError, match=r"store\.busy"),
        file_lock(lock, wait_s=0.05),
    ):
        pytest.fail("two hold one lock")
    with file_lock(lock, wait_s=0):
        pass  # free again


def test_threads_that_import_at_the_same_time_all_succeed(path):
    names = [f"groep {number}" for number in range(8)]
    lists = [neighbours(50, of=name) for name in names]
    shared = Store(path)
    stores = [shared, shared, *(Store(path) for _ in names[2:])]
    with ThreadPoolExecutor(len(names)) as pool:
        reports = list(pool.map(lambda pair: pair[0].add_import(pair[1]), zip(stores, lists, strict=True)))
    assert [report.kept for report in reports] == [50] * len(names)
    assert len(shared.read_assets()) == 50 * len(names)
    assert shared.version == len(names)
    for store in stores:
        store.close()


def test_threads_that_bring_the_same_list_store_it_once(path):
    stores = [Store(path) for _ in range(4)]
    with ThreadPoolExecutor(len(stores)) as pool:
        reports = list(pool.map(lambda store: store.add_import(neighbours(50)), stores))
    assert sorted(report.kept for report in reports) == [0, 0, 0, 50]
    for store in stores:
        store.close()


def test_two_processes_that_import_at_the_same_time_both_succeed(path, server):
    children = [server(path, "een"), server(path, "twee")]
    _wait_for(children)
    with closing(Store(path)) as store:
        assert len(store.read_assets()) == 2 * ROWS
        assert store.version == 2


def test_an_import_that_is_killed_at_any_moment_leaves_nothing_or_everything(tmp_path, server):
    start = time.monotonic()
    _wait_for([server(tmp_path / "heel.db", "een")])
    whole_s = time.monotonic() - start
    found = []
    for attempt in range(25):
        path = tmp_path / f"{attempt}.db"
        child = server(path, "een")
        time.sleep(random.uniform(0, whole_s))
        _kill(child)
        with closing(Store(path)) as store:
            found.append((len(store.read_assets()), store.version))
            store.add_import(neighbours(1, of="later"))  # the next one can write again
            assert len(store.read_assets()) == found[-1][0] + 1
    assert set(found) <= {(0, 0), (ROWS, 1)}
    assert (0, 0) in found  # some were killed in time


def _wait_for(children: list[int]) -> None:
    while any(_is_running(child) for child in children):
        time.sleep(0.005)


def _kill(child: int) -> None:
    if _is_running(child):
        os.kill(child, signal.SIGKILL)
    _wait_for([child])


def _is_running(child: int) -> bool:
    try:
        os.kill(child, 0)
    except ProcessLookupError:
        return False
    return True

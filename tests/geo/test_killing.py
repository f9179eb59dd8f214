"""Two hundred processes die by SIGKILL while they save, import or migrate; what they leave is whole."""

import json
import os
import random
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from contextlib import closing
from functools import lru_cache
from pathlib import Path

import pytest

from geo.consent import KEEP
from geo.importing import Import
from geo.store import Store
from geo.terms import CONNECTOR, PUBLIC
from tests.geo.doomed import CARDS, ROWS, Doom, End, as_line
from tests.lists import TODAY, neighbours
from tests.stores import card, make_store_of_version, yes_to

ROOT = Path(__file__).parents[2]
SEED = 20261127
LATER_S = 0.002
"""A commit takes about so long."""

BEFORE = {"": (), "v2": ("Fatima", "Koor", "Bram"), "v3": ("Fatima", "De Eik", "Joke")}
BEFORE["v4"] = BEFORE["v3"]
"""What a store holds at first, by its version, and who is to be seen in it; "" is no file at all."""

VERSIONS = {"": 0, "v2": 2, "v3": 3, "v4": 3}

PARTS = ("assets", "history", "receipts")
"""Tables in which each saved card has one row."""

SCHEDULE = (
    ("save", "v4", 60),
    ("save", "v3", 20),
    ("save", "", 20),
    ("import", "v4", 30),
    ("import", "v2", 15),
    ("import", "", 15),
    ("open", "v2", 20),
    ("open", "v3", 20),
)
"""What is done, in which store, and how often it is killed: two hundred times."""


@pytest.fixture(scope="module")
def stores(tmp_path_factory) -> dict[str, bytes]:
    """The files of stores as they are at first, by version."""
    folder = tmp_path_factory.mktemp("stores")
    paths = {name: folder / name for name in ("v2", "v3", "v4")}
    for name, path in paths.items():
        make_store_of_version(min(int(name[1]), 3), path)
    with closing(Store(paths["v4"])) as store:
        assert store.version  # brings it up to date
    return {name: path.read_bytes() for name, path in paths.items()}


@pytest.fixture(scope="module")
def live() -> Callable[[Doom], End]:
    """Let a child live and die in a process that has read everything already."""
    if not hasattr(os, "fork"):
        pytest.skip("needs fork")
    command = [sys.executable, "-m", "tests.geo.doomed"]
    with subprocess.Popen(
        command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout.readline().strip() == "ready"

        def send(doom: Doom) -> End:
            process.stdin.write(f"{as_line(doom)}\n")
            process.stdin.flush()
            return End(*json.loads(process.stdout.readline()))

        yield send
        process.stdin.close()


@pytest.mark.parametrize(("work", "begin", "times"), SCHEDULE)
def test_a_process_that_is_killed_at_any_moment_leaves_a_whole_store(
    tmp_path, live, stores, work, begin, times
):
    drawn = random.Random(f"{SEED} {work} {begin}")
    whole = live(Doom(str(lay(tmp_path / "whole", stores.get(begin))), work))
    assert whole.killed_by == 0 and whole.ticks > 20
    for attempt in range(times):
        path = lay(tmp_path / str(attempt), stores.get(begin))
        after_s = drawn.uniform(0, LATER_S) if attempt % 2 else 0.0
        end = live(Doom(str(path), work, drawn.randint(1, whole.ticks), after_s))
        assert end.killed_by in (signal.SIGKILL, 0)  # a few are done in the while that is left to them
        look_at_migration(path, begin)
        with closing(Store(path)) as store:
            CHECKS[work](store, path, end, begin)


def lay(folder: Path, content: bytes | None) -> Path:
    folder.mkdir()
    path = folder / "krachtenkaart.db"
    if content:
        path.write_bytes(content)
    return path


def look_at_migration(path: Path, begin: str) -> None:
    """The file is of the old version or the new one, never in between; read without the store."""
    if not begin:
        return
    with closing(sqlite3.connect(path)) as connection:
        (version,) = connection.execute("PRAGMA user_version").fetchone()
        tables = {name for (name,) in connection.execute("SELECT name FROM sqlite_master")}
    assert version in (int(begin[1]), 4)
    assert "assets_before" not in tables
    assert ("consents" in tables) == (version > 2)


def check_saved(store: Store, path: Path, end: End, begin: str) -> None:
    """Who was told "kept" is there, whole and once; who was not can press again."""
    told = len(end.acknowledged)
    last = min(told, CARDS - 1)
    again = store.add_card(card(f"buur {last}"), yes_to(KEEP), role=PUBLIC, key=f"key {last}")
    assert not (again.is_new and last < told)
    waiting = [one for one in store.read_queue(role=CONNECTOR) if one.suggestion.card.name != "Wim"]
    names = [one.suggestion.card.name for one in waiting]
    assert names == [f"buur {number}" for number in range(len(names))] and told <= len(names) <= CARDS
    assert all(one.purposes == {KEEP} for one in waiting)
    were_there = {"assets": 4, "history": 3, "receipts": 2} if begin else dict.fromkeys(PARTS, 0)
    assert {
        part: ask(path, f"SELECT count(*) FROM {part}") - were_there[part] for part in PARTS
    } == dict.fromkeys(PARTS, len(names))


@lru_cache
def a_list(rows: int) -> Import:
    """Read a list once for all."""
    return neighbours(rows)


def ask(path: Path, query: str) -> int:
    with closing(sqlite3.connect(path)) as connection:
        return connection.execute(query).fetchone()[0]


def check_imported(store: Store, path: Path, end: End, begin: str) -> None:
    """The list is there whole or not at all, and comes in whole afterwards."""
    found = store.compare(a_list(ROWS)).duplicates
    assert found in (0, ROWS)
    assert found == ROWS or not end.acknowledged
    assert store.version == VERSIONS[begin] + bool(found)
    store.add_import(a_list(ROWS))
    shown = "SELECT count(*) FROM assets WHERE state = 'active'"
    assert ask(path, shown) == len(BEFORE[begin]) + ROWS


def check_opened(store: Store, path: Path, end: End, begin: str) -> None:
    """Nothing of what was there is lost, and it can be written again."""
    assert tuple(store.read_assets(today=TODAY)["name"]) == BEFORE[begin]
    if begin == "v3":
        (waiting,) = store.read_queue(role=CONNECTOR, today=TODAY)
        assert waiting.suggestion.card.name == "Wim"
    assert store.add_import(a_list(1)).kept == 1


CHECKS = {"save": check_saved, "import": check_imported, "open": check_opened}

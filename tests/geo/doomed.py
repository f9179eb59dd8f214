"""
A process that works on stores in children of its own, each of which dies by SIGKILL at a moment that was drawn.

A child counts the functions that it calls; that is its clock, the same on a quick and on a slow machine. It dies at
the drawn tick, or a drawn while later from another thread: in the middle of what SQLite or the disk was doing.
"""

import gc
import json
import os
import signal
import sys
import tempfile
import threading
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, NamedTuple

from geo.consent import KEEP
from geo.importing import Import
from geo.store import Store
from geo.terms import PUBLIC
from tests.lists import neighbours
from tests.stores import card, yes_to

ROWS = 30
CARDS = 2


@dataclass(frozen=True)
class Doom:
    """
    What a child does, and when it dies.

    Attributes
    ----------
    path
        The store.
    work
        "save" (two cards, one after another), "import" (a list of thirty) or "open".
    tick
        Call at which it dies; -1 lets it live, to count them.
    after_s
        So much later it dies, from another thread; 0 means at the tick itself.
    """

    path: str
    work: str
    tick: int = -1
    after_s: float = 0.0


class End(NamedTuple):
    """How a child ended: what it acknowledged, its calls when it lived, and the signal that it died of."""

    acknowledged: list[str]
    ticks: int
    killed_by: int


def serve() -> None:
    """Read one doom per line; fork a child for it, wait for its end and tell that."""
    imported = neighbours(ROWS)
    warm(imported)
    gc.collect()
    gc.freeze()  # children need not look through, and so copy, what was there before
    print("ready", flush=True)
    for line in sys.stdin:
        print(json.dumps(live(Doom(**json.loads(line)), imported)), flush=True)


def warm(imported: Import) -> None:
    """Load all that is loaded at first use, so that it is not a part of what each child does."""
    with tempfile.TemporaryDirectory() as folder, Path(os.devnull).open("wb") as nowhere:
        for name in ("save", "import", "open"):
            work(Doom(f"{folder}/warm.db", name), imported, nowhere.fileno())


def live(doom: Doom, imported: Import) -> End:
    """Let one child work until it dies or is done."""
    heard, said = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(heard)
        ticks = work(doom, imported, said)
        os.write(said, f"ticks {ticks}\n".encode())
        os._exit(0)
    os.close(said)
    with os.fdopen(heard) as told:
        words = [line.split() for line in told]
    _, status = os.waitpid(child, 0)
    acknowledged = [value for name, value in words if name == "kept"]
    ticks = next((int(value) for name, value in words if name == "ticks"), 0)
    return End(acknowledged, ticks, os.WTERMSIG(status) if os.WIFSIGNALED(status) else 0)


def work(doom: Doom, imported: Import, said: int) -> int:
    """Do the work under the clock, and give the number of calls."""
    clock = Clock(doom)
    sys.settrace(clock.tick)
    store = Store(Path(doom.path))
    if doom.work == "open":
        _ = store.version
    elif doom.work == "import":
        store.add_import(imported)
        os.write(said, b"kept list\n")
    else:
        for number in range(CARDS):
            store.add_card(card(f"buur {number}"), yes_to(KEEP), role=PUBLIC, key=f"key {number}")
            os.write(said, f"kept {number}\n".encode())
    sys.settrace(None)
    store.close()
    return clock.ticks


class Clock:
    """Counts calls, and kills its process at the drawn one or soon after it."""

    def __init__(self, doom: Doom) -> None:
        self.ticks, self.doom = 0, doom

    def tick(self, *_: Any) -> None:
        self.ticks += 1
        if self.ticks != self.doom.tick:
            return
        if self.doom.after_s:
            threading.Timer(self.doom.after_s, die).start()
        else:
            die()


def die() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def as_line(doom: Doom) -> str:
    """Write a doom as `serve` reads it."""
    return json.dumps(asdict(doom))


if __name__ == "__main__":
    serve()

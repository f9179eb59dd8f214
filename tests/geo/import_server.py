"""A process that works on stores in children of its own, so that a test can kill one in the middle of it."""

import os
import sys
from pathlib import Path

from geo.consent import KEEP
from geo.importing import Import
from geo.store import Store
from geo.terms import PUBLIC
from tests.lists import neighbours
from tests.stores import card, yes_to


def serve(count: int) -> None:
    """Read "PATH NAME" lines; for each one start a child that imports, or only opens, and tell its process id."""
    ready = {name: neighbours(count, of=name) for name in ("een", "twee")}
    print("ready", flush=True)
    for line in sys.stdin:
        path, name = line.rsplit(maxsplit=1)
        child = os.fork()
        if child == 0:
            work(Path(path), name, ready)
            os._exit(0)
        print(child, flush=True)


def work(path: Path, name: str, ready: dict[str, Import]) -> None:
    """Import the list of this name, open the store ("open"), or save a hundred cards ("save")."""
    if name == "open":
        _ = Store(path).version
    elif name == "save":
        save_cards(path)
    else:
        Store(path).add_import(ready[name])


def save_cards(path: Path) -> None:
    """Save cards one after another, and note each one beside the store once it was acknowledged."""
    store = Store(path)
    with path.with_suffix(".acknowledged").open("a") as acknowledged:
        for number in range(100):
            kept = store.add_card(card(f"buur {number}"), yes_to(KEEP), role=PUBLIC, key=f"key {number}")
            acknowledged.write(f"{kept.asset_id}\n")
            acknowledged.flush()


if __name__ == "__main__":
    import signal

    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # children leave nothing behind
    serve(int(sys.argv[1]))

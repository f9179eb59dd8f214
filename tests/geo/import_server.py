"""A process that imports in children of its own, so that a test can kill one in the middle of its work."""

import os
import sys
from pathlib import Path

from geo.store import Store
from tests.lists import neighbours


def serve(count: int) -> None:
    """Read "PATH NAME" lines; for each one start a child that imports, and tell its process id."""
    ready = {name: neighbours(count, of=name) for name in ("een", "twee")}
    print("ready", flush=True)
    for line in sys.stdin:
        path, name = line.rsplit(maxsplit=1)
        child = os.fork()
        if child == 0:
            Store(Path(path)).add_import(ready[name])
            os._exit(0)
        print(child, flush=True)


if __name__ == "__main__":
    import signal

    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # children leave nothing behind
    serve(int(sys.argv[1]))

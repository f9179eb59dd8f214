"""A lock between processes and threads: a file that one holder at a time has locked, freed however it ends."""

import os
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from geo.errors import StoreError

_RETRY_S = 0.02

if sys.platform == "win32":
    import msvcrt

    def _try_lock(descriptor: int) -> None:
        msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)

else:
    import fcntl

    def _try_lock(descriptor: int) -> None:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)


@contextmanager
def file_lock(path: Path, *, wait_s: float) -> Iterator[None]:
    """
    Hold the lock; its file stays behind, empty, for the next holder.

    Parameters
    ----------
    path
        The lock file, in an existing folder. Another process or thread that holds it is waited for.
    wait_s
        Longest wait in seconds.

    Raises
    ------
    StoreError
        `store.busy` when it was not free in time.
    """
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        _wait_for(descriptor, wait_s)
        yield
    finally:
        os.close(descriptor)  # frees the lock


def _wait_for(descriptor: int, wait_s: float) -> None:
    deadline = time.monotonic() + wait_s
    while True:
        try:
            return _try_lock(descriptor)
        except OSError as error:
            if time.monotonic() >= deadline:
                raise StoreError("store.busy", waited_s=round(wait_s)) from error
        time.sleep(_RETRY_S)

"""
The ledger of what was erased: a small file beside the database that remembers, in digests, what to forget.

A backup of the database does not hold it. So a database that is put back forgets again what was erased since:
keep this file out of the backups, or newer than they are. A line is a keyed digest of an id (or of the digest
of an imported row, so that the same list does not bring a person back); it says nothing about whom.
"""

import hashlib
import os
import secrets
from collections.abc import Iterable
from pathlib import Path

_KEY_BYTES = 16


class Ledger:
    """
    The digests of what was erased.

    Parameters
    ----------
    path
        The file; made at the first erasure. Its first line is the key of the digests.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._stamp: tuple[int, int] | None = None
        self._key, self._lines = b"", frozenset[str]()

    def __len__(self) -> int:
        """Count the lines."""
        self._refresh()
        return len(self._lines)

    def __contains__(self, value: str) -> bool:
        """Tell whether this was erased."""
        self._refresh()
        return bool(self._lines) and self._digest(value) in self._lines

    def add(self, values: Iterable[str]) -> None:
        """Write down what is being erased, on the disk, before it goes; the caller holds the write lock."""
        self._refresh()
        if not self._key:
            self._begin()
        lines = [line for value in values if (line := self._digest(value)) not in self._lines]
        # A line that a crash cut off is ended first, so that it cannot swallow the next.
        _write(self._path, "\n" + "".join(f"{line}\n" for line in lines), os.O_APPEND)
        self._refresh()

    def _begin(self) -> None:
        """Make the file with its key, whole or not at all."""
        new = self._path.with_name(f"{self._path.name}.new")
        _write(new, f"{secrets.token_hex(_KEY_BYTES)}\n", os.O_TRUNC)
        new.replace(self._path)
        self._refresh()

    def _digest(self, value: str) -> str:
        return hashlib.blake2b(value.encode(), key=self._key, digest_size=20).hexdigest()

    def _refresh(self) -> None:
        try:
            found = self._path.stat()
        except FileNotFoundError:
            self._stamp, self._key, self._lines = None, b"", frozenset()
            return
        stamp = (found.st_ino, found.st_size)
        if stamp != self._stamp:
            first, *lines = self._path.read_text("ascii").split("\n")
            self._key, self._lines = bytes.fromhex(first), frozenset(filter(None, lines))
            self._stamp = stamp


def _write(path: Path, text: str, how: int) -> None:
    """Write text to a file that only its owner reads, and wait until it is on the disk."""
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | how, 0o600)
    try:
        os.write(descriptor, text.encode("ascii"))
        os.fsync(descriptor)
    finally:
        os.close(descriptor)

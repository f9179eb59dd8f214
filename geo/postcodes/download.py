"""
A download that survives a cut connection.

What has come in stays in a partial file, beside a note of what it is a part of. The next attempt asks the
server for the rest, on the condition that the file there is still the same; if not, it starts over.
"""

import http.client
import json
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from dataclasses import asdict, dataclass
from email.message import Message
from pathlib import Path
from typing import BinaryIO, Self
from urllib.parse import urlsplit

from geo.errors import SourceError

MAX_DOWNLOAD_BYTES = 64 * 2**20
"""Largest download; the whole country at GeoNames is a fifth of a megabyte."""

ATTEMPTS = 3
_TIMEOUT_S = 30
_CHUNK = 2**16
_CUT = (http.client.HTTPException, OSError)

_Answer = http.client.HTTPResponse | urllib.error.HTTPError
Progress = Callable[[int, int | None], object]


class _ConnectionCutError(Exception):
    """The connection ended before the whole file was there."""


@dataclass(frozen=True)
class _Note:
    """What the partial file is a part of; `validator` is the server's mark of this very version."""

    url: str
    validator: str
    total: int | None

    @classmethod
    def read(cls, path: Path, url: str) -> Self | None:
        try:
            note = cls(**json.loads(path.read_text(encoding="utf-8")))
        except (OSError, ValueError, TypeError):
            return None
        return note if note.url == url and note.validator else None


def download(url: str, part: Path, *, progress: Progress, pause_s: float = 1.0) -> None:
    """
    Fetch a file over HTTP into `part`, going on where an earlier attempt was cut.

    Parameters
    ----------
    url
        Address, http or https.
    part
        Where the file goes; after an error it holds what came in, for a next call to go on with.
    progress
        Called with the bytes that are there and the total, or None when the server does not tell it.
    pause_s
        Seconds to wait before a second attempt, twice as long before a third.

    Raises
    ------
    SourceError
        If the address cannot be reached, answers with an error, sends too much, or was cut each time.

    References
    ----------
    RFC 9110, sections 13.1.5 (If-Range) and 14 (Range, Content-Range).
    """
    host = host_of(url)
    for attempt in range(ATTEMPTS):
        try:
            return _attempt(url, part, progress)
        except _ConnectionCutError:
            if attempt + 1 < ATTEMPTS:
                time.sleep(pause_s * 2**attempt)
    raise SourceError("postcode.connection_cut", host=host, received=_size(part))


def host_of(url: str) -> str:
    """
    Tell the host of an http or https address.

    Raises
    ------
    SourceError
        If it is another kind of address, or none.
    """
    try:
        parts = urlsplit(url)
    except ValueError as error:
        raise SourceError("postcode.url", value=url) from error
    if parts.scheme not in {"http", "https"} or not parts.hostname:
        raise SourceError("postcode.url", value=url)
    return parts.hostname


def forget(part: Path) -> None:
    """Remove the partial file and its note."""
    part.unlink(missing_ok=True)
    _note_path(part).unlink(missing_ok=True)


def _note_path(part: Path) -> Path:
    return part.with_name(f"{part.name}.json")


def _size(part: Path) -> int:
    return part.stat().st_size if part.exists() else 0


def _attempt(url: str, part: Path, progress: Progress) -> None:
    start, note = _resume_point(url, part)
    with _open(url, _headers(start, note)) as response:
        if start and not _continues(response, start, note):
            forget(part)
            raise _ConnectionCutError  # the rest cannot be had: the next attempt starts over
        if response.status != 206:
            start, note = 0, _describe(url, response.headers)
            _note_path(part).write_text(json.dumps(asdict(note)), encoding="utf-8")
        with part.open("r+b" if start else "wb") as file:
            file.seek(start)
            _receive(response, file, note.total if note else None, progress)


def _resume_point(url: str, part: Path) -> tuple[int, _Note | None]:
    """Tell from which byte to go on; 0 without a file or without certainty that it is the same one."""
    note = _Note.read(_note_path(part), url)
    size = _size(part)
    if note is None or not size or (note.total is not None and size >= note.total):
        return 0, None
    return size, note


def _headers(start: int, note: _Note | None) -> dict[str, str]:
    headers = {"User-Agent": "Krachtenkaart", "Accept-Encoding": "identity"}
    if note:
        headers |= {"Range": f"bytes={start}-", "If-Range": note.validator}
    return headers


def _open(url: str, headers: dict[str, str]) -> _Answer:
    try:
        return urllib.request.urlopen(urllib.request.Request(url, headers=headers), timeout=_TIMEOUT_S)
    except urllib.error.HTTPError as error:
        if error.code == 416:
            return error  # an answer too: "no such range"
        error.close()
        raise SourceError("postcode.http", host=host_of(url), status=error.code) from error
    except urllib.error.URLError as error:
        raise SourceError("postcode.unreachable", host=host_of(url)) from error
    except (http.client.InvalidURL, UnicodeError) as error:
        raise SourceError("postcode.url", value=url) from error
    except _CUT as error:
        raise _ConnectionCutError from error


def _continues(response: _Answer, start: int, note: _Note | None) -> bool:
    """Tell whether the answer is the rest that was asked for, or else the whole file anew."""
    if response.status == 200:
        return True
    total = "*" if note is None or note.total is None else str(note.total)
    given = response.headers.get("Content-Range", "")
    return (
        response.status == 206 and given.startswith(f"bytes {start}-") and given.endswith((f"/{total}", "/*"))
    )


def _describe(url: str, headers: Message) -> _Note:
    etag = headers.get("ETag", "")
    strong = "" if etag.startswith("W/") else etag  # a weak mark does not promise the same bytes
    length = headers.get("Content-Length", "")
    return _Note(url, strong or headers.get("Last-Modified", ""), int(length) if length.isdecimal() else None)


def _receive(response: _Answer, file: BinaryIO, total: int | None, progress: Progress) -> None:
    received = file.tell()
    while chunk := _read(response):
        received += len(chunk)
        if max(received, total or 0) > MAX_DOWNLOAD_BYTES:
            raise SourceError("postcode.too_large", limit_mb=MAX_DOWNLOAD_BYTES // 2**20)
        file.write(chunk)
        progress(received, total)
    if total is not None and received < total:
        raise _ConnectionCutError


def _read(response: _Answer) -> bytes:
    try:
        return response.read(_CHUNK)
    except _CUT as error:
        raise _ConnectionCutError from error

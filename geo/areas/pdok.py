"""
Areas from PDOK's OGC API Features, page by page.

Each page is kept while the others come, so that an attempt that was cut goes on where it stopped. Pages older
than a day, or of another question, are fetched anew: the server may have changed in between.
"""

import hashlib
import json
import shutil
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import urlencode, urljoin, urlsplit

import requests

from geo.areas.levels import PC4, level_of
from geo.errors import SourceError

PDOK = "https://api.pdok.nl/cbs"
LATEST_YEAR = 2024
"""The last year of which CBS has published the inhabitants of all levels."""

PAGE_SIZE = 100
MOST_PAGES = 1_000
MOST_PAGE_BYTES = 64 * 2**20
ATTEMPTS = 3
FRESH_S = 24 * 3600
USER_AGENT = "Krachtenkaart (fetches outlines of areas)"

_TIMEOUT_S = 60
_CUT = (requests.ConnectionError, requests.Timeout, requests.exceptions.ChunkedEncodingError)

Progress = Callable[[int, int | None], object]


def items_url(level: str, year: int, *, base: str = PDOK, **filters: str) -> str:
    """
    Give the address of the features of a level.

    References
    ----------
    OGC API - Features - Part 1: Core (OGC 17-069r4), section 7.15; PDOK, CBS wijken en buurten and CBS postcode4.
    """
    name = level_of(level).collection
    dataset = name if level == PC4 else f"wijken-en-buurten-{year}"
    query = {"f": "json", "limit": str(PAGE_SIZE), **filters}
    query |= {"jaarcode": str(year)} if level == PC4 else {}
    return f"{base.rstrip('/')}/{dataset}/ogc/v1/collections/{name}/items?{urlencode(query)}"


def fetch_features(url: str, folder: Path, *, progress: Progress, pause_s: float = 1.0) -> list[Any]:
    """
    Fetch all features behind an address, over as many pages as the server gives.

    Parameters
    ----------
    url
        As `items_url` gives it.
    folder
        Where pages are kept until `forget` is called; after an error, those that came in stay there.
    progress
        Called with features received and their total, or None when the server does not tell it.
    pause_s
        Seconds to wait before a second attempt, twice as long before a third.

    Returns
    -------
    features
        GeoJSON features as they stand there, each still to be judged.

    Raises
    ------
    SourceError
        If the server cannot be reached, refuses, or answers with something that is no list of features.
    """
    pages = _Pages(url, folder)
    features: list[Any] = []
    address, asked = url, set[str]()
    with requests.Session() as session:
        session.headers["User-Agent"] = USER_AGENT
        while address:
            if address in asked or len(asked) >= MOST_PAGES:
                raise pages.strange()
            asked.add(address)
            page = pages.kept(len(asked)) or pages.keep(len(asked), _get(session, address, pause_s))
            features += page["features"]
            total = page.get("numberMatched")
            progress(len(features), total if isinstance(total, int) else None)
            address = _next(page, address, pages)
    return features


def forget(folder: Path) -> None:
    """Remove the pages that were kept."""
    shutil.rmtree(folder, ignore_errors=True)


class _Pages:
    """The pages of one question that have come in, by number from 1."""

    def __init__(self, url: str, folder: Path) -> None:
        self.host = urlsplit(url).hostname or ""
        self.folder = folder / hashlib.blake2s(url.encode(), digest_size=8).hexdigest()
        first = self._file(1)
        if first.exists() and not 0 <= time.time() - first.stat().st_mtime < FRESH_S:
            forget(self.folder)
        self.folder.mkdir(parents=True, exist_ok=True)

    def _file(self, number: int) -> Path:
        return self.folder / f"{number}.json"

    def kept(self, number: int) -> dict[str, Any] | None:
        try:
            return _read_page(self._file(number).read_bytes())
        except OSError:
            return None

    def keep(self, number: int, content: bytes) -> dict[str, Any]:
        page = _read_page(content)
        if page is None:
            raise self.strange()
        part = self._file(number).with_suffix(".part")
        part.write_bytes(content)
        part.replace(self._file(number))
        return page

    def strange(self) -> SourceError:
        """What came is of no use: the next time starts over."""
        forget(self.folder)
        return SourceError("areas.answer_strange", host=self.host)


def _read_page(content: bytes) -> dict[str, Any] | None:
    try:
        page = json.loads(content)
    except (ValueError, RecursionError):
        return None
    is_page = isinstance(page, dict) and isinstance(page.get("features"), list)
    return page if is_page and isinstance(page.get("links", []), list) else None


def _next(page: dict[str, Any], address: str, pages: _Pages) -> str:
    """Give the address of the next page, on the same server only; "" after the last one."""
    links = [link for link in page.get("links", []) if isinstance(link, dict) and link.get("rel") == "next"]
    if not links or not page["features"]:
        return ""
    following = urljoin(address, str(links[0].get("href", "")))
    if urlsplit(following)[:2] != urlsplit(address)[:2]:
        raise pages.strange()
    return following


def _get(session: requests.Session, url: str, pause_s: float) -> bytes:
    host = urlsplit(url).hostname or ""
    for attempt in range(ATTEMPTS):
        if attempt:
            time.sleep(pause_s * 2 ** (attempt - 1))
        try:
            status, content = _ask(session, url)
        except _CUT:
            continue
        except requests.RequestException as error:
            raise SourceError("areas.unreachable", host=host) from error
        if status < 500:
            return _require_right(status, content, host)
    raise SourceError("areas.unreachable", host=host)


def _ask(session: requests.Session, url: str) -> tuple[int, bytes]:
    with session.get(url, timeout=_TIMEOUT_S, allow_redirects=False, stream=True) as answer:
        content = bytearray()
        for chunk in answer.iter_content(2**16):
            content += chunk
            if len(content) > MOST_PAGE_BYTES:
                raise SourceError("areas.answer_large", limit_mb=MOST_PAGE_BYTES // 2**20)
        return answer.status_code, bytes(content)


def _require_right(status: int, content: bytes, host: str) -> bytes:
    if status != 200:
        raise SourceError("areas.http", host=host, status=status)
    return content

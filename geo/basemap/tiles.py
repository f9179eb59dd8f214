"""
Map tiles kept in the data folder, so that the map has its background without internet.

A tile is one PNG file, `tiles/<zoom>/<column>/<row>.png`, put in place in one step. Fetching asks for what is
not there yet, over two connections, and stops at once when the server says that it has had enough.
"""

import os
import shutil
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

import requests

from geo.basemap.tilegrid import Runs, Tile, is_tile, runs_of
from geo.errors import SourceError

MOST_TILES = 20_000
"""Tiles that are fetched at once: a town from far to near. More is a job for a download of the whole map."""

BYTES_PER_TILE = 15_000
"""About what a tile of the grey map takes."""

MOST_TILE_BYTES = 1_000_000
CONNECTIONS = 2
ATTEMPTS = 3
USER_AGENT = "Krachtenkaart (keeps tiles of one neighbourhood for use without internet)"

_FOLDER = "tiles"
_CHANGED = "changed"
_TIMEOUT_S = 30
_PNG_START = b"\x89PNG\r\n\x1a\n"
_PNG_END = b"IEND\xaeB`\x82"
_ENOUGH = (401, 403, 429)
_ABSENT = (204, 404, 410)

Progress = Callable[[int, int], object]


@dataclass(frozen=True)
class KeptTiles:
    """Which tiles there are: number, bytes, and zooms from the coarsest to the finest."""

    count: int
    bytes: int
    zooms: tuple[int, ...]


@dataclass
class FetchReport:
    """What fetching did: tiles asked for, there already, fetched, and absent from the server; bytes fetched."""

    asked: int = 0
    present: int = 0
    fetched: int = 0
    absent: int = 0
    bytes: int = 0


def tile_file(home: Path, z: int, x: int, y: int) -> Path | None:
    """Tell where a tile is kept; None when there can be no such tile. Whole numbers only make up the path."""
    if not is_tile(z, x, y):
        return None
    return home / _FOLDER / f"{z:d}" / f"{x:d}" / f"{y:d}.png"


def kept_runs(home: Path) -> Runs:
    """Tell which tiles there are, as runs per row."""
    return runs_of(tile for tile, _ in _kept(home))


def list_tiles(home: Path) -> KeptTiles:
    """Count the tiles that there are."""
    kept = list(_kept(home))
    zooms = tuple(sorted({tile.z for tile, _ in kept}))
    return KeptTiles(len(kept), sum(size for _, size in kept), zooms)


def tiles_version(home: Path) -> str:
    """Tell, cheaply, which version of the tiles there is."""
    try:
        return str((home / _FOLDER / _CHANGED).stat().st_mtime_ns)
    except OSError:
        return "-"


def remove_tiles(home: Path) -> int:
    """Remove all tiles, and tell how many there were."""
    count = list_tiles(home).count
    shutil.rmtree(home / _FOLDER, ignore_errors=True)
    return count


def fetch_tiles(
    tiles: list[Tile],
    *,
    url: str,
    home: Path,
    progress: Progress = lambda _done, _total: None,
    pause_s: float = 1.0,
) -> FetchReport:
    """
    Fetch the tiles that are not there yet.

    Parameters
    ----------
    tiles
        Which tiles; at most `MOST_TILES`.
    url
        Address with {z}, {x} and {y}.
    home
        Data folder; made when it is not there.
    progress
        Called with tiles done and their total.
    pause_s
        Seconds to wait before a second attempt at a tile, twice as long before a third.

    Returns
    -------
    report
        What was done. After an error or an interruption all that came in stays; the next call goes on there.

    Raises
    ------
    SourceError
        If these are too many, the server refuses (401, 403, 429: it is not asked again), cannot be reached,
        answers with something else than a tile, or a tile cannot be written.
    """
    if len(tiles) > MOST_TILES:
        raise SourceError("basemap.too_many_tiles", found=len(tiles), allowed=MOST_TILES)
    fetching = _Fetching(url, home, progress, pause_s, FetchReport(asked=len(tiles)))
    try:
        fetching.run(tiles)
    except OSError as error:
        raise SourceError("basemap.not_written", folder=str(home)) from error
    finally:
        _mark_changed(home)
    return fetching.report


class _Fetching:
    """One round of fetching by a few threads that share a list of what is still to do."""

    def __init__(self, url: str, home: Path, progress: Progress, pause_s: float, report: FetchReport) -> None:
        self.report = report
        self._url, self._home, self._progress, self._pause_s = url, home, progress, pause_s
        self._host = urlsplit(url).hostname or ""
        self._lock = threading.Lock()
        self._stop = threading.Event()

    def run(self, tiles: list[Tile]) -> None:
        todo = iter(tiles)
        with ThreadPoolExecutor(CONNECTIONS) as pool:
            workers = [pool.submit(self._work, todo) for _ in range(CONNECTIONS)]
            try:
                for worker in workers:
                    worker.result()
            finally:
                self._stop.set()  # also when a person stops it: nobody goes on unseen

    def _work(self, todo: Iterator[Tile]) -> None:
        try:
            with requests.Session() as session:
                session.headers["User-Agent"] = USER_AGENT
                while (tile := self._next(todo)) is not None:
                    self._take(session, tile)
        except BaseException:
            self._stop.set()
            raise

    def _next(self, todo: Iterator[Tile]) -> Tile | None:
        with self._lock:
            return None if self._stop.is_set() else next(todo, None)

    def _take(self, session: requests.Session, tile: Tile) -> None:
        file = tile_file(self._home, *tile)
        if file is None:
            raise SourceError("basemap.tile_strange", host=self._host, kept=self._kept())
        if file.exists():
            return self._note("present")
        content = self._fetch(session, tile)
        if content is None:
            return self._note("absent")
        _write(content, file)
        return self._note("fetched", len(content))

    def _note(self, what: str, size: int = 0) -> None:
        with self._lock:
            setattr(self.report, what, getattr(self.report, what) + 1)
            self.report.bytes += size
            self._progress(self._done(), self.report.asked)

    def _done(self) -> int:
        return self.report.present + self.report.fetched + self.report.absent

    def _kept(self) -> int:
        return self.report.present + self.report.fetched

    def _fetch(self, session: requests.Session, tile: Tile) -> bytes | None:
        for attempt in range(ATTEMPTS):
            if attempt:
                time.sleep(self._pause_s * 2 ** (attempt - 1))
            answer = self._ask(session, tile)
            if answer is not None:
                return self._judge(*answer)
        raise SourceError("basemap.tiles_unreachable", host=self._host, kept=self._kept())

    def _ask(self, session: requests.Session, tile: Tile) -> tuple[int, bytes] | None:
        """Ask once: the status and what came, or None when it is worth another attempt."""
        address = self._url.format(**tile._asdict())
        try:
            with session.get(address, timeout=_TIMEOUT_S, allow_redirects=False, stream=True) as answer:
                content = b""
                for chunk in answer.iter_content(2**16):
                    content += chunk
                    if len(content) > MOST_TILE_BYTES:
                        break
        except (requests.ConnectionError, requests.Timeout, requests.exceptions.ChunkedEncodingError):
            return None
        except requests.RequestException as error:
            raise SourceError("basemap.tiles_unreachable", host=self._host, kept=self._kept()) from error
        return None if answer.status_code >= 500 else (answer.status_code, content)

    def _judge(self, status: int, content: bytes) -> bytes | None:
        """Give the tile, or None when the server has none; a page of a hotel or office is no tile."""
        if status in _ENOUGH:
            raise SourceError("basemap.tiles_refused", host=self._host, status=status, kept=self._kept())
        if status in _ABSENT:
            return None
        is_tile_picture = content.startswith(_PNG_START) and content.endswith(_PNG_END)
        if status != 200 or not is_tile_picture or len(content) > MOST_TILE_BYTES:
            raise SourceError("basemap.tile_strange", host=self._host, kept=self._kept())
        return content


def _kept(home: Path) -> Iterator[tuple[Tile, int]]:
    """Walk over the tiles that there are, with their bytes."""
    folder = home / _FOLDER
    for z_folder in _numbered(folder, ""):
        for x_folder in _numbered(z_folder, ""):
            for file in _numbered(x_folder, ".png"):
                tile = Tile(int(z_folder.name), int(x_folder.name), int(file.stem))
                if is_tile(*tile):
                    yield tile, file.stat().st_size


def _numbered(folder: Path, suffix: str) -> list[Path]:
    try:
        found = [Path(entry.path) for entry in os.scandir(folder)]
    except OSError:
        return []
    return [path for path in found if path.suffix == suffix and path.stem.isdecimal() and len(path.stem) < 8]


def _write(content: bytes, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.NamedTemporaryFile(dir=target.parent, prefix=".tile-", delete=False) as file:
        temporary = Path(file.name)
        try:
            file.write(content)
        except OSError:
            temporary.unlink(missing_ok=True)
            raise
    temporary.replace(target)


def _mark_changed(home: Path) -> None:
    try:
        (home / _FOLDER).mkdir(parents=True, exist_ok=True)
        (home / _FOLDER / _CHANGED).touch()
    except OSError:
        return  # what could not be written has been told already

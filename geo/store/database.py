"""The file and its connections: turns between writers, one snapshot per reader, failures told in one place."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Lock
from typing import Any, Protocol

from sqlalchemy import URL, Connection, Engine, create_engine, event, select, update
from sqlalchemy.exc import DatabaseError, SQLAlchemyError

import geo.store.forgetting as forgetting
import geo.store.schema as schema
from geo.access import may_in
from geo.errors import AccessError, StoreError
from geo.filelock import file_lock
from geo.roles import areas_of
from geo.store.ledger import Ledger
from geo.store.schema import meta

MAX_WAIT_S = 30.0
"""So long a writer waits for its turn."""

_MAGIC = b"SQLite format 3\0"
_HEADER_BYTES, _USER_VERSION_AT, _APPLICATION_ID_AT = 100, 60, 68
_PRAGMAS = (
    "busy_timeout = 5000",
    "foreign_keys = ON",
    "synchronous = FULL",
    "trusted_schema = OFF",
    "secure_delete = ON",
)
_BEGIN = "krachtenkaart_begin"

WijkOf = Callable[[float, float], str]
"""Gives the code of the wijk in which a point lies, EPSG:28992 metres, or ""."""


class Placed(Protocol):
    """What has a place, EPSG:28992 metres: a card, or a row of one."""

    @property
    def x(self) -> float:
        """Metres east."""
        ...

    @property
    def y(self) -> float:
        """Metres north."""
        ...


def nowhere(x: float, y: float) -> str:  # noqa: ARG001 - the shape of a `WijkOf`
    """Know of no wijk."""
    return ""


class Database:
    """
    One SQLite file, for the parts of the store to read and write.

    Parameters
    ----------
    path
        The database; opened at first use, and made at the first write.
    wijk_of
        Tells where a card is, for connectors of an area. Unless it is given, no card is in any area.
    """

    def __init__(self, path: Path, *, wijk_of: WijkOf = nowhere) -> None:
        """Remember the path; nothing is opened yet."""
        self._path = Path(path)
        self._wijk_of = wijk_of
        self._ledger = Ledger(self._path.with_name(f"{self._path.name}.erased"))
        self._engine: Engine | None = None
        self._file: tuple[int, int] | None = None
        self._settled: tuple[int, int] | None = None
        self._opening, self._turn = Lock(), Lock()

    def close(self) -> None:
        """Let go of the file; the store may be used again."""
        with self._opening:
            self._let_go()

    @property
    def version(self) -> int:
        """The version of the contents; 0 while nothing was ever written."""
        return self._meta(schema.VERSION)

    @property
    def is_empty(self) -> bool:
        """True until the first import, or the first card that was let in; never again after that."""
        return not self._meta(schema.BEGUN)

    def _may_in(self, role: str, action: str, place: Placed) -> bool:
        """Tell whether a role may do this to a card, or to what stands where it does."""
        wijk = "" if areas_of(role) is None else self._wijk_of(place.x, place.y)
        return may_in(role, action, wijk)

    def _require_in(self, role: str, action: str, place: Placed) -> None:
        """Let a role pass that may do this to a card: a connector of an area in that area only."""
        if not self._may_in(role, action, place):
            raise AccessError("access.refused")

    def _meta(self, name: str) -> int:
        if not self._exists():
            return 0
        with self._reading() as connection:
            return _number(connection, name)

    def _exists(self) -> bool:
        return self._path.exists() and self._path.stat().st_size > 0

    @contextmanager
    def _reading(self) -> Iterator[Connection]:
        with _told_failures():
            engine = self._open()
            if self._settled != self._file:
                self._settle(engine)
            with engine.begin() as connection:
                yield connection

    @contextmanager
    def _writing(self, *, without_trace: bool = False) -> Iterator[Connection]:
        """Write in one transaction; `without_trace` empties the log behind it, where deleted text lingers."""
        with _told_failures(), self._my_turn():
            if not self._exists():
                schema.make(self._path, new_engine)
            engine = self._open()
            writer = engine.execution_options(**{_BEGIN: "BEGIN IMMEDIATE"})
            with writer.begin() as connection:
                schema.bring_up_to_date(connection)
                has_forgotten = forgetting.catch_up(connection, self._ledger)
                yield connection
            self._settled = self._file
            if without_trace or has_forgotten:
                _empty_log(engine)

    @contextmanager
    def _my_turn(self) -> Iterator[None]:
        """Wait for the threads of this process in a queue, and for other processes at the lock file."""
        self._path.parent.mkdir(parents=True, exist_ok=True)
        if not self._turn.acquire(timeout=MAX_WAIT_S):
            raise StoreError("store.busy", waited_s=round(MAX_WAIT_S))
        try:
            with file_lock(self._path.with_name(f"{self._path.name}.lock"), wait_s=MAX_WAIT_S):
                yield
        finally:
            self._turn.release()

    def _settle(self, engine: Engine) -> None:
        """Bring a file that was just opened up to date before anything is read from it."""
        file = self._file
        with engine.begin() as connection:
            is_settled = schema.is_up_to_date(connection) and not forgetting.is_owed(connection, self._ledger)
        if is_settled:
            self._settled = file
            return
        with self._writing():
            pass

    def _open(self) -> Engine:
        with self._opening:
            found = self._path.stat()
            if self._engine is None or self._file != (found.st_dev, found.st_ino):
                self._let_go()
                _require_ours(self._path)
                self._engine = _sound_engine(self._path)
                self._file = (found.st_dev, found.st_ino)
            return self._engine

    def _let_go(self) -> None:
        if self._engine:
            self._engine.dispose()
        self._engine = self._settled = None


def raise_version(connection: Connection) -> None:
    """Tell all caches that what can be seen has changed."""
    connection.execute(update(meta).where(meta.c.name == schema.VERSION).values(value=meta.c.value + 1))


def begin_inventory(connection: Connection) -> None:
    """Remember that there is an inventory of one's own, so that the demo makes way for it, for good."""
    connection.execute(update(meta).where(meta.c.name == schema.BEGUN).values(value=1))


def new_engine(path: Path) -> Engine:
    """Make an engine whose transactions begin as they say, and whose messages repeat no values."""
    url = URL.create("sqlite", database=str(path))
    engine = create_engine(url, hide_parameters=True, pool_size=5, max_overflow=20)

    @event.listens_for(engine, "connect")
    def _set_up(connection: Any, _: object) -> None:
        connection.isolation_level = None  # so that BEGIN is ours to choose
        for pragma in _PRAGMAS:
            connection.execute(f"PRAGMA {pragma}")

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        connection.exec_driver_sql(connection.get_execution_options().get(_BEGIN, "BEGIN"))

    return engine


def _number(connection: Connection, name: str) -> int:
    return int(connection.execute(select(meta.c.value).where(meta.c.name == name)).scalar_one())


@contextmanager
def _told_failures() -> Iterator[None]:
    """Turn every failure of the database or the disk into a `StoreError`; the one place where that is done."""
    try:
        yield
    except SQLAlchemyError as error:
        raise StoreError("store.failed", reason=type(error).__name__) from error
    except OSError as error:
        raise StoreError("store.disk", reason=error.strerror or type(error).__name__) from error


def _empty_log(engine: Engine) -> None:
    with engine.connect() as connection:
        is_busy, _, _ = connection.connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
    if is_busy:
        raise StoreError("store.trace_left")


def _require_ours(path: Path) -> None:
    """Look at the header of the file without opening it as a database, so that another's stays as it is."""
    with path.open("rb") as file:
        header = file.read(_HEADER_BYTES)
    if not header.startswith(_MAGIC) or _number_at(header, _APPLICATION_ID_AT) != schema.APPLICATION_ID:
        raise StoreError("store.foreign", file=path.name)
    found = _number_at(header, _USER_VERSION_AT)
    if found > schema.SCHEMA_VERSION:
        raise StoreError("store.newer", file=path.name, found=found, known=schema.SCHEMA_VERSION)


def _number_at(header: bytes, position: int) -> int:
    return int.from_bytes(header[position : position + 4], "big")


def _sound_engine(path: Path) -> Engine:
    engine = new_engine(path)
    try:
        with engine.connect() as connection:
            verdict = connection.exec_driver_sql("PRAGMA quick_check(1)").scalar_one()
    except DatabaseError as error:
        engine.dispose()
        raise StoreError("store.damaged", file=path.name) from error
    if verdict != "ok":
        engine.dispose()
        raise StoreError("store.damaged", file=path.name)
    return engine

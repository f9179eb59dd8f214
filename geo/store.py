"""
The store: where an installation keeps its own assets. This file is the only one that knows SQL.

The contract, for every store that may come beside this one:

- `version` is 0 while nothing was ever written, and rises by at least one in the same transaction as each
  write; equal versions mean equal contents.
- `read_assets` returns a validated asset frame of one moment, in the order of arrival; an empty store gives
  the empty frame. Readers never wait for writers.
- `add_import` takes all of an import or nothing. A row whose digest is there already is a duplicate and not
  stored again; a row with an id that is in use for other content is refused. It returns the import's report
  with both counted. When nothing is new, nothing is written and the version stays.
- `compare` returns the same report without writing.
- `add_initiative` keeps an initiative and tells whether it was new: the same one again, whenever it was made,
  writes nothing, and an id that is in use for another is refused. Initiatives hold ids of assets that may have
  gone; they do not make a store less empty.
- What was acknowledged outlives a crash of the process or the machine.
- Every failure is a `StoreError`; what is on disk stays as it was. Values from assets stand in no message.
- A store may be used from many threads, and its file from many processes.

This one is SQLite in WAL mode with `synchronous=FULL`. SQLite before 3.51.3 can, rarely, corrupt a WAL when
two connections write or checkpoint at one instant, so writers take turns through an advisory lock file beside
the database, held for the whole write (a checkpoint runs in the commit, so within it); closing the last
connection checkpoints only under SQLite's own exclusive lock. The lock goes with its process, however it ends.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, fields, replace
from datetime import UTC, datetime
from pathlib import Path
from threading import Lock
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
from numpy.typing import NDArray
from sqlalchemy import (
    URL,
    Column,
    Connection,
    Engine,
    Float,
    ForeignKey,
    Integer,
    MetaData,
    PrimaryKeyConstraint,
    Row,
    String,
    Table,
    create_engine,
    event,
    insert,
    select,
    update,
)
from sqlalchemy.exc import DatabaseError, SQLAlchemyError

from geo import frames
from geo.crs import RD
from geo.errors import StoreError
from geo.filelock import file_lock
from geo.importing import Import
from geo.importing.details import fresh_id
from geo.initiatives import Initiative
from geo.report import Issue, Report
from geo.sources.columns import ID

APPLICATION_ID = 0x4B52_414B
"""Marks a database as ours: "KRAK"."""

SCHEMA_VERSION = 2
"""1: assets. 2: initiatives as well. An older database is brought up to date by its next writer."""

MAX_WAIT_S = 30.0
"""So long a writer waits for its turn."""

_MAGIC = b"SQLite format 3\0"
_HEADER_BYTES, _USER_VERSION_AT, _APPLICATION_ID_AT = 100, 60, 68
_AT_ONCE = 10_000  # values in one IN (...); SQLite allows 32,766
_PRAGMAS = (
    "busy_timeout = 5000",
    "foreign_keys = ON",
    "synchronous = FULL",
    "trusted_schema = OFF",
    "secure_delete = ON",
)
_BEGIN = "krachtenkaart_begin"

_COUNTS = ("rows", "kept", "remarked", "refused", "duplicates")

_tables = MetaData()
_imports = Table(
    "imports",
    _tables,
    Column("import_id", Integer, primary_key=True),
    Column("filename", String, nullable=False),
    Column("file_digest", String, nullable=False),
    Column("imported_at", String, nullable=False),  # UTC, ISO 8601
    *(Column(count, Integer, nullable=False) for count in _COUNTS),
)
_assets = Table(
    "assets",
    _tables,
    Column("position", Integer, primary_key=True),
    *(Column(name, String, nullable=False, unique=name == frames.ASSET_ID) for name in frames.TEXT_COLUMNS),
    Column(frames.CONFIRMED_ON, String),  # day, ISO 8601
    Column("x", Float, nullable=False),  # EPSG:28992 metres
    Column("y", Float, nullable=False),
    Column("digest", String, nullable=False, unique=True),
    Column("import_id", ForeignKey(_imports.c.import_id), nullable=False),
)
_initiatives = Table(
    "initiatives",
    _tables,
    *(
        Column(field.name, Integer if field.name == "radius_m" else String, nullable=False)
        for field in fields(Initiative)
    ),
    PrimaryKeyConstraint("initiative_id"),
)
_meta = Table(
    "meta", _tables, Column("name", String, primary_key=True), Column("value", Integer, nullable=False)
)
_VERSION = "data_version"
_LISTS = ("wants", "members")
"""Lists of codes or ids in one column, with spaces between."""
_STORED = (*frames.TEXT_COLUMNS, frames.CONFIRMED_ON, "x", "y")


class Store:
    """
    Assets in one SQLite file.

    Parameters
    ----------
    path
        The database; opened at first use, and made at the first write.
    """

    def __init__(self, path: Path) -> None:
        """Remember the path; nothing is opened yet."""
        self._path = Path(path)
        self._engine: Engine | None = None
        self._file: tuple[int, int] | None = None
        self._opening = Lock()

    def close(self) -> None:
        """Let go of the file; the store may be used again."""
        with self._opening:
            self._let_go()

    @property
    def version(self) -> int:
        """The version of the contents; 0 while nothing was ever written."""
        if not self._exists():
            return 0
        with self._reading() as connection:
            return int(connection.execute(select(_meta.c.value).where(_meta.c.name == _VERSION)).scalar_one())

    @property
    def is_empty(self) -> bool:
        """True while there are no assets."""
        if not self._exists():
            return True
        with self._reading() as connection:
            return connection.execute(select(_assets.c.position).limit(1)).first() is None

    def read_assets(self) -> gpd.GeoDataFrame:
        """
        Read all assets.

        Returns
        -------
        assets
            Validated asset frame, EPSG:28992, in the order of arrival.

        Raises
        ------
        StoreError
            If the store cannot be read.
        """
        if not self._exists():
            return frames.empty_assets()
        query = select(*(_assets.c[name] for name in _STORED)).order_by(_assets.c.position)
        with self._reading() as connection:
            rows = connection.execute(query).all()
        return _frame(rows) if rows else frames.empty_assets()

    def compare(self, imported: Import) -> Report:
        """Return the report that `add_import` would return, without writing."""
        if not self._exists():
            return imported.report
        with self._reading() as connection:
            return _compare(connection, imported)[1]

    def add_import(self, imported: Import, *, when: datetime | None = None) -> Report:
        """
        Store an import, all or nothing.

        Parameters
        ----------
        when
            Moment of the import with its time zone; now if not given.

        Returns
        -------
        report
            The import's report with duplicates and ids in use counted.

        Raises
        ------
        StoreError
            If the store cannot be written, or another writer keeps it too long; nothing was written then.
        """
        with self._writing() as connection:
            is_new, report = _compare(connection, imported)
            if is_new.any():
                import_id = _log_import(connection, imported, report, when or datetime.now(UTC))
                _insert_assets(connection, imported, is_new, import_id)
                _raise_version(connection)
        return report

    def add_initiative(self, initiative: Initiative) -> bool:
        """
        Store an initiative, once.

        Returns
        -------
        is_new
            False when it is there already, whenever it was made; nothing is written then.

        Raises
        ------
        StoreError
            If its id is in use for another one (`store.id_in_use`), or the store cannot be written.
        """
        with self._writing() as connection:
            known = _find_initiative(connection, initiative.initiative_id)
            if known is None:
                connection.execute(insert(_initiatives).values(**_as_row(initiative)))
                _raise_version(connection)
            elif replace(known, created_at=initiative.created_at) != initiative:
                raise StoreError("store.id_in_use")
        return known is None

    def read_initiative(self, initiative_id: str) -> Initiative | None:
        """Read one initiative; None when there is none with this id."""
        if not self._exists():
            return None
        with self._reading() as connection:
            return _find_initiative(connection, initiative_id)

    def _exists(self) -> bool:
        return self._path.exists() and self._path.stat().st_size > 0

    @contextmanager
    def _reading(self) -> Iterator[Connection]:
        with _told_failures(), self._open().begin() as connection:
            yield connection

    @contextmanager
    def _writing(self) -> Iterator[Connection]:
        lock = self._path.with_name(f"{self._path.name}.lock")
        with _told_failures():
            self._path.parent.mkdir(parents=True, exist_ok=True)
            with file_lock(lock, wait_s=MAX_WAIT_S):
                if not self._exists():
                    _make(self._path)
                writer = self._open().execution_options(**{_BEGIN: "BEGIN IMMEDIATE"})
                with writer.begin() as connection:
                    _bring_up_to_date(connection)
                    yield connection

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
        self._engine = None


@contextmanager
def _told_failures() -> Iterator[None]:
    """Turn every failure of the database or the disk into a `StoreError`; the one place where that is done."""
    try:
        yield
    except SQLAlchemyError as error:
        raise StoreError("store.failed", reason=type(error).__name__) from error
    except OSError as error:
        raise StoreError("store.disk", reason=error.strerror or type(error).__name__) from error


def _make(path: Path) -> None:
    """Make an empty database beside its place and move it there whole; the caller holds the write lock."""
    new = path.with_name(f"{path.name}.new")
    for suffix in ("", "-wal", "-shm", "-journal"):
        new.with_name(f"{new.name}{suffix}").unlink(missing_ok=True)
    engine = _engine(new)
    with engine.connect() as connection:
        driver = connection.connection
        driver.execute(f"PRAGMA application_id = {APPLICATION_ID}")
        driver.execute(f"PRAGMA user_version = {SCHEMA_VERSION}")
        driver.execute("PRAGMA journal_mode = WAL")
    with engine.begin() as connection:
        _tables.create_all(connection)
        connection.execute(insert(_meta).values(name=_VERSION, value=0))
    engine.dispose()
    new.chmod(0o600)
    new.replace(path)


def _engine(path: Path) -> Engine:
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


def _bring_up_to_date(connection: Connection) -> None:
    """Add what this version of the program knows and the database does not; undone when the write fails."""
    if _schema_version(connection) < SCHEMA_VERSION:
        _tables.create_all(connection)
        connection.exec_driver_sql(f"PRAGMA user_version = {SCHEMA_VERSION}")


def _schema_version(connection: Connection) -> int:
    return int(connection.exec_driver_sql("PRAGMA user_version").scalar_one())


def _require_ours(path: Path) -> None:
    """Look at the header of the file without opening it as a database, so that another's stays as it is."""
    with path.open("rb") as file:
        header = file.read(_HEADER_BYTES)
    if not header.startswith(_MAGIC) or _number_at(header, _APPLICATION_ID_AT) != APPLICATION_ID:
        raise StoreError("store.foreign", file=path.name)
    found = _number_at(header, _USER_VERSION_AT)
    if found > SCHEMA_VERSION:
        raise StoreError("store.newer", file=path.name, found=found, known=SCHEMA_VERSION)


def _number_at(header: bytes, position: int) -> int:
    return int.from_bytes(header[position : position + 4], "big")


def _sound_engine(path: Path) -> Engine:
    engine = _engine(path)
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


def _compare(connection: Connection, imported: Import) -> tuple[NDArray[np.bool_], Report]:
    """Tell which rows of an import are new, and the report that says so."""
    known_digests = _present(connection, _assets.c.digest, imported.digests)
    is_duplicate = np.array([digest in known_digests for digest in imported.digests], dtype=bool)
    ids = imported.assets[frames.ASSET_ID].tolist()
    known_ids = _present(connection, _assets.c[frames.ASSET_ID], ids)
    is_known = np.array([asset_id in known_ids for asset_id in ids], dtype=bool)
    in_use = is_known & imported.has_own_id & ~is_duplicate
    column = next(iter(imported.report.columns.get(ID, ())), "")
    refusals = [
        Issue(int(imported.rows[position]), column, ids[position], "id_in_use")
        for position in np.flatnonzero(in_use)
    ]
    duplicates = imported.rows[is_duplicate].tolist()
    report = imported.report.after_store(duplicates=duplicates, refusals=refusals)
    return ~is_duplicate & ~in_use, report


def _present(connection: Connection, column: Column, values: Sequence[str]) -> set[str]:
    """Return those of the values that the column holds."""
    found: set[str] = set()
    for start in range(0, len(values), _AT_ONCE):
        part = values[start : start + _AT_ONCE]
        found.update(connection.execute(select(column).where(column.in_(part))).scalars())
    return found


def _log_import(connection: Connection, imported: Import, report: Report, when: datetime) -> int:
    logged = insert(_imports).values(
        filename=imported.filename,
        file_digest=imported.file_digest,
        imported_at=when.astimezone(UTC).isoformat(timespec="seconds"),
        **{count: getattr(report, count) for count in _COUNTS},
    )
    return int(connection.execute(logged.returning(_imports.c.import_id)).scalar_one())


def _insert_assets(
    connection: Connection, imported: Import, is_new: NDArray[np.bool_], import_id: int
) -> None:
    assets = imported.assets[is_new]
    days = assets[frames.CONFIRMED_ON].dt.strftime("%Y-%m-%d").astype(object)
    columns = [
        _free_ids(connection, assets[frames.ASSET_ID].tolist(), imported.has_own_id[is_new]),
        *(assets[name].tolist() for name in frames.TEXT_COLUMNS if name != frames.ASSET_ID),
        days.where(days.notna(), None).tolist(),
        assets.geometry.x.tolist(),
        assets.geometry.y.tolist(),
        [digest for digest, new in zip(imported.digests, is_new, strict=True) if new],
        [import_id] * len(assets),
    ]
    names = (*_STORED, "digest", "import_id")
    statement = f"INSERT INTO assets ({', '.join(names)}) VALUES ({', '.join('?' * len(names))})"
    connection.exec_driver_sql(statement, list(zip(*columns, strict=True)))


def _free_ids(connection: Connection, ids: list[str], is_own: NDArray[np.bool_]) -> list[str]:
    """Replace the rare random id that another asset has already; own ids were compared before."""
    known = _present(connection, _assets.c[frames.ASSET_ID], ids)
    taken = known.union(ids)
    return [
        fresh_id(taken) if asset_id in known and not own else asset_id
        for asset_id, own in zip(ids, is_own, strict=True)
    ]


def _find_initiative(connection: Connection, initiative_id: str) -> Initiative | None:
    if _schema_version(connection) < SCHEMA_VERSION:
        return None  # from before there were any
    wanted = select(_initiatives).where(_initiatives.c.initiative_id == initiative_id)
    row = connection.execute(wanted).mappings().one_or_none()
    return Initiative(**dict(row) | {name: tuple(row[name].split()) for name in _LISTS}) if row else None


def _as_row(initiative: Initiative) -> dict[str, Any]:
    row = asdict(initiative)
    return row | {name: " ".join(row[name]) for name in _LISTS}


def _raise_version(connection: Connection) -> None:
    connection.execute(update(_meta).where(_meta.c.name == _VERSION).values(value=_meta.c.value + 1))


def _frame(rows: Sequence[Row]) -> gpd.GeoDataFrame:
    columns = dict(zip(_STORED, zip(*rows, strict=True), strict=True))
    assets = pd.DataFrame({name: pd.Series(columns[name], dtype="str") for name in frames.TEXT_COLUMNS})
    days = pd.to_datetime(pd.Series(columns[frames.CONFIRMED_ON], dtype="object"), format="%Y-%m-%d")
    assets[frames.CONFIRMED_ON] = days.astype("datetime64[s]")
    points = gpd.GeoSeries(gpd.points_from_xy(columns["x"], columns["y"]), crs=RD)
    return frames.validate_assets(gpd.GeoDataFrame(assets, geometry=points))

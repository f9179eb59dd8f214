"""The tables, and how a database of an earlier version becomes one of this version."""

from collections.abc import Callable
from dataclasses import fields
from pathlib import Path

from sqlalchemy import (
    Column,
    Connection,
    Engine,
    Float,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    PrimaryKeyConstraint,
    String,
    Table,
    insert,
)

from geo import frames
from geo.cards import ACTIVE, IMPORTED
from geo.initiatives import Initiative

APPLICATION_ID = 0x4B52_414B
"""Marks a database as ours: "KRAK"."""

SCHEMA_VERSION = 4
"""
1: assets. 2: initiatives as well. 3: cards that belong to people, with consent, history and a queue.
4: who is signed in, meetings, introductions, and what a municipality reads.
"""

VERSION, BEGUN, FORGOTTEN = "data_version", "begun", "forgotten"
"""Numbers in `meta`; `forgotten` is how many lines of the ledger of erased cards this file has followed."""

INTRODUCED = "introductions_version"
"""Another one, which is not there before the first introduction."""

COUNTS = ("rows", "kept", "remarked", "refused", "duplicates")
STORED = (*frames.TEXT_COLUMNS, frames.CONFIRMED_ON, "x", "y")

tables = MetaData()


def _text(name: str, *, unique: bool = False) -> Column:
    return Column(name, String, nullable=False, unique=unique)


def _of_card() -> Column:
    """Point to a card; what points to it goes with it."""
    return Column("asset_id", ForeignKey("assets.asset_id", ondelete="CASCADE"), nullable=False, index=True)


imports = Table(
    "imports",
    tables,
    Column("import_id", Integer, primary_key=True),
    _text("filename"),
    _text("file_digest"),
    _text("imported_at"),  # moments are UTC, ISO 8601; days too
    *(Column(count, Integer, nullable=False) for count in COUNTS),
)
assets = Table(
    "assets",
    tables,
    Column("position", Integer, primary_key=True),
    *(_text(name, unique=name == frames.ASSET_ID) for name in frames.TEXT_COLUMNS),
    Column(frames.CONFIRMED_ON, String),  # day
    Column("x", Float, nullable=False),  # EPSG:28992 metres
    Column("y", Float, nullable=False),
    Column("digest", String, unique=True),  # of an imported row
    Column("import_id", ForeignKey(imports.c.import_id)),
    _text("state"),  # geo.cards.STATES
    _text("origin"),  # geo.cards.ORIGINS
)
settled = Table(  # rows of a list that a person said are somebody who was there already
    "settled_rows",
    tables,
    Column("settled_id", Integer, primary_key=True),
    _text("digest", unique=True),
    Column("import_id", ForeignKey(imports.c.import_id), nullable=False),
    _of_card(),
    *map(_text, ("before", "after")),  # JSON of what was filled in; "{}" when the row was left out
)
undone = Table(  # imports that were taken out again
    "undone_imports",
    tables,
    Column("import_id", ForeignKey(imports.c.import_id), primary_key=True),
    _text("undone_at"),
)
initiatives = Table(
    "initiatives",
    tables,
    *(
        Column(field.name, Integer if field.name == "radius_m" else String, nullable=False)
        for field in fields(Initiative)
    ),
    PrimaryKeyConstraint("initiative_id"),
)
consents = Table(  # rows are added, never changed
    "consents",
    tables,
    Column("consent_id", Integer, primary_key=True),
    Column("asset_id", ForeignKey("assets.asset_id", ondelete="CASCADE"), nullable=False),
    _text("purpose"),
    Column("is_given", Integer, nullable=False),
    *map(_text, ("given_at", "text_version", "text_digest", "channel", "expires_on")),
    Index("consents_latest", "asset_id", "purpose", "consent_id"),
)
history = Table(
    "history",
    tables,
    Column("history_id", Integer, primary_key=True),
    _of_card(),
    *map(_text, ("at", "actor", "action", "before", "after")),  # before and after: JSON of what changed
)
suggestions = Table(
    "suggestions",
    tables,
    *(_text(name) for name in ("suggestion_id", "what", "content", "made_at", "made_by", "verdict", "word")),
    _of_card(),
    PrimaryKeyConstraint("suggestion_id"),
)
links = Table(
    "links", tables, Column("secret_digest", String, primary_key=True), _of_card(), _text("made_at")
)
visits = Table("visits", tables, Column("token_digest", String, primary_key=True), _of_card(), _text("until"))
receipts = Table(
    "receipts", tables, Column("key_digest", String, primary_key=True), _of_card(), _text("made_at")
)
asked = Table(  # where and when the connector went asking; of whom is not kept
    "asked", tables, *map(_text, ("postcode", "day")), PrimaryKeyConstraint("postcode", "day")
)
introductions = Table(
    "introductions",
    tables,
    Column("introduction_id", String, primary_key=True),
    *map(_text, ("made_on", "asked_by", "connected_on", "outcome", "outcome_on", "note")),  # days only
    Column("initiative_id", String, nullable=False, index=True),
)
introduction_ends = Table(
    "introduction_ends",
    tables,
    Column("introduction_id", ForeignKey(introductions.c.introduction_id, ondelete="CASCADE")),
    Column("side", Integer),  # 0 or 1; who asked is 0
    Column("asset_id", ForeignKey(assets.c.asset_id, ondelete="SET NULL"), index=True),  # none once erased
    *map(_text, ("capability", "mode", "answer", "answered_on", "noted_on")),
    PrimaryKeyConstraint("introduction_id", "side"),
)
releases = Table(  # one row: the release that stands
    "releases",
    tables,
    Column("quarter", String, primary_key=True),
    _text("decided_in"),  # quarter in which it was last decided whether to make another
    *(Column(name, Integer, nullable=False) for name in ("year_of_codes", "people", "has_postponed")),
)
release_cells = Table(  # what a municipality reads; nothing here leads to a card
    "release_cells",
    tables,
    Column("position", Integer, primary_key=True),
    *map(_text, ("category", "cell", "codes")),  # codes: JSON
    Column("lowest", Integer, nullable=False),
    Column("highest", Integer),
    Column("shown", Integer),
)
release_people = Table(  # who counted, and a digest of for what, to see who changed; read by nobody
    "release_people",
    tables,
    Column("asset_id", ForeignKey("assets.asset_id", ondelete="CASCADE"), primary_key=True),
    _text("digest"),
)
sessions = Table(  # who is signed in
    "sessions",
    tables,
    Column("token_digest", String, primary_key=True),
    _text("session_id", unique=True),
    *map(_text, ("how", "who", "role", "meeting_id", "began_at", "seen_at", "until", "ended_at")),
)
passphrases = Table(
    "passphrases", tables, Column("role", String, primary_key=True), *map(_text, ("digest", "set_at"))
)
grants = Table("grants", tables, Column("who", String, primary_key=True), *map(_text, ("role", "granted_at")))
meetings = Table(
    "meetings",
    tables,
    Column("meeting_id", String, primary_key=True),
    *map(_text, ("passphrase_digest", "began_at", "until", "ended_at")),
)
arrivals = Table(  # cards that came in a meeting and are shown in small batches
    "arrivals",
    tables,
    Column("asset_id", ForeignKey("assets.asset_id", ondelete="CASCADE"), primary_key=True),
    *map(_text, ("meeting_id", "due_at")),
)
remarks = Table(  # what visitors say of a card, until the connector saw to it
    "remarks",
    tables,
    *(_text(name) for name in ("remark_id", "text", "made_at")),
    Column("made_by", String, nullable=False, index=True),  # digest of what knows a browser again
    _of_card(),
    PrimaryKeyConstraint("remark_id"),
)
meta = Table(
    "meta", tables, Column("name", String, primary_key=True), Column("value", Integer, nullable=False)
)


def make(path: Path, new_engine: Callable[[Path], Engine]) -> None:
    """Make an empty database beside its place and move it there whole; the caller holds the write lock."""
    new = path.with_name(f"{path.name}.new")
    for suffix in ("", "-wal", "-shm", "-journal"):
        new.with_name(f"{new.name}{suffix}").unlink(missing_ok=True)
    engine = new_engine(new)
    with engine.connect() as connection:
        driver = connection.connection
        driver.execute(f"PRAGMA application_id = {APPLICATION_ID}")
        driver.execute(f"PRAGMA user_version = {SCHEMA_VERSION}")
        driver.execute("PRAGMA journal_mode = WAL")
    with engine.begin() as connection:
        tables.create_all(connection)
        numbers = [{"name": name, "value": 0} for name in (VERSION, BEGUN, FORGOTTEN)]
        connection.execute(insert(meta), numbers)
    engine.dispose()
    new.chmod(0o600)
    new.replace(path)


def is_up_to_date(connection: Connection) -> bool:
    """Tell whether this version of the program knows the database as it is."""
    return _schema_version(connection) == SCHEMA_VERSION


def bring_up_to_date(connection: Connection) -> None:
    """Turn a database of an earlier version into one of this one; undone when the write fails."""
    found = _schema_version(connection)
    if found == SCHEMA_VERSION:
        return
    if found < 3:
        _let_cards_belong_to_people(connection)
    tables.create_all(connection)  # those that are not there yet
    connection.exec_driver_sql(f"PRAGMA user_version = {SCHEMA_VERSION}")


def _let_cards_belong_to_people(connection: Connection) -> None:
    """Turn version 1 or 2 into version 3."""
    connection.exec_driver_sql("ALTER TABLE assets RENAME TO assets_before")
    tables.create_all(connection)
    _move_assets(connection)
    has_assets = bool(connection.exec_driver_sql("SELECT EXISTS (SELECT 1 FROM assets)").scalar_one())
    numbers = [{"name": BEGUN, "value": int(has_assets)}, {"name": FORGOTTEN, "value": 0}]
    connection.execute(insert(meta), numbers)


def _move_assets(connection: Connection) -> None:
    """Take assets from before version 3 over as imported cards that are shown, as they were."""
    columns = ", ".join(("position", *STORED, "digest", "import_id"))
    connection.exec_driver_sql(
        f"INSERT INTO assets ({columns}, state, origin) "
        f"SELECT {columns}, '{ACTIVE}', '{IMPORTED}' FROM assets_before ORDER BY position"
    )
    connection.exec_driver_sql("DROP TABLE assets_before")


def _schema_version(connection: Connection) -> int:
    return int(connection.exec_driver_sql("PRAGMA user_version").scalar_one())

"""Stores for tests: as earlier versions made them, and with cards that people put up."""

import sqlite3
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

from geo.cards import Card, make_card
from geo.consent import FORM, PURPOSES, Consent, Reading, record
from geo.gifts import parse_gifts
from geo.terms import TALENT
from tests.lists import postcodes

FORMER = Path(__file__).parent / "geo"
NOW = datetime(2026, 11, 22, 20, 0, tzinfo=UTC)
READING = Reading("test-1", {purpose: f"Mag dit: {purpose}?" for purpose in PURPOSES})


def make_store_of_version(version: int, path: Path) -> Path:
    """Make the file of a store as version 1, 2 or 3 of the schema made it; the third has cards of people too."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.executescript((FORMER / f"store_v{max(version, 2)}.sql").read_text("utf-8"))
        if version == 1:
            connection.executescript("DROP TABLE initiatives; PRAGMA user_version = 1;")
    return path


def card(
    name: str = "Fatima",
    *,
    kind: str = TALENT,
    gifts: str = "naaien:can",
    postcode: str = "1811BC",
    contact: str = "06-1234",
    description: str = "",
    asset_id: str = "",
) -> Card:
    """Make a card; the arguments as for `geo.cards.make_card`, gifts as text."""
    return make_card(
        kind=kind,
        name=name,
        gifts=parse_gifts(gifts),
        postcode=postcode,
        postcodes=postcodes(),
        contact=contact,
        description=description,
        asset_id=asset_id,
    )


def yes_to(*purposes: str, when: datetime = NOW, channel: str = FORM) -> tuple[Consent, ...]:
    """Make the records of who says yes to these purposes and no to the others."""
    return record(purposes, reading=READING, channel=channel, when=when)

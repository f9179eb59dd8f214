"""Stores for tests: as earlier versions made them, and with cards that people put up."""

import sqlite3
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

from geo.cards import Card, make_card
from geo.consent import (
    ASK,
    COUNT,
    FORM,
    KEEP,
    PAPER,
    PURPOSES,
    SHOW_NEIGHBOURS,
    SHOW_PUBLIC,
    Consent,
    Reading,
    record,
)
from geo.gifts import parse_gifts
from geo.importing import Import
from geo.store import Store
from geo.terms import CONNECTOR, NEIGHBOURS, PUBLIC, TALENT
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


AS_LISTED = {
    PUBLIC: (KEEP, ASK, COUNT, SHOW_NEIGHBOURS, SHOW_PUBLIC),
    NEIGHBOURS: (KEEP, ASK, COUNT, SHOW_NEIGHBOURS),
    CONNECTOR: (KEEP, ASK, COUNT),
}
"""What somebody signs who agrees with what a list said of them: may be seen by these, asked, and counted."""


def confirm_people(store: Store, imported: Import, *, when: datetime = NOW) -> None:
    """Let every resident of a list sign on paper that the list is right; until then the connector alone sees them."""
    asleep = {one.asset_id for one in store.read_sleepers(role=CONNECTOR, today=when.date())}
    listed = zip(imported.assets["asset_id"], imported.assets["audience"], strict=True)
    for asset_id, audience in listed:
        if asset_id in asleep:
            said = yes_to(*AS_LISTED[audience], when=when, channel=PAPER)
            store.note_paper(asset_id, said, role=CONNECTOR, when=when)

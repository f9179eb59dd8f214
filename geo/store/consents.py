"""Records of consent in the store: rows are added, never changed; the latest of a purpose counts."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import asdict
from datetime import date

from sqlalchemy import Connection, Select, func, insert, select, true

from geo.consent import Consent, current
from geo.store.schema import consents

_FIELDS = tuple(Consent.__dataclass_fields__)


def add_consents(connection: Connection, asset_id: str, records: Iterable[Consent]) -> None:
    """Add records to a card."""
    rows = [asdict(one) | {"asset_id": asset_id, "is_given": int(one.is_given)} for one in records]
    if rows:
        connection.execute(insert(consents), rows)


def consents_of(connection: Connection, asset_id: str) -> tuple[Consent, ...]:
    """Give all records of a card in the order in which they were made."""
    query = (
        select(*(consents.c[name] for name in _FIELDS))
        .where(consents.c.asset_id == asset_id)
        .order_by(consents.c.consent_id)
    )
    rows = connection.execute(query).mappings()
    return tuple(Consent(**dict(row) | {"is_given": bool(row["is_given"])}) for row in rows)


def purposes_of(connection: Connection, asset_id: str, *, today: date) -> frozenset[str]:
    """Tell which purposes are on for a card."""
    return current(consents_of(connection, asset_id), today=today)


def purposes_of_asked(connection: Connection, asset_id: str, *, today: date) -> frozenset[str] | None:
    """Tell which purposes are on for a card; None when its person was never asked."""
    records = consents_of(connection, asset_id)
    return current(records, today=today) if records else None


def all_purposes(
    connection: Connection, *, today: date, among: Select[tuple[str]] | None = None
) -> dict[str, frozenset[str]]:
    """
    Tell which purposes are on, for every card whose person was ever asked.

    Parameters
    ----------
    among
        Selects ids of cards; all unless given.

    Returns
    -------
    purposes
        By id; an empty set where all is off. Cards without any record are not among them.
    """
    is_wanted = true() if among is None else consents.c.asset_id.in_(among)
    latest = (
        select(func.max(consents.c.consent_id))
        .where(is_wanted)
        .group_by(consents.c.asset_id, consents.c.purpose)
    )
    query = select(consents.c.asset_id, *(consents.c[name] for name in _FIELDS)).where(
        consents.c.consent_id.in_(latest)
    )
    records: dict[str, list[Consent]] = defaultdict(list)
    for asset_id, *values in connection.execute(query):
        records[asset_id].append(Consent(*values))
    return {asset_id: current(found, today=today) for asset_id, found in records.items()}

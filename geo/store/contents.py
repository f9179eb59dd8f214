"""The content of one card in its row, and the history of it."""

import json
from collections.abc import Mapping
from dataclasses import asdict
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import Connection, insert, select, update

from geo import frames
from geo.cards import CONTENT, Card
from geo.errors import NotFoundError
from geo.roles import name_of
from geo.store.schema import assets, history
from geo.terms import CONNECTOR

_FIELDS = tuple(Card.__dataclass_fields__)


def moment_of(when: datetime | None, *, plus: timedelta = timedelta(0)) -> str:
    """Write a moment as the tables have it, UTC to the second; now if not given."""
    return ((when or datetime.now(UTC)).astimezone(UTC) + plus).isoformat(timespec="seconds")


def insert_card(connection: Connection, card: Card, *, state: str, origin: str, confirmed_on: str) -> None:
    """Put a card in its row. Its audience follows from consent; until then the row itself says the narrowest."""
    row = asdict(card) | {
        frames.AUDIENCE: CONNECTOR,
        frames.SOURCE: origin,
        frames.CONFIRMED_ON: confirmed_on,
    }
    connection.execute(insert(assets).values(**row, state=state, origin=origin))


def read_card(connection: Connection, asset_id: str) -> tuple[Card, str, str]:
    """Give content, state and origin of a card, or raise `NotFoundError`."""
    query = select(*(assets.c[name] for name in _FIELDS), assets.c.state, assets.c.origin)
    row = connection.execute(query.where(assets.c.asset_id == asset_id)).one_or_none()
    if row is None:
        raise NotFoundError("card.gone")
    *values, state, origin = row
    return Card(*values), state, origin


def write_content(connection: Connection, card: Card) -> None:
    """Replace the content of a card."""
    content = {name: getattr(card, name) for name in CONTENT}
    connection.execute(update(assets).where(assets.c.asset_id == card.asset_id).values(**content))


def set_state(connection: Connection, asset_id: str, state: str) -> None:
    """Change the state of a card."""
    connection.execute(update(assets).where(assets.c.asset_id == asset_id).values(state=state))


def write_history(
    connection: Connection,
    asset_id: str,
    *,
    at: str,
    actor: str,
    action: str,
    changed: Mapping[str, tuple[object, object]] | None = None,
) -> None:
    """Add a line to the history of a card: who in terms of roles, when, what; `changed` as `geo.cards.changes`."""
    before, after = (
        json.dumps({name: values[side] for name, values in (changed or {}).items()}) for side in (0, 1)
    )
    line = {"at": at, "actor": name_of(actor) or actor, "action": action, "before": before, "after": after}
    connection.execute(insert(history).values(asset_id=asset_id, **line))


def history_of(connection: Connection, asset_id: str) -> tuple[dict[str, Any], ...]:
    """Give the history of a card, oldest first."""
    query = select(history).where(history.c.asset_id == asset_id).order_by(history.c.history_id)
    return tuple(
        {
            "day": row["at"][:10],
            "actor": row["actor"],
            "action": row["action"],
            "before": json.loads(row["before"]),
            "after": json.loads(row["after"]),
        }
        for row in connection.execute(query).mappings()
    )

"""Suggestions in their rows: new cards and changes that wait for a verdict."""

import json
from dataclasses import asdict, dataclass

from sqlalchemy import Connection, Row, delete, func, insert, select, update

from geo.cards import Card
from geo.errors import NotFoundError
from geo.initiatives import fresh_id
from geo.store.schema import suggestions

NEW, CHANGE = "new", "change"
APPROVED, DECLINED, MERGED = "approved", "declined", "merged"


@dataclass(frozen=True)
class Suggestion:
    """One suggestion: the card as it would become, and what was said of it ("" while it waits)."""

    suggestion_id: str
    asset_id: str
    what: str
    card: Card
    made_on: str
    made_by: str
    verdict: str
    word: str

    @property
    def is_waiting(self) -> bool:
        """Tell whether nothing was said of it yet."""
        return not self.verdict


def propose(connection: Connection, card: Card, *, what: str, made_by: str, at: str) -> str:
    """Let a card wait for a verdict; what waited for the same card makes way."""
    connection.execute(delete(suggestions).where(suggestions.c.asset_id == card.asset_id))
    suggestion_id = fresh_id()
    connection.execute(
        insert(suggestions).values(
            suggestion_id=suggestion_id,
            asset_id=card.asset_id,
            what=what,
            content=json.dumps(asdict(card)),
            made_at=at,
            made_by=made_by,
            verdict="",
            word="",
        )
    )
    return suggestion_id


def waiting(connection: Connection) -> tuple[Suggestion, ...]:
    """Give all that waits, longest first."""
    query = select(suggestions).where(suggestions.c.verdict == "").order_by(suggestions.c.made_at)
    return tuple(_suggestion(row) for row in connection.execute(query))


def count_waiting(connection: Connection) -> int:
    """Count what waits."""
    query = select(func.count()).select_from(suggestions).where(suggestions.c.verdict == "")
    return int(connection.execute(query).scalar_one())


def latest_suggestion(connection: Connection, asset_id: str) -> Suggestion | None:
    """Give the suggestion for a card, with or without a verdict."""
    query = select(suggestions).where(suggestions.c.asset_id == asset_id)
    row = connection.execute(query).one_or_none()
    return _suggestion(row) if row else None


def one_waiting(connection: Connection, suggestion_id: str) -> Suggestion:
    """Give a suggestion that waits, or raise `NotFoundError` when somebody was earlier."""
    query = select(suggestions).where(suggestions.c.suggestion_id == suggestion_id)
    row = connection.execute(query).one_or_none()
    if row is None or row.verdict:
        raise NotFoundError("queue.decided")
    return _suggestion(row)


def set_verdict(connection: Connection, suggestion_id: str, verdict: str, *, word: str = "") -> None:
    """Write down what was said; the content, no longer needed, stays only while it may be bettered."""
    one = suggestions.c.suggestion_id == suggestion_id
    connection.execute(update(suggestions).where(one).values(verdict=verdict, word=word))


def _suggestion(row: Row) -> Suggestion:
    return Suggestion(
        suggestion_id=row.suggestion_id,
        asset_id=row.asset_id,
        what=row.what,
        card=Card(**json.loads(row.content)),
        made_on=row.made_at[:10],
        made_by=row.made_by,
        verdict=row.verdict,
        word=row.word,
    )

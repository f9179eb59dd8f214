"""
What comes in a meeting appears in small batches, so that a press of save does not name its person to the room.

A batch holds at least three new cards that the same readers may see, or whatever came by a moment that was drawn by
lot when the first of them came. Cards for other readers make no batch larger or earlier: who may not see them learns
nothing. Who wants to be seen at once says so. A text with a phone number, an address or a word about health waits
for the connector, meeting or not.
"""

import random
from collections import defaultdict
from datetime import datetime, timedelta

from sqlalchemy import Connection, Row, delete, func, insert, select

from geo.cards import ACTIVE, Card
from geo.consent import audience_of
from geo.freetext import find_hints
from geo.store.consents import purposes_of
from geo.store.contents import set_state, write_content, write_history
from geo.store.database import begin_inventory, raise_version
from geo.store.pending import APPROVED, latest_suggestion, set_verdict
from geo.store.schema import arrivals, history, suggestions
from geo.store.sessions import moment_text, open_meeting
from geo.terms import NEIGHBOURS, PUBLIC

BATCH_AT_LEAST = 3
WAITS_S = (120, 240)
"""A batch waits at least and at most so long for more cards; how long is drawn by lot."""

IN_MEETING = "meeting"
"""Who lets cards in during a meeting, in their history."""

_lot = random.SystemRandom()
_READ_BY_OTHERS = ("name", "description", "words", "meets")


def note_arrival(connection: Connection, card: Card, moment: datetime) -> None:
    """Let a card that waits appear with the next batch of the meeting that is going on, if there is one."""
    meeting = open_meeting(connection, moment)
    if meeting is None or any(find_hints(getattr(card, name)) for name in _READ_BY_OTHERS):
        return
    due = moment + timedelta(seconds=_lot.uniform(*WAITS_S))
    row = {"asset_id": card.asset_id, "meeting_id": meeting.meeting_id, "due_at": moment_text(due)}
    connection.execute(insert(arrivals).values(**row))
    admit(connection, moment)


def is_arriving(connection: Connection, asset_id: str) -> bool:
    """Tell whether a card waits for its batch."""
    return connection.execute(select(arrivals).where(arrivals.c.asset_id == asset_id)).first() is not None


def came_in_meeting(connection: Connection, asset_id: str) -> bool:
    """Tell whether a card waits for its batch, or appeared with one."""
    letting_in = select(history).where(history.c.asset_id == asset_id, history.c.actor == IN_MEETING)
    return is_arriving(connection, asset_id) or connection.execute(letting_in).first() is not None


def ready(connection: Connection, moment: datetime) -> list[str]:
    """Give the ids of the cards whose batch may appear."""
    meeting = open_meeting(connection, moment)
    if meeting is None or not connection.execute(select(func.count()).select_from(arrivals)).scalar_one():
        return []
    batches: dict[str | None, list[Row]] = defaultdict(list)
    undecided = (suggestions.c.asset_id == arrivals.c.asset_id) & (suggestions.c.verdict == "")
    query = select(arrivals).join(suggestions, undecided).where(arrivals.c.meeting_id == meeting.meeting_id)
    for row in connection.execute(query.order_by(arrivals.c.due_at)).all():
        purposes = purposes_of(connection, row.asset_id, today=moment.date())
        batches[audience_of(purposes)].append(row)
    return [
        row.asset_id
        for audience, batch in batches.items()
        if _may_appear(audience, batch, moment_text(moment))
        for row in batch
    ]


def _may_appear(audience: str | None, batch: list[Row], now: str) -> bool:
    if audience not in (PUBLIC, NEIGHBOURS):
        return True  # nobody in the room sees these
    return len(batch) >= BATCH_AT_LEAST or min(row.due_at for row in batch) <= now


def admit(connection: Connection, moment: datetime) -> int:
    """Let in what may appear; tells how many."""
    found = ready(connection, moment)
    for asset_id in found:
        let_in(connection, asset_id, moment)
    return len(found)


def let_in(connection: Connection, asset_id: str, moment: datetime) -> None:
    """Show a card that came in a meeting, as it now waits; what was decided about meanwhile stays as it is."""
    connection.execute(delete(arrivals).where(arrivals.c.asset_id == asset_id))
    found = latest_suggestion(connection, asset_id)
    if found is None or not found.is_waiting:
        return
    if any(find_hints(getattr(found.card, name)) for name in _READ_BY_OTHERS):
        return  # changed since: the connector looks first
    write_content(connection, found.card)
    set_state(connection, asset_id, ACTIVE)
    set_verdict(connection, found.suggestion_id, APPROVED)
    write_history(connection, asset_id, at=moment_text(moment), actor=IN_MEETING, action=APPROVED)
    begin_inventory(connection)
    raise_version(connection)

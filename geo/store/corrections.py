"""What a connector takes back: holding a card, deleting it, and undoing the last change."""

import json
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import Connection, Row, func, select, update

from geo.access import DECIDE, ERASE, READ_QUEUE, require, require_somewhere
from geo.cards import ACTIVE, CONTENT, DELETED, HELD, IMPORTED, Card, changes
from geo.errors import CardError
from geo.store.consents import consents_of
from geo.store.contents import moment_of, read_card, set_state, write_content, write_history
from geo.store.database import Database, raise_version
from geo.store.pending import APPROVED
from geo.store.schema import assets, history, suggestions

STATE = "state"
UNDONE = "undone"
CORRECTED = "corrected"
UNDOABLE = (APPROVED, HELD, DELETED, CORRECTED)
"""Actions that can be taken back: what a connector did. What its person did is that person's own."""


@dataclass(frozen=True)
class TakenOut:
    """
    A card that the connector holds back or deleted, and can put back.

    Attributes
    ----------
    state
        `geo.cards.HELD` or `geo.cards.DELETED`.
    since
        Day, ISO 8601.
    x, y
        EPSG:28992 metres.
    """

    asset_id: str
    name: str
    postcode: str
    state: str
    since: str
    x: float
    y: float


class CorrectionStore(Database):
    """Takes back what was done."""

    def hold(self, asset_id: str, *, role: str, when: datetime | None = None) -> None:
        """
        Hold back a card that is shown, until it is put back (`undo`) or a change of it is let in.

        Raises
        ------
        AccessError
            If the role may not.
        NotFoundError
            `card.gone` when there is no such card.
        """
        require_somewhere(role, DECIDE)
        self._take_out(asset_id, HELD, role, DECIDE, when)

    def delete(self, asset_id: str, *, role: str, when: datetime | None = None) -> None:
        """
        Take a card out for good, with `geo.lifecycle.RESTORED_WITHIN` to think better of it; then `sweep` erases it.

        Raises
        ------
        AccessError
            If the role may not.
        NotFoundError
            `card.gone` when there is no such card.
        """
        require_somewhere(role, ERASE)
        self._take_out(asset_id, DELETED, role, ERASE, when)

    def _take_out(self, asset_id: str, after: str, role: str, action: str, when: datetime | None) -> None:
        with self._writing() as connection:
            card, state, _ = read_card(connection, asset_id)
            self._require_in(role, action, card)
            if state in (after, DELETED) or (after == HELD and state != ACTIVE):
                return
            set_state(connection, asset_id, after)
            changed = {STATE: (state, after)}
            at = moment_of(when)
            write_history(connection, asset_id, at=at, actor=role, action=after, changed=changed)
            raise_version(connection)

    def correct(self, card: Card, *, role: str, when: datetime | None = None) -> None:
        """
        Change the content of a card that came in a list and that nobody has taken over.

        Raises
        ------
        AccessError
            If the role may not, where the card is or where it would go.
        CardError
            `card.is_somebodys` when its person decides about it.
        NotFoundError
            `card.gone` when there is no such card.
        """
        require_somewhere(role, DECIDE)
        with self._writing() as connection:
            before, _, _ = read_card(connection, card.asset_id)
            card = replace(card, kind=before.kind)
            for place in (before, card):
                self._require_in(role, DECIDE, place)
            if not is_nobodys(connection, card.asset_id):
                raise CardError("card.is_somebodys")
            changed = changes(before, card)
            if changed:
                write_content(connection, card)
                at = moment_of(when)
                write_history(connection, card.asset_id, at=at, actor=role, action=CORRECTED, changed=changed)
                raise_version(connection)

    def read_correctable(self, asset_id: str, *, role: str) -> Card | None:
        """Read a card that this role may correct; None when its person decides about it, or it is not there."""
        require_somewhere(role, DECIDE)
        if not self._exists():
            return None
        with self._reading() as connection:
            if not is_nobodys(connection, asset_id):
                return None
            card, _, _ = read_card(connection, asset_id)
            return card if self._may_in(role, DECIDE, card) else None

    def may_undo(self, asset_id: str, *, role: str) -> bool:
        """Tell whether the last change of a card is one that this role may take back."""
        require_somewhere(role, DECIDE)
        with self._reading() as connection:
            card, _, _ = read_card(connection, asset_id)
            return self._may_in(role, DECIDE, card) and _last_change(connection, asset_id) is not None

    def undo(self, asset_id: str, *, role: str, when: datetime | None = None) -> None:
        """
        Take back the last change of a card, once: what was let in waits again, what was taken out is back.

        Raises
        ------
        AccessError
            If the role may not.
        CardError
            `card.nothing_to_undo` when its person was the last to change it, or it was taken back already.
        """
        require_somewhere(role, DECIDE)
        with self._writing() as connection:
            card, _, _ = read_card(connection, asset_id)
            self._require_in(role, DECIDE, card)
            last = _last_change(connection, asset_id)
            if last is None:
                raise CardError("card.nothing_to_undo")
            before, after = json.loads(last.before), json.loads(last.after)
            write_content(connection, replace(card, **{one: before[one] for one in CONTENT if one in before}))
            if STATE in before:
                set_state(connection, asset_id, before[STATE])
            if last.action == APPROVED:
                _let_wait_again(connection, asset_id)
            changed = {name: (after[name], before[name]) for name in before}
            at = moment_of(when)
            write_history(connection, asset_id, at=at, actor=role, action=UNDONE, changed=changed)
            raise_version(connection)

    def read_taken_out(self, *, role: str) -> tuple[TakenOut, ...]:
        """
        Read which cards are held back or deleted, latest first.

        Raises
        ------
        AccessError
            If the role may not.
        """
        require(role, READ_QUEUE)
        if not self._exists():
            return ()
        since = (
            select(func.max(history.c.at))
            .where(history.c.asset_id == assets.c.asset_id, history.c.action == assets.c.state)
            .scalar_subquery()
        )
        columns = [assets.c[name] for name in ("asset_id", "name", "postcode", STATE)]
        query = (
            select(*columns, func.substr(since, 1, 10), assets.c.x, assets.c.y)
            .where(assets.c.state.in_((HELD, DELETED)))
            .order_by(since.desc())
        )
        with self._reading() as connection:
            found = [TakenOut(*row) for row in connection.execute(query)]
        return tuple(one for one in found if self._may_in(role, DECIDE, one))


def is_nobodys(connection: Connection, asset_id: str) -> bool:
    """Tell whether a card came in a list and its person has said nothing yet."""
    query = select(assets.c.origin).where(assets.c.asset_id == asset_id)
    origin = connection.execute(query).scalar_one_or_none()
    return origin == IMPORTED and not consents_of(connection, asset_id)


def _last_change(connection: Connection, asset_id: str) -> Row | None:
    """Give the last line of a card's history that changed anything, when a connector may take that back."""
    query = (
        select(history)
        .where(history.c.asset_id == asset_id, history.c.before != "{}")
        .order_by(history.c.history_id.desc())
        .limit(1)
    )
    last = connection.execute(query).one_or_none()
    return last if last is not None and last.action in UNDOABLE else None


def _let_wait_again(connection: Connection, asset_id: str) -> None:
    one = (suggestions.c.asset_id == asset_id) & (suggestions.c.verdict == APPROVED)
    connection.execute(update(suggestions).where(one).values(verdict=""))

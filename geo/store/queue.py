"""The connector's queue: what waits is read here, let in, declined or merged. Each asks for the role again."""

from dataclasses import dataclass, replace
from datetime import date, datetime

from sqlalchemy import Connection, update

import geo.store.forgetting as forgetting
from geo.access import DECIDE, READ_QUEUE, require, require_somewhere
from geo.cards import ACTIVE, HELD, WAITING, Card, changes, joined, one_line
from geo.consent import contact_for
from geo.errors import CardError
from geo.store.consents import purposes_of
from geo.store.contents import moment_of, read_card, set_state, write_content, write_history
from geo.store.corrections import is_nobodys
from geo.store.database import Database, begin_inventory, raise_version
from geo.store.pending import APPROVED, DECLINED, NEW, Suggestion, one_waiting, set_verdict, waiting
from geo.store.schema import consents, links, receipts, visits

WORD_AT_MOST = 300


@dataclass(frozen=True)
class Waiting:
    """
    One entry of the queue.

    Attributes
    ----------
    suggestion
        The card as it would become; its contact only when its person may be asked.
    shown
        The card as it is now; the same for a new one.
    purposes
        What its person said yes to.
    """

    suggestion: Suggestion
    shown: Card
    purposes: frozenset[str]


class QueueStore(Database):
    """Keeps what waits for the connector."""

    def read_queue(self, *, role: str, today: date | None = None) -> tuple[Waiting, ...]:
        """
        Read what waits, longest first.

        Raises
        ------
        AccessError
            If the role may not.
        """
        require(role, READ_QUEUE)
        if not self._exists():
            return ()
        day = today or date.today()
        with self._reading() as connection:
            entries = (_entry(connection, one, day) for one in waiting(connection))
            return tuple(entry for entry in entries if self._may_in(role, DECIDE, entry.shown))

    def approve(self, suggestion_id: str, *, role: str, when: datetime | None = None) -> None:
        """
        Let in what waits: a new card is shown from now on, a change counts from now on.

        Raises
        ------
        AccessError
            If the role may not.
        NotFoundError
            `queue.decided` when somebody was earlier.
        """
        require_somewhere(role, DECIDE)
        with self._writing() as connection:
            found = one_waiting(connection, suggestion_id)
            shown, state, _ = read_card(connection, found.asset_id)
            self._require_in(role, DECIDE, shown)
            write_content(connection, found.card)
            changed = changes(shown, found.card)
            if state in (WAITING, HELD):
                set_state(connection, found.asset_id, ACTIVE)
                begin_inventory(connection)
                changed["state"] = (state, ACTIVE)
            set_verdict(connection, suggestion_id, APPROVED)
            write_history(
                connection,
                found.asset_id,
                at=moment_of(when),
                actor=role,
                action=APPROVED,
                changed=changed,
            )
            raise_version(connection)

    def decline(self, suggestion_id: str, word: str, *, role: str, when: datetime | None = None) -> None:
        """Decline what waits, with a word that its person reads; the person may change it and try again."""
        require_somewhere(role, DECIDE)
        word = one_line(word)
        if len(word) > WORD_AT_MOST:
            raise CardError("card.too_long", most=WORD_AT_MOST, found=len(word))
        with self._writing() as connection:
            found = one_waiting(connection, suggestion_id)
            self._require_in(role, DECIDE, read_card(connection, found.asset_id)[0])
            set_verdict(connection, suggestion_id, DECLINED, word=word)
            write_history(connection, found.asset_id, at=moment_of(when), actor=role, action=DECLINED)

    def merge(self, suggestion_id: str, into: str, *, role: str, when: datetime | None = None) -> None:
        """
        Join a new card with one that came in a list: the same person or group, says who looked at both.

        The one from the list stays, with what the new one says, and now belongs to the new one's person:
        consent and secret link move to it. A card that belongs to somebody already is never given away.

        Raises
        ------
        CardError
            `queue.not_mergeable` when it is no new card, or the other is not one from a list.
        """
        require_somewhere(role, DECIDE)
        moment = moment_of(when)
        with self._writing() as connection:
            found = one_waiting(connection, suggestion_id)
            kept, _, _ = read_card(connection, into)
            for place in (kept, found.card):
                self._require_in(role, DECIDE, place)
            is_free = is_nobodys(connection, into)
            if found.what != NEW or not is_free or kept.kind != found.card.kind:
                raise CardError("queue.not_mergeable")
            whole = joined(kept, found.card)
            write_content(connection, whole)
            set_state(connection, into, ACTIVE)
            for table in (consents, links, visits, receipts):
                connection.execute(
                    update(table).where(table.c.asset_id == found.asset_id).values(asset_id=into)
                )
            forgetting.remove(connection, [found.asset_id])
            write_history(
                connection, into, at=moment, actor=role, action="merged", changed=changes(kept, whole)
            )


def _entry(connection: Connection, found: Suggestion, day: date) -> Waiting:
    purposes = purposes_of(connection, found.asset_id, today=day)
    shown, _, _ = read_card(connection, found.asset_id)
    card = replace(found.card, contact=contact_for(found.card.contact, purposes))
    shown = replace(shown, contact=contact_for(shown.contact, purposes))
    return Waiting(replace(found, card=card), shown, purposes)

"""Cards that belong to people: put up, kept with a secret link, changed, hidden, erased."""

import secrets
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from sqlalchemy import Connection, delete, insert, select

import geo.store.forgetting as forgetting
from geo.access import ADD_FOR_OTHER, DECIDE, ERASE, PROPOSE, require, require_somewhere
from geo.cards import ACTIVE, ASLEEP, BEHALF, HIDDEN, OWN, OWNER, WAITING, Card, changes
from geo.consent import KEEP, Consent, current
from geo.errors import AccessError, CardError
from geo.store.arrivals import came_in_meeting, is_arriving, let_in, note_arrival
from geo.store.asking import agree
from geo.store.consents import add_consents, consents_of
from geo.store.contents import (
    history_of,
    insert_card,
    moment_of,
    read_card,
    set_state,
    write_content,
    write_history,
)
from geo.store.database import Database, begin_inventory, raise_version
from geo.store.links import SECRET_BYTES, add_link, card_of_secret, digest
from geo.store.pending import CHANGE, NEW, count_waiting, latest_suggestion, propose
from geo.store.schema import assets, receipts, visits
from geo.store.upkeep import mark_confirmed
from geo.terms import NEIGHBOURS, TALENT

VISIT_LASTS = timedelta(minutes=30)
"""So long one use of a secret link lasts."""

WAITING_AT_MOST = 2_000
"""So many cards wait at once; nobody can fill the disk by adding more."""


@dataclass(frozen=True)
class Kept:
    """
    What became of a press of save.

    Attributes
    ----------
    secret
        Opens the card to its person; nothing that leads back to it is kept.
    is_new
        False when the same press was answered before.
    is_in_meeting
        Whether it appears in the meeting that is going on, without the connector; True also once it has.
    """

    asset_id: str
    secret: str
    is_new: bool
    is_in_meeting: bool = False


@dataclass(frozen=True)
class OwnCard:
    """
    A card as its person sees it.

    Attributes
    ----------
    card
        With the changes that still wait.
    shown
        As others see it now, if its state lets them.
    state
        One of `geo.cards.STATES`; asleep as well when it could be shown and its person says no yes (any more).
    consents
        All records in the order in which they were made.
    verdict, word
        What the connector said of the latest suggestion, if anything: "" while it waits or when there is none.
    """

    card: Card
    shown: Card
    state: str
    origin: str
    consents: tuple[Consent, ...]
    is_pending: bool
    verdict: str
    word: str


class PeopleStore(Database):
    """Keeps the cards that people put up themselves, or that are put up for them."""

    def add_card(
        self, card: Card, consents: tuple[Consent, ...], *, role: str, key: str, when: datetime | None = None
    ) -> Kept:
        """
        Keep a card that its own person filled in, once.

        It waits in the queue, unless the role that saves it decides about the queue.

        Parameters
        ----------
        key
            Made by who saves: the same key again gives the same card, with a new secret.

        Raises
        ------
        AccessError
            If the role may not.
        CardError
            `queue.full` when too many wait already.
        """
        require(role, PROPOSE)
        state = ACTIVE if self._may_in(role, DECIDE, card) else WAITING
        return self._keep(card, consents, state=state, origin=OWN, role=role, key=key, when=when)

    def add_card_for_other(self, card: Card, *, role: str, key: str, when: datetime | None = None) -> Kept:
        """Keep a card that somebody else filled in, once; it sleeps until its person says yes."""
        self._require_in(role, ADD_FOR_OTHER, card)
        return self._keep(card, (), state=ASLEEP, origin=BEHALF, role=role, key=key, when=when)

    def _keep(
        self,
        card: Card,
        consents: tuple[Consent, ...],
        *,
        state: str,
        origin: str,
        role: str,
        key: str,
        when: datetime | None,
    ) -> Kept:
        moment = moment_of(when)
        with self._writing() as connection:
            known = connection.execute(
                select(receipts.c.asset_id).where(receipts.c.key_digest == digest(key))
            ).scalar_one_or_none()
            if known is not None:
                secret, is_in_meeting = (
                    add_link(connection, known, moment),
                    came_in_meeting(connection, known),
                )
                return Kept(known, secret, is_new=False, is_in_meeting=is_in_meeting)
            if state == WAITING and count_waiting(connection) >= WAITING_AT_MOST:
                raise CardError("queue.full")
            insert_card(connection, card, state=state, origin=origin, confirmed_on=moment[:10])
            add_consents(connection, card.asset_id, consents)
            write_history(connection, card.asset_id, at=moment, actor=role, action="added")
            connection.execute(
                insert(receipts).values(key_digest=digest(key), asset_id=card.asset_id, made_at=moment)
            )
            if state == WAITING:
                propose(connection, card, what=NEW, made_by=role, at=moment)
                if role == NEIGHBOURS:
                    note_arrival(connection, card, datetime.fromisoformat(moment))
            if state == ACTIVE:
                begin_inventory(connection)
                raise_version(connection)
            return Kept(
                card.asset_id,
                add_link(connection, card.asset_id, moment),
                is_new=True,
                is_in_meeting=came_in_meeting(connection, card.asset_id),
            )

    def open_link(self, secret: str, *, when: datetime | None = None) -> str | None:
        """
        Let somebody in who holds a secret link.

        Returns
        -------
        token
            Opens the card for `VISIT_LASTS`; None when the secret opens nothing.
        """
        if not self._exists():
            return None
        with self._reading() as connection:
            if card_of_secret(connection, secret) is None:
                return None
        token, until = secrets.token_urlsafe(SECRET_BYTES), moment_of(when, plus=VISIT_LASTS)
        with self._writing() as connection:
            asset_id = card_of_secret(connection, secret)
            if asset_id is None:
                return None
            connection.execute(delete(visits).where(visits.c.until < moment_of(when)))
            connection.execute(
                insert(visits).values(token_digest=digest(token), asset_id=asset_id, until=until)
            )
        return token

    def end_visit(self, token: str) -> None:
        """Close what `open_link` opened."""
        if self._exists():
            with self._writing() as connection:
                connection.execute(delete(visits).where(visits.c.token_digest == digest(token)))

    def read_own(self, token: str, *, when: datetime | None = None) -> OwnCard:
        """
        Read a card for its person.

        Raises
        ------
        AccessError
            `access.link_gone` when the visit is over or the card was erased.
        """
        if not self._exists():
            raise AccessError("access.link_gone")
        with self._reading() as connection:
            asset_id = card_of_visit(connection, token, when)
            shown, state, origin = read_card(connection, asset_id)
            suggestion, said = latest_suggestion(connection, asset_id), consents_of(connection, asset_id)
            return OwnCard(
                card=suggestion.card if suggestion and suggestion.is_waiting else shown,
                shown=shown,
                state=ASLEEP if state == ACTIVE and _sleeps(shown, said, when) else state,
                origin=origin,
                consents=said,
                is_pending=bool(suggestion and suggestion.is_waiting),
                verdict=suggestion.verdict if suggestion else "",
                word=suggestion.word if suggestion else "",
            )

    def change_own(self, token: str, card: Card, *, when: datetime | None = None) -> None:
        """
        Change the content of a card, by its person.

        A card that nobody sees yet is changed as it waits; else the change waits, and others see the card as
        it was.
        """
        moment = moment_of(when)
        with self._writing() as connection:
            asset_id = card_of_visit(connection, token, when)
            shown, state, _ = read_card(connection, asset_id)
            card = replace(card, asset_id=asset_id, kind=shown.kind)
            if state == WAITING:
                write_history(
                    connection,
                    asset_id,
                    at=moment,
                    actor=OWNER,
                    action="changed",
                    changed=changes(shown, card),
                )
                write_content(connection, card)
            propose(connection, card, what=NEW if state == WAITING else CHANGE, made_by=OWNER, at=moment)

    def consent_own(self, token: str, consents: tuple[Consent, ...], *, when: datetime | None = None) -> None:
        """
        Say yes or no again, by its person; it counts at once.

        A yes to keeping the card wakes it when it slept.
        """
        moment = moment_of(when)
        with self._writing() as connection:
            asset_id = card_of_visit(connection, token, when)
            agree(connection, asset_id, consents, at=moment, actor=OWNER, action="consent")

    def appear_now(self, secret: str, *, when: datetime | None = None) -> bool:
        """
        Show a card that waits for its batch in a meeting, because its person chose to be seen at once.

        Returns
        -------
        is_shown
            False when the secret opens no such card, or its text waits for the connector.
        """
        with self._writing() as connection:
            asset_id = card_of_secret(connection, secret)
            if asset_id is None or not is_arriving(connection, asset_id):
                return False
            let_in(connection, asset_id, datetime.fromisoformat(moment_of(when)))
            return read_card(connection, asset_id)[1] == ACTIVE

    def confirm_own(self, token: str, consents: tuple[Consent, ...], *, when: datetime | None = None) -> None:
        """
        Say that a card is still right, by its person.

        Parameters
        ----------
        consents
            The same yes again, for another year; none for a card that nobody was asked about.
        """
        moment = moment_of(when)
        with self._writing() as connection:
            asset_id = card_of_visit(connection, token, when)
            if consents:
                agree(connection, asset_id, consents, at=moment, actor=OWNER, action="confirmed")
            else:
                mark_confirmed(connection, asset_id, at=moment, actor=OWNER)

    def hide_own(self, token: str, *, is_hidden: bool, when: datetime | None = None) -> None:
        """Hide a card that is shown, or show it again, by its person; it counts at once."""
        before, after = (ACTIVE, HIDDEN) if is_hidden else (HIDDEN, ACTIVE)
        with self._writing() as connection:
            asset_id = card_of_visit(connection, token, when)
            _, state, _ = read_card(connection, asset_id)
            if state == before:
                set_state(connection, asset_id, after)
                changed = {"state": (before, after)}
                at = moment_of(when)
                write_history(connection, asset_id, at=at, actor=OWNER, action=after, changed=changed)
                raise_version(connection)

    def erase_own(self, token: str, *, when: datetime | None = None) -> None:
        """Erase a card and all that belongs to it, for good, by its person."""
        with self._writing(without_trace=True) as connection:
            forgetting.erase(connection, self._ledger, [card_of_visit(connection, token, when)])

    def erase(self, asset_id: str, *, role: str) -> bool:
        """
        Erase a card and all that belongs to it, for good: rows, history, the log of the database, initiatives.

        Returns
        -------
        was_there
            False when there is none with this id (any more); the log is emptied all the same.

        Raises
        ------
        AccessError
            If the role may not.
        StoreError
            `store.trace_left` when a reader kept the log from being emptied: the card is gone, erase again.
        """
        require_somewhere(role, ERASE)
        if not self._exists():
            return False
        with self._writing(without_trace=True) as connection:
            self._require_for(connection, role, ERASE, asset_id)
            return bool(forgetting.erase(connection, self._ledger, [asset_id]))

    def read_history(self, asset_id: str, *, role: str) -> tuple[dict[str, object], ...]:
        """Read what happened to a card, oldest first: day, actor, action, before, after."""
        require_somewhere(role, DECIDE)
        if not self._exists():
            return ()
        with self._reading() as connection:
            self._require_for(connection, role, DECIDE, asset_id)
            return history_of(connection, asset_id)

    def _require_for(self, connection: Connection, role: str, action: str, asset_id: str) -> None:
        """Let a role pass that may do this to the card with this id; without one there is nothing to guard."""
        query = select(assets.c.x, assets.c.y).where(assets.c.asset_id == asset_id)
        place = connection.execute(query).one_or_none()
        if place is not None:
            self._require_in(role, action, place)


def _sleeps(shown: Card, said: tuple[Consent, ...], when: datetime | None) -> bool:
    """Tell whether a card that could be shown is not, because its person says no yes (any more)."""
    if not said:
        return shown.kind == TALENT
    return KEEP not in current(said, today=date.fromisoformat(moment_of(when)[:10]))


def card_of_visit(connection: Connection, token: str, when: datetime | None) -> str:
    """Give the card that a visit is for; asked at each read and each write."""
    query = select(visits.c.asset_id).where(
        visits.c.token_digest == digest(token), visits.c.until >= moment_of(when)
    )
    asset_id = connection.execute(query).scalar_one_or_none()
    if asset_id is None:
        raise AccessError("access.link_gone")
    return asset_id

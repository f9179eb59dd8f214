"""
Introductions in the store: made, answered, followed, and read as connections.

What is written for a question does not depend on whether it reaches anybody, and what is read of the other end
passes `geo.introductions` first. So nobody can tell a no from no answer, or from a card that went.
"""

from collections.abc import Iterable
from datetime import UTC, date, datetime
from math import isnan

import pandas as pd
from sqlalchemy import Connection, delete, select, true, update

from geo.access import FOLLOW_UP, INTRODUCE, may, require_somewhere
from geo.audience import may_see
from geo.cards import ACTIVE
from geo.errors import AccessError, CardError, NotFoundError
from geo.gifts import Gift
from geo.introductions import (
    ASKS_AT_MOST,
    NO,
    NO_GIFT,
    OUTCOMES,
    YES,
    End,
    FollowUp,
    Introduction,
    OwnIntroduction,
    Sees,
    for_connector,
    for_own,
    make_connections,
    read_note,
)
from geo.roles import areas_of
from geo.store.database import Database, Placed
from geo.store.introduced import (
    ask,
    begin,
    between,
    count_asked,
    go_on,
    raise_version,
    read_all,
    read_end,
    read_one,
    settle,
    write_answer,
)
from geo.store.people import card_of_visit
from geo.store.schema import INTRODUCED, meta
from geo.store.schema import introduction_ends as ends
from geo.store.schema import introductions as table


class IntroductionStore(Database):
    """Keeps introductions."""

    @property
    def introductions_version(self) -> int:
        """The version of the introductions; 0 before the first. What becomes of their cards raises `version`."""
        if not self._exists():
            return 0
        with self._reading() as connection:
            query = select(meta.c.value).where(meta.c.name == INTRODUCED)
            return int(connection.execute(query).scalar_one_or_none() or 0)

    def introduce(
        self,
        one: str,
        other: str,
        *,
        role: str,
        about: tuple[Gift, Gift] = (NO_GIFT, NO_GIFT),
        initiative_id: str = "",
        when: datetime | None = None,
    ) -> str:
        """
        Bring two cards together; residents among them find the question on their card.

        Parameters
        ----------
        about
            What each of them does with which capability, in the same order.
        initiative_id
            The plan for which it is done, or "".

        Returns
        -------
        introduction_id
            Of the one there is already, while the same two are being asked or are connected.

        Raises
        ------
        AccessError
            If the role may not.
        NotFoundError
            `card.gone` when one of the two is not there for this role.
        CardError
            `introduction.same` when the two are one.
        """
        require_somewhere(role, INTRODUCE)
        day = _day(when)
        with self._writing() as connection:
            both = [self._require_seen(connection, asset_id, role, day) for asset_id in (one, other)]
            self._require_any(role, INTRODUCE, both)
            for known in between(connection, one, other, day):
                if known.connected_on or known.is_fresh(day):
                    return go_on(connection, known, initiative_id, day)
            return begin(connection, (one, other), about, role, initiative_id, day)

    def may_introduce(self, places: Iterable[Placed], *, role: str) -> bool:
        """Tell whether a role may bring together what stands at these places: one of them is in its area."""
        return any(self._may_in(role, INTRODUCE, place) for place in places)

    def ask_own(
        self,
        token: str,
        other: str,
        *,
        role: str,
        about: tuple[Gift, Gift] = (NO_GIFT, NO_GIFT),
        when: datetime | None = None,
    ) -> str:
        """
        Ask to meet, by the person of a card; with that, this person says yes.

        The answer is the same whether the question reaches anybody or not.

        Parameters
        ----------
        other
            A card that this role may see.
        about
            As for `introduce`, the own card first.

        Raises
        ------
        AccessError
            `access.link_gone` when the visit is over.
        NotFoundError
            `card.gone` when the other is not there for this role.
        CardError
            `introduction.own_closed` when the own card is not shown or may not be asked itself;
            `introduction.many` when too many questions are on their way.
        """
        day = _day(when)
        with self._writing() as connection:
            own = card_of_visit(connection, token, when)
            self._require_seen(connection, other, role, day)
            if not read_end(connection, own, day).is_reachable:
                raise CardError("introduction.own_closed")
            if count_asked(connection, own, day) >= ASKS_AT_MOST:
                raise CardError("introduction.many", most=ASKS_AT_MOST)
            return ask(connection, own, other, about, day)

    def answer_own(
        self, token: str, introduction_id: str, *, is_yes: bool, when: datetime | None = None
    ) -> None:
        """
        Say yes or not now to a question, by the person of a card.

        Raises
        ------
        NotFoundError
            `introduction.gone` when no such question stands on the card (any more).
        """
        day = _day(when)
        with self._writing() as connection:
            own = card_of_visit(connection, token, when)
            found = read_one(connection, introduction_id, day)
            is_mine = own in [end.asset_id for end in found.ends]
            if not is_mine or for_own(found, own, sees=_nobody, today=day) is None:
                raise NotFoundError("introduction.gone")
            write_answer(connection, introduction_id, own, YES if is_yes else NO, day)

    def read_own_introductions(
        self, token: str, *, role: str, when: datetime | None = None
    ) -> tuple[OwnIntroduction, ...]:
        """
        Read what stands on somebody's own card about introductions, newest first.

        Raises
        ------
        AccessError
            `access.link_gone` when the visit is over.
        """
        if not self._exists():
            raise AccessError("access.link_gone")
        day = _day(when)
        with self._reading() as connection:
            own = card_of_visit(connection, token, when)
            mine = select(ends.c.introduction_id).where(ends.c.asset_id == own)
            found = read_all(connection, table.c.introduction_id.in_(mine), day)
        told = (for_own(one, own, sees=self._sees(role), today=day) for one in reversed(found))
        return tuple(one for one in told if one is not None)

    def read_introductions(self, *, role: str, today: date | None = None) -> tuple[FollowUp, ...]:
        """
        Read all introductions for who follows them up, oldest first.

        Raises
        ------
        AccessError
            If the role may not.
        """
        require_somewhere(role, FOLLOW_UP)
        if not self._exists():
            return ()
        with self._reading() as connection:
            found = read_all(connection, true(), today or date.today())
        followed = (one for one in found if self._may_any(role, FOLLOW_UP, one.ends))
        return tuple(for_connector(one, sees=self._sees(role)) for one in followed)

    def read_connections(self, *, role: str, today: date | None = None) -> pd.DataFrame:
        """
        Read who was connected with whom.

        Parameters
        ----------
        role
            Only connections between two cards that this role may see are read.

        Returns
        -------
        connections
            Columns `geo.introductions.CONNECTION_COLUMNS`, shape (n, 7), oldest first. It does not depend on
            anything that this role may not see, nor on a no, or on a consent that was taken back later.
        """
        if not self._exists():
            return make_connections(())
        with self._reading() as connection:
            found = read_all(connection, table.c.connected_on != "", today or date.today())
        sees = self._sees(role)
        # In an order that says nothing but what is in them: ids of introductions are random.
        found.sort(key=lambda one: (one.connected_on, *(end.asset_id for end in one.ends)))
        return make_connections(_as_connection(one) for one in found if all(map(sees, one.ends)))

    def note_yes(
        self, introduction_id: str, asset_id: str, *, role: str, when: datetime | None = None
    ) -> None:
        """Note that somebody said yes on paper, or aloud; what that person says behind the link goes before it."""
        require_somewhere(role, FOLLOW_UP)
        day = _day(when)
        with self._writing() as connection:
            self._require_any(role, FOLLOW_UP, read_one(connection, introduction_id, day).ends)
            end = (ends.c.introduction_id == introduction_id) & (ends.c.asset_id == asset_id)
            noted = update(ends).where(end, ends.c.noted_on == "").values(noted_on=day.isoformat())
            connection.execute(noted)
            settle(connection, introduction_id, day)

    def follow_up(
        self, introduction_id: str, outcome: str, note: str, *, role: str, when: datetime | None = None
    ) -> None:
        """
        Write down what came of an introduction.

        Raises
        ------
        AccessError
            If the role may not.
        CardError
            As `geo.introductions.read_note`.
        NotFoundError
            `introduction.gone` when it is not there (any more).
        """
        require_somewhere(role, FOLLOW_UP)
        assert outcome in OUTCOMES
        day, note = _day(when), read_note(note)
        with self._writing() as connection:
            self._require_any(role, FOLLOW_UP, read_one(connection, introduction_id, day).ends)
            came = {"outcome": outcome, "outcome_on": day.isoformat(), "note": note}
            connection.execute(update(table).where(table.c.introduction_id == introduction_id).values(**came))
            settle(connection, introduction_id, day)

    def undo_introduction(self, introduction_id: str, *, role: str, when: datetime | None = None) -> None:
        """Take an introduction back as if it had not been made: it was the wrong card, for instance."""
        require_somewhere(role, FOLLOW_UP)
        with self._writing() as connection:
            self._require_any(role, FOLLOW_UP, read_one(connection, introduction_id, _day(when)).ends)
            connection.execute(delete(table).where(table.c.introduction_id == introduction_id))
            raise_version(connection)

    def _sees(self, role: str) -> Sees:
        """Tell which cards a role may see; one of an area more of them there."""

        def sees(end: End) -> bool:
            wijk = "" if areas_of(role) is None or isnan(end.x) else self._wijk_of(end.x, end.y)
            return end.state == ACTIVE and may_see(role, kind=end.kind, audience=end.audience, wijk=wijk)

        return sees

    def _require_seen(self, connection: Connection, asset_id: str, role: str, day: date) -> End:
        """Give a card; one that this role may not see is refused in the words for one that is not there."""
        end = read_end(connection, asset_id, day)
        if not self._sees(role)(end):
            raise NotFoundError("card.gone")
        return end

    def _may_any(self, role: str, action: str, both: Iterable[End]) -> bool:
        """Tell whether a role may do this to one of two ends at least; an end that is gone is nowhere."""
        if areas_of(role) is None:
            return may(role, action)
        return any(self._may_in(role, action, end) for end in both if not isnan(end.x))

    def _require_any(self, role: str, action: str, both: Iterable[End]) -> None:
        if not self._may_any(role, action, both):
            raise AccessError("access.refused")


def _nobody(end: End) -> bool:  # noqa: ARG001 - the shape of a `Sees`
    """See no card: what may be answered does not depend on it."""
    return False


def _as_connection(introduction: Introduction) -> tuple[str, ...]:
    one, other = introduction.ends
    outcome, initiative_id = introduction.outcome, introduction.initiative_id
    return (
        introduction.connected_on,
        one.asset_id,
        other.asset_id,
        one.kind,
        other.kind,
        outcome,
        initiative_id,
    )


def _day(when: datetime | None) -> date:
    return (when or datetime.now(UTC)).astimezone(UTC).date()

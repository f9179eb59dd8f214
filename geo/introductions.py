"""
Introductions: who was brought together with whom, what both said to it, and what came of it.

Definition
----------
An *introduction* has two ends. An association or institution is public: it agrees by being on the map. A talent
agrees by saying yes behind its secret link, or on paper, as the connector notes. The two are *connected* from the
day on which both ends agree, or on which the connector hears that they met.

What others may learn
---------------------
Until both agree, an end is told nothing about the other but what a group shows to everybody. A no, no answer, a
withdrawn consent, a hidden, sleeping or erased card are the same to whoever looks from the other end, because
`for_own` and `for_connector` ask one question only: has that end agreed, and does it still. Times are days.
"""

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from datetime import date, timedelta

import pandas as pd

from geo.audience import audiences_of
from geo.bridges import GROUPS
from geo.cards import ACTIVE, OWNER, one_line
from geo.consent import ASK, KEEP
from geo.errors import CardError
from geo.freetext import find_hints
from geo.gifts import Gift
from geo.reasons import Reason
from geo.roles import areas_of
from geo.terms import ANSWERS, CONNECTOR

TO_HEAR, MET, DOING, NOTHING = "to_hear", "met", "doing", "nothing"
OUTCOMES = (TO_HEAR, MET, DOING, NOTHING)
"""What came of it: nothing heard yet (the only one that is open), they met, they do something together, nothing."""

HAVE_MET = (MET, DOING)

YES, NO = "yes", "no"
"""What a person says to a question; "" while nothing was said."""

REMIND_AFTER = timedelta(days=14)
"""An introduction of which nothing was heard for so long asks for a call."""

QUESTION_LASTS = timedelta(days=56)
"""So long a question stands on somebody's card; then it goes, answered or not."""

ASKS_AT_MOST = 10
"""So many questions of one person are on their way at once."""

NOTE_AT_MOST = 200

NO_GIFT = Gift("", "")

DAY, ONE, OTHER, ONE_KIND, OTHER_KIND = "day", "one", "other", "one_kind", "other_kind"
OUTCOME, INITIATIVE_ID = "outcome", "initiative_id"
CONNECTION_COLUMNS = (DAY, ONE, OTHER, ONE_KIND, OTHER_KIND, OUTCOME, INITIATIVE_ID)
"""Columns of a connection frame: day (datetime64[s]) and texts; ids in the order of the introduction."""


@dataclass(frozen=True)
class End:
    """
    One end of an introduction, with all that the store knows. It never leaves the store: see `for_own`.

    Attributes
    ----------
    asset_id
        "" once the card was erased; all that tells of it is "" then.
    about
        What this end does with which capability in the reason for meeting.
    state
        Of the card, one of `geo.cards.STATES`.
    x, y
        EPSG:28992 metres; NaN once erased.
    audience
        The widest audience that may see the card; None for nobody.
    purposes
        What its person said yes to; None when nobody was ever asked (a card from a list).
    answer, answered_on
        What was said behind the secret link, and on which day, ISO 8601.
    noted_on
        Day on which the connector noted a yes on paper, or "".
    """

    asset_id: str
    about: Gift
    kind: str
    state: str
    name: str
    contact: str
    x: float
    y: float
    audience: str | None
    purposes: frozenset[str] | None
    answer: str
    answered_on: str
    noted_on: str

    @property
    def is_group(self) -> bool:
        """Tell whether this is an association or institution, which everybody may speak to."""
        return self.kind in GROUPS

    @property
    def is_reachable(self) -> bool:
        """Tell whether a question reaches this end now: the card is shown, and its person may be asked."""
        if self.state != ACTIVE or self.is_group:
            return self.state == ACTIVE
        return bool(self.noted_on) if self.purposes is None else {KEEP, ASK} <= self.purposes

    @property
    def has_agreed(self) -> bool:
        """Tell whether this end agrees, today. What a person says behind the link goes before what is on paper."""
        said = self.is_group or self.answer == YES or (bool(self.noted_on) and self.answer != NO)
        return self.is_reachable and said


Sees = Callable[[End], bool]
"""Tells whether who looks may see the card of an end."""


@dataclass(frozen=True)
class Introduction:
    """
    An introduction, with all that the store knows. It never leaves the store: see `for_own` and `for_connector`.

    Attributes
    ----------
    made_on, connected_on, outcome_on
        Days, ISO 8601; the last two "" as long as there are none.
    asked_by
        The role that brought the two together, or `geo.cards.OWNER` when the person of the first end asked.
    outcome
        One of `OUTCOMES`.
    note
        A short word of the connector's.
    initiative_id
        The plan for which it was made, or "".
    """

    introduction_id: str
    made_on: str
    asked_by: str
    connected_on: str
    outcome: str
    outcome_on: str
    note: str
    initiative_id: str
    ends: tuple[End, End]

    @property
    def is_agreed(self) -> bool:
        """Tell whether both ends agree, today."""
        return all(end.has_agreed for end in self.ends)

    def is_fresh(self, today: date) -> bool:
        """Tell whether the question is not too old to be asked."""
        return date.fromisoformat(self.made_on) + QUESTION_LASTS >= today

    def is_asking(self, today: date) -> bool:
        """Tell whether the question still stands on the cards of those who were asked."""
        return self.outcome == TO_HEAR and self.is_fresh(today)

    def side_of(self, asset_id: str) -> int:
        """Give the place of this card among the ends."""
        return [end.asset_id for end in self.ends].index(asset_id)


@dataclass(frozen=True)
class OwnIntroduction:
    """
    What the person of a card reads about an introduction.

    Attributes
    ----------
    made_on
        Day, ISO 8601.
    about
        What this person does with which capability: why the question came here.
    is_question
        Whether an answer is asked.
    is_agreed
        Whether both said yes.
    other_name
        Of the other end: once both agree, or when it is a group that may be seen; else "".
    other_contact
        Of the other end, once both agree; else "".
    initiative_id
        The plan for which it was made, or "".
    """

    introduction_id: str
    made_on: str
    about: Gift
    is_question: bool
    is_agreed: bool
    other_name: str
    other_contact: str
    initiative_id: str


@dataclass(frozen=True)
class FollowedEnd:
    """
    One end as the connector follows it.

    Attributes
    ----------
    asset_id
        "" when the card may not be seen any more, for whatever reason; the rest is "" then too.
    said_yes_on
        Day on which its person said yes, or ""; always "" for a group.
    is_on_paper
        Whether the connector noted that yes.
    """

    asset_id: str
    kind: str
    about: Gift
    said_yes_on: str
    is_on_paper: bool


NOBODY = FollowedEnd("", "", NO_GIFT, "", is_on_paper=False)
"""An end that may not be seen."""


@dataclass(frozen=True)
class FollowUp:
    """An introduction as the connector follows it; fields as in `Introduction`. The note goes with its people."""

    introduction_id: str
    made_on: str
    is_asked_by_owner: bool
    outcome: str
    outcome_on: str
    note: str
    initiative_id: str
    ends: tuple[FollowedEnd, FollowedEnd]

    @property
    def is_open(self) -> bool:
        """Tell whether nothing was heard of it yet."""
        return self.outcome == TO_HEAR

    def is_due(self, today: date) -> bool:
        """Tell whether it is time to ask how it went."""
        return self.is_open and date.fromisoformat(self.made_on) + REMIND_AFTER <= today


def for_own(introduction: Introduction, asset_id: str, *, sees: Sees, today: date) -> OwnIntroduction | None:
    """
    Tell what the person of a card may read about an introduction.

    Parameters
    ----------
    asset_id
        The card of who reads.
    sees
        Tells which cards the reader may see.

    Returns
    -------
    own
        None when there is nothing to read: the card is not shown or not to be asked, its person said no, or the
        question is over and did not become a connection.
    """
    side = introduction.side_of(asset_id)
    mine, other = introduction.ends[side], introduction.ends[1 - side]
    has_spoken = bool(mine.answer == YES or mine.noted_on)
    is_over = mine.answer == NO or not introduction.is_asking(today) or (mine.is_group and not has_spoken)
    is_agreed = introduction.is_agreed
    if not mine.is_reachable or (is_over and not is_agreed):
        return None
    is_named = is_agreed or (other.is_group and sees(other))
    return OwnIntroduction(
        introduction_id=introduction.introduction_id,
        made_on=introduction.made_on,
        about=mine.about,
        is_question=not has_spoken and not mine.is_group,
        is_agreed=is_agreed,
        other_name=other.name if is_named else "",
        other_contact=other.contact if is_agreed else "",
        initiative_id=introduction.initiative_id,
    )


def for_connector(introduction: Introduction, *, sees: Sees) -> FollowUp:
    """Tell what the connector follows of an introduction: of what people said only a yes, while it counts."""
    one, other = (_followed(end) if sees(end) else NOBODY for end in introduction.ends)
    is_whole = NOBODY not in (one, other)
    return FollowUp(
        introduction_id=introduction.introduction_id,
        made_on=introduction.made_on,
        is_asked_by_owner=introduction.asked_by == OWNER,
        outcome=introduction.outcome,
        outcome_on=introduction.outcome_on,
        note=introduction.note if is_whole else "",
        initiative_id=introduction.initiative_id,
        ends=(one, other),
    )


def _followed(end: End) -> FollowedEnd:
    said = end.answered_on if end.answer == YES and end.is_reachable else ""
    return FollowedEnd(end.asset_id, end.kind, end.about, end.noted_on or said, bool(end.noted_on))


def about_reason(reason: Reason) -> tuple[Gift, Gift]:
    """Give what each of two does with which capability, for the reason why they belong together."""
    return Gift(reason.own_capability, reason.own_mode), Gift(reason.capability, reason.other_mode)


def about_gifts(own: Iterable[Gift], other: Iterable[Gift]) -> tuple[Gift, Gift]:
    """Give the first pair of gifts that answer each other; `NO_GIFT` twice where none do."""
    theirs = tuple(other)
    for mine in own:
        for gift in theirs:
            if gift.capability == mine.capability and gift.mode in ANSWERS[mine.mode]:
                return mine, gift
    return NO_GIFT, NO_GIFT


def read_note(text: str) -> str:
    """
    Read a note of the connector's: one short line, about what came of it.

    Raises
    ------
    CardError
        `card.too_long`; `introduction.note_hint` when it holds what had better not be kept of somebody
        (`geo.freetext`): whom it is about cannot read it.
    """
    note = one_line(text)
    if len(note) > NOTE_AT_MOST:
        raise CardError("card.too_long", most=NOTE_AT_MOST, found=len(note))
    hint = next(iter(find_hints(note)), None)
    if hint:
        raise CardError("introduction.note_hint", found=hint.found)
    return note


def make_connections(rows: Iterable[tuple[str, ...]]) -> pd.DataFrame:
    """
    Make a connection frame.

    Parameters
    ----------
    rows
        Values in the order of `CONNECTION_COLUMNS`, the day in ISO 8601.

    Returns
    -------
    connections
        Shape (n_connections, 7), a fresh index.
    """
    connections = pd.DataFrame(list(rows), columns=list(CONNECTION_COLUMNS), dtype="str")
    connections[DAY] = pd.to_datetime(connections[DAY], format="%Y-%m-%d").astype("datetime64[s]")
    return connections


def between_seen(connections: pd.DataFrame, seen: Collection[str]) -> pd.DataFrame:
    """Keep the connections of which both ends are among these ids."""
    is_seen = connections[ONE].isin(seen) & connections[OTHER].isin(seen)
    return connections[is_seen].reset_index(drop=True)


def told_pair_by_pair(connections: pd.DataFrame, *, role: str) -> pd.DataFrame:
    """
    Keep the connections of which a role may learn who was in them, rather than how many there are.

    All for who is a connector everywhere; between groups for others: that two residents met is theirs to tell.
    """
    if CONNECTOR in audiences_of(role) and areas_of(role) is None:
        return connections
    is_public = connections[ONE_KIND].isin(GROUPS) & connections[OTHER_KIND].isin(GROUPS)
    return connections[is_public].reset_index(drop=True)


def pairs(connections: pd.DataFrame) -> tuple[tuple[str, str], ...]:
    """Give the pairs of ids, each once, the smaller id first, in order."""
    return tuple(
        sorted({(min(pair), max(pair)) for pair in zip(connections[ONE], connections[OTHER], strict=True)})
    )


def count_connected(connections: pd.DataFrame) -> int:
    """Count how many different people and groups were introduced to somebody."""
    return len({*connections[ONE], *connections[OTHER]})

"""
Consent: what a person said yes or no to, one record per purpose, never changed afterwards.

Everything begins at no. The latest record of a purpose counts, and a yes counts until its last day; what follows
from it for who may see the card is told here and nowhere else.
"""

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from geo.errors import CardError
from geo.terms import CONNECTOR, NEIGHBOURS, PUBLIC

KEEP = "keep"
"""Keep the card, show it to the connector, and match it."""

SHOW_NEIGHBOURS = "show_neighbours"
SHOW_PUBLIC = "show_public"
COUNT = "count"
"""Count the person in statistics."""

ASK = "ask"
"""Pass on a question: only then is the contact kept within the connector's reach."""

PURPOSES = (KEEP, SHOW_NEIGHBOURS, SHOW_PUBLIC, COUNT, ASK)

FORM, LINK, PAPER = "form", "link", "paper"
CHANNELS = (FORM, LINK, PAPER)
"""How the person said it: in the form, behind the secret link, or signed on paper."""

LASTING = timedelta(days=365)
"""A yes lasts so long; then the card sleeps until its person says it again."""


@dataclass(frozen=True)
class Consent:
    """
    One yes or no.

    Attributes
    ----------
    purpose
        One of `PURPOSES`.
    given_at
        Moment, UTC, ISO 8601.
    text_version, text_digest
        Which text the person read, and sha256 of exactly that text.
    channel
        One of `CHANNELS`.
    expires_on
        Last day of a yes, ISO 8601; "" for a no.
    """

    purpose: str
    is_given: bool
    given_at: str
    text_version: str
    text_digest: str
    channel: str
    expires_on: str


@dataclass(frozen=True)
class Reading:
    """The text of each purpose as it stood before the person, and the name of that version."""

    version: str
    texts: Mapping[str, str]

    def digest(self, purpose: str) -> str:
        """Give sha256 of the text, hexadecimal."""
        return hashlib.sha256(self.texts[purpose].encode()).hexdigest()


def record(given: Iterable[str], *, reading: Reading, channel: str, when: datetime) -> tuple[Consent, ...]:
    """
    Make a record of each purpose, a no included.

    Parameters
    ----------
    given
        Purposes that the person said yes to.
    when
        Moment with its time zone.

    Raises
    ------
    CardError
        `consent.no_keep` when there is a yes to something but not to keeping the card;
        `consent.neighbours_first` for everybody but the neighbours.
    """
    given = frozenset(given)
    if given and KEEP not in given:
        raise CardError("consent.no_keep")
    if SHOW_PUBLIC in given and SHOW_NEIGHBOURS not in given:
        raise CardError("consent.neighbours_first")
    last_day = (when.astimezone(UTC).date() + LASTING).isoformat()
    moment = when.astimezone(UTC).isoformat(timespec="seconds")
    return tuple(
        Consent(
            purpose,
            purpose in given,
            moment,
            reading.version,
            reading.digest(purpose),
            channel,
            last_day if purpose in given else "",
        )
        for purpose in PURPOSES
    )


def current(records: Iterable[Consent], *, today: date) -> frozenset[str]:
    """
    Tell which purposes are on.

    Parameters
    ----------
    records
        In the order in which they were made.
    """
    latest = {one.purpose: one for one in records}
    return frozenset(
        purpose for purpose, one in latest.items() if one.is_given and one.expires_on >= today.isoformat()
    )


def audience_of(purposes: Iterable[str]) -> str | None:
    """
    Tell the widest audience that these purposes allow; None when the card may be shown to nobody.

    Each step needs the one before: who is not shown to neighbours is not shown to everybody either.
    """
    purposes = frozenset(purposes)
    if KEEP not in purposes:
        return None
    if SHOW_NEIGHBOURS not in purposes:
        return CONNECTOR
    return PUBLIC if SHOW_PUBLIC in purposes else NEIGHBOURS


def contact_for(contact: str, purposes: Iterable[str]) -> str:
    """Give the contact where its person may be asked, else ""."""
    return contact if ASK in frozenset(purposes) else ""

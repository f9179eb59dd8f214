"""
Initiatives: what people started together, as a record that holds ids only.

Who is in it is looked up each time, by who asks (`geo.gathering`): someone who left, or who does not want to
be seen, is not there.
"""

import re
import secrets
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from geo.coalition import WANTS_AT_MOST
from geo.errors import KrachtenkaartError
from geo.frames import ID_PATTERN

NAME_AT_MOST = 80
"""Characters of a name: it must stand on one line of an invitation."""

MEMBERS_AT_MOST = 24
"""Twice the most wishes; a group has a member per wish at most, and those that were asked in any case."""

_ID_BYTES = 9


@dataclass(frozen=True)
class Initiative:
    """
    A plan of neighbours, as it was saved.

    Attributes
    ----------
    initiative_id
        Random; who knows it can read the initiative.
    name
        One line of text from outside.
    template
        Code of the template that it began with, or "".
    wants
        Capability codes.
    postcode, radius_m
        Canonical postcode around which it was made, and how far people wanted to walk in a straight line.
    members
        Ids of assets; they may have gone since.
    created_at
        UTC, ISO 8601.
    """

    initiative_id: str
    name: str
    template: str
    wants: tuple[str, ...]
    postcode: str
    radius_m: int
    members: tuple[str, ...]
    created_at: str


def make_initiative(
    *,
    name: str,
    template: str,
    wants: Sequence[str],
    postcode: str,
    radius_m: int,
    members: Sequence[str],
    initiative_id: str = "",
    when: datetime | None = None,
) -> Initiative:
    """
    Make a record that may be stored.

    Parameters
    ----------
    name
        Whatever was typed; it becomes one line without control characters.
    initiative_id
        A random one unless given.
    when
        Moment with its time zone; now if not given.

    Raises
    ------
    KrachtenkaartError
        `initiative.no_name`, `initiative.long_name`, `initiative.no_wants`, `initiative.too_many`, or
        `initiative.bad_id`.
    """
    wants, members = tuple(dict.fromkeys(wants)), tuple(dict.fromkeys(members))
    initiative_id = initiative_id or fresh_id()
    if not wants:
        raise KrachtenkaartError("initiative.no_wants")
    if len(wants) > WANTS_AT_MOST or len(members) > MEMBERS_AT_MOST:
        raise KrachtenkaartError("initiative.too_many", wants=WANTS_AT_MOST, members=MEMBERS_AT_MOST)
    if not all(is_id(one) for one in (initiative_id, *members)):
        raise KrachtenkaartError("initiative.bad_id")
    moment = (when or datetime.now(UTC)).astimezone(UTC).isoformat(timespec="seconds")
    return Initiative(
        initiative_id, read_name(name), template, wants, postcode, int(radius_m), members, moment
    )


def read_name(text: str) -> str:
    """
    Read the name of an initiative as it was typed.

    Returns
    -------
    name
        One line: white space and control characters have become single spaces.

    Raises
    ------
    KrachtenkaartError
        `initiative.no_name` if nothing is left, `initiative.long_name` if it is over `NAME_AT_MOST`.
    """
    visible = ("" if unicodedata.category(one) in ("Cc", "Cs") and not one.isspace() else one for one in text)
    name = " ".join("".join(visible).split())
    if not any(unicodedata.category(one)[0] in "LNPS" for one in name):
        raise KrachtenkaartError("initiative.no_name")
    if len(name) > NAME_AT_MOST:
        raise KrachtenkaartError("initiative.long_name", most=NAME_AT_MOST, found=len(name))
    return name


def fresh_id() -> str:
    """
    Make an id that cannot be guessed (72 bits): letters, digits and hyphens.

    It begins with no hyphen, which a command line would take for an option.
    """
    while (made := secrets.token_urlsafe(_ID_BYTES).replace("_", "-")).startswith("-"):
        pass
    return made


def is_id(text: str) -> bool:
    """Tell whether the text can be an id, of an initiative or of an asset."""
    return re.fullmatch(ID_PATTERN, text) is not None

"""Being signed in: what is known of a session, a login elsewhere, a meeting and a role that was given."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

PASSPHRASE, MEETING, LOGIN = "passphrase", "meeting", "login"
"""How somebody signed in: by a passphrase, by that of a meeting, or at a provider of OpenID Connect."""

LASTS = timedelta(hours=12)
"""No session lasts longer, whatever happens in it."""

LASTS_UNSEEN = timedelta(hours=2)
"""A session of which nothing is heard ends."""

CLOCKS_DIFFER = timedelta(minutes=5)
"""A provider's clock may be so far ahead."""


@dataclass(frozen=True)
class Session:
    """
    Somebody who is signed in.

    Attributes
    ----------
    session_id
        Names the session in lists; opens nothing.
    how
        `PASSPHRASE`, `MEETING` or `LOGIN`.
    who
        The verified e-mail address or the subject of a login; "" for a passphrase, which belongs to nobody.
    role
        What counts now (`geo.roles`): the public where a login has no role.
    began_at, until
        Moments, UTC, ISO 8601.
    """

    session_id: str
    how: str
    who: str
    role: str
    began_at: str
    until: str


@dataclass(frozen=True)
class Login:
    """
    Somebody whom a provider of OpenID Connect knows.

    Attributes
    ----------
    key
        Names this one login, the same each time it is shown and another after the next login; not kept as it is.
    subject
        The provider and its name for the person, with # between.
    email
        Only when the provider verified it, in lower case; else "".
    """

    key: str
    subject: str
    email: str
    issued_at: datetime


@dataclass(frozen=True)
class Grant:
    """A role that somebody has from the day on which it was given; `who` is an e-mail address or a subject."""

    who: str
    role: str
    since: str


@dataclass(frozen=True)
class Meeting:
    """A meeting that is going on; moments are UTC, ISO 8601."""

    meeting_id: str
    began_at: str
    until: str


@dataclass(frozen=True)
class Standing:
    """
    What is known of a visitor.

    Attributes
    ----------
    session
        None for who is not signed in.
    meeting
        The meeting that is going on, or None.
    is_guarded
        Whether any passphrase or role was ever given out: then nobody is a connector without signing in.
    """

    session: Session | None = None
    meeting: Meeting | None = None
    is_guarded: bool = False


def read_login(claims: Mapping[str, object]) -> Login | None:
    """
    Read what a provider says of who is signed in there.

    Parameters
    ----------
    claims
        Claims of the id token (OpenID Connect Core 1.0, section 2), verified by who received it.

    Returns
    -------
    login
        None where a claim is missing by which one login is told from another.
    """
    issuer, subject, issued = (claims.get(name) for name in ("iss", "sub", "iat"))
    if not issuer or not subject or not isinstance(issued, int | float):
        return None
    is_verified = claims.get("email_verified") is True
    text = json.dumps(dict(claims), sort_keys=True, default=str)
    return Login(
        key=hashlib.sha256(text.encode()).hexdigest(),
        subject=f"{issuer}#{subject}",
        email=known_as(str(claims.get("email") or "")) if is_verified else "",
        issued_at=datetime.fromtimestamp(issued, UTC),
    )


def known_as(who: str) -> str:
    """Write an e-mail address as it is compared; a subject, which has a #, stays as it is."""
    return who.strip() if "#" in who else who.strip().casefold()


def is_fresh(login: Login, when: datetime) -> bool:
    """Tell whether a login is recent enough to begin a session."""
    return when - LASTS < login.issued_at <= when + CLOCKS_DIFFER

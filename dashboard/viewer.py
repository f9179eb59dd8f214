"""Who looks at the page, and in which role: looked up each time, so that an end counts at once."""

import ipaddress
from collections.abc import Mapping

import streamlit as st

from geo.inventory import data_home, lookup_store, store_path
from geo.signing import Login, Session, Standing, read_login
from geo.terms import CONNECTOR, NEIGHBOURS, PUBLIC

SESSION = "krachtenkaart_session"
"""The cookie of who signed in by a passphrase."""

_FORWARDED = ("X-Forwarded-For", "X-Real-Ip", "Forwarded", "Via")


def role() -> str:
    """
    Tell the role of the present visitor (`geo.roles`).

    Returns
    -------
    role
        What the session of who is signed in gives. Else the connector is the person at the keyboard, until a
        passphrase or a role was given out; during a meeting visitors are neighbours. Everybody else is the public;
        when in doubt, too.
    """
    found = standing()
    if found.session:
        return found.session.role
    if is_forwarded():
        return PUBLIC
    if is_at_keyboard() and not found.is_guarded:
        return CONNECTOR
    return NEIGHBOURS if found.meeting else PUBLIC


def standing() -> Standing:
    """Tell what is known of the present visitor now."""
    return lookup_store(store_path(data_home())).standing(token(), login=login())


def session() -> Session | None:
    """Give the session of who is signed in."""
    return standing().session


def sign_out() -> None:
    """End the session of the present visitor."""
    lookup_store(store_path(data_home())).end_session(token(), login=login())


def token() -> str:
    """Give the cookie of a session, or ""."""
    return str(st.context.cookies.get(SESSION, ""))


def login() -> Login | None:
    """Give whom a provider of OpenID Connect says the visitor is."""
    claims: Mapping[str, object] = st.user.to_dict()
    return read_login(claims) if claims.get("is_logged_in") is True else None


def is_at_keyboard() -> bool:
    """Tell whether the server listens to this machine only, and the request came straight from it."""
    host = _host(st.context.headers.get("Host", ""))
    return not is_forwarded() and is_loopback(st.get_option("server.address")) and is_loopback(host)


def is_forwarded() -> bool:
    """Tell whether the request came through another server, which may carry anybody's."""
    headers = st.context.headers
    return any(name in headers for name in _FORWARDED)


def _host(header: str) -> str:
    return header.rsplit(":", 1)[0].strip("[]") if ":" in header else header


def is_loopback(address: str | None) -> bool:
    """Tell whether a name or address means the machine itself."""
    if address == "localhost":
        return True
    try:
        return ipaddress.ip_address(address or "").is_loopback
    except ValueError:
        return False


def is_nearby(address: str | None) -> bool:
    """Tell whether an address is one of a local network, which nobody reaches from elsewhere."""
    try:
        return ipaddress.ip_address(address or "").is_private
    except ValueError:
        return (address or "").endswith(".local")

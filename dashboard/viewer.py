"""In which role someone looks at the page."""

import ipaddress

import streamlit as st

from geo.terms import CONNECTOR, PUBLIC

_FORWARDED = ("X-Forwarded-For", "X-Real-Ip", "Forwarded", "Via")


def role() -> str:
    """
    Tell the role of the present visitor.

    Returns
    -------
    role
        The connector is the person at the keyboard: the server listens on this machine only and the request
        came straight from it. Everybody else is the public; when in doubt, too.
    """
    headers = st.context.headers
    if any(name in headers for name in _FORWARDED):
        return PUBLIC
    is_local = is_loopback(st.get_option("server.address")) and is_loopback(_host(headers.get("Host", "")))
    return CONNECTOR if is_local else PUBLIC


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

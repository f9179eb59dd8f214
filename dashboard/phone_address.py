"""The address by which a phone in the room reaches a page of this app, where there is one."""

import socket
from urllib.parse import urlencode, urlsplit, urlunsplit

from dashboard.viewer import is_loopback

EVERYWHERE = ("0.0.0.0", "::", "")
"""Addresses of a server that listens beyond this machine."""

LONGEST = 200
"""Characters; a longer address makes a code that no phone reads from the back row."""


def phone_address(
    here: str, *, page: str, path: str, language: str = "", listens_on: str | None, own_address: str | None
) -> str:
    """
    Give the address to scan.

    Parameters
    ----------
    here
        Address of the page that shows the code, as its browser reached it.
    page, path
        Last part of the path of that page, and of the one to open.
    language
        Language to open it in, or "" for the default.
    listens_on
        Address on which the server listens; None where nobody has said.
    own_address
        This machine's address in the local network, or None.

    Returns
    -------
    address
        "" where a phone cannot reach this machine, or the address is not known or too long.
    """
    parts = urlsplit(here)
    host = parts.hostname or ""
    if not host:
        return ""
    if is_loopback(host):
        if listens_on not in EVERYWHERE or not own_address:
            return ""
        host = own_address
    netloc = (f"[{host}]" if ":" in host else host) + (f":{parts.port}" if parts.port else "")
    base = parts.path.rstrip("/").removesuffix(page)
    query = urlencode({"lang": language} if language else {})
    address = urlunsplit((parts.scheme, netloc, f"{base.rstrip('/')}/{path}", query, ""))
    return address if len(address) <= LONGEST else ""


def local_network_address() -> str | None:
    """Tell this machine's address in the local network; None without one. Nothing is sent to find it."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(("10.255.255.255", 9))  # a datagram socket only looks up which way it would go
        except OSError:
            return None
        address = str(probe.getsockname()[0])
    return None if is_loopback(address) or address == "0.0.0.0" else address

"""
Files for one person, each behind a link that works once.

Streamlit's own download button puts a file where everybody with the address finds it for as long as the server
runs. Here a file waits in memory, for a few minutes, behind a random token; who asks for it takes it away.
"""

import secrets
import time
from collections import OrderedDict
from collections.abc import Callable
from threading import Lock
from typing import NamedTuple

LIFETIME_S = 300.0
MOST_WAITING = 500
MOST_BYTES = 200_000_000
"""More files than this, or larger ones together, do not wait at once; the oldest go first."""

_TOKEN_BYTES = 24


class Ticket(NamedTuple):
    """A file that waits: its bytes, its plain ASCII name and its media type."""

    body: bytes
    filename: str
    media_type: str


class Tickets:
    """Files that wait for whoever holds their token; safe for many threads."""

    def __init__(self, *, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._waiting: OrderedDict[str, tuple[float, Ticket]] = OrderedDict()
        self._turn = Lock()

    def issue(self, ticket: Ticket) -> str:
        """Let a file wait, and give the token that fetches it once within `LIFETIME_S`."""
        token = secrets.token_urlsafe(_TOKEN_BYTES)
        with self._turn:
            self._forget_old()
            self._waiting[token] = (self._clock() + LIFETIME_S, ticket)
            while len(self._waiting) > MOST_WAITING or (len(self._waiting) > 1 and self._size() > MOST_BYTES):
                self._waiting.popitem(last=False)
        return token

    def redeem(self, token: str) -> Ticket | None:
        """Give the file and forget it; None when the token is unknown, used or too old."""
        with self._turn:
            self._forget_old()
            _, ticket = self._waiting.pop(token, (0.0, None))
        return ticket

    def _size(self) -> int:
        return sum(len(ticket.body) for _, ticket in self._waiting.values())

    def _forget_old(self) -> None:
        now = self._clock()
        while self._waiting and next(iter(self._waiting.values()))[0] <= now:
            self._waiting.popitem(last=False)


TICKETS = Tickets()
"""Those of this server."""

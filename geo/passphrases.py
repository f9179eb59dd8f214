"""
Passphrases: made up, kept as a digest that is slow to guess from, and compared; and no more tries than a person needs.

References
----------
RFC 9106 (Argon2id), section 4; NIST SP 800-63B, section 5.2.2 (limits on tries).
"""

import secrets
import unicodedata
from collections import deque
from ipaddress import IPv6Address, ip_address
from threading import Lock

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from geo.errors import AccessError

AT_LEAST = 12
"""Characters of a passphrase that somebody chooses."""

AT_MOST = 200

WINDOW_S = 300.0
"""Tries are counted over so long."""

TRIES_PER_ADDRESS, TRIES_IN_TOTAL = 5, 40

_PARTS, _SYLLABLES = 4, 2
_CONSONANTS, _VOWELS = "bdfghjklmnprstvz", "aeiou"

_HASHER = PasswordHasher()
_NOBODYS = "$argon2id$v=19$m=65536,t=3,p=4$c29tZXNhbHRzb21lc2FsdA$" + "A" * 43
"""Compared where there is no passphrase, so that the answer takes as long."""


def invent() -> str:
    """Make up a passphrase that can be read out loud; 80^8 = 2^50 are possible."""
    sounds = [consonant + vowel for consonant in _CONSONANTS for vowel in _VOWELS]
    return "-".join("".join(secrets.choice(sounds) for _ in range(_SYLLABLES)) for _ in range(_PARTS))


def digest(passphrase: str) -> str:
    """
    Give what is kept of a passphrase.

    Raises
    ------
    AccessError
        `access.passphrase_length` when it is too short or too long.
    """
    plain = _plain(passphrase)
    if not AT_LEAST <= len(plain) <= AT_MOST:
        raise AccessError("access.passphrase_length", least=AT_LEAST, most=AT_MOST)
    return _HASHER.hash(plain)


def is_of(kept: str, passphrase: str) -> bool:
    """Tell whether this is the passphrase of which a digest was kept; with "" it takes as long, and is none."""
    try:
        return _HASHER.verify(kept or _NOBODYS, _plain(passphrase[: 2 * AT_MOST]))
    except (VerificationError, InvalidHashError):
        return False


def _plain(passphrase: str) -> str:
    """Take away what two keyboards write differently, and what is no text."""
    return unicodedata.normalize("NFKC", passphrase).strip().encode("utf-8", "replace").decode("utf-8")


class Tries:
    """
    Counts tries per address and in total, so that nobody can guess for long.

    A try counts from the moment it begins, so that many at once do not slip through together. Moments are seconds
    of a clock that never goes back.
    """

    def __init__(self) -> None:
        self._tries: deque[tuple[float, str]] = deque()
        self._turn = Lock()

    def begin(self, address: str, *, now: float) -> None:
        """
        Begin a try.

        Raises
        ------
        AccessError
            `access.too_many_tries`, with the minutes to wait.
        """
        with self._turn:
            while self._tries and self._tries[0][0] <= now - WINDOW_S:
                self._tries.popleft()
            mine = [moment for moment, one in self._tries if one == network_of(address)]
            waits = [
                moments[-most] + WINDOW_S - now
                for moments, most in ((mine, TRIES_PER_ADDRESS), (self._moments(), TRIES_IN_TOTAL))
                if len(moments) >= most
            ]
            if waits:
                raise AccessError("access.too_many_tries", minutes=max(1, round(max(waits) / 60)))
            self._tries.append((now, network_of(address)))

    def forgive(self, address: str) -> None:
        """Forget the tries of an address that got it right."""
        with self._turn:
            self._tries = deque(one for one in self._tries if one[1] != network_of(address))

    def _moments(self) -> list[float]:
        return [moment for moment, _ in self._tries]


def network_of(address: str) -> str:
    """Give the address, of IPv6 the network of one household (/64): who has one address there has them all."""
    try:
        found = ip_address(address)
    except ValueError:
        return address
    if not isinstance(found, IPv6Address):
        return str(found)
    return str(found.ipv4_mapped or IPv6Address(int(found) >> 64 << 64))

"""Signing in, for tests: passphrases that are compared quickly, and logins."""

from dataclasses import replace
from datetime import datetime

import pytest
from argon2 import PasswordHasher

from geo.signing import Login, read_login
from tests.stores import NOW

PHRASE = "samen aan tafel"


def hash_quickly(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let passphrases be digested in a millisecond; how slow they are is the library's own default."""
    quick = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
    monkeypatch.setattr("geo.passphrases._HASHER", quick)
    monkeypatch.setattr("geo.passphrases._NOBODYS", quick.hash("nobody's"))


def claims(
    *, sub: str = "42", nonce: str = "first", when: datetime = NOW, **other: object
) -> dict[str, object]:
    """Make the claims of an id token; the arguments are what differs."""
    return {"iss": "https://id.example", "sub": sub, "iat": int(when.timestamp()), "nonce": nonce} | other


def login(email: str = "", **differs: object) -> Login:
    """Make a login; an e-mail address given here was verified."""
    found = read_login(claims(**differs))  # type: ignore[arg-type]  # keywords of `claims`
    assert found
    return replace(found, email=email)

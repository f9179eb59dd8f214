"""
What had better not stand in a text that others read: phone numbers, addresses, numbers like a BSN, health.

Hints for a friendly question, not judgements: they find what is written plainly and nothing that is hidden.
"""

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

from geo.datafile import DATA
from geo.words import fold

PHONE, EMAIL, ADDRESS, BSN, HEALTH = "phone", "email", "address", "bsn", "health"
REASONS = (PHONE, EMAIL, ADDRESS, BSN, HEALTH)

HEALTH_WORDS_FILE = DATA / "health_words.txt"

_EMAIL = re.compile(r"[^\s@<>,;]{1,64}@[^\s@<>,;]+\.[^\W\d_]{2,}")
_NUMBER = re.compile(r"(?<![\w+])(?:\+|00)?\d(?:[ .\-/()]{0,2}\d){7,13}(?!\w)")
_PHONE = re.compile(r"(?:0031|31|0)0?[1-9]\d{8}")
_NOT_A_HOUSE = r"(?![.:]\d|\s*(?:uur|jaar|keer|mensen|personen|euro|%))"
_NUMBER_OF_HOUSE = rf"\s+\d{{1,5}}(?:\s?-?[a-z]|\s?(?:bis|hs|huis|i{{1,3}}))?\b{_NOT_A_HOUSE}"
_STREET = re.compile(
    r"\b[^\W\d_][\w'’.\-]*(?:straat|laan|weg|plein|gracht|kade|dijk|steeg|hof|singel|pad|park|dreef|plantsoen|street|lane"
    rf"|road|avenue){_NUMBER_OF_HOUSE}",
    re.IGNORECASE,
)
_NAMED_STREET = re.compile(
    r"\b[A-Z][\w'’.\-]*(?:oord|burg|wal|haven|markt|erf|ring|baan|brug|kamp|akker|meent|hoeve|weide|waard|zijde|boulevard)"
    rf"{_NUMBER_OF_HOUSE}(?!\s*(?:jan|feb|maart|apr|mei|juni|juli|aug|sep|okt|nov|dec|may|june|july|oct))"
)
_STREET_AFTER = re.compile(
    r"\b\d{1,5}[a-z]?\s+(?:[A-Z][\w'’\-]*\s+){1,3}(?:Street|Road|Lane|Avenue|Drive|Court|Square)\b"
)
_AT_HOME = re.compile(
    r"\b[wl](?:oon|onen|oont|ive|ives|iving)\b[^.!?\n\d]{0,40}\b[A-Z][\w'’\-]+" + _NUMBER_OF_HOUSE
)
_HOUSE = re.compile(
    r"\b[1-9]\d{3}\s?[A-Za-z]{2}\s+\d{1,5}\b|\b(?:huisnummer|house number|nr\.?)\s*\d{1,5}\b", re.I
)
_BSN_WEIGHTS = (9, 8, 7, 6, 5, 4, 3, 2, -1)


class Hint(NamedTuple):
    """One thing that a text holds: why it is pointed at (one of `REASONS`), and what was found."""

    reason: str
    found: str


def find_hints(text: str) -> tuple[Hint, ...]:
    """Point at what had better not stand in a text that others read, each thing once, in the order of the text."""
    return tuple(dict.fromkeys((*_addresses(text), *_numbers(text), *_health(text))))


def is_bsn(digits: str) -> bool:
    """
    Tell whether nine digits (or eight, with the zero left out) pass the eleven test of the BSN.

    References
    ----------
    Rijksdienst voor Identiteitsgegevens, Logisch Ontwerp BSN: 9a + 8b + ... + 2h - i is divisible by 11.
    """
    digits = digits.zfill(9)
    if len(digits) != 9 or not digits.isdecimal() or digits == "000000000":
        return False
    return sum(weight * int(digit) for weight, digit in zip(_BSN_WEIGHTS, digits, strict=True)) % 11 == 0


def _addresses(text: str) -> Iterator[Hint]:
    yield from (Hint(EMAIL, match[0]) for match in _EMAIL.finditer(text))
    for pattern in (_STREET, _NAMED_STREET, _STREET_AFTER, _AT_HOME, _HOUSE):
        yield from (Hint(ADDRESS, match[0]) for match in pattern.finditer(text))


def _numbers(text: str) -> Iterator[Hint]:
    for match in _NUMBER.finditer(text):
        digits = re.sub(r"\D", "", match[0])
        if _PHONE.fullmatch(digits) or (match[0].startswith("+") and len(digits) > 8):
            yield Hint(PHONE, match[0])
        elif len(digits) in (8, 9) and not match[0].startswith("+") and is_bsn(digits):
            yield Hint(BSN, match[0])


def _health(text: str) -> Iterator[Hint]:
    folded = f" {fold(text)} "
    yield from (Hint(HEALTH, word) for word in _health_words() if f" {word} " in folded)


@lru_cache(maxsize=1)
def _health_words() -> tuple[str, ...]:
    lines = HEALTH_WORDS_FILE.read_text("utf-8").splitlines()
    return tuple(dict.fromkeys(fold(line) for line in lines if line.strip() and not line.startswith("#")))

"""
Dutch postcodes as people write them.

A PC6 is four digits and two letters ("1811AB"), a PC4 only the digits ("1811"). No Dutch postcode starts with
a zero, and the letters SA, SD and SS are unused.
"""

import re
import unicodedata
from collections.abc import Hashable
from string import ascii_lowercase, ascii_uppercase

import pandas as pd

from geo.errors import PostcodeError

CANONICAL = re.compile(r"[1-9][0-9]{3}(?!SA|SD|SS)(?:[A-Z]{2})?")
"""A postcode in the one form that the program uses: "1811AB" or "1811"; match it fully."""

MAX_CHARACTERS = 80
"""No one writes a longer postcode, even with the name of a city behind it."""

UNUSED_LETTERS = frozenset({"SA", "SD", "SS"})

_GAP = r"[ .\-_/‐–—−]{0,3}"
_COUNTRY = rf"(?:NL(?:D)?{_GAP})?"
_CITY = r"(?:[ ,;/(-]+['’]?[^\W\d_][^\d]*)?"
_POSTCODE = re.compile(rf"{_COUNTRY}(?P<digits>[1-9][0-9]{{3}}){_GAP}(?P<letters>[A-Z][ .]?[A-Z]){_CITY}")
_PC4 = re.compile(rf"{_COUNTRY}(?P<digits>[1-9][0-9]{{3}})(?:[.,]0+)?")  # a spreadsheet makes 1811.0 of 1811
_CAPITALS = str.maketrans(ascii_lowercase, ascii_uppercase)  # str.upper would make SS of ß and I of ı
_WRAPPING = " \"'`‘’“”´.,;:=()[]"

# Why a text is none, the first that fits; tried in this order once the text is known to be no postcode.
_REASONS = tuple(
    (code, re.compile(pattern))
    for code, pattern in {
        "postcode.belgian": rf"(?:B|BE|BEL){_GAP}[0-9]{{4}}\b.*",
        "postcode.leading_zero": rf"{_COUNTRY}0[0-9]{{3}}(?:[^0-9].*)?",
        "postcode.letter_for_digit": rf"{_COUNTRY}[0-9OIL|]{{4}}(?:{_GAP}[A-Z]{{2}})?",
        "postcode.foreign": rf"(?:A|AT|CH|D|DE|DK|F|FR|GB|L|LU|LUX|S|UK){_GAP}[0-9]{{3,5}}\b.*",
        "postcode.five_digits": rf"{_COUNTRY}[0-9]{{5}}(?:[^0-9].*)?",
        "postcode.many_digits": rf"{_COUNTRY}[0-9]{{6,}}(?:[^0-9].*)?",
        "postcode.one_letter": rf"{_COUNTRY}[0-9]{{4}}{_GAP}[A-Z](?:[^A-Z].*)?",
        "postcode.many_letters": rf"{_COUNTRY}[0-9]{{4}}{_GAP}[A-Z]{{3,}}.*",
        "postcode.few_digits": rf"{_COUNTRY}[0-9]{{1,3}}(?:{_GAP}[A-Z]{{2}})?",
        "postcode.letters_first": rf"[A-Z]{{2}}{_GAP}[0-9]{{4}}",
        "postcode.extra": rf"{_COUNTRY}[0-9]{{4}}.*",
    }.items()
)


def parse_postcode(text: object) -> str:
    """
    Read one postcode in any way people write it.

    Parameters
    ----------
    text
        What somebody wrote, such as "1811 ab", "NL-1811AB", "1811 AB Alkmaar" or a spreadsheet's 1811.0.

    Returns
    -------
    postcode
        "1811AB", or "1811" when there are no letters.

    Raises
    ------
    PostcodeError
        With the reason as its code (`postcode.leading_zero`, ...) and the text as `value`.

    References
    ----------
    Form and unused letters as in python-stdnum, `stdnum.nl.postcode`; its single reason is too coarse here.
    """
    raw = "" if _is_missing(text) else str(text)
    if len(raw) <= 6 and CANONICAL.fullmatch(raw):
        return raw
    if len(raw) > MAX_CHARACTERS:
        raise _none("postcode.too_long", raw)
    plain = _simplify(raw)
    found = _POSTCODE.fullmatch(plain) or _PC4.fullmatch(plain)
    if not found:
        raise _none(_reason(plain), raw)
    letters = found.groupdict().get("letters", "").replace(" ", "").replace(".", "")
    if letters in UNUSED_LETTERS:
        raise _none("postcode.letters_unused", raw)
    return found["digits"] + letters


def parse_postcodes(texts: pd.Series) -> pd.DataFrame:
    """
    Read a column of postcodes; every different text is read once.

    Parameters
    ----------
    texts
        Texts or numbers, shape (n,), any index.

    Returns
    -------
    postcodes
        Index of `texts`; `postcode` is canonical or "" where there is none, `code` then tells why, else "".
    """
    positions, unique = pd.factorize(texts)
    read = [_parse_or_reason(text) for text in unique]
    read.append(("", "postcode.empty"))  # factorize gives missing values position -1: the last
    columns = pd.DataFrame(read, columns=["postcode", "code"], dtype="str")
    return columns.take(positions % len(read)).set_axis(texts.index)


def _parse_or_reason(text: Hashable) -> tuple[str, str]:
    try:
        return parse_postcode(text), ""
    except PostcodeError as error:
        return "", error.code


def _is_missing(value: object) -> bool:
    return value is None or value is pd.NA or value is pd.NaT or (isinstance(value, float) and value != value)


def _simplify(raw: str) -> str:
    """Fold wide and foreign digits, spaces, capitals; drop invisible signs and what people wrap around it."""
    folded = unicodedata.normalize("NFKC", raw)
    digits = (str(unicodedata.decimal(character, character)) for character in folded)
    visible = (character for character in digits if unicodedata.category(character) != "Cf")
    return " ".join("".join(visible).split()).strip(_WRAPPING).translate(_CAPITALS)


def _reason(plain: str) -> str:
    if not any(character.isalnum() for character in plain):
        return "postcode.empty"
    return next((code for code, pattern in _REASONS if pattern.fullmatch(plain)), "postcode.not_one")


def _none(code: str, raw: str) -> PostcodeError:
    shown = " ".join(raw.split())
    return PostcodeError(code, value=shown if len(shown) <= 40 else f"{shown[:39]}…")

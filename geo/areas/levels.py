"""The levels of areas: gemeente, wijk, buurt and PC4, and how CBS writes their codes and columns."""

import re
from dataclasses import dataclass

GEMEENTE, WIJK, BUURT, PC4 = "gemeente", "wijk", "buurt", "pc4"


@dataclass(frozen=True)
class Level:
    """
    One way to divide the country.

    Attributes
    ----------
    code
        One of `LEVELS`.
    collection
        Name of the collection at PDOK; in a GeoPackage of CBS the layer's name begins so.
    pattern
        What an official code looks like.
    code_names, name_names
        Columns of the code and of the name in files of CBS and PDOK, in small letters and digits only.
    """

    code: str
    collection: str
    pattern: re.Pattern[str]
    code_names: tuple[str, ...]
    name_names: tuple[str, ...]


_ANY_CODE = ("statcode", "code")
_ANY_NAME = ("statnaam", "naam", "name")

_LEVELS = (
    Level(
        GEMEENTE,
        "gemeenten",
        re.compile(r"GM\d{4}"),
        ("gemeentecode", "gmcode", *_ANY_CODE),
        ("gemeentenaam", "gmnaam", "gemeente", *_ANY_NAME),
    ),
    Level(
        WIJK,
        "wijken",
        re.compile(r"WK\d{4}[0-9A-Z]{2}"),
        ("wijkcode", "wkcode", *_ANY_CODE),
        ("wijknaam", "wknaam", "wijk", *_ANY_NAME),
    ),
    Level(
        BUURT,
        "buurten",
        re.compile(r"BU\d{4}[0-9A-Z]{4}"),
        ("buurtcode", "bucode", *_ANY_CODE),
        ("buurtnaam", "bunaam", "buurt", *_ANY_NAME),
    ),
    Level(
        PC4,
        "postcode4",
        re.compile(r"[1-9]\d{3}"),
        ("pc4", "postcode4", "pc4code", "postcode", *_ANY_CODE),
        _ANY_NAME,
    ),
)
LEVELS = tuple(level.code for level in _LEVELS)
"""From coarse to fine."""

_BY_CODE = {level.code: level for level in _LEVELS}


def level_of(code: str) -> Level:
    """Give the level with this code, one of `LEVELS`."""
    return _BY_CODE[code]


def gemeente_of(area_code: str) -> str:
    """Tell in which gemeente an official wijk, buurt or gemeente lies; "" for any other code."""
    is_official = any(_BY_CODE[level].pattern.fullmatch(area_code) for level in (GEMEENTE, WIJK, BUURT))
    return f"GM{area_code[2:6]}" if is_official else ""

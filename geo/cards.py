"""
Cards: what a person, group or place tells about itself, checked, and as others will see it.

A card is the content of one asset. Where it stands in its life is its state; only an active card is ever in an
asset frame.
"""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import asdict, dataclass, replace

import geopandas as gpd
import pandas as pd
from shapely import Point

from geo import frames
from geo.crs import RD
from geo.errors import CardError
from geo.freetext import BSN, find_hints
from geo.gifts import Gift, format_gifts, parse_gifts
from geo.importing.details import mend_website
from geo.initiatives import fresh_id
from geo.postcodes.parsing import parse_postcode
from geo.postcodes.table import Place, PostcodeTable
from geo.terms import KINDS

WAITING, ACTIVE, HIDDEN, ASLEEP = "waiting", "active", "hidden", "asleep"
HELD, DELETED = "held", "deleted"
STATES = (WAITING, ACTIVE, HIDDEN, ASLEEP, HELD, DELETED)
"""
Waiting for the connector, shown, hidden by its person, or asleep until its person says yes; held back by the
connector, or deleted by the connector and about to be erased. Erased is gone.
"""

IMPORTED, OWN, BEHALF = "import", "own", "behalf"
ORIGINS = (IMPORTED, OWN, BEHALF)
"""How a card came: in a list, from its person, or from the connector on that person's behalf."""

OWNER = "owner"
"""Who holds the secret link of a card, where it is told who did something."""

NAME_AT_MOST = 80
LINE_AT_MOST = 200
TEXT_AT_MOST = 600
GIFTS_AT_MOST = 30
WORDS_AT_MOST = 30

_TEXTS = {  # field -> most characters
    "name": NAME_AT_MOST,
    "description": TEXT_AT_MOST,
    "meets": LINE_AT_MOST,
    "contact": LINE_AT_MOST,
    "website": LINE_AT_MOST,
}


@dataclass(frozen=True)
class Card:
    """
    The content of one asset; fields as in `geo.frames`.

    Attributes
    ----------
    x, y
        EPSG:28992 metres: the middle of the postcode, never a house.
    """

    asset_id: str
    kind: str
    subkind: str
    name: str
    description: str
    gifts: str
    words: str
    postcode: str
    placed_by: str
    meets: str
    contact: str
    website: str
    x: float
    y: float


CONTENT = tuple(name for name in Card.__dataclass_fields__ if name not in ("asset_id", "kind"))
"""Fields that its person may change."""


def make_card(
    *,
    kind: str,
    name: str,
    postcode: str,
    postcodes: PostcodeTable,
    gifts: Iterable[Gift] = (),
    words: Iterable[tuple[str, str]] = (),
    subkind: str = "",
    description: str = "",
    meets: str = "",
    contact: str = "",
    website: str = "",
    asset_id: str = "",
) -> Card:
    """
    Make a card from what was typed.

    Parameters
    ----------
    postcode
        As people write it.
    words
        What the vocabulary does not know, each with its mode.
    asset_id
        A random one unless given.

    Raises
    ------
    PostcodeError
        If the postcode is none.
    CardError
        `card.no_name`, `card.too_long`, `card.nothing` (no capability and no words), `card.too_many`,
        `card.place_unknown`, `card.website`, or `card.bsn` when a text holds what looks like a BSN.
    """
    assert kind in KINDS
    texts = {
        "name": one_line(name),
        "description": clean_text(description),
        "meets": one_line(meets),
        "contact": one_line(contact),
        "website": mend_website(one_line(website)),
    }
    _require_texts(texts, website)
    given, own_words = frozenset(gifts), _own_words(words)
    if not given and not own_words:
        raise CardError("card.nothing")
    if len(given) > GIFTS_AT_MOST or len(own_words) > WORDS_AT_MOST:
        raise CardError("card.too_many", most=GIFTS_AT_MOST)
    refuse_bsn([*texts.values(), *own_words])
    code, place = _located(postcode, postcodes)
    return Card(
        asset_id=asset_id or fresh_id(),
        kind=kind,
        subkind=subkind,
        gifts=format_gifts(given),
        words="; ".join(own_words),
        postcode=code,
        placed_by=place.placed_by,
        x=place.x,
        y=place.y,
        **texts,  # type: ignore[arg-type]  # all of them text
    )


def _require_texts(texts: dict[str, str], website: str) -> None:
    if not any(unicodedata.category(sign)[0] in "LN" for sign in texts["name"]):
        raise CardError("card.no_name")
    for field, most in _TEXTS.items():
        if len(texts[field]) > most:
            raise CardError("card.too_long", most=most, found=len(texts[field]))
    if website.strip() and not texts["website"]:
        raise CardError("card.website")


def _own_words(words: Iterable[tuple[str, str]]) -> list[str]:
    """Write own words as the asset frame has them; the signs that part them there cannot stand in them."""
    pairs = ((re.sub(r"[:;]", ",", one_line(word)).strip(", "), mode) for word, mode in words)
    found = list(dict.fromkeys(f"{word}:{mode}" for word, mode in pairs if word))
    if any(len(word) > LINE_AT_MOST for word in found):
        raise CardError("card.too_long", most=LINE_AT_MOST, found=max(map(len, found)))
    return found


def refuse_bsn(texts: Iterable[str]) -> None:
    """Let texts pass that hold nothing like a BSN, or raise `CardError` `card.bsn`."""
    if any(hint.reason == BSN for text in texts for hint in find_hints(text)):
        raise CardError("card.bsn")


def _located(postcode: str, postcodes: PostcodeTable) -> tuple[str, Place]:
    code = parse_postcode(postcode)
    located = postcodes.locate([code])
    if not located.placed_by[0]:
        raise CardError("card.place_unknown", postcode=code)
    return code, Place(float(located.x[0]), float(located.y[0]), str(located.placed_by[0]))


def one_line(text: str) -> str:
    """Make one line of what was typed: white space becomes single spaces, what cannot be seen goes."""
    return " ".join(clean_text(text).split())


def clean_text(text: str) -> str:
    """Take out control characters and marks that turn the reading direction; line ends stay."""
    kept = (sign for sign in text.replace("\r\n", "\n") if sign == "\n" or _is_plain(sign))
    return "".join(kept).strip()


def _is_plain(sign: str) -> bool:
    return sign == "\t" or unicodedata.category(sign) not in ("Cc", "Cf", "Cs", "Co", "Zl", "Zp")


def as_frame(
    card: Card, *, audience: str, source: str = "", confirmed_on: str | None = None
) -> gpd.GeoDataFrame:
    """
    Make the asset frame that holds this card alone, EPSG:28992, shape (1, 16).

    It is not validated again, which takes longer than all else a form does: `make_card` saw to it.
    """
    row = asdict(card) | {frames.AUDIENCE: audience, frames.SOURCE: source}
    columns = pd.DataFrame({name: [row[name]] for name in frames.TEXT_COLUMNS}, dtype="str")
    columns[frames.CONFIRMED_ON] = pd.to_datetime(pd.Series([confirmed_on])).astype("datetime64[s]")
    return gpd.GeoDataFrame(columns, geometry=gpd.GeoSeries([Point(card.x, card.y)], crs=RD))


def changes(before: Card, after: Card) -> dict[str, tuple[object, object]]:
    """Give each field that differs with its value before and after."""
    return {
        name: (getattr(before, name), getattr(after, name))
        for name in CONTENT
        if getattr(before, name) != getattr(after, name)
    }


def filled_in(kept: Card, other: Card) -> Card:
    """
    Fill in a card with what another of the same person or group says: what it says itself stays as it is.

    Empty texts are taken from the other; gifts and words of both count. The place stays.
    """
    texts = {name: getattr(kept, name) or getattr(other, name) for name in (*_TEXTS, "subkind")}
    words = list(dict.fromkeys(filter(None, [*kept.words.split("; "), *other.words.split("; ")])))
    gifts = format_gifts([*parse_gifts(kept.gifts), *parse_gifts(other.gifts)])
    return replace(kept, **texts, gifts=gifts, words="; ".join(words))


def joined(kept: Card, other: Card) -> Card:
    """
    Join two cards of the same person or group by hand: the first stays, filled in from the second.

    What the second says goes first where both say something; gifts and words of both count.
    """
    texts = {name: getattr(other, name) or getattr(kept, name) for name in _TEXTS}
    words = list(dict.fromkeys(filter(None, [*kept.words.split("; "), *other.words.split("; ")])))
    gifts = format_gifts([*parse_gifts(kept.gifts), *parse_gifts(other.gifts)])
    place = {name: getattr(other, name) for name in ("postcode", "placed_by", "x", "y")}
    return replace(
        kept, **texts, **place, gifts=gifts, words="; ".join(words), subkind=kept.subkind or other.subkind
    )

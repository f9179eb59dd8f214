"""The smaller fields of a row: name, audience, website, date, id."""

import re
import secrets
import unicodedata
from collections.abc import Set
from datetime import date

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from geo.frames import ID_PATTERN
from geo.importing.candidates import Candidates, map_unique, texts
from geo.sources.columns import AUDIENCE, CONFIRMED_ON, ID, NAME, WEBSITE
from geo.terms import CONNECTOR, NEIGHBOURS, PUBLIC, TALENT
from geo.words import fold

_AUDIENCE_WORDS = {
    PUBLIC: (
        *("public", "openbaar", "publiek", "iedereen", "everyone", "everybody", "all", "alle", "allemaal"),
        *("ja", "yes", "open"),
    ),
    NEIGHBOURS: (
        *(
            "neighbours",
            "neighbors",
            "neighbourhood",
            "buren",
            "buurt",
            "buurtgenoten",
            "wijk",
            "wijkgenoten",
        ),
        *("buurtbewoners", "wijkbewoners", "alleen buren", "only neighbours"),
    ),
    CONNECTOR: (
        *("connector", "verbinder", "buurtverbinder", "alleen verbinder", "alleen de verbinder"),
        *(
            "alleen de buurtverbinder",
            "only the connector",
            "prive",
            "private",
            "niemand",
            "nobody",
            "nee",
            "no",
        ),
    ),
}
_AUDIENCE_OF = {word: audience for audience, words in _AUDIENCE_WORDS.items() for word in words}

_HTTP = re.compile(r"https?://[^\s/?#@\\<>\"']+(?:[/?#][^\s<>\"]*)?", re.IGNORECASE)
_DOMAIN = re.compile(r"(?:[^\W_](?:[\w-]*[^\W_])?\.)+[^\W\d_]+\.?(?::\d{1,5})?(?:[/?#][^\s<>\"]*)?")
_SLIPS = (  # how people mistype an address: "www: a.nl", "www,a,nl", "www. a.nl", "a..nl"
    (re.compile(r"^www\s*[:;,]\s*", re.IGNORECASE), "www."),
    (re.compile(r"\s+"), ""),
    (re.compile(r",(?=[^/]*$)|,(?=[^/]*/)"), "."),
    (re.compile(r"\.{2,}"), "."),
)

_EARLIEST = date(1900, 1, 1)
_NUMERIC_DATE = re.compile(r"(\d{1,2})[-/. ](\d{1,2})[-/. ](\d{4})")
_ISO_DATE = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})(?:[T ].{0,40})?")
_WORDED_DATE = re.compile(r"(\d{1,2})[. -]+([^\W\d_]{3,9})\.?[ -]+(\d{4})")
_MONTHS = {
    word: month
    for month, words in enumerate(
        (
            *("jan januari january", "feb februari february", "maa mrt maart mar march", "apr april"),
            *("mei may", "jun juni june", "jul juli july", "aug augustus august", "sep sept september"),
            *("okt oktober oct october", "nov november", "dec december"),
        ),
        start=1,
    )
    for word in words.split()
}
_INVISIBLE = frozenset({"Cc", "Cf", "Zs", "Zl", "Zp"})


def read_names(candidates: Candidates) -> NDArray:
    """Return the names, shape (n,); a row whose name has nothing to see in it is refused."""
    names = candidates.text(NAME)
    is_missing = ~np.fromiter(map(_is_visible, names), dtype=bool, count=len(names))
    candidates.ledger.refuse(is_missing, "name_missing", column=candidates.label(NAME), values=names)
    return names


def read_audiences(candidates: Candidates, kinds: NDArray) -> NDArray:
    """
    Tell who may see each row, shape (n,).

    Where nothing stands a talent is for neighbours and the rest public; words that are not understood
    give the narrowest audience, with a remark.
    """
    words = candidates.text(AUDIENCE)
    found = texts(map_unique(words, lambda word: _AUDIENCE_OF.get(fold(word), "")))
    is_strange = np.asarray((found == "") & (words != ""), dtype=bool)
    candidates.ledger.remark(
        is_strange, "audience_unknown", column=candidates.label(AUDIENCE), values=words, details=CONNECTOR
    )
    found[is_strange] = CONNECTOR
    is_open = np.asarray(words == "", dtype=bool)
    found[is_open] = np.where(kinds[is_open] == TALENT, NEIGHBOURS, PUBLIC)
    return found


def read_websites(candidates: Candidates) -> NDArray:
    """
    Return the addresses, shape (n,): http(s) or a bare domain; anything else is emptied with a remark.

    Slips of the typing finger are mended, and noted for the file as a whole.
    """
    written = candidates.text(WEBSITE)
    mended = texts(map_unique(written, mend_website))
    is_strange = np.asarray((mended == "") & (written != ""), dtype=bool)
    candidates.ledger.remark(
        is_strange, "website_unreadable", column=candidates.label(WEBSITE), values=written
    )
    slips = np.flatnonzero((mended != written) & ~is_strange)
    if len(slips):
        pairs = [f"{written[i]} > {mended[i]}" for i in slips[:20]]
        rows = candidates.ledger.rows[slips].tolist()
        candidates.ledger.note("website_mended", column=candidates.label(WEBSITE), rows=rows, examples=pairs)
    return mended


def read_dates(candidates: Candidates, *, today: date) -> pd.Series:
    """Return the days of confirmation as datetime64[s], shape (n,); an unreadable or future one is NaT."""
    written = candidates.text(CONFIRMED_ON)
    days = map_unique(written, parse_day)
    is_open = np.array([day is None for day in days], dtype=bool)
    is_future = np.array([day is not None and day > today for day in days], dtype=bool)
    label = candidates.label(CONFIRMED_ON)
    is_strange = is_open & np.asarray(written != "", dtype=bool)
    candidates.ledger.remark(is_strange, "date_unreadable", column=label, values=written)
    candidates.ledger.remark(is_future, "date_future", column=label, values=written)
    usable = [None if future else day for day, future in zip(days, is_future, strict=True)]
    return pd.Series(pd.to_datetime(pd.Series(usable, dtype="object")), dtype="datetime64[s]")


def read_ids(candidates: Candidates) -> tuple[NDArray, NDArray[np.bool_]]:
    """
    Give every row an id.

    Returns
    -------
    ids
        The row's own, or a random one, shape (n,).
    is_own
        Where the file itself gave it.
    """
    written = candidates.text(ID)
    ledger, label = candidates.ledger, candidates.label(ID)
    is_own = np.array([bool(re.fullmatch(ID_PATTERN, text)) for text in written], dtype=bool)
    ids = written.copy()
    ledger.remark(
        ~is_own & np.asarray(written != "", dtype=bool), "id_replaced", column=label, values=written
    )
    is_twice = is_own & pd.Series(written, dtype="object").duplicated().to_numpy()
    ledger.refuse(is_twice, "id_twice", column=label, values=written)
    taken = set(ids[is_own])
    ids[~is_own] = [fresh_id(taken) for _ in range(int((~is_own).sum()))]
    return ids, is_own


def fresh_id(taken: Set[str]) -> str:
    """Return a random id of 12 signs that is not among those taken."""
    while (made := secrets.token_hex(6)) in taken:
        pass
    return made


def mend_website(text: str) -> str:
    """Return a web address that is safe to keep, mended where it was mistyped; "" if it is none."""
    if not text or is_website(text):
        return text
    for slip, right in _SLIPS:
        text = slip.sub(right, text)
    return text if is_website(text) else ""


def is_website(text: str) -> bool:
    """Tell whether the text is an http(s) address or a bare domain, with perhaps a path."""
    return bool(_HTTP.fullmatch(text) or _DOMAIN.fullmatch(text))


def parse_day(text: str) -> date | None:
    """Read a day: 2026-11-22, 22-11-2026, 22/11/2026 or 22 november 2026; None if it is none."""
    if found := _ISO_DATE.fullmatch(text):
        return _day(*map(int, found.groups()))
    if found := _NUMERIC_DATE.fullmatch(text):
        day, month, year = map(int, found.groups())
        return _day(year, month, day)
    if found := _WORDED_DATE.fullmatch(text):
        return _day(int(found[3]), _MONTHS.get(found[2].lower(), 0), int(found[1]))
    return None


def _day(year: int, month: int, day: int) -> date | None:
    try:
        found = date(year, month, day)
    except ValueError:
        return None
    return found if found >= _EARLIEST else None


def _is_visible(text: str) -> bool:
    return any(unicodedata.category(character) not in _INVISIBLE for character in text)

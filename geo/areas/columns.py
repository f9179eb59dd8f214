"""Which columns of a file hold code, name, inhabitants and year of its areas."""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

from geo.areas.levels import level_of
from geo.errors import SourceError

INHABITANTS_NAMES = (
    "aantalinwoners",
    "aantinw",
    "inwoners",
    "inhabitants",
    "population",
    "totaal",
)
YEAR_NAMES = ("year", "jaar", "jaarcode", "peiljaar", "jrstatcode")
WATER_NAMES = ("water", "h2o", "indwater")

_MOST_SHOWN = 12


@dataclass(frozen=True)
class Chosen:
    """Columns that a person named; None where the file's own names shall tell."""

    code: str | None = None
    name: str | None = None
    inhabitants: str | None = None


@dataclass(frozen=True)
class Columns:
    """Names of columns as they stand in the file; None where there is none."""

    code: str
    name: str | None
    inhabitants: str | None
    year: str | None
    water: str | None


def find_columns(names: Sequence[str], *, level: str, chosen: Chosen | None = None) -> Columns:
    """
    Find the columns of a file of areas.

    Parameters
    ----------
    names
        All columns of the file.
    level
        One of `geo.areas.levels.LEVELS`.
    chosen
        Columns that a person named.

    Raises
    ------
    SourceError
        If a named column is not there, or no column is known to hold the code.
    """
    chosen = chosen or Chosen()
    known = level_of(level)
    code = _find(names, chosen.code, known.code_names)
    if code is None:
        raise SourceError("areas.no_code_column", level=level, columns=_shown(names))
    return Columns(
        code=code,
        name=_find(names, chosen.name, known.name_names),
        inhabitants=_find(names, chosen.inhabitants, INHABITANTS_NAMES),
        year=_find(names, None, YEAR_NAMES),
        water=_find(names, None, WATER_NAMES),
    )


def _find(names: Sequence[str], asked: str | None, known: Sequence[str]) -> str | None:
    if asked is not None and asked not in names:
        raise SourceError("areas.no_such_column", column=asked, columns=_shown(names))
    if asked is not None:
        return asked
    folded = {fold(name): name for name in reversed(names)}
    return next((folded[one] for one in known if one in folded), None)


def fold(name: str) -> str:
    """Write a column's name in small letters and digits only: "WK_CODE" is "wkcode"."""
    plain = unicodedata.normalize("NFKD", name).casefold()
    return re.sub(r"[^a-z0-9]", "", plain)


def _shown(names: Sequence[str]) -> str:
    rest = ", …" if len(names) > _MOST_SHOWN else ""
    return ", ".join(str(name)[:40] for name in names[:_MOST_SHOWN]) + rest

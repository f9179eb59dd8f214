"""Data files that people edit by hand: read, and checked so that every fault is told at once."""

import re
import tomllib
from collections import Counter
from collections.abc import Iterable, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Any, NamedTuple

from geo.errors import VocabularyError

DATA = Path(__file__).parents[1] / "data"

LANGUAGES = ("nl", "en")
"""Languages in which the data files must be complete."""

LARGEST_FILE = 4_000_000
"""Bytes."""

_CODE = re.compile(r"[a-z][a-z_]*")


class Problem(NamedTuple):
    """One fault: at which entry, which rule (`vocabulary.rule.<rule>` names the sentence), which value."""

    where: str
    rule: str
    value: str


def read_tables(path: Path, names: Iterable[str], *, words: str = "") -> dict[str, list[Any]]:
    """
    Read a TOML file of lists of entries.

    Parameters
    ----------
    names
        The lists of entries that the file may hold.
    words
        Name of one list of plain words that it may hold beside them.

    Returns
    -------
    tables
        List per name, in file order; empty for a name that is absent.

    Raises
    ------
    VocabularyError
        If the file is absent, too large, no UTF-8, no TOML, or a list holds something else.
    """
    content = _read_toml(path)
    tables = {name: content.get(name, []) for name in (*names, *([words] if words else []))}
    wrong = [Problem(name, "not_entries", name) for name in names if not _is_list_of(dict, tables[name])]
    wrong += [Problem(words, "not_words", words)] if words and not _is_list_of(str, tables[words]) else []
    wrong += [Problem(name, "unknown_list", name) for name in content if name not in tables]
    require_sound(path, wrong)
    return tables


def _read_toml(path: Path) -> dict[str, Any]:
    try:
        if path.stat().st_size > LARGEST_FILE:
            raise VocabularyError("vocabulary.too_large", file=path.name, limit=LARGEST_FILE)
        return tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError, RecursionError) as error:
        # The reason of an OSError would show where the file lies on this machine.
        reason = error.strerror if isinstance(error, OSError) else str(error)
        raise VocabularyError("vocabulary.unreadable", file=path.name, reason=reason) from error


def require_sound(path: Path, problems: Iterable[Problem]) -> None:
    """Raise one `VocabularyError` that lists all problems, if there are any."""
    listed = tuple(problems)
    if listed:
        raise VocabularyError("vocabulary.broken", file=path.name, count=len(listed), problems=listed)


def check_entries(name: str, entries: list[dict[str, Any]], *, texts: Iterable[str] = ()) -> list[Problem]:
    """Check that codes are well formed and unique, and that labels and the fields `texts` are filled in."""
    problems = [
        Problem(place(name, entry, number), rule, str(entry.get(field, "")))
        for number, entry in enumerate(entries, start=1)
        for field, rule in _faults(entry, texts)
    ]
    codes = Counter(str(entry.get("code", "")) for entry in entries)
    return problems + [
        Problem(f"{name}.{code}", "code_twice", code) for code, times in codes.items() if times > 1
    ]


def place(name: str, entry: Mapping[str, Any], number: int) -> str:
    """Name an entry for a person: list and code, or its number when it has no code."""
    return f"{name}.{entry.get('code') or number}"


def _faults(entry: Mapping[str, Any], texts: Iterable[str]) -> Iterable[tuple[str, str]]:
    code = entry.get("code")
    if not isinstance(code, str) or not _CODE.fullmatch(code):
        yield "code", "code_form"
    for field in LANGUAGES:
        if not is_text(entry.get(field)):
            yield field, f"label_{field}"
    for field in texts:
        if not is_text(entry.get(field)):
            yield field, f"text_{field}"


def is_text(value: object) -> bool:
    """Tell whether a value is text with something in it."""
    return isinstance(value, str) and bool(value.strip())


def by_language(entry: Mapping[str, Any], *, prefix: str = "") -> Mapping[str, Any]:
    """Take the fields `<prefix><language>` of an entry as a read-only mapping by language."""
    return MappingProxyType({language: entry[prefix + language] for language in LANGUAGES})


def _is_list_of(shape: type, table: object) -> bool:
    return isinstance(table, list) and all(isinstance(entry, shape) for entry in table)

"""Templates of initiatives: what neighbours like to start, and the capabilities that each brings together."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from geo.datafile import DATA, Problem, by_language, check_entries, place, read_tables, require_sound
from geo.vocabulary import Vocabulary

TEMPLATES_FILE = DATA / "templates.toml"

FEWEST_WANTS, MOST_WANTS = 2, 12
"""How many capabilities an initiative may want; the coalition search takes up to twelve."""


@dataclass(frozen=True)
class Template:
    """An initiative: a label and one inviting line by language, and the capability codes that it wants."""

    code: str
    labels: Mapping[str, str] = field(hash=False)
    lines: Mapping[str, str] = field(hash=False)
    wants: tuple[str, ...]


def load_templates(path: Path | None = None, *, vocabulary: Vocabulary) -> tuple[Template, ...]:
    """
    Read and check the templates of initiatives.

    Parameters
    ----------
    path
        A TOML file as `data/templates.toml`, which is the default; its head explains the form.
    vocabulary
        The capabilities that templates may want.

    Returns
    -------
    templates
        In file order.

    Raises
    ------
    VocabularyError
        If it cannot be read or breaks rules; `details["problems"]` lists every `Problem`.
    """
    path = TEMPLATES_FILE if path is None else Path(path)
    entries = read_tables(path, ("templates",))["templates"]
    require_sound(path, _problems(entries, {capability.code for capability in vocabulary.capabilities}))
    return tuple(
        Template(entry["code"], by_language(entry), by_language(entry, prefix="line_"), tuple(entry["wants"]))
        for entry in entries
    )


def _problems(entries: list[dict[str, Any]], known: set[str]) -> list[Problem]:
    problems = check_entries("templates", entries, texts=("line_nl", "line_en"))
    for number, entry in enumerate(entries, start=1):
        where = place("templates", entry, number)
        problems += [Problem(where, rule, value) for rule, value in _wants_faults(entry.get("wants"), known)]
    return problems


def _wants_faults(wants: object, known: set[str]) -> list[tuple[str, str]]:
    if not isinstance(wants, list) or not FEWEST_WANTS <= len(wants) <= MOST_WANTS:
        return [("wants_number", str(wants))]
    faults = [
        ("wants_unknown", str(code)) for code in wants if not isinstance(code, str) or code not in known
    ]
    return faults + [
        ("wants_twice", str(code)) for place_, code in enumerate(wants) if code in wants[:place_]
    ]

"""
PDF through typst: a constant template, and data that is only ever shown.

Texts come from outside. They travel as one JSON value, and the templates show strings as strings: nothing in
them is read as typst markup or code. The compiler sees no files (its root is an own, empty folder) and no
packages.
"""

import json
import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import typst

TEMPLATES = Path(__file__).parent / "templates"

PAPERS_MM = {"a3": (297.0, 420.0), "a4": (210.0, 297.0), "a5": (148.0, 210.0), "a6": (105.0, 148.0)}
"""Width and height, upright."""

LONGEST_WORD, LONGEST_PART = 22, 14
"""A word of more letters may be broken: after its signs (an address), and else after so many letters."""

_JOINERS = "\u200c\u200d"  # what some scripts and emoji are written with
_BREAK = "\u200b"
_AFTER_SIGNS = re.compile(r"(?<=[-@./_,;:=?&])(?=\w)")


def typeset(
    templates: Sequence[str], data: Mapping[str, Any], *, now: datetime, system_fonts: bool = True
) -> bytes:
    """
    Make a PDF.

    Parameters
    ----------
    templates
        Names of files in `templates`, without their ending, that make one whole.
    data
        What they show: plain values, texts through `plain`.
    now
        Stands in the file as its date.
    system_fonts
        Use the fonts of this computer; without them those that typst brings along.

    Returns
    -------
    pdf
        The bytes of the file; the same for the same arguments on one computer.
    """
    with _compiler(templates, data, system_fonts) as compiler:
        made = compiler.compile(format="pdf", timestamp=now.replace(microsecond=0).astimezone())
    assert isinstance(made, bytes)
    return made


def measure(
    templates: Sequence[str], data: Mapping[str, Any], label: str, *, system_fonts: bool = True
) -> Any:
    """Give the value that templates note under this label, such as sizes of what they set."""
    with _compiler(templates, data, system_fonts) as compiler:
        return json.loads(compiler.query(f"<{label}>", field="value", one=True))


@contextmanager
def _compiler(
    templates: Sequence[str], data: Mapping[str, Any], system_fonts: bool
) -> Iterator[typst.Compiler]:
    source = "\n".join((TEMPLATES / f"{name}.typ").read_text("utf-8") for name in ("common", *templates))
    with TemporaryDirectory(prefix="krachtenkaart-") as empty:
        yield typst.Compiler(
            input=source.encode(),
            root=empty,
            font_paths=_fonts(system_fonts),
            sys_inputs={"data": json.dumps(data)},
            package_path=empty,
            package_cache_path=empty,
        )


@lru_cache(maxsize=2)
def _fonts(system_fonts: bool) -> typst.Fonts:
    return typst.Fonts(include_system_fonts=system_fonts, include_embedded_fonts=True)


def plain(text: str, *, longest: int) -> str:
    """
    Give a text from outside as one line for paper.

    Without characters that steer or reorder; at most `longest` characters, an ellipsis for the rest; very long
    words may be broken.
    """
    kept = "".join(_shown(character) for character in text)
    line = " ".join(kept.split())
    if len(line) > longest:
        line = f"{line[: longest - 1].rstrip()}…"
    return " ".join(_breakable(word) for word in line.split(" "))


def _shown(character: str) -> str:
    if character in _JOINERS:
        return character
    category = unicodedata.category(character)
    if category in ("Cc", "Zl", "Zp"):
        return " "
    return "" if category in ("Cf", "Cs", "Co", "Cn") else character


def _breakable(word: str) -> str:
    if len(word) <= LONGEST_WORD:
        return word
    parts = _AFTER_SIGNS.split(word)
    return _BREAK.join(_BREAK.join(_cut(part)) for part in parts)


def _cut(part: str) -> list[str]:
    if len(part) <= LONGEST_WORD:
        return [part]
    return [part[start : start + LONGEST_PART] for start in range(0, len(part), LONGEST_PART)]

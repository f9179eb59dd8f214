"""
What a command says: sentences for a person, one JSON object for a program, an error in either way.

Answers go to stdout, errors and progress to stderr; with `--json` stdout holds one JSON object only.
"""

import json
import unicodedata
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import NoReturn

import typer

from dashboard.i18n import error_sentence
from geo.errors import KrachtenkaartError

REFUSED = 1
"""Exit code of a command that could not do what was asked and said why."""


def plain(text: str) -> str:
    """Return the text without characters that steer a terminal or reorder it; line breaks and tabs stay."""
    kept = (
        character
        if character in "\n\t" or unicodedata.category(character) not in {"Cc", "Cf"}
        else "\N{REPLACEMENT CHARACTER}"
        for character in text
    )
    return "".join(kept).encode("utf-8", "replace").decode("utf-8")


def say(sentence: str) -> None:
    """Say a sentence to a person on stdout; text from outside in it cannot steer the terminal."""
    typer.echo(plain(sentence))


def print_json(mapping: Mapping[str, object]) -> None:
    """Print one JSON object on stdout, ASCII only, so that every terminal and pipe can carry it."""
    typer.echo(json.dumps(mapping, indent=2, default=_jsonable))


def fail(error: KrachtenkaartError, *, as_json: bool) -> NoReturn:
    """
    Tell the error and end the command with exit code 1.

    Parameters
    ----------
    error
        What went wrong.
    as_json
        Print `{"error": {"code", "message", "details"}}` on stdout, else the sentence on stderr.
    """
    sentence = plain(error_sentence(error))
    if as_json:
        print_json({"error": {"code": error.code, "message": sentence, "details": error.details}})
    else:
        typer.echo(sentence, err=True)
    raise typer.Exit(REFUSED)


@contextmanager
def told_errors(*, as_json: bool) -> Iterator[None]:
    """Tell every `KrachtenkaartError` raised inside by `fail`; others are mistakes of ours and stay loud."""
    try:
        yield
    except KrachtenkaartError as error:
        fail(error, as_json=as_json)


def _jsonable(value: object) -> object:
    if hasattr(value, "tolist"):  # numpy numbers and arrays
        return value.tolist()
    if isinstance(value, Mapping):
        return dict(value)
    return list(value) if isinstance(value, (set, frozenset)) else str(value)

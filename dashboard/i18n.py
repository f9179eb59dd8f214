"""
Words on the screen and on the command line, by language.

The sentences live in `locale/<language>/*.po`, one file per topic, keyed by a dotted name such as
`map.empty`. Values are put in with `str.format`, once; what comes in as a value is never read as a pattern.
"""

import gettext
import io
from collections.abc import Callable
from functools import lru_cache
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.numbers import format_decimal

from geo.errors import KrachtenkaartError

LANGUAGES = ("nl", "en")
DEFAULT_LANGUAGE = LANGUAGES[0]
LOCALE = Path(__file__).parent / "locale"


def read_catalog(language: str) -> Catalog:
    """Read all word lists of one language into one catalog."""
    merged = Catalog(locale=language)
    for path in sorted((LOCALE / language).glob("*.po")):
        with path.open("rb") as file:
            for message in read_po(file, locale=language):
                if message.id:
                    merged.add(message.id, message.string)
    return merged


@lru_cache
def _translations(language: str) -> gettext.GNUTranslations:
    compiled = io.BytesIO()
    write_mo(compiled, read_catalog(language))
    compiled.seek(0)
    return gettext.GNUTranslations(compiled)


_language: Callable[[], str] = lambda: DEFAULT_LANGUAGE  # noqa: E731 - the default of a replaceable provider


def speak(language: Callable[[], str]) -> None:
    """Let `t` and `n` ask this function which language the present reader has chosen."""
    global _language
    _language = language


def language() -> str:
    """Tell the language of the present reader."""
    return _language()


def t(key: str, /, **values: object) -> str:
    """Say the sentence with this key in the reader's language."""
    return say_in(language(), key, **values)


def say_in(language: str, key: str, /, **values: object) -> str:
    """Say the sentence with this key in a language: for who reads outside of a visit to the pages."""
    return _translations(language).gettext(key).format(**values)


def n(key: str, count: int, /, **values: object) -> str:
    """Say the sentence for this count (`{count}`), singular or plural as the language asks."""
    said = format_decimal(count, locale=language())
    return _translations(language()).ngettext(key, key, count).format(count=said, **values)


def has(key: str) -> bool:
    """Tell whether the reader's language has a sentence for this key."""
    return _translations(language()).gettext(key) != key


def error_sentence(error: KrachtenkaartError) -> str:
    """Say what went wrong; it may hold text from outside. The bare code when there is no sentence for it."""
    key = f"error.{error.code}"
    return t(key, **error.details) if has(key) else t("output.untold", code=error.code)

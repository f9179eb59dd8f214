"""Words: both languages complete, in the tone that the project speaks."""

import re
import string
from pathlib import Path

import pytest

from dashboard import i18n

ROOT = Path(__file__).parents[2]
CATALOGS = {language: i18n.read_catalog(language) for language in i18n.LANGUAGES}
DEFICITS = (
    "probleem",
    "behoefte",
    "kwetsba",
    "doelgroep",
    "tekort",
    "achterstand",
    "hulpvrager",
    "resultaten",
)


def strings(message) -> tuple[str, ...]:
    return (message.string,) if isinstance(message.string, str) else tuple(message.string)


def key(message) -> str:
    return message.id if isinstance(message.id, str) else message.id[0]


def sentences(language: str) -> dict[str, tuple[str, ...]]:
    return {key(message): strings(message) for message in CATALOGS[language] if message.id}


def placeholders(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


def test_both_languages_say_the_same_things():
    assert sentences("nl").keys() == sentences("en").keys()


@pytest.mark.parametrize("language", i18n.LANGUAGES)
def test_no_sentence_is_left_empty(language):
    assert not [
        name for name, texts in sentences(language).items() if not all(text.strip() for text in texts)
    ]


def test_both_languages_name_the_same_values():
    dutch, english = sentences("nl"), sentences("en")
    for name, texts in dutch.items():
        used = set().union(*map(placeholders, texts)) - {"count"}
        assert used == set().union(*map(placeholders, english[name])) - {"count"}, name


@pytest.mark.parametrize("language", i18n.LANGUAGES)
def test_no_key_is_said_twice(language):
    """A second file with the same key would silently win."""
    keys = [
        line
        for path in sorted((i18n.LOCALE / language).glob("*.po"))
        for line in path.read_text("utf-8").splitlines()
        if line.startswith('msgid "') and line != 'msgid ""'
    ]
    assert len(keys) == len(set(keys))


def test_dutch_speaks_of_what_people_can_never_of_deficits():
    spoken = " ".join(text for texts in sentences("nl").values() for text in texts).lower()
    assert not [word for word in DEFICITS if word in spoken]


def test_every_sentence_that_the_code_names_exists():
    named = set()
    for path in (ROOT / "dashboard").rglob("*.py"):
        named |= set(re.findall(r"""\b(?:t|n|has)\(\s*"([a-z0-9_.]+)\"""", path.read_text("utf-8")))
    assert named and not named - sentences("nl").keys()


def test_a_value_is_never_read_as_a_pattern(monkeypatch):
    i18n.speak(lambda: "nl")
    assert "{0.__class__}" in i18n.t("active.postcode", postcode="{0.__class__}", distance="x")

"""The vocabulary: what people, groups and places can, in themes, with the words by which it is recognised."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any

import pandas as pd

from geo.datafile import (
    DATA,
    LANGUAGES,
    Problem,
    by_language,
    check_entries,
    is_text,
    place,
    read_tables,
    require_sound,
)
from geo.errors import VocabularyError
from geo.gifts import parse_gifts
from geo.terms import ASSOCIATION, INSTITUTION, KINDS, MODES, TALENT
from geo.words import Match, WordIndex, fold, folded_word

VOCABULARY_FILE = DATA / "vocabulary.toml"

_LISTS = ("themes", "capabilities", "modes", "kinds", "subkinds")
_WITH_WORDS = ("capabilities", "modes", "kinds", "subkinds")

SHORTEST_INSIDE = 3
"""Letters from which the search box also looks inside words ("bieb" in "minibieb")."""

Words = Mapping[str, tuple[str, ...]]


@dataclass(frozen=True)
class Term:
    """A code with a label per language (`labels["nl"]`, `labels["en"]`)."""

    code: str
    labels: Mapping[str, str] = field(hash=False)


@dataclass(frozen=True)
class Theme(Term):
    """A group of capabilities."""


@dataclass(frozen=True)
class Capability(Term):
    """What somebody can, shares or does; `synonyms` are the words people use for it, by language."""

    theme: str
    synonyms: Words = field(hash=False)


@dataclass(frozen=True)
class Mode(Term):
    """How an asset relates to a capability; `phrases` are the words by which an import recognises it."""

    phrases: Words = field(hash=False)


@dataclass(frozen=True)
class Kind(Term):
    """One of the three kinds of asset."""

    synonyms: Words = field(hash=False)


@dataclass(frozen=True)
class Subkind(Term):
    """A kind of association or of institution, such as a choir or a school."""

    kind: str
    synonyms: Words = field(hash=False)


@dataclass(frozen=True, eq=False, repr=False)
class Vocabulary:
    """
    All terms, in the order of the file, and the ways to find them. Immutable; make one by `load_vocabulary`.

    Look-ups in free text give `None` for what they do not know: unknown words are the caller's to keep.
    """

    themes: tuple[Theme, ...]
    capabilities: tuple[Capability, ...]
    modes: tuple[Mode, ...]
    kinds: tuple[Kind, ...]
    subkinds: tuple[Subkind, ...]
    fillers: tuple[str, ...] = ()

    def capability(self, code: str) -> Capability:
        """Give the capability with this code, or raise `VocabularyError`."""
        return self.capabilities[self.position(code)]

    def position(self, code: str) -> int:
        """Give a capability's place in the file, from 0 (its bit in a bitset), or raise `VocabularyError`."""
        try:
            return self._positions[code]
        except KeyError:
            raise VocabularyError("vocabulary.unknown_term", term=code) from None

    def theme_of(self, code: str) -> str:
        """Give the code of a capability's theme, or raise `VocabularyError`."""
        return self.capability(code).theme

    def label(self, code: str, lang: str) -> str:
        """Give the label of any term (theme, capability, mode, kind, subkind), or raise `VocabularyError`."""
        try:
            return self._terms[code].labels[lang]
        except KeyError:
            raise VocabularyError("vocabulary.unknown_term", term=code) from None

    def themes_of(self, gifts: str) -> tuple[str, ...]:
        """
        Give the themes of gifts, in file order.

        Parameters
        ----------
        gifts
            Canonical text of `geo.gifts`. A capability that the file no longer holds is passed over.
        """
        codes = {gift.capability for gift in parse_gifts(gifts)} & self._positions.keys()
        found = {self.theme_of(code) for code in codes}
        return tuple(theme.code for theme in self.themes if theme.code in found)

    def themes_of_column(self, gifts: pd.Series) -> pd.Series:
        """Give the themes of each row's gifts as tuples, on the same index; reads each distinct text once."""
        return _map_distinct(gifts, self.themes_of)

    def resolve(self, text: object) -> Match | None:
        """
        Find the capability that a word or short phrase names.

        Case, accents, punctuation, Dutch plurals and diminutives and the file's filler words make no
        difference. Exact words come first; a near spelling counts only when it is close and clearly nearer
        than any other term.

        Returns
        -------
        match
            Its `how` is "near" for a guess that the person should see; None if nothing is recognised.
        """
        return self._capability_words.find(text)

    def resolve_column(self, words: pd.Series) -> pd.DataFrame:
        """
        Find the capability of each word of a column; each distinct word is looked up once.

        Returns
        -------
        matches
            Columns code, how, word as text on the same index, "" in all three where nothing is recognised.
        """
        distinct = pd.Series(words.unique(), dtype=object)
        found = [self.resolve(word) for word in distinct]
        rows_found = [(match.code, match.how, match.word) if match else ("", "", "") for match in found]
        table = pd.DataFrame(rows_found, columns=["code", "how", "word"], dtype="str")
        rows = pd.Index(distinct).get_indexer_for(words)
        return table.iloc[rows].set_axis(words.index)

    def resolve_mode(self, text: object) -> str | None:
        """Find the mode that a phrase names ("wil leren" -> "learns"); None if it names none."""
        match = self._mode_words.find_exact(folded_word(text))
        return match.code if match else None

    def resolve_gift(self, text: object) -> tuple[Match, str | None] | None:
        """
        Find the capability and the mode that a phrase names ("wil leren breien").

        Returns
        -------
        match, mode
            `mode` is None where the phrase tells none; None for both if no capability is recognised.
        """
        folded = folded_word(text)
        whole = self._capability_words.find_form(folded)
        split = None if whole else next(self._split_gift(folded.split()), None)
        if split:
            return split
        match = whole or self.resolve(text)
        return (match, None) if match else None

    def _split_gift(self, words: list[str]) -> Iterator[tuple[Match, str]]:
        """Give what is left when a mode phrase is taken off, longest phrase first, from the front first."""
        for rest_length in range(1, len(words)):
            for phrase, rest in (
                (words[:-rest_length], words[-rest_length:]),
                (words[rest_length:], words[:rest_length]),
            ):
                mode = self._mode_words.find_exact(" ".join(phrase))
                match = self.resolve(" ".join(rest)) if mode else None
                if mode and match:
                    yield match, mode.code

    def resolve_kind(self, text: object) -> tuple[str, str] | None:
        """
        Find the kind and subkind that a word names.

        "Basisschool" gives ("institution", "school"), "club" ("association", ""), and so do compounds that end
        in such a word ("vrouwenkoor"), but never for a talent: that one must be named as it is. Words joined
        by slashes count when all name the same kind; the subkind stays when all name the same one.
        """
        if not isinstance(text, str):
            return None
        found = [self._kind_of_word(folded_word(part)) for part in text.split("/")]
        named = {kind for kind in found if kind}
        if None in found or len({kind for kind, _ in named}) != 1:
            return None
        kind, subkind = named.pop()
        return (kind, "" if named else subkind)

    def search(self, text: str, lang: str) -> tuple[str, ...]:
        """
        Find themes and capabilities while somebody types.

        Every typed word must begin a word of the label or of a synonym in this language, or, from three
        letters, stand inside one. Labels come before synonyms, beginnings before insides, then file order;
        when the language has none, all languages are searched.
        """
        typed = folded_word(text).split()
        if not typed:
            return ()
        return self._search(typed, (lang,)) or self._search(typed, LANGUAGES)

    def _search(self, typed: list[str], languages: tuple[str, ...]) -> tuple[str, ...]:
        ranked = (
            (rank, code)
            for code, phrases in self._phrases.items()
            if (rank := _rank(typed, [phrase for lang in languages for phrase in phrases.get(lang, ())]))
            is not None
        )
        return tuple(code for _, code in sorted(ranked, key=lambda pair: pair[0]))

    def _kind_of_word(self, folded: str) -> tuple[str, str] | None:
        match = self._kind_words.find_form(folded) or self._kind_endings.find_ending(folded)
        if match is None:
            return None
        return (match.code, "") if match.code in KINDS else (self._subkinds[match.code].kind, match.code)

    @cached_property
    def _positions(self) -> dict[str, int]:
        return {capability.code: position for position, capability in enumerate(self.capabilities)}

    @cached_property
    def _subkinds(self) -> dict[str, Subkind]:
        return {subkind.code: subkind for subkind in self.subkinds}

    @cached_property
    def _terms(self) -> dict[str, Term]:
        terms = (*self.themes, *self.capabilities, *self.modes, *self.kinds, *self.subkinds)
        return {term.code: term for term in terms}

    @cached_property
    def _capability_words(self) -> WordIndex:
        return _index(self.capabilities, fillers=map(fold, self.fillers))

    @cached_property
    def _mode_words(self) -> WordIndex:
        return _index(self.modes)

    @cached_property
    def _kind_words(self) -> WordIndex:
        return _index((*self.kinds, *self.subkinds))

    @cached_property
    def _kind_endings(self) -> WordIndex:
        """Dutch words only: English writes compounds apart, and a "workshop" is no shop."""
        terms = [term for term in (*self.kinds, *self.subkinds) if term.code != TALENT]
        words = ((term, word) for term in terms for word in (term.labels["nl"], *_words_of(term)["nl"]))
        return WordIndex({fold(word): Match(term.code, "synonym", word) for term, word in words})

    @cached_property
    def _phrases(self) -> dict[str, dict[str, tuple[str, ...]]]:
        """Folded label and synonyms by language, label first, of what the search box finds."""
        return {
            term.code: {
                lang: tuple(map(fold, (term.labels[lang], term.code, *_words_of(term).get(lang, ()))))
                for lang in LANGUAGES
            }
            for term in (*self.themes, *self.capabilities)
        }


def _map_distinct(column: pd.Series, function: Any) -> pd.Series:
    known = {value: function(value) for value in column.unique()}
    return pd.Series([known[value] for value in column], index=column.index, dtype=object, name=column.name)


def _rank(typed: list[str], phrases: list[str]) -> int | None:
    """Rank what was typed: 0 begins the label, 1 its words, 2 a synonym, 3 words of one, 4 is inside one."""
    begins = " ".join(typed)
    for base, group in ((0, phrases[:1]), (2, phrases[1:])):
        if any(phrase.startswith(begins) for phrase in group):
            return base
        if any(all(f" {word}" in f" {phrase}" for word in typed) for phrase in group):
            return base + 1
    inside = len(begins) >= SHORTEST_INSIDE and any(
        all(word in phrase for word in typed) for phrase in phrases
    )
    return 4 if inside else None


def _words_of(term: Term) -> Words:
    return getattr(term, "synonyms", None) or getattr(term, "phrases", None) or {}


def _index(terms: tuple[Term, ...], *, fillers: Iterable[str] = ()) -> WordIndex:
    matches: dict[str, Match] = {}
    for term in terms:
        for how, word in _named(term):
            matches.setdefault(fold(word), Match(term.code, how, word))
    return WordIndex(matches, fillers=fillers)


def _named(term: Term) -> Iterator[tuple[Any, str]]:
    yield "code", term.code
    yield from (("label", label) for label in term.labels.values())
    yield from (("synonym", word) for words in _words_of(term).values() for word in words)


def load_vocabulary(path: Path | None = None) -> Vocabulary:
    """
    Read and check the vocabulary file.

    Parameters
    ----------
    path
        A TOML file as `data/vocabulary.toml`, which is the default; its head explains the form.

    Raises
    ------
    VocabularyError
        If it cannot be read ("vocabulary.unreadable") or breaks rules ("vocabulary.broken");
        `details["problems"]` lists every `Problem`.
    """
    return _load_default() if path is None else _load(Path(path))


@lru_cache(maxsize=1)
def _load_default() -> Vocabulary:
    return _load(VOCABULARY_FILE)


def _load(path: Path) -> Vocabulary:
    tables = read_tables(path, _LISTS, words="fillers")
    require_sound(path, _problems(tables))
    return Vocabulary(
        themes=tuple(Theme(entry["code"], by_language(entry)) for entry in tables["themes"]),
        capabilities=tuple(
            Capability(entry["code"], by_language(entry), entry["theme"], _words(entry))
            for entry in tables["capabilities"]
        ),
        modes=tuple(Mode(entry["code"], by_language(entry), _words(entry)) for entry in tables["modes"]),
        kinds=tuple(Kind(entry["code"], by_language(entry), _words(entry)) for entry in tables["kinds"]),
        subkinds=tuple(
            Subkind(entry["code"], by_language(entry), entry["kind"], _words(entry))
            for entry in tables["subkinds"]
        ),
        fillers=tuple(tables["fillers"]),
    )


def _words(entry: Mapping[str, Any]) -> Words:
    return by_language(
        {f"words_{lang}": tuple(entry[f"words_{lang}"]) for lang in LANGUAGES}, prefix="words_"
    )


def _problems(tables: dict[str, list[dict[str, Any]]]) -> list[Problem]:
    problems = [problem for name in _LISTS for problem in check_entries(name, tables[name])]
    problems += [problem for name in _WITH_WORDS for problem in _check_words(name, tables[name])]
    problems += _check_references(
        "capabilities", "theme", tables, {entry.get("code") for entry in tables["themes"]}
    )
    problems += _check_references("subkinds", "kind", tables, {ASSOCIATION, INSTITUTION})
    problems += _check_fixed("modes", MODES, tables) + _check_fixed("kinds", KINDS, tables)
    for names in (("capabilities",), ("modes",), ("kinds", "subkinds")):
        problems += _check_one_meaning([(name, entry) for name in names for entry in tables[name]])
    return [*problems, *_check_codes_across(tables)]


def _check_words(name: str, entries: list[dict[str, Any]]) -> Iterator[Problem]:
    for number, entry in enumerate(entries, start=1):
        for lang in LANGUAGES:
            words = entry.get(f"words_{lang}")
            if not isinstance(words, list) or not words:
                yield Problem(place(name, entry, number), f"words_{lang}", "")
            elif bad := [word for word in words if not (is_text(word) and folded_word(word))]:
                yield Problem(place(name, entry, number), "word_form", str(bad[0]))


def _check_references(name: str, column: str, tables: dict, known: set) -> list[Problem]:
    return [
        Problem(place(name, entry, number), f"{column}_unknown", str(entry.get(column, "")))
        for number, entry in enumerate(tables[name], start=1)
        if entry.get(column) not in known
    ]


def _check_fixed(name: str, codes: tuple[str, ...], tables: dict) -> list[Problem]:
    present = [entry.get("code") for entry in tables[name]]
    absent = [Problem(f"{name}.{code}", "fixed_absent", code) for code in codes if code not in present]
    return absent + [
        Problem(f"{name}.{code}", "fixed_unknown", str(code)) for code in present if code not in codes
    ]


def _check_one_meaning(entries: list[tuple[str, dict[str, Any]]]) -> Iterator[Problem]:
    """Each folded word, in whatever language, may lead to one term only: a reader gives no language."""
    owner: dict[str, str] = {}
    for number, (name, entry) in enumerate(entries, start=1):
        where = place(name, entry, number)
        for word in _all_words(entry):
            first = owner.setdefault(fold(word), where)
            if first != where:
                yield Problem(where, "word_twice", f"{word} ({first})")


def _all_words(entry: dict[str, Any]) -> list[str]:
    lists = [entry.get(f"words_{lang}") for lang in LANGUAGES]
    words = [entry.get("code"), *(entry.get(lang) for lang in LANGUAGES)]
    words += [word for listed in lists if isinstance(listed, list) for word in listed]
    return [word for word in words if isinstance(word, str)]


def _check_codes_across(tables: dict[str, list[dict[str, Any]]]) -> Iterator[Problem]:
    """A code means one thing in the whole file: `Vocabulary.label` asks for no list."""
    owner: dict[str, str] = {}
    for name in _LISTS:
        for code in {str(entry.get("code", "")) for entry in tables[name]}:
            first = owner.setdefault(code, name)
            if first != name:
                yield Problem(f"{name}.{code}", "code_elsewhere", f"{code} ({first})")

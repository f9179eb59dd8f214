"""
Gifts from free text: lists of words, each with a mode.

An entry is a word ("naaien"), a word with its mode ("naaien (leert anderen)", "naaien:teaches"), or opens a
list in one mode that lasts until the next `;` or line end ("kan: naaien, koken; zoekt: zaal").
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from geo.errors import SourceError
from geo.gifts import Gift, format_gifts
from geo.importing.candidates import Candidates, texts
from geo.report import Issue, shorten
from geo.sources.columns import GIFT_FIELDS, WORDS
from geo.sources.limits import MAX_DISTINCT_WORDS
from geo.terms import CAN, MODES
from geo.vocabulary import Match, Vocabulary

_CANONICAL = re.compile(rf"[a-z_]+:(?:{'|'.join(MODES)})(?: [a-z_]+:(?:{'|'.join(MODES)}))*")
_WORDS = re.compile(rf"[^;|\n•]+:(?:{'|'.join(MODES)})(?:; [^;|\n•]+:(?:{'|'.join(MODES)}))*")
_LISTS = re.compile(r"[;|\n•]+")
_ENTRIES = re.compile(r"(?:\([^()]*\)|[^,])+")
_IN_BRACKETS = re.compile(r"([^()]*)\(([^()]*)\)\s*")

ModeOf = Callable[[str], str | None]


@dataclass
class _Found:
    """What a text holds."""

    gifts: set[Gift] = field(default_factory=set)
    words: list[str] = field(default_factory=list)
    remarks: list[tuple[str, str, str]] = field(default_factory=list)  # word, reason, detail


def read_gifts(candidates: Candidates, *, vocabulary: Vocabulary) -> tuple[NDArray, NDArray]:
    """
    Tell the gifts of every row, over all columns that hold some.

    Returns
    -------
    gifts
        Canonical text (`geo.gifts`), object array of shape (n,).
    words
        What the vocabulary does not know, "word:mode" joined by "; ", object array of shape (n,).
    """
    fields = [name for name in GIFT_FIELDS if candidates.has(name)]
    reader = _GiftReader(vocabulary)
    columns = [[reader.read(text, name) for text in candidates.text(name)] for name in fields]
    for name, column in zip(fields, columns, strict=True):
        _remark(candidates, name, column)
    rows = list(zip(*columns, strict=True)) or [()] * len(candidates)
    return texts([_join_gifts(row) for row in rows]), texts([_join_words(row) for row in rows])


def split_entries(text: str, *, mode: str, mode_of: ModeOf) -> Iterator[tuple[str, str]]:
    """
    Split a text into words with their mode.

    Parameters
    ----------
    mode
        Mode of a word that does not tell its own.
    mode_of
        Mode that a phrase names, or None.
    """
    if _CANONICAL.fullmatch(text):
        yield from parse_pairs(text)
        return
    for part in _LISTS.split(text):
        current = mode
        for entry in _ENTRIES.findall(part):
            word, own, opens = _split_entry(entry.strip(), mode_of)
            current = own if opens else current
            if word:
                yield word, own or current


def parse_pairs(text: str) -> Iterator[tuple[str, str]]:
    """Split the canonical form "naaien:teaches koken_groep:can"."""
    for pair in text.split():
        word, _, mode = pair.partition(":")
        yield word, mode


def parse_words(text: str) -> Iterator[tuple[str, str]]:
    """Split the form of the asset frame "bandoneon spelen:can; imkeren:learns", whatever the words are."""
    for pair in text.split("; "):
        word, _, mode = pair.rpartition(":")
        yield word, mode


def _split_entry(entry: str, mode_of: ModeOf) -> tuple[str, str, bool]:
    """Return the word, its own mode or "", and whether that mode also goes for what follows."""
    before, colon, after = entry.partition(":")
    if colon and (mode := mode_of(before)):
        return after.strip(), mode, True
    before, colon, after = entry.rpartition(":")
    if colon and (mode := mode_of(after)):
        return before.strip(), mode, False
    bracketed = _IN_BRACKETS.fullmatch(entry)
    if bracketed and (mode := mode_of(bracketed[2])):
        return bracketed[1].strip(), mode, False
    return entry, "", False


class _GiftReader:
    """Reads every different text and every different word once."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        self._resolve_word = vocabulary.resolve
        self._mode_of: ModeOf = lru_cache(maxsize=10_000)(vocabulary.resolve_mode)
        self._words: dict[str, Match | None] = {}
        self._texts: dict[tuple[str, str], _Found] = {}

    def read(self, text: str, name: str) -> _Found:
        key = (text, name)
        if key not in self._texts:
            self._texts[key] = self._read(text, name)
        return self._texts[key]

    def _entries(self, text: str, name: str) -> Iterator[tuple[str, str]]:
        if name == WORDS and _WORDS.fullmatch(text):
            return parse_words(text)
        return split_entries(text, mode=name if name in MODES else CAN, mode_of=self._mode_of)

    def _read(self, text: str, name: str) -> _Found:
        found = _Found()
        for word, own_mode in self._entries(text, name):
            match = self._resolve(word)
            if match is None:
                found.words.append(f"{word}:{own_mode}")
                found.remarks.append((word, "word_unknown", own_mode))
                continue
            found.gifts.add(Gift(match.code, own_mode))
            if match.how == "near":
                found.remarks.append((word, "word_near", match.code))
        return found

    def _resolve(self, word: str) -> Match | None:
        if word not in self._words:
            if len(self._words) >= MAX_DISTINCT_WORDS:
                raise SourceError(
                    "source.limit.words", found=len(self._words) + 1, allowed=MAX_DISTINCT_WORDS
                )
            self._words[word] = self._resolve_word(word)
        return self._words[word]


def _remark(candidates: Candidates, name: str, column: list[_Found]) -> None:
    ledger, label = candidates.ledger, candidates.label(name)
    for position in np.flatnonzero([bool(found.remarks) for found in column]):
        row = int(ledger.rows[position])
        ledger.remarks += [
            Issue(row, label, shorten(word), reason, detail)
            for word, reason, detail in column[position].remarks
        ]


def _join_gifts(row: tuple[_Found, ...]) -> str:
    return format_gifts(gift for found in row for gift in found.gifts)


def _join_words(row: tuple[_Found, ...]) -> str:
    return "; ".join(dict.fromkeys(word for found in row for word in found.words))

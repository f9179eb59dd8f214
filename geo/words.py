"""Words as people write them: folded to one form, and looked up exactly, inflected or nearly."""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

from rapidfuzz import fuzz, process

How = Literal["code", "label", "synonym", "near"]

LONGEST_WORD = 80
"""Characters; a longer text is a story, not a word, and is never looked up."""

SHORTEST_NEAR = 5
"""Letters; in a shorter word one other letter easily makes another word ("hond", "mond")."""

NEAR_CUTOFF = 85.0
"""Likeness in percent (`rapidfuzz.fuzz.ratio`): one letter off in seven, one too many or too few in five."""

NEAR_LEAD = 6.0
"""Points by which the best near word must beat the best word of any other term."""

_NOT_WORD = re.compile(r"[^\w]+|_+")
_DOUBLED = re.compile(r"(.)\1")
_ENDINGS = tuple(
    re.compile(rf"({ending})$") for ending in ("jes?|en|s|e", "[tpk]jes?|en|s|e", "etjes?|en|s|e")
)
_FINAL = {ord("v"): "f", ord("z"): "s"}


@dataclass(frozen=True)
class Match:
    """
    A term found in free text.

    `how` tells by which road; a `near` one is a guess to be shown to the person. `word` is the word of the
    vocabulary that was recognised.
    """

    code: str
    how: How
    word: str


def fold(text: str) -> str:
    """Reduce a text to lower case without accents or punctuation, words separated by one space."""
    plain = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", text).casefold())
    letters = "".join(letter for letter in plain if not unicodedata.combining(letter))
    return " ".join(_NOT_WORD.sub(" ", letters).split())


def stems(folded: str) -> frozenset[str]:
    """
    Reduce a folded text so that Dutch plurals and diminutives of it share at least one result.

    Not linguistics: the same cuts on both sides, several because "taartje" is taart + je but "zaaltje" is
    zaal + tje. Words of three letters stay.
    """
    return frozenset(" ".join(_cut(word, ending) for word in folded.split()) for ending in _ENDINGS)


def _cut(word: str, ending: re.Pattern[str]) -> str:
    base = ending.sub("", word)
    if len(word) < 4 or len(base) < 3:
        base = word
    return _DOUBLED.sub(r"\1", base).translate(_FINAL)


class WordIndex:
    """
    An immutable index from folded words to matches.

    Parameters
    ----------
    matches
        Match per folded word. One word has one match; the vocabulary file is checked for that.
    """

    def __init__(self, matches: Mapping[str, Match]) -> None:
        """Keep a copy; the slower indexes are made when first asked for."""
        self._exact = dict(matches)

    def find(self, text: object) -> Match | None:
        """Find the term that a text names: exactly, then inflected, then nearly. None if it names none."""
        folded = folded_word(text)
        return (
            (self._exact.get(folded) or self._find_inflected(folded) or self._find_near(folded))
            if folded
            else None
        )

    def find_exact(self, folded: str) -> Match | None:
        """Find the term of a folded word as it stands, or inflected."""
        return self._exact.get(folded) or self._find_inflected(folded)

    def _find_inflected(self, folded: str) -> Match | None:
        found = {match.code: match for stem in stems(folded) if (match := self._inflected.get(stem))}
        return next(iter(found.values())) if len(found) == 1 else None

    def _find_near(self, folded: str) -> Match | None:
        if len(folded) < SHORTEST_NEAR or not folded[0].isalpha():
            return None
        choices = self._by_initial.get(folded[0], ())
        close = process.extract(
            folded, choices, scorer=fuzz.ratio, score_cutoff=NEAR_CUTOFF - NEAR_LEAD, limit=None
        )
        if not close or close[0][1] < NEAR_CUTOFF:
            return None
        word, best, _ = close[0]
        found = self._exact[word]
        rivals = (score for other, score, _ in close if self._exact[other].code != found.code)
        if best - max(rivals, default=0.0) < NEAR_LEAD:
            return None
        return Match(found.code, "near", found.word)

    @cached_property
    def _inflected(self) -> dict[str, Match]:
        found: dict[str, dict[str, Match]] = defaultdict(dict)
        for folded, match in self._exact.items():
            for stem in stems(folded):
                found[stem].setdefault(match.code, match)
        return {stem: next(iter(same.values())) for stem, same in found.items() if len(same) == 1}

    @cached_property
    def _by_initial(self) -> dict[str, tuple[str, ...]]:
        words: dict[str, list[str]] = defaultdict(list)
        for folded in self._exact:
            if len(folded) >= SHORTEST_NEAR:
                words[folded[0]].append(folded)
        return {initial: tuple(same) for initial, same in words.items()}


def folded_word(text: object) -> str:
    """Fold a text that may be a word; "" for what is no text, blank, or too long to be a word."""
    if not isinstance(text, str) or len(text) > LONGEST_WORD:
        return ""
    return fold(text)

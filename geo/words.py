"""Words as people write them: folded to one form, and looked up exactly, inflected or nearly."""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache
from typing import Literal

from rapidfuzz import process
from rapidfuzz.distance import OSA

How = Literal["code", "label", "synonym", "near"]

LONGEST_WORD = 80
"""Characters; a longer text is a story, not a word, and is never looked up."""

SHORTEST_NEAR = 5
"""Letters from which a near spelling is looked for at all."""

REPLACED_NEAR = 8
"""Letters from which a replaced letter is a slip; in a shorter word it mostly makes another ("fruit", "fluit")."""

LONG_NEAR = 13
"""Letters from which two slips are forgiven instead of one."""

SHORTEST_ENDING = 4
"""Letters of the shortest word that may end a compound ("koor", "club")."""

NEAR_LEAD = 2
"""Slips by which every other term must be further away than the nearest, or the guess is not made."""

_NOT_WORD = re.compile(r"[^\w]+|_+")
_PLURAL = "en|(?<=[^aeiou])s|(?<=.{4}[aeiou])s|e"
_ENDINGS = tuple(
    re.compile(rf"(.{{{shortest},}}?)(?:{ending})|(.{{3,}}?)(?:{_PLURAL})")
    for shortest, ending in ((3, "jes?"), (4, "[tpk]jes?"), (3, "etjes?"), (4, "(?:st)?ers?"))
)
_LONG_VOWEL = re.compile(r"([aeou])\1(?=[^aeiou]$)")
_DOUBLED_END = re.compile(r"([^aeiou])\1$")
_SOFT_END = {"v": "f", "z": "s"}


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
    Reduce a folded text so that forms of the same Dutch word share at least one result.

    Covers plurals ("bomen"), diminutives ("taartje" is taart + je, "zaaltje" zaal + tje), doers ("naaister",
    "naaier") and words written apart ("naai machine"). Not linguistics: the same cuts on both sides. A text
    of three letters has no stem.
    """
    if len(folded) < 4:
        return frozenset()
    forms = {tuple(folded.split()), (folded.replace(" ", ""),)}
    return frozenset("".join(cuts) for words in forms for cuts in zip(*map(_cuts, words), strict=True))


@lru_cache(maxsize=50_000)
def _cuts(word: str) -> tuple[str, ...]:
    """Cut the ending off a word in each of the ways, and none, in a fixed order."""
    found = (ending.fullmatch(word) for ending in _ENDINGS)
    return tuple(_soften(base) for base in (word, *((cut[1] or cut[2]) if cut else word for cut in found)))


def _soften(base: str) -> str:
    """Spell the end of a word in one way: "boom" and "bom(en)", "bakk(en)" and "bak", "verf" and "verv(en)"."""
    base = _LONG_VOWEL.sub(r"\1", _DOUBLED_END.sub(r"\1", base))
    return base[:-1] + _SOFT_END.get(base[-1], base[-1])


class WordIndex:
    """
    An immutable index from folded words to matches.

    Parameters
    ----------
    matches
        Match per folded word. One word has one match; the vocabulary file is checked for that.
    fillers
        Folded words that may stand around a term without changing it ("een beetje").
    """

    def __init__(self, matches: Mapping[str, Match], *, fillers: Iterable[str] = ()) -> None:
        """Keep copies; the slower indexes are made when first asked for."""
        self._exact = dict(matches)
        self._fillers = frozenset(fillers)

    def find(self, text: object) -> Match | None:
        """Find the term that a text names: exactly, inflected, without fillers, or nearly. None if none."""
        folded = folded_word(text)
        if not folded:
            return None
        bare = " ".join(word for word in folded.split() if word not in self._fillers)
        found = self.find_form(folded) or (self.find_form(bare) if bare != folded else None)
        return found or self._find_near(folded)

    def find_exact(self, folded: str) -> Match | None:
        """Find the term of a folded text as it stands."""
        return self._exact.get(folded)

    def find_form(self, folded: str) -> Match | None:
        """Find the term of a folded text as it stands, or inflected."""
        return self._exact.get(folded) or self._find_inflected(folded)

    def find_ending(self, folded: str) -> Match | None:
        """Find the term whose word ends a single compound word ("vrouwenkoor" -> "koor"), the longest first."""
        if " " in folded:
            return None
        tails = (folded[start:] for start in range(1, len(folded) - SHORTEST_ENDING + 1))
        return next((match for tail in tails if (match := self._exact.get(tail))), None)

    def _find_inflected(self, folded: str) -> Match | None:
        found = {match.code: match for stem in stems(folded) if (match := self._inflected.get(stem))}
        return next(iter(found.values())) if len(found) == 1 else None

    def _find_near(self, folded: str) -> Match | None:
        if len(folded) < SHORTEST_NEAR or not folded[0].isalpha():
            return None
        slips = 1 if len(folded) < LONG_NEAR else 2
        choices = self._by_initial.get(folded[0], ())
        reach = slips + NEAR_LEAD - 1
        close = process.extract(folded, choices, scorer=OSA.distance, score_cutoff=reach, limit=None)
        if not close or close[0][1] > slips or _is_other_word(folded, close[0][0]):
            return None
        word, fewest, _ = close[0]
        found = self._exact[word]
        rivals = [away for other, away, _ in close if self._exact[other].code != found.code]
        return None if rivals and min(rivals) < fewest + NEAR_LEAD else replace(found, how="near")

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


def _is_other_word(written: str, word: str) -> bool:
    """Tell whether a short word differs by a replaced letter: no slip, but a word of its own."""
    return len(written) == len(word) < REPLACED_NEAR and sorted(written) != sorted(word)

"""From free words to gifts: what somebody tells about themselves, and what the vocabulary hears in it."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from geo.gifts import Gift
from geo.terms import CAN
from geo.vocabulary import Match, Vocabulary

LONGEST_WINDOW = 4
"""Words of a sentence that are looked up together at most."""

PARTS_AT_MOST = 40
"""Parts of a text that are looked at; the rest is a story."""

_PARTS = re.compile(r"[,;.!?\n•|/]+|\s+(?:en|and|of|or|ook|also)\s+", re.IGNORECASE)
_NEAR = "near"


@dataclass(frozen=True)
class Heard:
    """
    What was heard in a text.

    Attributes
    ----------
    gifts
        Said in so many words, in the order of the text.
    guesses
        Nearly so: to be asked about.
    words
        Parts in which nothing was recognised, each with its mode.
    """

    gifts: tuple[Gift, ...] = ()
    guesses: tuple[Gift, ...] = ()
    words: tuple[tuple[str, str], ...] = ()


def hear(text: str, *, vocabulary: Vocabulary, mode: str = CAN) -> Heard:
    """
    Hear gifts in what somebody wrote.

    Parameters
    ----------
    mode
        Mode of what does not tell its own ("wil leren breien").
    """
    gifts: dict[Gift, None] = {}
    guesses: dict[Gift, None] = {}
    words: dict[tuple[str, str], None] = {}
    for part in [part.strip() for part in _PARTS.split(text) if part.strip()][:PARTS_AT_MOST]:
        found = list(_in_part(part, vocabulary, mode))
        if not found:
            words[part, mode] = None
        for match, own_mode in found:
            (guesses if match.how == _NEAR else gifts)[Gift(match.code, own_mode)] = None
    unsure = tuple(gift for gift in guesses if gift not in gifts)
    return Heard(tuple(gifts), unsure, tuple(words))


def hear_all(texts: Iterable[tuple[str, str]], *, vocabulary: Vocabulary) -> Heard:
    """Hear gifts in several texts, each with its mode; what is said twice counts once."""
    heard = [hear(text, vocabulary=vocabulary, mode=mode) for text, mode in texts]
    gifts = dict.fromkeys(gift for one in heard for gift in one.gifts)
    guesses = dict.fromkeys(gift for one in heard for gift in one.guesses if gift not in gifts)
    words = dict.fromkeys(word for one in heard for word in one.words)
    return Heard(tuple(gifts), tuple(guesses), tuple(words))


def _in_part(part: str, vocabulary: Vocabulary, mode: str) -> Iterator[tuple[Match, str]]:
    whole = vocabulary.resolve_gift(part)
    if whole:
        yield whole[0], whole[1] or mode
        return
    tokens = part.split()
    start = 0
    while start < len(tokens):
        length, match = _longest(tokens[start : start + LONGEST_WINDOW], vocabulary)
        if match:
            yield match, mode
        start += length


def _longest(tokens: list[str], vocabulary: Vocabulary) -> tuple[int, Match | None]:
    """Find the longest run from the first token that names a capability; in a sentence nothing is guessed."""
    for length in range(len(tokens), 0, -1):
        match = vocabulary.resolve(" ".join(tokens[:length]))
        if match and match.how != _NEAR:
            return length, match
    return 1, None

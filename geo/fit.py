"""
Fit: what it is worth when one asset's gifts answer another's. The score of a complement is written down here.

    score = fit x decay(distance)
    fit   = they answer me + I answer them + together + template

- *They answer me*: each wish of mine (a capability that I seek, or learn) counts once, by its best answer:

      I seek  <- they can, they lend               1
      I seek  <- they teach it, they do it together  1/2
      I learn <- they teach                        1

  `seeks` asks for an initiative; who teaches a thing or likes to do it with others can take that place too,
  but wants something else with it: pupils, or company.
- *I answer them*: the same, the other way round.
- *Together*: 1 for each capability that both like to do together.
- *Template*: 1/4, once, when the two fill different places of one initiative (any offer fills a place).

Weights are sums of quarters, so equal fits are exactly equal. At equal score a resident comes before an
association before an institution, then the nearer, then the smaller id.
"""

from functools import cache, lru_cache
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from geo.index_columns import MODE_BIT, MODE_SETS, mode_set
from geo.terms import CAN, LEARNS, LENDS, MODES, OFFERS, SEEKS, TEACHES, TOGETHER

ANSWER_FIT = {
    SEEKS: {CAN: 1.0, LENDS: 1.0, TEACHES: 0.5, TOGETHER: 0.5},
    LEARNS: {TEACHES: 1.0},
}
"""Per wish, what each answer to it is worth, the best first."""

TOGETHER_FIT = 1.0
TEMPLATE_FIT = 0.25

OFFER_SET = mode_set(*OFFERS)

THEY_ANSWER, I_ANSWER, IN_TEMPLATE = "they_answer", "i_answer", "template"
DIRECTIONS = (THEY_ANSWER, I_ANSWER, TOGETHER, IN_TEMPLATE)
"""Why two assets belong together; `together` is the mode itself."""


class Answer(NamedTuple):
    """One way in which two assets meet in a capability."""

    direction: str
    own_mode: str
    other_mode: str
    fit: float


@cache
def answers(own: int, other: int) -> tuple[Answer, ...]:
    """Give all ways in which two mode sets of one capability meet, each wish once, by its best answer."""
    theirs = [Answer(THEY_ANSWER, wish, best, fit) for wish, best, fit in _met(own, other)]
    mine = [Answer(I_ANSWER, best, wish, fit) for wish, best, fit in _met(other, own)]
    both = own & other & MODE_BIT[TOGETHER]
    return (*theirs, *mine, *([Answer(TOGETHER, TOGETHER, TOGETHER, TOGETHER_FIT)] if both else []))


@cache
def fit_parts(own: int, other: int) -> tuple[float, float, float]:
    """Give the fit of two mode sets of one capability: they answer me, I answer them, together."""
    they, mine, both = (
        sum(answer.fit for answer in answers(own, other) if answer.direction == direction)
        for direction in (THEY_ANSWER, I_ANSWER, TOGETHER)
    )
    return float(they), float(mine), float(both)


@cache
def fit_of(own: int) -> tuple[float, ...]:
    """Give the fit of one's own mode set of a capability with each mode set of another."""
    return tuple(sum(fit_parts(own, other)) for other in range(MODE_SETS))


@lru_cache(maxsize=4096)
def fit_table(own: tuple[int, ...]) -> NDArray[np.float64]:
    """Give `fit_of` of each of one's own mode sets, shape (n, 64)."""
    table = np.array([fit_of(modes) for modes in own]).reshape(-1, MODE_SETS)
    table.flags.writeable = False
    return table


def offered_mode(modes: int) -> str:
    """Give the first mode of a set that can fill a place in an initiative, in the order of `MODES`."""
    return next(mode for mode in MODES if modes & OFFER_SET & MODE_BIT[mode])


def _met(wishes: int, offers: int) -> list[tuple[str, str, float]]:
    """Give (wish, best answer, fit) for each wish of one mode set that another answers."""
    met = []
    for wish, fits in ANSWER_FIT.items():
        best = next((mode for mode in fits if offers & MODE_BIT[mode]), None)
        if best and wishes & MODE_BIT[wish]:
            met.append((wish, best, fits[best]))
    return met

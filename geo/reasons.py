"""Reasons: why two assets belong together, and what each reason adds to their fit."""

from collections.abc import Iterable
from functools import lru_cache
from typing import NamedTuple

from geo.fit import DIRECTIONS, answers, fit_parts


class Reason(NamedTuple):
    """
    Why two assets belong together.

    Attributes
    ----------
    capability
        What the other does or wishes: the capability that both meet in, or their place in a template.
    direction
        One of `geo.fit.DIRECTIONS`.
    own_mode, other_mode
        What I and what they do with it.
    template
        Code of the initiative in which both fill a place, else None.
    own_capability
        My own place in that template; else the same capability.
    distance_m
        How far they are, in metres.
    """

    capability: str
    direction: str
    own_mode: str
    other_mode: str
    template: str | None
    own_capability: str
    distance_m: float


_Told = tuple[str, str, str, str, None, str]
"""A reason without its distance."""


class Meeting(NamedTuple):
    """How two assets meet in capabilities: their fit in the three directions, and the reasons."""

    they_answer: float
    i_answer: float
    together: float
    reasons: tuple[Reason, ...]


def tell_meeting(met: Iterable[tuple[str, int, int]], distance_m: float) -> Meeting:
    """
    Tell how two assets meet.

    Parameters
    ----------
    met
        Capability, own mode set and other mode set, of each capability in which they meet.
    distance_m
        How far they are, in metres.

    Returns
    -------
    meeting
        The reasons by direction, and then by capability.
    """
    they = mine = together = 0.0
    told: list[_Told] = []
    for capability, own, other in met:
        fits, reasons = _tell_one(capability, own, other)
        they, mine, together = they + fits[0], mine + fits[1], together + fits[2]
        told += reasons
    if len(told) > 1:
        told.sort(key=_reason_order)
    return Meeting(they, mine, together, tuple([Reason(*one, distance_m) for one in told]))


@lru_cache(maxsize=1 << 14)
def _tell_one(capability: str, own: int, other: int) -> tuple[tuple[float, float, float], tuple[_Told, ...]]:
    """Give the fit of two mode sets, and the reasons without their distance."""
    reasons = [
        (capability, direction, own_mode, other_mode, None, capability)
        for direction, own_mode, other_mode, _ in answers(own, other)
    ]
    return fit_parts(own, other), tuple(reasons)


def _reason_order(told: _Told) -> tuple[int, str]:
    return DIRECTIONS.index(told[1]), told[0]

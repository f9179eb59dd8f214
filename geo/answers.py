"""Answers: which assets near an asker meet it in a capability, before they are scored and ranked."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from geo.fit import DIRECTIONS, answers, fit_table
from geo.index import View
from geo.walking import Distance, straight_line


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


class Asker(NamedTuple):
    """Who asks: a point in EPSG:28992 metres, the mode set of each capability, and a row or -1."""

    place: tuple[float, float]
    gifts: dict[int, int]
    row: int


class Candidates(NamedTuple):
    """
    Rows that belong with the asker, each once.

    What row i answers stands at `first[i]` up to `last[i]` of `which` (position among the asker's gifts)
    and `modes` (the row's mode set for that capability).
    """

    row: NDArray[np.int64]
    distance_m: NDArray[np.float64]
    fit: NDArray[np.float64]
    template: NDArray[np.bool_]
    first: NDArray[np.int64]
    last: NDArray[np.int64]
    which: NDArray[np.int64]
    modes: NDArray[np.uint8]

    def at(self, kept: NDArray[np.int64]) -> "Candidates":
        """Give the rows at these positions, with all that they answer."""
        return Candidates(*(column.take(kept) for column in self[:6]), self.which, self.modes)


def find_answers(
    view: View, asker: Asker, *, radius_m: float, distance: Distance = straight_line
) -> Candidates:
    """Find the assets within a radius that meet the asker in a capability, with their fit."""
    if not asker.gifts:
        return _no_candidates()
    hits = view.find_capabilities(list(asker.gifts), place=asker.place, radius_m=radius_m, distance=distance)
    fits = fit_table(tuple(asker.gifts.values()))[hits.which, hits.modes]
    meets = ((fits > 0.0) & (hits.row != asker.row)).nonzero()[0]
    if not len(meets):
        return _no_candidates()
    row = hits.row.take(meets)
    order = row.argsort(kind="stable")
    row, by_row = row.take(order), meets.take(order)
    new = np.empty(len(row), bool)
    new[0] = True
    np.not_equal(row[1:], row[:-1], out=new[1:])
    first = new.nonzero()[0]
    return Candidates(
        row=row.take(first),
        distance_m=hits.distance_m.take(by_row.take(first)),
        fit=np.add.reduceat(fits.take(by_row), first),
        template=np.zeros(len(first), bool),
        first=first,
        last=np.concatenate((first[1:], (len(row),))),
        which=hits.which.take(by_row),
        modes=hits.modes.take(by_row),
    )


def _no_candidates() -> Candidates:
    none, no_fit = np.zeros(0, np.int64), np.zeros(0)
    return Candidates(none, no_fit, no_fit, none.astype(bool), none, none, none, none.astype(np.uint8))


def direct_reasons(met: list[tuple[str, int, int]], distance_m: float) -> list[Reason]:
    """Give the reasons from (capability, own mode set, other mode set), by direction and then capability."""
    reasons = [
        Reason(code, direction, own_mode, other_mode, None, code, distance_m)
        for code, ours, theirs in met
        for direction, own_mode, other_mode, _ in answers(ours, theirs)
    ]
    return sorted(reasons, key=_reason_order) if len(reasons) > 1 else reasons


def _reason_order(reason: Reason) -> tuple[int, str]:
    return DIRECTIONS.index(reason.direction), reason.capability

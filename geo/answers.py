"""Answers: which assets near an asker meet it in a capability, before they are scored and ranked."""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from geo.fit import DIRECTIONS, answers, fit_of, fit_table
from geo.index import View
from geo.index_block import Hits
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

    What row i answers are the entries `offsets[i]` up to `offsets[i + 1]` of `hits` in the order `by_row`.
    `fit` counts a shared template in; `template` tells who shares one.
    """

    row: NDArray[np.int64]
    distance_m: NDArray[np.float64]
    fit: NDArray[np.float64]
    template: NDArray[np.bool_]
    offsets: NDArray[np.int64]
    by_row: NDArray[np.int64]
    hits: Hits

    def answered(self, at: Sequence[int]) -> Iterator[list[tuple[int, int]]]:
        """Give what the rows at these positions answer: (position among the asker's gifts, mode set)."""
        which, modes = self.hits.which.tolist(), self.hits.modes.tolist()
        offsets, by_row = self.offsets.tolist(), self.by_row.tolist()
        for position in at:
            entries = by_row[offsets[position] : offsets[position + 1]]
            yield [(which[entry], modes[entry]) for entry in entries]


def find_answers(
    view: View, asker: Asker, *, radius_m: float, distance: Distance = straight_line
) -> Candidates:
    """Find the assets within a radius that meet the asker in a capability, with their fit."""
    hits = view.find_capabilities(
        list(asker.gifts),
        place=asker.place,
        radius_m=radius_m,
        distance=distance,
        worth=fit_table(tuple(asker.gifts.values())),
    )
    by_row = hits.row.argsort(kind="stable")
    row = hits.row.take(by_row)
    if any(fit_of(modes)[modes] for modes in asker.gifts.values()):
        by_row = by_row[row != asker.row]
        row = hits.row.take(by_row)
    edge = np.ones(len(row) + 1, bool)
    np.not_equal(row[1:], row[:-1], out=edge[1:-1])
    offsets = edge.nonzero()[0]
    first = offsets[:-1]
    return Candidates(
        row=row.take(first),
        distance_m=hits.distance_m.take(by_row.take(first)),
        fit=np.add.reduceat(hits.worth.take(by_row), first),
        template=np.zeros(len(first), bool),
        offsets=offsets,
        by_row=by_row,
        hits=hits,
    )


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

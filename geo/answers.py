"""Answers: which assets near an asker meet it in a capability, before they are scored and ranked."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from geo.fit import fit_of, fit_table
from geo.grid import expand_ranges
from geo.index import View
from geo.index_block import GIFTS, Hits
from geo.index_columns import MODE_SETS
from geo.walking import Distance, straight_line


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

    def met(self, at: NDArray[np.int64], gifts: int) -> list[list[int]]:
        """Give the mode set with which the rows at these positions meet each of the asker's gifts, or 0."""
        starts, ends = self.offsets.take(at), self.offsets.take(at + 1)
        entries = self.by_row.take(expand_ranges(starts, ends))
        code = self.hits.code.take(entries)
        met = np.zeros((len(at), gifts), np.uint8)
        met[np.arange(len(at)).repeat(ends - starts), code // GIFTS] = code % MODE_SETS
        return met.tolist()


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

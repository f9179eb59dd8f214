"""The pool of a coalition: the near assets that offer something wanted, as columns."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from math import inf

import numpy as np
from numpy.typing import NDArray

from geo.fit import OFFER_SET
from geo.index import View
from geo.terms import INSTITUTION, KINDS
from geo.walking import straight_line

INSTITUTION_KIND = KINDS.index(INSTITUTION)

_FIRST_LOOK_M = 1000.0
_LOOK_GROWTH = 3.0
_POOL_GROWTH = 1.6
"""How much wider than the farthest nearest asset the first pool is, so that it seldom has to grow."""

_EVERYWHERE_M = 400_000.0


@dataclass(frozen=True, eq=False)
class Candidates:
    """
    Assets as columns, all of shape (n,), nearest first.

    Attributes
    ----------
    row, kind
        Row in the index and position in `KINDS`.
    x, y, distance_m
        EPSG:28992 metres, and metres from the place.
    mask
        What each covers, a bit per wanted capability.
    """

    row: NDArray[np.int64]
    kind: NDArray[np.uint8]
    x: NDArray[np.float64]
    y: NDArray[np.float64]
    distance_m: NDArray[np.float64]
    mask: NDArray[np.int64]

    def __len__(self) -> int:
        """Count them."""
        return len(self.row)

    def take(self, at: NDArray[np.int64]) -> "Candidates":
        """Give those at these positions."""
        return Candidates(**{name: column[at] for name, column in vars(self).items()})

    @property
    def covered(self) -> int:
        """Bits that any of them covers."""
        return int(np.bitwise_or.reduce(self.mask, initial=0))


@dataclass(frozen=True, eq=False)
class Pool:
    """
    What a search chooses from.

    Attributes
    ----------
    near
        Those that may join; `mask` holds needed bits only, and never none.
    must
        Those that are in every group.
    needed
        Bits that somebody covers and no `must` covers.
    institutions
        How many a group may have, the `must` among them included.
    radius_m
        No asset within this distance is missing; infinite when none is missing at all.
    """

    near: Candidates
    must: Candidates
    needed: int
    institutions: int
    radius_m: float


@dataclass(frozen=True, eq=False)
class PoolSource:
    """
    Where pools of growing radius come from.

    Attributes
    ----------
    view
        The index as the asking audiences see it.
    place
        Point in EPSG:28992 metres.
    wants
        Positions of the wanted capabilities; the bit of each is its place among them.
    must, barred
        Rows that are in every group, and rows that may not join besides.
    radius_m
        Limit of all pools, metres.
    """

    view: View
    place: tuple[float, float]
    wants: Sequence[int]
    must: Candidates
    barred: NDArray[np.int64]
    radius_m: float

    @classmethod
    def of(
        cls,
        view: View,
        place: tuple[float, float],
        wants: Sequence[int],
        *,
        radius_m: float,
        must: Sequence[str],
        must_not: Sequence[str],
    ) -> "PoolSource":
        """Look up the members that must be in it (`NotFoundError` if they cannot be seen) or must not."""
        rows = np.array(sorted({view.find_row(asset_id) for asset_id in must}), np.int64)
        masks = [offered_bits(view.gifts(row), wants) for row in rows.tolist()]
        members = _candidates(view, place, rows, np.array(masks, np.int64))
        return cls(
            view,
            place,
            wants,
            members,
            np.array([*view.rows_of(must_not), *rows.tolist()], np.int64),
            radius_m,
        )

    def first_pool(self) -> Pool:
        """Give a pool in which everything is covered that anybody covers at all."""
        nearest = self._nearest()
        own = int(np.count_nonzero(self.must.kind == INSTITUTION_KIND))
        needed = sum(1 << bit for bit in nearest)
        radius_m = _POOL_GROWTH * max(nearest.values(), default=0.0)
        pool = Pool(self._find([], 0.0), self.must, needed, max(1, own), 0.0)
        while True:
            pool = self.widened(pool, radius_m)
            fewest = own + _fewest_institutions(pool.near, needed)
            if fewest <= pool.institutions or pool.radius_m >= self.radius_m:
                return replace(pool, institutions=max(pool.institutions, fewest))
            radius_m = 2 * radius_m + _FIRST_LOOK_M

    def widened(self, pool: Pool, radius_m: float) -> Pool:
        """Give the same pool within another radius, or within the limit when that is nearer."""
        reach_m = self._reach(radius_m)
        bits = [bit for bit in range(len(self.wants)) if pool.needed >> bit & 1]
        whole = reach_m >= self.radius_m
        return replace(pool, near=self._find(bits, reach_m), radius_m=inf if whole else reach_m)

    def _nearest(self) -> dict[int, float]:
        """Give the distance of the nearest asset for each bit that no `must` covers and somebody does."""
        missing = [bit for bit in range(len(self.wants)) if not self.must.covered >> bit & 1]
        nearest: dict[int, float] = {}
        look_m = _FIRST_LOOK_M
        while missing:
            reach_m = self._reach(look_m)
            found = self._find(missing, reach_m)
            for bit in missing:
                having = (found.mask >> bit & 1).nonzero()[0]
                if len(having):
                    nearest[bit] = float(found.distance_m[having[0]])
            if reach_m >= self.radius_m:
                break
            missing = [bit for bit in missing if bit not in nearest]
            look_m *= _LOOK_GROWTH
        return nearest

    def _reach(self, radius_m: float) -> float:
        return self.radius_m if radius_m > _EVERYWHERE_M else min(radius_m, self.radius_m)

    def _find(self, bits: Sequence[int], radius_m: float) -> Candidates:
        """Find all that may join and offer what some bits stand for, within a radius."""
        if not bits:
            return _candidates(self.view, self.place, np.zeros(0, np.int64), np.zeros(0, np.int64))
        wants = [self.wants[bit] for bit in bits]
        hits = self.view.find_capabilities(wants, place=self.place, radius_m=radius_m)
        offers = (hits.modes & OFFER_SET) > 0
        if len(self.barred):
            offers &= ~np.isin(hits.row, self.barred)
        row = hits.row[offers]
        order = row.argsort(kind="stable")
        row, bit = row[order], np.array(bits)[hits.which[offers][order]]
        first = np.ones(len(row), bool)
        first[1:] = row[1:] != row[:-1]
        starts = first.nonzero()[0]
        masks = np.bitwise_or.reduceat(np.left_shift(1, bit), starts) if len(row) else row
        return _candidates(self.view, self.place, row[starts].astype(np.int64), masks)


def offered_bits(gifts: dict[int, int], wants: Sequence[int]) -> int:
    """Give the bits of the wanted capabilities that gifts offer."""
    return sum(1 << bit for bit, want in enumerate(wants) if gifts.get(want, 0) & OFFER_SET)


def _candidates(
    view: View, place: tuple[float, float], row: NDArray[np.int64], mask: NDArray[np.int64]
) -> Candidates:
    x, y = view.points(row)
    distance_m = straight_line(*place, x, y)
    order = distance_m.argsort(kind="stable")
    row = row[order]
    return Candidates(row, view.kinds(row), x[order], y[order], distance_m[order], mask[order])


def _fewest_institutions(near: Candidates, needed: int) -> int:
    """Give how many institutions are needed at least to cover all bits, beside everybody else."""
    institution = near.kind == INSTITUTION_KIND
    only_they = needed & ~int(np.bitwise_or.reduce(near.mask[~institution], initial=0))
    masks = set((near.mask[institution] & only_they).tolist()) - {0}
    reached, count = {0}, 0
    while only_they not in reached:
        reached |= {one | mask for one in reached for mask in masks}
        count += 1
    return count

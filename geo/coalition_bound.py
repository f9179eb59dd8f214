"""
The distance-owner approximation: a good group, and a cost that no group goes below, without a long search.

Take any group, and call its member that is farthest from the place its *owner*, r from the place. Around each
possible owner, take for every open capability the nearest to the owner who offers it and is no farther from
the place than r. If the farthest of these is d from the owner, then

- no group with this owner costs less than r + d;
- the group taken costs at most r plus the width of what a disc of radius r around the place and a disc of
  radius d around the owner share: with u = d / r that is at most (1 + 2u sqrt(1 - u^2 / 4)) / (1 + u) times
  r + d, nowhere above 1.3727.

So the least r + d over all owners is a bound for all groups, and the group taken there costs at most 1.375
times the best. This is MaxSum-Appro of Long et al. (2013), with our conditions: those that must be in it are
in all groups, and count for r and d; when there are more institutions nearby than a group may have, d is the
least at which a choice within that number covers everything.

References
----------
Long, Wong, Wang, Fu: Collective spatial keyword queries: a distance owner-driven approach. SIGMOD 2013.
"""

from collections.abc import Iterator
from math import inf
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from geo.coalition_pool import INSTITUTION_KIND, Candidates, Pool
from geo.walking import straight_line

WORST_BOUND = 1.375
"""The approximation is never worse than this many times the best."""

_PAIRS_AT_ONCE = 1_000_000


class Approximation(NamedTuple):
    """Members as positions among those who may join, and what no group in the pool costs less than, in metres."""

    members: tuple[int, ...]
    least_m: float


class _Owner(NamedTuple):
    """A possible owner: its position or -1 for one that must be in it, where it is, and r."""

    at: int
    x: float
    y: float
    reach_m: float


def approximate(pool: Pool, near: Candidates) -> Approximation:
    """
    Find a good group in a pool, whose open capabilities all can be covered.

    Parameters
    ----------
    pool
        What to choose from.
    near
        Those of the pool who may join.
    """
    best = Approximation((), inf)
    for least_m, owner in _owners(pool, near):
        if least_m >= best.least_m:
            break
        members, around_m = _gather(pool, near, owner)
        if owner.reach_m + around_m < best.least_m:
            best = Approximation(members, owner.reach_m + around_m)
    return best


def _owners(pool: Pool, near: Candidates) -> Iterator[tuple[float, _Owner]]:
    """Give each possible owner with what a group of it costs at least, the cheapest first."""
    must = pool.must
    first = int(near.distance_m.searchsorted(must.distance_m.max(initial=0.0)))
    x, y, reach_m = near.x[first:], near.y[first:], near.distance_m[first:]
    position = np.arange(first, len(near))
    if len(must):
        x, y = np.append(x, must.x[-1]), np.append(y, must.y[-1])
        reach_m, position = np.append(reach_m, must.distance_m[-1]), np.append(position, -1)
    some = max(1, _PAIRS_AT_ONCE // max(1, len(near)))
    parts = [
        _least_around(pool, near, x[at : at + some], y[at : at + some], reach_m[at : at + some])
        for at in range(0, len(x), some)
    ]
    least_m = reach_m + np.concatenate([np.zeros(0), *parts])
    for at in least_m.argsort(kind="stable").tolist():
        yield float(least_m[at]), _Owner(int(position[at]), float(x[at]), float(y[at]), float(reach_m[at]))


def _least_around(
    pool: Pool, near: Candidates, x: NDArray[np.float64], y: NDArray[np.float64], reach_m: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Give d of each owner while any number of institutions may join; infinite when not all can be covered."""
    apart_m = straight_line(x[:, None], y[:, None], near.x, near.y)
    apart_m[near.distance_m > reach_m[:, None]] = inf
    least_m = straight_line(x[:, None], y[:, None], pool.must.x, pool.must.y).max(axis=1, initial=0.0)
    for bit in range(pool.needed.bit_length()):
        if pool.needed >> bit & 1:
            having = (near.mask >> bit & 1) > 0
            least_m = np.maximum(least_m, apart_m[:, having].min(axis=1, initial=inf))
    return least_m


def _gather(pool: Pool, near: Candidates, owner: _Owner) -> tuple[tuple[int, ...], float]:
    """Take the group around an owner, and give its d; infinite when there is none."""
    own = [owner.at] if owner.at >= 0 else []
    left = pool.needed & ~int(near.mask[owner.at]) if own else pool.needed
    taken = np.count_nonzero(pool.must.kind == INSTITUTION_KIND)
    taken += np.count_nonzero(near.kind[own] == INSTITUTION_KIND)
    to_must_m = float(straight_line(owner.x, owner.y, pool.must.x, pool.must.y).max(initial=0.0))
    if not left:
        return tuple(own), to_must_m
    inside = int(near.distance_m.searchsorted(owner.reach_m, side="right"))
    apart_m = straight_line(owner.x, owner.y, near.x[:inside], near.y[:inside])
    choice = _Choice(left, pool.institutions - int(taken))
    for at in apart_m.argsort(kind="stable").tolist():
        if choice.offer(at, int(near.mask[at]), is_institution=near.kind[at] == INSTITUTION_KIND):
            return (*own, *choice.members), max(to_must_m, float(apart_m[at]))
    return (), inf


class _Choice:
    """Who covers what is left, while candidates are offered one by one, the nearest first."""

    def __init__(self, left: int, institutions: int) -> None:
        self.members: tuple[int, ...] = ()
        self._left, self._most = left, institutions
        self._people: list[int] = []
        self._lenders: dict[int, int] = {}  # the first institution of each mask

    def offer(self, at: int, mask: int, *, is_institution: bool) -> bool:
        """Consider one more; tell whether everything can be covered now, by `members`."""
        mask &= self._left
        if not mask or (is_institution and mask in self._lenders):
            return False
        if is_institution:
            self._lenders[mask] = at
        else:
            self._left &= ~mask
            self._people.append(at)
        lenders = self._cover()
        if lenders is not None:
            self.members = (*self._people, *lenders)
        return lenders is not None

    def _cover(self) -> tuple[int, ...] | None:
        """Find the fewest institutions that cover what no one else does, or None if they are too many."""
        reached: dict[int, tuple[int, ...]] = {0: ()}
        for _ in range(self._most + 1):
            if self._left in reached:
                return reached[self._left]
            for covered, chosen in list(reached.items()):
                for mask, at in self._lenders.items():
                    reached.setdefault((covered | mask) & self._left, (*chosen, at))
        return None

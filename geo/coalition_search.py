"""
The search for the best groups in a pool: exact branch and bound, with an honest end when it would run away.

The rarest capability comes first: every group has somebody who offers it, a *pivot*, so the search falls
apart into one small search around each pivot. There, as in the exact algorithms of Cao et al. and Long et
al., a group grows by the capability that the fewest can still add, and is left as soon as the cheapest way
to add any missing one costs more than the worst group kept. A member that has been tried is not tried
again beside those tried after it, so that each group is met once.
"""

from bisect import insort
from collections.abc import Sequence
from math import inf
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from geo.coalition_bound import approximate
from geo.coalition_pool import INSTITUTION_KIND, Candidates, Pool
from geo.index import View
from geo.terms import ASSOCIATION, KINDS
from geo.walking import straight_line

_ASSOCIATION_KIND = KINDS.index(ASSOCIATION)
_PAIRS_AT_ONCE = 1_000_000


class Group(NamedTuple):
    """A group within one search; they compare as the definition of best says."""

    cost_m: float
    institutions: int
    associations: int
    size: int
    ranks: tuple[int, ...]
    """Places of the ids of those that joined, among all ids of the pool; `must` is the same in all groups."""
    rows: tuple[int, ...]
    farthest_m: float
    spread_m: float


class _Partial(NamedTuple):
    """A group that grows: members as positions in the pool, and what they are together."""

    members: tuple[int, ...]
    masks: tuple[int, ...]
    covered: int
    institutions: int
    associations: int
    farthest_m: float
    spread_m: float


class _Options(NamedTuple):
    """Who may still join: positions in the pool, and how far each is from the farthest of the group."""

    at: NDArray[np.int64]
    far_m: NDArray[np.float64]


class Search:
    """
    One search in one pool.

    Parameters
    ----------
    pool
        What to choose from.
    view
        Gives the ids.
    best
        How many groups to keep.
    effort
        After so many steps, and with a group in hand, the search stops.
    known
        Groups found in a smaller pool.

    Attributes
    ----------
    groups
        The best groups found, best first.
    is_exact
        Whether there are no better ones in the pool.
    proven_m
        No group that is not in `groups` costs less than this; of meaning when not exact.
    """

    def __init__(
        self, pool: Pool, view: View, *, best: int, effort: int, known: Sequence[Group] = ()
    ) -> None:
        self.is_exact = True
        self.proven_m = inf
        self._pool, self._near = pool, _near_allowed(pool)
        self._best, self._effort, self._steps = best, effort, 0
        self._bits = [1 << bit for bit in range(pool.needed.bit_length()) if pool.needed >> bit & 1]
        ids = view.asset_ids(self._near.row)
        self._rank = np.empty(len(ids), np.int64)
        self._rank[sorted(range(len(ids)), key=ids.__getitem__)] = np.arange(len(ids))
        rank_of = dict(zip(self._near.row.tolist(), self._rank.tolist(), strict=True)) if known else {}
        self.groups = sorted(
            group._replace(ranks=tuple(sorted(rank_of[row] for row in group.rows))) for group in known
        )

    @property
    def worst_m(self) -> float:
        """Cost of the last of the groups kept; infinite while there are fewer than asked."""
        return self.groups[-1].cost_m if len(self.groups) >= self._best else inf

    def run(self) -> None:
        """Find the best groups."""
        start, options = self._start()
        if not self._bits:
            self._keep(start)
            return
        near = self._near
        has = [(near.mask & bit) > 0 for bit in self._bits]
        pivots = min(has, key=np.count_nonzero).nonzero()[0]
        covered_m = max(float(near.distance_m[having.argmax()]) for having in has)
        some = max(1, _PAIRS_AT_ONCE // len(near))
        for first in range(0, len(pivots), some):
            rest_m = max(covered_m, start.farthest_m, float(near.distance_m[pivots[first]]))
            if rest_m > self.worst_m:
                break
            options = self._try_pivots(start, options, pivots[first : first + some], has)
            if not self.is_exact:
                later = near.distance_m[pivots[first + some :]]
                rest_m = max(covered_m, float(later.min(initial=inf)))
                self.proven_m = min(self.proven_m, rest_m, self._pool.radius_m)
                break

    def settle(self) -> None:
        """After a search that stopped: take the approximation in, and what it proves (`geo.coalition_bound`)."""
        near, must = self._near, self._pool.must
        found = approximate(self._pool, near)
        members = _needed_members(found.members, near, self._pool.needed)
        x = np.concatenate((near.x[members], must.x))
        y = np.concatenate((near.y[members], must.y))
        start, _ = self._start()
        self._keep(
            start._replace(
                members=tuple(members),
                institutions=start.institutions + _count(near.kind[members], INSTITUTION_KIND),
                associations=start.associations + _count(near.kind[members], _ASSOCIATION_KIND),
                farthest_m=max(start.farthest_m, float(near.distance_m[members].max(initial=0.0))),
                spread_m=float(straight_line(x[:, None], y[:, None], x, y).max(initial=0.0)),
            )
        )
        self.proven_m = max(self.proven_m, min(found.least_m, self._pool.radius_m))

    def _start(self) -> tuple[_Partial, _Options]:
        """Give the group of those that must be in it, and everybody as an option."""
        must, near = self._pool.must, self._near
        far_m, spread_m = np.zeros(len(near)), 0.0
        for x, y in zip(must.x, must.y, strict=True):
            far_m = np.maximum(far_m, straight_line(x, y, near.x, near.y))
            spread_m = max(spread_m, float(straight_line(x, y, must.x, must.y).max()))
        start = _Partial(
            members=(),
            masks=(),
            covered=0,
            institutions=_count(must.kind, INSTITUTION_KIND),
            associations=_count(must.kind, _ASSOCIATION_KIND),
            farthest_m=float(must.distance_m.max(initial=0.0)),
            spread_m=spread_m,
        )
        return start, _Options(np.arange(len(near)), far_m)

    def _try_pivots(
        self, start: _Partial, options: _Options, pivots: NDArray[np.int64], has: list[NDArray[np.bool_]]
    ) -> _Options:
        """Search around some pivots, the most promising first; give the options without them."""
        near, far_m = self._near, np.zeros(len(self._near))
        far_m[options.at] = options.far_m
        apart_m = straight_line(near.x[pivots, None], near.y[pivots, None], near.x, near.y)
        apart_m = np.maximum(np.maximum(apart_m, far_m), np.maximum(far_m[pivots, None], start.spread_m))
        joint_m = np.maximum(np.maximum(near.distance_m, near.distance_m[pivots, None]), start.farthest_m)
        joint_m += apart_m
        least_m = np.max([joint_m[:, having].min(axis=1) for having in has], axis=0)
        free = np.zeros(len(near), bool)
        free[options.at] = True
        for at in least_m.argsort(kind="stable"):
            if least_m[at] > self.worst_m:
                break
            free[pivots[at]] = False
            others = (free & (joint_m[at] <= self.worst_m)).nonzero()[0]
            self._join(start, _Options(others, far_m[others]), int(pivots[at]), float(far_m[pivots[at]]))
            if not self.is_exact:
                self.proven_m = float(least_m[at])
                break
        free[pivots] = False
        left = free.nonzero()[0]
        return _Options(left, far_m[left])

    def _join(self, group: _Partial, options: _Options, new: int, far_m: float) -> None:
        """Let one more join, who is `far_m` from the farthest of the group, and go on from there."""
        near = self._near
        masks = (*group.masks, int(near.mask[new]))
        covered = group.covered | masks[-1]
        if _has_idle(masks):
            return
        kind = near.kind[new]
        joined = _Partial(
            members=(*group.members, new),
            masks=masks,
            covered=covered,
            institutions=group.institutions + int(kind == INSTITUTION_KIND),
            associations=group.associations + int(kind == _ASSOCIATION_KIND),
            farthest_m=max(group.farthest_m, float(near.distance_m[new])),
            spread_m=max(group.spread_m, far_m),
        )
        if covered == self._pool.needed:
            self._keep(joined)
            return
        useful = (near.mask[options.at] & ~covered) > 0
        if joined.institutions >= self._pool.institutions:
            useful &= near.kind[options.at] != INSTITUTION_KIND
        at = options.at[useful]
        away_m = straight_line(float(near.x[new]), float(near.y[new]), near.x[at], near.y[at])
        self._extend(joined, _Options(at, np.maximum(options.far_m[useful], away_m)))

    def _extend(self, group: _Partial, options: _Options) -> None:
        """Add whoever can bring the capability that the fewest can still bring, cheapest first."""
        self._steps += 1
        near = self._near
        cost_m = np.maximum(near.distance_m[options.at], group.farthest_m)
        cost_m += np.maximum(options.far_m, group.spread_m)
        open_bits = np.array([bit for bit in self._bits if not group.covered & bit])
        brings = (near.mask[options.at] & open_bits[:, None]) > 0
        brings &= cost_m <= self.worst_m
        counts = brings.sum(axis=1)
        if not counts.all():
            return
        least_m = float(np.where(brings, cost_m, inf).min(axis=1).max())
        if least_m == self.worst_m and self._is_beaten(group, options.at, brings):
            return
        left = brings.any(axis=0)
        branch = brings[counts.argmin()].nonzero()[0]
        at = options.at[branch]
        for new in branch[np.lexsort((self._rank[at], near.kind[at], cost_m[branch]))].tolist():
            if cost_m[new] > self.worst_m:
                break
            left[new] = False
            rest = _Options(options.at[left], options.far_m[left])
            self._join(group, rest, int(options.at[new]), float(options.far_m[new]))
            if self._is_spent():
                break

    def _is_spent(self) -> bool:
        if self._steps > self._effort and self.groups:
            self.is_exact = False
        return not self.is_exact

    def _is_beaten(self, group: _Partial, at: NDArray[np.int64], brings: NDArray[np.bool_]) -> bool:
        """
        Tell whether a group that costs as much as the worst one kept is beaten by it, whoever joins.

        An open capability is *lonely* when nobody who brings it brings another open one: it asks for a
        member of its own, at best one of the first kind there is and with the smallest id. The others ask
        for at least as many members as those that bring most would leave. Many groups cost the same, so
        this is what keeps the search short.
        """
        kind, rank = self._near.kind[at], self._rank[at]
        several = brings.sum(axis=0)
        lonely = ~(brings & (several > 1)).any(axis=1)
        first_kind = np.where(brings, kind, len(KINDS)).min(axis=1)
        best_rank = np.where(brings & (kind == first_kind[:, None]), rank, len(self._rank)).min(axis=1)
        shared = -(-int(np.count_nonzero(~lonely)) // int(several.max()))
        own_kinds = first_kind[lonely]
        smallest = int(rank.min())
        ranks = [*self._rank[list(group.members)].tolist(), *best_rank[lonely].tolist(), *[smallest] * shared]
        least = (
            group.institutions + int(np.count_nonzero(own_kinds == INSTITUTION_KIND)),
            group.associations + int(np.count_nonzero(own_kinds == _ASSOCIATION_KIND)),
            len(self._pool.must) + len(ranks),
            tuple(sorted(ranks)),
        )
        return least >= self.groups[-1][1:5]

    def _keep(self, group: _Partial) -> None:
        """Keep a whole group if it is among the best."""
        members = list(group.members)
        found = Group(
            group.farthest_m + group.spread_m,
            group.institutions,
            group.associations,
            len(self._pool.must) + len(members),
            tuple(sorted(self._rank[members].tolist())),
            tuple(self._near.row[members].tolist()),
            group.farthest_m,
            group.spread_m,
        )
        if all(found.ranks != kept.ranks for kept in self.groups):
            insort(self.groups, found)
            del self.groups[self._best :]


def _near_allowed(pool: Pool) -> Candidates:
    """Give who may join beside those that must, who may already be all the institutions there may be."""
    if np.count_nonzero(pool.must.kind == INSTITUTION_KIND) < pool.institutions:
        return pool.near
    return pool.near.take((pool.near.kind != INSTITUTION_KIND).nonzero()[0])


def _needed_members(members: Sequence[int], near: Candidates, needed: int) -> list[int]:
    """Leave out who is not needed, the farthest from the place first."""
    kept = sorted(set(members))
    for one in sorted(set(members), reverse=True):
        rest = [at for at in kept if at != one]
        if not needed & ~int(np.bitwise_or.reduce(near.mask[rest], initial=0)):
            kept = rest
    return kept


def _count(kinds: NDArray[np.uint8], kind: int) -> int:
    return int(np.count_nonzero(kinds == kind))


def _has_idle(masks: tuple[int, ...]) -> bool:
    """Tell whether a member covers nothing that the others do not cover."""
    once = twice = 0
    for mask in masks:
        twice |= once & mask
        once |= mask
    return any(not mask & ~twice for mask in masks)

"""
Coalitions: small groups of near assets that together cover what an initiative wants.

This is the collective spatial keyword query with the sum of two maxima as cost (Cao et al. 2011).

What is best
------------
A *group* holds every member that must be in it and none that must not. All members but those of `must` lie
within the radius, and each is needed: without it less would be covered. A member covers a wanted capability
that it can do, teaches, lends or does together. Groups are compared by, in this order:

1. coverage: a group covers all that is covered by anybody at all; the rest is *uncovered*;
2. institutions: at most one, or as few more as coverage asks for;
3. cost: the distance of the farthest member from the place + the distance of the farthest pair, in metres;
4. residents: the fewest institutions, then the fewest associations;
5. size: the fewest members;
6. the ids of the members, sorted.

References
----------
Cao, Cong, Jensen, Ooi: Collective spatial keyword querying. SIGMOD 2011.
Cao, Cong, Guo, Jensen, Ooi: Efficient processing of spatial group keyword queries. ACM TODS 40(2), 2015.
Long, Wong, Wang, Fu: Collective spatial keyword queries: a distance owner-driven approach. SIGMOD 2013.
Chan, Long, Wong: On generalizing collective spatial keyword queries. IEEE TKDE 30(9), 2018.
"""

from dataclasses import dataclass
from math import inf
from typing import NamedTuple

import numpy as np

from geo.coalition_bound import WORST_BOUND
from geo.coalition_pool import Pool, PoolSource
from geo.coalition_search import Group, Search
from geo.errors import KrachtenkaartError
from geo.fit import OFFER_SET
from geo.gifts import Gift
from geo.index import AssetIndex
from geo.index_columns import MODE_BIT
from geo.terms import OFFERS, PUBLIC
from geo.walking import straight_line

WANTS_AT_MOST = 12
"""More wishes than this are two initiatives."""

EFFORT = 20_000
"""Steps after which the search stops and says how good its answer surely is; about half a second."""

_FIRST_EFFORT = 30
"""Steps of a first look, which finds how much a good group costs and so how far to search in earnest."""

_POOL_GROWTH, _POOL_MORE_M = 2.0, 500.0
"""How the pool grows while there are fewer groups than asked."""


@dataclass(frozen=True)
class Wish:
    """
    What an initiative asks of its neighbourhood.

    Attributes
    ----------
    place
        Point in EPSG:28992 metres.
    wants
        Capability codes, at most 12.
    radius_m
        How far members may live, in metres, inclusive; no limit by default.
    must, must_not
        Ids of members that are in any case, or not at all. `must` may live further away.
    audiences
        Who asks: assets for others are in no group and cover nothing.
    """

    place: tuple[float, float]
    wants: tuple[str, ...]
    radius_m: float = inf
    must: tuple[str, ...] = ()
    must_not: tuple[str, ...] = ()
    audiences: tuple[str, ...] = (PUBLIC,)


class Member(NamedTuple):
    """One asset in a group: what it covers of the wish, by which of its gifts, and how far it is."""

    asset_id: str
    kind: str
    covers: tuple[str, ...]
    gifts: tuple[Gift, ...]
    distance_m: float


class Coalition(NamedTuple):
    """
    One group.

    Attributes
    ----------
    members
        By distance from the place, then id.
    cost_m, farthest_m, spread_m
        Cost in metres and its two parts: farthest member from the place, farthest pair.
    covered, uncovered
        The wanted capabilities, in the order of the wish.
    exact
        Whether it is proven that no group is better than the better ones given with this one.
    bound
        The cost is surely at most this many times that of the group that belongs in this place of the
        list; 1.0 when exact, never above 1.375 (`geo.coalition_bound`).
    wish
        What was asked.
    """

    members: tuple[Member, ...]
    cost_m: float
    farthest_m: float
    spread_m: float
    covered: tuple[str, ...]
    uncovered: tuple[str, ...]
    exact: bool
    bound: float
    wish: Wish


def find_coalitions(
    index: AssetIndex, wish: Wish, *, best: int = 3, effort: int = EFFORT
) -> tuple[Coalition, ...]:
    """
    Find the best groups of near assets that together cover a wish.

    Parameters
    ----------
    index
        The assets.
    wish
        Place, wanted capabilities and conditions.
    best
        How many distinct groups, best first, >= 1; fewer when there are no more.
    effort
        Steps of the exact search, after which the best so far and the approximation are weighed, and
        returned with what is proven; a further group of which too little is proven is left out.

    Returns
    -------
    coalitions
        Best first, at least one. When nobody has anything that is wanted, it has no members.

    Raises
    ------
    KrachtenkaartError
        If more than 12 capabilities are wanted (`coalition.too_many_wants`).
    VocabularyError
        If a wanted capability is unknown.
    NotFoundError
        If a member that must be in it is not there for these audiences.
    """
    wants = tuple(dict.fromkeys(wish.wants))
    if len(wants) > WANTS_AT_MOST:
        raise KrachtenkaartError("coalition.too_many_wants", most=WANTS_AT_MOST, wanted=len(wants))
    source = PoolSource.of(
        index.view(wish.audiences),
        wish.place,
        [index.position(want) for want in wants],
        radius_m=wish.radius_m,
        must=wish.must,
        must_not=wish.must_not,
    )
    search = _search_growing(source, best, effort)
    found = [_describe(source, search, group, wish) for group in search.groups]
    return tuple(one for one in found if one.bound <= WORST_BOUND)


def _search_growing(source: PoolSource, best: int, effort: int) -> Search:
    """
    Search in a pool of near assets that grows until no group outside of it can be among the best.

    A member is never further away than the cost of its group, so groups that cost no more than the radius
    of the pool lie in it whole.
    """
    pool, search, steps = source.first_pool(), None, _FIRST_EFFORT
    while True:
        known = search.groups if search else ()
        search = Search(pool, source.view, best=best, effort=min(steps, effort), known=known)
        search.run()
        if search.is_exact and search.worst_m <= pool.radius_m:
            return search
        if not search.is_exact and steps >= effort:
            search.settle()
            if search.groups[0].cost_m <= WORST_BOUND * pool.radius_m:
                return search
            pool = source.widened(pool, search.groups[0].cost_m)
            continue
        pool = source.widened(pool, _next_radius(search, pool))
        steps = steps if search.is_exact else effort


def _next_radius(search: Search, pool: Pool) -> float:
    """Give the radius that holds all groups better than those kept, or more groups when there are too few."""
    if search.worst_m < inf:
        return search.worst_m
    if not search.is_exact:
        return pool.radius_m
    return _POOL_GROWTH * pool.radius_m + _POOL_MORE_M


def _describe(source: PoolSource, search: Search, group: Group, wish: Wish) -> Coalition:
    rows = (*source.must.row.tolist(), *group.rows)
    members = tuple(sorted((_member(source, row, wish) for row in rows), key=_member_order))
    wants = tuple(dict.fromkeys(wish.wants))
    covered = {code for member in members for code in member.covers}
    return Coalition(
        members=members,
        cost_m=group.cost_m,
        farthest_m=group.farthest_m,
        spread_m=group.spread_m,
        covered=tuple(code for code in wants if code in covered),
        uncovered=tuple(code for code in wants if code not in covered),
        exact=search.is_exact,
        bound=_bound(search, group),
        wish=wish,
    )


def _bound(search: Search, group: Group) -> float:
    """Compare with the proven least cost of all groups that were not kept."""
    if search.is_exact or group.cost_m <= search.proven_m:
        return 1.0
    return group.cost_m / search.proven_m if search.proven_m else inf


def _member(source: PoolSource, row: int, wish: Wish) -> Member:
    view = source.view
    modes = {view.index.codes[position]: held for position, held in view.gifts(row).items()}
    covers = tuple(code for code in dict.fromkeys(wish.wants) if modes.get(code, 0) & OFFER_SET)
    gifts = tuple(Gift(code, mode) for code in covers for mode in OFFERS if modes[code] & MODE_BIT[mode])
    distance_m = float(straight_line(*wish.place, *np.array(view.point(row))))
    return Member(view.asset_id(row), view.kind(row), covers, gifts, distance_m)


def _member_order(member: Member) -> tuple[float, str]:
    return member.distance_m, member.asset_id

"""The best groups are those of a brute force, for every condition that one can set."""

from itertools import combinations
from math import hypot, inf, sqrt

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.coalition import Wish, alternatives, find_coalitions
from geo.errors import KrachtenkaartError, NotFoundError, VocabularyError
from geo.gifts import Gift, parse_gifts
from geo.index import AssetIndex
from geo.terms import AUDIENCES
from tests.factories import PLACE, make_unchecked_assets
from tests.strategies import rows

WANTS = ("bakken", "fietsen", "koken", "naaien", "tuinieren", "verhalen", "zaal", "zingen")
OFFERS = ("can", "teaches", "lends", "together")


def index_of(assets):
    return AssetIndex.build(make_unchecked_assets(assets), capabilities=WANTS)


def ids(coalition):
    return sorted(member.asset_id for member in coalition.members)


# A brute force in plain Python, written from the definition in geo/coalition.py.


def offered(asset, wants):
    return {code for code, mode in parse_gifts(asset["gifts"]) if mode in OFFERS and code in wants}


def far(one, other):
    return sqrt((one[0] - other[0]) ** 2 + (one[1] - other[1]) ** 2)


def point(asset):
    return asset["x"], asset["y"]


def is_group(group, must, coverable, wants):
    """All that can be covered is covered, and every member that is no must is needed for that."""

    def covered(members):
        return set().union(*(offered(one, wants) for one in members), set()) >= coverable

    free = [one for one in group if one["asset_id"] not in must]
    return covered(group) and not any(covered([two for two in group if two is not one]) for one in free)


def rank(group):
    points = [point(one) for one in group]
    farthest = max((far(one, PLACE) for one in points), default=0.0)
    spread = max((far(one, two) for one, two in combinations(points, 2)), default=0.0)
    kinds = [one["kind"] for one in group]
    key = (farthest + spread, kinds.count("institution"), kinds.count("association"), len(group))
    return (*key, sorted(one["asset_id"] for one in group))


def brute_force(assets, wish):
    """Give the ranks of all groups, best first, by looking at all sets of assets."""
    seen = [one for one in assets if one["audience"] in wish.audiences]
    must = [one for one in seen if one["asset_id"] in wish.must]
    near = [
        one
        for one in seen
        if far(point(one), PLACE) <= wish.radius_m and one["asset_id"] not in (*wish.must, *wish.must_not)
    ]
    coverable = set().union(*(offered(one, wish.wants) for one in must + near), set())
    open_ = coverable - set().union(*(offered(one, wish.wants) for one in must), set())
    near = [one for one in near if offered(one, open_)]
    groups = [
        group
        for size in range(len(open_) + 1)
        for some in combinations(near, size)
        if is_group(group := [*must, *some], wish.must, coverable, wish.wants)
    ]
    ranks = sorted(map(rank, groups))
    fewest = max(1, min(institutions for _, institutions, *_ in ranks))
    return [one for one in ranks if one[1] <= fewest]


def ranks_of(coalitions):
    def key(one):
        kinds = [member.kind for member in one.members]
        counts = (kinds.count("institution"), kinds.count("association"), len(kinds))
        return (one.cost_m, *counts, ids(one))

    return [key(one) for one in coalitions]


@st.composite
def neighbourhoods_and_wishes(draw):
    size = draw(st.integers(1, 11))
    gifts = st.lists(
        st.builds(Gift, st.sampled_from(WANTS), st.sampled_from(("can", "lends", "together", "seeks"))),
        max_size=3,
    )
    assets = [
        draw(rows(f"b-{number}")) | {"gifts": " ".join(sorted({f"{c}:{m}" for c, m in draw(gifts)}))}
        for number in range(size)
    ]
    audiences = draw(st.sampled_from((AUDIENCES, ("public", "neighbours"), ("public",))))
    seen = [one["asset_id"] for one in assets if one["audience"] in audiences]
    some = st.lists(st.sampled_from(seen), max_size=2, unique=True) if seen else st.just([])
    wish = Wish(
        place=PLACE,
        wants=tuple(draw(st.lists(st.sampled_from(WANTS), min_size=3, max_size=8, unique=True))),
        radius_m=draw(st.sampled_from((inf, inf, 300.0, 700.0))),
        must=tuple(draw(st.one_of(st.just([]), some))),
        audiences=audiences,
    )
    barred = draw(st.one_of(st.just([]), some))
    return assets, Wish(**{**vars(wish), "must_not": tuple(set(barred) - set(wish.must))})


@settings(max_examples=250, deadline=None)
@given(case=neighbourhoods_and_wishes(), best=st.integers(1, 4))
def test_the_best_groups_are_those_of_a_brute_force(case, best):
    assets, wish = case
    found = find_coalitions(index_of(assets), wish, best=best)
    assert ranks_of(found) == [tuple(one) for one in brute_force(assets, wish)][:best]
    assert all(one.exact and one.bound == 1.0 for one in found)
    assert all(one.cost_m == one.farthest_m + one.spread_m for one in found)

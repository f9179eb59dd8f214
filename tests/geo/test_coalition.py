"""The best groups are those of a brute force, for every condition that one can set."""

from dataclasses import replace
from itertools import combinations
from math import inf, sqrt

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.coalition import Wish, find_coalitions
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
    return assets, replace(wish, must_not=tuple(sorted(set(barred) - set(wish.must))))


@settings(max_examples=250, deadline=None)
@given(case=neighbourhoods_and_wishes(), best=st.integers(1, 4))
def test_the_best_groups_are_those_of_a_brute_force(case, best):
    assets, wish = case
    found = find_coalitions(index_of(assets), wish, best=best)
    assert ranks_of(found) == [tuple(one) for one in brute_force(assets, wish)][:best]
    assert all(one.exact and one.bound == 1.0 for one in found)
    assert all(one.cost_m == one.farthest_m + one.spread_m for one in found)


@settings(max_examples=200, deadline=None)
@given(case=neighbourhoods_and_wishes(), effort=st.integers(0, 3))
def test_a_search_that_stops_early_keeps_to_the_bound_that_it_states(case, effort):
    assets, wish = case
    found = find_coalitions(index_of(assets), wish, best=2, effort=effort)
    optimum = brute_force(assets, wish)
    assert 1 <= len(found) <= 2
    for one, exactly in zip(found, optimum, strict=False):
        assert exactly[0] <= one.cost_m
        assert one.cost_m <= one.bound * exactly[0] * (1 + 1e-12)
        assert one.bound <= 1.375
        assert not one.exact or one.cost_m == exactly[0]
    assert all(len(one.uncovered) + len(one.covered) == len(wish.wants) for one in found)


@settings(max_examples=60, deadline=None)
@given(
    case=neighbourhoods_and_wishes(),
    order=st.randoms(use_true_random=False),
    step=st.tuples(st.integers(-90_000, 90_000), st.integers(-90_000, 90_000)),
)
def test_order_a_shift_and_assets_that_matter_to_nobody_change_nothing(case, order, step):
    assets, wish = case
    audience = wish.audiences[0]
    idle = [
        {"asset_id": "idle", "gifts": "schaken:can", "audience": audience},
        {"asset_id": "seeker", "gifts": " ".join(f"{want}:seeks" for want in WANTS), "audience": audience},
    ]
    if len(wish.audiences) < len(AUDIENCES):
        idle.append({"asset_id": "hidden", "gifts": "zaal:lends koken:can", "audience": "connector"})
    moved = [one | {"x": one["x"] + step[0], "y": one["y"] + step[1]} for one in assets]
    moved += [one | {"x": PLACE[0] + step[0], "y": PLACE[1] + step[1]} for one in idle]
    order.shuffle(moved)
    elsewhere = replace(wish, place=(PLACE[0] + step[0], PLACE[1] + step[1]))
    found = find_coalitions(index_of(moved), elsewhere)
    assert [one._replace(wish=wish) for one in found] == list(find_coalitions(index_of(assets), wish))


def test_a_withdrawn_asset_is_in_no_group_and_an_added_one_counts_at_once():
    index = index_of([{"gifts": "zaal:lends"}, {"gifts": "koken:can"}])
    wish = Wish(PLACE, ("zaal", "koken"))
    (left, *_) = find_coalitions(index.with_changes(withdrawn=["a2"]), wish)
    assert (ids(left), left.uncovered) == (["a1"], ("koken",))
    added = make_unchecked_assets([{"asset_id": "b", "gifts": "koken:can zaal:can"}])
    (best, *_) = find_coalitions(index.with_changes(added=added), wish)
    assert ids(best) == ["b"]


def test_cost_is_the_farthest_member_plus_the_farthest_pair():
    # Zaal 300 m east, cook 400 m north: farthest member 400, pair 500 (3-4-5), cost 900.
    # Both together live 600 m west: one member, no pair, cost 600. Best.
    rows_ = [
        {"gifts": "zaal:lends", "kind": "association", "x": PLACE[0] + 300},
        {"gifts": "koken:teaches", "y": PLACE[1] + 400},
        {"gifts": "zaal:can koken:together", "x": PLACE[0] - 600},
    ]
    one, two = find_coalitions(index_of(rows_), Wish(PLACE, ("koken", "zaal")))
    assert (ids(one), one.cost_m, one.farthest_m, one.spread_m) == (["a3"], 600.0, 600.0, 0.0)
    assert (ids(two), two.cost_m, two.farthest_m, two.spread_m) == (["a1", "a2"], 900.0, 400.0, 500.0)
    zaal, cook = two.members
    assert (zaal.asset_id, zaal.kind, zaal.covers, zaal.distance_m) == ("a1", "association", ("zaal",), 300.0)
    assert (cook.covers, cook.gifts) == (("koken",), (Gift("koken", "teaches"),))


def test_a_resident_is_preferred_at_equal_cost():
    rows_ = [{"gifts": "zaal:lends", "kind": kind} for kind in ("institution", "association", "talent")]
    found = find_coalitions(index_of(rows_), Wish(PLACE, ("zaal",)))
    assert [one.members[0].kind for one in found] == ["talent", "association", "institution"]


def test_two_institutions_only_join_when_nobody_else_can():
    rows_ = [
        {"gifts": "zaal:lends", "kind": "institution"},
        {"gifts": "koken:lends", "kind": "institution"},
        {"gifts": "koken:can", "x": PLACE[0] + 5000},
    ]
    assert ids(find_coalitions(index_of(rows_), Wish(PLACE, ("zaal", "koken")))[0]) == ["a1", "a3"]
    assert ids(find_coalitions(index_of(rows_[:2]), Wish(PLACE, ("zaal", "koken")))[0]) == ["a1", "a2"]


def test_what_nobody_has_is_left_open_and_never_a_failure():
    (alone,) = find_coalitions(index_of([{"gifts": "zaal:lends"}]), Wish(PLACE, ("zaal", "koken", "naaien")))
    assert (alone.covered, alone.uncovered) == (("zaal",), ("koken", "naaien"))
    (nobody,) = find_coalitions(index_of([]), Wish(PLACE, ("zaal",)))
    assert (nobody.members, nobody.cost_m, nobody.uncovered, nobody.exact) == ((), 0.0, ("zaal",), True)


def test_the_next_best_for_a_member_is_asked_by_keeping_all_others():
    rows_ = [
        {"gifts": "zaal:lends"},
        *({"gifts": "koken:can", "x": PLACE[0] + 10.0 * n} for n in range(1, 5)),
    ]
    index = index_of(rows_)
    wish = Wish(PLACE, ("zaal", "koken"))
    assert ids(find_coalitions(index, wish)[0]) == ["a1", "a2"]
    swaps = find_coalitions(index, replace(wish, must=("a1",), must_not=("a2",)))
    assert [ids(swap) for swap in swaps] == [["a1", "a3"], ["a1", "a4"], ["a1", "a5"]]
    (none,) = find_coalitions(index, replace(wish, must=("a2",), must_not=("a1",)))
    assert (ids(none), none.uncovered) == (["a2"], ("zaal",))


def test_a_wish_that_cannot_be_asked_is_told():
    index = AssetIndex.build(make_unchecked_assets(), capabilities=[f"c_{chr(97 + n)}" for n in range(13)])
    with pytest.raises(KrachtenkaartError, match=r"coalition\.too_many_wants"):
        find_coalitions(index, Wish(PLACE, index.codes))
    with pytest.raises(VocabularyError):
        find_coalitions(index, Wish(PLACE, ("toveren",)))
    with pytest.raises(NotFoundError):
        find_coalitions(index, Wish(PLACE, ("c_a",), must=("nobody",)))

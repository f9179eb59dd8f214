"""Bridges join groups that have not met, where most is to be gained."""

from itertools import combinations
from math import floor, hypot

from hypothesis import given, settings
from hypothesis import strategies as st

from geo.bridges import find_bridges, find_bridges_near
from geo.gifts import parse_gifts
from geo.index import AssetIndex
from tests.factories import PLACE, make_unchecked_assets
from tests.strategies import CAPABILITIES, neighbourhoods


def club(**differs):
    return {"kind": "association", "gifts": "zaal:lends zaal:seeks"} | differs


def index_of(rows):
    return AssetIndex.build(make_unchecked_assets(rows), capabilities=CAPABILITIES)


def pairs_in(rows, introduced=(), **options):
    area_of = {row.get("asset_id") or f"a{number}": "wijk" for number, row in enumerate(rows, start=1)}
    found = find_bridges(index_of(rows), area_of, introduced=introduced, **options)["wijk"]
    return [(bridge.one, bridge.other) for bridge in found]


def fit(own, other):
    """The fit of two gift lists, written from the words in geo/fit.py."""
    worth = {"can": 1.0, "lends": 1.0, "teaches": 0.5, "together": 0.5}
    total = 0.0
    for mine, theirs in ((own, other), (other, own)):
        for code, mode in mine:
            if mode == "seeks":
                total += max([worth.get(m, 0.0) for c, m in theirs if c == code], default=0.0)
            total += mode == "learns" and (code, "teaches") in theirs
    return total + sum(gift.mode == "together" for gift in set(own) & set(other))


@settings(max_examples=100, deadline=None)
@given(
    rows=neighbourhoods(min_size=2, max_size=9),
    links=st.lists(st.tuples(st.integers(0, 8), st.integers(0, 8)), max_size=6),
    kinds=st.sampled_from((("association",), ("talent", "association", "institution"))),
)
def test_bridges_equal_a_reference_in_plain_python(rows, links, kinds):
    links = [(one, two) for one, two in links if one != two and max(one, two) < len(rows)]
    introduced = [(rows[one]["asset_id"], rows[two]["asset_id"]) for one, two in links]
    seen = {row["asset_id"]: row for row in rows if row["audience"] == "public"}
    met = [set(pair) for pair in introduced if set(pair) <= set(seen)]

    def part(start):
        inside = {start}
        for _ in rows:
            inside |= {one for pair in met if pair & inside for one in pair}
        return inside

    expected = []
    for one, two in combinations(sorted(seen), 2):
        a, b = seen[one], seen[two]
        far = hypot(a["x"] - b["x"], a["y"] - b["y"])
        strength = fit(parse_gifts(a["gifts"]), parse_gifts(b["gifts"])) * 3 / (3 + floor(far * 1.3 / 80 / 5))
        shared = any({one, third} in met and {two, third} in met for third in seen)
        if (
            {a["kind"], b["kind"]} <= set(kinds)
            and far <= 900
            and strength
            and {one, two} not in met
            and not shared
        ):
            expected.append((two in part(one), -strength, far, one, two))
    assert (
        pairs_in(rows, introduced, kinds=kinds, radius_m=900.0) == [key[3:] for key in sorted(expected)][:10]
    )


def test_a_bridge_says_how_strong_it_is_and_why():
    # The choir seeks zaal, the church lends it: 1. Both sing together: 1. 350 m is one band: 3/4. 2 x 3/4 = 1.5.
    rows = [
        club(gifts="zaal:seeks zingen:together"),
        club(gifts="zaal:lends zingen:together", x=PLACE[0] + 350),
    ]
    (bridge,) = find_bridges(index_of(rows), {"a1": "w1", "a2": "w2"})["w1"]
    assert (bridge.one, bridge.other, bridge.distance_m) == ("a1", "a2", 350.0)
    assert (bridge.strength, bridge.joins) == (1.5, True)
    assert [(reason.capability, reason.direction) for reason in bridge.reasons] == [
        ("zaal", "they_answer"),
        ("zingen", "together"),
    ]


def test_a_pair_across_a_border_counts_in_both_areas_and_an_area_without_bridges_is_there():
    rows = [club(), club(), club(x=PLACE[0] + 90_000)]
    found = find_bridges(index_of(rows), {"a1": "w1", "a2": "w2", "a3": "w3"})
    assert [len(found[area]) for area in ("w1", "w2", "w3")] == [1, 1, 0]


def test_groups_that_have_met_or_share_a_member_need_no_bridge():
    rows = [club(), club(), {"asset_id": "fatima", "gifts": ""}]
    assert pairs_in(rows) == [("a1", "a2")]
    assert pairs_in(rows, [("a2", "a1")]) == []
    assert pairs_in(rows, [("fatima", "a1"), ("fatima", "a2")]) == []


def test_a_pair_that_joins_what_was_apart_comes_before_a_stronger_one():
    # a1 and a4 hang together through b and c (a1-b-c-a4), so the stronger pair a1-a4 joins nothing new.
    rows = [
        club(gifts="zaal:lends bakken:can"),
        club(gifts="zaal:seeks"),
        {"asset_id": "b", "gifts": ""},
        club(gifts="zaal:seeks bakken:seeks"),
        {"asset_id": "c", "gifts": ""},
    ]
    assert pairs_in(rows) == [("a1", "a4"), ("a1", "a2")]
    assert pairs_in(rows, [("a1", "b"), ("b", "c"), ("c", "a4")]) == [("a1", "a2"), ("a1", "a4")]


def test_an_introduction_by_somebody_unseen_tells_nothing():
    rows = [club(), club(), {"asset_id": "fatima", "gifts": "", "audience": "connector"}]
    met = [("fatima", "a1"), ("fatima", "a2")]
    assert pairs_in(rows, met) == [("a1", "a2")]
    assert pairs_in(rows, met, audiences=("public", "connector")) == []


def test_only_the_strongest_are_given():
    rows = [club(x=PLACE[0] + 10.0 * step) for step in range(6)]  # 15 pairs
    assert len(pairs_in(rows)) == 10
    assert len(pairs_in(rows, limit=3)) == 3


def test_around_a_place_each_pair_has_an_association_and_nobody_is_too_far():
    rows = [
        club(),
        {"kind": "institution", "gifts": "zaal:lends"},
        {"kind": "institution", "gifts": "zaal:seeks"},
        {"kind": "talent", "gifts": "zaal:seeks zaal:can"},
        club(x=PLACE[0] + 700.0),
    ]
    found = find_bridges_near(index_of(rows), PLACE, radius_m=600.0)
    assert [(bridge.one, bridge.other) for bridge in found] == [("a1", "a2"), ("a1", "a3")]
    assert find_bridges_near(index_of(rows), (PLACE[0], PLACE[1] + 5000.0), radius_m=600.0) == ()

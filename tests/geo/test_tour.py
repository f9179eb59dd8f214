"""The tour: true counts, calm hops, the same for the same neighbourhood."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo import tour
from geo.clusters import CLUSTER_M, CLUSTERS_AT_MOST, find_clusters, in_order
from geo.gifts import parse_gifts
from geo.tour import Company, Told, connections, plan_tour
from tests.factories import PLACE, make_assets, make_unchecked_assets
from tests.strategies import CAPABILITIES, neighbourhoods

X, Y = PLACE
FAR = 5_000.0
TEMPLATES = [("bakken", "zaal")]


def plan(rows, **options):
    return plan_tour(make_unchecked_assets(rows), **({"speak_of": CAPABILITIES} | options))


def club(**differs):
    return {"kind": "association", "name": "Koor", "gifts": "zingen:together"} | differs


def test_an_empty_neighbourhood_has_no_stops():
    assert plan([]) == ()


def test_one_asset_is_one_stop_and_nothing_else():
    (stop,) = plan([{"gifts": "naaien:teaches"}])
    assert stop.told == Told(tour.SHARED, 1, "naaien", "can") and (stop.x, stop.y) == PLACE


def test_an_asset_without_gifts_is_a_stop_at_which_nothing_is_claimed():
    assert [stop.told.topic for stop in plan([{"gifts": ""}])] == [tour.QUIET]
    assert [stop.told.topic for stop in plan([club(gifts="")])] == [tour.QUIET]


def test_a_tour_of_several_clusters_begins_with_all_at_once():
    stops = plan([{}, {"x": X + FAR}, {"x": X + FAR}, {"x": X - FAR}])
    assert [len(stop.rows) for stop in stops] == [4, 2, 1, 1]
    assert stops[0].told.topic == tour.ALL
    assert [stop.x for stop in stops[1:]] == [X + FAR, X, X - FAR]  # the nearest next


def test_a_stop_tells_what_most_residents_share_and_which_club_goes_with_it():
    # Three can sew or teach it, two garden together; the club 300 m away seeks sewing, a nearer one does it too.
    rows = [
        {"gifts": "naaien:can"},
        {"gifts": "naaien:can naaien:teaches tuinieren:together"},
        {"gifts": "naaien:teaches tuinieren:together"},
        club(asset_id="seeks", gifts="naaien:seeks", x=X + 300),
        club(asset_id="sews", gifts="naaien:together", x=X + 100),
    ]
    (stop,) = plan(rows)
    assert stop.told[:4] == (tour.SHARED, 3, "naaien", "can")
    # The middle is (0 + 0 + 0 + 300 + 100) / 5 = 80 m east of the residents: 220 m from the club.
    assert stop.told.company == Company("seeks", "naaien", "seeks", 220.0)


def test_a_place_that_lends_what_an_initiative_wants_too_goes_with_what_residents_can():
    rows = [{"gifts": "bakken:can"}, club(kind="institution", gifts="zaal:lends", asset_id="hall")]
    (stop,) = plan(rows, templates=TEMPLATES)
    assert stop.told.company == Company("hall", "zaal", "lends", 0.0)
    (alone,) = plan(rows)
    assert alone.told.company is None


def test_every_other_stop_begins_with_what_a_club_seeks():
    rows = [
        *({"x": X + FAR} for _ in range(4)),
        {"gifts": "bakken:can"},
        {"gifts": "bakken:teaches"},
        club(asset_id="cake", gifts="bakken:seeks zingen:together"),
    ]
    told = plan(rows)[2].told
    assert told[:4] == (tour.WISH, 2, "bakken", "can") and told.company == Company(
        "cake", "bakken", "seeks", 0.0
    )


def test_a_stop_without_residents_tells_of_a_club():
    (stop,) = plan([club(asset_id="far", x=X + 200), club(asset_id="near"), club(asset_id="other")])
    assert stop.told.topic == tour.CLUB and stop.told.company.asset_id == "near"


def test_what_was_told_before_gives_way_to_something_else():
    here = [{"gifts": "naaien:can"}, {"gifts": "naaien:can bakken:can"}]
    rows = [*here, *(row | {"x": X + FAR} for row in here)]
    assert [stop.told.capability for stop in plan(rows)[1:]] == ["naaien", "bakken"]


def test_only_what_is_spoken_of_is_told():
    rows = [{"gifts": "naaien:can"}, {"gifts": "naaien:can"}, {"gifts": "bakken:can"}]
    assert plan(rows, speak_of=("bakken",))[0].told.capability == "bakken"
    assert plan(rows[:2], speak_of=("bakken",))[0].told.topic == tour.QUIET


def test_connections_join_those_who_answer_each_other_at_the_stop():
    rows = [
        {"asset_id": "a", "gifts": "naaien:teaches"},
        {"asset_id": "b", "gifts": "naaien:learns"},
        {"asset_id": "c", "gifts": "bakken:learns"},
        {"asset_id": "d", "gifts": "naaien:learns", "x": X + FAR},
    ]
    assets = make_assets(rows)
    whole, here, _ = plan_tour(assets, speak_of=CAPABILITIES)
    assert [(one.one, one.other) for one in connections(assets, here, speak_of=CAPABILITIES)] == [("a", "b")]
    assert connections(assets, here, speak_of=("bakken",)) == ()
    assert len(connections(assets, whole, speak_of=CAPABILITIES)) == 1
    assert list(assets["gifts"]) == [row["gifts"] for row in rows]  # the frame is as it was


def described(rows, **options):
    """A tour in ids and codes, whatever the order of the rows."""
    assets = make_unchecked_assets(rows)
    stops = plan_tour(assets, speak_of=CAPABILITIES, templates=TEMPLATES, **options)
    return [(sorted(assets["asset_id"].iloc[stop.rows]), stop.x, stop.y, stop.told) for stop in stops]


@given(neighbourhoods(), st.randoms(use_true_random=False))
def test_the_order_of_the_rows_makes_no_difference(rows, random):
    shuffled = random.sample(rows, len(rows))
    assert described(rows) == described(shuffled)


@given(neighbourhoods(max_size=24))
def test_what_is_told_is_true(rows):
    gifts = {row["asset_id"]: set(parse_gifts(row["gifts"])) for row in rows}
    kinds = {row["asset_id"]: row["kind"] for row in rows}
    for ids, _, _, told in described(rows):
        able = {"can": {"can", "teaches"}, "together": {"together"}}.get(told.mode, set())
        sharing = [
            one
            for one in ids
            if kinds[one] == "talent" and {(told.capability, mode) for mode in able} & gifts[one]
        ]
        assert len(sharing) == told.residents
        if told.company:
            assert (told.company.capability, told.company.mode) in gifts[told.company.asset_id]
            assert kinds[told.company.asset_id] != "talent"


@given(neighbourhoods(max_size=24))
def test_every_asset_is_at_one_stop_beside_the_first(rows):
    stops = [ids for ids, _, _, told in described(rows) if told.topic != tour.ALL]
    assert sorted(one for ids in stops for one in ids) == sorted(row["asset_id"] for row in rows)


points = st.lists(st.tuples(st.integers(0, 20_000), st.integers(0, 20_000)), min_size=1, max_size=60)


@given(points)
def test_a_cluster_is_near_and_a_tour_is_bounded(found):
    x, y = np.array(found, float).T
    clusters = find_clusters(x, y)
    assert 1 <= len(clusters) <= CLUSTERS_AT_MOST
    for rows in clusters:
        apart = np.hypot(x[rows][:, None] - x[rows], y[rows][:, None] - y[rows])
        assert len(rows) and apart.max() <= 2 * CLUSTER_M
    assert sorted(map(tuple, in_order(clusters, x, y))) == sorted(map(tuple, clusters))


@pytest.mark.parametrize("count", [0, 1, 5])
def test_few_assets_make_a_tour_too(count):
    assert len(plan([{"x": X + FAR * number} for number in range(count)])) == {0: 0, 1: 1, 5: 6}[count]

"""Complements say who answers whom nearby, how well, and why."""

from math import floor, hypot

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.complements import ScoreParts, complements_of_asset, complements_of_gifts, complements_of_place
from geo.errors import NotFoundError, VocabularyError
from geo.gifts import parse_gifts
from geo.index import AssetIndex
from geo.reasons import Reason
from geo.terms import AUDIENCES, KINDS
from geo.walking import no_decay
from tests.factories import PLACE, make_unchecked_assets
from tests.strategies import CAPABILITIES, neighbourhoods

pytestmark = pytest.mark.usefixtures("ranked_in")

TEMPLATES = (
    ("feest", ("bakken", "zaal", "zingen")),
    ("atelier", ("naaien", "zaal")),
    ("tuin", ("tuinieren",)),
)
OFFERS = {"can", "teaches", "lends", "together"}
EAST = PLACE[0] + 350.0

audiences = st.sets(st.sampled_from(AUDIENCES))
radii = st.sampled_from((0.0, 100.0, 300.0, 500.0, 800.0, 2000.0, float("inf")))


def index_of(rows):
    return AssetIndex.build(make_unchecked_assets(rows), capabilities=CAPABILITIES)


def ids(complements):
    return [complement.asset_id for complement in complements]


# A reference in plain Python, written from the words in geo/fit.py.


def wished(own, other):
    """What one's wishes get from the other, each by its best answer."""
    total = 0.0
    for capability, mode in own:
        theirs = {m for c, m in other if c == capability}
        if mode == "seeks":
            total += 1.0 if theirs & {"can", "lends"} else 0.5 if theirs & {"teaches", "together"} else 0.0
        if mode == "learns" and "teaches" in theirs:
            total += 1.0
    return total


def share_template(own, other, templates):
    mine = {c for c, m in own if m in OFFERS}
    theirs = {c for c, m in other if m in OFFERS}
    return any(a != b for _, places in templates for a in mine & set(places) for b in theirs & set(places))


def expected(asker, rows, radius_m, limit, templates, allowed):
    own = parse_gifts(asker["gifts"])
    ranked = []
    for row in rows:
        far = hypot(row["x"] - asker["x"], row["y"] - asker["y"])
        if row["asset_id"] == asker["asset_id"] or row["audience"] not in allowed or far > radius_m:
            continue
        other = parse_gifts(row["gifts"])
        together = float(sum(mode == "together" and (code, mode) in other for code, mode in own))
        template = 0.25 if share_template(own, other, templates) else 0.0
        decay = 3 / (3 + floor(far * (1.3 / 80) / 5))
        parts = (wished(own, other), wished(other, own), together, template, decay)
        if sum(parts[:4]):
            score = sum(parts[:4]) * decay
            ranked.append((-score, KINDS.index(row["kind"]), far, row["asset_id"], parts))
    return [(asset_id, parts) for *_, asset_id, parts in sorted(ranked)][:limit]


@settings(max_examples=100, deadline=None)
@given(rows=neighbourhoods(min_size=1), radius_m=radii, limit=st.integers(1, 6), allowed=audiences)
def test_complements_of_an_asset_equal_a_reference_in_plain_python(rows, radius_m, limit, allowed):
    asker = rows[0]
    ask = {"radius_m": radius_m, "limit": limit, "templates": TEMPLATES, "audiences": allowed}
    if asker["audience"] not in allowed:
        with pytest.raises(NotFoundError):
            complements_of_asset(index_of(rows), asker["asset_id"], **ask)
        return
    found = complements_of_asset(index_of(rows), asker["asset_id"], **ask)
    answer = [(one.asset_id, tuple(one.parts)) for one in found]
    assert answer == expected(asker, rows, radius_m, limit, TEMPLATES, allowed)
    assert all(one.score == sum(one.parts[:4]) * one.parts.decay for one in found)


@settings(max_examples=60, deadline=None)
@given(rows=neighbourhoods(), radius_m=radii, wants=st.sets(st.sampled_from(CAPABILITIES)), allowed=audiences)
def test_a_place_with_wishes_is_answered_as_an_asset_there_that_only_seeks(rows, radius_m, wants, allowed):
    found = complements_of_place(index_of(rows), PLACE, wants, radius_m=radius_m, audiences=allowed)
    asker = {"asset_id": "", "x": PLACE[0], "y": PLACE[1], "gifts": " ".join(f"{c}:seeks" for c in wants)}
    answer = [(one.asset_id, tuple(one.parts)) for one in found]
    assert answer == expected(asker, rows, radius_m, 20, (), allowed)


@settings(max_examples=60, deadline=None)
@given(
    rows=neighbourhoods(min_size=1),
    order=st.randoms(use_true_random=False),
    step=st.tuples(st.integers(-90_000, 90_000), st.integers(-90_000, 90_000)),
)
def test_order_of_rows_and_a_shift_of_all_points_change_nothing(rows, order, step):
    rows[0]["audience"] = "public"
    moved = [row | {"x": row["x"] + step[0], "y": row["y"] + step[1]} for row in rows]
    order.shuffle(moved)
    ask = {"radius_m": 700.0, "templates": TEMPLATES, "limit": 4}
    asker = rows[0]["asset_id"]
    assert complements_of_asset(index_of(rows), asker, **ask) == complements_of_asset(
        index_of(moved), asker, **ask
    )


@settings(max_examples=60, deadline=None)
@given(rows=neighbourhoods(min_size=2))
def test_an_asset_that_may_not_be_seen_leaves_no_trace(rows):
    rows[0]["audience"], rows[1]["audience"] = "public", "connector"
    ask = {"radius_m": 900.0, "templates": TEMPLATES, "limit": 3, "audiences": ("public", "neighbours")}
    without = [rows[0], *rows[2:]]
    asker = rows[0]["asset_id"]
    with_hidden = complements_of_asset(index_of(rows), asker, **ask)
    assert with_hidden == complements_of_asset(index_of(without), asker, **ask)


def test_score_is_fit_times_decay_with_every_part_visible():
    # Own gifts: teaches naaien, together koken, seeks zaal. 350 m = 5.7 min walk: one band, decay 3/4.
    # The club lends zaal: they answer me 1. It seeks naaien: I answer them by teaching, 1/2.
    # Both like to cook together: 1. Template feest: naaien beside zaal: 1/4. Sum 2.75 x 3/4 = 2.0625.
    index = index_of(
        [
            {"gifts": "naaien:teaches koken:together zaal:seeks"},
            {"gifts": "zaal:lends naaien:seeks koken:together", "kind": "association", "x": EAST},
        ]
    )
    (club,) = complements_of_asset(index, "a1", radius_m=1000, templates=[("feest", ("naaien", "zaal"))])
    assert club.parts == ScoreParts(they_answer=1.0, i_answer=0.5, together=1.0, template=0.25, decay=0.75)
    assert club.score == 2.0625
    assert club.reasons == (
        Reason("zaal", "they_answer", "seeks", "lends", None, "zaal", 350.0),
        Reason("naaien", "i_answer", "teaches", "seeks", None, "naaien", 350.0),
        Reason("koken", "together", "together", "together", None, "koken", 350.0),
        Reason("zaal", "template", "teaches", "lends", "feest", "naaien", 350.0),
    )
    assert (club.kind, club.distance_m) == ("association", 350.0)


def test_resident_comes_before_association_before_institution_at_equal_score():
    kinds = ("institution", "association", "talent")
    rows = [{"kind": kind, "gifts": "naaien:can"} for kind in kinds]
    found = complements_of_place(index_of(rows), PLACE, ["naaien"], radius_m=0)
    assert [one.kind for one in found] == ["talent", "association", "institution"]


def test_a_resident_further_on_the_same_five_minutes_comes_before_a_nearer_institution():
    rows = [
        {"kind": "institution", "gifts": "zaal:lends", "x": PLACE[0] + 50},
        {"gifts": "zaal:lends", "x": PLACE[0] + 300},
    ]
    assert ids(complements_of_place(index_of(rows), PLACE, ["zaal"], radius_m=500)) == ["a2", "a1"]


def test_nearer_comes_first_and_then_the_smaller_id():
    rows = [
        {"asset_id": "c", "gifts": "zaal:can", "x": PLACE[0] + 20},
        {"asset_id": "b", "gifts": "zaal:can", "x": PLACE[0] + 20},
        {"asset_id": "d", "gifts": "zaal:can", "x": PLACE[0] + 10},
    ]
    index = index_of(rows)
    assert ids(complements_of_place(index, PLACE, ["zaal"], radius_m=500)) == ["d", "b", "c"]
    assert ids(complements_of_place(index, PLACE, ["zaal"], radius_m=500, limit=2)) == ["d", "b"]
    assert ids(complements_of_place(index, PLACE, ["zaal"], radius_m=500, limit=1)) == ["d"]


def test_radius_is_inclusive():
    rows = [{"gifts": "zaal:can", "x": PLACE[0] + 300, "y": PLACE[1] + 400}]  # 3-4-5: exactly 500 m
    assert ids(complements_of_place(index_of(rows), PLACE, ["zaal"], radius_m=500)) == ["a1"]
    assert complements_of_place(index_of(rows), PLACE, ["zaal"], radius_m=499.999) == ()


def test_gifts_at_a_place_are_answered_as_an_asset_there_would_be():
    rows = [
        {"gifts": "naaien:learns zaal:seeks", "audience": "connector"},
        {"gifts": "naaien:teaches", "x": EAST},
        {"gifts": "zaal:lends naaien:can", "kind": "institution"},
        {"gifts": "zingen:together"},
    ]
    index = index_of(rows)
    of_asset = complements_of_asset(index, "a1", radius_m=500, audiences=AUDIENCES)
    gifts = parse_gifts(rows[0]["gifts"])
    assert sorted(ids(of_asset)) == ["a2", "a3"]
    assert complements_of_gifts(index, PLACE, gifts, radius_m=500, audiences=AUDIENCES) == of_asset
    assert complements_of_gifts(index, PLACE, parse_gifts("vliegen:can"), radius_m=500) == ()


def test_an_asset_is_never_its_own_complement():
    index = index_of([{"gifts": "zaal:can zaal:seeks zaal:together"}])
    assert complements_of_asset(index, "a1", radius_m=100) == ()


def test_a_neighbour_at_the_same_point_is_at_distance_zero():
    index = index_of([{"gifts": "zaal:seeks"}, {"gifts": "zaal:can"}])
    (neighbour,) = complements_of_asset(index, "a1", radius_m=0)
    assert (neighbour.asset_id, neighbour.distance_m, neighbour.parts.decay) == ("a2", 0.0, 1.0)


def test_a_wish_that_is_answered_in_two_ways_counts_once():
    index = index_of([{"gifts": "zaal:seeks"}, {"gifts": "zaal:can zaal:lends zaal:teaches"}])
    (other,) = complements_of_asset(index, "a1", radius_m=10)
    assert other.parts.they_answer == 1.0
    assert [reason.other_mode for reason in other.reasons] == ["can"]


def test_the_same_place_of_a_template_is_not_a_reason():
    index = index_of([{"gifts": "zaal:lends"}, {"gifts": "zaal:can"}])
    assert complements_of_asset(index, "a1", radius_m=10, templates=TEMPLATES) == ()


def test_caller_may_replace_decay_and_distance():
    rows = [{"gifts": "zaal:seeks"}, {"gifts": "zaal:can", "x": PLACE[0] + 3000}]
    (far,) = complements_of_asset(index_of(rows), "a1", radius_m=5000, decay=no_decay)
    assert far.score == 1.0

    def blocks(x, y, to_x, to_y):
        return np.abs(to_x - x) + np.abs(to_y - y)

    rows[1] |= {"x": PLACE[0] + 300, "y": PLACE[1] + 400}
    (round_the_corner,) = complements_of_asset(index_of(rows), "a1", radius_m=700, distance=blocks)
    assert round_the_corner.distance_m == 700.0
    assert complements_of_asset(index_of(rows), "a1", radius_m=699, distance=blocks) == ()


def test_an_unknown_wish_or_asset_is_told():
    index = index_of([{"gifts": "zaal:seeks"}])
    with pytest.raises(VocabularyError):
        complements_of_place(index, PLACE, ["toveren"], radius_m=100)
    with pytest.raises(NotFoundError):
        complements_of_asset(index, "nobody", radius_m=100)


def test_nothing_is_an_answer():
    assert complements_of_place(index_of([]), PLACE, ["zaal"], radius_m=100) == ()
    assert complements_of_place(index_of([{"gifts": ""}]), PLACE, [], radius_m=100) == ()
    assert complements_of_asset(index_of([{"gifts": ""}]), "a1", radius_m=100, templates=TEMPLATES) == ()

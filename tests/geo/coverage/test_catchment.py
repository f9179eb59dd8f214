"""Catchment: a capacity is shared by all who live within the walk of it, and nothing of it is lost."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.coverage import within
from geo.coverage.catchment import catchment
from geo.coverage.origins import COUNTED
from geo.errors import CrsError, SchemaError
from tests.factories import make_assets, make_unchecked_assets
from tests.geo.coverage.places import make_origins

HALL = {"asset_id": "hall", "x": 0.0, "y": 0.0, "gifts": "zaal:lends"}
ROOM = {"asset_id": "room", "x": 1000.0, "y": 0.0, "gifts": "zaal:lends"}


def make_capacity(**numbers):
    return pd.Series(numbers, dtype="float64")


def test_a_capacity_is_shared_by_all_within_its_walk():
    origins = make_origins(("A", 0, 0, 30), ("A", 500, 0, 10), ("B", 1000, 0, 40), ("B", 9000, 0, 20))
    found = catchment(make_assets([HALL, ROOM]), make_capacity(hall=80, room=25), origins, radius_m=800)
    # 800 m on foot are 615 m straight. The hall has 30 + 10 people in its walk: 80 / 40 = 2 each.
    # The room has 10 + 40: 25 / 50 = 0.5 each. So 2, 2 + 0.5, 0.5 and 0 per person.
    assert found.at_origins.tolist() == [2.0, 2.5, 0.5, 0.0]
    # A: (30 x 2 + 10 x 2.5) / 40 = 85 / 40; B: (40 x 0.5 + 20 x 0) / 60 = 20 / 60.
    assert found.access.to_dict() == pytest.approx({"A": 85 / 40, "B": 20 / 60})
    assert found.reachable == 105.0  # all of both: 85 + 20
    assert found.basis == COUNTED


def test_a_supply_with_nobody_around_serves_nobody():
    origins = make_origins(("A", 0, 0, 0), ("B", 9000, 0, 10), ("B", 0, 0, None))
    found = catchment(make_assets([HALL]), make_capacity(hall=80), origins, radius_m=800)
    assert found.reachable == 0.0
    assert found.access.isna().tolist() == [True, False]
    assert found.access["B"] == 0.0


def test_assets_without_capacity_and_capacities_without_asset_are_left_out():
    origins = make_origins(("A", 0, 0, 10))
    found = catchment(make_assets([HALL, ROOM]), make_capacity(room=5, hidden=90), origins, radius_m=1600)
    assert found.reachable == 5.0
    nothing = catchment(make_assets(), make_capacity(), origins, radius_m=400)
    assert nothing.access["A"] == nothing.reachable == 0.0


@pytest.mark.parametrize("capacity", [{"hall": -1.0}, {"hall": float("inf")}])
def test_a_capacity_below_zero_or_without_end_is_refused(capacity):
    with pytest.raises(SchemaError):
        catchment(make_assets([HALL]), make_capacity(**capacity), make_origins(), radius_m=400)


def test_a_capacity_that_is_given_twice_is_refused():
    twice = pd.Series([1.0, 2.0], index=["hall", "hall"])
    with pytest.raises(SchemaError):
        catchment(make_assets([HALL]), twice, make_origins(), radius_m=400)


def test_other_crs_and_bad_radius_are_refused():
    with pytest.raises(CrsError):
        catchment(make_assets([HALL]).to_crs(4326), make_capacity(hall=1), make_origins(), radius_m=400)
    with pytest.raises(SchemaError):
        catchment(make_assets([HALL]), make_capacity(hall=1), make_origins(), radius_m=0)


metres = st.integers(-12, 12).map(lambda step: step * 97.0)
supplies = st.lists(st.tuples(metres, metres, st.integers(0, 50)), max_size=6)
living = st.lists(
    st.tuples(st.sampled_from("AB "), metres, metres, st.none() | st.integers(0, 9)), max_size=8
)


@settings(max_examples=40)
@given(supplies=supplies, living=living, at_once=st.sampled_from([1, 256]), seed=st.integers(0, 99))
def test_access_times_inhabitants_is_the_supply_that_can_be_reached(supplies, living, at_once, seed):
    rows = [{"asset_id": f"s{at}", "x": x, "y": y} for at, (x, y, _) in enumerate(supplies)]
    capacity = pd.Series({f"s{at}": float(size) for at, (*_, size) in enumerate(supplies)}, dtype="float64")
    assets, origins = make_unchecked_assets(rows), make_origins(*living)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(within, "_PLACES_AT_ONCE", at_once)
        found = catchment(assets, capacity, origins, radius_m=800)
    people = np.nan_to_num(origins.inhabitants)
    assert (found.at_origins * people).sum() == pytest.approx(found.reachable)
    by_hand = [
        size
        for x, y, size in supplies
        if any(count and np.hypot(x - to_x, y - to_y) * 1.3 <= 800 for _, to_x, to_y, count in living)
    ]
    assert found.reachable == pytest.approx(sum(by_hand))
    shuffled = assets.sample(frac=1, random_state=np.random.default_rng(seed))
    again = catchment(shuffled, capacity, origins, radius_m=800)
    np.testing.assert_allclose(again.at_origins, found.at_origins)

"""Metres inside, degrees at the map."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.crs import LATITUDES, LONGITUDES, is_in_netherlands, to_rd, to_wgs84


def test_the_tower_of_amersfoort_is_the_origin_of_rd():
    x, y = to_rd(np.array([5.38720621]), np.array([52.15517440]))  # in WGS84
    assert (x[0], y[0]) == pytest.approx((155_000, 463_000), abs=1.0)


@given(st.floats(*LONGITUDES), st.floats(*LATITUDES))
def test_there_and_back_is_the_same_place_within_a_decimetre(longitude, latitude):
    back = to_wgs84(*to_rd(np.array([longitude]), np.array([latitude])))
    assert np.hypot(back[0][0] - longitude, back[1][0] - latitude) < 1e-6


@pytest.mark.parametrize(("longitude", "latitude"), [(0, 0), (52.6, 4.7), (np.nan, 52.0), (4.7, np.inf)])
def test_the_atlantic_swapped_axes_and_no_numbers_are_not_in_the_netherlands(longitude, latitude):
    assert not is_in_netherlands(np.array([longitude]), np.array([latitude]))[0]

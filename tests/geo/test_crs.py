"""Metres inside, degrees at the map."""

import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor

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


def test_points_are_transformed_in_any_thread_and_in_a_forked_process():
    amersfoort = to_rd(np.array([5.38720621]), np.array([52.15517440]))
    with ThreadPoolExecutor(4) as threads:
        found = threads.map(lambda _: to_rd(np.array([5.38720621]), np.array([52.15517440])), range(20))
        assert all(one == amersfoort for one in found)
    program = (
        "import os, numpy as np; from geo.crs import to_wgs84; one = np.array([155000.0]), np.array([463000.0]); "
        "before = to_wgs84(*one); child = os.fork(); "
        "os._exit(int(to_wgs84(*one) != before)) if child == 0 else None; "
        "assert os.waitpid(child, 0)[1] == 0"
    )
    subprocess.run([sys.executable, "-W", "ignore", "-c", program], check=True, timeout=300)


@pytest.mark.parametrize(("longitude", "latitude"), [(0, 0), (52.6, 4.7), (np.nan, 52.0), (4.7, np.inf)])
def test_the_atlantic_swapped_axes_and_no_numbers_are_not_in_the_netherlands(longitude, latitude):
    assert not is_in_netherlands(np.array([longitude]), np.array([latitude]))[0]

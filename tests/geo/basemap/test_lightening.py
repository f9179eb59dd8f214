import numpy as np
import shapely
from hypothesis import given
from hypothesis import strategies as st
from shapely.geometry import LineString

from geo.basemap.lightening import COARSEST_M, FINEST_M, corners, lighten, merge_lines
from tests.geo.basemap.shapes import make_canal, make_square


def zigzag(height: float, count: int = 40) -> LineString:
    return LineString([(10 * number, height * (number % 2)) for number in range(count)])


def test_corners_that_no_screen_shows_are_left_out():
    light = lighten(np.array([make_canal()], dtype=object), most_corners=100)
    assert (corners(light.shapes), light.tolerance_m, light.left_out) == (2, FINEST_M, 0)


def test_what_is_too_much_is_simplified_harder():
    # 40 corners of 5 m: all stay at 2 and 4 m, two are left at 8 m.
    light = lighten(np.array([zigzag(5)], dtype=object), most_corners=10)
    assert (corners(light.shapes), light.tolerance_m) == (2, 8)


def test_what_is_still_too_much_loses_its_smallest_shapes():
    squares = np.array([make_square(side=side) for side in (400, 200, 900)], dtype=object)
    light = lighten(squares, most_corners=10)
    assert light.rows.tolist() == [0, 2]
    assert (light.left_out, light.tolerance_m) == (1, COARSEST_M)


@given(st.lists(st.floats(1, 500), min_size=1, max_size=8), st.integers(5, 200))
def test_the_number_of_corners_is_always_kept_and_shapes_stay_valid(heights, most):
    shapes = np.array([zigzag(height) for height in heights] + [make_square(side=heights[0])], dtype=object)
    light = lighten(shapes, most_corners=most)
    assert corners(light.shapes) <= most
    assert shapely.is_valid(light.shapes).all()
    assert len(light.shapes) + light.left_out == len(shapes)


def test_lines_that_go_on_in_each_other_are_joined_and_surfaces_stay():
    lines = [LineString([(0, 0), (1, 0)]), LineString([(1, 0), (2, 0)]), LineString([(5, 5), (6, 6)])]
    merged = merge_lines(np.array([*lines, make_square()], dtype=object))
    assert sorted(shapely.length(merged[shapely.get_dimensions(merged) == 1])) == [2**0.5, 2]
    assert (shapely.get_dimensions(merged) == 2).sum() == 1

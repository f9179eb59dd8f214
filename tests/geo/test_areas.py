"""Areas: what may be read, and in which one a point lies."""

import json
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from shapely.geometry import Point, box

from geo.areas import AREA_COLUMNS, area_of_points, read_areas
from geo.crs import RD
from geo.errors import CrsError, SchemaError, SourceError

SQUARE = [[[4.70, 52.60], [4.71, 52.60], [4.71, 52.61], [4.70, 52.61], [4.70, 52.60]]]


def make_feature(*, geometry: object = None, **properties: object) -> dict:
    named = {"code": "WK000001", "name": "Oost", "inhabitants": 100, "year": 2024, **properties}
    outline = {"type": "Polygon", "coordinates": SQUARE} if geometry is None else geometry
    return {"type": "Feature", "properties": named, "geometry": outline}


def write(tmp_path: Path, *features: object, **members: object) -> Path:
    path = tmp_path / "areas.geojson"
    path.write_text(json.dumps({"type": "FeatureCollection", "features": features, **members}))
    return path


def make_areas(**squares: tuple[float, float, float, float]) -> gpd.GeoDataFrame:
    codes = list(squares)
    values = {"code": codes, "name": codes, "inhabitants": 1, "year": 2024}
    return gpd.GeoDataFrame(values, geometry=[box(*square) for square in squares.values()], crs=RD)


def make_points(*points: tuple[float, float]) -> gpd.GeoSeries:
    return gpd.GeoSeries([Point(point) for point in points], crs=RD)


def test_areas_come_in_metres_ordered_by_code(tmp_path):
    areas = read_areas(write(tmp_path, make_feature(code="WK000002"), make_feature(code="WK000001")))
    assert tuple(areas.columns) == AREA_COLUMNS
    assert areas.crs == RD
    assert areas["code"].tolist() == ["WK000001", "WK000002"]
    assert areas.index.tolist() == [0, 1]
    # 0.01 degree is about 1,112 m northward and 1,112 x cos(52.6) = 676 m eastward: 0.75 square km.
    assert areas.area.to_numpy() == pytest.approx([752_000, 752_000], rel=0.01)


def test_unknown_inhabitants_stay_unknown(tmp_path):
    areas = read_areas(write(tmp_path, make_feature(inhabitants=None)))
    assert areas["inhabitants"].isna().tolist() == [True]


def test_a_file_without_areas_is_an_empty_frame(tmp_path):
    areas = read_areas(write(tmp_path))
    assert tuple(areas.columns) == AREA_COLUMNS
    assert areas.crs == RD
    assert len(areas) == 0
    assert area_of_points(make_points((0, 0)), areas).tolist() == [""]


def test_every_broken_value_is_named_at_once(tmp_path):
    path = write(tmp_path, make_feature(code=361, inhabitants=-99997), make_feature(name=" ", year="2024"))
    with pytest.raises(SchemaError) as caught:
        read_areas(path)
    problems = caught.value.details["problems"]
    assert set(problems) == {
        ("code", "value", 0),
        ("inhabitants", "value", 0),
        ("name", "value", 1),
        ("year", "value", 1),
    }


@pytest.mark.parametrize(
    ("features", "problem"),
    [
        ([make_feature(), make_feature()], ("code", "twice", 1)),
        ([make_feature(), make_feature(code="B", year=2023)], ("year", "mixed", None)),
        ([make_feature(geometry={"type": "Point", "coordinates": [4.7, 52.6]})], ("geometry", "outline", 0)),
        ([make_feature(geometry={"type": "Polygon", "coordinates": "here"})], ("geometry", "outline", 0)),
        (
            [make_feature(geometry={"type": "Polygon", "coordinates": [[[10**400, 1]]]})],
            ("geometry", "outline", 0),
        ),
        ([make_feature(inhabitants=10**30)], ("inhabitants", "value", 0)),
        ([{"type": "Feature", "properties": [], "geometry": None}], ("code", "value", 0)),
    ],
)
def test_a_file_that_breaks_a_rule_is_refused(tmp_path, features, problem):
    with pytest.raises(SchemaError) as caught:
        read_areas(write(tmp_path, *features))
    assert problem in caught.value.details["problems"]


def test_a_bow_tie_is_no_area(tmp_path):
    bow_tie = [[[4.70, 52.60], [4.71, 52.61], [4.71, 52.60], [4.70, 52.61], [4.70, 52.60]]]
    with pytest.raises(SchemaError):
        read_areas(write(tmp_path, make_feature(geometry={"type": "Polygon", "coordinates": bow_tie})))


@pytest.mark.parametrize(
    "text", ["", "{", "[]", '{"type": "Feature"}', '{"type": "FeatureCollection", "features": [1]}']
)
def test_a_file_that_is_no_feature_collection_is_refused(tmp_path, text):
    path = tmp_path / "areas.geojson"
    path.write_text(text)
    with pytest.raises(SourceError):
        read_areas(path)


def test_a_missing_file_is_told(tmp_path):
    with pytest.raises(SourceError):
        read_areas(tmp_path / "gone.geojson")


def test_a_file_that_names_another_crs_is_refused(tmp_path):
    member = {"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::28992"}}
    with pytest.raises(CrsError) as caught:
        read_areas(write(tmp_path, make_feature(), crs=member))
    assert caught.value.code == "crs.other"


def test_a_file_that_says_wgs84_is_read(tmp_path):
    member = {"type": "name", "properties": {"name": "urn:ogc:def:crs:OGC:1.3:CRS84"}}
    assert len(read_areas(write(tmp_path, make_feature(), crs=member))) == 1


def test_metres_in_a_geojson_are_not_taken_for_degrees(tmp_path):
    metres = [[[111000, 515000], [112000, 515000], [112000, 516000], [111000, 515000]]]
    with pytest.raises(CrsError) as caught:
        read_areas(write(tmp_path, make_feature(geometry={"type": "Polygon", "coordinates": metres})))
    assert caught.value.code == "areas.degrees"


def test_points_get_the_code_of_their_area_in_their_own_order():
    areas = make_areas(A=(0, 0, 10, 10), B=(10, 0, 20, 10))
    points = make_points((15, 5), (5, 5), (99, 99)).set_axis(["x", "y", "z"])
    codes = area_of_points(points, areas)
    assert codes.to_dict() == {"x": "B", "y": "A", "z": ""}


def test_a_point_on_a_shared_border_belongs_to_the_first_by_code():
    border = make_points((10, 5))
    assert area_of_points(border, make_areas(B=(0, 0, 10, 10), A=(10, 0, 20, 10))).tolist() == ["A"]
    assert area_of_points(border, make_areas(A=(10, 0, 20, 10), B=(0, 0, 10, 10))).tolist() == ["A"]


def test_missing_and_empty_points_lie_in_no_area():
    points = gpd.GeoSeries([None, Point(), Point(5, 5)], crs=RD)
    assert area_of_points(points, make_areas(A=(0, 0, 10, 10))).tolist() == ["", "", "A"]


def test_no_points_give_an_empty_series():
    codes = area_of_points(make_points(), make_areas(A=(0, 0, 10, 10)))
    assert len(codes) == 0
    assert codes.dtype == "str"


def test_frames_in_another_crs_or_none_are_refused():
    areas, points = make_areas(A=(0, 0, 10, 10)), make_points((5, 5))
    for other in (points.to_crs(4326), points.set_crs(None, allow_override=True)):
        with pytest.raises(CrsError):
            area_of_points(other, areas)
    with pytest.raises(CrsError):
        area_of_points(points, areas.to_crs(4326))


def test_a_frame_of_points_is_left_as_it_was():
    points = gpd.GeoDataFrame({"name": ["x"]}, geometry=make_points((5, 5)))
    before = points.copy()
    assert area_of_points(points, make_areas(A=(0, 0, 10, 10))).tolist() == ["A"]
    pd.testing.assert_frame_equal(points, before)


CORNER = st.integers(0, 20)
SQUARES = st.lists(st.tuples(CORNER, CORNER, st.integers(1, 9), st.integers(1, 9)), min_size=1, max_size=6)


@given(squares=SQUARES, points=st.lists(st.tuples(CORNER, CORNER), max_size=20), seed=st.integers(0, 99))
def test_each_point_gets_the_first_area_that_touches_it_in_whatever_order_they_come(squares, points, seed):
    named = {f"A{row}": (x, y, x + width, y + height) for row, (x, y, width, height) in enumerate(squares)}
    areas = make_areas(**named).sample(frac=1, random_state=np.random.default_rng(seed))
    codes = area_of_points(make_points(*points), areas)
    expected = [
        next((code for code, (x0, y0, x1, y1) in named.items() if x0 <= x <= x1 and y0 <= y <= y1), "")
        for x, y in points
    ]
    assert codes.tolist() == expected

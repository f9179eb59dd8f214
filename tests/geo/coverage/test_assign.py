"""Which area each postcode and asset lies in: computed once, then counted."""

import json

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely.geometry import Point, shape

from geo.areas import area_of_points, number_points
from geo.coverage.assign import Assignment
from geo.coverage.strengths import count_kinds
from geo.crs import RD
from geo.errors import CrsError, SchemaError
from tests.factories import make_assets, make_unchecked_assets
from tests.geo.coverage.places import POINTS, SQUARES, make_areas, make_assignment, make_postcodes


def test_an_asset_lies_where_its_postcode_lies_and_outside_is_counted():
    assets = make_assets([{"postcode": code} for code in ("1811AA", "1811AB", "1812AA", "1813AA")])
    # A: 1811AA and 1811AB; B: 1812AA; outside: 1813AA. 2 + 1 + 1 = 4.
    counts = count_kinds(assets, make_assignment()).sum(axis=1)
    assert counts.to_dict() == {"A": 2, "B": 1, "": 1}


def test_a_talent_of_whom_only_the_pc4_is_known_lies_at_the_middle_of_it():
    # The mean of (100, 100) and (900, 100) lies in A; that of 1812 in B.
    assets = make_assets([{"postcode": "1811", "placed_by": "pc4"}, {"postcode": "1812", "placed_by": "pc4"}])
    assert make_assignment().number_of_assets(assets).tolist() == [0, 1]


def test_an_own_point_decides_only_where_the_postcode_has_none():
    school = {"kind": "institution", "placed_by": "own", "x": 1500.0, "y": 500.0}
    rows = [school | {"postcode": code} for code in ("1811AA", "1811ZZ", "9999ZZ")]
    assert make_assignment().number_of_assets(make_assets(rows)).tolist() == [0, 1, 1]


def test_areas_come_in_order_of_code_whatever_their_order():
    turned = make_areas(dict(reversed(SQUARES.items())))
    assigned = make_assignment(areas=turned)
    assert assigned.codes.tolist() == ["A", "B"]
    assert assigned.codes_and_outside.tolist() == ["A", "B", ""]
    assert turned["code"].tolist() == ["B", "A"]


def test_without_areas_everything_lies_outside():
    assigned = make_assignment(areas=make_areas({}))
    assert count_kinds(make_assets([{}]), assigned).sum(axis=1).to_dict() == {"": 1}


def test_without_assets_every_area_is_there_with_zero():
    counts = count_kinds(make_assets(), make_assignment())
    assert counts.index.tolist() == ["A", "B", ""]
    assert not counts.to_numpy().any()


def test_stored_numbers_are_taken_up_again_and_those_of_other_data_refused():
    assigned = make_assignment()
    again = Assignment.from_numbers(assigned.postcodes, assigned.areas, assigned.number.tolist())
    assert again.number.tolist() == assigned.number.tolist()
    for other in (assigned.number[:-1], np.where(assigned.number == 2, 3, assigned.number)):
        with pytest.raises(SchemaError):
            Assignment.from_numbers(assigned.postcodes, assigned.areas, other)


def test_numbers_cannot_be_changed():
    with pytest.raises(ValueError, match="read-only"):
        make_assignment().number[0] = 1


def test_areas_in_another_crs_are_refused():
    with pytest.raises(CrsError):
        Assignment.of(make_postcodes(), make_areas().to_crs(4326))


ASSIGNED = make_assignment()
postcodes = st.sampled_from([*POINTS, "1811", "1813", "9999", "9999XX"])
kinds = st.sampled_from(["talent", "association", "institution"])
rows = st.fixed_dictionaries(
    {"postcode": postcodes, "kind": kinds, "x": st.sampled_from([500.0, 1500.0, 9000.0])}
)


@settings(max_examples=30)
@given(rows=st.lists(rows, max_size=12), seed=st.integers(0, 99))
def test_areas_and_outside_together_count_all_in_whatever_order(rows, seed):
    placed = [row | {"placed_by": "pc6" if row["kind"] == "talent" else "own", "y": 500.0} for row in rows]
    assets = make_unchecked_assets(placed)
    counts = count_kinds(assets, ASSIGNED)
    assert counts.to_numpy().sum() == len(rows)
    shuffled = assets.sample(frac=1, random_state=np.random.default_rng(seed))
    pd.testing.assert_frame_equal(count_kinds(shuffled, ASSIGNED), counts)


# ---- real areas


def read_gemeenten(reference):
    features = json.loads((reference / "cbs" / "gemeenten_2022.geojson").read_text("utf-8"))["features"]
    outlines = gpd.GeoSeries([shape(one["geometry"]) for one in features], crs=4326).to_crs(RD)
    codes = pd.Series([one["properties"]["statcode"] for one in features], dtype="str")
    return gpd.GeoDataFrame({"code": codes}, geometry=outlines, crs=RD).sort_values("code", ignore_index=True)


def read_points(collection):
    points = [Point(one["geometry"]["coordinates"][:2]) for one in collection["features"]]
    return gpd.GeoSeries(points, crs=4326).to_crs(RD)


def test_every_school_of_2022_lies_in_exactly_one_of_345_gemeenten(reference):
    gemeenten = read_gemeenten(reference)
    schools = gpd.read_file(f"zip://{reference / 'duo' / 'scholen_20220501.geojson.zip'}").geometry.to_crs(RD)
    number = number_points(schools, gemeenten)
    counts = np.bincount(number, minlength=len(gemeenten) + 1)
    assert (len(gemeenten), len(schools)) == (345, 7871)
    assert counts[:-1].sum() == 7871
    assert counts[-1] == 0


def test_39_of_47_schools_lie_in_the_8_wijken_of_alkmaar(reference):
    collection = json.loads((reference / "alkmaar" / "scholen.geojson").read_text("utf-8"))
    wijken = json.loads((reference / "alkmaar" / "wijken_2024.geojson").read_text("utf-8"))["features"]
    areas = gpd.GeoDataFrame(
        {"code": pd.Series([one["properties"]["wijkCode"] for one in wijken], dtype="str")},
        geometry=gpd.GeoSeries([shape(one["geometry"]) for one in wijken], crs=4326).to_crs(RD),
    )
    codes = area_of_points(read_points(collection), areas)
    assert (len(codes), (codes != "").sum()) == (47, 39)
    points = read_points(collection)
    schools = [
        {"kind": "institution", "placed_by": "own", "postcode": "9999", "x": point.x, "y": point.y}
        for point in points
    ]
    counts = count_kinds(make_assets(schools), Assignment.of(make_postcodes(), areas)).sum(axis=1)
    assert (counts.iloc[:-1].sum(), counts[""]) == (39, 8)

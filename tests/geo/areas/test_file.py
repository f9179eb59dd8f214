"""Files of others: GeoPackage and GeoJSON with whatever columns they have."""

import warnings

import geopandas as gpd
import pandas as pd
import pytest
from shapely.geometry import LineString, Point, Polygon
from shapely.geometry import box as box_of

from geo.areas import AREA_COLUMNS
from geo.areas.columns import Chosen
from geo.areas.file import read_inhabitants
from geo.areas.install import install_from_file
from geo.areas.judging import read_counts
from geo.areas.kept import read_level
from geo.crs import RD
from geo.errors import CrsError, SourceError
from tests.geo.areas.features import (
    SIDE_M,
    X,
    Y,
    make_feature,
    make_square,
    write_collection,
    write_geopackage,
)


def install(path, home, **options):
    options = {"level": "wijk", "year": 2024, **options}
    return install_from_file(path, home=home, **options)


def test_a_geopackage_of_cbs_is_read_by_the_layer_of_the_level(tmp_path):
    path = tmp_path / "wijkenbuurten_2024_v1.gpkg"
    write_geopackage(path, layer="gemeenten", gemeentecode=["GM0361"], gemeentenaam=["Alkmaar"])
    columns = {"wijkcode": ["WK036101", "WK036100"], "wijknaam": ["Oost", "West"]}
    columns |= {
        "aantal_inwoners": [120, -99997],
        "water": ["NEE", "NEE"],
        "jrstatcode": ["2024WK036101", "2024WK036100"],
    }
    write_geopackage(path, layer="wijken", **columns)
    report = install(path, tmp_path, year=None)
    areas = read_level(tmp_path, "wijk")
    assert tuple(areas.columns) == AREA_COLUMNS
    assert areas.crs == RD
    assert areas["code"].tolist() == ["WK036100", "WK036101"]
    assert areas["inhabitants"].isna().tolist() == [True, False]
    assert (report.year, report.inhabitants, report.counts["unknown"]) == (2024, 120, 1)
    assert areas.area.to_numpy() == pytest.approx(SIDE_M**2)


def test_a_geopackage_without_crs_is_refused(tmp_path):
    with warnings.catch_warnings(action="ignore"):
        path = write_geopackage(tmp_path / "a.gpkg", crs=None, wijkcode=["WK036101"])
    with pytest.raises(CrsError) as caught:
        install(path, tmp_path)
    assert caught.value.code == "crs.missing"


def test_another_crs_is_turned_into_metres(tmp_path):
    frame = gpd.GeoDataFrame({"wijkcode": ["WK036101"]}, geometry=[make_square()], crs=RD).to_crs(3857)
    frame.to_file(tmp_path / "a.gpkg", layer="x", engine="pyogrio")
    install(tmp_path / "a.gpkg", tmp_path)
    assert read_level(tmp_path, "wijk").total_bounds == pytest.approx([X, Y, X + SIDE_M, Y + SIDE_M], abs=0.5)


def test_columns_that_are_not_seen_can_be_named(tmp_path):
    feature = make_feature()
    feature["properties"] = {"nr": "A-1", "heet": "Bloemenbuurt", "mensen": "1200"}
    path = write_collection(tmp_path / "own.geojson", feature)
    with pytest.raises(SourceError) as caught:
        install(path, tmp_path)
    assert caught.value.code == "areas.no_code_column"
    assert caught.value.details["columns"] == "nr, heet, mensen"
    with pytest.raises(SourceError) as caught:
        install(path, tmp_path, chosen=Chosen(code="gone"))
    assert caught.value.code == "areas.no_such_column"
    install(path, tmp_path, chosen=Chosen("nr", "heet", "mensen"))
    row = read_level(tmp_path, "wijk").iloc[0]
    assert (row["code"], row["name"], row["inhabitants"]) == ("A-1", "Bloemenbuurt", 1200)


def test_a_file_without_a_year_is_read_only_with_one(tmp_path):
    path = write_collection(tmp_path / "a.geojson", make_feature())
    with pytest.raises(SourceError) as caught:
        install(path, tmp_path, year=None)
    assert caught.value.code == "areas.no_year"
    assert install(path, tmp_path, year=2023).year == 2023


@pytest.mark.parametrize(
    ("years", "code"), [(("2023", "2024"), "areas.mixed_years"), (("2023", "2023"), "areas.other_year")]
)
def test_codes_of_other_years_are_refused(tmp_path, years, code):
    features = [make_feature(row, jaar=year) for row, year in enumerate(years)]
    with pytest.raises(SourceError) as caught:
        install(write_collection(tmp_path / "a.geojson", *features), tmp_path)
    assert caught.value.code == code
    assert not (tmp_path / "areas").exists()


def test_what_cannot_be_mended_is_left_out_with_its_reason_and_the_rest_stays(tmp_path):
    far = box_of(0, 0, 10, 10)
    features = [make_feature(row) for row in range(40)]
    features[3] = make_feature(3, shape=None)
    features[5] = make_feature(5, shape=Point(X, Y))
    features[7] = make_feature(7, shape=far)
    features[9] = make_feature(9, wijkcode="no code")
    report = install(write_collection(tmp_path / "a.geojson", *features), tmp_path)
    told = [(row.row, row.code) for row in report.refused]
    assert told == [
        (4, "areas.row.empty"),
        (6, "areas.row.surface"),
        (8, "areas.row.outside"),
        (10, "areas.row.code"),
    ]
    assert (report.rows, report.kept) == (40, 36)


def test_a_file_of_which_too_little_is_usable_changes_nothing(tmp_path):
    install(write_collection(tmp_path / "good.geojson", make_feature()), tmp_path)
    lines = [make_feature(row, shape=LineString([(X, Y), (X + 9, Y)])) for row in range(3)]
    with pytest.raises(SourceError) as caught:
        install(write_collection(tmp_path / "bad.geojson", make_feature(4), *lines), tmp_path)
    assert caught.value.code == "areas.too_few"
    assert read_level(tmp_path, "wijk")["code"].tolist() == ["WK036100"]


def test_a_bow_tie_is_mended(tmp_path):
    tie = Polygon([(X, Y), (X + 100, Y + 100), (X + 100, Y), (X, Y + 100)])
    report = install(write_collection(tmp_path / "a.geojson", make_feature(shape=tie)), tmp_path)
    areas = read_level(tmp_path, "wijk")
    assert report.counts["mended"] == 1
    assert areas.is_valid.all()
    assert areas.area.sum() == pytest.approx(5_000, rel=0.01)  # two triangles of 100 x 50 / 2


def test_land_and_water_of_one_area(tmp_path):
    """CBS gives a gemeente at the coast in two rows: its land, and its water without people."""
    features = [make_feature(0), make_feature(1, wijkcode="WK036100", wijknaam="Wijk 0", water="JA")]
    report = install(write_collection(tmp_path / "a.geojson", *features), tmp_path)
    assert (report.kept, report.counts["water"], report.counts["merged"]) == (1, 1, 0)
    assert read_level(tmp_path, "wijk").area.sum() == pytest.approx(SIDE_M**2, rel=1e-3)


def test_parts_of_one_area_are_joined_unless_they_contradict_each_other(tmp_path):
    part = make_feature(1, wijkcode="WK036100", wijknaam="Wijk 0", aantal_inwoners=None)
    report = install(write_collection(tmp_path / "a.geojson", make_feature(0), part), tmp_path)
    areas = read_level(tmp_path, "wijk")
    assert (report.counts["merged"], areas["inhabitants"].tolist()) == (1, [100])
    assert areas.area.sum() == pytest.approx(2 * SIDE_M**2, rel=1e-3)
    features = [make_feature(row) for row in range(20)] + [make_feature(20, wijkcode="WK036103")]
    report = install(write_collection(tmp_path / "b.geojson", *features), tmp_path)
    assert [(row.row, row.code) for row in report.refused] == [(21, "areas.row.twice")]


def test_metres_in_a_geojson_that_says_so_are_read_and_others_refused(tmp_path):
    feature = make_feature()
    feature["geometry"] = make_square().__geo_interface__
    member = {"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::28992"}}
    with pytest.raises(CrsError) as caught:
        install(write_collection(tmp_path / "a.geojson", feature), tmp_path)
    assert caught.value.code == "areas.degrees"
    install(write_collection(tmp_path / "b.geojson", feature, crs=member), tmp_path)
    assert read_level(tmp_path, "wijk").area.sum() == pytest.approx(SIDE_M**2)


@pytest.mark.parametrize("text", ["", "a;b\n1;2", '{"type": "FeatureCollection"}', '{"type": "Point"}'])
def test_a_file_that_holds_no_areas_is_refused(tmp_path, text):
    (tmp_path / "a.geojson").write_text(text)
    with pytest.raises(SourceError):
        install(tmp_path / "a.geojson", tmp_path)


def test_a_missing_file_is_told(tmp_path):
    with pytest.raises(SourceError):
        install(tmp_path / "gone.geojson", tmp_path)


def test_suppressed_values_are_unknown_and_zero_is_zero():
    values = pd.Series([-99997, -99995.0, None, "", ".", "<5", "0", 12.0, "94790", 10**12], dtype=object)
    counts = read_counts(values)
    assert counts.isna().tolist() == [True] * 6 + [False] * 3 + [True]
    assert counts.dropna().tolist() == [0, 12, 94790]


def test_inhabitants_per_code_come_from_a_list_beside_the_outlines(tmp_path):
    (tmp_path / "people.csv").write_text("Wijkcode;Totaal\r\nWK036101;-99997\r\nWK036100;1500\r\n")
    features = [make_feature(row, aantal_inwoners=None) for row in range(3)]
    path = write_collection(tmp_path / "a.geojson", *features)
    report = install(path, tmp_path, inhabitants=tmp_path / "people.csv")
    assert read_level(tmp_path, "wijk")["inhabitants"].tolist() == [1500, pd.NA, pd.NA]
    assert (report.inhabitants, report.counts["unknown"]) == (1500, 2)


def test_the_inhabitants_of_all_pc4_add_up_with_missing_values_apart(reference):
    people = read_inhabitants(reference / "cbs" / "pc4_inwoners.csv", level="pc4")
    assert (len(people), int(people.sum()), int(people.isna().sum())) == (4068, 17_404_635, 18)

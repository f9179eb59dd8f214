import json

import geopandas as gpd
import numpy as np
import pytest
import shapely
from shapely.geometry import GeometryCollection, LineString, Point, Polygon

from geo.basemap import reading
from geo.basemap.reading import read_layer
from geo.basemap.window import around
from geo.errors import CrsError, SourceError
from tests.geo.basemap.shapes import X, Y, make_canal, make_features, make_square, write_geopackage


def code_of(path, **options) -> str:
    with pytest.raises((SourceError, CrsError)) as error:
        read_layer(path, **options)
    return error.value.code


def all_shapes(layer) -> np.ndarray:
    return np.concatenate(list(layer.joined().values()))


@pytest.mark.parametrize("crs", ["EPSG:28992", "EPSG:4326", "EPSG:25831", "EPSG:3857"])
def test_any_named_crs_lands_on_the_same_metres(tmp_path, crs):
    path = write_geopackage(tmp_path / "a.gpkg", make_features([make_square()]).to_crs(crs))
    (square,) = all_shapes(read_layer(path))
    assert square.hausdorff_distance(make_square()) < 1


def test_a_geopackage_without_crs_is_refused(tmp_path):
    path = tmp_path / "a.gpkg"
    with pytest.warns(UserWarning, match="crs"):
        make_features(crs=None).to_file(path, driver="GPKG")
    assert code_of(path) == "crs.missing"


def test_geojson_is_read_in_degrees(tmp_path):
    path = tmp_path / "a.geojson"
    path.write_text(make_features([make_square()]).to_crs("EPSG:4326").to_json(drop_id=True))
    (square,) = all_shapes(read_layer(path))
    assert square.hausdorff_distance(make_square()) < 1


def test_geojson_in_metres_without_saying_so_lies_outside(tmp_path):
    path = tmp_path / "a.geojson"
    path.write_text(make_features([make_square()], crs=None).to_json(drop_id=True))
    assert code_of(path) == "basemap.nothing_there"


def test_a_broken_shape_is_mended(tmp_path):
    bow_tie = Polygon([(X, Y), (X + 100, Y + 100), (X + 100, Y), (X, Y + 100)])
    read = read_layer(write_geopackage(tmp_path / "a.gpkg", make_features([bow_tie])))
    assert read.counts["mended"] == 1
    assert shapely.is_valid(all_shapes(read)).all()
    assert shapely.area(all_shapes(read)).sum() == pytest.approx(5000, rel=0.01)


def test_lines_and_surfaces_of_a_collection_are_taken_and_points_left(tmp_path):
    mixed = GeometryCollection([Point(X, Y), make_canal(), make_square()])
    read = read_layer(write_geopackage(tmp_path / "a.gpkg", make_features([mixed, Point(X, Y), None])))
    assert sorted(shapely.get_dimensions(all_shapes(read))) == [1, 2]
    assert (read.counts["points"], read.counts["empty"]) == (1, 1)


def test_only_points_are_refused_with_their_number(tmp_path):
    path = write_geopackage(tmp_path / "a.gpkg", make_features([Point(X, Y), Point(X + 1, Y)]))
    assert code_of(path) == "basemap.only_points"


def test_heights_are_dropped(tmp_path):
    high = LineString([(X, Y, 3), (X + 50, Y, 4)])
    read = read_layer(write_geopackage(tmp_path / "a.gpkg", make_features([high])))
    assert not shapely.has_z(all_shapes(read)).any()


def test_shapes_outside_the_netherlands_are_left_out(tmp_path):
    path = write_geopackage(tmp_path / "a.gpkg", make_features([make_square(), make_square(X + 900_000, Y)]))
    read = read_layer(path)
    assert (len(all_shapes(read)), read.counts["outside"]) == (1, 1)


def test_numbers_without_end_are_left_out(tmp_path):
    lines = [[[4.7, 52.6], [1e308, 52.6]], [[4.7, 52.6], [4.71, 52.6]]]
    features = [
        {"type": "Feature", "properties": {}, "geometry": {"type": "LineString", "coordinates": line}}
        for line in lines
    ]
    path = tmp_path / "a.geojson"
    path.write_text(
        json.dumps({"type": "FeatureCollection", "features": features}).replace("1e+308", "1e999")
    )
    read = read_layer(path)
    assert (len(all_shapes(read)), read.counts["outside"]) == (1, 1)


@pytest.mark.parametrize(
    "geometry",
    [
        None,
        7,
        {"type": "LineString"},
        {"type": "Circle", "coordinates": [1]},
        {"type": "LineString", "coordinates": [["a", "b"], [1, 2]]},
        {"type": "Polygon", "coordinates": [[[4.7, 52.6], [4.8, 52.6]]]},
    ],
)
def test_a_strange_geometry_in_geojson_is_left_out_alone(tmp_path, geometry):
    good = {"type": "LineString", "coordinates": [[4.7, 52.6], [4.71, 52.6]]}
    features = [{"type": "Feature", "properties": {}, "geometry": one} for one in (geometry, good)]
    path = tmp_path / "a.geojson"
    path.write_text(json.dumps({"type": "FeatureCollection", "features": [*features, "no feature"]}))
    read = read_layer(path)
    assert len(all_shapes(read)) == 1
    assert read.counts["empty"] == 2


def test_a_virtual_file_that_poses_as_geopackage_is_not_opened_by_gdal(tmp_path, monkeypatch):
    monkeypatch.setattr(reading.pyogrio, "list_layers", lambda *_: pytest.fail("GDAL was asked"))
    secret = write_geopackage(tmp_path / "secret.gpkg")
    posing = tmp_path / "roads.gpkg"
    posing.write_text(
        f'<OGRVRTDataSource><OGRVRTLayer name="a"><SrcDataSource>{secret}</SrcDataSource>'
        "</OGRVRTLayer></OGRVRTDataSource>"
    )
    assert code_of(posing) == "basemap.format"


def test_a_database_that_is_no_geopackage_is_refused(tmp_path):
    path = tmp_path / "a.gpkg"
    path.write_bytes(b"SQLite format 3\0" + bytes(200))
    assert code_of(path) == "source.geopackage"


def test_a_damaged_geopackage_is_refused(tmp_path):
    whole = write_geopackage(tmp_path / "a.gpkg").read_bytes()
    damaged = tmp_path / "b.gpkg"
    damaged.write_bytes(whole[:200] + b"\xff" * (len(whole) - 200))
    assert code_of(damaged) == "source.geopackage"


def test_a_file_that_is_not_there_is_said(tmp_path):
    assert code_of(tmp_path / "nowhere.gpkg") == "source.unopened"


def test_an_empty_layer_is_refused(tmp_path):
    assert code_of(write_geopackage(tmp_path / "a.gpkg", make_features([]))) == "source.empty"


def test_the_layer_is_chosen_by_name_and_else_the_first_that_can_be_drawn(tmp_path):
    path = write_geopackage(tmp_path / "a.gpkg", make_features([Point(X, Y)]), layer="trees")
    write_geopackage(path, make_features([make_square()]), layer="ponds")
    write_geopackage(path, make_features([make_canal()]), layer="lanes")
    assert read_layer(path).name.startswith("ponds")
    assert read_layer(path, layer="lanes").name.startswith("lanes")
    with pytest.raises(SourceError) as error:
        read_layer(path, layer="seas")
    assert error.value.details == {"layer": "seas", "known": "trees, ponds, lanes"}


@pytest.mark.parametrize("suffix", ["gpkg", "geojson"])
def test_an_asked_area_cuts_what_reaches_out_of_it(tmp_path, suffix):
    features = make_features([make_square(side=4000), make_square(X + 50_000)]).to_crs("EPSG:4326")
    path = tmp_path / f"a.{suffix}"
    features.to_file(path, driver={"gpkg": "GPKG", "geojson": "GeoJSON"}[suffix])
    (cut,) = all_shapes(read_layer(path, window=around((X, Y), radius_m=500)))
    assert cut.area == pytest.approx(500**2, rel=0.05)


def test_a_layer_is_read_in_pieces_that_come_to_the_whole(tmp_path, monkeypatch):
    monkeypatch.setattr(reading, "PIECE", 7)
    squares = [make_square(X + 300 * number) for number in range(30)]
    path = write_geopackage(tmp_path / "a.gpkg", make_features(squares))
    told: list[tuple[int, int | None]] = []
    read = read_layer(path, progress=lambda done, total: told.append((done, total)))
    assert len(all_shapes(read)) == 30
    assert told[0] == (7, 30) and told[-1] == (30, 30)


@pytest.mark.parametrize(("limit", "code"), [("MAX_FEATURES", "features"), ("MAX_CORNERS", "corners")])
def test_more_than_the_limit_is_refused(tmp_path, monkeypatch, limit, code):
    monkeypatch.setattr(reading, limit, 3)
    path = write_geopackage(tmp_path / "a.gpkg", make_features([make_square()] * 4))
    assert code_of(path) == f"source.limit.{code}"


def test_real_outlines_of_wijken_are_read(reference):
    read = read_layer(reference / "alkmaar" / "wijken_2024.geojson")
    assert read.counts["read"] == 8
    wijken = gpd.read_file(reference / "alkmaar" / "wijken_2024.geojson").to_crs("EPSG:28992")
    assert shapely.area(all_shapes(read)).sum() == pytest.approx(wijken.area.sum(), rel=0.001)

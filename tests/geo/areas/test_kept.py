"""Installed areas: what is kept, what is drawn, and which area a postcode lies in."""

from itertools import pairwise

import geopandas as gpd
import numpy as np
import pytest
import shapely
from shapely.geometry import Point

from geo.areas import area_of_points, number_points
from geo.areas.drawing import draw_lightly
from geo.areas.install import install_from_file
from geo.areas.joining import kept_numbers
from geo.areas.kept import (
    areas_version,
    join_file,
    keep_level,
    kept_levels,
    list_levels,
    read_drawn,
    read_level,
    remove_level,
)
from geo.crs import RD
from geo.errors import NotFoundError, SourceError
from geo.inventory import inventory_version, map_level, open_areas, open_drawn_areas, open_levels
from tests.geo.areas.features import SIDE_M, X, Y, make_feature, write_collection


def install(tmp_path, *, level="wijk", count=3):
    path = write_collection(tmp_path / "a.geojson", *(make_feature(row) for row in range(count)))
    return install_from_file(path, level=level, home=tmp_path, year=2024, chosen=None)


def make_wavy(count: int) -> gpd.GeoDataFrame:
    """Neighbours whose shared borders have many corners."""
    bends = np.linspace(0, SIDE_M, 400)
    borders = [
        np.column_stack([X + SIDE_M * row + 20 * np.sin(bends / 9), Y + bends]) for row in range(count + 1)
    ]
    shapes = [shapely.Polygon(np.concatenate([west, east[::-1]])) for west, east in pairwise(borders)]
    codes = [f"WK{row:06d}" for row in range(count)]
    return gpd.GeoDataFrame(
        {"code": codes, "name": codes, "inhabitants": 1, "year": 2024}, geometry=shapes, crs=RD
    ).astype({"inhabitants": "Int64"})


def test_the_demos_wijken_are_there_until_something_is_installed(tmp_path):
    assert (open_levels(tmp_path), map_level(tmp_path)) == (("wijk",), "wijk")
    assert open_areas(tmp_path)["inhabitants"].sum() == 94_790
    before = inventory_version(tmp_path)
    install(tmp_path)
    assert open_areas(tmp_path)["code"].tolist() == ["WK036100", "WK036101", "WK036102"]
    assert len(open_drawn_areas(tmp_path)) == 3
    assert inventory_version(tmp_path) != before
    remove_level("wijk", home=tmp_path)
    assert len(open_areas(tmp_path)) == 8


def test_an_unknown_level_is_told(tmp_path):
    for ask in (lambda: open_areas(tmp_path, level="pc4"), lambda: read_level(tmp_path, "pc4")):
        with pytest.raises(NotFoundError):
            ask()
    with pytest.raises(NotFoundError):
        remove_level("buurt", home=tmp_path)


def test_levels_are_listed_from_coarse_to_fine_with_what_they_hold(tmp_path):
    keep_level(make_wavy(2), home=tmp_path, level="buurt")
    install(tmp_path)
    assert kept_levels(tmp_path) == ("wijk", "buurt")
    wijk, buurt = list_levels(tmp_path)
    assert (wijk.count, wijk.inhabitants, wijk.unknown, wijk.year) == (3, 600, 0, 2024)
    assert buurt.count == 2
    assert areas_version(tmp_path).count("wijk") == 1


def test_a_damaged_file_is_told_and_can_be_replaced(tmp_path):
    install(tmp_path)
    (tmp_path / "areas" / "wijk.parquet").write_bytes(b"PAR1 no more")
    with pytest.raises(SourceError) as caught:
        open_areas(tmp_path)
    assert caught.value.code == "areas.damaged"
    install(tmp_path)
    assert len(open_areas(tmp_path)) == 3


def test_shared_borders_are_simplified_together(tmp_path):
    areas = make_wavy(5)
    light = draw_lightly(areas, most_corners=400)
    assert shapely.coverage_is_valid(light)  # no gap and no overlap between neighbours
    assert shapely.get_num_coordinates(light).sum() <= 400
    assert shapely.area(light).sum() == pytest.approx(areas.area.sum(), rel=0.02)
    keep_level(areas, home=tmp_path, level="wijk")
    assert read_level(tmp_path, "wijk").geometry.geom_equals(areas.geometry).all()  # the exact ones stay
    assert (read_drawn(tmp_path, "wijk").count_coordinates() < areas.count_coordinates()).all()


def test_no_areas_are_drawn_as_none():
    assert len(draw_lightly(make_wavy(3).iloc[:0])) == 0


def test_the_area_of_postcodes_is_computed_once_and_again_when_something_changed(tmp_path, monkeypatch):
    areas = make_wavy(3)
    points = np.array([[X + 500, Y + 500], [X + 2500, Y + 500], [np.nan, np.nan], [0.0, 0.0]])
    file = join_file(tmp_path, "wijk")
    numbers = kept_numbers(points, areas, file=file, mark="a")
    assert numbers.tolist() == [0, 2, 3, 3]
    monkeypatch.setattr("geo.areas.joining.number_points", lambda *_: pytest.fail("computed again"))
    assert kept_numbers(points, areas, file=file, mark="a").tolist() == [0, 2, 3, 3]
    monkeypatch.setattr("geo.areas.joining.number_points", number_points)
    assert kept_numbers(points[:2], areas, file=file, mark="b").tolist() == [0, 2]
    file.write_bytes(b"damaged")
    assert kept_numbers(points[:2], areas, file=file, mark="b").tolist() == [0, 2]
    assert kept_numbers(points[:1], areas, file=tmp_path / "a.geojson" / "x", mark="b").tolist() == [0]


def test_numbers_and_codes_tell_the_same_area():
    areas = make_wavy(3)
    points = gpd.GeoSeries([Point(X + 500, Y + 500), Point(0, 0)], crs=RD)
    assert number_points(points, areas).tolist() == [0, 3]
    assert area_of_points(points, areas).tolist() == ["WK000000", ""]


def test_the_eight_wijken_of_alkmaar_hold_their_people_and_schools(reference, tmp_path):
    path = reference / "alkmaar" / "wijken_2024.geojson"
    report = install_from_file(path, level="wijk", home=tmp_path, year=2024)
    assert (report.kept, report.inhabitants, report.refused) == (8, 94_790, ())
    schools = gpd.read_file(reference / "alkmaar" / "scholen.geojson").to_crs(RD)
    assert (len(schools), int((area_of_points(schools, open_areas(tmp_path)) != "").sum())) == (47, 39)


def test_all_gemeenten_are_read_and_drawn_without_a_gap_and_hold_every_school_once(reference, tmp_path):
    report = install_from_file(reference / "cbs" / "gemeenten_2022.geojson", level="gemeente", home=tmp_path)
    assert (report.kept, report.year, report.counts["unknown"], report.refused) == (345, 2022, 345, ())
    areas = read_level(tmp_path, "gemeente")
    assert shapely.coverage_is_valid(read_drawn(tmp_path, "gemeente").geometry.to_numpy())
    schools = gpd.read_file(f"zip://{reference / 'duo' / 'scholen_20220501.geojson.zip'}").to_crs(RD)
    codes = area_of_points(schools, areas)
    assert len(codes) == 7_871
    assert (codes != "").all()

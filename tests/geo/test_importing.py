import io
import json
import zipfile

import geopandas as gpd

from geo.frames import validate_assets
from tests.lists import read_list, read_reference


def reasons(issues):
    return [(issue.row, issue.reason) for issue in issues]


def test_a_list_with_only_names_kinds_and_postcodes_is_on_the_map():
    found = read_list("naam;soort;postcode\nFatima;talent;1811 bc\nHet koor;vereniging;1811CK\n")
    assert found.report.kept == 2
    assert found.assets["name"].tolist() == ["Fatima", "Het koor"]
    assert found.assets["placed_by"].tolist() == ["pc6", "pc6"]
    validate_assets(found.assets)


def test_every_row_is_counted_once():
    found = read_list(
        "naam,soort,postcode,wie mag dit zien\n"
        "A,talent,1811BC,\nB,talent,1811BC,oma\n,talent,1811BC,\nD,talent,0181,\n"
    ).report
    assert (found.rows, found.kept, found.remarked, found.refused, found.duplicates) == (4, 1, 1, 2, 0)


def test_a_row_without_a_name_is_refused_with_its_row_number():
    report = read_list("naam,soort,postcode\n,talent,1811BC\n\u200b,talent,1811BC\n").report
    assert reasons(report.refusals) == [(2, "name_missing"), (3, "name_missing")]


def test_all_reasons_of_a_refused_row_are_told_and_the_row_stands_once():
    report = read_list("naam,soort,postcode\n,,0811\n").report
    (row,) = report.to_json()["rows_refused"]
    assert {row["reason"], *(also["reason"] for also in row["also"])} == {
        "name_missing",
        "kind_missing",
        "postcode.leading_zero",
    }


def test_the_kind_given_goes_for_rows_that_name_none():
    text = "naam,soort,postcode\nA,,1811BC\nB,vereniging,1811BC\n"
    assert read_list(text, kind="institution").assets["kind"].tolist() == ["institution", "association"]
    assert reasons(read_list(text).report.refusals) == [(2, "kind_missing")]


def test_all_schools_of_the_country_are_kept_and_fifty_lie_in_alkmaar(reference):
    path = reference / "duo" / "scholen_20220501.geojson.zip"
    found = read_reference(path, kind="institution")
    assert (found.report.kept, found.report.refused, found.report.duplicates) == (7871, 0, 0)
    assert set(found.assets["kind"]) == {"institution"}
    gemeenten = gpd.read_file(reference / "cbs" / "gemeenten_2022.geojson").to_crs(28992)
    alkmaar = gemeenten[gemeenten["statcode"] == "GM0361"]
    assert len(gpd.sjoin(found.assets, alkmaar[["geometry"]])) == 50


def test_a_website_of_one_space_is_empty(reference):
    path = reference / "duo" / "scholen_20220501.geojson.zip"
    found = read_reference(path)
    raw = json.loads(zipfile.ZipFile(io.BytesIO(path.read_bytes())).read("scholen20220501.geo.json"))
    blank = sum(not (f["properties"]["internetadres"] or "").strip() for f in raw["features"])
    assert int((found.assets["website"] == "").sum()) == blank

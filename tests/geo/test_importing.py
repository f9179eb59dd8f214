import csv
import io
import json
import math
import re
import zipfile

import geopandas as gpd
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.errors import SourceError
from geo.frames import validate_assets
from geo.importing.details import mend_website
from geo.importing.places import parse_number
from geo.sources.limits import MAX_CELL_CHARACTERS
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


def one(text, **options):
    """Read a list of one row; its asset and the reasons of its remarks."""
    found = read_list(text, **options)
    assert found.report.refused == 0, found.report.refusals
    return found.assets.iloc[0], [issue.reason for issue in found.report.remarks]


def refusals(text, **options):
    return reasons(read_list(text, **options).report.refusals)


# Gifts


def gifts_of(cell, *, column="vaardigheden"):
    file = io.StringIO()
    csv.writer(file).writerows([["naam", "soort", "postcode", column], ["A", "talent", "1811BC", cell]])
    asset, remarks = one(file.getvalue())
    return asset["gifts"], asset["words"], remarks


@pytest.mark.parametrize(
    ("cell", "gifts"),
    [
        ("naaien", "naaien:can"),
        ("naaien; timmeren", "naaien:can timmeren:can"),
        ("naaien (leert anderen), timmeren", "naaien:teaches timmeren:can"),
        ("naaien:teaches", "naaien:teaches"),
        ("kan: naaien, timmeren; wil leren: breien", "breien:learns naaien:can timmeren:can"),
        ("wil leren: breien\nnaaien", "breien:learns naaien:can"),
        ("naaien:teaches timmeren:can", "naaien:teaches timmeren:can"),
        ("fietsenmaker", "fietsreparatie:can"),
        ("naaien, naaien ,", "naaien:can"),
    ],
)
def test_gifts_are_read_as_people_list_them(cell, gifts):
    assert gifts_of(cell) == (gifts, "", [])


@pytest.mark.parametrize(
    ("column", "mode"),
    [
        *(("kan", "can"), ("leert anderen", "teaches"), ("wil leren", "learns"), ("samen", "together")),
        *(("leent uit", "lends"), ("zoekt", "seeks"), ("offers", "can"), ("looking for", "seeks")),
    ],
)
def test_the_name_of_a_column_tells_the_mode(column, mode):
    assert gifts_of("naaien", column=column)[0] == f"naaien:{mode}"


def test_an_unknown_word_is_kept_and_told():
    gifts, words, remarks = gifts_of("naaien; zeilmakerij (leert anderen)")
    assert (gifts, words, remarks) == ("naaien:can", "zeilmakerij:teaches", ["word_unknown"])


def test_a_near_word_is_taken_and_told_with_what_was_taken():
    report = read_list("naam,soort,postcode,kan\nA,talent,1811BC,fietsreperatie\n").report
    assert [(i.value, i.reason, i.detail) for i in report.remarks] == [
        ("fietsreperatie", "word_near", "fietsreparatie")
    ]


def test_too_many_different_words_refuse_the_file(monkeypatch):
    monkeypatch.setattr("geo.importing.gifts.MAX_DISTINCT_WORDS", 3)
    with pytest.raises(SourceError, match=r"source\.limit\.words"):
        gifts_of("aap, noot, mies, wim")


# Places


def test_a_postcode_that_the_table_does_not_know_falls_back_to_its_pc4_with_a_remark():
    asset, remarks = one("naam,soort,postcode\nA,talent,1811ZZ\n")
    assert (asset["postcode"], asset["placed_by"], remarks) == ("1811ZZ", "pc4", ["placed_by_pc4"])


def test_a_pc4_of_its_own_needs_no_remark():
    asset, remarks = one("naam,soort,postcode\nA,talent,1815\n")
    assert (asset["placed_by"], remarks) == ("pc4", [])


def test_a_postcode_that_nobody_knows_is_refused_and_shown():
    (issue,) = read_list("naam,soort,postcode\nA,talent,9711AA\n").report.refusals
    assert (issue.row, issue.column, issue.value, issue.reason) == (
        2,
        "postcode",
        "9711AA",
        "postcode_unknown",
    )


def test_own_coordinates_place_a_club_and_its_postcode_need_not_be_known():
    asset, remarks = one("naam,soort,postcode,lat,lon\nA,vereniging,9711AA,53.22,6.57\n")
    assert (asset["postcode"], asset["placed_by"], remarks) == ("9711AA", "own", [])
    assert asset.geometry.x == pytest.approx(233_900, abs=500)


@pytest.mark.parametrize("numbers", ["52.6291;4.7518", "52,6291;4,7518"])
def test_coordinates_have_a_point_or_a_comma(numbers):
    asset, remarks = one(f"naam;soort;postcode;breedtegraad;lengtegraad\nA;school;1811BC;{numbers}\n")
    assert (asset["placed_by"], remarks) == ("own", [])


@pytest.mark.parametrize("numbers", ["111.900,5;516.100,0", "111900.5;516100", "111,900.5;516,100.0"])
def test_metres_of_rijksdriehoek_are_read_from_x_and_y(numbers):
    asset, _ = one(f"naam;soort;postcode;x;y\nA;school;1811BC;{numbers}\n")
    assert asset.geometry.x == pytest.approx(111_900.5, abs=0.01)


@pytest.mark.parametrize(
    "pair", ["lat,lon\nA,school,1811BC,4.75,52.63", "x,y\nA,school,1811BC,516100,111900"]
)
def test_coordinates_the_other_way_round_are_turned_with_a_remark(pair):
    asset, remarks = one(f"naam,soort,postcode,{pair}\n")
    assert remarks == ["coordinates_swapped"]
    assert asset.geometry.y == pytest.approx(516_200, abs=500)


@pytest.mark.parametrize("kind", ["vereniging", "school"])
@pytest.mark.parametrize("numbers", ["0,0", "48.85,2.35", "37.47,-122.21", "91,500"])
def test_a_point_outside_the_netherlands_is_refused(kind, numbers):
    assert refusals(f"naam,soort,postcode,lat,lon\nA,{kind},1811BC,{numbers}\n") == [
        (2, "coordinates_outside")
    ]


def test_a_resident_lies_where_the_postcode_lies_whatever_the_file_says():
    for numbers in ("52.60,4.70", "0,0"):
        asset, remarks = one(f"naam,soort,postcode,lat,lon\nA,talent,1811BC,{numbers}\n")
        bare, _ = one("naam,soort,postcode\nA,talent,1811BC\n")
        assert remarks == ["talent_coordinates"]
        assert asset["placed_by"] == "pc6"
        assert asset.geometry.equals(bare.geometry)


def test_a_resident_without_a_postcode_is_refused_even_with_coordinates():
    assert refusals("naam,soort,postcode,lat,lon\nA,talent,,52.6,4.7\n") == [(2, "postcode.empty")]


def test_a_club_without_a_postcode_gets_the_nearest_pc4_with_a_remark():
    asset, remarks = one("naam,soort,lat,lon\nA,vereniging,52.636,4.734\n")
    assert (asset["postcode"], asset["placed_by"], remarks) == ("1815", "own", ["postcode_nearest"])
    asset, remarks = one("naam,soort,postcode,lat,lon\nA,vereniging,B-9000,52.636,4.734\n")
    assert (asset["postcode"], remarks) == ("1815", ["postcode_replaced"])


def test_a_club_far_from_every_known_postcode_needs_its_own():
    assert refusals("naam,soort,lat,lon\nA,vereniging,53.22,6.57\n") == [(2, "postcode_none_near")]


def test_coordinates_that_cannot_be_read_are_left_out_when_there_is_a_postcode():
    _, remarks = one("naam,soort,postcode,lat,lon\nA,vereniging,1811BC,hier,daar\n")
    assert remarks == ["coordinates_left_out"]
    (first, *_) = refusals("naam,soort,postcode,lat,lon\nA,vereniging,,52.6,\n")
    assert first == (2, "coordinates_unreadable")


@pytest.mark.parametrize(
    ("text", "value"),
    [
        *(("52,6", 52.6), ("52.6", 52.6), ("1.234,5", 1234.5), ("1,234.5", 1234.5), ("-4", -4.0)),
        *(("", math.nan), ("1e5", math.nan), ("nan", math.nan), ("inf", math.nan), ("12 000", math.nan)),
    ],
)
def test_numbers_are_read_as_they_are_written_here(text, value):
    assert parse_number(text) == pytest.approx(value, nan_ok=True)


# Smaller fields


def test_without_a_word_residents_are_for_neighbours_and_the_rest_is_public():
    found = read_list("naam,soort,postcode\nA,talent,1811BC\nB,vereniging,1811BC\nC,school,1811BC\n")
    assert found.assets["audience"].tolist() == ["neighbours", "public", "public"]


def test_words_that_do_not_tell_who_may_see_it_give_the_narrowest_audience():
    asset, remarks = one("naam,soort,postcode,wie mag dit zien\nA,school,1811BC,familie\n")
    assert (asset["audience"], remarks) == ("connector", ["audience_unknown"])


@pytest.mark.parametrize("day", ["2026-01-31", "31-01-2026", "31/1/2026", "31 januari 2026", "31 Jan. 2026"])
def test_a_day_is_read_as_people_write_it(day):
    asset, remarks = one(f"naam,soort,postcode,bevestigd op\nA,talent,1811BC,{day}\n")
    assert (str(asset["confirmed_on"].date()), remarks) == ("2026-01-31", [])


@pytest.mark.parametrize(
    ("day", "reason"),
    [
        *(("2026-11-23", "date_future"), ("31-02-2026", "date_unreadable"), ("gisteren", "date_unreadable")),
        *(("0001-01-01", "date_unreadable"), ("9999-12-31", "date_future"), ("1-1-26", "date_unreadable")),
    ],
)
def test_a_day_that_cannot_be_is_left_empty_with_a_remark(day, reason):
    asset, remarks = one(f"naam,soort,postcode,bevestigd op\nA,talent,1811BC,{day}\n")
    assert asset["confirmed_on"] is pd.NaT
    assert remarks == [reason]


def test_today_is_not_the_future():
    asset, _ = one("naam,soort,postcode,bevestigd op\nA,talent,1811BC,2026-11-22\n")
    assert str(asset["confirmed_on"].date()) == "2026-11-22"


@pytest.mark.parametrize(
    "address",
    ["www.voorbeeld.nl", "voorbeeld.nl/pad?x=1#y", "HTTPS://voorbeeld.nl", "http://münchen.de:80/", ""],
)
def test_a_web_address_stays_as_it_is(address):
    assert mend_website(address) == address


@pytest.mark.parametrize(
    ("slip", "mended"),
    [
        ("www,voorbeeld,nl", "www.voorbeeld.nl"),
        ("www: voorbeeld.nl", "www.voorbeeld.nl"),
        ("www. voorbeeld.nl", "www.voorbeeld.nl"),
        ("www.voorbeeld..nl", "www.voorbeeld.nl"),
    ],
)
def test_a_slip_in_a_web_address_is_mended(slip, mended):
    assert mend_website(slip) == mended


@pytest.mark.parametrize(
    "text",
    [
        *(
            "javascript:alert(1)",
            "JaVaScRiPt://www.a.nl/%0aalert(1)",
            "data:text/html,x",
            "file:///etc/passwd",
        ),
        *("//a.nl", "http://", "https://goed.nl@kwaad.nl", "http://a.nl\\@kwaad.nl", "geen", "vbscript:a.nl"),
        *('http://a.nl/"><script>', "java\tscript:alert(1)", "http://a.nl/<x>", "mailto:a@b.nl"),
    ],
)
def test_what_is_no_web_address_is_left_empty_with_a_remark(text):
    file = io.StringIO()
    csv.writer(file).writerows([["naam", "soort", "postcode", "website"], ["A", "school", "1811BC", text]])
    asset, remarks = one(file.getvalue())
    assert (asset["website"], remarks) == ("", ["website_unreadable"])


def test_an_id_of_its_own_is_kept_and_a_bad_one_replaced_with_a_remark():
    found = read_list(
        "id,naam,soort,postcode\nbuur-1,A,talent,1811BC\n<b>,B,talent,1811BC\n,C,talent,1811BC\n"
    )
    first, second, third = found.assets["asset_id"]
    assert first == "buur-1"
    assert {len(second), len(third)} == {12}
    assert reasons(found.report.remarks) == [(3, "id_replaced")]


def test_an_id_that_comes_twice_refuses_the_second_row():
    assert refusals("id,naam,soort,postcode\nx,A,talent,1811BC\nx,B,talent,1811BC\n") == [(3, "id_twice")]


def test_a_text_over_the_limit_refuses_its_row_and_tells_both_numbers():
    text = f"naam,soort,postcode,omschrijving\nA,talent,1811BC,{'x' * (MAX_CELL_CHARACTERS + 1)}\nB,talent,1811BC,y\n"
    report = read_list(text).report
    (issue,) = report.refusals
    assert (issue.row, issue.reason, issue.detail) == (2, "cell", "10001/10000")
    assert len(issue.value) <= 200
    assert report.kept == 1


def test_contact_of_several_columns_is_joined():
    asset, _ = one("naam,soort,postcode,telefoon,e-mail\nA,school,1811BC,072-1234,a@example.org\n")
    assert asset["contact"] == "072-1234; a@example.org"


def test_kinds_and_subkinds_are_read_from_the_words_people_use():
    found = read_list("naam,type,postcode\nA,zangkoor,1811BC\nB,VBO/MAVO,1811BC\nC,bewoner,1811BC\n")
    assert found.assets["kind"].tolist() == ["association", "institution", "talent"]
    assert found.assets["subkind"].tolist() == ["muziek", "school", ""]


def test_an_unknown_subkind_is_left_empty_with_a_remark():
    asset, remarks = one("naam,soort,type,postcode\nA,vereniging,kabouterclub,1811BC\n")
    assert (asset["kind"], asset["subkind"], remarks) == ("association", "", ["subkind_unknown"])


def test_the_source_is_the_file_when_the_list_names_none():
    assert one("naam,soort,postcode\nA,talent,1811BC\n", filename="straat.csv")[0]["source"] == "straat.csv"


# The list as a whole


def test_columns_used_and_unused_are_told():
    report = read_list("naam,soort,postcode,schoenmaat\nA,talent,1811BC,43\n").report
    assert report.columns == {"name": ("naam",), "kind": ("soort",), "postcode": ("postcode",)}
    assert report.unused_columns == ("schoenmaat",)


def test_two_equal_rows_are_both_kept_and_noted():
    report = read_list("naam,soort,postcode\nA,talent,1811BC\nB,talent,1811BC\nA,talent,1811BC\n").report
    assert report.kept == 3
    assert [(note.code, note.details) for note in report.notes] == [("rows_repeated", {"rows": [4]})]


def test_features_without_a_point_can_be_equal_too():
    report = read_list(as_geojson(["A", "A"]), filename="a.geojson").report
    assert [(note.code, note.details) for note in report.notes] == [("rows_repeated", {"rows": [2]})]


def test_one_pair_of_schools_is_the_same_in_every_column(reference):
    report = read_reference(reference / "duo" / "scholen_20220501.geojson.zip").report
    (note,) = (note for note in report.notes if note.code == "rows_repeated")
    assert len(note.details["rows"]) == 1


def test_a_list_without_a_name_column_is_told_so():
    report = read_list("straat,postcode\nA,1811BC\n", kind="talent").report
    assert report.refused == report.rows == 1
    assert [note.code for note in report.notes] == ["no_name_column"]


def test_a_list_with_only_a_header_has_no_rows():
    found = read_list("naam,soort,postcode\n")
    assert (found.report.rows, len(found.assets)) == (0, 0)


def test_a_digest_is_about_what_a_row_says_and_not_about_the_file():
    one_list = read_list("naam,soort,postcode\nA,talent,1811BC\nB,talent,1811CK\n")
    other = read_list("postcode;naam;soort;gezien\n1811CK;B;talent;ja\n 1811BC ;A;talent;nee\n")
    assert set(one_list.digests) == set(other.digests)
    assert len(set(one_list.digests)) == 2


@pytest.mark.parametrize(
    "name", ["organizations", "locations", "services", "contacts", "phones", "addresses"]
)
def test_a_directory_from_elsewhere_is_told_row_by_row_why_it_does_not_fit(reference, name):
    report = read_reference(reference / "ohana-hsds-csv" / f"{name}.csv", kind="institution").report
    assert report.refused == report.rows > 0
    expected = {"coordinates_outside", "postcode.empty", "postcode.five_digits", "name_missing"}
    assert {issue.reason for issue in report.refusals} <= expected


def hostile_strings(reference):
    return json.loads((reference / "blns" / "blns.json").read_text(encoding="utf-8"))


def as_csv(strings):
    file = io.StringIO(newline="")
    writer = csv.writer(file)
    writer.writerow(["naam", "omschrijving", "soort", "postcode"])
    writer.writerows([text, text, "talent", "1811BC"] for text in strings)
    return file.getvalue().encode()


def as_geojson(strings):
    features = [
        {
            "type": "Feature",
            "properties": {"naam": text, "omschrijving": text, "soort": "talent", "postcode": "1811BC"},
            "geometry": None,
        }
        for text in strings
    ]
    return json.dumps({"type": "FeatureCollection", "features": features}).encode()


@pytest.mark.parametrize(("write", "filename"), [(as_csv, "a.csv"), (as_geojson, "a.geojson")])
def test_hostile_strings_as_names_and_descriptions_stay_literal(reference, write, filename):
    strings = hostile_strings(reference)
    found = read_list(write(strings), filename=filename)
    first = 2 if filename == "a.csv" else 1
    expected = {
        number: re.sub("[\x00-\x08\x0b-\x1f]", "", text).strip() for number, text in enumerate(strings, first)
    }
    taken = dict(zip(found.rows.tolist(), found.assets["description"], strict=True))
    assert taken == {number: expected[number] for number in taken}
    assert found.assets["name"].tolist() == [text.replace("\t", " ") for text in taken.values()]
    invisible = [number for number, text in expected.items() if number not in taken]
    assert {issue.reason for issue in found.report.refusals} == {"name_missing"}
    assert len(invisible) == found.report.refused == 7  # empty, blank, or only signs that nobody sees


def test_halves_of_characters_and_null_bytes_in_json_are_dropped_with_a_remark():
    asset, remarks = one(as_geojson(["Fa\ud800ti\x00ma"]), filename="a.geojson")
    assert (asset["name"], remarks[0]) == ("Fa\N{REPLACEMENT CHARACTER}tima", "characters")
    asset["name"].encode("utf-8")


_texts = st.text(max_size=12) | st.sampled_from(
    ["talent", "school", "1811BC", "1811ZZ", "0181AA", "52.6", "4,7", "0", "naaien", "kan: x; y", "x (zoekt)"]
)
_header = ["id", "naam", "soort", "type", "postcode", "lat", "lon", "gaven", "website", "bevestigd op"]


@settings(max_examples=150, deadline=None)
@given(st.lists(st.lists(_texts, min_size=len(_header), max_size=len(_header)), max_size=6))
def test_whatever_stands_in_the_cells_every_row_is_counted_and_the_frame_is_sound(rows):
    features = [
        {"type": "Feature", "properties": dict(zip(_header, row, strict=True)), "geometry": None}
        for row in rows
    ]
    if not features:
        return
    data = json.dumps({"type": "FeatureCollection", "features": features}).encode()
    found = read_list(data, filename="a.geojson")
    report = found.report
    assert report.rows == len(rows) == report.kept + report.remarked + report.refused
    assert len(found.assets) == report.kept + report.remarked == len(found.digests)
    assert len(report.to_json()["rows_refused"]) == report.refused
    assert len(report.to_json()["rows_remarked"]) == report.remarked
    validate_assets(found.assets)

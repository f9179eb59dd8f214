import contextlib
import io
import json
import zipfile
from datetime import date, datetime

import geopandas as gpd
import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.errors import SourceError
from geo.sources import limits
from geo.sources.columns import recognise_columns
from geo.sources.delimited import read_delimited
from geo.sources.geojson import nesting_depth, read_geojson
from geo.sources.limits import MAX_BYTES, MAX_COLUMNS, MAX_DEPTH
from geo.sources.reading import read_file, read_upload
from geo.sources.workbook import read_workbook

AT = [4.7518, 52.6291]


def refused(read, *arguments):
    with pytest.raises(SourceError) as error:
        read(*arguments)
    return error.value


def reasons(table):
    return [(issue.row, issue.reason) for issue in table.unread]


def feature(geometry=None, **properties):
    return {"type": "Feature", "properties": properties, "geometry": geometry}


def point(*coordinates):
    return {"type": "Point", "coordinates": list(coordinates or AT)}


def collection(*features, **more):
    return json.dumps({"type": "FeatureCollection", "features": list(features), **more}).encode()


def workbook(*rows, change=None):
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    if change:
        change(book)
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def rezipped(data, **parts):
    """Return the zip file with some of its parts replaced or added."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            if name not in parts:
                new.writestr(name, old.read(name))
        for name, content in parts.items():
            new.writestr(name, content)
    return out.getvalue()


SHEET = "xl/worksheets/sheet1.xml"
TEXTS = "xl/sharedStrings.xml"
MAIN = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'


# CSV


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
@pytest.mark.parametrize("ending", ["\n", "\r\n", "\r"])
def test_csv_is_read_whatever_program_made_it(delimiter, encoding, ending):
    lines = [delimiter.join(cells) for cells in (("naam", "postcode"), ("Café Zoë", "1811AB"))]
    table = read_delimited((ending.join(lines) + ending).encode(encoding))
    assert table.names == ("naam", "postcode")
    assert [list(column) for column in table.cells] == [["Café Zoë"], ["1811AB"]]
    assert table.rows.tolist() == [2]


def test_everything_in_csv_stays_text():
    table = read_delimited(b"naam,postcode,x\nNA,0181,1E5\nnull,1811.0,TRUE\n")
    assert [list(column) for column in table.cells] == [["NA", "null"], ["0181", "1811.0"], ["1E5", "TRUE"]]


def test_known_column_names_tell_the_delimiter_before_their_number_does():
    table = read_delimited(b"naam;postcode;een, twee, drie, vier\nA;1811AB;x\n")
    assert table.names == ("naam", "postcode", "een, twee, drie, vier")


def test_the_separator_line_of_excel_is_obeyed_and_not_counted():
    table = read_delimited(b"sep=;\r\nnaam;postcode\r\nA,B;1811AB\r\n")
    assert table.rows.tolist() == [2]
    assert list(table.cells[0]) == ["A,B"]


def test_rows_are_counted_as_in_a_spreadsheet():
    table = read_delimited(b'naam,tekst\nA,"een\ntwee"\n\n,\nB,drie\n')
    assert table.rows.tolist() == [2, 5]


def test_a_ragged_row_is_unread_and_the_others_are_read():
    table = read_delimited(b"naam,postcode\nA\nB,1811AB,extra\nC,1811AB\nD,1811AB,,\n")
    assert reasons(table) == [(2, "ragged"), (3, "ragged")]
    assert list(table.cells[0]) == ["C", "D"]


def test_a_row_with_broken_quotes_is_unread_and_the_others_are_read():
    table = read_delimited(b'naam,postcode\n"De "Kikker"",1811AB\nB,1811AB\n')
    assert reasons(table) == [(2, "quotes")]
    assert list(table.cells[0]) == ["B"]


def test_a_quote_that_never_closes_refuses_the_file_and_tells_the_line():
    error = refused(read_delimited, b'naam,postcode\nA,1811AB\n"B,1811AB\nC,1811AB\n')
    assert error.code == "source.open_quote"
    assert error.details["line"] == 3


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "source.empty"),
        (b" \r\n\t ", "source.empty"),
        (b";;;\n;;;", "source.empty"),
        (b"naam\0,postcode\n", "source.not_text"),
        (b"\xff\xfe\x00\xd8", "source.encoding"),
        (b"naam\x81\xe9,", "source.encoding"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "source.format"),
        (b"%PDF-1.7", "source.format"),
        (b"SQLite format 3\0", "source.geopackage_upload"),
        (b"PK\x03\x04 niets", "source.damaged_zip"),
    ],
)
def test_bytes_that_are_no_list_are_refused(data, code):
    assert refused(read_upload, data, "lijst").code == code


def test_two_million_column_names_are_refused_with_the_number_and_the_limit():
    error = refused(read_upload, b"x," * 2_000_000, "lijst.csv")
    assert error.code == "source.limit.columns"
    assert error.details == {"found": 2_000_001, "allowed": MAX_COLUMNS}


def test_a_file_over_the_limit_is_refused_before_it_is_read():
    assert refused(read_upload, b"x" * (MAX_BYTES + 1), "lijst.csv").code == "source.limit.bytes"


def test_more_rows_than_allowed_are_refused(monkeypatch):
    monkeypatch.setattr("geo.sources.rawtable.MAX_ROWS", 3)
    assert len(read_delimited(b"naam\nA\nB\nC\n").rows) == 3
    assert refused(read_delimited, b"naam\nA\nB\nC\nD\n").code == "source.limit.rows"


def test_a_cell_that_swallows_the_file_is_refused():
    assert refused(read_delimited, b'naam\n"' + b"x" * 200_000 + b'"\n').code == "source.limit.cell"


@settings(max_examples=300, deadline=None)
@given(st.binary(max_size=300), st.sampled_from(["a.csv", "a.xlsx", "a.geojson", "a"]))
def test_no_bytes_crash_the_reader(data, filename):
    try:
        table = read_upload(data, filename)
    except SourceError:
        return
    assert all(len(column) == len(table.rows) for column in table.cells)


_cells = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0\r\n"), max_size=20)


@given(st.lists(st.tuples(_cells, _cells), max_size=5), st.sampled_from([";", ",", "\t"]))
def test_what_a_csv_writer_writes_is_read_back(rows, delimiter):
    import csv

    file = io.StringIO(newline="")
    writer = csv.writer(file, delimiter=delimiter, quoting=csv.QUOTE_ALL)
    writer.writerows([("naam", "postcode"), *rows])
    table = read_delimited(file.getvalue().encode())
    kept = [row for row in rows if any(cell.strip() for cell in row)]
    assert list(zip(*table.cells, strict=True)) == kept


# Columns


def test_columns_are_known_in_dutch_and_english_whatever_their_writing():
    for names in (
        ["Naam", "SOORT", "Post-code", "Omschrijving", "Leert anderen", "Wie mag dit zien", "Bevestigd op"],
        ["name", "Kind", "postal code", "Description", "TEACHES", "audience", "Last_Confirmed"],
    ):
        known = recognise_columns(names)
        assert list(known.positions) == [
            *("name", "kind", "description", "teaches", "postcode", "audience", "confirmed_on"),
        ]
        assert not known.unused


def test_of_two_columns_for_one_field_the_better_name_wins_and_the_other_is_told():
    known = recognise_columns(["titel", "naam", "naam"])
    assert known.positions["name"] == (1,)
    assert known.unused == (0, 2)
    assert known.notes[0].details == {"field": "name", "used": "naam", "unused": ["titel", "naam"]}


def test_all_columns_with_contact_are_taken_together():
    assert recognise_columns(["e-mail", "telefoon", "contact"]).positions["contact"] == (0, 1, 2)


def test_beside_kind_a_second_column_for_it_tells_the_subkind():
    assert recognise_columns(["soort", "type"]).positions == {"kind": (0,), "subkind": (1,)}
    assert recognise_columns(["type"]).positions == {"kind": (0,)}


# XLSX


def test_a_spreadsheet_is_read_as_a_person_reads_it():
    table = read_workbook(
        workbook(
            ["naam", "postcode", "getal", "dag", "ja"],
            ["NA", 1811, 1e5, date(2026, 11, 22), True],
            [None, None, None, None, None],
            ["007", 1811.0, 0.1 + 0.2, datetime(2026, 11, 22, 19, 30), None],
        )
    )
    assert table.names == ("naam", "postcode", "getal", "dag", "ja")
    assert table.rows.tolist() == [2, 4]
    assert [list(column) for column in table.cells] == [
        ["NA", "007"],
        ["1811", "1811"],
        ["100000", "0.3"],
        ["2026-11-22", "2026-11-22 19:30"],
        ["true", ""],
    ]


def test_the_first_sheet_with_anything_in_it_is_read():
    def fill_second(book):
        book.create_sheet("leden").append(["naam"])
        book["leden"].append(["Fatima"])

    table = read_workbook(workbook(change=fill_second))
    assert list(table.cells[0]) == ["Fatima"]


def test_rows_above_the_header_may_be_empty_and_are_counted():
    table = read_workbook(workbook([], [], ["naam"], ["Fatima"]))
    assert table.rows.tolist() == [4]


def test_a_formula_is_not_run():
    table = read_workbook(workbook(["naam", "x"], ["A", "=1+1"]))
    assert list(table.cells[1]) == [""]


def test_an_empty_spreadsheet_is_told():
    assert refused(read_workbook, workbook()).code == "source.empty"


def test_a_part_that_inflates_is_refused_while_it_comes(monkeypatch):
    monkeypatch.setattr("geo.sources.workbook.MAX_UNPACKED_BYTES", 1_000_000)
    bomb = rezipped(workbook(["naam"]), **{SHEET: b" " * 2_000_000})
    assert len(bomb) < 20_000
    assert refused(read_upload, bomb, "lijst.xlsx").code == "source.limit.unpacked"


def test_a_zip_directory_that_lies_about_sizes_does_not_help():
    honest = rezipped(workbook(["naam"], ["A"]), **{TEXTS: b"<sst>" + b" " * 300_000 + b"</sst>"})
    lying = honest.replace((300_011).to_bytes(4, "little"), (10).to_bytes(4, "little"))
    assert refused(read_upload, lying, "lijst.xlsx").code in ("source.damaged_zip", "source.damaged_workbook")


def test_the_bomb_that_asks_for_two_gigabytes_is_refused_by_its_directory():
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        new.writestr("xl/workbook.xml", "<workbook/>")
        with new.open("xl/worksheets/sheet1.xml", "w", force_zip64=True) as part:
            for _ in range(300):
                part.write(b" " * 1_000_000)
    assert len(out.getvalue()) < 1_000_000
    error = refused(read_upload, out.getvalue(), "lijst.xlsx")
    assert error.code == "source.limit.unpacked"
    assert error.details["allowed"] == limits.MAX_UNPACKED_BYTES


@pytest.mark.parametrize(
    ("cell", "code"),
    [
        ('<row r="1"><c r="XFD1"><v>1</v></c></row>', "columns"),
        ('<row r="1048576"><c r="A1048576"><v>1</v></c></row>', "rows"),
        ('<row r="1048576"><c><v>1</v></c></row>', "rows"),
        ('<row r="200000"><c r="CV200000"><v>1</v></c></row>', "cells"),
        ("<row><c r='&#90;Z1048576'><v>1</v></c></row>", "columns"),
    ],
)
def test_one_cell_in_the_far_corner_is_refused(cell, code):
    sheet = f"<worksheet {MAIN}><sheetData>{cell}</sheetData></worksheet>"
    data = rezipped(workbook(["naam"], ["A"]), **{SHEET: sheet})
    assert refused(read_upload, data, "lijst.xlsx").code == f"source.limit.{code}"


def test_one_long_text_that_many_cells_repeat_is_refused():
    texts = f"<sst {MAIN}><si><t>{'x' * 1_000_000}</t></si></sst>"
    rows = "".join(f'<row r="{n}"><c r="A{n}" t="s"><v>0</v></c></row>' for n in range(1, 300))
    sheet = f"<worksheet {MAIN}><sheetData>{rows}</sheetData></worksheet>"
    data = rezipped(workbook(["naam"], ["A"]), **{SHEET: sheet, TEXTS: texts})
    assert refused(read_upload, data, "lijst.xlsx").code == "source.limit.unpacked"


def test_entities_that_multiply_are_refused():
    doctype = '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;">]>'
    sheet = f"{doctype}<worksheet {MAIN}><sheetData><row><c><v>&b;</v></c></row></sheetData></worksheet>"
    data = rezipped(workbook(["naam"], ["A"]), **{SHEET: sheet})
    assert refused(read_upload, data, "lijst.xlsx").code == "source.damaged_workbook"


# Made once: it holds the time at which it was made.
WORKBOOK = workbook(["naam", "postcode"], ["A", "1811AB"])


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_a_workbook_with_any_bytes_changed_is_read_or_refused(data):
    whole = bytearray(WORKBOOK)
    for _ in range(data.draw(st.integers(1, 5))):
        whole[data.draw(st.integers(0, len(whole) - 1))] = data.draw(st.integers(0, 255))
    with contextlib.suppress(SourceError):
        read_upload(bytes(whole), "lijst.xlsx")


# GeoJSON


def test_features_become_rows_with_points_in_degrees():
    data = collection(
        feature(point(), naam="A", type="school", leeg=None, getal=3.0), feature(None, naam="B")
    )
    table = read_geojson(data)
    assert table.names == ("naam", "type", "leeg", "getal")
    assert [list(column) for column in table.cells] == [["A", "B"], ["school", ""], ["", ""], ["3", ""]]
    assert table.rows.tolist() == [1, 2]
    assert (table.longitude[0], table.latitude[0]) == tuple(AT)
    assert str(table.longitude[1]) == "nan"


def test_coordinates_in_rijksdriehoek_are_honoured_when_the_file_says_so():
    crs = {"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::28992"}}
    table = read_geojson(collection(feature(point(155_000, 463_000), naam="A"), crs=crs))
    assert table.longitude[0] == pytest.approx(5.3872, abs=1e-5)  # Amersfoort, the origin of RD
    assert table.latitude[0] == pytest.approx(52.15517, abs=1e-5)


@pytest.mark.parametrize("name", ["urn:ogc:def:crs:OGC:1.3:CRS84", "EPSG:4326", "urn:ogc:def:crs:EPSG::4326"])
def test_degrees_may_be_named(name):
    table = read_geojson(collection(feature(point()), crs={"type": "name", "properties": {"name": name}}))
    assert table.longitude[0] == AT[0]


@pytest.mark.parametrize(
    "crs", [{"type": "name", "properties": {"name": "EPSG:3857"}}, {"type": "link"}, "EPSG:4326", 5, []]
)
def test_another_crs_is_refused(crs):
    assert refused(read_geojson, collection(feature(point()), crs=crs)).code == "source.crs"


def test_of_an_outline_a_point_inside_is_taken_with_a_remark():
    ring = [[4.7, 52.6], [4.8, 52.6], [4.8, 52.7], [4.7, 52.6]]
    table = read_geojson(collection(feature({"type": "Polygon", "coordinates": [ring]})))
    assert [issue.reason for issue in table.remarks] == ["point_inside"]
    assert 4.7 < table.longitude[0] < 4.8


@pytest.mark.parametrize(
    ("broken", "reason"),
    [
        ("5", "feature"),
        ("null", "feature"),
        ('{"type": "Punt"}', "feature"),
        ('{"type": "Feature", "properties": [], "geometry": null}', "feature"),
        ('{"type": "Feature", "properties": {}, "geometry": "POINT(4 52)"}', "feature"),
        ('{"type": "Feature", "properties": {"a": 1, "a": 2}, "geometry": null}', "key_twice"),
        ('{"type": "Feature", "properties": {"a": NaN}, "geometry": null}', "not_a_number"),
        ('{"type": "Feature", "geometry": {"type": "Point", "coordinates": [NaN, 52]}}', "coordinates"),
        ('{"type": "Feature", "geometry": {"type": "Point", "coordinates": ["4", "52"]}}', "coordinates"),
        ('{"type": "Feature", "geometry": {"type": "Point", "coordinates": [true, false]}}', "coordinates"),
        ('{"type": "Feature", "geometry": {"type": "Point", "coordinates": [4]}}', "coordinates"),
        ('{"type": "Feature", "geometry": {"type": "Point", "coordinates": {"x": 4}}}', "coordinates"),
        ('{"type": "Feature", "geometry": {"type": "Point", "coordinates": [1e999, 52]}}', "coordinates"),
        ('{"type": "Feature", "geometry": {"type": "Cirkel", "coordinates": [4, 52]}}', "geometry"),
        ('{"type": "Feature", "geometry": {"type": "Polygon", "coordinates": [[[4, 52]]]}}', "geometry"),
        ('{"type": "Feature", "geometry": {"type": "Polygon", "coordinates": 7}}', "coordinates"),
        ('{"type": "Feature", "geometry": {"type": "Polygon", "coordinates": []}}', "geometry"),
    ],
)
def test_a_feature_that_breaks_the_rules_is_unread_and_the_next_is_read(broken, reason):
    good = json.dumps(feature(point(), naam="B"))
    table = read_geojson(f'{{"type": "FeatureCollection", "features": [{broken}, {good}]}}'.encode())
    assert reasons(table) == [(1, reason)]
    assert table.rows.tolist() == [2]


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"{", "source.json"),
        (b'{"type": "Topology"}', "source.geojson_shape"),
        (b'{"type": "FeatureCollection", "features": {}}', "source.geojson_shape"),
        (b'{"features": [], "features": []}', "source.geojson_shape"),
        (b"[]", "source.geojson_shape"),
        (b'{"type": "FeatureCollection", "features": []}', "source.empty"),
        (b"\xff\xfe", "source.json"),
        (b'{"a": ' + b"9" * 5000 + b"}", "source.json"),
    ],
)
def test_json_that_is_no_geojson_is_refused(data, code):
    assert refused(read_upload, data, "lijst.geojson").code == code


@pytest.mark.parametrize("nest", [b"[", b'{"a":'])
def test_brackets_within_brackets_are_counted_before_they_are_parsed(nest):
    error = refused(read_upload, nest * 1_000_000, "lijst.geojson")
    assert error.code == "source.limit.depth"
    assert error.details == {"found": 1_000_000, "allowed": MAX_DEPTH}


def test_brackets_in_texts_do_not_count():
    assert nesting_depth(b'{"a": "[[[[\\"{{{{", "b": [1]}') == 2


def test_a_million_different_property_names_are_refused():
    features = [feature(None, **{f"k{n}_{m}": 1 for m in range(50)}) for n in range(50)]
    assert refused(read_geojson, collection(*features)).code == "source.limit.columns"


def test_too_many_corners_are_refused(monkeypatch):
    monkeypatch.setattr("geo.sources.geojson.MAX_VERTICES", 100)
    line = {"type": "LineString", "coordinates": [[4.7, 52.6]] * 101}
    assert refused(read_geojson, collection(feature(line))).code == "source.limit.vertices"


def test_a_property_that_is_a_list_is_text_and_what_nests_is_noted():
    table = read_geojson(collection(feature(point(), kan=["naaien", "koken"], tags={"a": {"b": 1}})))
    assert list(table.cells[0]) == ["naaien; koken"]
    assert list(table.cells[1]) == [""]
    assert [(note.code, note.details) for note in table.notes] == [("nested", {"columns": ["tags"]})]


def test_the_id_of_a_feature_is_a_column():
    data = json.loads(collection(feature(point(), naam="A")))
    data["features"][0]["id"] = 7
    assert read_geojson(json.dumps(data).encode()).names == ("id", "naam")


def test_gdal_formats_that_pose_as_geojson_are_no_way_in(tmp_path):
    secret = tmp_path / "geheim.csv"
    secret.write_text("naam\nwachtwoord\n")
    vrt = f'<OGRVRTDataSource><OGRVRTLayer name="x"><SrcDataSource>{secret}</SrcDataSource></OGRVRTLayer>'
    assert refused(read_upload, vrt.encode(), "lijst.geojson").code == "source.json"
    assert "wachtwoord" not in str(read_upload(vrt.encode(), "lijst.csv").cells)


_json = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=12,
)
_types = st.sampled_from(
    ["Point", "MultiPoint", "LineString", "Polygon", "MultiPolygon", "GeometryCollection"]
)
_geometries = _json | st.fixed_dictionaries({"type": _types, "coordinates": _json})


@settings(max_examples=300, deadline=None)
@given(
    st.lists(
        st.fixed_dictionaries({"type": st.just("Feature"), "properties": _json, "geometry": _geometries})
    )
)
def test_any_json_in_the_shape_of_features_is_read_or_told(features):
    try:
        table = read_geojson(collection(*features))
    except SourceError:
        return
    assert len(table.rows) + len({issue.row for issue in table.unread}) == len(features)


# Zip and GeoPackage


def zipped(**files):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return out.getvalue()


def test_zipped_geojson_is_read_also_with_a_mac_s_shadow_beside_it():
    data = zipped(**{"a.geojson": collection(feature(point(), naam="A")), "__MACOSX/._a.geojson": b"x"})
    assert list(read_upload(data, "lijst.zip").cells[0]) == ["A"]


@pytest.mark.parametrize("names", [("a.shp",), ("a.json", "b.json")])
def test_a_zip_file_must_hold_one_geojson(names):
    data = zipped(**dict.fromkeys(names, b"{}"))
    assert refused(read_upload, data, "lijst.zip").code == "source.zip_content"


def test_geojson_that_inflates_is_refused_while_it_comes():
    assert (
        refused(read_upload, zipped(**{"a.json": b" " * 70_000_000}), "a.zip").code == "source.limit.unpacked"
    )


def test_a_geopackage_is_read_from_a_path_and_never_from_bytes(tmp_path):
    path = tmp_path / "lijst.gpkg"
    frame = gpd.GeoDataFrame(
        {"naam": ["A", None], "aantal": [3, None], "dag": [date(2026, 1, 31), None]},
        geometry=gpd.points_from_xy([155_000, 155_000], [463_000, 463_000]),
        crs=28992,
    )
    frame.to_file(path)
    table = read_file(path)
    assert table.names == ("naam", "aantal", "dag")
    assert [list(column) for column in table.cells] == [["A", ""], ["3", ""], ["2026-01-31", ""]]
    assert table.latitude[0] == pytest.approx(52.15517, abs=1e-5)
    assert refused(read_upload, path.read_bytes(), "lijst.gpkg").code == "source.geopackage_upload"
    assert refused(read_upload, path.read_bytes(), "lijst.geojson").code == "source.geopackage_upload"


def test_outlines_in_a_geopackage_become_points_with_a_remark(tmp_path, reference):
    path = tmp_path / "wijken.gpkg"
    gpd.read_file(reference / "alkmaar" / "wijken_2024.geojson").to_file(path)
    table = read_file(path)
    assert len(table.rows) == 8
    assert {issue.reason for issue in table.remarks} == {"point_inside"}


def test_another_database_never_reaches_gdal(tmp_path):
    path = tmp_path / "lijst.gpkg"
    path.write_bytes(b"SQLite format 3\0" + b"\0" * 2000)
    assert refused(read_file, path).code == "source.geopackage"


def test_a_file_that_is_not_there_is_told(tmp_path):
    assert refused(read_file, tmp_path / "weg.csv").code == "source.unopened"
    assert refused(read_file, tmp_path).code == "source.unopened"

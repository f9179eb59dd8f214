"""Files for others: what they hold, and that our own importer reads equal assets back."""

import csv
import io
import json

import numpy as np
import pandas as pd
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from geo import frames
from geo.audience import project
from geo.cells import guard, unguard
from geo.errors import CrsError
from geo.exports import Wording, write_csv, write_geojson, write_xlsx
from geo.exports.records import FIELDS
from geo.sources.columns import recognise_columns
from geo.terms import CONNECTOR, INSTITUTION, NEIGHBOURS, PUBLIC
from tests.factories import make_assets
from tests.hostile import PAYLOADS
from tests.lists import postcodes, read_list

WRITERS = {"csv": write_csv, "xlsx": write_xlsx, "geojson": write_geojson}
FORMULAS = ["=1+1", "+31 6 1234", "-1", "@SUM(A1)", "'=1+1", "''@x", "' +x", "＝1", "'-'s avonds"]
NASTY = [
    *PAYLOADS,
    *FORMULAS,
    '"',
    "a;b",
    "a\nb",
    "_x0041_",
    "NA",
    "nan",
    "=HYPERLINK(1)",
    "\u200fعائشة",
    "🧵",
    "01",
]

# Anything that a person could type, and what is known to hurt.
texts = st.one_of(st.sampled_from(NASTY), st.text(max_size=30), st.text("=+-@'\t\r\n;,:\"_x0 ", max_size=12))
gifts = st.lists(
    st.sampled_from(["naaien", "bakken", "koken_groep", "imkeren", "een: twee", "="]), max_size=3
)
list_rows = st.lists(
    st.fixed_dictionaries(
        {
            "name": texts.map(lambda text: f"{text}x"),  # something to see in it
            "kind": st.sampled_from(["talent", "vereniging", "koor", "instelling", "school"]),
            "postcode": st.sampled_from(["1811BC", "1811CK", "1815"]),
            "omschrijving": texts,
            "kan": gifts.map("; ".join),
            "zoekt": gifts.map("; ".join),
            "wanneer": texts,
            "contact": texts,
            "website": st.sampled_from(["", "example.org", "https://example.org/a?b=%20c"]),
            "wie mag dit zien": st.sampled_from(["iedereen", "buren", "verbinder", ""]),
            "bevestigd op": st.sampled_from(["", "2026-11-01"]),
            "lat": st.sampled_from(["", "52.6301"]),
            "lon": st.just("4.7466"),
        }
    ),
    min_size=1,
    max_size=5,
)


def imported(rows):
    """Assets as they become by importing these rows."""
    features = [{"type": "Feature", "geometry": point(row), "properties": row} for row in rows]
    data = json.dumps({"type": "FeatureCollection", "features": features})
    return read_list(data, filename="lijst.geojson").assets


def point(row):
    """The own point of a row that tells one."""
    if not row.get("lat"):
        return None
    return {"type": "Point", "coordinates": [float(row["lon"]), float(row["lat"])]}


def read_back(assets, name, wording=None):
    return read_list(WRITERS[name](assets, wording=wording), filename=f"terug.{name}")


def require_equal(found, assets):
    texts_of = [*frames.TEXT_COLUMNS, frames.CONFIRMED_ON]
    pd.testing.assert_frame_equal(pd.DataFrame(found[texts_of]), pd.DataFrame(assets[texts_of]))
    assert np.allclose(found.geometry.x, assets.geometry.x, atol=0.05, rtol=0)
    assert np.allclose(found.geometry.y, assets.geometry.y, atol=0.05, rtol=0)


@pytest.mark.parametrize("name", WRITERS)
@settings(max_examples=20)
@given(rows=list_rows)
@example(rows=[{"name": text, "kind": "koor", "postcode": "1811BC", "contact": text} for text in NASTY])
def test_what_is_written_is_read_back_as_equal_assets(name, rows):
    assets = imported(rows)
    if len(assets):
        back = read_back(assets, name)
        assert back.report.refused == 0
        require_equal(back.assets, assets)


@given(st.text("=+-@'\t\r\n ＝a", max_size=8))
def test_a_guarded_text_comes_back_as_it_was(text):
    assert unguard(guard(text)) == text


@pytest.mark.parametrize("text", [text for text in FORMULAS if not text.startswith("'")])
def test_a_spreadsheet_calculates_nothing(text):
    assets = make_assets([{"name": text, "contact": f"\t{text}", "meets": f" {text}"}])
    (row,) = list(csv.DictReader(io.StringIO(write_csv(assets).decode("utf-8-sig")), delimiter=";"))
    sheet = load_workbook(io.BytesIO(write_xlsx(assets))).active
    cells = {head.value: cell for head, cell in zip(sheet[1], sheet[2], strict=True)}
    for column, value in (("name", text), ("contact", f"\t{text}"), ("meets", f" {text}")):
        assert row[column] == f"'{value}"
        assert (cells[column].data_type, cells[column].value) == ("s", f"'{value}")


def test_a_csv_opens_in_a_spreadsheet_with_its_accents():
    data = write_csv(make_assets([{"name": "Zoë"}]))
    assert data.startswith(b"\xef\xbb\xbf") and "Zoë".encode() in data


def test_a_degree_has_too_many_decimals_to_be_taken_for_thousands():
    row = read_csv(make_assets([{"kind": INSTITUTION, "placed_by": "own"}]))[0]
    assert all(len(row[name].partition(".")[2]) == 7 for name in ("lat", "lon"))


@pytest.mark.parametrize("name", WRITERS)
def test_an_empty_frame_is_a_file_without_rows(name):
    data = WRITERS[name](make_assets())
    if name == "geojson":
        assert json.loads(data) == {"type": "FeatureCollection", "features": []}
    elif name == "csv":
        assert data.decode("utf-8-sig").split("\r\n") == [";".join(FIELDS), ""]
    else:
        assert [[cell.value for cell in row] for row in load_workbook(io.BytesIO(data)).active] == [
            list(FIELDS)
        ]


@pytest.mark.parametrize("name", WRITERS)
def test_a_frame_of_another_crs_is_refused_and_the_own_one_stays_as_it_was(name):
    assets = make_assets([{}])
    with pytest.raises(CrsError):
        WRITERS[name](assets.to_crs(4326))
    before = assets.copy()
    WRITERS[name](assets)
    pd.testing.assert_frame_equal(pd.DataFrame(assets), pd.DataFrame(before))


def test_a_point_of_a_postcode_is_not_written_as_an_own_one():
    rows = read_csv(make_assets([{"kind": INSTITUTION}, {"kind": INSTITUTION, "placed_by": "own"}]))
    assert [bool(row["lat"]) for row in rows] == [False, True]


def test_geojson_is_in_degrees_and_keeps_ids():
    (feature,) = json.loads(write_geojson(make_assets([{"asset_id": "f-1"}])))["features"]
    assert feature["id"] == feature["properties"]["asset_id"] == "f-1"
    assert feature["geometry"]["type"] == "Point"
    assert feature["geometry"]["coordinates"] == pytest.approx([4.745, 52.632], abs=0.02)


def test_what_an_other_program_says_of_its_points_holds_only_where_the_postcode_is_known():
    row = {"naam": "Koor", "soort": "koor", "placed_by": "pc6", "lat": "52.6301", "lon": "4.7466"}
    known, unknown = (imported([row | {"postcode": code}]) for code in ("1811BC", "9999ZZ"))
    assert known[frames.PLACED_BY].tolist() == ["pc6"]
    assert unknown[frames.PLACED_BY].tolist() == ["own"]


def test_every_column_is_one_that_the_importer_knows():
    recognised = recognise_columns(Wording().header)
    assert not recognised.unused and not recognised.notes


@pytest.mark.parametrize("name", WRITERS)
@settings(max_examples=20)
@given(rows=list_rows)
def test_a_file_for_a_role_tells_nothing_of_what_that_role_may_not_see(name, rows):
    secret = {"kind": "talent", "contact": "06-geheim", "omschrijving": "geheim verhaal"}
    assets = imported(
        [*rows, {"name": "Geheim", "postcode": "1811BC", "wie mag dit zien": "verbinder", **secret}]
    )
    own = {"name": "Geheim", "postcode": "1811BC", "wie mag dit zien": "iedereen", **secret}
    for role in (PUBLIC, NEIGHBOURS):
        hidden = WRITERS[name](project(assets, role=role, postcodes=postcodes()))
        without = project(assets.iloc[:-1], role=role, postcodes=postcodes())
        assert flat(hidden, name) == flat(WRITERS[name](without), name)
    told = flat(WRITERS[name](project(imported([own]), role=PUBLIC, postcodes=postcodes())), name)
    assert "eheim" not in told and "1811BC" not in told
    assert "eheim" in flat(
        WRITERS[name](project(imported([own]), role=CONNECTOR, postcodes=postcodes())), name
    )


def read_csv(assets):
    return list(csv.DictReader(io.StringIO(write_csv(assets).decode("utf-8-sig")), delimiter=";"))


def flat(data, name):
    """All that a file says, as one text; a workbook also holds the moment at which it was made."""
    if name != "xlsx":
        return data.decode()
    return repr([[cell.value for cell in row] for row in load_workbook(io.BytesIO(data)).active])

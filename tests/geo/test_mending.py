"""The rows to mend, as they stood in the file, and columns that mean what a person says."""

import json

from hypothesis import given, settings
from hypothesis import strategies as st

from geo.exports.rows import rows_as_csv, rows_as_xlsx
from geo.importing import open_upload, understand
from geo.importing.mending import original_rows
from geo.sources.columns import recognise_columns
from geo.vocabulary import load_vocabulary
from tests.lists import TODAY, postcodes


def understood(text, meanings):
    file = open_upload(text.encode(), "lijst.csv")
    return understand(
        file, vocabulary=load_vocabulary(), postcodes=postcodes(), today=TODAY, meanings=meanings
    )


def test_of_geojson_the_point_comes_along_and_a_feature_that_cannot_be_read_keeps_its_words():
    features = [
        {"type": "Feature", "geometry": {"type": "Point", "coordinates": [4.75, 52.63]}, "properties": {"naam": "A"}},
        {"type": "Feature", "geometry": {"type": "Bol"}, "properties": {"naam": "B", "kleur": "rood"}},
        {"type": "Feature", "geometry": None, "properties": {"naam": "C"}},
    ]  # fmt: skip
    data = json.dumps({"type": "FeatureCollection", "features": features}).encode()
    rows = original_rows(open_upload(data, "lijst.geojson").table, [3, 2, 1, 2])
    assert rows.names == ("naam", "lon", "lat")
    assert rows.numbers == (1, 2, 3)
    assert rows.cells == (("A", "4.7500000", "52.6300000"), ("B", "kleur: rood", ""), ("C", "", ""))


def test_a_row_that_nobody_has_is_empty():
    table = open_upload(b"naam\nA\n", "lijst.csv").table
    assert original_rows(table, [9]).cells == (("",),)
    assert original_rows(table, []).cells == ()


cells = st.text(  # a cell of nothing but spaces may come back empty
    st.characters(exclude_categories=["Cs", "Cc"], exclude_characters="\ufffe\uffff"), min_size=1, max_size=8
).filter(str.strip)


@settings(max_examples=40)
@given(rows=st.lists(st.tuples(cells, cells), min_size=1, max_size=4))
def test_rows_come_back_from_csv_and_xlsx_as_they_were(rows):
    for write, name in ((rows_as_csv, "a.csv"), (rows_as_xlsx, "a.xlsx")):
        table = open_upload(write(("naam", "soort"), rows), name).table
        assert list(zip(*table.cells, strict=True)) == rows, name


def test_a_column_means_what_a_person_says():
    found = understood("wie,waar,wat\nA,1811BC,talent\n", ["name", "postcode", "kind"])
    assert found.assets["name"].tolist() == ["A"] and found.report.unused_columns == ()
    found = understood(
        "naam,soort,postcode,website\nA,talent,1811BC,www.a.nl\n", ["name", "kind", "postcode", ""]
    )
    assert found.assets["website"].tolist() == [""] and found.report.unused_columns == ("website",)


def test_of_two_columns_with_one_meaning_the_left_one_counts_and_contact_takes_all():
    found = understood(
        "a,b,c,d,e,f\nA,B,talent,1811BC,06-1,a@b.nl\n", ["name", "name", "kind", "postcode", *["contact"] * 2]
    )
    assert found.assets[["name", "contact"]].iloc[0].tolist() == ["A", "06-1; a@b.nl"]
    assert [(note.code, note.details["unused"]) for note in found.report.notes] == [("column_twice", ["b"])]


def test_what_is_recognised_can_be_said_again():
    names = ("naam", "kleur", "telefoon", "e-mail", "soort", "type", "title")
    meanings = recognise_columns(names).meanings()
    assert meanings == ("name", "", "contact", "contact", "kind", "subkind", "")

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.errors import NotFoundError, SchemaError, SourceError
from geo.postcodes.table import PostcodeTable, read_table

codes = st.from_regex(r"[1-9][0-9]{3}([A-Z]{2})?", fullmatch=True)
metres = st.floats(-1e6, 1e6)
points = st.dictionaries(codes, st.tuples(metres, metres), max_size=30)


def make_table(places: dict[str, tuple[float, float]]) -> PostcodeTable:
    rows = [(code, x, y) for code, (x, y) in places.items()]
    return PostcodeTable.from_frame(
        pd.DataFrame(rows, columns=["postcode", "x", "y"]).astype({"postcode": "str"})
    )


ALKMAAR = {"1811AB": (111_000.0, 516_000.0), "1811AC": (111_200.0, 516_400.0), "1812": (112_000.0, 517_000.0)}


def test_a_known_pc6_is_placed_by_its_own_point():
    assert make_table(ALKMAAR).point("1811AC") == (111_200.0, 516_400.0, "pc6")


def test_an_unknown_pc6_falls_back_to_its_pc4_and_says_so():
    assert make_table(ALKMAAR).point("1812ZZ") == (112_000.0, 517_000.0, "pc4")


def test_a_pc4_without_own_point_is_the_mean_of_its_pc6():
    # x: (111000 + 111200) / 2 = 111100; y: (516000 + 516400) / 2 = 516200
    assert make_table(ALKMAAR).point("1811") == (111_100.0, 516_200.0, "pc4")


def test_an_own_point_of_a_pc4_goes_before_the_mean():
    table = make_table(ALKMAAR | {"1811": (1.0, 2.0)})
    assert table.point("1811ZZ") == (1.0, 2.0, "pc4")


def test_an_unknown_postcode_is_not_found():
    with pytest.raises(NotFoundError) as missing:
        make_table(ALKMAAR).point("9999ZZ")
    assert missing.value.code == "postcode.unknown"


def test_a_column_keeps_its_order_and_leaves_unknown_places_empty():
    located = make_table(ALKMAAR).locate(pd.Series(["1812", "9999", "1811AB", "", None, "1811ab", "1811é"]))
    assert located.placed_by.tolist() == ["pc4", "", "pc6", "", "", "", ""]
    np.testing.assert_array_equal(located.x, [112_000, np.nan, 111_000, np.nan, np.nan, np.nan, np.nan])
    np.testing.assert_array_equal(located.y, [517_000, np.nan, 516_000, np.nan, np.nan, np.nan, np.nan])


@pytest.mark.parametrize("kind", [list, tuple, np.array, pd.Series, pd.Index, pd.Categorical])
def test_codes_may_come_as_any_column(kind):
    assert make_table(ALKMAAR).locate(kind(["1811AB", "1812"])).placed_by.tolist() == ["pc6", "pc4"]


def test_a_filtered_column_is_placed_by_its_own_rows():
    column = pd.Series(["9999", "1811AB", "1812"])
    assert make_table(ALKMAAR).locate(column[1:]).placed_by.tolist() == ["pc6", "pc4"]


def test_rows_lead_to_points_and_each_pc6_to_the_row_of_its_pc4():
    table = make_table(ALKMAAR)
    rows = table.rows(["1811AB", "1811AC", "1811ZZ", "1811", "1812AA", "none"])
    assert rows.tolist() == [0, 1, rows[3], rows[3], rows[4], len(table.points) - 1]
    assert table.points[rows[:5], 0].tolist() == [111_000.0, 111_200.0, 111_100.0, 111_100.0, 112_000.0]
    assert np.isnan(table.points[-1]).all()
    assert table.pc4_rows.tolist() == [rows[3], rows[3]]


def test_no_codes_give_no_points():
    assert make_table(ALKMAAR).locate(pd.Series([], dtype="str")).x.shape == (0,)


def test_an_empty_table_knows_no_place():
    table = make_table({})
    assert len(table) == 0
    assert table.locate(["1811AB", "1000", "9999ZZ"]).placed_by.tolist() == ["", "", ""]


@given(points, st.lists(codes, max_size=30))
def test_locating_equals_looking_up_in_a_dictionary(places, asked):
    located = make_table(places).locate(asked + list(places))
    for code, x, y, placed_by in zip(
        asked + list(places), located.x, located.y, located.placed_by, strict=True
    ):
        below = [point for other, point in places.items() if other[:4] == code[:4]]
        if code in places or code[:4] in places:
            assert (x, y) == places.get(code, places.get(code[:4]))
        elif below:
            np.testing.assert_allclose((x, y), np.mean(below, axis=0), rtol=1e-9, atol=1e-6)
        assert placed_by == (("pc6" if code in places and len(code) == 6 else "pc4") if below else "")


@given(points, points)
def test_in_a_merge_nothing_is_lost_and_the_newer_point_counts(older, newer):
    merged = make_table(older).merged_with(make_table(newer)).to_frame()
    assert (
        dict(zip(merged["postcode"], zip(merged["x"], merged["y"], strict=True), strict=True))
        == older | newer
    )


def test_the_table_counts_and_contains_own_points_only():
    table = make_table(ALKMAAR)
    assert (len(table), table.pc6_count, table.pc4_count) == (3, 2, 1)
    assert [code in table for code in ("1811AB", "1812", "1811", "1812AB", "x", "")] == [True, True] + [
        False
    ] * 4


def test_nobody_can_change_a_shared_table():
    table = make_table(ALKMAAR)
    with pytest.raises(ValueError, match="read-only"):
        table._points[0] = 0
    located = table.locate(["1811AB"])
    located.x[0] = 0
    assert table.point("1811AB").x == 111_000.0


def test_all_problems_of_a_frame_are_told_at_once():
    wrong = pd.DataFrame({"postcode": ["1811AB", "1811 AB", "1812"], "x": [1.0, 1.0, np.nan], "y": 0.0})
    with pytest.raises(SchemaError) as refused:
        PostcodeTable.from_frame(wrong)
    assert refused.value.details["problems"] == [("postcode", "canonical", 1), ("x, y", "finite", 2)]


def test_a_frame_without_points_is_refused():
    with pytest.raises(SchemaError) as refused:
        PostcodeTable.from_frame(pd.DataFrame({"postcode": ["1811AB"]}))
    assert refused.value.code == "schema.columns"


def test_the_input_frame_stays_as_it_was():
    postcodes = pd.DataFrame({"postcode": ["1812", "1811AB"], "x": [2.0, 1.0], "y": [4.0, 3.0]})
    before = postcodes.copy()
    PostcodeTable.from_frame(postcodes)
    pd.testing.assert_frame_equal(postcodes, before)


def test_a_table_reads_back_from_parquet(tmp_path):
    make_table(ALKMAAR).to_frame().to_parquet(tmp_path / "postcodes.parquet")
    pd.testing.assert_frame_equal(
        read_table(tmp_path / "postcodes.parquet").to_frame(), make_table(ALKMAAR).to_frame()
    )


def test_real_pc6_of_alkmaar_read_from_csv_lie_in_metres(reference):
    table = read_table(reference / "alkmaar" / "pc6.csv")
    assert (table.pc6_count, table.pc4_count) == (222, 0)
    x, y, placed_by = table.point("1811BC")
    assert placed_by == "pc6"
    assert abs(x - 111_400) < 1_000  # the Waag of Alkmaar stands near x = 112 km, y = 516 km
    assert abs(y - 516_000) < 1_000


@pytest.mark.parametrize(
    ("name", "content"), [("a.parquet", b"PAR1 no"), ("a.csv", b"a,b\n1,2\n"), ("b.csv", b"\xff")]
)
def test_a_damaged_file_is_told_as_such(tmp_path, name, content):
    (tmp_path / name).write_bytes(content)
    with pytest.raises(SourceError) as refused:
        read_table(tmp_path / name)
    assert refused.value.code == "postcode.table_damaged"


def test_a_missing_file_is_told_as_such(tmp_path):
    with pytest.raises(SourceError) as refused:
        read_table(tmp_path / "postcodes.parquet")
    assert refused.value.code == "postcode.table_missing"

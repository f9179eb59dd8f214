"""Where people live: counted per postcode, or spread over the postcodes of an area."""

import pandas as pd
import pytest

from geo.areas import read_areas
from geo.coverage.assign import Assignment
from geo.coverage.origins import (
    COUNTED,
    SPREAD,
    counted_origins,
    mend_counts,
    spread_origins,
    spread_pc4_origins,
)
from geo.datafile import DATA
from geo.errors import SchemaError
from geo.inventory import open_postcodes
from geo.postcodes.table import PostcodeTable
from tests.geo.coverage.places import make_areas, make_assignment


def make_counted(*rows: tuple[str, int | None]) -> pd.DataFrame:
    codes, people = zip(*rows, strict=True)
    return pd.DataFrame(
        {"postcode": pd.Series(codes, dtype="str"), "inhabitants": pd.Series(people, dtype="Int64")}
    )


def test_counted_people_live_at_their_postcode_and_unknown_ones_stay_unknown():
    origins = counted_origins(
        make_counted(("1812AA", 30), ("1811AA", 10), ("1811AB", None), ("1813AA", 5)), make_assignment()
    )
    assert origins.number.tolist() == [1, 0, 0, 2]
    assert origins.known.to_dict() == {"A": 10, "B": 30}  # 5 live outside, one postcode is unknown
    assert origins.basis == COUNTED


def test_a_postcode_that_the_table_does_not_know_has_no_point():
    assert len(counted_origins(make_counted(("9999AA", 10), ("1811AA", 10)), make_assignment())) == 1


def test_spread_people_are_as_many_in_every_postcode_of_an_area():
    origins = spread_origins(make_assignment(areas=make_areas(inhabitants={"A": 100, "B": None})))
    # A: 100 people over 1811AA and 1811AB are 50 each; of B nothing is known; 1813AA lies outside.
    assert origins.inhabitants[origins.number == 0].tolist() == [50.0, 50.0]
    assert pd.isna(origins.inhabitants[origins.number == 1]).all()
    assert origins.basis == SPREAD


def test_an_area_without_pc6_takes_its_pc4_and_one_without_either_its_middle():
    squares = {"A": (0, 0, 1000, 1000), "B": (1000, 0, 2000, 1000), "C": (2000, 0, 3000, 1000)}
    assigned = make_assignment(
        areas=make_areas(squares), points={"1811AA": (100.0, 100.0), "1812": (1200.0, 300.0)}
    )
    origins = spread_origins(assigned)
    points = {
        code: (float(origins.x[at]), float(origins.y[at]))
        for at, code in enumerate(origins.codes[number] for number in origins.number)
    }
    assert points == {"A": (100.0, 100.0), "B": (1200.0, 300.0), "C": (2500.0, 500.0)}
    assert origins.known.tolist() == [100.0, 100.0, 100.0]


def test_people_of_a_pc4_are_spread_over_its_pc6_in_whatever_area_these_lie():
    points = {
        "1811AA": (100.0, 100.0),
        "1811AB": (1900.0, 100.0),
        "1812": (1200.0, 100.0),
        "1813AA": (5000.0, 0.0),
    }
    counted = make_counted(("1811", 100), ("1812", 30), ("1813", None), ("1999", 7))
    origins = spread_pc4_origins(counted, make_assignment(points=points))
    # 1811: 50 in A and 50 in B; 1812 has no PC6: 30 at its own point in B; of 1999 no place is known.
    assert origins.known.to_dict() == {"A": 50.0, "B": 80.0}
    assert pd.isna(origins.inhabitants).tolist() == [False, False, True, False]
    assert origins.basis == SPREAD


def test_every_fault_of_a_table_of_inhabitants_is_told_at_once():
    with pytest.raises(SchemaError) as caught:
        counted_origins(make_counted(("1811AA", -1), ("1811AA", 2), ("1811", 3)), make_assignment())
    assert {rule for _, rule, _ in caught.value.details["problems"]} == {"below_0", "twice", "mixed"}
    for take in (counted_origins, spread_pc4_origins):
        with pytest.raises(SchemaError):
            take(pd.DataFrame({"postcode": ["1811AA"]}), make_assignment())


def test_only_large_negative_numbers_mean_not_given():
    assert mend_counts(pd.Series([-99997, -1, 0, None])).fillna(-7).tolist() == [-7, -1, 0, -7]


def test_the_demo_spreads_94790_people_over_the_8_wijken_of_alkmaar():
    areas = read_areas(DATA / "demo" / "wijken.geojson")
    origins = spread_origins(Assignment.of(open_postcodes(DATA / "nowhere"), areas))
    assert origins.known.sum() == pytest.approx(94_790)
    assert (origins.known > 0).all()


def test_inhabitants_per_pc4_add_up_and_missing_ones_stay_apart(reference):
    table = pd.read_csv(reference / "cbs" / "pc4_inwoners.csv", sep=";", dtype={"Postcode-4": "str"})
    counted = pd.DataFrame({"postcode": table["Postcode-4"], "inhabitants": mend_counts(table["Totaal"])})
    points = pd.DataFrame({"postcode": counted["postcode"], "x": 500.0, "y": 500.0})
    origins = counted_origins(counted, Assignment.of(PostcodeTable.from_frame(points), make_areas()))
    assert (len(counted), int(counted["inhabitants"].isna().sum())) == (4068, 18)
    assert int(counted["inhabitants"].sum()) == 17_404_635
    assert origins.known["A"] == 17_404_635
    assert pd.isna(origins.inhabitants).sum() == 18

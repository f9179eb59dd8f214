"""Where a resident stands for the public: an area with at least 500 inhabitants, and nothing finer."""

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
from geopandas.testing import assert_geodataframe_equal
from hypothesis import given
from hypothesis import strategies as st
from shapely import box

from geo.audience import project
from geo.crs import RD
from geo.frames import AREA, PC4
from geo.inventory import data_home, open_areas, open_postcodes
from geo.postcodes.table import PostcodeTable
from geo.public_place import RESIDENTS_AT_LEAST, public_places
from geo.terms import NEIGHBOURS, PUBLIC
from tests.factories import PLACE, make_assets

X, Y = PLACE
# Two wijken of 1,000 by 1,000 metres, side by side; PC4 1811, 1812 and 1813 in the first, 1821 in the second.
POINTS = {"1811": (100, 100), "1812": (200, 200), "1813": (300, 300), "1821": (1500, 500)}
LETTERS = {
    f"{pc4}{pair}": (x + n, y - n) for pc4, (x, y) in POINTS.items() for n, pair in enumerate(("AB", "CD"))
}
FIRST, SECOND = (X + 500, Y + 500), (X + 1500, Y + 500)


def table(**inhabitants):
    places = POINTS | LETTERS
    frame = pd.DataFrame({"postcode": list(places), "x": [X + x for x, _ in places.values()]})
    frame["y"] = [Y + y for _, y in places.values()]
    known = {name.removeprefix("pc"): count for name, count in inhabitants.items()}
    return PostcodeTable.from_frame(frame).with_inhabitants(known)


def wijken(first, second):
    outlines = [box(X, Y, X + 1000, Y + 1000), box(X + 1000, Y, X + 2000, Y + 1000)]
    columns = {"code": ["WK1", "WK2"], "name": ["Een", "Twee"], "year": [2024, 2024]}
    people = pd.array([first, second], dtype="Int64")
    return gpd.GeoDataFrame(columns | {"inhabitants": people}, geometry=outlines, crs=RD)


def place(pc4, postcodes, areas=None):
    found = public_places(pd.Series([pc4]), postcodes, areas)
    point = (float(found.x[0]), float(found.y[0]))
    return str(found.postcode[0]), str(found.placed_by[0]), None if np.isnan(point[0]) else point


def test_a_large_pc4_stands_at_its_own_middle():
    assert place("1811", table(pc1811=500)) == ("1811", PC4, (X + 100, Y + 100))


def test_a_small_pc4_stands_at_the_middle_of_its_wijk_when_that_is_large_enough():
    assert place("1812", table(pc1811=5000, pc1812=499), wijken(500, 800)) == ("", AREA, FIRST)
    assert place("1821", table(pc1811=5000, pc1821=0), wijken(499, 800)) == ("", AREA, SECOND)
    assert place("1812", table(pc1811=5000, pc1812=499), wijken(499, 800)) == ("", "", None)


@pytest.mark.parametrize(
    ("known", "first", "stands"),
    [
        ({}, 6000, AREA),
        ({}, 499, ""),
        ({}, None, ""),
        ({"pc1812": 499}, 6000, AREA),
        ({"pc1812": 0}, 500, AREA),
    ],
)
def test_what_is_unknown_counts_as_too_few(known, first, stands):
    assert place("1812", table(**known), wijken(first, 800))[1] == stands


def test_without_outlines_or_outside_them_a_small_pc4_is_not_shown():
    assert place("1812", table(pc1812=499)) == ("", "", None)
    assert place("1899", table(pc1899=9000), wijken(6000, 800)) == ("", "", None)  # no point
    outside = wijken(6000, 800).iloc[[0]].reset_index(drop=True)
    assert place("1821", table(), outside) == ("", "", None)


def test_the_door_shows_the_public_no_postcode_of_a_wijk_and_neighbours_their_four_digits():
    resident = make_assets([{"postcode": "1812AB"}])
    postcodes, areas = table(pc1811=5000, pc1812=220), wijken(6000, 800)
    (row,) = project(resident, role=PUBLIC, postcodes=postcodes, areas=areas).to_dict("records")
    assert (row["postcode"], row["placed_by"], row["geometry"].coords[0]) == ("", AREA, FIRST)
    (row,) = project(resident, role=NEIGHBOURS, postcodes=postcodes, areas=areas).to_dict("records")
    assert (row["postcode"], row["placed_by"]) == ("1812", PC4)
    assert project(resident, role=PUBLIC, postcodes=postcodes).empty


counts = st.dictionaries(st.sampled_from(["pc1811", "pc1812", "pc1813", "pc1821"]), st.integers(0, 3000))
people = st.one_of(st.none(), st.integers(0, 8000))


@given(counts, people, people, st.sampled_from(sorted(LETTERS)), st.sampled_from(sorted(LETTERS)))
def test_the_point_depends_on_nothing_finer_than_the_area_that_it_stands_for(
    known, first, second, one, other
):
    postcodes, areas = table(**known), wijken(first, second)
    seen = [
        project(make_assets([{"postcode": code, "x": X + n}]), role=PUBLIC, postcodes=postcodes, areas=areas)
        for n, code in enumerate((one, other))
    ]
    if one[:4] == other[:4]:
        assert_geodataframe_equal(*seen)
    elif len(seen[0]) and set(seen[0]["placed_by"]) == {AREA} == set(seen[1]["placed_by"]):
        assert seen[0].geometry.equals(seen[1].geometry) == ((one[:3] == "181") == (other[:3] == "181"))


@given(counts, people, people)
def test_every_point_is_of_an_area_that_is_large_enough(known, first, second):
    postcodes, areas = table(**known), wijken(first, second)
    for pc4 in POINTS:
        postcode, placed_by, point = place(pc4, postcodes, areas)
        if placed_by == PC4:
            assert postcode == pc4 and known[f"pc{pc4}"] >= RESIDENTS_AT_LEAST
        elif placed_by == AREA:
            assert postcode == "" and {FIRST: first, SECOND: second}[point] >= RESIDENTS_AT_LEAST


def test_in_alkmaar_everybody_of_the_demo_has_a_place(tmp_path, monkeypatch):
    monkeypatch.setenv("KRACHTENKAART_HOME", str(tmp_path))
    postcodes = open_postcodes(data_home())
    known = postcodes.pc4_inhabitants()
    assert (known["1811"], known["1812"]) == (5185, 220)
    alkmaar = pd.Series([code for code in known.index if "1811" <= code <= "1829"])
    found = public_places(alkmaar, postcodes, open_areas())
    assert dict(zip(alkmaar, found.placed_by, strict=True)) == {
        code: AREA if code == "1812" else PC4 for code in alkmaar
    }

"""Filters: what a question finds, and the way out when it finds nothing."""

import dataclasses

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.areas import read_areas
from geo.datafile import DATA
from geo.postcodes.table import PostcodeTable
from geo.query import (
    RADII_M,
    MapQuery,
    Surroundings,
    active_filters,
    checked,
    select_assets,
    ways_out,
    without,
)
from geo.terms import KINDS, MODES
from geo.vocabulary import load_vocabulary
from tests.factories import PLACE, make_assets

X, Y = PLACE
POSTCODES = PostcodeTable.from_frame(
    pd.DataFrame({"postcode": ["1811", "1811AB"], "x": [X, X], "y": [Y + 50, Y]})
)
AROUND = Surroundings(POSTCODES, read_areas(DATA / "demo" / "wijken.geojson"), load_vocabulary())
ASSETS = make_assets(
    [
        {"name": "Fatima", "gifts": "naaien:teaches koken_groep:can", "x": X + 700},
        {
            "name": "Repair Café",
            "kind": "association",
            "gifts": "naaien:seeks",
            "x": X + 300,
            "meets": "zaterdag",
        },
        {"name": "Bibliotheek", "kind": "institution", "gifts": "zaal:lends", "x": X + 5000},
    ]
)


def names(query: MapQuery) -> list[str]:
    return list(select_assets(ASSETS, query, AROUND).assets["name"])


def test_an_empty_question_finds_everything_in_the_order_of_the_frame():
    assert names(MapQuery()) == ["Fatima", "Repair Café", "Bibliotheek"]


def test_a_place_keeps_what_is_within_the_radius_nearest_first():
    found = select_assets(ASSETS, MapQuery(postcode="1811AB", radius_m=800), AROUND)
    assert list(found.assets["name"]) == ["Repair Café", "Fatima"]
    assert found.distance_m == pytest.approx([300, 700])  # placed 300 m and 700 m east of 1811AB


def test_the_radius_includes_its_edge():
    edge = make_assets([{"x": X + 400}])
    assert len(select_assets(edge, MapQuery(postcode="1811AB", radius_m=400), AROUND).assets) == 1


def test_capability_and_mode_must_hold_for_the_same_gift():
    assert (
        names(MapQuery(capabilities=("naaien",), modes=("can",))) == []
    )  # Fatima can cook and teaches sewing
    assert names(MapQuery(capabilities=("naaien",), modes=("teaches",))) == ["Fatima"]


def test_a_theme_finds_every_capability_in_it():
    assert names(MapQuery(themes=("maken",))) == ["Fatima", "Repair Café"]


@pytest.mark.parametrize("text", ["repair cafe", "CAFÉ", "zaterdag", "kleding repair", "sewing cafe"])
def test_text_finds_names_times_and_the_words_of_gifts_without_regard_to_accents(text):
    if text == "kleding repair":
        synonyms = AROUND.vocabulary.capability("naaien").synonyms["nl"]
        text = f"{synonyms[0]} repair"
    assert names(MapQuery(text=text)) == ["Repair Café"]


def test_a_wijk_keeps_what_lies_in_it():
    found = select_assets(ASSETS, MapQuery(wijk="WK036108"), AROUND).assets
    outline = AROUND.areas.set_index("code").geometry["WK036108"]
    assert list(found["name"]) == [
        name for name, point in zip(ASSETS["name"], ASSETS.geometry, strict=True) if outline.intersects(point)
    ]
    assert 0 < len(found) < len(ASSETS)


def test_nothing_found_is_an_empty_frame_with_the_same_columns_and_crs():
    found = select_assets(ASSETS, MapQuery(text="zeppelin"), AROUND).assets
    assert found.empty and list(found.columns) == list(ASSETS.columns) and found.crs == ASSETS.crs


def test_the_way_out_of_a_small_radius_is_the_next_one_that_finds_something():
    way = ways_out(ASSETS, MapQuery(postcode="1811AB", radius_m=400, capabilities=("zaal",)), AROUND)[0]
    assert (way.filter, way.query.radius_m, way.count) == ("radius_m", 5000, 1)


def test_the_way_out_names_the_filter_that_excludes_all():
    ways = ways_out(ASSETS, MapQuery(kinds=("institution",), themes=("maken",)), AROUND)
    assert [(way.filter, way.count) for way in ways] == [("kinds", 2), ("themes", 1)]


def test_an_address_full_of_nonsense_asks_for_everything():
    nonsense = MapQuery("9999ZZ", 7, "WK999999", ("dragon", *KINDS), ("x",), ("y",), ("z",), "  a   b ")
    assert checked(nonsense, AROUND) == MapQuery(text="a b")


@pytest.mark.parametrize("text", ["->", "  ", "?!", "'"])
def test_signs_without_a_letter_or_digit_ask_for_nothing(text):
    assert not active_filters(checked(MapQuery(text=text), AROUND))


queries = st.builds(
    MapQuery,
    postcode=st.sampled_from(["", "1811AB", "1811"]),
    radius_m=st.sampled_from(RADII_M),
    kinds=st.lists(st.sampled_from(KINDS), unique=True).map(tuple),
    themes=st.sampled_from([(), ("maken",), ("eten", "ruimte")]),
    capabilities=st.sampled_from([(), ("naaien",), ("zaal", "koken_groep")]),
    modes=st.lists(st.sampled_from(MODES), max_size=2, unique=True).map(tuple),
    text=st.sampled_from(["", "fatima", "zaal"]),
)


@given(queries)
def test_taking_a_filter_off_never_loses_an_asset(query):
    found = set(names(query))
    for name in active_filters(query):
        assert found <= set(names(without(query, name)))


@given(queries)
def test_every_way_out_really_leads_somewhere(query):
    for way in ways_out(ASSETS, query, AROUND):
        assert len(names(way.query)) == way.count > 0
        changed = {
            f.name
            for f in dataclasses.fields(MapQuery)
            if getattr(way.query, f.name) != getattr(query, f.name)
        }
        assert changed == {way.filter}


def test_distances_are_unknown_without_a_place():
    assert np.isnan(select_assets(ASSETS, MapQuery(), AROUND).distance_m).all()

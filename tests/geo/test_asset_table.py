"""The columns of a frame answer as its rows would."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from geo.areas import area_of_points, read_areas
from geo.asset_table import FREE_TEXTS, AssetTable
from geo.datafile import DATA
from geo.gifts import parse_gifts
from geo.words import fold
from tests.factories import PLACE, make_assets, make_unchecked_assets

X, Y = PLACE
texts = st.text(alphabet="abé ÉIİß-_'ﬁ.19ﾞ\u0301", max_size=12)
gifts = st.lists(
    st.sampled_from(["naaien:can", "naaien:seeks", "zaal:lends", "zingen:together"]), max_size=4
).map(" ".join)


@given(st.lists(texts, max_size=6), texts)
def test_a_word_is_found_in_the_texts_that_hold_it_once_folded(names, asked):
    assets = make_unchecked_assets({"name": name} for name in names)
    lines = [fold(" ".join(row)) for row in assets[list(FREE_TEXTS)].itertuples(index=False)]
    for word in fold(asked).split():
        assert AssetTable.of(assets).with_text(word).tolist() == [word in line for line in lines]


@given(
    st.lists(gifts, max_size=5),
    st.sets(st.sampled_from(["naaien", "zaal", "dans"])),
    st.sets(st.sampled_from(["can", "lends"])),
)
def test_capability_and_mode_are_those_of_one_gift(given_gifts, capabilities, modes):
    assets = make_unchecked_assets({"gifts": text} for text in given_gifts)
    wanted = [
        any(
            gift.capability in capabilities and (not modes or gift.mode in modes)
            for gift in parse_gifts(text)
        )
        for text in assets["gifts"]
    ]
    assert AssetTable.of(assets).with_gift(capabilities=capabilities, modes=modes).tolist() == wanted


def test_an_area_holds_the_points_that_a_spatial_join_puts_in_it():
    areas = read_areas(DATA / "demo" / "wijken.geojson")
    around = np.linspace(-4000, 4000, 30)
    assets = make_assets({"x": X + dx, "y": Y + dy} for dx in around for dy in around)
    table, codes = AssetTable.of(assets), area_of_points(assets.geometry, areas)
    for code, outline in zip(areas["code"], areas.geometry, strict=True):
        assert table.inside(outline).tolist() == (codes == code).tolist()


def test_rows_are_found_by_id_in_the_order_asked_and_unknown_ids_are_left_out():
    table = AssetTable.of(make_assets([{"asset_id": "b"}, {"asset_id": "a"}]))
    assert table.find_rows(["a", "gone", "b"]).tolist() == [1, 0]

"""A scene becomes a constant base map and small layers; a click becomes an id of that scene or nothing."""

import base64
import json

import numpy as np
import pytest
import streamlit_folium
from hypothesis import given
from hypothesis import strategies as st
from streamlit.testing.v1 import AppTest

from dashboard import mapview
from dashboard.i18n import LANGUAGES, read_catalog
from dashboard.map_layer import STEPS_PER_DEGREE, pack_points
from geo.terms import KINDS

HOSTILE = "{{ 7*191 }}<img src=x onerror=alert(1)>${x}`"


def make_scene(count: int = 6, **different) -> mapview.MapScene:
    """Assets in a row from west to east, of each kind in turn."""
    numbers = np.arange(count)
    usual = {
        "asset_id": [f"id-{number}" for number in numbers],
        "kind": [KINDS[number % 3] for number in numbers],
        "longitude": 4.7 + 0.001 * numbers,
        "latitude": np.full(count, 52.63),
        "names": [f"Naam {number}" for number in numbers],
        "words": mapview.legend_words(),
    }
    return mapview.MapScene(**usual | different)


def scripts(scene: mapview.MapScene) -> tuple[str, str]:
    """The script of the base map and that of all that changes, as they go to the browser."""
    base, groups = mapview.build(scene)
    base.get_root().render()
    base_script = streamlit_folium._get_map_string(base)
    changing = [streamlit_folium._get_feature_group_string(group, base, n) for n, group in enumerate(groups)]
    return base_script, "".join(changing)


def click(of: mapview.MapScene, **different) -> dict:
    """What the browser answers after a click on its asset number 2."""
    told = {"row": 2, "scene": of.mark, "moment": 1.0} | different
    return {"last_active_drawing": {"type": "Feature", "properties": told}}


def test_the_base_map_is_the_same_for_every_scene():
    """Were it not, the component would mount a new map: a flicker, and the place is lost."""
    keys = {
        streamlit_folium.generate_js_hash(scripts(scene)[0], "map")
        for scene in (
            make_scene(),
            make_scene(0),
            make_scene(chosen="id-1", dark=True, outlines=("outlines-1a2b.js",)),
            make_scene(place=(4.75, 52.63, 800), focus=(4.6, 52.5, 4.9, 52.7)),
        )
    }
    assert len(keys) == 1


def test_the_script_of_one_scene_is_the_same_each_time():
    """The component compares texts; a difference without a reason would draw all layers anew."""
    assert scripts(make_scene(chosen="id-1")) == scripts(make_scene(chosen="id-1"))


def test_each_kind_is_a_feature_group_and_the_surroundings_are_another():
    _, groups = mapview.build(make_scene())
    assert [group.layer_name for group in groups] == [*KINDS, "around"]


def test_a_scene_without_assets_is_a_map_too():
    base, groups = mapview.build(make_scene(0))
    assert "krachtenkaart.prepare" in scripts(make_scene(0))[0]
    assert len(groups) == 4
    assert base.default_js


def test_what_lies_under_the_assets_is_named_and_not_sent():
    _, script = scripts(make_scene(outlines=("outlines-1a2b.js", "tiles-3c4d.js")))
    assert "../../kaart/outlines-1a2b.js" in script
    assert "../../kaart/tiles-3c4d.js" in script


def test_an_app_that_keeps_to_this_machine_names_no_other(monkeypatch):
    monkeypatch.setenv("KRACHTENKAART_TILES", "none")
    assert "https://" not in scripts(make_scene())[0]


def test_names_reach_the_map_only_as_letters_digits_and_numbers():
    scene = make_scene(3, names=[HOSTILE] * 3, chosen="id-0")
    _, script = scripts(scene)
    for sign in ("{{ 7", "<img", "${", "`", "1337", "191 }}"):
        assert sign not in script
    assert script.isascii()
    assert "Naam" not in script


def test_many_assets_show_no_names_but_the_chosen_one():
    count = mapview.MOST_NAMES + 1
    _, script = scripts(make_scene(count, chosen="id-7"))
    assert "Naam 7" in script
    assert "Naam 8" not in script


def test_words_that_are_not_closed_are_left_out():
    _, script = scripts(make_scene(words={"talent": "talenten", "zwaluw": "zwaluw"}))
    assert "talenten" in script
    assert "zwaluw" not in script


def test_nothing_is_fetched_from_elsewhere_but_tiles():
    base, _ = mapview.build(make_scene())
    links = [link for _, link in base.default_js + base.default_css]
    assert all(link.startswith("../../kaart/") for link in links)
    addresses = {part.split("/")[0] for part in scripts(make_scene())[0].split("https://")[1:]}
    assert addresses == {"service.pdok.nl"}


def test_a_hundred_thousand_assets_fit_in_a_megabyte():
    rng = np.random.default_rng(1)
    scene = make_scene(
        100_000, longitude=rng.uniform(3.4, 7.2, 100_000), latitude=rng.uniform(50.8, 53.5, 100_000), names=()
    )
    assert sum(map(len, scripts(scene))) < 1_000_000


def test_assets_are_numbered_by_kind_then_from_north_to_south_then_by_id():
    scene = mapview.MapScene(
        asset_id=["b", "a", "south", "north", "club"],
        kind=["talent", "talent", "talent", "talent", "association"],
        longitude=[4.7, 4.7, 4.7, 4.7, 4.6],
        latitude=[52.6, 52.6, 52.5, 52.7, 52.8],
    )
    assert list(scene.rows) == ["north", "a", "b", "south", "club"]


def test_an_asset_without_a_point_is_not_on_the_map():
    scene = make_scene(3, latitude=[52.6, float("nan"), 52.7])
    assert list(scene.rows) == ["id-0", "id-2"]
    assert mapview._around(scene)["counts"] == {"talent": "1", "association": "0", "institution": "1"}


def test_the_legend_names_what_was_asked_for_also_when_complements_stand_on_the_map_as_well():
    scene = make_scene(4, counts={"talent": 1, "association": 0})
    assert mapview._around(scene)["counts"] == {"talent": "1", "association": "0", "institution": "0"}


def test_a_click_on_a_scene_that_was_just_replaced_still_counts():
    """The browser may answer with the numbers of the scene before, when two clicks follow quickly."""
    earlier, now = make_scene(6), make_scene(3)
    known = {one.mark: one.ids[one.order] for one in (earlier, now)}
    assert mapview._read_click(known, click(earlier))[0] == "id-1"
    assert mapview._read_click(known, click(now))[0] == "id-2"


@given(st.permutations(range(12)))
def test_the_order_of_the_rows_does_not_matter(order):
    """However the page sorts its assets, each keeps its number, and with it its place in a fan."""
    scene = make_scene(12, latitude=np.full(12, 52.6), longitude=np.full(12, 4.7))
    columns = {
        name: np.asarray(getattr(scene, name))[order]
        for name in ("asset_id", "kind", "longitude", "latitude", "names")
    }
    mixed = make_scene(12, **columns)
    assert mixed.rows == scene.rows
    assert mixed.mark == scene.mark


@given(st.lists(st.tuples(st.floats(3, 8), st.floats(50, 54)), max_size=50))
def test_packed_points_unpack_to_within_half_a_step(points):
    east, north = [point[0] for point in points], [point[1] for point in points]
    unpacked = unpack(pack_points(east, north))
    expected = np.column_stack([north, east]).reshape(-1, 2)
    assert unpacked.shape == expected.shape
    assert np.all(np.abs(unpacked - expected) <= 0.5 / STEPS_PER_DEGREE + 1e-9)


def unpack(packed: str) -> np.ndarray:
    """The reverse of `pack_points`, written for plainness: latitude and longitude, shape (n, 2)."""
    numbers, value, shift = [], 0, 0
    for byte in base64.b64decode(packed):
        value |= (byte & 0x7F) << shift
        shift += 7
        if byte < 0x80:
            numbers.append((value >> 1) ^ -(value & 1))
            value = shift = 0
    return np.cumsum(np.array(numbers, float).reshape(-1, 2), axis=0) / STEPS_PER_DEGREE


def read(scene: mapview.MapScene, answer: object) -> str | None:
    found = mapview._read_click({scene.mark: scene.ids[scene.order]}, answer)
    return found[0] if found else None


def test_a_click_gives_the_id_of_its_asset():
    scene = make_scene()
    assert read(scene, click(scene)) == "id-1"  # talents id-0 and id-3 come first, then associations


@pytest.mark.parametrize(
    "told",
    [
        {"row": 6},
        {"row": -1},
        {"row": True},
        {"row": "2"},
        {"row": 2.0},
        {"row": None},
        {"scene": "of another filter"},
        {"scene": None},
        {"moment": "now"},
        {"moment": None},
        {"moment": [1]},
    ],
)
def test_an_answer_that_does_not_fit_the_scene_is_no_click(told):
    scene = make_scene()
    assert read(scene, click(scene, **told)) is None


@pytest.mark.parametrize(
    "answer",
    [None, {}, [], "x", {"last_active_drawing": None}, {"last_active_drawing": []}]
    + [{"last_active_drawing": {"properties": value}} for value in (None, [], "x", {})],
)
def test_an_answer_of_another_shape_is_no_click(answer):
    assert read(make_scene(), answer) is None


def test_connections_to_assets_that_are_not_shown_are_left_out():
    lines = (mapview.Connection("id-3", "dashed", 0.5), mapview.Connection("gone", "solid", 1.0))
    around = mapview._around(make_scene(chosen="id-0", connections=lines))
    assert around["links"] == [[1, 1, 0.5]]


def test_a_chosen_asset_that_is_not_shown_has_no_ring_and_no_label():
    around = mapview._around(make_scene(chosen="gone"))
    assert (around["chosen"], around["label"]) == (None, "")


def test_all_words_of_the_map_exist_in_every_language():
    for language in LANGUAGES:
        catalog = read_catalog(language)
        assert all(catalog.get(f"mapview.{word}") for word in mapview.WORDS)


def a_page():
    """A page with one map, as `AppTest` runs it."""
    import streamlit as st

    from dashboard import mapview

    scene = mapview.MapScene(
        asset_id=["a"], kind=["talent"], longitude=[4.7], latitude=[52.6], names=["Fatima"]
    )
    st.text(f"clicked {mapview.show(scene, key='map', height=400)}")


def test_a_map_without_a_click_tells_none():
    page = AppTest.from_function(a_page, default_timeout=300).run()
    assert not page.exception
    assert page.text[0].value == "clicked None"


def test_the_payload_holds_no_ids():
    """The browser learns numbers only; an id may say more than the map should."""
    assert "id-0" not in json.dumps(scripts(make_scene(chosen="id-0")))


def test_a_click_on_an_area_is_told_once_and_only_of_the_map_that_shows_it(monkeypatch):
    scene = mapview.MapScene((), (), (), (), fills=mapview.Fills((1, 2), ()))
    answer = {"last_active_drawing": {"properties": {"area": 1, "fills": scene.fills.mark, "moment": 5}}}
    told = answer["last_active_drawing"]["properties"]
    monkeypatch.setattr(mapview, "_draw", lambda *_, **__: answer)
    seen = set()
    monkeypatch.setattr(
        mapview.state, "is_fresh_click", lambda *click: click not in seen and not seen.add(click)
    )
    assert mapview.show_areas(scene, key="k", height=1) == 1
    assert mapview.show_areas(scene, key="k", height=1) is None  # the component repeats itself
    for strange in (
        {"area": 2},
        {"area": -1},
        {"area": "1"},
        {"area": True},
        {"fills": "x"},
        {"moment": None},
    ):
        seen.clear()
        told |= {"area": 1, "fills": scene.fills.mark, "moment": 5} | strange
        assert mapview.show_areas(scene, key="k", height=1) is None

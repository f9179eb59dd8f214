"""Thousands of assets on the map page: counted where they are many, one by one where they are few."""

from pathlib import Path

import numpy as np
import pytest

from geo.crs import to_wgs84
from tests.browser.conftest import wait_at_rest
from tests.browser.many_script import CROWD, FLAT, TOGETHER

SCRIPT = Path(__file__).with_name("many_script.py")
RINGS = """() => map.krachten.rings.map(({ x, y, cell }) => {
    const at = map.layerPointToContainerPoint([x, y]);
    return { x: at.x, y: at.y, total: cell.total, counts: cell.counts };
})"""


@pytest.fixture
def sent(page):
    """The messages that the browser sends to the server."""
    messages: list = []
    page.on("websocket", lambda socket: socket.on("framesent", lambda sent: messages.append(sent)))
    return messages


@pytest.fixture
def open_many(serve_app, visit, sent, the_map):
    def open_it(query=""):
        visit.page.goto(f"{serve_app(SCRIPT)}/{query}")
        return the_map.wait()

    yield open_it
    assert visit.errors == []


def largest_ring(on_map) -> dict:
    """The ring of most, of those that the legend and the buttons leave free."""
    height = on_map.frame.evaluate("innerHeight")
    free = [one for one in on_map.frame.evaluate(RINGS) if one["x"] > 70 and 0 < one["y"] < height - 110]
    return max(free, key=lambda one: one["total"])


def look_at_flat(on_map, zoom: int) -> None:
    """Look at the forty who share a point, and wait until they are there one by one."""
    on_map.frame.wait_for_function("map.krachten.scene !== null")
    longitude, latitude = (float(value) for value in to_wgs84(*map(np.array, FLAT)))
    on_map.frame.evaluate(
        "([lat, lng, zoom]) => map.setView([lat, lng], zoom, { animate: false })", [latitude, longitude, zoom]
    )


def test_many_assets_are_counted_and_the_legend_tells_of_all(open_many):
    on_map = open_many()
    rings = on_map.frame.evaluate(RINGS)
    alone = on_map.frame.evaluate("map.krachten.layers.reduce((sum, layer) => sum + layer.count, 0)")
    assert rings and sum(one["total"] for one in rings) + alone == CROWD + TOGETHER
    assert all(sum(one["counts"]) == one["total"] > 1 for one in rings)
    legend = on_map.box.content_frame.locator(".krachten-legend li b")
    assert legend.all_text_contents() == ["840", "800", "800"]  # a third of 2400, and 40 talents more


def test_a_click_on_a_ring_goes_closer_until_assets_stand_one_by_one(open_many):
    on_map = open_many()
    for _ in range(6):
        zoom = on_map.view()[2]
        on_map.click(largest_ring(on_map))
        on_map.frame.wait_for_function("(zoom) => map.getZoom() > zoom", arg=zoom)
        on_map.frame.wait_for_function(
            "map.krachten.scene.window[0] === map.getZoom() && map.krachten.seen.length + map.krachten.rings.length > 0"
        )
        on_map.rest()
        if not on_map.frame.evaluate(RINGS):
            break
    assert on_map.markers() and not on_map.frame.evaluate(RINGS)


def test_a_small_pan_sends_nothing_and_a_large_one_fetches_what_is_there(open_many, sent, page):
    on_map = open_many()
    on_map.frame.evaluate("map.setZoom(14, { animate: false })")
    on_map.frame.wait_for_function("map.krachten.scene.window[0] === 14")
    wait_at_rest(page)
    before, view = len(sent), on_map.view()
    on_map.drag(-60, 20)
    on_map.wait_moved(view)
    wait_at_rest(page)
    assert len(sent) == before
    window = on_map.frame.evaluate("map.krachten.scene.window.join()")
    on_map.frame.evaluate("map.panBy([1500, 0], { animate: false })")
    on_map.frame.wait_for_function("(window) => map.krachten.scene.window.join() !== window", arg=window)
    assert len(sent) > before


def test_all_of_forty_on_one_point_can_be_reached(open_many, page):
    on_map = open_many()
    look_at_flat(on_map, 19)
    on_map.frame.wait_for_function(f"map.krachten.seen.length === {TOGETHER}")
    reached = on_map.frame.evaluate(
        """() => map.krachten.seen.map((one) => {
            const hit = map.krachten.nearest(one, 3);
            const isInSight = map.getBounds().contains(map.layerPointToLatLng([one.x, one.y]));
            return hit.layer === one.layer && hit.i === one.i && isInSight;
        })"""
    )
    assert reached == [True] * TOGETHER
    for name in ("Buur 0", f"Buur {TOGETHER - 1}"):
        on_map.rest()
        on_map.click(on_map.marker(name))
        page.locator("[class*='st-key-cardname-']").get_by_text(name, exact=True).wait_for()


def test_the_chosen_asset_stays_in_sight_among_rings(open_many):
    on_map = open_many("?chosen=crowd-1230")
    on_map.frame.evaluate("map.setZoom(11, { animate: false })")
    on_map.frame.wait_for_function("map.krachten.rings.length > 0 && map.krachten.scene.window[0] === 11")
    assert on_map.frame.evaluate(
        "map.krachten.seen.some(({ layer, i }) => layer.first + i === map.krachten.scene.chosen)"
    )
    assert on_map.box.content_frame.locator(".krachten-chosen").inner_text() == "Naam 1230"

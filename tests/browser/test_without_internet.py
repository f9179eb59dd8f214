"""The app on a machine without internet: every page, every kind of background, and nothing that leaves it."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from playwright.sync_api import Route, expect

from geo.basemap.layers import add_layer
from geo.basemap.tilegrid import tiles_in
from geo.basemap.tiles import tile_file
from tests.browser.conftest import wait_at_rest
from tests.geo.basemap.shapes import X, Y, make_features, make_square, write_geopackage
from tests.geo.tileserver import TILE

TILE_HOST = "service.pdok.nl"
ALKMAAR = (4.4, 52.45, 5.1, 52.8)
WATCHER = Path(__file__).with_name("watcher")
"""Holds a `sitecustomize.py` that lets a server speak to this machine only, and writes down whom else it tried."""

PAINTED = """() => [...document.querySelectorAll(".leaflet-background-pane canvas")].some((canvas) => {
    const pixels = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height).data;
    return pixels.some((value) => value);
})"""


@pytest.fixture(scope="module")
def watched(serve_app, tmp_path_factory):
    """Start a server that cannot reach another machine; gives its address and the list of those it tried."""
    tried = tmp_path_factory.mktemp("tried") / "hosts.txt"
    tried.touch()

    def start(**env: str) -> tuple[str, Path]:
        return serve_app(env={"PYTHONPATH": str(WATCHER), "HOSTS_TRIED": str(tried), **env}), tried

    return start


@pytest.fixture(scope="module")
def quiet(watched, tmp_path_factory):
    """The same for an app that is told to keep to itself, with a layer of its own under the map."""
    home = tmp_path_factory.mktemp("quiet")
    add_pond(home)
    return watched(KRACHTENKAART_HOME=str(home), KRACHTENKAART_TILES="none")


@pytest.fixture(scope="module")
def tiled(tmp_path_factory):
    """The environment of an app that keeps all map tiles of Alkmaar."""
    home = tmp_path_factory.mktemp("tiled")
    fill_tiles(home)
    return {"KRACHTENKAART_HOME": str(home)}


def add_pond(home: Path) -> None:
    pond = make_features([make_square(X - 3000, Y - 3000, 6000)], {"type": ["waterplas"]})
    add_layer(write_geopackage(home / "pond.gpkg", pond), home=home)


def fill_tiles(home: Path) -> None:
    for tile in tiles_in(ALKMAAR, (8, 13)):
        file = tile_file(home, *tile)
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(TILE)


def walk_all_pages(visit, address: str) -> list[str]:
    """Open every page of the navigation and look whether it works; gives their paths."""
    page = visit.page
    page.goto(address)
    links = page.get_by_test_id("stTopNavLink")
    links.first.wait_for()
    paths = [link.get_attribute("href") or "" for link in links.all()]
    for path in reversed(paths):  # the first page is open already
        if not links.count():  # the page for a room has none
            page.goto(address)
        page.locator(f"a[data-testid='stTopNavLink'][href='{path}']").click()
        expect(page).to_have_url(re.compile(rf"^{re.escape(path)}/?(\?.*)?$"))
        wait_at_rest(page)
        expect(page.get_by_test_id("stMain").get_by_role("heading").first).to_be_visible()
        expect(page.get_by_test_id("stException")).to_have_count(0)
        expect(page.get_by_test_id("stAlertContentError")).to_have_count(0)
    return paths


def test_the_watcher_misses_nobody(tmp_path):
    tried = tmp_path / "hosts.txt"
    program = (
        "import socket, urllib.request\n"
        "for attempt in (lambda: socket.create_connection(('192.0.2.1', 80)),\n"
        "                lambda: urllib.request.urlopen('https://example.org')):\n"
        "    try: attempt()\n"
        "    except OSError: pass\n"
        "with socket.create_server(('127.0.0.1', 0)) as here: socket.create_connection(here.getsockname()).close()"
    )
    env = {**os.environ, "PYTHONPATH": str(WATCHER), "HOSTS_TRIED": str(tried)}
    subprocess.run([sys.executable, "-c", program], env=env, check=True, timeout=300)
    assert tried.read_text().split() == ["getaddrinfo", "192.0.2.1", "getaddrinfo", "example.org"]


def test_every_page_works_and_only_the_tile_host_is_asked(watched, visit):
    address, tried = watched()
    paths = walk_all_pages(visit, address)
    assert len(set(paths)) == len(paths) > 2
    assert set(visit.blocked) <= {TILE_HOST}
    assert visit.errors == []
    assert tried.read_text() == ""


def test_an_app_that_keeps_to_itself_works_on_every_page_and_asks_nobody(quiet, visit):
    address, tried = quiet
    walk_all_pages(visit, address)
    assert visit.blocked == []
    assert visit.errors == []
    assert tried.read_text() == ""


def test_its_map_has_outlines_names_and_layers_of_its_own(quiet, visit, the_map):
    visit.page.goto(quiet[0])
    frame = the_map.wait().frame
    expect(frame.locator("path.krachten-outline")).to_have_count(8)
    expect(frame.get_by_text("Overdie", exact=True)).to_be_visible()
    frame.wait_for_function(PAINTED)
    expect(frame.locator("img.leaflet-tile")).to_have_count(0)
    assert visit.blocked == []
    assert visit.errors == []


def test_kept_tiles_are_shown_and_nobody_is_asked(serve_app, visit, the_map, tiled):
    visit.page.goto(serve_app(env=tiled))
    frame = the_map.wait().frame
    expect(frame.locator("img.leaflet-tile-loaded").first).to_be_visible()
    frame.wait_for_function(
        "[...document.querySelectorAll('img.leaflet-tile')].every((one) => one.naturalWidth)"
    )
    assert (
        frame.locator("img.leaflet-tile-loaded").first.get_attribute("src").startswith("../../kaart/tegels/")
    )
    assert visit.blocked == []
    assert visit.errors == []


def test_closer_by_the_finest_kept_tiles_are_enlarged(serve_app, visit, the_map, tiled):
    visit.page.goto(serve_app(env=tiled))
    frame = the_map.wait().frame
    frame.evaluate("map.setZoom(16, {animate: false})")
    expect(frame.locator("img.leaflet-tile-loaded[src*='/tegels/13/']").first).to_be_visible()


def test_when_the_tile_server_is_there_again_its_tiles_are_used(serve_app, visit, the_map):
    page, is_there = visit.page, False

    def answer(route: Route) -> None:
        if is_there:
            route.fulfill(body=TILE, content_type="image/png")
        else:
            route.abort("internetdisconnected")

    page.route(f"https://{TILE_HOST}/**", answer)
    page.goto(serve_app())
    frame = the_map.wait().frame
    expect(frame.locator("path.krachten-outline")).to_have_count(8)
    expect(frame.locator("img.leaflet-tile-loaded")).to_have_count(0)
    is_there = True
    frame.evaluate("window.dispatchEvent(new Event('online'))")
    expect(frame.locator("img.leaflet-tile-loaded").first).to_be_visible()


def test_a_second_visit_fetches_no_outlines(serve_app, visit, the_map):
    asked: list[str] = []
    visit.page.on(
        "response", lambda answer: asked.append(answer.url) if not answer.from_service_worker else None
    )
    visit.page.goto(serve_app())
    the_map.wait()
    outlines = [url for url in asked if "/kaart/outlines-" in url]
    assert len(outlines) == 1
    visit.page.reload()
    frame = the_map.wait().frame
    expect(frame.locator("path.krachten-outline")).to_have_count(8)
    sizes = frame.evaluate(
        "performance.getEntriesByType('resource').filter((one) => one.name.includes('/kaart/outlines-'))"
        ".map((one) => one.transferSize)"
    )
    assert sizes == [0]


def test_outlines_that_come_late_are_drawn_and_ones_that_never_come_keep_nothing_from_working(
    serve_app, visit, the_map
):
    page, waiting = visit.page, []
    page.route("**/kaart/outlines-*", lambda route: waiting.append(route))
    page.goto(serve_app())
    frame = the_map.wait().frame
    assert the_map.markers()
    expect(frame.locator("path.krachten-outline")).to_have_count(0)
    waiting[0].continue_()
    expect(frame.locator("path.krachten-outline")).to_have_count(8)

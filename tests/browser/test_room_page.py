"""The page Bijeenkomst on a real screen: large, light, by keys, alive, and without a name that nobody asked for."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.pages import import_list

HURRIED = Path(__file__).with_name("room_script.py")
PROJECTOR = {"width": 1920, "height": 1080}
ASKED_AHEAD = "404 (Not Found)"
"""Streamlit first asks for its health under the page's own path, when a page but the first is opened directly."""

SURNAME = "Secretson"
JOKE = {
    "id": "joke",
    "soort": "talent",
    "naam": f"Joke {SURNAME}",
    "omschrijving": f"{SURNAME} bakt",
    "kan": "bakken",
    "contact": "canary@example.org",
    "postcode": "1811AB",
    "wie mag dit zien": "iedereen",
}
KOOR = {"id": "koor", "soort": "vereniging", "naam": "Koor De Hoek", "samen": "zingen", "postcode": "1811HP"}
VER = KOOR | {"id": "ver", "naam": "Club Ver", "postcode": "1829EA"}


@pytest.fixture
def quiet(visit):
    """A visit that ends without a complaint."""
    yield visit
    assert [error for error in visit.errors if ASKED_AHEAD not in error] == []


@pytest.fixture
def room(serve_app, quiet, the_map):
    """Open the room on a projector; gives the page."""

    def open_it(query="", script=None, env=None):
        quiet.page.set_viewport_size(PROJECTOR)
        quiet.page.goto(f"{serve_app(script, env)}/bijeenkomst?{query}")
        if script == HURRIED:
            the_map.wait_drawn()  # its tour is always on the move
        else:
            the_map.wait()
        return quiet.page

    return open_it


def sentence(page):
    return page.locator(".st-key-room-sentence")


def test_every_button_has_its_key(room):
    page = room("paused=1")
    first = sentence(page).inner_text()
    page.keyboard.press("ArrowRight")
    expect(sentence(page)).not_to_have_text(first)
    expect(page).to_have_url(re.compile("stop=2"))
    for key, mark in (
        ("v", "connections=1"),
        ("n", "names=1"),
        ("w", "wijk=WK"),
        ("t", "theme="),
        ("q", "qr=1"),
    ):
        page.keyboard.press(key)
        expect(page).to_have_url(re.compile(mark))
    page.keyboard.press("p")
    expect(page).not_to_have_url(re.compile("paused"))
    page.keyboard.press("Escape")
    expect(page).not_to_have_url(re.compile("bijeenkomst"))
    expect(page.locator("[data-testid='stHeader']")).to_be_visible()


@pytest.mark.parametrize("query", ["stop=2&paused=1&connections=1&names=1", "paused=1&qr=1&lang=en"])
def test_ten_metres_away_all_is_large_dark_on_light_and_on_one_screen(room, quiet, the_map, query):
    quiet.page.emulate_media(color_scheme="dark")
    page = room(query)
    signs = page.locator(".st-key-room :is([data-testid='stText'], button p)")
    sizes = signs.evaluate_all("(found) => found.map((one) => parseFloat(getComputedStyle(one).fontSize))")
    assert len(sizes) > 10 and min(sizes) >= 28
    colours = signs.evaluate_all("(found) => found.map((one) => getComputedStyle(one).color)")
    assert all(max(map(int, re.findall(r"\d+", colour)[:3])) < 90 for colour in colours)
    expect(page.locator(".st-key-room")).to_have_css("background-color", "rgb(255, 255, 255)")
    for hidden in ("[data-testid='stHeader']", "[data-testid='stSidebar']"):
        expect(page.locator(hidden)).to_be_hidden()
    assert page.locator(".st-key-room").evaluate("(box) => box.scrollHeight <= box.clientHeight")
    the_map.frame.wait_for_function("document.querySelector('.krachten-room') && map.krachten.scene.room")
    quiet.page.emulate_media(color_scheme=None)


def test_a_stop_shows_markers_of_full_size(room, the_map):
    room("stop=2&paused=1")
    the_map.frame.wait_for_function("map.krachten.radius === 18")


def test_who_comes_in_is_welcomed_and_the_tour_goes_on_while_the_map_stays(room, the_map, tmp_path):
    import_list(tmp_path, [KOOR, VER])
    page = room(script=HURRIED, env={"KRACHTENKAART_HOME": str(tmp_path)})
    the_map.frame.evaluate("window.isSameMap = true")
    import_list(tmp_path, [JOKE])
    expect(sentence(page)).to_have_text("Welkom! Nieuw op de kaart: een buurtgenoot (bakken).")
    the_map.frame.wait_for_function("document.querySelectorAll('.krachten-pulse').length === 1")
    expect(sentence(page)).to_contain_text("iemand die dit kan: bakken")  # the tour goes on, and round
    expect(sentence(page)).to_contain_text("Club Ver")
    the_map.frame.wait_for_function("document.querySelectorAll('.krachten-pulse').length === 0")
    assert the_map.frame.evaluate("window.isSameMap") is True


def test_no_flight_for_who_wants_no_movement(room, quiet, the_map):
    quiet.page.emulate_media(reduced_motion="reduce")
    page = room("paused=1")
    before = the_map.frame.evaluate("map.krachten.looked")
    page.keyboard.press("ArrowRight")
    the_map.frame.wait_for_function("(before) => map.krachten.looked !== before", arg=before)
    assert the_map.frame.evaluate("map._flyToFrame === undefined")
    quiet.page.emulate_media(reduced_motion=None)


def test_no_name_of_a_resident_reaches_the_browser_unless_names_are_on(room, quiet, tmp_path):
    import_list(tmp_path, [JOKE, KOOR, VER])
    frames: list[bytes] = []
    as_bytes = lambda text: text if isinstance(text, bytes) else text.encode()  # noqa: E731
    quiet.page.on(
        "websocket", lambda socket: socket.on("framereceived", lambda text: frames.append(as_bytes(text)))
    )
    page = room("paused=1&connections=1&stop=2", env={"KRACHTENKAART_HOME": str(tmp_path)})
    page.keyboard.press("ArrowRight")
    expect(page).to_have_url(re.compile("stop=3"))
    sent = b"".join(frames)
    assert b"Koor De Hoek" in sent and b"Joke" not in sent
    page.keyboard.press("n")
    expect(page).to_have_url(re.compile("names=1"))
    page.keyboard.press("ArrowLeft")
    expect(page).to_have_url(re.compile("stop=2"))
    for secret in (SURNAME.encode(), b"canary", b"1811AB"):
        assert secret not in b"".join(frames)

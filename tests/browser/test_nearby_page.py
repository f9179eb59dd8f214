"""The page In mijn buurt on a telephone: one hand, a small screen, and a place that stays one's own."""

import re

import pytest
from icalendar import Calendar
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.browser.conftest import PATIENCE_MS
from tests.pages import import_list

WIDTH, HEIGHT = 360, 740
EXACT = {"latitude": 52.631716, "longitude": 4.750923}
ROUNDED = ("52.632", "4.7505")  # steps of 0.001 and 0.0015 degrees
BERLIN = {"latitude": 52.52, "longitude": 13.405}
ASKED_AHEAD = "404 (Not Found)"
"""Streamlit first asks for its health under the page's own path, when a page but the first is opened directly."""

CLUB = {
    "id": "club",
    "soort": "vereniging",
    "naam": "Koor Net Niet Vals",
    "samen": "zingen",
    "postcode": "1811HP",
    "wanneer": "Elke dinsdag 19.30 - 21.30 uur",
    "contact": "072 512 34 56",
    "website": "https://example.org/koor",
    "wie mag dit zien": "iedereen",
}
SMALL_TARGETS = """(least) => [...document.querySelectorAll("[data-testid=stMain] :is(a, button, input, [role=radio])")]
    .filter((one) => one.checkVisibility({ visibilityProperty: true }) && one.getBoundingClientRect().width > 0)
    .filter((one) => Math.min(one.getBoundingClientRect().width, one.getBoundingClientRect().height) < least)
    .map((one) => one.outerHTML.slice(0, 200))"""
OVERFLOW = """() => Math.max(
    document.documentElement.scrollWidth - innerWidth,
    ...[...document.querySelectorAll("[data-testid=stMain]")].map((one) => one.scrollWidth - one.clientWidth),
)"""


@pytest.fixture(scope="module")
def telephone(chromium: Browser):
    """One browser on a telephone, so that the app's files are fetched once."""
    context = chromium.new_context(
        viewport={"width": WIDTH, "height": HEIGHT}, has_touch=True, locale="nl-NL", geolocation=EXACT
    )
    context.set_default_timeout(PATIENCE_MS)
    yield context
    context.close()


@pytest.fixture
def screen(telephone: BrowserContext):
    """A page on the telephone that ends without a complaint."""
    page = telephone.new_page()
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.on("console", lambda one: errors.append(one.text) if one.type == "error" else None)
    yield page
    page.close()
    telephone.clear_permissions()
    telephone.set_geolocation(EXACT)
    assert [one for one in errors if ASKED_AHEAD not in one and "ERR_NAME_NOT_RESOLVED" not in one] == []


def items(page: Page):
    return page.locator("[data-testid='stVerticalBlock'][class*='st-key-item-']")


def near_me(page: Page):
    return page.get_by_role("button", name="Bij mij")


def test_the_list_is_there_without_a_map_and_fits_the_screen(serve_app, screen):
    screen.goto(f"{serve_app()}/buurt?place=1811HP")
    expect(items(screen).first).to_be_visible()
    expect(near_me(screen)).to_be_enabled()
    expect(screen.locator("iframe")).to_have_count(0)
    assert screen.evaluate(OVERFLOW) <= 0
    assert screen.evaluate(SMALL_TARGETS, 24) == []
    assert items(screen).first.bounding_box()["y"] < HEIGHT * 0.75  # seen without scrolling
    screen.get_by_role("radio", name="Kaart").tap()
    expect(screen.locator("iframe")).to_have_count(1)
    expect(items(screen).first).to_be_hidden()
    screen.locator("iframe").content_frame.locator("canvas").first.wait_for()
    assert screen.evaluate(OVERFLOW) <= 0
    screen.get_by_role("radio", name="Lijst").tap()
    expect(items(screen).first).to_be_visible()
    expect(screen.locator("iframe")).to_have_count(0)


def test_of_ones_own_place_a_hundred_metres_leave_the_telephone(serve_app, screen, telephone):
    sent: list[bytes] = []
    told = []

    def listen(socket):
        socket.on("framesent", lambda data: sent.append(data if isinstance(data, bytes) else data.encode()))

    screen.on("websocket", listen)
    screen.on("request", lambda request: told.append(request.url))
    telephone.grant_permissions(["geolocation"])
    screen.goto(f"{serve_app()}/buurt")
    near_me(screen).tap()
    expect(screen.get_by_text("We kijken vanaf jouw plek")).to_be_visible()
    expect(items(screen).first).to_be_visible()
    everything = b"".join(sent) + " ".join([*told, screen.url]).encode()
    for number in EXACT.values():
        assert str(number)[:-1].encode() not in everything
    assert all(number.encode() in b"".join(sent) for number in ROUNDED)
    assert not any(number in screen.url for number in ("52.6", "4.75"))
    assert screen.evaluate("JSON.stringify([{...localStorage}, {...sessionStorage}])").find("52.6") == -1
    items(screen).first.get_by_role("button").tap()
    expect(screen).to_have_url(re.compile(r"/buurt\?chosen=[\w-]+$"))


def test_without_ones_own_place_the_postcode_works_just_as_well(serve_app, screen, telephone):
    screen.goto(f"{serve_app()}/buurt")
    near_me(screen).tap()
    expect(screen.get_by_text("Je houdt je plek voor jezelf")).to_be_visible()
    telephone.grant_permissions(["geolocation"])
    telephone.set_geolocation(BERLIN)
    near_me(screen).tap()
    expect(screen.get_by_text("niet in Nederland")).to_be_visible()
    screen.evaluate("Object.defineProperty(window, 'isSecureContext', { value: false })")  # as over the LAN
    near_me(screen).tap()
    expect(screen.get_by_text("Je telefoon kan hier je plek niet delen")).to_be_visible()
    box = screen.get_by_label("Waar kijk je?")
    box.fill("1811 hp")
    box.press("Enter")
    expect(items(screen).first).to_be_visible()
    expect(screen.get_by_text("Je telefoon kan hier")).to_have_count(0)


def test_a_card_is_called_looked_up_kept_and_passed_on(serve_app, screen, tmp_path_factory):
    home = tmp_path_factory.mktemp("club")
    assert import_list(home, [CLUB]).refused == 0
    screen.goto(f"{serve_app(env={'KRACHTENKAART_HOME': str(home)})}/buurt?place=1811HP")
    items(screen).get_by_role("button", name="Meer weten").tap()
    expect(screen.get_by_role("link", name="Bellen")).to_have_attribute("href", "tel:+31725123456")
    expect(screen.get_by_role("link", name="Website")).to_have_attribute("href", CLUB["website"])
    assert screen.evaluate(OVERFLOW) <= 0
    assert screen.evaluate(SMALL_TARGETS, 24) == []
    keep = screen.get_by_role("link", name="Bewaar in agenda")
    first = keep.get_attribute("href")
    with screen.expect_download() as downloaded:
        keep.tap()
    assert downloaded.value.suggested_filename == "agenda-club.ics"
    (event,) = Calendar.from_ical(downloaded.value.path().read_bytes()).walk("VEVENT")
    assert event["SUMMARY"] == CLUB["naam"]
    assert event["RRULE"].to_ical() == b"FREQ=WEEKLY;BYDAY=TU"
    expect(keep).not_to_have_attribute("href", first)  # once more is possible
    screen.get_by_role("button", name="Delen").tap()
    expect(screen.locator("[data-testid='stCode']")).to_contain_text("/buurt?chosen=club")

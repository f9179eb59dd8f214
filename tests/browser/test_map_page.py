"""The map page as people meet it: the real server, a real Chromium, nobody else to talk to."""

import re
from contextlib import contextmanager

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import PATIENCE_MS, MapOnPage, Visit, press_until, steady, wait_at_rest
from tests.pages import import_file

ORANGE, GREEN, BLUE = "213,94,0", "17,119,51", "0,114,178"
TILE_HOST = "service.pdok.nl"
COLOURS = """() => {
    const canvas = document.querySelector("canvas.krachten-canvas");
    if (!canvas.width || !canvas.height) return [];
    const data = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height).data;
    const found = new Set();
    for (let i = 0; i < data.length; i += 4)
        if (data[i + 3] === 255) found.add(data.slice(i, i + 3).join());
    return [...found];
}"""


@pytest.fixture
def quiet(visit):
    """A visit that ends without a complaint, having asked nobody but the tile host."""
    yield visit
    assert visit.errors == []
    assert visit.dialogs == []
    assert set(visit.blocked) <= {TILE_HOST}


@pytest.fixture
def open_map(serve_app, quiet, the_map):
    """Open the demo at this address and wait until the map is drawn."""

    def open_it(query="", *, on=None):
        quiet.page.goto(f"{on or serve_app()}/{query}")
        return the_map.wait()

    return open_it


def wait_legend(on_map, words: str) -> None:
    legend_box = on_map.box.content_frame.locator(".krachten-legend")
    legend_box.filter(has_text=re.compile(words.replace(" ", r"\s*"))).wait_for()


def card_name(page):
    return page.locator("[class*='st-key-cardname-']")


def matches(page):
    return page.locator("[data-testid='stVerticalBlock'][class*='st-key-match-']")


def wait_address(page, *parts: str) -> None:
    page.wait_for_function(
        "(parts) => parts.every((part) => location.search.includes(part))", arg=list(parts)
    )


# ---- the map


def test_the_map_is_drawn_with_three_layers_and_its_legend(open_map):
    on_map = open_map()
    assert {ORANGE, GREEN, BLUE} <= set(on_map.frame.evaluate(COLOURS))
    wait_legend(on_map, "talenten 140")
    wait_legend(on_map, "verenigingen 70")
    wait_legend(on_map, "instellingen 40")


def test_a_filter_changes_what_is_drawn_and_nothing_else(open_map, page):
    on_map = open_map()
    view = on_map.view()
    on_map.drag(-70, 40)
    view = on_map.wait_moved(view)
    on_map.frame.evaluate("window.isSameMap = true")
    on_map.box.evaluate("(box) => { box.isSameBox = true; }")
    page.get_by_role("button", name="Instellingen").click()
    wait_legend(on_map, "instellingen 0")
    on_map.frame.wait_for_function("!map.krachten.seen.some(({layer}) => layer.kind === 'institution')")
    drawn = set(on_map.frame.evaluate(COLOURS))
    assert BLUE not in drawn
    assert {ORANGE, GREEN} <= drawn
    assert on_map.frame.evaluate("window.isSameMap") is True
    assert on_map.box.evaluate("(box) => box.isSameBox") is True
    assert on_map.view() == view


def test_panning_and_zooming_tell_the_server_nothing(open_map, page):
    told = []
    page.on("websocket", lambda socket: socket.on("framesent", lambda frame: told.append(frame)))
    on_map = open_map()
    steady(page, lambda: len(told))
    told.clear()
    view = on_map.view()
    on_map.drag(-120, 40)
    view = on_map.wait_moved(view)
    on_map.frame.evaluate("map.zoomIn()")
    on_map.wait_moved(view)
    steady(page, lambda: len(told))
    assert told == []


def test_a_click_on_a_marker_opens_its_card_with_who_belongs_with_it(open_map, page):
    on_map = open_map("?place=1811HP&radius=800")
    marker = next(one for one in on_map.lonely_markers() if one["kind"] == "talent")
    on_map.click(marker)
    card_name(page).filter(has_text=marker["name"]).wait_for()
    matches(page).first.wait_for()
    wait_at_rest(page)
    count = matches(page).count()
    for number in range(count):
        words = matches(page).nth(number).inner_text()
        assert marker["name"] in words
        assert re.search(r"(meter|km), ongeveer \d+ min lopen", words)
    on_map.frame.wait_for_function("(count) => map.krachten._links().length === count", arg=count)
    wait_address(page, "chosen=")


def test_a_complement_leads_to_its_own_card_and_back_to_the_list(open_map, page):
    open_map("?chosen=d-001")
    name = matches(page).first.locator("[class*='st-key-name-']").inner_text().strip()
    matches(page).first.get_by_role("button", name="Maak kennis").click()
    card_name(page).filter(has_text=name).wait_for()
    expect(page.locator("[class*='st-key-list-pane-']")).to_have_js_property("scrollTop", 0)
    page.get_by_role("button", name="Terug naar de lijst").click()
    page.get_by_text("250 krachten bij jou in de buurt").wait_for()


# ---- filters


def test_a_postcode_moves_the_map_and_what_is_typed_filters_at_once(open_map, page):
    on_map = open_map()
    page.get_by_label("Waar kijk je?").fill("1811 hp")
    page.keyboard.press("Enter")
    page.get_by_role("button", name="binnen 1,6 km van 1811HP").wait_for()
    on_map.frame.wait_for_function(
        "map.getZoom() >= 13 && map.distance(map.getCenter(), [52.63, 4.76]) < 1500"
    )
    page.get_by_label("Zoek een woord").press_sequentially("naaien")
    page.get_by_role("button", name="je zoekwoord").wait_for()
    wait_address(page, "place=1811", "text=naaien")


def test_when_nothing_is_left_one_button_brings_something_back(quiet, serve_app, page):
    page.goto(f"{serve_app()}/?place=1811AB&radius=400&capabilities=fluiten")
    page.get_by_text("Binnen 400 meter vinden we met deze keuzes nog niemand").wait_for()
    button = page.locator(".st-key-way-out").get_by_role("button")
    promised = int(re.search(r"(\d+)$", button.inner_text().strip())[1])
    button.click()
    page.get_by_text(f"{promised} krachten bij jou in de buurt").wait_for()


# ---- the address


def test_the_address_reproduces_the_view_after_a_reload_and_in_the_other_language(open_map, page):
    on_map = open_map("?place=1811HP&radius=800&kinds=talent.association&chosen=d-001")

    def view() -> tuple:
        on_map.wait()
        matches(page).first.wait_for()
        return steady(page, what_is_seen)

    def what_is_seen() -> tuple:
        company = matches(page).evaluate_all(
            "(all) => all.map((one) => one.className.match(/match-[a-z]+-\\S+/)[0])"
        )
        return (
            card_name(page).all_inner_texts(),
            company,
            on_map.frame.evaluate("map.krachten._links().length"),
        )

    first = view()
    assert [name.strip() for name in first[0]] == ["Fatima"]
    page.reload()
    assert view() == first
    page.get_by_role("radio", name="EN").or_(page.get_by_role("button", name="EN", exact=True)).click()
    page.get_by_text("Who lives around your corner?").wait_for()
    page.get_by_role("button", name="within 800 metres of 1811HP").or_(
        page.get_by_text(re.compile("800 met.*1811HP"))
    ).first.wait_for()
    wait_address(page, "lang=en", "chosen=d-001", "radius=800")
    assert view() == first
    page.reload()
    page.get_by_text("Who lives around your corner?").wait_for()
    assert view() == first
    expect(page.locator("html")).to_have_attribute("lang", "en")


# ---- the keyboard


def test_the_list_does_everything_by_keyboard(open_map, page):
    open_map("?wijk=WK036102")
    first = page.locator("[class*='st-key-item-'] [class*='st-key-name-']").first.inner_text().strip()
    press_until(page, "Tab", "at.closest('[class*=\"st-key-open-list-\"]')")
    page.keyboard.press("Enter")
    card_name(page).filter(has_text=first).wait_for()
    page.evaluate("document.activeElement.blur()")
    press_until(page, "Tab", "at.closest('.st-key-back-to-list')")
    press_until(page, "Tab", "at.closest('[class*=\"st-key-open-match-\"]')", most=20)
    press_until(page, "Shift+Tab", "at.closest('.st-key-back-to-list')", most=20)
    page.keyboard.press("Enter")
    page.get_by_text("bij jou in de buurt").first.wait_for()
    expect(card_name(page)).to_have_count(0)


# ---- without internet, and safely


def test_without_internet_the_map_is_readable_and_only_the_tile_host_is_asked(open_map, visit):
    on_map = open_map("?chosen=d-001")
    view = on_map.view()
    on_map.drag(-200, 0)
    on_map.wait_moved(view)
    assert set(visit.blocked) == {TILE_HOST}
    frame = on_map.box.content_frame
    expect(frame.locator("path.krachten-outline")).to_have_count(8)
    expect(frame.locator(".krachten-name").filter(has_text="Overdie")).to_have_count(1)


def test_page_and_map_carry_their_policies(quiet, serve_app, page):
    answers = {}
    page.on("response", lambda answer: answers.setdefault(re.sub(r"\?.*", "", answer.url), answer))
    address = serve_app()
    with page.expect_response(re.compile("/component/.*st_folium")):
        page.goto(address)
    policy = answers[f"{address}/"].header_value("content-security-policy")
    assert "default-src 'self'" in policy
    assert "object-src 'none'" in policy
    assert "unsafe-inline" not in policy.split("script-src", 1)[1].split(";", 1)[0]
    component = next(answer for url, answer in answers.items() if "/component/" in url and "st_folium" in url)
    policy = component.header_value("content-security-policy")
    assert "sandbox allow-scripts" in policy
    assert "connect-src 'none'" in policy


def test_a_store_that_cannot_be_read_is_said_calmly(serve_app, page, tmp_path_factory):
    home = tmp_path_factory.mktemp("broken-store")
    (home / "krachtenkaart.db").write_bytes(b"this is no database, " * 400)
    page.goto(serve_app(env={"KRACHTENKAART_HOME": str(home)}))
    page.get_by_role("alert").wait_for()
    page.get_by_text("krachtenkaart.db is geen bestand van Krachtenkaart").wait_for()
    wait_at_rest(page)
    text = page.locator("body").inner_text()
    assert not any(secret in text for secret in ("Traceback", "StoreError", ".py", str(home)))


# ---- a phone


@contextmanager
def phone(chromium):
    """A visitor with a phone."""
    context = chromium.new_context(
        viewport={"width": 390, "height": 844},
        device_scale_factor=2,
        is_mobile=True,
        has_touch=True,
        locale="nl-NL",
    )
    context.set_default_timeout(PATIENCE_MS)
    visit = Visit(context.new_page())
    visit.watch()
    try:
        yield visit
    finally:
        context.close()


def fits(page) -> bool:
    return page.evaluate(
        """() => [document.scrollingElement, ...document.querySelectorAll("[data-testid=stMain]")].every(
            (box) => box.scrollWidth <= box.clientWidth)"""
    )


def test_a_phone_shows_the_list_first_and_the_map_by_a_switch(serve_app, chromium):
    with phone(chromium) as visit:
        page, on_map = visit.page, MapOnPage(visit.page)
        page.goto(serve_app())
        page.get_by_text("250 krachten bij jou in de buurt").wait_for()
        expect(on_map.box).to_be_hidden()
        assert fits(page)
        page.get_by_role("radio", name="Kaart").or_(
            page.get_by_role("button", name="Kaart", exact=True)
        ).click()
        on_map.wait()
        size = on_map.box.bounding_box()
        assert size["width"] > 330 and size["height"] > 400
        assert {ORANGE, GREEN, BLUE} <= set(on_map.frame.evaluate(COLOURS))
        assert len(on_map.markers()) > 200  # the whole demo is in view
        expect(page.get_by_text("250 krachten bij jou in de buurt")).to_be_hidden()
        assert fits(page)
        on_map.frame.evaluate("map.setZoom(14, {animate: false})")
        size = on_map.wait().box.bounding_box()
        marker = min(on_map.lonely_markers(), key=lambda one: abs(one["y"] - size["height"] / 2))
        page.touchscreen.tap(size["x"] + marker["x"], size["y"] + marker["y"])
        card_name(page).filter(has_text=marker["name"]).wait_for(state="visible")
        assert fits(page)
        assert visit.errors == []


# ---- real data


@pytest.fixture(scope="module")
def schools_home(tmp_path_factory, reference):
    """A data folder with all Dutch schools of 2022."""
    home = tmp_path_factory.mktemp("schools")
    path = reference / "duo" / "scholen_20220501.geojson.zip"
    report = import_file(home, path.read_bytes(), filename=path.name, kind="institution")
    assert report.rows == 7871
    assert report.kept + report.remarked == 7871 - report.refused
    return home


def test_all_schools_of_the_country_are_on_the_map_and_can_be_found(open_map, serve_app, page, schools_home):
    on_map = open_map(on=serve_app(env={"KRACHTENKAART_HOME": str(schools_home)}))
    wait_legend(on_map, "instellingen 7.871")
    assert BLUE in on_map.frame.evaluate(COLOURS)
    page.get_by_label("Zoek een woord").press_sequentially("montessori")
    page.get_by_role("button", name="je zoekwoord").wait_for()
    wait_address(page, "text=montessori")  # comes last
    heading = page.get_by_text(re.compile(r"^\d{2,3} krachten bij jou in de buurt"))
    heading.wait_for()
    found = heading.inner_text().split()[0]
    wait_legend(on_map, f"instellingen {found}")
    first = page.locator("[class*='st-key-item-'] [class*='st-key-name-']").first.inner_text().strip()
    page.get_by_role("button", name="Maak kennis").first.click()
    card_name(page).filter(has_text=first).wait_for()

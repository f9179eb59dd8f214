"""The page Samen as people meet it: the group that grows on the map, a plan that is saved, a list on paper."""

import re
from urllib.parse import unquote

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import wait_at_rest

TILE_HOST = "service.pdok.nl"
BONDS = """() => {
    const stage = map.krachten;
    const pen = document.querySelector("canvas.krachten-canvas").getContext("2d");
    const dots = window.devicePixelRatio || 1;
    return stage._bonds().map(({ start, stop }) => {
        const at = start.add(stop).divideBy(2).subtract(stage._bounds.min).multiplyBy(dots);
        const length = start.distanceTo(stop);
        return { length, colour: [...pen.getImageData(Math.round(at.x), Math.round(at.y), 1, 1).data] };
    });
}"""
WORDS = {
    "nl": {
        "place": "Waar kijk je?",
        "page": "Samen",
        "heading": "Voor het repaircafé",
        "wants": "Wie en wat hoort erbij?",
    },
    "en": {
        "place": "Where are you looking?",
        "page": "Together",
        "heading": "For the repair café",
        "wants": "Who and what belongs to it?",
    },
}


@pytest.fixture
def quiet(visit):
    """A visit that ends without a complaint, having asked nobody but the tile host."""
    yield visit
    assert visit.errors == []
    assert visit.dialogs == []
    assert set(visit.blocked) <= {TILE_HOST}


@pytest.fixture
def open_together(serve_app, quiet, the_map):
    """Open a group of the demo at this address and wait until its map is drawn."""

    def open_it(query):
        quiet.page.goto(f"{serve_app()}/samen?{query}")
        return the_map.wait()

    return open_it


def members(page):
    return page.locator("[data-testid='stVerticalBlock'][class*='st-key-member-']")


def wait_bonds(on_map, count: int) -> list[dict]:
    on_map.frame.wait_for_function("(count) => map.krachten._bonds().length === count", arg=count)
    on_map.rest()
    return on_map.frame.evaluate(BONDS)


@pytest.mark.parametrize("language", WORDS)
def test_a_group_grows_on_the_map_with_the_wishes(serve_app, quiet, the_map, language):
    page, words = quiet.page, WORDS[language]
    page.goto(f"{serve_app()}/?lang={language}")
    the_map.wait()
    place = page.get_by_label(words["place"])
    place.fill("1811 hp")
    place.press("Enter")
    expect(page).to_have_url(re.compile("place=1811"))
    page.get_by_role("link", name=words["page"]).first.click()
    page.locator(".st-key-choose-repair_cafe button").click()
    page.get_by_role("heading", name=words["heading"]).wait_for()
    on_map = the_map.wait()
    expect(members(page)).not_to_have_count(0)
    before = members(page).count()
    for bond in wait_bonds(on_map, before):
        assert bond["length"] < 25 or max(bond["colour"][:3]) < 140  # dark, unless a marker covers it
    on_map.box.evaluate("(box) => { box.isSameBox = true; }")
    swimming = {"nl": "Zwemmen", "en": "Swimming"}[language]  # none of them offers that
    page.get_by_role("combobox", name=words["wants"]).press_sequentially(swimming)
    page.get_by_role("option", name=swimming).click()
    page.keyboard.press("Escape")
    expect(page.get_by_role("heading", name="7")).to_be_visible()
    expect(members(page)).to_have_count(before + 1)
    assert len(wait_bonds(on_map, before + 1)) == len(on_map.frame.evaluate("map.krachten.seen"))
    assert on_map.box.evaluate("(box) => box.isSameBox") is True


def test_the_address_of_a_group_brings_it_back(open_together, page):
    open_together("place=1811HP&template=repair_cafe&radius=800&group=2&lang=en")
    names = members(page).locator("[class*='st-key-name-']").all_inner_texts()
    page.locator("[class*='st-key-swap-'] button").first.click()
    page.get_by_text("Not this time:").wait_for()
    expect(page).to_have_url(re.compile("without="))
    wait_at_rest(page)
    swapped = members(page).locator("[class*='st-key-name-']").all_inner_texts()
    assert swapped != names and len(set(names) & set(swapped)) >= len(names) - 1
    page.reload()
    page.get_by_text("Not this time:").wait_for()
    expect(members(page).locator("[class*='st-key-name-']")).to_have_text(swapped)


def test_a_member_can_be_pointed_at_on_the_map(open_together, page):
    on_map = open_together("place=1811HP&template=repair_cafe&radius=800")
    marker = next(one for one in on_map.lonely_markers() if one["kind"] == "association")
    on_map.click(marker)
    page.locator("[class*='st-key-member-chosen-association-']").filter(has_text=marker["name"]).wait_for()


def test_a_plan_is_saved_found_again_invited_and_downloaded_once(open_together, page, quiet, the_map):
    name = "<img src=x onerror=alert(1)> {{ 7*7 }} **soep**"
    open_together("place=1811HP&template=buurtmaaltijd&radius=800")
    group = members(page).locator("[class*='st-key-name-']").all_inner_texts()
    page.get_by_role("button", name="Bewaar dit plan").click()
    box = page.get_by_label("Hoe noem je het?")
    box.fill(name)
    box.press("Enter")
    page.locator(".st-key-save button").click()
    link = page.locator("[data-testid='stCode']").inner_text().strip()
    page.goto(link)
    the_map.wait()  # a button that still shifts is missed
    expect(page.locator(".st-key-planname")).to_have_text(name)
    expect(members(page).locator("[class*='st-key-name-']")).to_have_text(group)
    page.locator(".st-key-invite button").click()
    page.locator(".st-key-sheet").get_by_text(link).wait_for()
    expect(page.locator(".st-key-qr img")).to_have_js_property("complete", True)
    page.wait_for_function("() => document.querySelector('.st-key-qr img').naturalWidth > 100")
    with page.expect_download() as downloaded:
        page.get_by_role("link", name="Download de lijst").click()
    assert downloaded.value.suggested_filename == "uitnodigingen.csv"
    text = downloaded.value.path().read_text("utf-8")
    assert text.startswith("\ufeffnaam;onze vraag;waarom;meter;contact")
    assert all(one.strip() in text for one in group)
    again = page.context.request.get(downloaded.value.url)
    assert again.status == 410 and "werkte één keer" in again.text()
    assert unquote(link).endswith(page.url.split("initiative=")[1].split("&")[0])


def test_on_paper_stands_the_list_and_nothing_else(serve_app, quiet):
    page = quiet.page
    page.goto(f"{serve_app()}/samen?place=1811HP&template=straatfeest&radius=800&sheet=invitations")
    page.locator(".st-key-qr img").wait_for()
    page.emulate_media(media="print")
    rows = page.locator("[data-testid='stVerticalBlock'][class*='st-key-invited-']")
    expect(rows.nth(2)).to_be_attached()
    for hidden in ("[data-testid='stSidebar']", "[data-testid='stHeader']", ".st-key-sheet-actions"):
        expect(page.locator(hidden)).to_be_hidden()
    page.wait_for_function(  # nothing is cut off at one window
        """() => document.documentElement.scrollHeight
            > document.querySelector(".st-key-sheet").getBoundingClientRect().height"""
    )
    page.emulate_media(media="screen")

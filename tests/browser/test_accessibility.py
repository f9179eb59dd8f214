"""WCAG 2.2 AA on every page: what axe finds, the keyboard, words instead of the map, language, large text, rest."""

import re

import pytest
from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import expect

from tests.browser.conftest import press_until, steady, wait_at_rest
from tests.browser.sights import SIGHTS, SIZES

WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
EXCEPTIONS: dict[str, dict[str, str]] = {}
"""What may stay: rule -> selector -> why it cannot be mended here."""

RUN_AXE = """async ([tags, exceptions]) => {
    const { violations } = await axe.run(document, {
        iframes: false, resultTypes: ["violations"], runOnly: { type: "tag", values: tags } });
    const isKnown = (rule, target) =>
        (exceptions[rule] || []).some((one) => document.querySelector(target)?.matches(one));
    return violations.flatMap(({ id, nodes }) => nodes
        .filter(({ target }) => !isKnown(id, target.at(-1)))
        .map(({ html, failureSummary }) => `${id}: ${html.slice(0, 300)} ${failureSummary}`));
}"""


def axe(frame, tags: list[str]) -> list[str]:
    """Give what axe finds in one frame, in words."""
    if not frame.evaluate("() => Boolean(window.axe)"):
        frame.evaluate(AXE_SCRIPT)
    return frame.evaluate(RUN_AXE, [tags, {rule: list(selectors) for rule, selectors in EXCEPTIONS.items()}])


@pytest.fixture
def open_sight(serve_app, page, the_map):
    """Open one of the sights and wait until it is drawn."""

    def open_it(name: str, **more: str):
        sight = SIGHTS[name]
        query = "&".join(f"{key}={value}" for key, value in more.items())
        joint = "&" if "?" in sight.address else "?"
        page.goto(f"{serve_app()}/{sight.address}{joint + query if query else ''}")
        page.locator(sight.drawn).first.wait_for(state="attached")
        if sight.has_map and the_map.box.is_visible():
            the_map.wait()
        wait_at_rest(page)
        return page

    return open_it


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("name", SIGHTS)
def test_axe_finds_nothing(open_sight, page, name, scheme):
    page.emulate_media(color_scheme=scheme, reduced_motion="reduce")  # nothing is caught halfway of fading in
    open_sight(name)
    found = []
    for width, height in SIZES:
        page.set_viewport_size({"width": width, "height": height})
        steady(page, lambda: page.evaluate("() => document.documentElement.outerHTML.length"))
        found += [f"{width}: {one}" for one in axe(page.main_frame, [*WCAG, "best-practice"])]
    for frame in page.frames:
        if "st_folium" in frame.url:  # rules about whole pages are for the page around it
            found += [f"map: {one}" for one in axe(frame, WCAG)]
    assert not found, "\n".join(found)


# ---- the keyboard


def test_from_the_address_bar_to_a_card_and_back_by_keyboard(open_sight, page):
    open_sight("map-filters")
    first = page.locator("[class*='st-key-item-'] [class*='st-key-name-']").first.inner_text().strip()
    page.keyboard.press("Tab")
    skip = page.get_by_test_id("stSkipToContent")
    expect(skip).to_be_focused()
    expect(skip).to_have_text("Naar de inhoud")
    page.keyboard.press("Enter")
    press_until(page, "Tab", "at.closest('.st-key-map-words')", most=20)
    expect(page.get_by_role("link", name="Sla de kaart over")).to_be_in_viewport()
    page.keyboard.press("Enter")
    press_until(page, "Tab", "at.closest('[class*=\"st-key-open-list-\"]')", most=2)
    page.keyboard.press("Enter")
    expect(page.locator("[class*='st-key-cardname-']")).to_have_text(first)
    expect(page.locator(".st-key-back-to-list button")).to_be_focused()
    page.keyboard.press("Enter")
    opener = page.locator("[class*='st-key-open-list-'] button").first
    expect(opener).to_be_focused()
    expect(opener).to_have_accessible_description(re.compile(re.escape(first)))


def test_the_focus_is_seen_wherever_it_is(open_sight, page):
    open_sight("map-filters")
    thin = []
    for _ in range(14):
        page.keyboard.press("Tab")
        thin += page.evaluate(
            """() => {
                const wide = (box) => box && parseFloat(getComputedStyle(box).outlineWidth) >= 3
                    && getComputedStyle(box).outlineStyle !== "none";
                let at = document.activeElement;
                const name = at.outerHTML.slice(0, 200);
                for (let up = 0; at && up < 4; up++, at = at.parentElement) if (wide(at)) return [];
                return [name];
            }"""
        )
    assert thin == []


# ---- words instead of the map


@pytest.mark.parametrize(
    ("name", "more", "start"),
    [
        ("map", {}, r"Op de kaart: 140 talenten, 70 verenigingen, 40 instellingen\.$"),
        ("map-filters", {"lang": "en"}, r"On the map: .*\. Nearest: .+ \(\d+ metres\)"),
        ("together-group", {}, r"Op de kaart: .*\. Dichtstbij: .+ \(\d+ meter\)"),
    ],
)
def test_words_say_what_the_map_shows(open_sight, page, name, more, start):
    open_sight(name, **more)
    box = page.locator("iframe[src*='streamlit_folium']")
    expect(box).to_have_accessible_name({"en": "Map"}.get(more.get("lang"), "Kaart"))
    expect(box).to_have_accessible_description(re.compile(start))


# ---- language


def test_the_language_of_the_page_follows_the_switch(open_sight, page, the_map):
    open_sight("map")
    document = page.locator("html")
    expect(document).to_have_attribute("lang", "nl")
    page.get_by_role("radio", name="EN").or_(page.get_by_role("button", name="EN", exact=True)).click()
    expect(document).to_have_attribute("lang", "en")
    expect(the_map.box.content_frame.locator("html")).to_have_attribute("lang", "en")
    page.get_by_role("link", name="Together").first.click()
    page.locator("[class*='st-key-possible-']").first.wait_for()
    expect(document).to_have_attribute("lang", "en")


# ---- the console


def test_a_page_opened_directly_asks_for_nothing_that_is_not_there(serve_app, page, visit):
    missed = []
    page.on("response", lambda answer: missed.append(answer.url) if answer.status >= 400 else None)
    page.goto(f"{serve_app()}/samen?place=1811HP")
    page.locator("[class*='st-key-possible-']").first.wait_for()
    assert missed == []
    assert visit.errors == []


# ---- large text, narrow windows

OVERFLOW = """() => [document.scrollingElement, ...document.querySelectorAll("[data-testid=stMain]")]
    .filter((box) => box && box.scrollWidth > box.clientWidth + 1)
    .map((box) => `${box.scrollWidth} in ${box.clientWidth}`)"""


@pytest.mark.parametrize("name", SIGHTS)
def test_large_text_and_a_narrow_window_need_no_sideways_scrolling(open_sight, page, name):
    page.set_viewport_size({"width": 320, "height": 640})  # 400 % of 1280
    open_sight(name)
    assert page.evaluate(OVERFLOW) == []
    page.set_viewport_size({"width": 640, "height": 400})  # 200 % of 1280
    steady(page, lambda: page.evaluate("() => document.body.scrollWidth"))
    assert page.evaluate(OVERFLOW) == []
    page.set_viewport_size({"width": 1280, "height": 800})
    page.evaluate("() => { document.documentElement.style.fontSize = '200%'; }")  # letters only
    steady(page, lambda: page.evaluate("() => document.body.scrollWidth"))
    assert page.evaluate(OVERFLOW) == []

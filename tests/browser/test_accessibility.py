"""Accessibility beside what axe finds (`test_sights`): the keyboard, words instead of the map, language, large text."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import press_until, steady
from tests.browser.sights import SIGHTS

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

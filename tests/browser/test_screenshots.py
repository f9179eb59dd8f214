"""
Pictures of every page in both languages, to look at.

`KRACHTENKAART_PICTURES=folder uv run pytest tests/browser/test_screenshots.py` keeps them; else they go with the
temporary folder of the run.
"""

import os
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import MapOnPage, wait_at_rest
from tests.browser.sights import SIGHTS, SIZES

FOLDER = "KRACHTENKAART_PICTURES"


@pytest.fixture(scope="session")
def pictures(tmp_path_factory) -> Path:
    folder = Path(os.environ.get(FOLDER) or tmp_path_factory.mktemp("pictures"))
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def schemes(language: str) -> list[str]:
    """Dark in one language only: the colours do not depend on the words."""
    return ["light", "dark"] if language == "nl" else ["light"]


@pytest.mark.parametrize("language", ["nl", "en"])
@pytest.mark.parametrize("name", SIGHTS)
def test_a_page_can_be_looked_at(serve_app, page, pictures, name, language):
    sight = SIGHTS[name]
    for scheme in schemes(language):
        page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
        page.goto(f"{serve_app()}/{sight.address}{'&' if '?' in sight.address else '?'}lang={language}")
        page.locator(sight.drawn).first.wait_for(state="attached")
        expect(page.locator("html")).to_have_attribute("lang", language)
        for width, height in SIZES:
            page.set_viewport_size({"width": width, "height": height})
            on_map = MapOnPage(page)
            if sight.has_map and on_map.box.is_visible():
                on_map.wait()
            wait_at_rest(page)
            picture = page.screenshot(path=pictures / f"{name}-{language}-{scheme}-{width}.png")
            assert len(picture) > 10_000  # an empty page is smaller
            page.wait_for_function(
                "() => document.scrollingElement.scrollWidth <= document.scrollingElement.clientWidth"
            )

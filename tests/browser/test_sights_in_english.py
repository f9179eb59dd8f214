"""Every page at every size in English: nothing sticks out, and a picture is made (see `test_sights`)."""

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import look
from tests.browser.sights import SIGHTS, SIZES


@pytest.mark.parametrize("name", SIGHTS)
def test_a_page_looks_sound_in_english(open_sight, page, pictures, name):
    page.emulate_media(color_scheme="light", reduced_motion="reduce")
    open_sight(name, lang="en")
    expect(page.locator("html")).to_have_attribute("lang", "en")
    for width, height in SIZES:
        page.set_viewport_size({"width": width, "height": height})
        assert look(page, name, pictures / f"{name}-en-light-{width}.png") == []

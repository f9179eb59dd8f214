"""
Every page at every size, light and dark: axe finds nothing, nothing sticks out, a picture is made.

`KRACHTENKAART_PICTURES=folder uv run pytest tests/browser/test_sights*.py` keeps the pictures, to look at; else they go
with the temporary folder of the run.
"""

import pytest
from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Frame

from tests.browser.conftest import look
from tests.browser.sights import SIGHTS, SIZES

WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
RUN_AXE = """async (tags) => {
    const { violations } = await axe.run(document, {
        iframes: false, resultTypes: ["violations"], runOnly: { type: "tag", values: tags } });
    return violations.flatMap(({ id, nodes }) => nodes
        .map(({ html, failureSummary }) => `${id}: ${html.slice(0, 300)} ${failureSummary}`));
}"""


def axe(frame: Frame, tags: list[str]) -> list[str]:
    """Give what axe finds in one frame, in words."""
    if not frame.evaluate("() => Boolean(window.axe)"):
        frame.evaluate(AXE_SCRIPT)
    return frame.evaluate(RUN_AXE, tags)


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("name", SIGHTS)
def test_a_page_looks_sound_and_axe_finds_nothing(open_sight, page, pictures, name, scheme):
    page.emulate_media(color_scheme=scheme, reduced_motion="reduce")  # nothing is caught halfway of fading in
    open_sight(name)
    found = []
    for width, height in SIZES:
        page.set_viewport_size({"width": width, "height": height})
        wrong = look(page, name, pictures / f"{name}-nl-{scheme}-{width}.png")
        found += [f"{width}: {one}" for one in [*wrong, *axe(page.main_frame, [*WCAG, "best-practice"])]]
    for frame in page.frames:
        if "st_folium" in frame.url:  # rules about whole pages are for the page around it
            found += [f"map: {one}" for one in axe(frame, WCAG)]
    assert not found, "\n".join(found)

"""The page Dekking in a real browser: an area is clicked, looked at, and followed to the map."""

from playwright.sync_api import expect

from tests.browser.conftest import MapOnPage

MIDDLE = """(name) => {
    const { borders } = map.krachten.surroundings;
    const border = borders.find((one) => one.name === name);
    const { x, y } = map.latLngToContainerPoint(border.getCenter());
    return { x, y, row: borders.indexOf(border), fill: border.getElement().getAttribute("fill") };
}"""
"""Where the middle of an area is on the map, its place in the order of outlines, and what fills it."""


def test_an_area_is_clicked_looked_at_and_followed_to_the_map(open_sight, page, visit):
    open_sight("coverage")
    shown = MapOnPage(page).wait()
    overdie = shown.frame.evaluate(MIDDLE, "Overdie")
    classes = shown.frame.evaluate("map.krachten.scene.fills.classes")
    assert overdie["fill"].startswith("#") and len(classes) == 8
    shown.point(overdie)
    expect(shown.box.content_frame.locator(".krachten-hover")).to_contain_text("Overdie: ")
    shown.click(overdie)
    expect(page.locator(".st-key-closer-area")).to_contain_text("8.210")
    page.locator(".st-key-closer-area a").click()
    expect(page.locator(".st-key-off-wijk")).to_contain_text("Overdie")
    assert visit.errors == []

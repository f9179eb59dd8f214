"""The map component by itself, in the real server and a real browser."""

import json
import re
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import press_until, wait_at_rest

SCRIPT = Path(__file__).with_name("map_script.py")
ORANGE, GREEN, BLUE = (0xD5, 0x5E, 0x00), (0x11, 0x77, 0x33), (0x00, 0x72, 0xB2)
PAYLOADS = [
    '<img src=x onerror="window.hacked=1">',
    "<script>window.hacked=1</script>",
    "</script><script>window.hacked=1</script>",
    "${window.hacked=1}",
    "`;window.hacked=1;`",
    "');window.hacked=1;('",
    '\\");window.hacked=1;//',
    "{{ 7*191 }}",
    "{% x",
    "{# note",
    "{{ 'window.hacked=1' }}",
    "&lt;b&gt; &#60;b&#62; &amp;amp;",
    "feature_group_feature_group_0 map_div _abc123",
    "Café “De Zwaan” 'n échte 🦢",
]


@pytest.fixture
def open_map(serve_app, visit, the_map):
    """Open the test page (with these names, if any) and wait for the markers."""

    def open_it(query="", names=()):
        address = serve_app(SCRIPT, {"MAP_NAMES": json.dumps(list(names))} if names else None)
        visit.page.goto(f"{address}/?height=560&{query}")
        return the_map.wait()

    return open_it


def told(page) -> dict[str, str]:
    text = page.get_by_text(re.compile("chosen=.* clicks=")).inner_text()
    return dict(part.split("=", 1) for part in text.split())


def wait_told(page, **expected) -> dict[str, str]:
    for key, value in expected.items():
        page.get_by_text(re.compile(rf"\b{key}={re.escape(value)}(\s|$)")).wait_for()
    return told(page)


def run_once_more(page) -> dict[str, str]:
    """Let the app run once on purpose; tell what stood there before, had nothing else run it."""
    runs = int(told(page)["runs"])
    page.get_by_text("association", exact=True).click()
    wait_told(page, runs=str(runs + 1))
    wait_at_rest(page)
    after = told(page)
    return {**after, "runs": str(int(after["runs"]) - 1)}


def colours(frame) -> set[tuple[int, ...]]:
    """The opaque colours on the canvas."""
    pixels = frame.evaluate(
        """() => {
            const canvas = document.querySelector("canvas.krachten-canvas");
            const image = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
            return [...new Set(new Uint32Array(image.data.buffer))].filter((pixel) => pixel >>> 24 === 255);
        }"""
    )
    return {(pixel & 255, pixel >> 8 & 255, pixel >> 16 & 255) for pixel in pixels}


def test_each_kind_is_a_layer_of_its_own_in_its_own_colour(open_map):
    on_map = open_map()
    assert {ORANGE, GREEN, BLUE} <= colours(on_map.frame)
    groups = on_map.frame.evaluate(
        "window.feature_group.map((group) => group.getLayers().map((layer) => layer.kind || '').join())"
    )
    assert groups == ["talent", "association", "institution", ""]


def test_every_asset_is_drawn_at_a_spot_of_its_own(open_map):
    on_map = open_map("n=60")
    on_map.frame.evaluate("map.setZoom(15, {animate: false})")
    markers = on_map.frame.evaluate("map.krachten.markers()")
    spots = {(round(one["x"], 1), round(one["y"], 1)) for one in markers}
    assert len(spots) == len(markers) > 1


def test_a_click_on_a_marker_tells_python_which_asset(open_map, page):
    on_map = open_map()
    marker = on_map.lonely_markers()[0]
    on_map.click(marker)
    assert wait_told(page, clicks="1")["chosen"] == marker["name"].replace("Naam ", "asset-")


def test_all_assets_of_one_point_can_be_clicked(open_map, page):
    on_map = open_map("n=30")
    on_map.frame.evaluate("map.setZoom(14, {animate: false})")
    crowd = on_map.frame.evaluate(
        """map.krachten.seen.filter(({layer, i}) => layer.fans[i] > 1).map(({layer, i}) => layer.nameOf(i))"""
    )
    names = [one["name"] for one in on_map.markers() if one["name"] in crowd][:3]
    for number, name in enumerate(names, start=1):
        on_map.click(on_map.marker(name))
        assert wait_told(page, clicks=str(number))["chosen"] == name.replace("Naam ", "asset-")
    assert len(names) > 1


def test_the_same_asset_can_be_clicked_again(open_map, page):
    on_map = open_map()
    marker = on_map.lonely_markers()[0]
    on_map.click(marker)
    wait_told(page, clicks="1")
    on_map.click(marker)
    wait_told(page, clicks="2")


def test_a_click_is_told_once_and_empty_ground_tells_nothing(open_map, page):
    on_map = open_map()
    on_map.click(on_map.lonely_markers()[0])
    before = wait_told(page, clicks="1")
    on_map.click({"x": 300, "y": 30})
    assert run_once_more(page) == before


def test_panning_and_zooming_do_not_run_the_app(open_map, page):
    on_map = open_map()
    before, view = told(page), on_map.view()
    on_map.drag(-120, 40)
    view = on_map.wait_moved(view)
    on_map.frame.evaluate("map.zoomIn()")
    on_map.wait_moved(view)
    assert run_once_more(page) == before


def test_a_filter_changes_what_is_drawn_but_not_the_map_itself(open_map, page):
    on_map = open_map()
    view = on_map.view()
    on_map.drag(-80, 60)
    view = on_map.wait_moved(view)
    on_map.frame.evaluate("window.isSameMap = true")
    page.get_by_text("institution", exact=True).click()
    on_map.frame.wait_for_function("!map.krachten.seen.some(({layer}) => layer.kind === 'institution')")
    assert on_map.frame.evaluate("window.isSameMap") is True
    assert on_map.view() == view
    assert BLUE not in colours(on_map.frame)
    assert {ORANGE, GREEN} <= colours(on_map.frame)


def test_the_components_list_of_groups_does_not_grow(open_map, page):
    on_map = open_map()
    markers = on_map.lonely_markers()[:3]
    for number, marker in enumerate(markers, start=1):
        on_map.click(marker)
        wait_told(page, clicks=str(number))
    assert on_map.frame.evaluate("window.feature_group.length") == 4


def test_connections_are_drawn_to_where_the_markers_stand(open_map, page):
    on_map = open_map("n=60")
    on_map.click(on_map.lonely_markers()[0])
    wait_told(page, clicks="1")
    on_map.frame.wait_for_function("map.krachten._links().length === 6")
    apart = on_map.frame.evaluate(
        """() => { const stage = map.krachten; return stage._links().map(({stop, end}) => {
            const drawn = stage.seen.find(({layer, i}) => layer.first + i === end.row);
            return Math.hypot(stop.x - drawn.x, stop.y - drawn.y); }); }"""
    )
    assert max(apart) < 0.01


def test_the_pointer_over_a_marker_shows_its_name(open_map):
    on_map = open_map()
    marker = on_map.lonely_markers()[0]
    on_map.point(marker)
    expect(on_map.box.content_frame.locator(".krachten-hover")).to_have_text(marker["name"])


def shown_names(frame) -> list[str]:
    """Point at every marker in turn and read what the page shows."""
    return frame.evaluate(
        """() => map.krachten.seen.slice().map((marker) => {
            map.fire("mousemove", {layerPoint: L.point(marker.x, marker.y), originalEvent: {}});
            const shown = [...document.querySelectorAll(".krachten-hover span")].map((words) => words.textContent);
            return shown.join("|");
        })"""
    )


def test_hostile_names_are_shown_literally_and_nothing_runs(open_map, visit, reference):
    names = PAYLOADS + json.loads((reference / "blns" / "blns.json").read_text("utf-8"))
    for start in range(0, len(names), 400):
        part = names[start : start + 400]
        on_map = open_map(f"n={len(part)}&apart=1", part)
        # an asset without a name shows no tooltip
        assert sorted(set(shown_names(on_map.frame))) == sorted(set(part))
        assert on_map.frame.evaluate("window.hacked") is None
        assert visit.page.evaluate("window.hacked") is None
    assert visit.dialogs == []
    assert visit.errors == []


def test_a_hostile_name_on_the_chosen_label_is_text(open_map, visit):
    payloads = [PAYLOADS[0], PAYLOADS[7], PAYLOADS[8]]
    on_map = open_map("n=3", payloads)
    for number, payload in enumerate(payloads, start=1):
        on_map.click(on_map.marker(payload))
        wait_told(visit.page, clicks=str(number))
        label = on_map.box.content_frame.locator(".krachten-chosen")
        label.get_by_text(payload, exact=True).wait_for()
        assert label.text_content() == payload
        assert label.locator("span > *").count() == 0
    assert on_map.frame.evaluate("window.hacked") is None


def test_without_internet_only_the_tile_host_is_asked_and_the_console_is_clean(open_map, visit):
    on_map = open_map()
    on_map.click(on_map.lonely_markers()[0])
    wait_told(visit.page, clicks="1")
    view = on_map.view()
    on_map.drag(-200, 0)
    on_map.wait_moved(view)
    assert set(visit.blocked) == {"service.pdok.nl"}
    assert visit.errors == []
    frame = on_map.box.content_frame
    expect(frame.locator("path.krachten-outline")).to_have_count(9)
    assert "Wijk 11" in frame.locator(".krachten-name").all_text_contents()
    assert not frame.locator("img.leaflet-tile-loaded").count()


def test_the_map_cannot_reach_the_page_around_it(open_map):
    reach = "() => { try { return String(window.top.document.title); } catch (error) { return error.name; } }"
    assert open_map().frame.evaluate(reach) == "SecurityError"


def test_the_legend_says_the_kinds_their_counts_and_the_three_lines(open_map):
    legend = open_map().box.content_frame.locator(".krachten-legend")
    for part in (
        "talenten 84",
        "verenigingen 83",
        "instellingen 83",
        "kan – zoekt",
        "wil leren – leert anderen",
        "samen doen",
    ):
        expect(legend).to_contain_text(re.compile(part.replace(" ", r"\s*")))
    expect(legend).to_be_visible()


def test_the_keyboard_passes_through_the_map(open_map, page):
    on_map = open_map()
    on_map.frame.evaluate("map.getContainer().focus()")
    page.wait_for_function("() => document.activeElement.tagName === 'IFRAME'")
    on_map.frame.wait_for_function("document.activeElement === map.getContainer()")
    press_until(page, "Tab", "at.tagName !== 'IFRAME'", most=12)
    assert on_map.frame.evaluate("map.getContainer().getAttribute('aria-label')").startswith(
        "Kaart met talenten"
    )


def test_what_goes_wrong_is_said_calmly_with_a_reference(serve_app, page, tmp_path_factory):
    script = tmp_path_factory.mktemp("broken") / "broken.py"
    script.write_text("secret_table = 'persons'\nraise RuntimeError('select * from ' + secret_table)\n")
    page.goto(serve_app(script))
    alert = page.get_by_role("alert")
    alert.wait_for()
    expect(alert).to_contain_text(re.compile(r"kenmerk: [0-9a-f]{6}"))
    assert "persons" not in page.content()
    assert "Traceback" not in page.content()


def test_the_page_tells_its_language(serve_app, page):
    address = serve_app(SCRIPT)
    for query, language in (("", "nl"), ("?lang=en", "en"), ("?lang=%3Cscript%3E", "nl")):
        page.goto(f"{address}/{query}")
        assert page.locator("html").get_attribute("lang") == language

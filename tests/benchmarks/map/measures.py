"""What is measured of the map; each measure gives the numbers of one table."""

import statistics
import time
from pathlib import Path

from playwright.sync_api import BrowserContext, Page

from tests.benchmarks.map.running import PATIENCE_MS, MapPage, Server

NATIVE = Path(__file__).with_name("native.py")
LIT = 60
"""So many strongly coloured pixels on a screenshot count as markers seen."""

MOST_CROWDED = "map.setView([52.08, 4.9], value, { animate: false })"
"""For `MapPage.drawn_after`: the part of the invented country where most live."""


def first_markers(context: BrowserContext, server: Server, query: str = "") -> tuple[float, int]:
    """Seconds from going there with a fresh page until markers are drawn, and bytes over the websocket."""
    opened = MapPage.open(context, f"{server.address}/{query}")
    opened.rest()
    size = sum(opened.received)
    opened.page.close()
    return opened.first_markers_s, size


def first_markers_native(context: BrowserContext, server: Server, way: str) -> tuple[float, int]:
    """Do the same for one of Streamlit's own maps; it tells nobody when it has drawn, so the screen is looked at."""
    page = context.new_page()
    page.set_default_timeout(PATIENCE_MS)
    received: list[int] = []
    page.on("websocket", lambda socket: socket.on("framereceived", lambda data: received.append(len(data))))
    began = time.perf_counter()
    page.goto(f"{server.address}/?way={way}")
    seen = _wait_for_colours(page, began)
    page.close()
    return seen - began, sum(received)


def _wait_for_colours(page: Page, began: float) -> float:
    chart = page.locator("[data-testid=stDeckGlJsonChart] canvas").first
    chart.wait_for()
    reader = page.context.new_page()
    while time.perf_counter() - began < PATIENCE_MS / 1000:
        picture = page.locator("[data-testid=stDeckGlJsonChart]").screenshot()
        taken = time.perf_counter()
        if _coloured_pixels(reader, picture) > LIT:
            reader.close()
            return taken
    raise TimeoutError("no markers were seen")


def _coloured_pixels(page: Page, picture: bytes) -> int:
    """Count the strongly coloured pixels of a picture, with the browser as its reader."""
    return page.evaluate(
        """async (bytes) => {
            const image = await createImageBitmap(new Blob([new Uint8Array(bytes)], {type: "image/png"}));
            const pen = new OffscreenCanvas(image.width, image.height).getContext("2d");
            pen.drawImage(image, 0, 0);
            const data = pen.getImageData(0, 0, image.width, image.height).data;
            let count = 0;
            for (let i = 0; i < data.length; i += 4) {
                const [red, green, blue] = data.slice(i, i + 3);
                if (Math.max(red, green, blue) - Math.min(red, green, blue) > 80) count++;
            }
            return count;
        }""",
        list(picture),
    )


def view(opened: MapPage, server: Server, zoom: int) -> tuple[float, int, float]:
    """Look at the most crowded part: seconds until drawn, bytes, and processor seconds of the server."""
    opened.rest()
    bytes_before, cpu_before = sum(opened.received), server.cpu_s()
    seconds = opened.drawn_after(MOST_CROWDED, zoom)
    opened.rest()
    return seconds, sum(opened.received) - bytes_before, server.cpu_s() - cpu_before


def pans(opened: MapPage, server: Server, *, times: int) -> tuple[list[float], float]:
    """Pan a whole screen to and fro: seconds until drawn of each, and processor seconds of the server per pan."""
    opened.rest()
    before = server.cpu_s()
    seconds = []
    for turn in range(times):
        seconds.append(
            opened.drawn_after("map.panBy([value, 0], {animate: false})", 900 if turn % 2 else -900)
        )
        opened.page.wait_for_timeout(200)
    opened.rest()
    return seconds, (server.cpu_s() - before) / times


def small_pan(opened: MapPage) -> int:
    """Pan a little; gives the bytes that went either way."""
    opened.rest()
    before = sum(opened.sent) + sum(opened.received)
    opened.frame.evaluate("map.panBy([24, 12], {animate: false})")
    opened.rest()
    return sum(opened.sent) + sum(opened.received) - before


def filter_changes(opened: MapPage, *, times: int) -> list[float]:
    """Switch the institutions on and off."""
    seconds = []
    for _ in range(times):
        seconds.append(opened.change_filter())
        opened.page.wait_for_timeout(300)
    return seconds


def memory_over(opened: MapPage, *, times: int, warm: int = 20) -> tuple[float, float]:
    """Megabytes that page and map hold, rubbish taken out: after a few filter changes, and after many more."""
    filter_changes(opened, times=warm)
    before = _held_mb(opened)
    filter_changes(opened, times=times)
    return before, _held_mb(opened)


def _held_mb(opened: MapPage) -> float:
    held = 0.0
    for part in (opened.page.main_frame, opened.frame):
        part.evaluate("gc()")
        opened.page.wait_for_timeout(500)
        part.evaluate("gc()")
        held += part.evaluate("performance.memory.usedJSHeapSize") / 1e6
    return held


def spread(seconds: list[float]) -> str:
    """Say the least, the middle and the 95th percentile in milliseconds."""
    ordered = sorted(seconds)
    late = ordered[min(int(len(ordered) * 0.95), len(ordered) - 1)]
    return " / ".join(f"{1000 * value:,.0f}" for value in (ordered[0], statistics.median(ordered), late))

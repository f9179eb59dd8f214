"""
Compare this app's map with other ways to draw the same assets, in a real Chromium, in one run.

    uv run python -m tests.benchmarks.map

Prints payload (bytes from server to browser over the websocket) and seconds until markers are seen on screen,
the best of three fresh pages each. Ratios between rows of one run are worth more than the seconds themselves.
"""

import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from playwright.sync_api import BrowserContext, Page, sync_playwright

ARGS = ["--headless", "--no-sandbox", "--disable-gpu", "--use-gl=angle", "--use-angle=swiftshader"]
ARGS += ["--enable-unsafe-swiftshader", "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1"]
START = (
    "import sys; from pathlib import Path; from dashboard.server import serve; "
    "serve(port=0, script=Path(sys.argv[1]), announce=lambda url: print(url, flush=True))"
)
COUNTS = (250, 10_000, 100_000)
WAYS = ("ours", "st.map", "markers")
PATIENCE_S = 120
RUNS = 3
MOST_MARKERS = 10_000

FRAME = "iframe[title='streamlit_folium.st_folium']"
SEEN_BY_DOM = {
    "ours": "window.map && map.krachten && map.krachten.looked !== undefined && map.krachten.seen.length > 0",
    "markers": "document.querySelector('.leaflet-marker-icon') !== null",
}
LIT = 60
"""So many strongly coloured pixels on a screenshot count as markers seen."""


def measure(context: BrowserContext, address: str, way: str, count: int) -> tuple[int, float]:
    """Open a fresh page; gives bytes received over the websocket and seconds until markers were seen."""
    page = context.new_page()
    page.set_default_timeout(PATIENCE_S * 1000)
    received: list[int] = []
    page.on("websocket", lambda socket: socket.on("framereceived", lambda data: received.append(len(data))))
    started = time.perf_counter()
    page.goto(f"{address}/?way={way}&n={count}")
    if way in SEEN_BY_DOM:
        page.locator(FRAME).content_frame.locator(".leaflet-container").wait_for()
        frame = next(frame for frame in page.frames if "st_folium" in frame.url)
        frame.wait_for_function(SEEN_BY_DOM[way])
    else:
        wait_for_colours(page)
    seconds = time.perf_counter() - started
    page.wait_for_timeout(500)
    page.close()
    return sum(received), seconds


def wait_for_colours(page: Page) -> None:
    """Wait until the map's canvas shows the colours of markers; it tells nobody when it has drawn."""
    page.locator("[data-testid=stDeckGlJsonChart] canvas").first.wait_for()
    counter = page.context.new_page()
    deadline = time.perf_counter() + PATIENCE_S
    while time.perf_counter() < deadline:
        picture = page.locator("[data-testid=stDeckGlJsonChart]").screenshot()
        if coloured_pixels(counter, picture) > LIT:
            counter.close()
            return
    raise TimeoutError("no markers were seen")


def coloured_pixels(page: Page, picture: bytes) -> int:
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


def compare(context: BrowserContext, address: str) -> None:
    """Measure every way at every size and print the table."""
    print("| assets | way | payload, kB | first markers, s |")
    print("|---:|---|---:|---:|")
    measure(context, address, "ours", 10)  # the app's own files are in the browser's cache after this
    for count in COUNTS:
        for way in WAYS:
            print(f"| {count:,} | {way} | {row(context, address, way, count)} |", flush=True)


def row(context: BrowserContext, address: str, way: str, count: int) -> str:
    """Give the two measured cells of one row, or say that it did not end in time."""
    if way == "markers" and count > MOST_MARKERS:
        return "- | not tried"
    try:
        runs = 1 if way == "markers" and count > 1000 else RUNS
        best = min((measure(context, address, way, count) for _ in range(runs)), key=lambda one: one[1])
    except Exception as error:  # a timeout of Playwright or of ours
        return f"- | not within {PATIENCE_S} ({type(error).__name__})"
    return f"{best[0] / 1000:,.0f} | {best[1]:.2f}"


def main() -> None:
    """Start the server and a browser, and compare."""
    script = Path(__file__).with_name("page.py")
    with tempfile.TemporaryDirectory() as home, sync_playwright() as playwright:
        server = subprocess.Popen(
            [sys.executable, "-c", START, str(script)],
            cwd=home,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
        )
        assert server.stdout is not None
        address = server.stdout.readline().strip()
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=ARGS)
        try:
            compare(browser.new_context(viewport={"width": 1280, "height": 800}), address)
        finally:
            browser.close()
            server.terminate()
            server.wait(10)


if __name__ == "__main__":
    main()

"""The real server and a real Chromium, which may speak to nobody but that server."""

import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlencode, urlsplit

import pytest
from playwright.sync_api import (
    Browser,
    BrowserContext,
    ConsoleMessage,
    Error,
    Frame,
    Locator,
    Page,
    Playwright,
    Request,
    TimeoutError,
    expect,
    sync_playwright,
)

from tests.browser.sights import SIGHTS

CHROMIUM_NAMES = ("chromium", "chromium-browser", "google-chrome")
CHROMIUM_ARGS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost",
]
LOOPBACK = ("127.0.0.1", "localhost", "::1")
START = (
    "import os, sys; from pathlib import Path; from dashboard.server import PAGE, serve; "
    "script = Path(sys.argv[1]) if sys.argv[1:] else PAGE; port = int(os.environ.get('TEST_PORT', 0)); "
    "serve(port=port, script=script, announce=lambda url: print(url, flush=True))"
)
DRAWN = (
    "map.krachten.looked !== undefined && "
    "(map.krachten.seen.length + map.krachten.rings.length > 0 || Boolean(map.krachten.scene.fills))"
)
PATIENCE_S = 180
PATIENCE_MS = PATIENCE_S * 1000
"""Far more than a quiet machine needs: on a busy one, a test shall wait, not fail."""
expect.set_options(timeout=PATIENCE_MS)

AT_REST = "[data-testid='stApp'][data-test-script-state='notRunning'][data-test-connection-state='CONNECTED']"
"""The app while nothing runs on the server for it."""
STILL = """() => {
    const isMoving = map._animatingZoom || map.dragging.moving() || (map._panAnim && map._panAnim._inProgress);
    return isMoving ? null : JSON.stringify([map.getCenter(), map.getZoom(), map.getSize()]);
}"""
"""What the map looks at; null while it moves."""
LOOK_AGAIN_MS = 150
MOST_SAID = 3_000
LONGEST = ("test_sights.py", "test_sights_in_english.py")
PICTURES = "KRACHTENKAART_PICTURES"
EMPTY_PICTURE_BYTES = 10_000
IS_WIDE = "() => document.scrollingElement.scrollWidth > document.scrollingElement.clientWidth"
STEADY_LOOKS = 4


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.browser)
    # Last, because Playwright keeps an event loop running in this thread, in which no other may start; and of these
    # the longest files first, so that nobody waits for one alone at the end.
    items.sort(
        key=lambda item: (item.get_closest_marker("browser") is not None, item.path.name not in LONGEST)
    )


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item, call: pytest.CallInfo):
    """Tell of a failed test what its page said at that moment."""
    report = yield
    if report.failed and call.when == "call":
        for name, page in getattr(item, "funcargs", {}).items():
            if isinstance(page, Page) and not page.is_closed():
                with suppress(Error):
                    said = page.locator("body").inner_text(timeout=5_000)
                    report.sections.append((f"{name} at {page.url}", said[:MOST_SAID]))
    return report


@pytest.fixture(scope="session")
def playwright() -> Iterator[Playwright]:
    with sync_playwright() as started:
        yield started


@pytest.fixture(scope="session")
def chromium(playwright: Playwright) -> Iterator[Browser]:
    path = next(filter(None, map(shutil.which, CHROMIUM_NAMES)), playwright.chromium.executable_path)
    if not Path(path).is_file():
        missing = "Chromium is not installed: the browser tests cannot run"
        if os.environ.get("CI"):
            pytest.fail(missing)
        pytest.skip(missing)
    browser = playwright.chromium.launch(executable_path=path, args=CHROMIUM_ARGS)
    yield browser
    browser.close()


@dataclass
class Visit:
    """One visitor's browser window, with what it asked of others and what it complained about."""

    page: Page
    blocked: list[str] = field(default_factory=list)
    """Hosts other than this machine that the page asked for; none of them was reached."""
    errors: list[str] = field(default_factory=list)
    """Errors in the console, without those about the blocked requests themselves."""
    dialogs: list[str] = field(default_factory=list)

    def watch(self) -> None:
        self.page.on("request", self._list)
        self.page.on("console", self._note)
        self.page.on("pageerror", lambda error: self.errors.append(str(error)))
        self.page.on("dialog", lambda dialog: (self.dialogs.append(dialog.message), dialog.dismiss()))

    def _list(self, request: Request) -> None:
        if not _is_here(request.url):
            self.blocked.append(urlsplit(request.url).hostname or "")

    def _note(self, message: ConsoleMessage) -> None:
        is_blocked_request = "ERR_NAME_NOT_RESOLVED" in message.text and not _is_here(message.location["url"])
        if message.type == "error" and not is_blocked_request:
            self.errors.append(message.text)


def _is_here(url: str) -> bool:
    address = urlsplit(url)
    return address.scheme in ("data", "blob", "about") or address.hostname in LOOPBACK


@pytest.fixture(scope="session")
def context(chromium: Browser) -> Iterator[BrowserContext]:
    """Share one browser profile, so that the app's files are fetched once."""
    context = chromium.new_context(viewport={"width": 1280, "height": 800}, locale="nl-NL")
    context.set_default_timeout(PATIENCE_MS)
    yield context
    context.close()


@pytest.fixture
def visit(context: BrowserContext) -> Iterator[Visit]:
    visit = Visit(context.new_page())
    visit.watch()
    yield visit
    visit.page.close()


@pytest.fixture
def page(visit: Visit) -> Page:
    return visit.page


@pytest.fixture(scope="session")
def serve_app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[..., str]]:
    """Start the real server with this script (the app's own unless given) and environment; gives its address."""
    running: dict[object, tuple[subprocess.Popen[str], str]] = {}

    def serve(script: Path | None = None, env: Mapping[str, str] | None = None) -> str:
        key = (script, tuple(sorted((env or {}).items())))
        if key not in running:
            home = tmp_path_factory.mktemp("home")
            running[key] = _start(
                script, {"HOME": str(home), "KRACHTENKAART_HOME": str(home), **(env or {})}, home
            )
        return running[key][1]

    yield serve
    for process, _ in running.values():
        process.terminate()
    for process, _ in running.values():
        _wait_end(process)


def _wait_end(process: subprocess.Popen[str]) -> None:
    try:
        process.wait(PATIENCE_S)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def _start(script: Path | None, env: Mapping[str, str], home: Path) -> tuple[subprocess.Popen[str], str]:
    log = home / "server.log"
    with log.open("w") as file:
        process = subprocess.Popen(
            [sys.executable, "-c", START, *([str(script)] if script else [])],
            cwd=home,
            env={**os.environ, **env},
            stdout=file,
            stderr=subprocess.STDOUT,
            text=True,
        )
    deadline = time.monotonic() + PATIENCE_S
    while time.monotonic() < deadline and process.poll() is None:
        address = next(
            (line.strip() for line in log.read_text().splitlines() if line.startswith("http://")), None
        )
        if address:
            return process, address
        time.sleep(0.1)
    process.kill()
    process.wait()
    pytest.fail(f"the server did not start:\n{log.read_text()}")


def wait_at_rest(page: Page) -> None:
    """Wait until the app has sent all that it has to say for now."""
    steady(page, lambda: page.locator(AT_REST).count() or None)


def steady(page: Page, look: Callable[[], object]) -> object:
    """Look until the same is seen a few times in a row, and it is not None; give that."""
    deadline = time.monotonic() + PATIENCE_S
    seen: list[object] = []
    while time.monotonic() < deadline:
        seen = [*seen, look()][-STEADY_LOOKS:]
        if len(seen) == STEADY_LOOKS and seen[0] is not None and all(one == seen[0] for one in seen):
            return seen[0]
        page.wait_for_timeout(LOOK_AGAIN_MS)
    pytest.fail(f"the page does not come to rest: {seen}")


def press_until(page: Page, key: str, is_there: str, *, most: int = 120) -> None:
    """
    Press a key until the focused element, `at`, is the one that is looked for.

    In and out of the map, the focus crosses from one process of the browser to another: each press gets its time.
    """
    arrived = f"(() => {{ const at = document.activeElement; return Boolean(at && {is_there}); }})()"
    for _ in range(most):
        page.evaluate("window.focusedBefore = document.activeElement")
        page.keyboard.press(key)
        with suppress(TimeoutError):
            page.wait_for_function("() => document.activeElement !== window.focusedBefore", timeout=1000)
        if page.evaluate(arrived):
            return
    pytest.fail(f"not reached with {most} times {key}")


@dataclass
class MapOnPage:
    """The map as a visitor meets it: what is drawn, and a pointer."""

    page: Page

    @property
    def box(self) -> Locator:
        return self.page.locator("iframe[title='streamlit_folium.st_folium']")

    @property
    def frame(self) -> Frame:
        return next(frame for frame in self.page.frames if "st_folium" in frame.url)

    def wait_drawn(self) -> None:
        """Wait until the map is drawn; it may move."""
        self.box.wait_for()
        self.box.content_frame.locator("canvas.krachten-canvas").wait_for()
        self.frame.wait_for_function(DRAWN)

    def wait(self) -> "MapOnPage":
        """Wait until the map is drawn, and it and the page around it are at rest."""
        self.wait_drawn()
        wait_at_rest(self.page)
        self.rest()
        return self

    def rest(self) -> None:
        """Wait until neither the map nor the page around it shifts."""
        steady(self.page, self._outlook)
        self.frame.evaluate(
            "new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn)))"
        )

    def _outlook(self) -> object:
        view, box = self.frame.evaluate(STILL), self.box.bounding_box()
        return view and box and (view, *box.values())

    def markers(self) -> list[dict]:
        """Markers inside the window, each with x, y (pixels of the map), row, kind and name."""
        size = self.frame.evaluate("[innerWidth, innerHeight]")
        markers = self.frame.evaluate("map.krachten.markers()")
        return [one for one in markers if 0 < one["x"] < size[0] and 0 < one["y"] < size[1]]

    def marker(self, name: str) -> dict:
        return next(one for one in self.markers() if one["name"] == name)

    def lonely_markers(self) -> list[dict]:
        """Markers with nothing else nearby, clear of the legend and the buttons."""
        markers = self.markers()
        height = self.frame.evaluate("innerHeight")

        def is_lonely(one: dict) -> bool:
            away = [max(abs(one["x"] - other["x"]), abs(one["y"] - other["y"])) for other in markers]
            return sorted(away)[1] > 30 and one["x"] > 60 and one["y"] < height - 100

        return [one for one in markers if is_lonely(one)]

    def point(self, at: Mapping[str, float]) -> None:
        box = self._bounds()
        self.page.mouse.move(box["x"] + at["x"], box["y"] + at["y"])

    def click(self, at: Mapping[str, float]) -> None:
        box = self._bounds()
        self.page.mouse.click(box["x"] + at["x"], box["y"] + at["y"])

    def drag(self, across: float, down: float) -> None:
        box = self._bounds()
        x, y = box["x"] + box["width"] / 2, box["y"] + 120
        self.page.mouse.move(x, y)
        self.page.mouse.down()
        self.page.mouse.move(x + across, y + down, steps=6)
        self.page.mouse.up()

    def view(self) -> list[float]:
        return self.frame.evaluate("[map.getCenter().lat, map.getCenter().lng, map.getZoom()]")

    def wait_moved(self, away_from: list[float]) -> list[float]:
        """Wait until the map looks elsewhere and is at rest there."""
        self.frame.wait_for_function(
            "(view) => view.join() !== [map.getCenter().lat, map.getCenter().lng, map.getZoom()].join()",
            arg=away_from,
        )
        self.rest()
        return self.view()

    def _bounds(self) -> Mapping[str, float]:
        self.box.scroll_into_view_if_needed()
        bounds = self.box.bounding_box()
        assert bounds is not None
        return bounds


@pytest.fixture
def the_map(page: Page) -> MapOnPage:
    return MapOnPage(page)


@pytest.fixture(scope="session")
def pictures(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where pictures of the sights go."""
    folder = Path(os.environ.get(PICTURES) or tmp_path_factory.mktemp("pictures"))
    folder.mkdir(parents=True, exist_ok=True)
    return folder


@pytest.fixture
def open_sight(serve_app: Callable[..., str], page: Page) -> Callable[..., Page]:
    """Open one of the sights, with more in its address if need be, and wait until it is drawn."""

    def open_it(name: str, **more: str) -> Page:
        sight = SIGHTS[name]
        query = urlencode(more)
        joint = "&" if "?" in sight.address else "?"
        page.goto(f"{serve_app()}/{sight.address}{joint + query if query else ''}")
        page.locator(sight.drawn).first.wait_for(state="attached")
        wait_drawn(page, name)
        return page

    return open_it


def wait_drawn(page: Page, name: str) -> None:
    """Wait until a sight is at rest, its map included where it is shown at this size."""
    on_map = MapOnPage(page)
    if SIGHTS[name].has_map and on_map.box.is_visible():
        on_map.wait()
    if SIGHTS[name].is_streamlit:
        wait_at_rest(page)


def look(page: Page, name: str, picture: Path) -> list[str]:
    """Wait until a sight is at rest at the present size, take a picture, and give what is wrong with the layout."""
    wait_drawn(page, name)
    steady(page, lambda: page.evaluate("() => document.documentElement.outerHTML.length"))
    is_empty = len(page.screenshot(path=picture)) < EMPTY_PICTURE_BYTES
    is_wide = page.evaluate(IS_WIDE)
    return [*(["an empty page"] if is_empty else []), *(["scrolls sideways"] if is_wide else [])]

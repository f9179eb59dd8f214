"""A server with so many assets, and a browser to look at it."""

import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from playwright.sync_api import Browser, BrowserContext, Frame, Page, Playwright, WebSocket

ARGS = ["--headless", "--no-sandbox", "--disable-gpu", "--use-gl=angle", "--use-angle=swiftshader"]
ARGS += ["--enable-unsafe-swiftshader", "--enable-precise-memory-info", "--js-flags=--expose-gc"]
ARGS += ["--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1"]
PATIENCE_MS = 120_000
DRAWN = (
    "window.map && map.krachten && map.krachten.looked !== undefined"
    " && map.krachten.seen.length + map.krachten.rings.length > 0"
)


@dataclass
class Server:
    """The app in a process of its own."""

    address: str
    process: subprocess.Popen[str]

    def cpu_s(self) -> float:
        """Seconds of processor time that it has taken so far."""
        parts = Path(f"/proc/{self.process.pid}/stat").read_text().rsplit(")", 1)[1].split()
        return (int(parts[11]) + int(parts[12])) / 100


@contextmanager
def serving(count: int, script: Path | None = None) -> Iterator[Server]:
    """Serve an invented inventory of so many assets, with the app or another script."""
    with tempfile.TemporaryDirectory() as home:
        process = subprocess.Popen(
            [
                sys.executable,
                "-m",
                "tests.benchmarks.map.invented",
                str(count),
                *([str(script)] if script else []),
            ],
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
            env={"KRACHTENKAART_HOME": home, "HOME": home, "PATH": "/usr/bin:/bin"},
        )
        assert process.stdout is not None
        try:
            yield Server(process.stdout.readline().strip(), process)
        finally:
            process.terminate()
            process.wait(20)


def launch(playwright: Playwright) -> Browser:
    """Start a browser that may speak to this machine only."""
    return playwright.chromium.launch(executable_path=shutil.which("chromium"), args=ARGS)


@dataclass
class MapPage:
    """A page with a map, and what came over its websocket."""

    page: Page
    received: list[int] = field(default_factory=list)
    sent: list[int] = field(default_factory=list)
    first_markers_s: float = 0.0
    """From going to the address until markers were drawn."""

    @classmethod
    def open(cls, context: BrowserContext, address: str) -> "MapPage":
        """Open a fresh page and wait for its first markers."""
        page = context.new_page()
        page.set_default_timeout(PATIENCE_MS)
        self = cls(page)
        page.on("websocket", self._listen)
        began = time.perf_counter()
        page.goto(address)
        page.locator("iframe[title='streamlit_folium.st_folium']").first.content_frame.locator(
            "canvas.krachten-canvas"
        ).wait_for()
        self.frame.wait_for_function(DRAWN)
        self.first_markers_s = time.perf_counter() - began
        return self

    def _listen(self, socket: WebSocket) -> None:
        socket.on("framereceived", lambda data: self.received.append(len(data)))
        socket.on("framesent", lambda data: self.sent.append(len(data)))

    @property
    def frame(self) -> Frame:
        """The map's own frame."""
        return next(frame for frame in self.page.frames if "st_folium" in frame.url)

    def rest(self) -> None:
        """Wait until nothing has come for a while."""
        seen = -1
        while seen != (seen := sum(self.received)):
            self.page.wait_for_timeout(600)

    def drawn_after(self, act: str, value: object = None) -> float:
        """Do something in the map's frame; gives seconds until its outcome is drawn, by the browser's own clock."""
        return self.frame.evaluate(
            """([act, value]) => new Promise((done) => {
                const stage = map.krachten;
                const scene = stage.scene;
                const began = performance.now();
                const look = () => {
                    const isDrawn = stage.scene !== scene && !stage._frame && !map._animatingZoom;
                    if (isDrawn) done((performance.now() - began) / 1000);
                    else requestAnimationFrame(look);
                };
                new Function("value", act)(value);
                if (stage.wanted) requestAnimationFrame(look);
                else requestAnimationFrame(() => done((performance.now() - began) / 1000)); // it is all here
            })""",
            [act, value],
        )

    def change_filter(self) -> float:
        """Press the chip of the institutions; gives seconds until the new scene is drawn."""
        self.frame.evaluate("window.earlier = map.krachten.scene")
        began = time.perf_counter()
        chip = self.page.locator(".st-key-kinds button").filter(has_text="Instellingen")
        chip.click(no_wait_after=True)
        self.frame.wait_for_function(
            "map.krachten.scene !== window.earlier && !map.krachten._frame", polling=10
        )
        return time.perf_counter() - began

"""
Measure the map of the whole app in a real Chromium, with 1,000, 100,000 and 1,000,000 invented assets.

    uv run python -m tests.benchmarks.map [--only first,views,sessions,memory]

Ratios between numbers of one run are worth more than the numbers themselves.
"""

import argparse
import os
import statistics
from collections.abc import Callable

from playwright.sync_api import BrowserContext, sync_playwright

from tests.benchmarks.map import measures
from tests.benchmarks.map.running import MapPage, Server, launch, serving
from tests.benchmarks.map.sessions import sessions

SMALL, MIDDLE, LARGE = 1_000, 100_000, 1_000_000
RUNS = 3


def best(measure: Callable[[], tuple[float, int]]) -> tuple[float, int]:
    """The quickest of a few runs."""
    return min((measure() for _ in range(RUNS)), key=lambda one: one[0])


def tell_first(context: BrowserContext) -> None:
    """Until the first markers: three sizes, and Streamlit's own maps at the middle one."""
    print("| assets | way | first markers, s | over the websocket, kB |\n|---:|---|---:|---:|")
    with serving(SMALL) as small, serving(MIDDLE) as middle, serving(LARGE) as large:
        servers = {SMALL: small, MIDDLE: middle, LARGE: large}
        for server in servers.values():
            measures.first_markers(
                context, server
            )  # what all visitors share is made, what browsers keep is kept
        for count, server in servers.items():
            _tell_row(count, "ours", best(lambda server=server: measures.first_markers(context, server)))
    with serving(MIDDLE, measures.NATIVE) as native:
        for way in ("st.map", "pydeck"):
            _tell_row(MIDDLE, way, best(lambda way=way: measures.first_markers_native(context, native, way)))


def _tell_row(count: int, way: str, found: tuple[float, int]) -> None:
    print(f"| {count:,} | {way} | {found[0]:.2f} | {found[1] / 1000:,.0f} |", flush=True)


def tell_views(context: BrowserContext) -> None:
    """Each zoom, pans and filter changes with the most assets."""
    with serving(LARGE) as server:
        opened = MapPage.open(context, server.address)
        print("| zoom | drawn after, ms | kB | server, ms of processor |\n|---:|---:|---:|---:|")
        for zoom in range(6, 20):
            seconds, size, cpu = measures.view(opened, server, zoom)
            print(f"| {zoom} | {1000 * seconds:,.0f} | {size / 1000:,.0f} | {1000 * cpu:,.0f} |", flush=True)
        for zoom in (8, 12):
            _tell_moves(opened, server, zoom)


def _tell_moves(opened: MapPage, server: Server, zoom: int) -> None:
    opened.drawn_after(measures.MOST_CROWDED, zoom)
    pans, cpu = measures.pans(opened, server, times=12)
    changes = measures.filter_changes(opened, times=12)
    print(
        f"zoom {zoom}: pan drawn after {measures.spread(pans)} ms (least / middle / p95),"
        f" server {1000 * cpu:,.0f} ms of processor a pan; small pan {measures.small_pan(opened)} bytes;"
        f" filter change drawn after {measures.spread(changes)} ms",
        flush=True,
    )


def tell_sessions(_: BrowserContext) -> None:
    """Twenty visitors at once with the middle number of assets."""
    with serving(MIDDLE) as server:
        sessions(server.address, count=1, every_s=0.1, for_s=10)
        seconds = sessions(server.address)
        print(
            f"20 sessions, {len(seconds)} filter changes: {measures.spread(seconds)} ms (least / middle / p95)"
        )


def tell_memory(context: BrowserContext) -> None:
    """What the browser holds."""
    with serving(MIDDLE) as server:
        before, after = measures.memory_over(MapPage.open(context, server.address), times=200)
        print(
            f"browser memory: {before:.1f} MB, after 200 filter changes {after:.1f} MB ({after / before - 1:+.1%})"
        )


PARTS = {"first": tell_first, "views": tell_views, "sessions": tell_sessions, "memory": tell_memory}


def main() -> None:
    """Measure what is asked for."""
    parser = argparse.ArgumentParser(prog="tests.benchmarks.map")
    parser.add_argument("--only", default=",".join(PARTS))
    asked = parser.parse_args().only.split(",")
    for name in asked:
        with sync_playwright() as playwright:
            browser = launch(playwright)
            context = browser.new_context(viewport={"width": 1280, "height": 800}, locale="nl-NL")
            print(f"\n## {name} (load {statistics.mean(os.getloadavg()[:2]):.1f})\n", flush=True)
            PARTS[name](context)
            browser.close()


if __name__ == "__main__":
    main()

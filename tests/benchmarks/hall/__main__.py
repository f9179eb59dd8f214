"""
Measure a hall: fifty phones open the entry page at one moment, fill it in, and press save at one moment.

    uv run python -m tests.benchmarks.hall [--phones 50] [--profile FILE]

The processor seconds of the server are worth more than the wall time where other work shares the machine.
"""

import argparse
import asyncio
import contextlib
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path

from geo.inventory import store_path
from geo.store import Store
from geo.terms import CONNECTOR
from tests.benchmarks.hall.phones import Phone
from tests.benchmarks.map.running import Server

START = (
    "from dashboard.server import serve; serve(port=0, announce=lambda address: print(address, flush=True))"
)
PROFILED = "import cProfile, sys; sys.argv = ['']; cProfile.run({start!r}, {file!r})"
LETTERS = "abcdefghijklmnopqrstuvwxyz"
FORM, ROOM = "meedoen", "bijeenkomst"
SAVED = ("Je kaart", "bewaard")


@contextlib.contextmanager
def serving(home: Path) -> Iterator[Server]:
    """Serve the app with this data folder."""
    process = subprocess.Popen(
        [sys.executable, "-c", START],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        env={"KRACHTENKAART_HOME": str(home), "HOME": str(home), "PATH": "/usr/bin:/bin"},
    )
    assert process.stdout is not None
    try:
        yield Server(process.stdout.readline().strip(), process)
    finally:
        process.terminate()
        process.wait(20)


async def timed(acts: Sequence[Callable[[], Awaitable[object]]]) -> list[float]:
    """Begin all at one moment; gives seconds until each was done, sorted."""
    began = time.perf_counter()

    async def one(act: Callable[[], Awaitable[object]]) -> float:
        await act()
        return time.perf_counter() - began

    return sorted(await asyncio.gather(*(one(act) for act in acts)))


def tell(what: str, seconds: Sequence[float], cpu_s: float) -> None:
    """Print one row."""
    p95 = seconds[max(0, round(0.95 * len(seconds)) - 1)]
    waits = " / ".join(f"{one:.2f}" for one in (seconds[0], statistics.median(seconds), p95))
    print(f"| {what} | {waits} | {1000 * cpu_s / len(seconds):.0f} |", flush=True)


async def measured(server: Server, what: str, acts: Sequence[Callable[[], Awaitable[object]]]) -> None:
    """Do all at one moment and tell how long each waited, and what each cost the server."""
    before = server.cpu_s()
    seconds = await timed(acts)
    tell(what, seconds, server.cpu_s() - before)


def fill_in(phone: Phone, number: int) -> None:
    """Type what somebody types; the ticks come afterwards."""
    phone.values |= {
        "add-head": "Ik vertel graag over tuinieren en fietsen repareren",
        "add-hands": "naaien, brood bakken",
        "add-together": "wandelen",
        "add-name": f"Buur {LETTERS[number // 26]}{LETTERS[number % 26]}",  # a number reads as an address
        "add-postcode": "1811BC",
    }


async def visit_hall(server: Server, count: int, home: Path) -> None:
    """Walk through the evening: a meeting is open, and a projector shows it."""
    with closing(Store(store_path(home))) as store:
        store.begin_meeting("hond kat muis vis", hours=3, role=CONNECTOR)
    projector = Phone(server.address, ROOM)
    await projector.open()  # what all share is made before anything is timed
    phones = [Phone(server.address, FORM) for _ in range(count)]
    await come_in(server, phones)
    await say_yes(server, phones)
    await measured(server, "press save", [lambda one=one: one.ask(press="press-save") for one in phones])
    await measured(server, "draw the projector with all that came", [projector.ask])
    tell_kept(phones, home)
    for one in (projector, *phones):
        await one.close()


async def come_in(server: Server, phones: Sequence[Phone]) -> None:
    """Scan the code, and type."""
    asyncio.get_running_loop().set_default_executor(ThreadPoolExecutor(len(phones)))
    await measured(server, "fetch the page and its files", [one.fetch for one in phones])
    await measured(server, "open the form", [one.open for one in phones])
    for number, phone in enumerate(phones):
        fill_in(phone, number)
    await measured(server, "send what was typed", [one.ask for one in phones])


async def say_yes(server: Server, phones: Sequence[Phone]) -> None:
    """Tick that the card may be kept, and that neighbours may see it."""
    for purpose in ("keep", "show_neighbours"):
        for phone in phones:
            phone.values |= {f"add-consent-{purpose}": True}
        await measured(server, f"say yes ({purpose})", [one.ask for one in phones])


def tell_kept(phones: Sequence[Phone], home: Path) -> None:
    """Count who was told, and what is there."""
    told = sum("sleutel#" in " ".join(one.texts) for one in phones)
    with closing(Store(store_path(home))) as store:
        waiting = [one.suggestion.card.name for one in store.read_queue(role=CONNECTOR)]
        kept = [*waiting, *store.read_assets()["name"]]
    received = sum(one.received for one in phones) / len(phones) / 1000
    print(f"\n{told} of {len(phones)} were told; {len(kept)} cards under {len(set(kept))} names, ", end="")
    print(f"{len(kept) - len(waiting)} of them shown; {received:,.0f} kB over each websocket")


def main() -> None:
    """Measure a hall."""
    parser = argparse.ArgumentParser(prog="tests.benchmarks.hall")
    parser.add_argument("--phones", type=int, default=50)
    count = parser.parse_args().phones
    print(f"\n{count} phones (load {statistics.mean(os.getloadavg()[:2]):.1f})\n")
    print(
        "| all at one moment | least / middle / p95, s | processor of the server a phone, ms |\n|---|---:|---:|"
    )
    with tempfile.TemporaryDirectory() as home, serving(Path(home)) as server:
        asyncio.run(visit_hall(server, count, Path(home)))


if __name__ == "__main__":
    main()

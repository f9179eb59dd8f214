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
        "add-head": f"Ik vertel graag over tuinieren en fietsen repareren, groep {number}",
        "add-hands": "naaien, brood bakken",
        "add-together": "wandelen",
        "add-name": f"Buur {number}",
        "add-postcode": "1811BC",
    }


async def visit_hall(server: Server, count: int, home: Path) -> None:
    """Walk through the evening."""
    first = Phone(server.address, FORM)
    await first.open()  # what all share is made before anything is timed
    await first.close()
    phones = [Phone(server.address, FORM) for _ in range(count)]
    asyncio.get_running_loop().set_default_executor(ThreadPoolExecutor(count))
    await measured(server, "fetch the page and its files", [one.fetch for one in phones])
    await measured(server, "open the form", [one.open for one in phones])
    for number, phone in enumerate(phones):
        fill_in(phone, number)
    await measured(server, "send what was typed", [one.ask for one in phones])
    for phone in phones:
        phone.values |= {"add-consent-keep": True}
    await measured(server, "say yes to keeping", [one.ask for one in phones])
    for phone in phones:
        phone.values |= {"add-consent-show_neighbours": True}
    await measured(server, "say yes to neighbours", [one.ask for one in phones])
    await measured(server, "press save", [lambda one=one: one.ask(press="press-save") for one in phones])
    told = sum("secret" in " ".join(one.texts) or "sleutel#" in " ".join(one.texts) for one in phones)
    with closing(Store(store_path(home))) as store:
        kept = [one.suggestion.card.name for one in store.read_queue(role=CONNECTOR)]
    print(
        f"\n{told} of {count} were told; {len(kept)} cards, {len(set(kept))} names; "
        f"{sum(one.received for one in phones) / count / 1000:,.0f} kB over each websocket"
    )
    for phone in phones:
        await phone.close()


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

"""
Measure the engine beside others, on the same questions in the same run.

    uv run python -m tests.benchmarks.engine [--sizes 10000,100000,1000000] [--questions 60]

Every question is put to all engines one after the other, and the processor's time is counted (for PostGIS the
clock on the wall), so that a busy machine changes little: ratios hold better than milliseconds still. All
engines must give the same assets in the same order.
"""

import argparse
import os
import platform
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from time import perf_counter, process_time

import numba
import numpy as np

from geo import compiled
from geo.coalition import Wish, find_coalitions
from geo.complements import complements_of_asset
from geo.fit import OFFER_SET
from geo.index import AssetIndex
from geo.question import Question
from geo.ranking import rank_of_asset
from geo.terms import AUDIENCES
from tests.benchmarks.engine.country import CAPABILITIES, Country, make_country
from tests.benchmarks.engine.rivals import POSTGIS_NAME, Ask, rivals
from tests.factories import make_unchecked_assets

OURS = "this engine, compiled: ranking"
EXPLAINED = "this engine, compiled: with reasons"


def milliseconds(
    run: Callable[[], object], *, times: int = 1, clock: Callable[[], float] = process_time
) -> float:
    """Give the shortest of some runs: the processor's time, so that what else the machine does counts little."""
    taken = []
    for _ in range(times):
        start = clock()
        run()
        taken.append(clock() - start)
    return min(taken) * 1000


def percentiles(taken: Sequence[float]) -> tuple[float, float, float]:
    return tuple(np.percentile(taken, [50, 95, 100]))


def measure_build(country: Country) -> AssetIndex:
    build = milliseconds(lambda: AssetIndex.build(country.assets, capabilities=CAPABILITIES), times=3)
    index = AssetIndex.build(country.assets, capabilities=CAPABILITIES)
    adding = []
    changed = index
    for number in range(100):
        one = make_unchecked_assets([{"asset_id": f"new-{number}", "gifts": "c_aa:can c_ab:seeks"}])
        adding.append(milliseconds(lambda index=changed, one=one: index.with_changes(added=one), times=2))
        changed = changed.with_changes(added=one)
    p50, p95, _ = percentiles(adding)
    size = index.nbytes / len(country.assets)
    print(f"| {len(country.assets):,} | {build:.0f} ms | {size:.0f} | {p50:.2f} / {p95:.2f} ms |", flush=True)
    return index


def measure_complements(
    country: Country, index: AssetIndex, questions: int, rng: np.random.Generator
) -> None:
    ids = country.assets["asset_id"].to_numpy()

    def ours(row: int, radius_m: float) -> list[str]:
        return list(rank_of_asset(index, ids[row], Question(radius_m, audiences=AUDIENCES)).asset_id)

    def explained(row: int, radius_m: float) -> list[str]:
        found = complements_of_asset(index, ids[row], radius_m=radius_m, audiences=AUDIENCES)
        return [one.asset_id for one in found]

    engines = {
        OURS: ours,
        EXPLAINED: explained,
        "this engine, plain numpy: ranking": in_numpy(ours),
        "this engine, plain numpy: with reasons": in_numpy(explained),
        **dict(rivals(country)),
    }
    for radius_m in (1000.0, 5000.0):
        taken = {name: [] for name in engines}
        for row in rng.integers(0, len(ids), questions).tolist():
            expected = ours(row, radius_m)
            for name, ask in engines.items():
                assert ask(row, radius_m) == expected, name
                clock = (
                    perf_counter if name == POSTGIS_NAME else process_time
                )  # it works in a process of its own
                once = partial(ask, row, radius_m)
                taken[name].append(milliseconds(once, times=3, clock=clock))
        mine, whole = percentiles(taken[OURS])[0], percentiles(taken[EXPLAINED])[0]
        for name, times in taken.items():
            p50, p95, _ = percentiles(times)
            print(
                f"| {len(ids):,} | {radius_m / 1000:.0f} km | {name} | {p50:.3f} | {p95:.3f} "
                f"| {p50 / mine:.1f}x | {p50 / whole:.1f}x |",
                flush=True,
            )


def in_numpy(ask: Ask) -> Ask:
    def asked(row: int, radius_m: float) -> list[str]:
        with compiled.plain_numpy():
            return ask(row, radius_m)

    return asked


def measure_coalitions(country: Country, index: AssetIndex, questions: int, rng: np.random.Generator) -> None:
    scan = 2 * milliseconds(lambda: scan_columns(index), times=20)
    for wanted in (3, 5, 8, 12):
        taken, proven = [], 0
        for row in rng.integers(0, len(country.x), questions).tolist():
            wants = tuple(CAPABILITIES[at] for at in rng.choice(len(CAPABILITIES), wanted, replace=False))
            wish = Wish((country.x[row] + 50.0, country.y[row]), wants, audiences=AUDIENCES)
            proven += find_coalitions(index, wish)[0].exact
            taken.append(milliseconds(lambda wish=wish: find_coalitions(index, wish), times=2))
        p50, p95, most = percentiles(taken)
        print(
            f"| {len(country.x):,} | {wanted} | {p50:.2f} | {p95:.2f} | {most:.1f} "
            f"| {proven / questions:.1%} | {scan:.2f} |",
            flush=True,
        )


def scan_columns(index: AssetIndex) -> np.ndarray:
    """One full column scan: the distance of every asset to a place, and whether it offers a thing."""
    columns = index.base.columns
    east, north = columns.x - 110_000.0, columns.y - 500_000.0
    wanted = (columns.capability == 7) & ((columns.modes & OFFER_SET) > 0)
    return ((east * east + north * north) <= 1e6).nonzero()[0], wanted.nonzero()[0]


def describe_machine() -> str:
    model = next(line for line in Path("/proc/cpuinfo").read_text().splitlines() if "model name" in line)
    load = ", ".join(f"{one:.1f}" for one in os.getloadavg())
    versions = f"Python {platform.python_version()}, numpy {np.__version__}, numba {numba.__version__}"
    return f"{os.cpu_count()} cores of {model.split(': ')[1]}, load {load}; {versions}"


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--sizes", default="10000,100000,1000000")
    options.add_argument("--questions", type=int, default=60)
    chosen = options.parse_args()
    print(describe_machine())
    compiled.warm(wait=True)
    assert compiled.loops() is not None, "the compiled variant is measured too: uv sync"
    countries = [make_country(int(size)) for size in chosen.sizes.split(",")]
    print("\n| assets | build | bytes per asset | adding one, p50 / p95 |\n|---|---|---|---|")
    indexes = [measure_build(country) for country in countries]
    print(
        "\n| assets | wanted | p50 ms | p95 ms | max ms | proven best | two scans ms |\n|---|---|---|---|---|---|---|"
    )
    for country, index in zip(countries, indexes, strict=True):
        measure_coalitions(country, index, 3 * chosen.questions, np.random.default_rng(2))
    print(
        "\n| assets | radius | engine | p50 ms | p95 ms | beside the ranking | beside the whole answer |"
        "\n|---|---|---|---|---|---|---|"
    )
    for country, index in zip(countries, indexes, strict=True):
        measure_complements(country, index, chosen.questions, np.random.default_rng(1))
    print(f"\nAfterwards: {describe_machine()}")


if __name__ == "__main__":
    main()

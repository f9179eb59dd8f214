"""
Measure the measures beside geopandas, on the same data in the same run.

    uv run python -m tests.benchmarks.coverage [--assets 100000] [--areas 14000] [--radius 800]

The processor's time is counted, so that a busy machine changes little. Both must give the same numbers.
"""

import argparse
import os
import platform
from collections.abc import Callable
from datetime import date
from pathlib import Path
from time import process_time

import geopandas as gpd
import numpy as np
import pandas as pd

from geo.coverage.assign import Assignment
from geo.coverage.catchment import catchment
from geo.coverage.growth import grow_reach
from geo.coverage.reach import reach
from geo.coverage.strengths import count_kinds
from geo.crs import RD
from geo.terms import KINDS
from geo.walking import DETOUR
from tests.benchmarks.coverage.country import THEMES, Covered, make_covered


def seconds(run: Callable[[], object], *, times: int = 1) -> tuple[float, object]:
    """Give the shortest of some runs in seconds of the processor's time, and what came out."""
    taken, found = [], None
    for _ in range(times):
        start = process_time()
        found = run()
        taken.append(process_time() - start)
    return min(taken), found


def tell(name: str, taken: float, ours: float) -> None:
    print(f"| {name} | {taken * 1000:,.0f} | {taken / ours:,.1f}x |", flush=True)


def join_counts(country: Covered) -> pd.DataFrame:
    """Count as geopandas users do: a spatial join, then groupby."""
    joined = gpd.sjoin(country.assets[["kind", "geometry"]], country.areas[["code", "geometry"]])
    counts = joined.groupby(["code", "kind"]).size().unstack(fill_value=0)
    return counts.reindex(country.areas["code"], fill_value=0)[list(KINDS)]


def nearest_reach(country: Covered, homes: gpd.GeoDataFrame, radius_m: float) -> pd.DataFrame:
    """Find reach as geopandas users do: the nearest asset of each theme, as far as it is near enough."""
    shares = {}
    for theme, has in zip(THEMES, country.has_theme, strict=True):
        near = gpd.sjoin_nearest(homes, country.assets.loc[has, ["geometry"]], max_distance=radius_m / DETOUR)
        near = near[~near.index.duplicated()]
        shares[theme.name] = near.groupby("number")["people"].sum()
    people = homes.groupby("number")["people"].sum()
    found = pd.DataFrame(shares).reindex(range(len(country.areas)), fill_value=0).fillna(0.0)
    return found.div(people.where(people > 0), axis=0)


def measure_counts(country: Covered) -> None:
    assert country.assets.sindex.size and country.areas.sindex.size  # both trees stand beforehand
    ours, counts = seconds(lambda: count_kinds(country.assets, country.assigned), times=5)
    theirs, joined = seconds(lambda: join_counts(country), times=2)
    # On a border a join counts an asset twice, so only nearly all are compared.
    differing = (counts.iloc[:-1].to_numpy() != joined.to_numpy()).any(axis=1).sum()
    assert differing < len(joined) / 20, differing
    assert counts.to_numpy().sum() == len(country.assets)
    once, _ = seconds(lambda: Assignment.of(country.assigned.postcodes, country.areas))
    tell("counts per kind and area: gather + bincount", ours, ours)
    tell("the same: geopandas.sjoin + groupby", theirs, ours)
    tell("which area each postcode lies in, once", once, ours)


def measure_reach(country: Covered, radius_m: float) -> None:
    origins = country.origins
    points = gpd.GeoSeries.from_xy(origins.x, origins.y, crs=RD)
    homes = gpd.GeoDataFrame({"number": origins.number, "people": origins.inhabitants}, geometry=points)
    ours, found = seconds(lambda: reach(country.assets, origins, THEMES, radius_m=radius_m), times=3)
    theirs, near = seconds(lambda: nearest_reach(country, homes, radius_m))
    share = found.share.astype("float64").to_numpy()
    assert np.allclose(share, near.to_numpy(dtype=float), equal_nan=True)
    assert 0.02 < np.nanmean(share) < 0.98, "the question must be a real one"
    tell(f"reach of 12 themes within {radius_m:.0f} m on foot", ours, ours)
    tell("the same: geopandas.sjoin_nearest per theme", theirs, ours)
    print(
        f"\nMean share in reach: {np.nanmean(share):.2f}; by theme {np.nanmean(share, axis=0).round(2).tolist()}"
    )


def measure_others(country: Covered, radius_m: float) -> None:
    rng = np.random.default_rng(5)
    some = country.assets["asset_id"].iloc[:5000]
    capacity = pd.Series(rng.integers(10, 200, len(some)), index=some.to_numpy())
    months = rng.integers(0, 36, len(country.assets)).astype("timedelta64[M]") + np.datetime64("2023-12")
    days = pd.Series(months.astype("datetime64[s]"))
    print("\n| what | processor's time, ms |\n|---|---|")
    taken, _ = seconds(lambda: catchment(country.assets, capacity, country.origins, radius_m=radius_m))
    print(f"| catchments of 5,000 places within {radius_m:.0f} m | {taken * 1000:,.0f} |")
    until = date(2026, 11, 30)
    taken, _ = seconds(
        lambda: grow_reach(country.assets, days, country.origins, THEMES, radius_m=radius_m, until=until)
    )
    print(f"| reach of 12 themes at the end of each of 36 months | {taken * 1000:,.0f} |", flush=True)


def describe_machine() -> str:
    model = next(line for line in Path("/proc/cpuinfo").read_text().splitlines() if "model name" in line)
    load = ", ".join(f"{one:.1f}" for one in os.getloadavg())
    versions = f"Python {platform.python_version()}, numpy {np.__version__}, geopandas {gpd.__version__}"
    return f"{os.cpu_count()} cores of {model.split(': ')[1]}, load {load}; {versions}"


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--assets", type=int, default=100_000)
    options.add_argument("--areas", type=int, default=14_000)
    options.add_argument("--radius", type=float, default=800.0)
    chosen = options.parse_args()
    print(describe_machine())
    country = make_covered(chosen.assets, chosen.areas)
    print("\n| what | processor's time, ms | beside ours |\n|---|---|---|")
    measure_counts(country)
    measure_reach(country, chosen.radius)
    measure_others(country, chosen.radius)
    print(f"\nAfterwards: {describe_machine()}")


if __name__ == "__main__":
    main()

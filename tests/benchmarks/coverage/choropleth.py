"""
Measure the page Dekking for a whole country: what the server does for each view after the first.

    uv run python -m tests.benchmarks.coverage.choropleth GEMEENTEN.geojson [--assets 100000]

The file holds the outlines of all gemeenten (such as `reference/cbs/gemeenten_2022.geojson`). Assets are made up, at
made-up postcodes. The page runs whole, as Streamlit runs it, without a browser; the wall's clock and the processor's
time count.
"""

import argparse
import logging
import os
import tempfile
from pathlib import Path
from time import perf_counter, process_time

import numpy as np
import pandas as pd
from streamlit.testing.v1 import AppTest

from dashboard import cache
from geo.areas.install import install_from_file
from geo.frames import GIFTS, KIND, PLACED_BY, POSTCODE
from geo.inventory import (
    HOME_VARIABLE,
    Inventory,
    inventory_version,
    open_areas,
    open_templates,
    open_vocabulary,
)
from geo.postcodes.table import PostcodeTable
from geo.query import Surroundings
from geo.terms import KINDS
from tests.benchmarks.coverage.__main__ import describe_machine
from tests.benchmarks.coverage.country import make_covered

PAGE = Path(__file__).parents[3] / "dashboard" / "app_pages" / "coverage.py"
VIEWS = (
    {"measure": "strengths"},
    {"measure": "strengths", "theme": "eten"},
    {"measure": "strengths", "kind": "association"},
    {"measure": "per_1000"},
    {"measure": "diversity"},
    {"measure": "reach", "theme": "groen"},
    {"measure": "reach", "theme": "groen", "within": "1600"},
    {"measure": "asked"},
)


def open_country(home: Path, count: int) -> Inventory:
    """Make an inventory of a whole country; capabilities are those of the vocabulary."""
    made = make_covered(count, 10)
    words = open_vocabulary(home)
    rng = np.random.default_rng(7)
    codes = np.array([term.code for term in words.capabilities])[
        rng.integers(0, len(words.capabilities), count)
    ]
    assets = made.assets.assign(
        **{
            GIFTS: pd.Series(np.char.add(codes, ":can"), dtype="str"),
            KIND: pd.Series(np.array(KINDS)[rng.integers(0, 3, count)], dtype="str"),
            POSTCODE: made.assets[POSTCODE].astype("str"),
            PLACED_BY: made.assets[PLACED_BY].astype("str"),
        }
    )
    table: PostcodeTable = made.assigned.postcodes
    around = Surroundings(table, open_areas(home), words)
    templates = open_templates(home, vocabulary=words)
    return Inventory(assets, around, templates, f"{inventory_version(home)}-invented", False)


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("outlines", type=Path)
    options.add_argument("--assets", type=int, default=100_000)
    chosen = options.parse_args()
    logging.disable(logging.WARNING)  # Streamlit's, about running without a browser
    print(describe_machine())
    with tempfile.TemporaryDirectory() as folder:
        os.environ[HOME_VARIABLE] = folder
        install_from_file(chosen.outlines, level="gemeente", home=Path(folder))
        inventory = open_country(Path(folder), chosen.assets)
        cache.open_inventory = lambda _: inventory  # type: ignore[assignment]
        cache.inventory_version = lambda _: inventory.version  # type: ignore[assignment]
        look_around()


def look_around() -> None:
    page = AppTest.from_file(str(PAGE.parents[1] / "app.py"), default_timeout=300)
    page.run()
    page.switch_page(str(PAGE))
    print(
        "\n| view | first time, ms | of it the processor | again, ms | of it the processor |\n|---|---|---|---|---|"
    )
    for view in ({}, *VIEWS):
        for name in list(page.query_params):
            del page.query_params[name]
        first, first_busy = look(page, view)
        again, busy = look(page, view)
        assert len(page.dataframe[0].value) > 300
        said = ", ".join(view.values()) or "the very first"
        print(f"| {said} | {first:,.0f} | {first_busy:,.0f} | {again:,.0f} | {busy:,.0f} |", flush=True)


def look(page: AppTest, view: dict[str, str]) -> tuple[float, float]:
    for name, value in view.items():
        page.query_params[name] = value
    began, busy = perf_counter(), process_time()
    page.run()
    assert not page.exception, [one.message for one in page.exception]
    return (perf_counter() - began) * 1000, (process_time() - busy) * 1000


if __name__ == "__main__":
    main()

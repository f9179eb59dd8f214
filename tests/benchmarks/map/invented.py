"""The app with an invented inventory of any size, as every visitor (who is not logged in) sees it."""

import sys
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd

from dashboard import cache
from dashboard.server import PAGE, serve
from geo.frames import KIND, NAME, PC6, PLACED_BY, POSTCODE
from geo.inventory import Inventory, open_areas, open_templates, open_vocabulary
from geo.postcodes.table import PostcodeTable
from geo.query import Surroundings
from geo.terms import INSTITUTION, KINDS, TALENT
from tests.benchmarks.engine import country

PC4_WIDTH_M = 2500
"""About as wide as half of the areas of a PC4."""

NAMES = {TALENT: "Bewoner", "association": "Buurtclub", INSTITUTION: "Bibliotheek"}


def make_inventory(count: int) -> Inventory:
    """Invent an inventory: `country` with names, postcodes and the capabilities of the vocabulary."""
    vocabulary = open_vocabulary(Path())
    country.CAPABILITIES = tuple(term.code for term in vocabulary.capabilities)  # type: ignore[misc]
    assets = country.make_country(count).assets
    pc4 = _pc4(assets)
    number = np.arange(count) % 9000 + 1
    assets[NAME] = [f"{NAMES[kind]} {n}" for kind, n in zip(assets[KIND], number, strict=True)]
    assets[PLACED_BY] = PC6
    assets[POSTCODE] = pd.Series(pc4, dtype="str").str.cat(["AB"] * count)
    around = Surroundings(_postcodes(assets, pc4), open_areas(), vocabulary)
    templates = open_templates(Path(), vocabulary=vocabulary)
    return Inventory(assets, around, templates, version=f"invented-{count}", is_demo=False)


def _pc4(assets: gpd.GeoDataFrame) -> list[str]:
    """Give each asset the four digits of its square; the last squares of a long list share one."""
    squares = (assets.geometry.x // PC4_WIDTH_M) * 10_000 + assets.geometry.y // PC4_WIDTH_M
    codes, _ = pd.factorize(squares, sort=True)
    return [str(1000 + min(code, 8999)) for code in codes.tolist()]


def _postcodes(assets: gpd.GeoDataFrame, pc4: list[str]) -> PostcodeTable:
    points = pd.DataFrame({"postcode": pc4, "x": assets.geometry.x, "y": assets.geometry.y})
    return PostcodeTable.from_frame(points.groupby("postcode", as_index=False).mean().round())


def install(count: int) -> None:
    """Let the app of this process open an invented inventory, and warm what all visitors share."""
    assert set(NAMES) == set(KINDS)
    inventory = make_inventory(count)
    cache.open_inventory = lambda _, **__: inventory  # type: ignore[assignment]
    cache.inventory_version = lambda _, **__: inventory.version  # type: ignore[assignment]


if __name__ == "__main__":
    install(int(sys.argv[1]))
    script = Path(sys.argv[2]) if sys.argv[2:] else PAGE
    serve(port=0, script=script, announce=lambda address: print(address, flush=True))

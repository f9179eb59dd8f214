"""The app with an invented inventory: a street of thousands, and forty who share one point far from it."""

import os
import runpy

import numpy as np
import streamlit as st

from dashboard import cache
from dashboard.server import PAGE
from geo.inventory import (
    Inventory,
    inventory_version,
    open_areas,
    open_postcodes,
    open_templates,
    open_vocabulary,
)
from geo.query import Surroundings
from geo.terms import KINDS, TALENT
from tests.factories import PLACE, make_unchecked_assets

CROWD, TOGETHER = 2400, 40
FLAT = (PLACE[0] + 6000, PLACE[1])


@st.cache_resource
def invented() -> None:
    """Let this server open the invented inventory."""
    number = np.arange(CROWD)
    crowd = [
        {"asset_id": f"crowd-{n}", "name": f"Naam {n}", "kind": KINDS[n % 3], "x": x, "y": y}
        for n, x, y in zip(number, PLACE[0] + 40 * (number % 60), PLACE[1] + 40 * (number // 60), strict=True)
    ]
    flat = [
        {"asset_id": f"flat-{n}", "name": f"Buur {n}", "kind": TALENT, "x": FLAT[0], "y": FLAT[1]}
        for n in range(TOGETHER)
    ]
    assets = make_unchecked_assets([*crowd, *flat])
    home = cache.data_home()
    words = open_vocabulary(home)
    inventory = Inventory(
        assets=assets,
        around=Surroundings(open_postcodes(home), open_areas(), words),
        templates=open_templates(home, vocabulary=words),
        version=f"{inventory_version(home)}-{os.getpid()}",
        is_demo=False,
    )
    cache.open_inventory = lambda _, **__: inventory
    cache.inventory_version = lambda _, **__: inventory.version


if __name__ == "__main__":  # for the server; a test takes its numbers from here
    invented()
    runpy.run_path(str(PAGE), run_name="__main__")

"""The made-up country of the engine's benchmark, with postcodes that have codes and inhabitants, and with areas."""

from typing import NamedTuple

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from geo.coverage.assign import Assignment
from geo.coverage.origins import Origins, counted_origins
from geo.coverage.wanted import Want
from geo.crs import RD
from geo.frames import PLACED_BY, POSTCODE
from geo.postcodes.table import PostcodeTable
from tests.benchmarks.engine.country import CAPABILITIES, POSTCODES, make_country, make_postcodes

THEMES = tuple(Want(f"theme_{number:02}", frozenset(CAPABILITIES[number::12])) for number in range(12))

_PER_PC4 = 115
_SEED = 2026


class Covered(NamedTuple):
    """A country with everything that measures of coverage need; per theme, which assets have it."""

    assets: gpd.GeoDataFrame
    areas: gpd.GeoDataFrame
    assigned: Assignment
    origins: Origins
    has_theme: list[NDArray[np.bool_]]


def make_covered(assets: int, areas: int) -> Covered:
    """Make so many assets at the 460,000 postcodes, and so many areas around as many of them."""
    rng = np.random.default_rng(_SEED)
    points = make_postcodes(rng)
    codes = _spell(np.arange(POSTCODES))
    made = make_country(assets, seed=_SEED).assets
    made[POSTCODE] = pd.Series(
        codes[rng.integers(0, POSTCODES, assets)], dtype="str"
    )  # as `make_country` draws
    made[PLACED_BY] = pd.Series(np.repeat("pc6", assets), dtype="str")
    table = PostcodeTable.from_frame(pd.DataFrame({"postcode": codes, "x": points[0], "y": points[1]}))
    outlines = _make_areas(points, areas, rng)
    assigned = Assignment.of(table, outlines)
    counted = pd.DataFrame(
        {
            "postcode": pd.Series(codes, dtype="str"),
            "inhabitants": pd.Series(rng.poisson(37, POSTCODES), dtype="Int64"),
        }
    )
    offered = [
        frozenset(
            gift.split(":")[0] for gift in text.split() if gift.split(":")[1] not in ("seeks", "learns")
        )
        for text in made["gifts"]
    ]
    has_theme = [np.array([not theme.capabilities.isdisjoint(one) for one in offered]) for theme in THEMES]
    return Covered(made, outlines, assigned, counted_origins(counted, assigned), has_theme)


def _spell(number: NDArray[np.int64]) -> NDArray:
    pc4, pair = 1000 + number // _PER_PC4, number % _PER_PC4
    return np.array(
        [f"{one}{chr(65 + two // 26)}{chr(65 + two % 26)}" for one, two in zip(pc4, pair, strict=True)],
        dtype=object,
    )


def _make_areas(points: NDArray, areas: int, rng: np.random.Generator) -> gpd.GeoDataFrame:
    """Cut the land into the cells of a Voronoi diagram: fewer corners than real outlines, so easier to join."""
    centres = np.unique(points[:, rng.choice(POSTCODES, areas + areas // 50, replace=False)].T, axis=0)
    centres = centres[rng.permutation(len(centres))[:areas]]
    cells = shapely.get_parts(shapely.voronoi_polygons(shapely.multipoints(centres)))
    codes = [f"BU{number:08}" for number in range(len(cells))]
    values = {
        "code": codes,
        "name": codes,
        "inhabitants": pd.array([1000] * len(cells), "Int64"),
        "year": 2024,
    }
    return gpd.GeoDataFrame(values, geometry=cells, crs=RD)

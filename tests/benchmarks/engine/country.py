"""
A made-up country: assets on postcodes, clustered in towns as in the Netherlands, the same for every seed.

Half of its people have more than 114,000 others within 5 km and 12,000 within 1 km (a tenth: fewer than
18,000 and 4,200). By the CBS counts per PC4 and the GeoNames points these are 87,000 and 11,000 (16,000 and
3,000) in the Netherlands.
"""

from typing import NamedTuple

import geopandas as gpd
import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from geo.crs import RD
from geo.frames import ASSET_ID, AUDIENCE, CONFIRMED_ON, GIFTS, KIND, TEXT_COLUMNS
from geo.terms import AUDIENCES, KINDS, MODES

POSTCODES = 460_000
TOWNS = 600
POSTCODES_PER_KM2 = 130.0
RANDSTAD, RANDSTAD_SPREAD_M, RANDSTAD_SHARE = (108_000, 455_000), 25_000, 0.45
"""Nearly half of the people live in a fifth of the land."""

CAPABILITIES = tuple(f"c_{chr(97 + i // 26)}{chr(97 + i % 26)}" for i in range(150))

SORTED_MODES = tuple(sorted(MODES))
"""The order of the canonical text of gifts."""
_MODE_SHARES = {  # can, learns, lends, seeks, teaches, together
    "talent": (0.40, 0.12, 0.05, 0.06, 0.12, 0.25),
    "association": (0.15, 0.02, 0.13, 0.30, 0.05, 0.35),
    "institution": (0.10, 0.00, 0.60, 0.15, 0.15, 0.00),
}
_KIND_SHARES = (0.75, 0.20, 0.05)
_AUDIENCE_SHARES = (0.80, 0.15, 0.05)
_GIFTS_MORE = (1.5, 3.0, 4.0)  # beyond the first, on average, per kind


class Country(NamedTuple):
    """The frame, and the same as plain arrays for the engines that it is compared with."""

    assets: gpd.GeoDataFrame
    x: NDArray[np.float64]
    y: NDArray[np.float64]
    owner: NDArray[np.int64]
    gift: NDArray[np.int64]


def make_postcodes(rng: np.random.Generator) -> NDArray[np.float64]:
    """Give the points of all postcodes, shape (2, 460000): towns whose sizes follow Zipf's law."""
    size = 1.0 / np.arange(1, TOWNS + 1) ** 0.8
    count = rng.multinomial(POSTCODES, size / size.sum())
    centre = rng.uniform((30_000, 320_000), (270_000, 600_000), (TOWNS, 2))
    crowded = rng.random(TOWNS) < RANDSTAD_SHARE
    centre[crowded] = rng.normal(RANDSTAD, RANDSTAD_SPREAD_M, (crowded.sum(), 2))
    spread = np.sqrt(count / POSTCODES_PER_KM2 / (4 * np.pi)) * 1000
    return np.round(rng.normal(np.repeat(centre, count, axis=0), np.repeat(spread, count)[:, None])).T


def make_country(assets: int, *, seed: int = 2026) -> Country:
    """Make so many assets with gifts: common capabilities and rare ones, 3 to 4 gifts each on average."""
    rng = np.random.default_rng(seed)
    point = make_postcodes(rng)[:, rng.integers(0, POSTCODES, assets)]
    kind = rng.choice(len(KINDS), assets, p=_KIND_SHARES)
    owner, gift = _make_gifts(rng, kind)
    text = pa.array([f"{code}:{mode}" for code in CAPABILITIES for mode in SORTED_MODES])
    edges = pa.array(np.searchsorted(owner, np.arange(assets + 1)), pa.int32())
    lists = pa.ListArray.from_arrays(edges, text.take(pa.array(gift)))
    columns = {
        name: pd.Series(pa.repeat("", assets).cast(pa.large_string()), dtype="str") for name in TEXT_COLUMNS
    }
    columns[ASSET_ID] = pd.Series([f"a-{number:07d}" for number in rng.permutation(assets)], dtype="str")
    columns[KIND] = pd.Series(np.array(KINDS)[kind], dtype="str")
    columns[AUDIENCE] = pd.Series(np.array(AUDIENCES)[rng.choice(3, assets, p=_AUDIENCE_SHARES)], dtype="str")
    columns[GIFTS] = pd.Series(pc.binary_join(lists, " ").to_pandas(), dtype="str")
    columns[CONFIRMED_ON] = pd.Series(np.full(assets, np.datetime64("2026-11-01", "s")))
    points = gpd.GeoSeries.from_xy(*point, crs=RD)
    return Country(gpd.GeoDataFrame(columns, geometry=points), *point, owner, gift)


def _make_gifts(rng: np.random.Generator, kind: NDArray) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    count = 1 + rng.poisson(np.array(_GIFTS_MORE)[kind])
    owner = np.repeat(np.arange(len(kind)), count)
    common = 1.0 / (np.arange(len(CAPABILITIES)) + 8.0)
    capability = rng.choice(len(CAPABILITIES), len(owner), p=common / common.sum())
    shares = np.cumsum([_MODE_SHARES[name] for name in KINDS], axis=1)[kind[owner]]
    mode = np.minimum((rng.random(len(owner))[:, None] > shares).sum(axis=1), len(SORTED_MODES) - 1)
    whole = np.unique(owner * 10_000 + capability * len(SORTED_MODES) + mode)
    return whole // 10_000, whole % 10_000

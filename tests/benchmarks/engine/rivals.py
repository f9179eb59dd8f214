"""The same question put to other engines: an asset's nearby complements, best 20 by score, kind, distance, id."""

import os
from collections.abc import Callable, Iterator
from functools import partial

import geopandas as gpd
import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.spatial import cKDTree
from sqlalchemy import create_engine, text

from geo.frames import ASSET_ID, KIND
from geo.grid import expand_ranges, order_by_cell
from geo.terms import CAN, KINDS, LEARNS, LENDS, SEEKS, TEACHES, TOGETHER
from geo.walking import walk_decay
from tests.benchmarks.engine.country import CAPABILITIES, SORTED_MODES, Country

LIMIT = 20
POSTGIS = "KRACHTENKAART_BENCHMARK_POSTGIS"
"""Environment variable with the SQLAlchemy URL of a PostgreSQL with PostGIS, to be measured as well."""
POSTGIS_NAME = "PostGIS (wall clock)"

Ask = Callable[[int, float], list[str]]
"""Row of the asking asset and radius in metres; gives the ids of the best."""


def rivals(country: Country) -> Iterator[tuple[str, Ask]]:
    """Build each rival in turn."""
    bits = Bitsets(country)
    assets = geopandas_with_sets(country)
    yield "geopandas sindex + apply over rows with Python sets", partial(_ask_geopandas, assets, _fits_by_row)
    yield "the same, apply over the one column", partial(_ask_geopandas, assets, _fits_by_column)
    yield (
        "scipy cKDTree + bitsets",
        partial(_ask_tree, cKDTree(np.column_stack((country.x, country.y))), bits),
    )
    yield "250 m grid + bitset columns", grid_with_bitsets(country)
    yield "full scan + bitset columns", partial(_ask_scan, bits)
    if POSTGIS in os.environ:
        yield POSTGIS_NAME, postgis(country, os.environ[POSTGIS])


# geopandas, and one Python set of (capability, mode) per asset


def geopandas_with_sets(country: Country) -> gpd.GeoDataFrame:
    pairs = [(gift // 6, SORTED_MODES[gift % 6]) for gift in range(len(CAPABILITIES) * 6)]
    given = np.split(country.gift, np.searchsorted(country.owner, np.arange(1, len(country.assets))))
    assets = country.assets[[KIND, ASSET_ID, "geometry"]].copy()
    assets[KIND] = assets[KIND].map(KINDS.index)
    assets["gifts"] = [frozenset(pairs[gift] for gift in gifts.tolist()) for gifts in given]
    assert assets.sindex.size == len(assets)
    return assets


def _fits_by_row(near: gpd.GeoDataFrame, own: frozenset) -> pd.Series:
    return near.apply(lambda asset: _fit_of_sets(own, asset["gifts"]), axis=1)


def _fits_by_column(near: gpd.GeoDataFrame, own: frozenset) -> pd.Series:
    return near["gifts"].apply(partial(_fit_of_sets, own))


def _ask_geopandas(assets: gpd.GeoDataFrame, fits: Callable, row: int, radius_m: float) -> list[str]:
    own, point = assets["gifts"].iat[row], assets.geometry.iat[row]
    near = assets.iloc[assets.sindex.query(point, predicate="dwithin", distance=radius_m)]
    fit = fits(near, own)
    chosen = (fit > 0) & (near.index != row)
    near, fit = near[chosen], fit[chosen]
    far = near.distance(point)
    ranked = pd.DataFrame({"low": -fit * walk_decay(far), KIND: near[KIND], "far": far, "id": near[ASSET_ID]})
    return ranked.sort_values(["low", KIND, "far", "id"]).head(LIMIT)["id"].tolist()


def _fit_of_sets(own: frozenset, other: frozenset) -> float:
    fit = 0.0
    for capability, mode in own:
        if mode == TOGETHER:
            fit += (capability, mode) in other
        else:
            fit += _wish(other, capability, mode)
    for capability, mode in other:
        fit += _wish(own, capability, mode)
    return fit


def _wish(answers: frozenset, capability: int, mode: str) -> float:
    if mode == SEEKS:
        if (capability, CAN) in answers or (capability, LENDS) in answers:
            return 1.0
        return 0.5 * ((capability, TEACHES) in answers or (capability, TOGETHER) in answers)
    return float(mode == LEARNS and (capability, TEACHES) in answers)


# bitsets over all capabilities, per mode, as columns


class Bitsets:
    """Per asset: what it seeks, answers fully and by half, learns, teaches and does together, as bits."""

    def __init__(self, country: Country, order: NDArray | None = None) -> None:
        order = np.arange(len(country.x)) if order is None else order
        place = np.empty(len(order), np.int64)
        place[order] = np.arange(len(order))
        self.x, self.y = country.x[order], country.y[order]
        self.kind = country.assets[KIND].map(KINDS.index).to_numpy()[order]
        self.ids = country.assets[ASSET_ID].to_numpy()[order]
        self.place = place
        words = -(-len(CAPABILITIES) // 64)
        modes = {mode: np.zeros((words, len(order)), np.uint64) for mode in SORTED_MODES}
        capability, mode = country.gift // 6, country.gift % 6
        for number, name in enumerate(SORTED_MODES):
            having = mode == number
            bit = np.left_shift(np.uint64(1), (capability[having] % 64).astype(np.uint64))
            np.bitwise_or.at(modes[name], (capability[having] // 64, place[country.owner[having]]), bit)
        self.seeks, self.learns, self.teaches, self.together = (
            modes[name] for name in (SEEKS, LEARNS, TEACHES, TOGETHER)
        )
        self.full = modes[CAN] | modes[LENDS]
        self.half = (self.teaches | self.together) & ~self.full

    def best(self, row: int, near: NDArray, far: NDArray) -> list[str]:
        fit = np.zeros(len(near))
        for word in range(len(self.seeks)):
            for mine, theirs, worth in (
                (self.seeks, self.full, 1.0),
                (self.full, self.seeks, 1.0),
                (self.seeks, self.half, 0.5),
                (self.half, self.seeks, 0.5),
                (self.learns, self.teaches, 1.0),
                (self.teaches, self.learns, 1.0),
                (self.together, self.together, 1.0),
            ):
                if own := mine[word, row]:
                    fit += worth * np.bitwise_count(theirs[word, near] & own)
        chosen = ((fit > 0) & (near != row)).nonzero()[0]
        near, far = near[chosen], far[chosen]
        score = fit[chosen] * walk_decay(far)
        if len(score) > LIMIT:
            kept = (score >= np.partition(score, -LIMIT)[-LIMIT]).nonzero()[0]
            near, far, score = near[kept], far[kept], score[kept]
        order = np.lexsort((self.ids[near], far, self.kind[near], -score))[:LIMIT]
        return self.ids[near[order]].tolist()

    def distances(self, row: int, near: NDArray | slice) -> NDArray:
        east, north = self.x[near] - self.x[row], self.y[near] - self.y[row]
        return np.sqrt(east * east + north * north)


def _ask_tree(tree: cKDTree, bits: Bitsets, row: int, radius_m: float) -> list[str]:
    near = np.array(tree.query_ball_point((bits.x[row], bits.y[row]), radius_m))
    return bits.best(row, near, bits.distances(row, near))


def _ask_scan(bits: Bitsets, row: int, radius_m: float) -> list[str]:
    far = bits.distances(row, slice(None))
    near = (far <= radius_m).nonzero()[0]
    return bits.best(row, near, far[near])


def grid_with_bitsets(country: Country) -> Ask:
    order, grid = order_by_cell(country.x, country.y, band_m=250.0)
    bits = Bitsets(country, order)

    def ask(row: int, radius_m: float) -> list[str]:
        row = bits.place[row]
        near = expand_ranges(*grid.row_ranges(bits.x[row], bits.y[row], radius_m))
        far = bits.distances(row, near)
        inside = (far <= radius_m).nonzero()[0]
        return bits.best(row, near[inside], far[inside])

    return ask


# PostGIS, with the same bits as bit(150) columns

_NAMES = ("seeks", "full", "half", "learns", "teaches", "together")
_MEETS = (
    ("seeks", "full", 1.0),
    ("full", "seeks", 1.0),
    ("seeks", "half", 0.5),
    ("half", "seeks", 0.5),
    ("learns", "teaches", 1.0),
    ("teaches", "learns", 1.0),
    ("together", "together", 1.0),
)
_FIT = " + ".join(
    f"{worth} * bit_count(me.bits_{mine} & you.bits_{theirs})" for mine, theirs, worth in _MEETS
)
_QUERY = f"""
    select id from (
        select you.id, you.kind, st_distance(me.point, you.point) as far, {_FIT} as fit
        from benchmark_assets me join benchmark_assets you on st_dwithin(me.point, you.point, :radius)
        where me.row = :row and you.row <> :row
    ) found where fit > 0
    order by fit * (3.0 / (3 + floor(far * 0.01625 / 5))) desc, kind, far, id limit {LIMIT}
"""


def postgis(country: Country, url: str) -> Ask:
    bits = Bitsets(country)
    width = len(CAPABILITIES)
    columns = {f"bits_{name}": _bit_texts(getattr(bits, name), width) for name in _NAMES}
    engine = create_engine(url)
    with engine.begin() as connection:
        connection.execute(text("drop table if exists benchmark_assets"))
        fields = ", ".join(f"{name} bit({width})" for name in columns)
        connection.execute(
            text(f"create table benchmark_assets (row int, id text, kind int, point geometry, {fields})")
        )
        frame = pd.DataFrame(
            {"row": range(len(bits.x)), "id": bits.ids, "kind": bits.kind, "x": bits.x, "y": bits.y}
        )
        frame.assign(**columns).to_sql("benchmark_raw", connection, if_exists="replace", index=False)
        cast = ", ".join(f"{name}::bit({width})" for name in columns)
        connection.execute(
            text(
                f"insert into benchmark_assets select row, id, kind, st_point(x, y, 28992), {cast} from benchmark_raw"
            )
        )
        connection.execute(text("create unique index on benchmark_assets (row)"))
        connection.execute(text("create index on benchmark_assets using gist (point)"))
        connection.execute(text("analyze benchmark_assets"))
    connection = engine.connect()
    query = text(_QUERY)
    return lambda row, radius_m: list(connection.execute(query, {"row": row, "radius": radius_m}).scalars())


def _bit_texts(words: NDArray, width: int) -> list[str]:
    whole = np.unpackbits(words.T.copy().view(np.uint8), axis=1, bitorder="little")[:, :width]
    return ["".join(map(str, row)) for row in whole.tolist()]

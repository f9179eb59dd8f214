"""Cards that may be of the same person or group: nearly the same name, near each other. Only a person can tell."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import product
from typing import NamedTuple, Self

import geopandas as gpd
import numpy as np
import pandas as pd
from numpy.typing import NDArray
from rapidfuzz import fuzz, process

from geo.cards import Card
from geo.frames import ASSET_ID, KIND, NAME, POSTCODE
from geo.words import fold

LIKE = 80.0
"""Likeness of two names, 0 to 100, from which somebody should look at both."""

NEAR_M = 1500.0
"""Metres; a postcode of four digits may lie so far from one of its six-sign postcodes."""


SAME_PLACE_M = 250.0
"""Metres; of two records in lists, with one name and of one kind, that far apart somebody should look at both."""

_PC4_DIGITS = 4
_PAIRS_AT_ONCE = 1_000_000
_COLUMNS = 1 << 20
"""Grid columns per row of cells: more than there are in the country."""

_DIGITS = re.compile(r"\d+")


class Alike(NamedTuple):
    """
    Newcomers that may be there already, as columns; shape (k,) each, in the order of the newcomers.

    Attributes
    ----------
    newcomer, known
        Position of the newcomer, and of what it is most alike to.
    likeness
        Of the two names, 0 to 100.
    distance_m
        Metres in between.
    """

    newcomer: NDArray[np.int64]
    known: NDArray[np.int64]
    likeness: NDArray[np.float64]
    distance_m: NDArray[np.float64]


class Close(NamedTuple):
    """One card that may be the same: its id, likeness of the names (0 to 100), metres in between."""

    asset_id: str
    likeness: float
    distance_m: float


def find_close(card: Card, assets: gpd.GeoDataFrame, *, limit: int = 3) -> tuple[Close, ...]:
    """
    Find the cards that may be of the same person or group as this one.

    Parameters
    ----------
    assets
        Asset frame, EPSG:28992, shape (n_assets, 16), as the one who looks may see it.
    limit
        Most cards to give.

    Returns
    -------
    close
        Of the same kind, most alike first, the nearer one first among equals; never the card itself.
    """
    away = np.hypot(assets.geometry.x - card.x, assets.geometry.y - card.y)
    same = (assets[KIND] == card.kind) & (away <= NEAR_M) & (assets[ASSET_ID] != card.asset_id)
    rows = np.flatnonzero(same)
    names = {int(row): fold(assets[NAME].iloc[row]) for row in rows}
    alike = process.extract(
        fold(card.name), names, scorer=fuzz.token_sort_ratio, score_cutoff=LIKE, limit=None
    )
    found = [
        Close(str(assets[ASSET_ID].iloc[row]), float(score), float(away.iloc[row])) for _, score, row in alike
    ]
    return tuple(sorted(found, key=lambda one: (-one.likeness, one.distance_m, one.asset_id))[:limit])


def find_alike(
    newcomers: gpd.GeoDataFrame, known: gpd.GeoDataFrame, *, progress: Callable[[float], None] | None = None
) -> Alike:
    """
    Find for each newcomer the one that it may be: nearly the same name, the same kind, and the same place.

    A name alone never counts: the two share their postcode (its four digits, when one of them has no more) or
    lie within `SAME_PLACE_M`. Names with different numbers in them are different ("Locatie 1", "Locatie 2").

    Parameters
    ----------
    newcomers, known
        Asset frames, EPSG:28992; only the ones of `known` that the one who looks may see.
    progress
        Told the share that is done, from 0 to 1.

    Returns
    -------
    alike
        At most one per newcomer: the most alike, the nearer one among equals, the first one among those.
    """
    ours, theirs = _Names.of(newcomers), _Names.of(known)
    best = _Best.none(len(newcomers))
    ways = [_by_postcode, *(_by_cell(*step) for step in product((-1, 0, 1), repeat=2))]
    for number, key in enumerate(ways, start=1):
        for rows, others in _blocks(*key(ours, theirs)):
            _look_at(ours, theirs, rows, others, best)
        if progress is not None:
            progress(number / len(ways))
    found = np.flatnonzero(best.row >= 0)
    return Alike(found, best.row[found], best.likeness[found], best.distance_m[found])


@dataclass(frozen=True, eq=False)
class _Names:
    """What is compared, as columns of shape (n,)."""

    name: NDArray  # folded, its words in order
    group: NDArray[np.int64]  # kind and numbers in the name: of another group it cannot be the same
    letters: NDArray[np.int64]  # of the postcode, as a number; 0 where it has none
    pc4: NDArray[np.int64]
    x: NDArray[np.float64]
    y: NDArray[np.float64]

    @classmethod
    def of(cls, assets: gpd.GeoDataFrame) -> Self:
        names = {name: " ".join(sorted(fold(name).split())) or name for name in assets[NAME].unique()}
        numbers = {name: " ".join(sorted(_DIGITS.findall(folded))) for name, folded in names.items()}
        groups = assets[KIND].str.cat(assets[NAME].map(numbers).astype("str"), sep=" ")
        return cls(
            name=assets[NAME].map(names).to_numpy(dtype=object),
            group=pd.util.hash_array(groups.to_numpy(dtype=object)).astype(np.int64),
            letters=_letters(assets[POSTCODE]),
            pc4=assets[POSTCODE].str[:_PC4_DIGITS].to_numpy(dtype=np.int64),
            x=assets.geometry.x.to_numpy(),
            y=assets.geometry.y.to_numpy(),
        )


@dataclass(frozen=True, eq=False)
class _Best:
    """The best found so far per newcomer, filled in as blocks are looked at; shape (n,) each."""

    row: NDArray[np.int64]  # -1 while there is none
    likeness: NDArray[np.float64]
    distance_m: NDArray[np.float64]

    @classmethod
    def none(cls, count: int) -> Self:
        return cls(np.full(count, -1), np.zeros(count), np.full(count, np.inf))

    def take(self, newcomer: NDArray, row: NDArray, likeness: NDArray, distance_m: NDArray) -> None:
        """Take those pairs that are better than what is there."""
        order = np.lexsort((row, distance_m, -likeness, newcomer))
        firsts = order[np.unique(newcomer[order], return_index=True)[1]]
        at = newcomer[firsts]
        now = (self.likeness[at], -self.distance_m[at])
        is_better = (likeness[firsts] > now[0]) | (
            (likeness[firsts] == now[0]) & (-distance_m[firsts] > now[1])
        )
        at, firsts = at[is_better], firsts[is_better]
        self.row[at], self.likeness[at], self.distance_m[at] = (
            row[firsts],
            likeness[firsts],
            distance_m[firsts],
        )


_Keys = tuple[NDArray[np.int64], NDArray[np.int64]]


def _by_postcode(ours: _Names, theirs: _Names) -> _Keys:
    """Give equal keys to what shares group and PC4."""
    return ours.group ^ ours.pc4, theirs.group ^ theirs.pc4


def _by_cell(columns: int, rows: int) -> Callable[[_Names, _Names], _Keys]:
    """Give equal keys to newcomers and those of their group in the cell that lies so many cells further."""

    def key(ours: _Names, theirs: _Names) -> _Keys:
        return (
            ours.group ^ (_cells(ours) + rows * _COLUMNS + columns),
            theirs.group ^ _cells(theirs),
        )

    return key


def _cells(names: _Names) -> NDArray[np.int64]:
    column, row = ((axis // SAME_PLACE_M).astype(np.int64) for axis in (names.x, names.y))
    return row * _COLUMNS + column


def _blocks(
    ours: NDArray[np.int64], theirs: NDArray[np.int64]
) -> Iterator[tuple[NDArray[np.int64], NDArray[np.int64]]]:
    """Yield the positions on both sides that share a key, in parts of at most `_PAIRS_AT_ONCE` pairs."""
    our_order, their_order = np.argsort(ours, kind="stable"), np.argsort(theirs, kind="stable")
    our_keys, our_starts = np.unique(ours[our_order], return_index=True)
    their_keys, their_starts = np.unique(theirs[their_order], return_index=True)
    _, our_at, their_at = np.intersect1d(our_keys, their_keys, assume_unique=True, return_indices=True)
    our_ends, their_ends = np.append(our_starts, len(ours))[1:], np.append(their_starts, len(theirs))[1:]
    for one, other in zip(our_at.tolist(), their_at.tolist(), strict=True):
        others = their_order[their_starts[other] : their_ends[other]]
        step = max(1, _PAIRS_AT_ONCE // len(others))
        for start in range(our_starts[one], our_ends[one], step):
            yield our_order[start : min(start + step, our_ends[one])], others


def _look_at(ours: _Names, theirs: _Names, rows: NDArray, others: NDArray, best: _Best) -> None:
    """Compare all of a block with all of another."""
    likeness = process.cdist(
        ours.name[rows], theirs.name[others], scorer=fuzz.ratio, score_cutoff=LIKE, dtype=np.float32
    )
    one, other = np.nonzero(likeness)
    if not len(one):
        return
    newcomer, row = rows[one], others[other]
    away = np.hypot(ours.x[newcomer] - theirs.x[row], ours.y[newcomer] - theirs.y[row])
    is_here = (away <= SAME_PLACE_M) | _share_postcode(ours, theirs, newcomer, row)
    is_here &= ours.group[newcomer] == theirs.group[row]
    if is_here.any():
        best.take(newcomer[is_here], row[is_here], likeness[one, other][is_here].astype(float), away[is_here])


def _share_postcode(ours: _Names, theirs: _Names, newcomer: NDArray, row: NDArray) -> NDArray[np.bool_]:
    """Tell which pairs have one postcode, or the same four digits where one of the two has no more."""
    mine, its = ours.letters[newcomer], theirs.letters[row]
    return (ours.pc4[newcomer] == theirs.pc4[row]) & ((mine == its) | (mine == 0) | (its == 0))


def _letters(postcodes: pd.Series) -> NDArray[np.int64]:
    pairs = postcodes.str[_PC4_DIGITS:]
    known = {pair: int.from_bytes(pair.encode(), "big") for pair in pairs.unique()}
    return pairs.map(known).to_numpy(dtype=np.int64)

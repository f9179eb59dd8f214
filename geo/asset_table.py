"""
The asset frame as columns, ready for questions: read once per frame, so that no question reads a row.

A question over a million assets is a few passes over arrays; rows become a frame again only where somebody
looks at them.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from functools import cached_property

import geopandas as gpd
import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
import shapely
from numpy.typing import NDArray

from geo.frames import ASSET_ID, DESCRIPTION, MEETS, NAME, POSTCODE, WORDS
from geo.index_columns import MODE_BIT, MODE_SETS, Columns, read_columns
from geo.terms import KINDS
from geo.words import fold

FREE_TEXTS = (NAME, DESCRIPTION, WORDS, MEETS, POSTCODE)
"""Columns in which a word is looked for."""


@dataclass(frozen=True, eq=False)
class AssetTable:
    """
    An asset frame and its columns.

    Attributes
    ----------
    frame
        Asset frame in EPSG:28992, shape (n, ...), already projected to what the reader may see. Not changed.
    columns
        Points, kinds and gifts of the n assets, in the order of the frame.
    positions
        Position of each capability in `columns`.
    """

    frame: gpd.GeoDataFrame
    columns: Columns
    positions: Mapping[str, int]

    @classmethod
    def of(cls, assets: "gpd.GeoDataFrame | AssetTable") -> "AssetTable":
        """Read the columns of a frame; a table is given back as it is."""
        if isinstance(assets, AssetTable):
            return assets
        _, columns, positions = read_columns(assets, {})
        return cls(assets, columns, positions)

    def __len__(self) -> int:
        """Count the assets."""
        return len(self.columns)

    @cached_property
    def texts(self) -> pa.LargeStringArray:
        """The folded free texts of each asset, made when the first word is looked for; shape (n,)."""
        parts = [_letters(self.frame[column]) for column in FREE_TEXTS]
        return _fold_all(pc.binary_join_element_wise(*parts, pa.scalar(" ", pa.large_string())))

    @cached_property
    def _ids(self) -> pd.Index:
        return pd.Index(self.frame[ASSET_ID])

    def find_rows(self, asset_ids: Collection[str]) -> NDArray[np.int64]:
        """Give the rows of those of the assets that are here, in the order asked; shape (k,)."""
        if not asset_ids:
            return np.zeros(0, np.int64)
        rows = self._ids.get_indexer(pd.Index(list(asset_ids), dtype=self._ids.dtype))
        return rows[rows >= 0].astype(np.int64)

    def of_kinds(self, kinds: Collection[str]) -> NDArray[np.bool_]:
        """Tell which assets are of one of these kinds, shape (n,)."""
        return np.array([kind in kinds for kind in KINDS])[self.columns.kind]

    def with_gift(
        self, *, capabilities: Collection[str] | None = None, modes: Collection[str] = ()
    ) -> NDArray[np.bool_]:
        """
        Tell which assets have a gift in one of these capabilities and, at once, in one of these modes.

        Parameters
        ----------
        capabilities
            Codes; None stands for all.
        modes
            Codes; none stands for all.
        """
        wanted_bits = sum(MODE_BIT[mode] for mode in modes) or MODE_SETS - 1
        fits = ((np.arange(MODE_SETS) & wanted_bits) > 0)[self.columns.modes]
        if capabilities is not None:
            fits &= np.array([code in capabilities for code in self.positions] or [False])[
                self.columns.capability
            ]
        before = np.concatenate(([0], np.cumsum(fits, dtype=np.int32)))
        offsets = self.columns.offsets
        return before[offsets[1:]] > before[offsets[:-1]]

    def with_text(self, word: str) -> NDArray[np.bool_]:
        """Tell which assets have a folded word anywhere in their free texts, shape (n,)."""
        return pc.match_substring(self.texts, word).to_numpy(zero_copy_only=False).astype(bool)

    def within(self, place: tuple[float, float], radius_m: float) -> NDArray[np.bool_]:
        """Tell which assets lie within a radius in metres, its edge included, shape (n,)."""
        near = (np.abs(self.columns.x - place[0]) <= radius_m) & (
            np.abs(self.columns.y - place[1]) <= radius_m
        )
        rows = np.flatnonzero(near)
        near[rows] = self.distance_m(rows, place) <= radius_m
        return near

    def inside(self, outline: shapely.Geometry) -> NDArray[np.bool_]:
        """Tell which assets lie in an area in EPSG:28992, its border included, shape (n,)."""
        west, south, east, north = outline.bounds
        x, y = self.columns.x, self.columns.y
        found = (x >= west) & (x <= east) & (y >= south) & (y <= north)
        rows = np.flatnonzero(found)
        shapely.prepare(outline)
        found[rows] = shapely.intersects_xy(outline, x[rows], y[rows])
        return found

    def distance_m(self, rows: NDArray[np.int64], place: tuple[float, float]) -> NDArray[np.float64]:
        """Give the straight line from a place to each of these rows, metres."""
        return np.hypot(self.columns.x[rows] - place[0], self.columns.y[rows] - place[1])


def _letters(texts: pd.Series) -> pa.LargeStringArray:
    letters = pa.array(texts.array, type=pa.large_string())
    return letters.combine_chunks() if isinstance(letters, pa.ChunkedArray) else letters


def _fold_all(texts: pa.LargeStringArray) -> pa.LargeStringArray:
    """Do what `fold` does to each text: plain ones all at once, and only the few with other signs one by one."""
    plain = pc.utf8_trim(pc.replace_substring_regex(pc.ascii_lower(texts), "[^a-z0-9]+", " "), " ")
    is_plain = pc.string_is_ascii(texts)
    others = texts.filter(pc.invert(is_plain)).to_pylist()
    if not others:
        return plain
    folded = pa.array([fold(text) for text in others], pa.large_string())
    return pc.replace_with_mask(plain, pc.invert(is_plain), folded)

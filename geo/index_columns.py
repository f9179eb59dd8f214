"""The asset frame as bare columns: what the index keeps of each asset, and nothing as an object per row."""

from collections.abc import Mapping
from dataclasses import dataclass
from operator import mul

import geopandas as gpd
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import shapely
from numpy.typing import NDArray

from geo.crs import require_rd
from geo.frames import ASSET_ID, AUDIENCE, GIFTS, KIND
from geo.grid import expand_ranges
from geo.terms import AUDIENCES, KINDS, MODES

MODE_BIT = {mode: 1 << position for position, mode in enumerate(MODES)}
"""The bit of each mode in a mode set, one byte: what an asset does with one capability."""

_FEW = 16
"""So many assets are sooner read one by one than by calls that pay off for many."""

MODE_SETS = 1 << len(MODES)
"""Number of mode sets, the empty one included."""


def mode_set(*modes: str) -> int:
    """Give the mode set of some modes, e.g. `mode_set("can", "teaches")`."""
    return sum(MODE_BIT[mode] for mode in set(modes))


@dataclass(frozen=True, eq=False)
class Columns:
    """
    What the index keeps of n assets with k (asset, capability) pairs.

    Attributes
    ----------
    x, y
        EPSG:28992 metres, shape (n,).
    kind, audience
        Positions in `KINDS` and `AUDIENCES`, shape (n,).
    offsets
        First pair of each asset, and k at the end, shape (n + 1,).
    capability
        Capability position of each pair, shape (k,), each at most once per asset.
    modes
        Mode set of each pair, shape (k,), never empty.
    """

    x: NDArray[np.float64]
    y: NDArray[np.float64]
    kind: NDArray[np.uint8]
    audience: NDArray[np.uint8]
    offsets: NDArray[np.int32]
    capability: NDArray[np.uint16]
    modes: NDArray[np.uint8]

    def __len__(self) -> int:
        """Count the assets."""
        return len(self.x)

    def take(self, rows: NDArray[np.int64]) -> "Columns":
        """Give the assets at these positions, in this order."""
        starts = self.offsets[rows].astype(np.int64)
        ends = self.offsets[rows + 1].astype(np.int64)
        pairs = expand_ranges(starts, ends)
        return Columns(
            x=self.x[rows],
            y=self.y[rows],
            kind=self.kind[rows],
            audience=self.audience[rows],
            offsets=_offsets(ends - starts),
            capability=self.capability[pairs],
            modes=self.modes[pairs],
        )

    def joined(self, other: "Columns") -> "Columns":
        """Give these assets followed by the other ones."""
        both = {
            name: np.concatenate((getattr(self, name), getattr(other, name)))
            for name in ("x", "y", "kind", "audience", "capability", "modes")
        }
        offsets = np.concatenate((self.offsets, other.offsets[1:] + self.offsets[-1]))
        return Columns(offsets=offsets, **both)


def read_columns(
    assets: gpd.GeoDataFrame, positions: Mapping[str, int]
) -> tuple[pa.LargeStringArray, Columns, Mapping[str, int]]:
    """
    Read the columns of an asset frame.

    Parameters
    ----------
    assets
        Asset frame (see `geo.frames`), points in EPSG:28992, shape (n, ...).
    positions
        Position of each capability.

    Returns
    -------
    asset_ids
        Arrow text, shape (n,), shared with the frame.
    columns
        In the order of the frame.
    positions
        The same mapping, or one that goes on with the capabilities that it did not have yet.

    Raises
    ------
    CrsError
        If the frame is not in EPSG:28992.
    """
    points = require_rd(assets).geometry.array
    positions, gifts = _read_gifts(_texts(assets, GIFTS), positions)
    columns = Columns(
        x=shapely.get_x(points),
        y=shapely.get_y(points),
        kind=_codes(_texts(assets, KIND), KINDS),
        audience=_codes(_texts(assets, AUDIENCE), AUDIENCES),
        **gifts,
    )
    return _texts(assets, ASSET_ID), columns, positions


def kind_positions(assets: gpd.GeoDataFrame) -> NDArray[np.uint8]:
    """Give the position in `KINDS` of each asset of a frame, shape (n,)."""
    return _codes(_texts(assets, KIND), KINDS)


def _texts(assets: gpd.GeoDataFrame, column: str) -> pa.LargeStringArray:
    texts = pa.array(assets[column].array, type=pa.large_string())
    return texts.combine_chunks() if isinstance(texts, pa.ChunkedArray) else texts


def _codes(texts: pa.LargeStringArray, terms: tuple[str, ...]) -> NDArray[np.uint8]:
    if len(texts) <= _FEW:
        return np.array([terms.index(text) for text in texts.to_pylist()], np.uint8)
    found = pc.index_in(texts, value_set=pa.array(terms, pa.large_string()))
    return found.to_numpy(zero_copy_only=False).astype(np.uint8)


def _offsets(lengths: NDArray) -> NDArray[np.int32]:
    return np.concatenate(([0], np.cumsum(lengths))).astype(np.int32)


def _read_gifts(
    texts: pa.LargeStringArray, positions: Mapping[str, int]
) -> tuple[Mapping[str, int], dict[str, NDArray]]:
    """Split the gifts of all assets at once; the few hundred distinct gifts alone become Python objects."""
    if len(texts) <= _FEW:
        return _read_few_gifts(texts.to_pylist(), positions)
    lists = pc.split_pattern(texts, " ")
    gifts = lists.flatten().dictionary_encode()
    row = np.repeat(np.arange(len(texts), dtype=np.int32), pc.list_value_length(lists).to_numpy())
    positions, capability_of, modes_of = _read_distinct(gifts.dictionary.to_pylist(), positions)
    code = gifts.indices.to_numpy()
    given = modes_of[code] > 0
    return positions, _merge_modes(len(texts), row[given], capability_of[code[given]], modes_of[code[given]])


def _read_few_gifts(
    texts: list[str], positions: Mapping[str, int]
) -> tuple[Mapping[str, int], dict[str, NDArray]]:
    pairs = [(row, gift) for row, text in enumerate(texts) for gift in text.split(" ") if gift]
    positions, capability, modes = _read_distinct([gift for _, gift in pairs], positions)
    row = np.array([row for row, _ in pairs], np.int32)
    return positions, _merge_modes(len(texts), row[modes > 0], capability[modes > 0], modes[modes > 0])


def _read_distinct(
    gifts: list[str], positions: Mapping[str, int]
) -> tuple[Mapping[str, int], NDArray[np.uint16], NDArray[np.uint8]]:
    """Give capability and mode set of each distinct gift text; "" (no gifts) has the empty mode set."""
    pairs = [gift.split(":", 1) if gift else ("", "") for gift in gifts]
    new = sorted({capability for capability, _ in pairs if capability} - positions.keys())
    if new:
        positions = {**positions, **{code: len(positions) + step for step, code in enumerate(new)}}
    capability = np.array([positions.get(code, 0) for code, _ in pairs], np.uint16)
    return positions, capability, np.array([MODE_BIT.get(mode, 0) for _, mode in pairs], np.uint8)


def _merge_modes(
    rows: int, row: NDArray[np.int32], capability: NDArray[np.uint16], modes: NDArray[np.uint8]
) -> dict[str, NDArray]:
    """Join the modes of one capability; in the canonical form of gifts they stand side by side."""
    if not len(row):
        return {"offsets": np.zeros(rows + 1, np.int32), "capability": capability, "modes": modes}
    first = np.ones(len(row), bool)
    first[1:] = (row[1:] != row[:-1]) | (capability[1:] != capability[:-1])
    starts = np.flatnonzero(first)
    return {
        "offsets": _offsets(np.bincount(row[starts], minlength=rows)),
        "capability": capability[starts],
        "modes": np.bitwise_or.reduceat(modes, starts),
    }


_ID_LENGTH = 40
_PRIME = 1_099_511_628_211
_POWERS = [pow(_PRIME, place, 1 << 64) for place in range(_ID_LENGTH)]
_ROWS_AT_ONCE = 1 << 16


def hash_text(text: str) -> int:
    """Give the 64-bit number under which an id is filed; different ids may share one."""
    return sum(map(mul, text.encode(), _POWERS)) % (1 << 64)


def hash_texts(texts: pa.LargeStringArray) -> NDArray[np.uint64]:
    """Give `hash_text` of each id, without an object per row."""
    if len(texts) <= _FEW:
        return np.array([hash_text(text) for text in texts.to_pylist()], np.uint64)
    _, edges, data = texts.buffers()
    offsets = np.frombuffer(edges, np.int64)[texts.offset : texts.offset + len(texts) + 1]
    letters = np.frombuffer(data, np.uint8) if data else np.zeros(0, np.uint8)
    parts = [
        _hash_some(offsets[start : start + _ROWS_AT_ONCE + 1], letters)
        for start in range(0, len(texts), _ROWS_AT_ONCE)
    ]
    return np.concatenate([np.zeros(0, np.uint64), *parts])


def _hash_some(offsets: NDArray[np.int64], letters: NDArray[np.uint8]) -> NDArray[np.uint64]:
    starts = offsets[:-1] - offsets[0]
    place = np.arange(offsets[-1] - offsets[0]) - np.repeat(starts, np.diff(offsets))
    worth = np.array(_POWERS, np.uint64)[np.minimum(place, _ID_LENGTH - 1)]
    worth[place >= _ID_LENGTH] = 0
    return np.add.reduceat(worth * letters[offsets[0] : offsets[-1]], starts)

"""One unchanging block of the index: columns in grid order, and per capability the rows that have it."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from geo.grid import Grid, expand_ranges, order_by_cell
from geo.index_columns import Columns, hash_text, hash_texts
from geo.walking import Distance

_STRIP_ENTRIES = 3000
"""When a strip of bands from border to border holds no more, that is quicker than going by its cells."""

_NONE = np.zeros(0, np.int64)


class Hits(NamedTuple):
    """
    What a search found: one entry per row and capability, entries of one capability together.

    Attributes
    ----------
    row
        Row in the index, shape (k,).
    which
        Position of the capability in the question, shape (k,).
    modes
        Mode set of that row for that capability, shape (k,).
    distance_m
        Metres from the point of the question, shape (k,).
    """

    row: NDArray[np.int64]
    which: NDArray[np.int64]
    modes: NDArray[np.uint8]
    distance_m: NDArray[np.float64]


class Disc(NamedTuple):
    """
    Where a search looks, and for whom.

    Attributes
    ----------
    x, y
        Middle, EPSG:28992 metres.
    radius_m
        Radius in metres, inclusive; may be infinite.
    distance
        How far it is (see `geo.walking`).
    seen
        Per audience, in the order of `AUDIENCES`, whether its assets may be found; shape (3,).
    """

    x: float
    y: float
    radius_m: float
    distance: Distance
    seen: NDArray[np.bool_]


@dataclass(frozen=True, eq=False)
class Block:
    """
    Columns of n assets in grid order, with the (asset, capability) matrix of mode sets kept sparse both ways.

    By row, `columns` says what an asset has; by capability, `posting_*` says which rows have it, rising, so
    that a disc on the grid is a few ranges of rows to look up in each list. A mode set is one byte.

    Attributes
    ----------
    asset_ids, source
        The ids as the frame keeps them, and the position in them of each row's id, shape (n,).
    id_hash, id_row
        Hashes of the ids, rising, and the row of each, shape (n,).
    posting_offsets
        First entry of each capability, and the number of entries at the end.
    posting_row, posting_modes
        Row and mode set of each entry.
    hidden
        Rows that have been withdrawn or changed since, rising.
    """

    columns: Columns
    grid: Grid
    asset_ids: pa.LargeStringArray
    source: NDArray[np.int32]
    id_hash: NDArray[np.uint64]
    id_row: NDArray[np.int32]
    posting_offsets: tuple[int, ...]
    posting_row: NDArray[np.int32]
    posting_modes: NDArray[np.uint8]
    hidden: NDArray[np.int64]

    @classmethod
    def of(cls, asset_ids: pa.LargeStringArray, columns: Columns, *, capabilities: int) -> "Block":
        """Order assets by cell and file them under each of so many capabilities."""
        order, grid = order_by_cell(columns.x, columns.y)
        hashes = hash_texts(asset_ids)
        ordered = columns.take(order)
        by_hash = np.argsort(hashes, kind="stable")
        row_of = np.empty(len(order), np.int32)
        row_of[order] = np.arange(len(order), dtype=np.int32)
        by_capability = np.argsort(ordered.capability, kind="stable")
        counts = np.bincount(ordered.capability, minlength=capabilities)
        row = np.repeat(np.arange(len(order), dtype=np.int32), np.diff(ordered.offsets))
        return cls(
            columns=ordered,
            grid=grid,
            asset_ids=asset_ids,
            source=order.astype(np.int32),
            id_hash=hashes[by_hash],
            id_row=row_of[by_hash],
            posting_offsets=(0, *np.cumsum(counts).tolist()),
            posting_row=row[by_capability],
            posting_modes=ordered.modes[by_capability],
            hidden=np.zeros(0, np.int64),
        )

    def __len__(self) -> int:
        """Count the rows, hidden ones too."""
        return len(self.source)

    @property
    def nbytes(self) -> int:
        """Bytes of all columns; the ids are the frame's."""
        parts = [*vars(self).values(), *vars(self.columns).values(), *vars(self.grid).values()]
        return sum(part.nbytes for part in parts if isinstance(part, np.ndarray))

    def without(self, ids: Collection[str]) -> "Block":
        """Give the block with the assets of these ids hidden as well, sharing all else."""
        rows = [row for row in map(self.find_row, ids) if row is not None]
        return replace(self, hidden=np.union1d(self.hidden, np.array(rows, np.int64))) if rows else self

    def living(self) -> tuple[pa.LargeStringArray, Columns]:
        """Give ids and columns of the rows that are not hidden."""
        rows = np.delete(np.arange(len(self)), self.hidden)
        return self.asset_ids.take(pa.array(self.source[rows])), self.columns.take(rows)

    def find_row(self, asset_id: str) -> int | None:
        """Find the row of an id, or None when it is not here or hidden."""
        wanted = np.uint64(hash_text(asset_id))
        at = int(self.id_hash.searchsorted(wanted))
        while at < len(self) and self.id_hash[at] == wanted:
            row = int(self.id_row[at])
            if self.asset_id(row) == asset_id:
                return None if len(self.hidden) and (self.hidden == row).any() else row
            at += 1
        return None

    def asset_id(self, row: int) -> str:
        """Give the id of a row."""
        return self.asset_ids[int(self.source[row])].as_py()

    def ids(self, rows: NDArray[np.int64]) -> list[str]:
        """Give the ids of rows."""
        return self.asset_ids.take(pa.array(self.source.take(rows))).to_pylist()

    def find_capabilities(self, capabilities: Sequence[int], disc: Disc) -> Hits:
        """Find the rows in a disc that have any of these capabilities."""
        known = [capability for capability in capabilities if capability + 1 < len(self.posting_offsets)]
        ranges = self._search_strip(known, *self.grid.strip(disc.y, disc.radius_m))
        if sum(last - first for first, last in ranges) <= _STRIP_ENTRIES:
            entries = np.concatenate([np.arange(first, last) for first, last in ranges] or [_NONE])
            which = np.arange(len(ranges)).repeat([last - first for first, last in ranges])
        else:
            which, entries = self._search_cells(known, *self.grid.row_ranges(disc.x, disc.y, disc.radius_m))
        row = self.posting_row.take(entries)
        near, distance_m = self._look(row, disc)
        return Hits(row.take(near), which.take(near), self.posting_modes.take(entries.take(near)), distance_m)

    def find_rows(self, disc: Disc) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
        """Find all rows in a disc, and how far each is in metres."""
        row = expand_ranges(*self.grid.row_ranges(disc.x, disc.y, disc.radius_m))
        near, distance_m = self._look(row, disc)
        return row[near], distance_m

    def has_any(self, rows: NDArray[np.int64], wanted: NDArray[np.bool_]) -> NDArray[np.bool_]:
        """Tell which rows have a gift of a table, shape (capabilities, mode sets)."""
        starts, ends = self.columns.offsets[rows], self.columns.offsets[rows + 1]
        pairs = expand_ranges(starts, ends)
        fits = wanted[self.columns.capability[pairs], self.columns.modes[pairs]]
        owner = np.repeat(np.arange(len(rows)), ends - starts)
        return np.bincount(owner[fits], minlength=len(rows)) > 0

    def _search_strip(self, capabilities: Sequence[int], start: int, end: int) -> list[tuple[int, int]]:
        """Give the range of entries of each capability with rows in one range."""
        edges = np.array((start, end), np.int32)
        ranges = []
        for capability in capabilities:
            first, last = self.posting_offsets[capability], self.posting_offsets[capability + 1]
            low, high = self.posting_row[first:last].searchsorted(edges).tolist()
            ranges.append((first + low, first + high))
        return ranges

    def _search_cells(
        self, capabilities: Sequence[int], starts: NDArray[np.int32], ends: NDArray[np.int32]
    ) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """Give which capability, and the entry, of all entries with rows in some ranges."""
        edges = np.concatenate((starts, ends))
        found = np.empty((len(capabilities), len(edges)), np.int64)
        for number, capability in enumerate(capabilities):
            first, last = self.posting_offsets[capability], self.posting_offsets[capability + 1]
            np.add(self.posting_row[first:last].searchsorted(edges), first, out=found[number])
        firsts, lasts = found[:, : len(starts)], found[:, len(starts) :]
        which, at = (firsts < lasts).nonzero()
        firsts, lasts = firsts[which, at], lasts[which, at]
        return which.repeat(lasts - firsts), expand_ranges(firsts, lasts)

    def _look(self, row: NDArray, disc: Disc) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
        """Give which of the rows are in the disc, seen and not hidden, and their distances. The only door."""
        columns = self.columns
        distance_m = disc.distance(disc.x, disc.y, columns.x.take(row), columns.y.take(row))
        near = (distance_m <= disc.radius_m).nonzero()[0]
        near = near[disc.seen.take(columns.audience.take(row.take(near)))]
        if len(self.hidden):
            near = near[~np.isin(row.take(near), self.hidden)]
        return near, distance_m.take(near)

"""One unchanging block of the index: columns in grid order, and per capability the rows that have it."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import NamedTuple

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from geo.grid import CELLS, Grid, expand_ranges, order_by_cell
from geo.index_columns import MODE_SETS, Columns, hash_text, hash_texts
from geo.terms import AUDIENCES
from geo.walking import Distance

GIFTS = len(AUDIENCES) * MODE_SETS
"""Number of gift bytes: audience * MODE_SETS + mode set, what is done with a capability and for whose eyes."""


class Hits(NamedTuple):
    """
    What a search found: one entry per row and capability, entries of one capability together.

    Attributes
    ----------
    row
        Row in the index, shape (k,).
    code
        Position of the capability in the question and gift of that row, as one number, shape (k,).
    worth
        What that gift is worth to who asks, shape (k,).
    distance_m
        Metres from the point of the question, shape (k,).
    """

    row: NDArray[np.int64]
    code: NDArray[np.int64]
    worth: NDArray[np.float64]
    distance_m: NDArray[np.float64]

    @property
    def which(self) -> NDArray[np.int64]:
        """Position of the capability in the question, shape (k,)."""
        return self.code // GIFTS

    @property
    def modes(self) -> NDArray[np.int64]:
        """Mode set of that row for that capability, shape (k,)."""
        return self.code % MODE_SETS


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


class Filed(NamedTuple):
    """
    The arrays of a block that the compiled loops read (`geo.index_compiled`).

    Attributes
    ----------
    letters, id_ends
        UTF-8 of all ids, and where each begins and the last ends, in the order of `source`.
    """

    posting_key: NDArray[np.int64]
    posting_row: NDArray[np.int32]
    posting_gift: NDArray[np.uint8]
    x: NDArray[np.float64]
    y: NDArray[np.float64]
    kind: NDArray[np.uint8]
    audience: NDArray[np.uint8]
    source: NDArray[np.int32]
    id_ends: NDArray[np.int64]
    letters: NDArray[np.uint8]
    hidden: NDArray[np.int64]
    offsets: NDArray[np.int32]
    capability: NDArray[np.uint16]
    modes: NDArray[np.uint8]


@dataclass(frozen=True, eq=False)
class Block:
    """
    Columns of n assets in grid order, with the (asset, capability) matrix of mode sets kept sparse both ways.

    By row, `columns` says what an asset has; `posting_*` says who has a capability, by capability and then
    cell, so that a disc on the grid is a few ranges in them, all found by one search. A mode set is one byte.

    Attributes
    ----------
    asset_ids, source
        The ids as the frame keeps them, and the position in them of each row's id, shape (n,).
    id_hash, id_row
        Hashes of the ids, rising, and the row of each, shape (n,).
    posting_key
        capability * CELLS + cell of each entry, rising.
    posting_row, posting_gift
        Row, and audience * MODE_SETS + mode set, of each entry.
    hidden
        Rows that have been withdrawn or changed since, rising.
    """

    columns: Columns
    grid: Grid
    asset_ids: pa.LargeStringArray
    source: NDArray[np.int32]
    id_hash: NDArray[np.uint64]
    id_row: NDArray[np.int32]
    posting_key: NDArray[np.int64]
    posting_row: NDArray[np.int32]
    posting_gift: NDArray[np.uint8]
    hidden: NDArray[np.int64]

    @classmethod
    def of(cls, asset_ids: pa.LargeStringArray, columns: Columns) -> "Block":
        """Order assets by cell and file them under each of their capabilities."""
        order, grid = order_by_cell(columns.x, columns.y)
        hashes = hash_texts(asset_ids)
        by_hash = np.argsort(hashes, kind="stable")
        row_of = np.empty(len(order), np.int32)
        row_of[order] = np.arange(len(order), dtype=np.int32)
        ordered = columns.take(order)
        key, row, gift = _postings(ordered, grid)
        return cls(
            columns=ordered,
            grid=grid,
            asset_ids=asset_ids,
            source=order.astype(np.int32),
            id_hash=hashes[by_hash],
            id_row=row_of[by_hash],
            posting_key=key,
            posting_row=row,
            posting_gift=gift,
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
        edges, letters = self._texts
        place = self.source[row]
        return str(letters[edges[place] : edges[place + 1]], "utf-8")

    def ids(self, rows: NDArray[np.int64]) -> list[str]:
        """Give the ids of rows, straight from their letters: for a few that is sooner than Arrow's own way."""
        edges, letters = self._texts
        places = self.source.take(rows)
        ends = edges.take(places + 1).tolist()
        return [
            str(letters[first:end], "utf-8")
            for first, end in zip(edges.take(places).tolist(), ends, strict=True)
        ]

    @cached_property
    def _texts(self) -> tuple[NDArray[np.int64], memoryview]:
        _, edges, letters = self.asset_ids.buffers()
        return np.frombuffer(edges, np.int64)[self.asset_ids.offset :], memoryview(letters or b"")

    @cached_property
    def filed(self) -> tuple[NDArray, ...]:
        """What the compiled loops read: `Filed` as a plain tuple, which is handed over sooner."""
        ends, letters = self._texts
        texts = {"id_ends": ends, "letters": np.frombuffer(letters, np.uint8)}
        held = {**vars(self), **vars(self.columns), **texts}
        return tuple(_read_only(held[name]) for name in Filed._fields)

    def find_capabilities(self, capabilities: Sequence[int], worth: NDArray[np.float64], disc: Disc) -> Hits:
        """Find the rows in a disc that have a mode set of worth, shape (capabilities, mode sets), of each."""
        code, entries = self._find_entries(capabilities, disc)
        code += self.posting_gift.take(entries)
        worths = (worth[:, None] * disc.seen[:, None]).take(code)
        meets = worths.nonzero()[0]
        row = self.posting_row.take(entries.take(meets))
        near, distance_m = self._look(row, disc)
        meets = meets.take(near)
        return Hits(row.take(near), code.take(meets), worths.take(meets), distance_m)

    def find_rows(self, disc: Disc) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
        """Find all rows in a disc, and how far each is in metres."""
        row = expand_ranges(*self.grid.row_ranges(disc.x, disc.y, disc.radius_m))
        row = row[disc.seen.take(self.columns.audience.take(row))]
        near, distance_m = self._look(row, disc)
        return row.take(near), distance_m

    def has_any(self, rows: NDArray[np.int64], wanted: NDArray[np.bool_]) -> NDArray[np.bool_]:
        """Tell which rows have a gift of a table, shape (capabilities, mode sets)."""
        starts, ends = self.columns.offsets[rows], self.columns.offsets[rows + 1]
        pairs = expand_ranges(starts, ends)
        fits = wanted[self.columns.capability[pairs], self.columns.modes[pairs]]
        owner = np.repeat(np.arange(len(rows)), ends - starts)
        return np.bincount(owner[fits], minlength=len(rows)) > 0

    def _find_entries(
        self, capabilities: Sequence[int], disc: Disc
    ) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """Give position in the question * GIFTS, and the entry, of all entries in the cells of a disc."""
        edges = self.grid.cell_edges(disc.x, disc.y, disc.radius_m)
        keys = np.array(capabilities, np.int64)[:, None] * CELLS + edges
        at = self.posting_key.searchsorted(keys.ravel())
        starts, ends = at[::2], at[1::2]
        code = np.arange(0, len(capabilities) * GIFTS, GIFTS).repeat(len(edges) // 2)
        return code.repeat(ends - starts), expand_ranges(starts, ends)

    def _look(self, row: NDArray, disc: Disc) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
        """Give which of the rows, all of them seen, are in the disc and not hidden, and their distances."""
        columns = self.columns
        distance_m = disc.distance(disc.x, disc.y, columns.x.take(row), columns.y.take(row))
        near = (distance_m <= disc.radius_m).nonzero()[0]
        if len(self.hidden):
            near = near[~np.isin(row.take(near), self.hidden)]
        return near, distance_m.take(near)


def _read_only(array: NDArray) -> NDArray:
    """Give the array as one that cannot be written: the loops are compiled for such, whoever it belongs to."""
    view = array.view()
    view.flags.writeable = False
    return view


def _postings(columns: Columns, grid: Grid) -> tuple[NDArray[np.int64], NDArray[np.int32], NDArray[np.uint8]]:
    """Give key, row and gift of each (asset, capability) pair, by key; columns are in grid order."""
    by_capability = np.argsort(columns.capability, kind="stable")
    gifts = np.diff(columns.offsets)
    row = np.arange(len(columns), dtype=np.int32).repeat(gifts)[by_capability]
    cell = grid.cells.repeat(np.diff(grid.offsets))
    key = columns.capability[by_capability] * np.int64(CELLS) + cell[row]
    return key, row, columns.audience[row] * np.uint8(MODE_SETS) + columns.modes[by_capability]

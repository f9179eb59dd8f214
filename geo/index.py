"""
The index: an inner room behind the asset frame, where complements and coalitions are found in microseconds.

It is immutable and columnar. Rows are ordered by a metric grid; what an asset does with a capability is a
set of modes, one byte; these are filed by asset and by capability (`geo.index_block`). At a million assets
this sparse form takes a third of the room of bitsets over all capabilities and need not look at assets that
share nothing (tests/benchmarks/engine), and the number of capabilities is free.

New, changed and withdrawn assets live in a small second block, so that an index with changes shares the
large one. Searching is only possible through a view, and a view is made for audiences: an asset that they
may not see is no candidate anywhere.
"""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache, cached_property

import geopandas as gpd
import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from geo.errors import NotFoundError, VocabularyError
from geo.index_block import Block, Disc, Hits
from geo.index_columns import MODE_SETS, read_columns
from geo.terms import AUDIENCES, KINDS, PUBLIC
from geo.walking import Distance, straight_line

CHANGES_AT_MOST = 2048
"""With more changes than this the two blocks are made into one: a rare half second at a million assets."""


@dataclass(frozen=True, eq=False)
class AssetIndex:
    """
    All assets, ready to be searched through a `View`.

    Attributes
    ----------
    base, changes
        The large block and the small one.
    positions
        Position of each capability; for the engine only.
    """

    base: Block
    changes: Block
    positions: Mapping[str, int]

    @classmethod
    def build(cls, assets: gpd.GeoDataFrame, *, capabilities: Sequence[str]) -> "AssetIndex":
        """
        Build the index over an asset frame.

        Parameters
        ----------
        assets
            Validated asset frame (see `geo.frames`), points in EPSG:28992, shape (n, ...). Not changed.
        capabilities
            Capability codes of the vocabulary, in its order. Others that the assets have come after them.

        Returns
        -------
        index
            Equal in every answer whatever the order of the rows.

        Raises
        ------
        CrsError
            If the frame is not in EPSG:28992.
        """
        ids, columns, positions = read_columns(assets, {code: at for at, code in enumerate(capabilities)})
        base = Block.of(ids, columns)
        nothing = columns.take(np.zeros(0, np.int64))
        return cls(base, Block.of(ids[:0], nothing), positions)

    def with_changes(
        self, *, added: gpd.GeoDataFrame | None = None, withdrawn: Collection[str] = ()
    ) -> "AssetIndex":
        """
        Give an index in which assets have been added, changed or withdrawn; this one stays as it is.

        Parameters
        ----------
        added
            Asset frame of new and changed assets: one with an id that is here takes its place.
        withdrawn
            Ids that are to be found no more; an id that is not here is no error.

        Returns
        -------
        index
            Equal in every answer to an index built anew; it shares the large block with this one.
        """
        if added is None:
            return self._without(withdrawn)
        ids, columns, positions = read_columns(added, self.positions)
        kept = self._without({*withdrawn, *ids.to_pylist()})
        old_ids, old = kept.changes.living()
        changes = Block.of(pa.concat_arrays([old_ids, ids]), old.joined(columns))
        return replace(kept, changes=changes, positions=positions)._settled()

    def view(self, audiences: Collection[str] = (PUBLIC,)) -> "View":
        """Give the index as these audiences may see it (codes of `geo.terms.AUDIENCES`)."""
        return View(self, _seen_by(frozenset(audiences)))

    def position(self, capability: str) -> int:
        """Give the position of a capability, or raise `VocabularyError` when nobody knows it."""
        try:
            return self.positions[capability]
        except KeyError:
            raise VocabularyError("vocabulary.unknown_term", term=capability) from None

    @cached_property
    def codes(self) -> tuple[str, ...]:
        """The capability at each position."""
        return tuple(self.positions)

    @cached_property
    def blocks(self) -> tuple[tuple[int, Block], ...]:
        """The first row and the block, of each block that holds anything."""
        large, small = (0, self.base), (len(self.base), self.changes)
        return (large, small) if len(self.changes) else (large,)

    def __len__(self) -> int:
        """Count the assets, whoever may see them."""
        return sum(len(block) - len(block.hidden) for block in (self.base, self.changes))

    @property
    def nbytes(self) -> int:
        """Bytes of all columns, the ids that are shared with the frame left out."""
        return self.base.nbytes + self.changes.nbytes

    def _without(self, ids: Collection[str]) -> "AssetIndex":
        return replace(self, base=self.base.without(ids), changes=self.changes.without(ids))

    def _settled(self) -> "AssetIndex":
        """Make one block of the two once there are many changes."""
        if len(self.changes) + len(self.base.hidden) <= CHANGES_AT_MOST:
            return self
        old_ids, old = self.base.living()
        new_ids, new = self.changes.living()
        base = Block.of(pa.concat_arrays([old_ids, new_ids]), old.joined(new))
        nothing = Block.of(new_ids[:0], new.take(np.zeros(0, np.int64)))
        return replace(self, base=base, changes=nothing)


@dataclass(frozen=True, eq=False)
class View:
    """
    The index as some audiences may see it. Rows of the small block are counted on from the large one.

    Attributes
    ----------
    index
        The whole.
    seen
        Per audience, in the order of `AUDIENCES`, whether its assets may be found; shape (3,).
    """

    index: AssetIndex
    seen: NDArray[np.bool_]

    def find_row(self, asset_id: str) -> int:
        """
        Find the row of an asset.

        Raises
        ------
        NotFoundError
            If there is none, it is withdrawn, or it may not be seen: these look the same.
        """
        for row in self.rows_of([asset_id]):
            return row
        raise NotFoundError("asset.not_found", asset_id=asset_id)

    def rows_of(self, asset_ids: Iterable[str]) -> list[int]:
        """Give the rows of those of the assets that are there and may be seen."""
        return [
            first + row
            for asset_id in asset_ids
            for first, block in self.index.blocks
            if (row := block.find_row(asset_id)) is not None and self.seen[block.columns.audience[row]]
        ]

    def find_capabilities(
        self,
        capabilities: Sequence[int],
        *,
        place: tuple[float, float],
        radius_m: float,
        distance: Distance = straight_line,
        worth: NDArray[np.float64] | None = None,
    ) -> Hits:
        """
        Find what assets within a radius do with some capabilities.

        Parameters
        ----------
        capabilities
            Positions of capabilities, distinct, at least one.
        place
            Point in EPSG:28992 metres.
        radius_m
            Metres, inclusive; may be infinite.
        distance
            How far it is, never less than the straight line.
        worth
            What each mode set of each capability is worth, shape (capabilities, 64); 1, unless told. What is
            worth nothing is not found.

        Returns
        -------
        hits
            One entry per asset and capability, in no particular order.
        """
        disc = Disc(*place, radius_m, distance, self.seen)
        worth = np.ones((len(capabilities), MODE_SETS)) if worth is None else worth
        found = [
            (first, block.find_capabilities(capabilities, worth, disc)) for first, block in self.index.blocks
        ]
        if len(found) == 1:
            return found[0][1]
        moved = [hits._replace(row=hits.row + first) for first, hits in found]
        return Hits(*map(np.concatenate, zip(*moved, strict=True)))

    def find_rows(
        self, *, place: tuple[float, float], radius_m: float, distance: Distance = straight_line
    ) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
        """Find all rows within a radius (metres, inclusive) and how far each is in metres."""
        disc = Disc(*place, radius_m, distance, self.seen)
        found = [(first, *block.find_rows(disc)) for first, block in self.index.blocks]
        return np.concatenate([first + row for first, row, _ in found]), np.concatenate(
            [far for *_, far in found]
        )

    def gifts(self, row: int) -> dict[int, int]:
        """Give the mode set of each capability that a row has."""
        block, row = self._block_of(row)
        first, last = block.columns.offsets[row : row + 2]
        return dict(
            zip(
                block.columns.capability[first:last].tolist(),
                block.columns.modes[first:last].tolist(),
                strict=True,
            )
        )

    def has_any(self, rows: NDArray[np.int64], wanted: NDArray[np.bool_]) -> NDArray[np.bool_]:
        """
        Tell which rows have any of some gifts.

        Parameters
        ----------
        rows
            Rows, shape (k,).
        wanted
            Per capability position and mode set whether that is one, shape (capabilities, 64).
        """
        return self._by_block(rows, lambda block, local: block.has_any(local, wanted), np.bool_)

    def point(self, row: int) -> tuple[float, float]:
        """Give x and y of a row, EPSG:28992 metres."""
        block, row = self._block_of(row)
        return float(block.columns.x[row]), float(block.columns.y[row])

    def kind(self, row: int) -> str:
        """Give the kind of a row, as a code."""
        block, row = self._block_of(row)
        return KINDS[int(block.columns.kind[row])]

    def kinds(self, rows: NDArray[np.int64]) -> NDArray[np.uint8]:
        """Give the kind of each row, as a position in `KINDS`."""
        return self._by_block(rows, lambda block, local: block.columns.kind[local], np.uint8)

    def points(self, rows: NDArray[np.int64]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Give x and y of each row, EPSG:28992 metres."""
        x = self._by_block(rows, lambda block, local: block.columns.x[local], np.float64)
        return x, self._by_block(rows, lambda block, local: block.columns.y[local], np.float64)

    def asset_id(self, row: int) -> str:
        """Give the id of a row."""
        block, row = self._block_of(row)
        return block.asset_id(row)

    def asset_ids(self, rows: NDArray[np.int64]) -> list[str]:
        """Give the ids of rows."""
        if len(self.index.blocks) == 1:
            return self.index.base.ids(rows)
        return [self.asset_id(row) for row in rows.tolist()]

    def _block_of(self, row: int) -> tuple[Block, int]:
        first, block = self.index.blocks[-1] if row >= len(self.index.base) else self.index.blocks[0]
        return block, row - first

    def _by_block(
        self, rows: NDArray[np.int64], read: Callable[[Block, NDArray], NDArray], dtype: type
    ) -> NDArray:
        if len(self.index.blocks) == 1:
            return read(self.index.base, rows)
        values: NDArray = np.empty(len(rows), dtype)
        late = rows >= len(self.index.base)
        values[~late] = read(self.index.base, rows[~late])
        values[late] = read(self.index.changes, rows[late] - len(self.index.base))
        return values


@cache
def _seen_by(audiences: frozenset[str]) -> NDArray[np.bool_]:
    seen = np.array([audience in audiences for audience in AUDIENCES])
    seen.flags.writeable = False
    return seen

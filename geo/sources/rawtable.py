"""The raw table: what every kind of file becomes before anything in it is understood."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice

import numpy as np
from numpy.typing import NDArray

from geo.report import Issue, Note, shorten
from geo.sources.limits import MAX_COLUMNS, MAX_HEADER_CHARACTERS, MAX_ROWS, require_within

_LOOKED_THROUGH = 1_000  # cells, for examples of a column


@dataclass(frozen=True)
class RawTable:
    """
    Columns of text with row numbers.

    Attributes
    ----------
    names
        Column names as they stand in the file; the same one may stand there twice.
    cells
        One list of text per column, each of length n.
    rows
        Row numbers as the user counts them, shape (n,).
    longitude, latitude
        The point of each feature in WGS84 degrees, shape (n,), NaN where it has none; None for a plain table.
    unread
        Rows that could not be read, with the reason; they are not in `cells`.
    remarks
        What was done to a row while it was read.
    leftovers
        What stands in an unread row, cell by cell as far as that goes; there may be more cells than names.
    """

    names: tuple[str, ...]
    cells: tuple[Sequence[str], ...]
    rows: NDArray[np.int64]
    longitude: NDArray[np.float64] | None = None
    latitude: NDArray[np.float64] | None = None
    unread: tuple[Issue, ...] = ()
    remarks: tuple[Issue, ...] = ()
    notes: tuple[Note, ...] = ()
    leftovers: Mapping[int, tuple[str, ...]] = field(default_factory=dict)

    def examples(self, position: int, count: int) -> tuple[str, ...]:
        """Give the first different values of a column, each short enough to read."""
        filled = (shorten(cell.strip()) for cell in self.cells[position] if cell.strip())
        return tuple(islice(dict.fromkeys(islice(filled, _LOOKED_THROUGH)), count))


def require_table_size(*, rows: int, columns: int) -> None:
    """Let pass a table within the limits, else raise `SourceError`."""
    require_within("columns", columns, MAX_COLUMNS)
    require_within("rows", rows, MAX_ROWS)


def clean_name(name: str) -> str:
    """Return a column name on one line, not longer than a name is, and free of halved characters."""
    whole = " ".join(name.split())[:MAX_HEADER_CHARACTERS]
    return whole.encode("utf-8", "replace").decode("utf-8")

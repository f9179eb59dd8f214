"""Candidates: the rows of a raw table as fields of the asset record, still as text."""

import re
from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from geo.report import Ledger
from geo.sources.columns import CONTACT, DESCRIPTION, GIFT_FIELDS, NAME, Recognised
from geo.sources.limits import MAX_CELL_CHARACTERS
from geo.sources.rawtable import RawTable

_CONTROLS = re.compile("[\x00-\x08\x0b-\x1f\ud800-\udfff]")
_SURROGATES = re.compile("[\ud800-\udfff]")
_MAY_BREAK = (DESCRIPTION, CONTACT, *GIFT_FIELDS)
_TOLD_CLEANED = (NAME, DESCRIPTION)

T = TypeVar("T")
K = TypeVar("K", bound=Hashable)


@dataclass(frozen=True)
class Candidates:
    """
    Rows on their way to become assets.

    Attributes
    ----------
    texts
        Field -> text per row, object array of shape (n,); only fields that the file has.
    labels
        Field -> name of its column in the file, for issues.
    longitude, latitude
        Point of each feature, degrees, NaN where none; None when the file is a plain table.
    """

    texts: Mapping[str, NDArray]
    labels: Mapping[str, str]
    ledger: Ledger
    longitude: NDArray[np.float64] | None
    latitude: NDArray[np.float64] | None

    def __len__(self) -> int:
        """Count the rows."""
        return len(self.ledger.rows)

    def has(self, field: str) -> bool:
        """Tell whether the file has a column for this field."""
        return field in self.texts

    def text(self, field: str) -> NDArray:
        """Return the text of a field, "" everywhere when the file has no such column."""
        return self.texts[field] if field in self.texts else texts([""] * len(self))

    def label(self, field: str) -> str:
        """Return the name of the field's column in the file."""
        return self.labels.get(field, "")


def make_candidates(table: RawTable, recognised: Recognised) -> Candidates:
    """
    Take from a raw table what fills a field, cleaned; rows with nothing in any such column are left out.

    Too long a text refuses its row. Control characters (C0) and halves of characters are dropped; in names
    and descriptions with a remark.
    """
    columns = {field: _joined(table, positions) for field, positions in recognised.positions.items()}
    ledger = Ledger(table.rows)
    labels = {field: table.names[found[0]] for field, found in recognised.positions.items()}
    cleaned = {field: _cleaned(field, column, labels[field], ledger) for field, column in columns.items()}
    ledger.remarks += table.remarks
    ledger.notes += [*table.notes, *recognised.notes]
    return Candidates(cleaned, labels, ledger, table.longitude, table.latitude)


def texts(values: Sequence[str]) -> NDArray:
    """Return an object array of text, shape (n,)."""
    column = np.empty(len(values), dtype=object)
    column[:] = values
    return column


def map_unique(column: Sequence[K] | NDArray, function: Callable[[K], T]) -> list[T]:
    """Apply a function to each different value once; the results in the order of the column."""
    values = column.tolist() if isinstance(column, np.ndarray) else column
    known = {value: function(value) for value in set(values)}
    return [known[value] for value in values]


def _joined(table: RawTable, positions: tuple[int, ...]) -> list[str]:
    columns = [table.cells[position] for position in positions]
    if len(columns) == 1:
        return list(columns[0])
    return [
        "; ".join(dict.fromkeys(filter(None, map(str.strip, cells)))) for cells in zip(*columns, strict=True)
    ]


def _cleaned(field: str, column: list[str], label: str, ledger: Ledger) -> NDArray:
    column = [text.replace("\r\n", "\n").replace("\r", "\n") if "\r" in text else text for text in column]
    dirty = np.fromiter(
        (_CONTROLS.search(text) is not None for text in column), dtype=bool, count=len(column)
    )
    kept = [
        _without_controls(text) if is_dirty else text for text, is_dirty in zip(column, dirty, strict=True)
    ]
    if field in _TOLD_CLEANED and dirty.any():
        ledger.remark(dirty, "characters", column=label, values=texts(kept))
    too_long = np.fromiter(map(len, kept), dtype=np.int64, count=len(kept)) > MAX_CELL_CHARACTERS
    if too_long.any():
        sizes = texts([f"{len(text)}/{MAX_CELL_CHARACTERS}" for text in kept])
        ledger.refuse(too_long, "cell", column=label, values=texts(kept), details=sizes)
    is_one_line = field not in _MAY_BREAK
    return texts([_on_one_line(text) if is_one_line and _breaks(text) else text.strip() for text in kept])


def _without_controls(text: str) -> str:
    return _CONTROLS.sub("", _SURROGATES.sub("\N{REPLACEMENT CHARACTER}", text))


def _breaks(text: str) -> bool:
    return "\n" in text or "\t" in text


def _on_one_line(text: str) -> str:
    return text.strip().replace("\n", " ").replace("\t", " ")

"""
What became of every row of a file: kept, kept with a remark, refused, or there already, and why.

Reasons are codes; the sentences stand in `dashboard/locale/*/import.po`. Values come from outside.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import NamedTuple, TypedDict, Unpack

import numpy as np
from numpy.typing import NDArray

MAX_SHOWN_CHARACTERS = 200
"""An issue repeats at most so much of a cell."""


class Issue(NamedTuple):
    """One thing about one row that a person should know."""

    row: int  # as the user counts: the header of a table is row 1; the first feature of GeoJSON is 1
    column: str  # the name in the file, "" when it is about the row as a whole
    value: str  # what stood there
    reason: str  # code
    detail: str = ""  # what was taken instead, or a limit


class Note(NamedTuple):
    """One thing about the file as a whole."""

    code: str
    details: Mapping[str, object]


class _What(TypedDict, total=False):
    """The named arguments of `Ledger.issues_at`."""

    column: str
    values: NDArray | None
    details: NDArray | str


class Ledger:
    """
    Collects issues per row, in columns, while a file is being read.

    Parameters
    ----------
    rows
        Row numbers as the user counts them, shape (n,), each one once.
    """

    def __init__(self, rows: NDArray[np.int64]) -> None:
        """Begin without issues."""
        self.rows = rows
        self.is_refused = np.zeros(len(rows), dtype=bool)
        self.refusals: list[Issue] = []
        self.remarks: list[Issue] = []
        self.notes: list[Note] = []

    def refuse(self, at: NDArray[np.bool_], reason: str, **what: Unpack[_What]) -> None:
        """Refuse the rows in the mask; `what` as in `issues_at`."""
        self.refusals += self.issues_at(at, reason, **what)
        self.is_refused |= at

    def remark(self, at: NDArray[np.bool_], reason: str, **what: Unpack[_What]) -> None:
        """Remark upon the rows in the mask; `what` as in `issues_at`."""
        self.remarks += self.issues_at(at, reason, **what)

    def issues_at(
        self,
        at: NDArray[np.bool_],
        reason: str,
        *,
        column: str = "",
        values: NDArray | None = None,
        details: NDArray | str = "",
    ) -> list[Issue]:
        """
        Make an issue for each row in the mask.

        Parameters
        ----------
        at
            Mask, shape (n,).
        values, details
            Text per row, shape (n,); a single `details` counts for all.
        """
        positions = np.flatnonzero(at)
        shown = [""] * len(positions) if values is None else [shorten(values[i]) for i in positions]
        more = [details] * len(positions) if isinstance(details, str) else [details[i] for i in positions]
        numbers = self.rows[positions].tolist()
        return [
            Issue(row, column, value, reason, detail)
            for row, value, detail in zip(numbers, shown, more, strict=True)
        ]

    def note(self, code: str, **details: object) -> None:
        """Note something about the file as a whole."""
        self.notes.append(Note(code, details))


@dataclass(frozen=True)
class Report:
    """
    What became of every row of a file.

    Attributes
    ----------
    rows
        Rows with anything in them; equals `kept + remarked + refused + duplicates`.
    kept, remarked, refused
        Taken without a word, taken with a remark, not taken.
    duplicates
        Rows that the store has already; 0 as long as no store was asked.
    refusals, remarks
        Issues in row order. A row may have several; remarks only on rows that are taken.
    columns
        Field of the asset record -> names of the file's columns that fill it.
    unused_columns
        Names of the file's columns that fill nothing.
    """

    rows: int = 0
    kept: int = 0
    remarked: int = 0
    refused: int = 0
    duplicates: int = 0
    refusals: tuple[Issue, ...] = ()
    remarks: tuple[Issue, ...] = ()
    notes: tuple[Note, ...] = ()
    columns: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    unused_columns: tuple[str, ...] = ()

    def to_json(self) -> dict[str, object]:
        """Return counts, issues and columns as plain values, without sentences; each row stands once."""
        return {
            "rows": self.rows,
            "kept": self.kept,
            "remarked": self.remarked,
            "refused": self.refused,
            "duplicates": self.duplicates,
            "rows_refused": rows_as_json(self.refusals),
            "rows_remarked": rows_as_json(self.remarks),
            "notes": [{"code": note.code, **note.details} for note in self.notes],
            "columns": {name: list(columns) for name, columns in self.columns.items()},
            "unused_columns": list(self.unused_columns),
        }

    def after_store(self, *, duplicates: Iterable[int], refusals: Iterable[Issue]) -> "Report":
        """
        Return the report as it is once a store was asked.

        Parameters
        ----------
        duplicates
            Numbers of rows that the store has already.
        refusals
            Rows that the store cannot take.
        """
        present, more = set(duplicates), tuple(refusals)
        gone = present | {issue.row for issue in more}
        remarks = tuple(issue for issue in self.remarks if issue.row not in gone)
        refused = len({issue.row for issue in (*self.refusals, *more)})
        remarked = len({issue.row for issue in remarks})
        return replace(
            self,
            kept=self.rows - refused - remarked - len(present),
            remarked=remarked,
            refused=refused,
            duplicates=len(present),
            refusals=tuple(sorted((*self.refusals, *more), key=_row)),
            remarks=remarks,
        )


def make_report(
    ledger: Ledger,
    *,
    unread: Iterable[Issue] = (),
    columns: Mapping[str, tuple[str, ...]],
    unused_columns: Iterable[str] = (),
) -> Report:
    """
    Count what became of the rows.

    Parameters
    ----------
    ledger
        Issues of the rows that could be read.
    unread
        Rows of the file that could not be read at all; refused as well.
    """
    unread = tuple(unread)
    taken = set(ledger.rows[~ledger.is_refused].tolist())
    remarks = tuple(sorted((issue for issue in ledger.remarks if issue.row in taken), key=_row))
    return Report(
        rows=len(ledger.rows) + len({issue.row for issue in unread}),
        refusals=tuple(sorted((*unread, *ledger.refusals), key=_row)),
        remarks=remarks,
        notes=tuple(ledger.notes),
        columns=dict(columns),
        unused_columns=tuple(unused_columns),
    ).after_store(duplicates=(), refusals=())


def rows_as_json(issues: Iterable[Issue]) -> list[dict[str, object]]:
    """Return one entry per row, in the order given; what else is said about a row stands under `also`."""
    entries: dict[int, dict[str, object]] = {}
    for issue in issues:
        said = issue._asdict()
        if issue.row in entries:
            entries[issue.row].setdefault("also", []).append(said)  # type: ignore[attr-defined]
        else:
            entries[issue.row] = said
    return list(entries.values())


def shorten(text: object) -> str:
    """Return the text, cut where an issue would become too long to read."""
    text = str(text)
    return text if len(text) <= MAX_SHOWN_CHARACTERS else f"{text[: MAX_SHOWN_CHARACTERS - 1]}…"


def _row(issue: Issue) -> int:
    return issue.row

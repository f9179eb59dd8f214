"""`krachtenkaart import` and `check`: read a list of one's own, and tell what became of every row."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from dashboard.cli.output import plain, print_json, say, told_errors
from dashboard.i18n import n, t
from geo.terms import CONNECTOR, KINDS

if TYPE_CHECKING:
    from rich.text import Text

    from geo.importing import Import
    from geo.report import Issue, Report
    from geo.store import Store
    from geo.vocabulary import Vocabulary

SHOWN_ROWS = 20

_FILE = typer.Argument(help="CSV, XLSX, GeoJSON, zipped GeoJSON or GeoPackage.", show_default=False)
File = Annotated[Path, _FILE]
FileOrNone = Annotated[Path | None, _FILE]
Kind = Annotated[
    str | None,
    typer.Option(help=f"Kind of rows that do not name one: {', '.join(KINDS)}.", show_default=False),
]
AsJson = Annotated[bool, typer.Option("--json", help="Print one JSON object and nothing else.")]
Undo = Annotated[
    bool, typer.Option("--undo", help="Take the last list out again, once; what people took over stays.")
]


def import_file(
    file: FileOrNone = None, kind: Kind = None, undo: Undo = False, as_json: AsJson = False
) -> None:
    """
    Put a list of your own on the map: all good rows or, when something fails, nothing.

    Importing the same file twice adds nothing. With --undo and no file, the last list is taken out again.
    """
    _require_kind(kind)
    if undo == (file is not None):
        raise typer.BadParameter("give a file, or --undo", param_hint="FILE")
    if file is None:
        _take_out(as_json=as_json)
        return
    with told_errors(as_json=as_json), _store() as store:
        imported, vocabulary = _read(file, kind)
        imported = _with_maybe_same(imported, store)
        report = store.add_import(imported)
        _tell(report, vocabulary, file, as_json=as_json, heading="import.done")


def check_file(file: File, kind: Kind = None, as_json: AsJson = False) -> None:
    """Tell what an import of this file would do, row by row, without importing."""
    _require_kind(kind)
    with told_errors(as_json=as_json), _store() as store:
        imported, vocabulary = _read(file, kind)
        imported = _with_maybe_same(imported, store)
        _tell(store.compare(imported), vocabulary, file, as_json=as_json, heading="import.checked")


def _take_out(*, as_json: bool) -> None:
    from geo.errors import NotFoundError

    with told_errors(as_json=as_json), _store() as store:
        last = store.last_import(role=CONNECTOR)
        if last is None:
            raise NotFoundError("import.not_last")
        done = store.undo_import(last.import_id, role=CONNECTOR)
        if as_json:
            print_json({"undone": True, **asdict(done)})
            return
        say(t("bring_in.undone", file=done.filename))
        for what in ("taken_out", "restored", "stayed"):
            if count := getattr(done, what):
                say("  " + n(f"bring_in.undone.{what}", count))


def _with_maybe_same(imported: "Import", store: "Store") -> "Import":
    """Note which new rows resemble a card that is there; they are kept beside it."""
    import numpy as np

    from geo.duplicates import find_alike
    from geo.report import Note

    is_new = store.foresee(imported, role=CONNECTOR).is_new
    alike = find_alike(imported.assets[is_new], store.read_assets())
    if not len(alike.newcomer):
        return imported
    rows = imported.rows[np.flatnonzero(is_new)[alike.newcomer]].tolist()
    note = Note("maybe_same", {"rows": rows, "count": len(rows)})
    return replace(imported, report=replace(imported.report, notes=(*imported.report.notes, note)))


def _require_kind(kind: str | None) -> None:
    if kind is not None and kind not in KINDS:
        raise typer.BadParameter(f"choose {', '.join(KINDS)}", param_hint="--kind")


@contextmanager
def _store() -> Iterator["Store"]:
    from geo.inventory import data_home, store_path
    from geo.store import Store

    store = Store(store_path(data_home()))
    try:
        yield store
    finally:
        store.close()


def _read(file: Path, kind: str | None) -> tuple["Import", "Vocabulary"]:
    from geo.importing import read_assets_with_gdal
    from geo.inventory import data_home, open_postcodes, open_vocabulary

    vocabulary, postcodes = open_vocabulary(data_home()), open_postcodes(data_home())
    imported = read_assets_with_gdal(
        file, vocabulary=vocabulary, postcodes=postcodes, today=date.today(), kind=kind
    )
    return imported, vocabulary


def _tell(report: "Report", vocabulary: "Vocabulary", file: Path, *, as_json: bool, heading: str) -> None:
    from dashboard.import_words import note_message, report_as_json

    if as_json:
        print_json(report_as_json(report, vocabulary=vocabulary))
        return
    say(t(heading, file=file.name))
    _tell_counts(report)
    for note in report.notes:
        say(note_message(note))
    if report.unused_columns:
        say(t("import.unused", columns=", ".join(report.unused_columns)))
    _tell_rows(t("import.title.refused"), report.refusals, vocabulary)
    _tell_rows(t("import.title.remarked"), report.remarks, vocabulary)


def _tell_counts(report: "Report") -> None:
    for count in ("kept", "remarked", "duplicates", "refused"):
        if number := getattr(report, count):
            say("  " + n(f"import.{count}", number))
    if not report.rows:
        say("  " + t("import.nothing"))


def _tell_rows(title: str, issues: Iterable["Issue"], vocabulary: "Vocabulary") -> None:
    from rich.console import Console
    from rich.table import Table

    issues = list(issues)
    if not issues:
        return
    table = Table(title=_cell(title), title_justify="left", expand=False)
    for name in ("row", "column", "message", "todo"):
        table.add_column(_cell(t(f"import.head.{name}")), overflow="fold")
    for issue in issues[:SHOWN_ROWS]:
        table.add_row(*_cells(issue, vocabulary))
    Console().print(table)
    if len(issues) > SHOWN_ROWS:
        say(n("import.more", len(issues) - SHOWN_ROWS))


def _cells(issue: "Issue", vocabulary: "Vocabulary") -> list["Text"]:
    from dashboard.import_words import issue_message, issue_todo

    message, todo = issue_message(issue, vocabulary=vocabulary), issue_todo(issue)
    return [_cell(text) for text in (str(issue.row), issue.column, message, todo)]


def _cell(text: str) -> "Text":
    """Return text that is neither markup to rich nor a command to the terminal."""
    from rich.text import Text

    return Text(plain(text))

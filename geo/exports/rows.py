"""Rows of text for a spreadsheet: CSV and XLSX, and nothing that is calculated."""

import csv
import io
from collections.abc import Iterable, Sequence

from openpyxl import Workbook

from geo.cells import guard
from geo.exports.workbook import heading_cell, safe_cell


def rows_as_csv(names: Sequence[str], rows: Iterable[Sequence[str]]) -> bytes:
    """
    Write rows of text as CSV.

    Returns
    -------
    data
        UTF-8 with BOM, semicolons, a line of column names first. A text that a spreadsheet would calculate
        begins with an apostrophe, which the importer takes off (`geo.cells`).
    """
    text = io.StringIO(newline="")
    writer = csv.writer(text, delimiter=";", lineterminator="\r\n")
    writer.writerows([guard(cell) for cell in row] for row in (names, *rows))
    return text.getvalue().encode("utf-8-sig", "replace")


def rows_as_xlsx(names: Sequence[str], rows: Iterable[Sequence[str]]) -> bytes:
    """Write rows of text as XLSX: one sheet, guarded as `rows_as_csv`, with the names in sight."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet("krachtenkaart")
    sheet.freeze_panes = "A2"
    sheet.append([heading_cell(sheet, safe_cell(name)) for name in names])
    for row in rows:
        sheet.append([safe_cell(cell) for cell in row])
    packed = io.BytesIO()
    book.save(packed)
    return packed.getvalue()

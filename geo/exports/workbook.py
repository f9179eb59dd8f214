"""XLSX: one sheet, written row by row, and nothing that is calculated."""

import io
import re
from typing import Any

import geopandas as gpd
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter
from openpyxl.worksheet._write_only import WriteOnlyWorksheet

from geo.cells import guard
from geo.crs import require_rd
from geo.exports.records import FIELDS, Wording, records

LONGEST_CELL = 32_767
"""Characters; a spreadsheet cannot hold more and calls the file damaged."""

_NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_ESCAPED = re.compile("_(x[0-9A-Fa-f]{4}_)")  # how the format itself spells a character by its number
_WIDTHS = {"name": 32, "description": 48, "meets": 28, "contact": 28, "website": 28}


def write_xlsx(assets: gpd.GeoDataFrame, *, wording: Wording | None = None) -> bytes:
    """
    Write an asset frame as XLSX.

    Parameters
    ----------
    assets
        Asset frame in EPSG:28992, projected to its reader.
    wording
        How columns and codes are spelled.

    Returns
    -------
    data
        One sheet, a row of column names first, which stays in sight. Texts are texts, also a postcode of four
        digits; one that a spreadsheet would calculate begins with an apostrophe, which the importer takes
        off (`geo.cells`).

    Raises
    ------
    CrsError
        If the frame is not in EPSG:28992.
    """
    require_rd(assets)  # before the sheet: one that was begun must be finished
    wording = wording or Wording()
    book = Workbook(write_only=True)
    sheet = book.create_sheet("krachtenkaart")
    _lay_out(sheet)
    sheet.append([heading_cell(sheet, name) for name in wording.header])
    for record in records(assets, wording):
        sheet.append([safe_cell(record[name]) for name in FIELDS])
    packed = io.BytesIO()
    book.save(packed)
    return packed.getvalue()


def _lay_out(sheet: WriteOnlyWorksheet) -> None:
    sheet.freeze_panes = "A2"
    for number, name in enumerate(FIELDS, start=1):
        sheet.column_dimensions[get_column_letter(number)].width = _WIDTHS.get(name, 16)


def heading_cell(sheet: WriteOnlyWorksheet, name: str) -> WriteOnlyCell:
    """Make a cell that heads a column."""
    cell = WriteOnlyCell(sheet, name)
    cell.font = Font(bold=True)
    return cell


def safe_cell(value: Any) -> Any:
    """Give what may stand in a cell: a text guarded and without what the format cannot hold, else the value."""
    if not isinstance(value, str):
        return value
    return _ESCAPED.sub(r"_x005F_\1", _NOT_XML.sub("", guard(value)[:LONGEST_CELL]))

"""
XLSX through calamine, after a count of what it unfolds to; formulas, macros and links are never run.

A few hundred kB of XLSX can ask for terabytes: a part that inflates, one cell in the far corner of the sheet
(readers lay out the whole rectangle), one long shared text that a million cells repeat. So the parts are
unpacked with a count, walked through by expat (`geo.sources.sheetbounds`), and only what passed is given to
calamine.
"""

import io
import re
import zipfile
from datetime import date, datetime, time
from typing import Any

import numpy as np
from python_calamine import CalamineWorkbook

from geo.cells import unguard
from geo.errors import SourceError
from geo.sources.limits import MAX_UNPACKED_BYTES
from geo.sources.rawtable import RawTable, clean_name, require_table_size
from geo.sources.sheetbounds import require_bounded
from geo.sources.zipped import open_zip, unpack

_WORKBOOK = "xl/workbook.xml"
_PARTS = re.compile(
    r"\[Content_Types\]\.xml|_rels/\.rels|xl/[^/]+\.xml|xl/_rels/[^/]+|xl/worksheets/[^/]+\.xml"
)
_MIDNIGHT = time(0)


def is_workbook(data: bytes) -> bool:
    """Tell whether a zip file is an XLSX workbook; raises `SourceError` if it is no readable zip file."""
    with open_zip(data) as archive:
        return _WORKBOOK in archive.namelist()


def read_workbook(data: bytes) -> RawTable:
    """
    Read the first sheet of an XLSX file that has anything in it.

    The first row with anything in it is the header; rows are numbered as in the spreadsheet. Numbers become
    the text that a person reads (1811.0 is "1811"), days are ISO.

    Raises
    ------
    SourceError
        If it is damaged, empty, or unfolds to more than a limit allows.
    """
    rows = _read_rows(_repack(_unpack_parts(data)))
    filled = [(number, row) for number, row in enumerate(rows, start=1) if any(cell != "" for cell in row)]
    if not filled:
        raise SourceError("source.empty")
    (_, header), *body = filled
    names = [cell_text(cell) for cell in header]
    require_table_size(rows=len(body), columns=len(names))
    columns = zip(*(row for _, row in body), strict=True) if body else [() for _ in names]
    return RawTable(
        names=tuple(map(clean_name, names)),
        cells=tuple(
            [unguard(cell) if type(cell) is str else cell_text(cell) for cell in column] for column in columns
        ),
        rows=np.array([number for number, _ in body], dtype=np.int64),
    )


def cell_text(cell: Any) -> str:
    """Return what a person would read in the cell."""
    if isinstance(cell, bool):
        return str(cell).lower()
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() else f"{cell:.15g}"
    if isinstance(cell, datetime):
        is_day = cell.time() == _MIDNIGHT
        return cell.date().isoformat() if is_day else cell.isoformat(sep=" ", timespec="minutes")
    if isinstance(cell, time):
        return cell.isoformat(timespec="minutes")
    return cell.isoformat() if isinstance(cell, date) else str(cell)


def _unpack_parts(data: bytes) -> dict[str, bytes]:
    """Unpack the parts that calamine reads, and let them pass only within the limits."""
    parts: dict[str, bytes] = {}
    left = MAX_UNPACKED_BYTES
    with open_zip(data) as archive:
        for name in filter(_PARTS.fullmatch, sorted(set(archive.namelist()))):
            parts[name] = unpack(archive, name, allowed=left)
            left -= len(parts[name])
    require_bounded(parts.values())
    return parts


def _repack(parts: dict[str, bytes]) -> io.BytesIO:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_STORED) as archive:
        for name, part in parts.items():
            archive.writestr(name, part)
    packed.seek(0)
    return packed


def _read_rows(packed: io.BytesIO) -> list[list[Any]]:
    try:
        with CalamineWorkbook.from_filelike(packed) as workbook:
            for position in range(len(workbook.sheet_names)):
                rows = workbook.get_sheet_by_index(position).to_python(skip_empty_area=False)
                if any(cell != "" for row in rows for cell in row):
                    return rows
    except (KeyboardInterrupt, SystemExit):
        raise
    except BaseException as error:  # a panic in Rust arrives as a BaseException, and must not end the app
        raise SourceError("source.damaged_workbook") from error
    return []

"""
XLSX through calamine, after a count of what it unfolds to; formulas, macros and links are never run.

A few hundred kB of XLSX can ask for terabytes: a part that inflates, one cell in the far corner of the sheet
(readers lay out the whole rectangle), one long shared text that a million cells repeat. So the parts are
unpacked with a count, walked through once by expat, and only what passed is given to calamine.
"""

import io
import re
import zipfile
from datetime import date, datetime, time
from typing import Any
from xml.parsers import expat

import numpy as np
from python_calamine import CalamineWorkbook

from geo.errors import SourceError
from geo.sources.limits import (
    MAX_COLUMNS,
    MAX_SHEET_CELLS,
    MAX_SHEET_ROW,
    MAX_UNPACKED_BYTES,
    require_within,
)
from geo.sources.rawtable import RawTable, clean_name, require_table_size
from geo.sources.zipped import open_zip, unpack

_WORKBOOK, _TEXTS = "xl/workbook.xml", "xl/sharedStrings.xml"
_PARTS = re.compile(
    r"\[Content_Types\]\.xml|_rels/\.rels|xl/[^/]+\.xml|xl/_rels/[^/]+|xl/worksheets/[^/]+\.xml"
)
_REFERENCE = re.compile(r"([A-Za-z]{1,3})([0-9]{1,7})")
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
            [cell if type(cell) is str else cell_text(cell) for cell in column] for column in columns
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
    """Unpack and walk through the parts that calamine reads; shared texts first, for sheets point to them."""
    parts: dict[str, bytes] = {}
    with open_zip(data) as archive:
        names = sorted(filter(_PARTS.fullmatch, set(archive.namelist())), key=lambda name: name != _TEXTS)
        left = MAX_UNPACKED_BYTES
        for name in names:
            parts[name] = unpack(archive, name, allowed=left)
            left -= len(parts[name])
    walker = _Walker()
    for part in parts.values():
        walker.walk(part)
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


class _Walker:
    """Walks through XML parts and refuses what would unfold to more than a limit allows."""

    def __init__(self) -> None:
        self._text_sizes: list[int] = []
        self._unfolded = 0

    def walk(self, part: bytes) -> None:
        self._row = self._column = self._last_row = self._last_column = self._size = 0
        self._is_shared = False
        self._value: list[str] | None = None
        parser = expat.ParserCreate(namespace_separator=" ")
        parser.buffer_text = True
        parser.StartDoctypeDeclHandler = self._refuse_doctype
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self._characters
        try:
            parser.Parse(part, True)
        except expat.ExpatError as error:
            raise SourceError("source.damaged_workbook") from error

    def _refuse_doctype(self, *_: object) -> None:
        raise SourceError("source.damaged_workbook")

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        element = name.rpartition(" ")[2]
        if element == "row":
            self._row = _number(attributes.get("r"), otherwise=self._row + 1)
            self._column = 0
        elif element == "c":
            self._place(attributes.get("r"))
            self._is_shared = attributes.get("t") == "s"
        elif element in ("v", "is"):
            self._value = []
            self._take_cell()
        elif element == "si":
            self._size = 0

    def _end(self, name: str) -> None:
        element = name.rpartition(" ")[2]
        if element == "v" and self._value is not None and self._is_shared:
            self._add_shared("".join(self._value))
        if element in ("v", "is"):
            self._value = None
        elif element == "si":
            self._text_sizes.append(self._size)

    def _characters(self, text: str) -> None:
        self._size += len(text)
        if self._value is not None:
            self._value.append(text)

    def _place(self, reference: str | None) -> None:
        self._column += 1
        if reference is None:
            return
        found = _REFERENCE.fullmatch(reference)
        if not found:
            raise SourceError("source.damaged_workbook")
        self._column, self._row = _column_number(found[1]), int(found[2])

    def _take_cell(self) -> None:
        self._last_row = max(self._last_row, self._row)
        self._last_column = max(self._last_column, self._column)
        require_within("columns", self._last_column, MAX_COLUMNS)
        require_within("rows", self._last_row, MAX_SHEET_ROW)
        require_within("cells", self._last_row * self._last_column, MAX_SHEET_CELLS)

    def _add_shared(self, index: str) -> None:
        position = _number(index, otherwise=-1)
        if 0 <= position < len(self._text_sizes):
            self._unfolded += self._text_sizes[position]
            require_within("unpacked", self._unfolded, MAX_UNPACKED_BYTES)


def _number(text: str | None, *, otherwise: int) -> int:
    return int(text) if text is not None and text.isdecimal() and len(text) <= 9 else otherwise


def _column_number(letters: str) -> int:
    number = 0
    for letter in letters.upper():
        number = number * 26 + ord(letter) - ord("A") + 1
    return number

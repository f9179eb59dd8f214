"""CSV: comma, semicolon or tab; UTF-8, UTF-16 with its mark, or Windows-1252. Everything stays text."""

import codecs
import csv
import io
import re
from collections.abc import Iterator

import numpy as np

from geo.cells import unguard
from geo.errors import SourceError
from geo.report import Issue, Note, shorten
from geo.sources.columns import count_known
from geo.sources.limits import MAX_BYTES, MAX_CELL_CHARACTERS, require_within
from geo.sources.rawtable import RawTable, clean_name, require_table_size

DELIMITERS = (";", ",", "\t")

_MARKS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))
_SEPARATOR_LINE = re.compile(r"sep=([;,\t])\r?\n")  # Excel's own first line, which it does not count
_OPEN_QUOTE, _HUGE_CELL = "unexpected end of data", "field larger"  # how the csv module words it


def read_delimited(data: bytes) -> RawTable:
    """
    Read the bytes of a CSV file.

    Rows are counted as a spreadsheet does: the first line is row 1, a cell may hold line breaks, an empty
    line counts. A row with more cells than the header, or broken quotes, is unread with its reason.

    Raises
    ------
    SourceError
        If it is no text, over a limit, has no header, or opens a quote that never closes.
    """
    require_within("bytes", len(data), MAX_BYTES)
    text, notes = decode(data)
    text, delimiter = _split_separator_line(text)
    records, broken = _read_records(text, delimiter or sniff_delimiter(text))
    if not records:
        raise SourceError("source.empty")
    (_, header), *body = records
    return _table(header, body, broken, notes)


def decode(data: bytes) -> tuple[str, tuple[Note, ...]]:
    """
    Turn bytes into text.

    Raises
    ------
    SourceError
        If they are no text in any encoding that is known here.
    """
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return _decode(data[len(mark) :], encoding), ()
    if b"\0" in data:
        raise SourceError("source.not_text")
    try:
        return data.decode("utf-8"), ()
    except UnicodeDecodeError:
        return _decode(data, "cp1252"), (Note("windows_1252", {}),)


def sniff_delimiter(text: str) -> str:
    """Tell which delimiter splits the header into most known columns, then into most columns."""
    header = text.lstrip("\r\n")[:100_000]

    def worth(delimiter: str) -> tuple[int, int]:
        try:
            names = next(csv.reader(io.StringIO(header, newline=""), delimiter=delimiter), [])
        except csv.Error:
            return (0, 0)
        return count_known(names), len(names)

    return max(DELIMITERS, key=worth)


def _decode(data: bytes, encoding: str) -> str:
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError as error:
        raise SourceError("source.encoding") from error
    if "\0" in text:
        raise SourceError("source.not_text")
    return text


def _split_separator_line(text: str) -> tuple[str, str]:
    found = _SEPARATOR_LINE.match(text)
    return (text[found.end() :], found[1]) if found else (text, "")


def _read_records(text: str, delimiter: str) -> tuple[list[tuple[int, list[str]]], dict[int, str]]:
    """Give the records with anything in them by row, and the lines of those with broken quotes by row."""
    records: list[tuple[int, list[str]]] = []
    broken: dict[int, str] = {}
    for row, record in enumerate(_records(text, delimiter), start=1):
        if isinstance(record, str):
            broken[row] = record
        elif any(map(str.strip, record)):
            records.append((row, record))
            require_table_size(rows=len(records) - 1, columns=len(records[0][1]))
    return records, broken


def _records(text: str, delimiter: str) -> Iterator[list[str] | str]:
    """Yield each record, or its lines when quotes are broken: the reader then goes on with the next line."""
    lines: list[str] = []
    reader = csv.reader(_remembered(text, lines), delimiter=delimiter, strict=True)
    while True:
        line = reader.line_num + 1
        lines.clear()
        try:
            yield next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            if _OPEN_QUOTE in str(error):
                raise SourceError("source.open_quote", line=line) from error
            if _HUGE_CELL in str(error):
                size = csv.field_size_limit()
                raise SourceError(
                    "source.limit.cell", found=f"> {size}", allowed=MAX_CELL_CHARACTERS
                ) from error
            yield "".join(lines).strip("\r\n")


def _remembered(text: str, lines: list[str]) -> Iterator[str]:
    """Yield each line, and remember it for who asks what the record was."""
    for line in io.StringIO(text, newline=""):
        lines.append(line)
        yield line


def _table(
    header: list[str], body: list[tuple[int, list[str]]], broken: dict[int, str], notes: tuple[Note, ...]
) -> RawTable:
    width = len(header)
    fits, ragged = [], []
    leftovers: dict[int, tuple[str, ...]] = {row: (line,) for row, line in broken.items()}
    for row, record in body:
        extra = [cell for cell in record[width:] if cell.strip()]
        if extra or len(record) < width:
            found = Issue(row, "", shorten(" | ".join(record)), "ragged", f"{len(record)}/{width}")
            ragged.append(found)
            leftovers[row] = tuple(map(unguard, record))
        else:
            fits.append((row, record))
    columns = tuple(zip(*(map(unguard, record[:width]) for _, record in fits), strict=True))
    return RawTable(
        names=tuple(map(clean_name, header)),
        cells=columns or tuple(() for _ in header),
        rows=np.array([row for row, _ in fits], dtype=np.int64),
        unread=(*(Issue(row, "", "", "quotes") for row in broken), *ragged),
        notes=notes,
        leftovers=leftovers,
    )

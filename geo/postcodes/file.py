"""
Files of postcodes with points, as people have them: GeoNames, CBS, BAG or a list of their own.

Text only (CSV, TSV, or one of them in a zip); a GeoPackage is read by `geo.postcodes.geopackage`.
"""

import re
import unicodedata
import zipfile
import zlib
from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from typing import IO, NamedTuple

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.csv as pacsv
from numpy.typing import NDArray

from geo.crs import is_in_netherlands, to_rd, to_wgs84
from geo.errors import SourceError
from geo.frames import POSTCODE
from geo.postcodes.parsing import parse_postcodes
from geo.postcodes.table import X, Y

MAX_BYTES = 256 * 2**20
"""Largest text that is read, unpacked; every PC6 of the country with ten columns is a fifth of it."""

Progress = Callable[[int, int | None], object]
"""Called with what is done and, when known, the total; in bytes."""

ROW, TEXT, REASON, VALUE, COUNTRY = "row", "text", "reason", "value", "country"

PC6_NAMES = ("pc6", "postcode6", "postcodepc6", "pc6code")
POSTCODE_NAMES = (*PC6_NAMES, "postcode", "postalcode", "zipcode", "zip", "pc", "pc4", "postcode4", "pc4code")
_LONGITUDES = ("lon", "lng", "long", "longitude", "lengtegraad")
_LATITUDES = ("lat", "latitude", "breedtegraad")
_XS = ("x", "rdx", "xrd", "xcoord", "xcoordinaat", "xcoordinate", "rdxcoordinaat", "xcoordinaatrd", "easting")
_YS = (
    "y",
    "rdy",
    "yrd",
    "ycoord",
    "ycoordinaat",
    "ycoordinate",
    "rdycoordinaat",
    "ycoordinaatrd",
    "northing",
)
_POINT_NAMES = ((_LONGITUDES, _LATITUDES), (_XS, _YS))

_GEONAMES_COLUMNS = (11, 12)  # the official export has a twelfth, the accuracy
_GEONAMES_CELLS = {COUNTRY: 0, TEXT: 1, Y: 9, X: 10}
_CHUNK = 2**20


class Judged(NamedTuple):
    """
    What a file holds.

    Attributes
    ----------
    points
        Usable rows: `row`, `postcode` (canonical), `x`, `y` (EPSG:28992 metres); a code may come twice.
    refused
        The other rows: `row` (line or feature in the file, from 1), `reason` (an error code), `value`.
    """

    points: pd.DataFrame
    refused: pd.DataFrame


class _Table(NamedTuple):
    cells: pd.DataFrame  # all text, columns by position, index = line in the file from 1
    broken: pd.DataFrame  # lines with another number of cells: row, reason, value


def read_postcode_text(path: Path, *, progress: Progress) -> Judged:
    """
    Read postcodes and points from a text file, or from the one text file in a zip.

    Parameters
    ----------
    path
        GeoNames export, or a CSV with a header: a postcode column and either degrees (EPSG:4326) or metres
        (EPSG:28992), told apart by their values. Comma, semicolon or tab; point or comma in numbers.
    progress
        Called while bytes are read.

    Raises
    ------
    SourceError
        If the file is too large, damaged, no table, or lacks a postcode or coordinate column.
    """
    table = _read_table(_decode(_read_bytes(path, progress)))
    rows, text, across, up, country = _pick_columns(table.cells)
    judged = judge(rows, text, *(_to_numbers(column) for column in (across, up)), country=country)
    return judged._replace(
        refused=pd.concat([table.broken, judged.refused]).sort_values(ROW, ignore_index=True)
    )


def judge(
    rows: pd.Index, text: pd.Series, across: NDArray, up: NDArray, *, country: pd.Series | None = None
) -> Judged:
    """
    Part the usable rows from the others, each with its reason.

    Parameters
    ----------
    rows
        Number of each row in its file, shape (n,).
    text
        Postcodes as written, shape (n,).
    across, up
        Longitude and latitude in degrees, or x and y in EPSG:28992 metres; NaN where there is none.
    country
        Country code of each row when the file has one; only NL is usable.
    """
    read = parse_postcodes(text)
    x, y, point_reason = _place(across, up)
    reason = read["code"].to_numpy(dtype=object)
    reason = np.where(reason == "", point_reason, reason)
    if country is not None:
        reason = np.where(country.to_numpy(dtype=object) == "NL", reason, "postcode.other_country")
    is_point = np.char.startswith(reason.astype(str), "postcode.point")
    value = np.where(is_point, [f"{a:g}, {u:g}" for a, u in zip(across, up, strict=True)], text.fillna(""))
    every = pd.DataFrame(
        {ROW: rows, POSTCODE: read["postcode"].to_numpy(), X: x, Y: y, REASON: reason, VALUE: value}
    )
    good = every[REASON] == ""
    return Judged(
        every.loc[good, [ROW, POSTCODE, X, Y]].reset_index(drop=True),
        every.loc[~good, [ROW, REASON, VALUE]].reset_index(drop=True),
    )


def find_postcode_column(names: list[str]) -> int | None:
    """Tell the position of the column with postcodes, a PC6 before a PC4; None when there is none."""
    return _first_of(POSTCODE_NAMES, [_fold(name) for name in names])


def shown_columns(names: list[str]) -> str:
    """Name the columns that a file has, shortened for a message."""
    text = ", ".join(name.strip() for name in names[:12])
    return text if len(text) <= 120 else f"{text[:119]}…"


def _place(across: NDArray, up: NDArray) -> tuple[NDArray, NDArray, NDArray]:
    """Give x and y in EPSG:28992 and why a point is none; degrees and metres are told apart by their size."""
    is_number = np.isfinite(across) & np.isfinite(up)
    in_metres = bool(is_number.any()) and float(np.median(np.abs(up[is_number]))) > 90
    across, up = np.where(is_number, across, 0.0), np.where(is_number, up, 0.0)
    degrees = to_wgs84(across, up) if in_metres else (across, up)
    is_inside = is_in_netherlands(*degrees)
    safe = (np.where(is_inside, across, 5.0), np.where(is_inside, up, 52.0))
    x, y = safe if in_metres else to_rd(*safe)
    return (
        x,
        y,
        np.where(is_inside, "", np.where(is_number, "postcode.point_outside", "postcode.point_missing")),
    )


def _to_numbers(column: pd.Series) -> NDArray[np.float64]:
    text = column.str.strip()
    has_both = text.str.contains(".", regex=False) & text.str.contains(",", regex=False)
    text = text.where(~has_both, text.str.replace(".", "", regex=False))  # 111.000,5 metres
    return pd.to_numeric(text.str.replace(",", ".", regex=False), errors="coerce").to_numpy(dtype=float)


def _pick_columns(cells: pd.DataFrame) -> tuple[pd.Index, pd.Series, pd.Series, pd.Series, pd.Series | None]:
    if _is_geonames(cells):
        places, body = _GEONAMES_CELLS, cells
    else:
        places, body = _find_columns([str(name) for name in cells.iloc[0]]), cells.iloc[1:]
    if body.empty:
        raise SourceError("postcode.no_rows")
    text, across, up = (body.iloc[:, places[name]] for name in (TEXT, X, Y))
    return body.index, text, across, up, body.iloc[:, places[COUNTRY]] if COUNTRY in places else None


def _is_geonames(cells: pd.DataFrame) -> bool:
    first = cells.iloc[0]
    return len(first) in _GEONAMES_COLUMNS and bool(re.fullmatch(r"[A-Z]{2}", first.iloc[0]))


def _find_columns(names: list[str]) -> dict[str, int]:
    folded = [_fold(name) for name in names]
    postcode = find_postcode_column(names)
    if postcode is None:
        raise SourceError("postcode.no_postcode_column", columns=shown_columns(names))
    pairs = [(_first_of(across, folded), _first_of(up, folded)) for across, up in _POINT_NAMES]
    found = [(across, up) for across, up in pairs if across is not None and up is not None]
    if not found:
        raise SourceError("postcode.no_coordinates", columns=shown_columns(names))
    country = {COUNTRY: folded.index("countrycode")} if "countrycode" in folded else {}
    return {TEXT: postcode, X: found[0][0], Y: found[0][1], **country}


def _first_of(wanted: tuple[str, ...], names: list[str]) -> int | None:
    return next((names.index(name) for name in wanted if name in names), None)


def _fold(name: str) -> str:
    plain = unicodedata.normalize("NFKD", name).casefold()
    return "".join(character for character in plain if character.isalnum() and character.isascii())


def _read_table(text: bytes) -> _Table:
    head = text[:4096].split(b"\n", 1)[0]
    delimiter = max("\t;,|", key=lambda sign: head.count(sign.encode()))
    if not head.strip() or text.lstrip()[:1] in b"<{[" or delimiter.encode() not in head:
        raise SourceError("postcode.not_a_table")
    width = _count_cells(head, delimiter)
    broken: list[pacsv.InvalidRow] = []
    try:
        table = pacsv.read_csv(
            BytesIO(text),
            read_options=pacsv.ReadOptions(
                use_threads=False, autogenerate_column_names=True, block_size=2**24
            ),
            parse_options=_parse_options(delimiter, broken),
            convert_options=pacsv.ConvertOptions(column_types={f"f{i}": pa.string() for i in range(width)}),
        )
    except pa.ArrowInvalid as error:
        raise SourceError("postcode.not_a_table") from error
    return _number_lines(table.to_pandas().astype("str"), broken)


def _parse_options(delimiter: str, broken: list[pacsv.InvalidRow]) -> pacsv.ParseOptions:
    def skip(row: pacsv.InvalidRow) -> str:
        broken.append(row)
        return "skip"

    quote = False if delimiter == "\t" else '"'  # GeoNames quotes nothing
    return pacsv.ParseOptions(
        delimiter=delimiter, quote_char=quote, ignore_empty_lines=False, invalid_row_handler=skip
    )


def _count_cells(head: bytes, delimiter: str) -> int:
    return head.count(delimiter.encode()) + 1  # quoted delimiters only make it too many, which does no harm


def _number_lines(cells: pd.DataFrame, broken: list[pacsv.InvalidRow]) -> _Table:
    """Give every row the number of its line in the file, and leave out the empty lines."""
    lines = np.setdiff1d(np.arange(1, len(cells) + len(broken) + 1), [row.number for row in broken])
    rows = [(row.number, "postcode.broken_line", row.text) for row in broken if row.text.strip()]
    cells = cells.set_axis(lines)
    return _Table(cells[(cells != "").any(axis=1)], pd.DataFrame(rows, columns=[ROW, REASON, VALUE]))


def _decode(data: bytes) -> bytes:
    """Return the text as UTF-8 without a byte order mark; what is no UTF-8 is read as Windows-1252."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return data.decode("utf-16", "replace").encode()
    if b"\0" in data[: 2**16]:
        raise SourceError("postcode.not_a_table")
    try:
        return data.decode("utf-8-sig").encode()
    except UnicodeDecodeError:
        return data.decode("cp1252", "replace").encode()


def _read_bytes(path: Path, progress: Progress) -> bytes:
    if not zipfile.is_zipfile(path):
        with path.open("rb") as file:
            return _read_limited(file, path.stat().st_size, progress)
    try:
        with zipfile.ZipFile(path) as archive:
            member = _text_member(archive)
            with archive.open(member) as file:
                return _read_limited(file, member.file_size, progress)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError) as error:
        raise SourceError("postcode.zip_damaged") from error  # RuntimeError: it asks for a password


def _text_member(archive: zipfile.ZipFile) -> zipfile.ZipInfo:
    texts = [
        member
        for member in archive.infolist()
        if member.filename.lower().endswith((".txt", ".csv", ".tsv"))
        and "readme" not in member.filename.lower()
        and not member.filename.startswith("__MACOSX")
    ]
    if len(texts) != 1:
        raise SourceError("postcode.zip_content", count=len(texts))
    return texts[0]


def _read_limited(file: IO[bytes], size: int, progress: Progress) -> bytes:
    """Read all, counting what really comes: the size that a zip states may be a lie."""
    if size > MAX_BYTES:
        raise SourceError("postcode.too_large", limit_mb=MAX_BYTES // 2**20)
    read = bytearray()
    while chunk := file.read(_CHUNK):
        read += chunk
        if len(read) > MAX_BYTES:
            raise SourceError("postcode.too_large", limit_mb=MAX_BYTES // 2**20)
        progress(len(read), max(size, len(read)))
    return bytes(read)

"""How much a file may hold. Every limit that refuses names itself, what was found and what is allowed."""

from geo.errors import SourceError

MAX_BYTES = 25_000_000
"""Size of a file from a browser, or of anything that is read into memory whole."""

MAX_ROWS = 200_000
MAX_COLUMNS = 200
MAX_CELL_CHARACTERS = 10_000
"""A longer text refuses its row."""

MAX_HEADER_CHARACTERS = 200
"""A longer column name is cut: it is only a name."""

MAX_UNPACKED_BYTES = 250_000_000
"""Bytes that come out of a zip or XLSX file, counted while they come."""

MAX_JSON_BYTES = 64_000_000
"""GeoJSON text: parsed, it takes some ten times its size."""

MAX_SHEET_ROW = MAX_ROWS + 1_000
"""The last row of a spreadsheet with anything in it: header and empty rows count as well."""

MAX_SHEET_CELLS = 4_000_000
"""Cells of the rectangle from A1 to the last one: a reader lays out all of them."""

MAX_ELEMENTS = 10_000_000
"""XML elements of a spreadsheet; a cell takes two."""

MAX_ENTRIES = 2_000
"""Files in a zip or XLSX file."""

MAX_DEPTH = 32
"""Brackets within brackets in JSON."""

MAX_DISTINCT_WORDS = 20_000
"""Different words for gifts in one file; each is compared with the whole vocabulary."""

MAX_VERTICES = 1_000_000
"""Corners of all shapes of a file together."""


def require_within(limit: str, found: int, allowed: int) -> None:
    """
    Let pass what is within a limit.

    Raises
    ------
    SourceError
        `source.limit.<limit>` with `found` and `allowed`.
    """
    if found > allowed:
        raise SourceError(f"source.limit.{limit}", found=found, allowed=allowed)

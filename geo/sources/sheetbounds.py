"""How far the XML parts of a spreadsheet unfold, found by expat before anything lays out the cells."""

import re
from collections.abc import Callable, Collection
from xml.parsers import expat

from geo.errors import SourceError
from geo.sources.limits import (
    MAX_COLUMNS,
    MAX_ELEMENTS,
    MAX_SHEET_CELLS,
    MAX_SHEET_ROW,
    MAX_UNPACKED_BYTES,
    require_within,
)

_REFERENCE = re.compile(r"([A-Za-z]{1,3})([0-9]{1,7})")
_SHARED = "s"  # type of a cell that holds the number of a shared text

Attributes = dict[str, str]


def require_bounded(parts: Collection[bytes]) -> None:
    """
    Let pass XML parts whose cells and texts stay within the limits when they are laid out.

    Raises
    ------
    SourceError
        If a part is no sound XML, has a document type, or unfolds to more than a limit allows.
    """
    extent, texts = _Extent(), _SharedTexts()
    for part in parts:
        extent.begin_part()
        _walk(part, start=extent.start)
        if extent.has_texts:
            _walk(part, start=texts.start, end=texts.end, characters=texts.characters)
    if extent.shared_cells * max(texts.sizes, default=0) > MAX_UNPACKED_BYTES:
        repeats = _Repeats(texts.sizes)  # slow and exact, for the few files that may be over the limit
        for part in parts:
            _walk(part, start=repeats.start, end=repeats.end, characters=repeats.characters)


def _walk(
    part: bytes,
    *,
    start: Callable[[str, Attributes], None],
    end: Callable[[str], None] | None = None,
    characters: Callable[[str], None] | None = None,
) -> None:
    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.StartDoctypeDeclHandler = _refuse_doctype
    parser.StartElementHandler = start
    parser.EndElementHandler = end
    parser.CharacterDataHandler = characters
    try:
        parser.Parse(part, True)
    except (expat.ExpatError, ValueError, LookupError) as error:  # LookupError: an encoding nobody knows
        raise SourceError("source.damaged_workbook") from error


def _refuse_doctype(*_: object) -> None:
    raise SourceError("source.damaged_workbook")


class _Extent:
    """Keeps the last row and column with anything in it, and counts what points to a shared text."""

    def __init__(self) -> None:
        self.shared_cells = 0
        self._elements = 0
        self.begin_part()

    def begin_part(self) -> None:
        self.has_texts = False
        self._row = self._column = self._last_row = self._last_column = 0
        self._reference: str | None = None
        self._type: str | None = None

    def start(self, name: str, attributes: Attributes) -> None:
        self._elements += 1
        if self._elements > MAX_ELEMENTS:
            require_within("elements", self._elements, MAX_ELEMENTS)
        element = _local(name)
        if element == "c":
            self._column += 1
            self._reference, self._type = attributes.get("r"), attributes.get("t")
        elif element in ("v", "is"):
            self._take_cell()
        elif element == "row":
            self._row = _number(attributes.get("r"), otherwise=self._row + 1)
            self._column = 0
        elif element == "si":
            self.has_texts = True

    def _take_cell(self) -> None:
        self.shared_cells += self._type == _SHARED
        if self._reference is not None:
            self._column, self._row = _position(self._reference)
        if self._column > self._last_column or self._row > self._last_row:
            self._stretch()

    def _stretch(self) -> None:
        self._last_row = max(self._last_row, self._row)
        self._last_column = max(self._last_column, self._column)
        require_within("columns", self._last_column, MAX_COLUMNS)
        require_within("rows", self._last_row, MAX_SHEET_ROW)
        require_within("cells", self._last_row * self._last_column, MAX_SHEET_CELLS)


class _SharedTexts:
    """Measures each shared text."""

    def __init__(self) -> None:
        self.sizes: list[int] = []
        self._size: int | None = None

    def start(self, name: str, _: Attributes) -> None:
        if _local(name) == "si":
            self._size = 0

    def characters(self, text: str) -> None:
        if self._size is not None:
            self._size += len(text)

    def end(self, name: str) -> None:
        if self._size is not None and _local(name) == "si":
            self.sizes.append(self._size)
            self._size = None


class _Repeats:
    """Adds up the shared texts as often as cells repeat them."""

    def __init__(self, sizes: list[int]) -> None:
        self._sizes = sizes
        self._unfolded = 0
        self._is_shared = False
        self._index: list[str] | None = None

    def start(self, name: str, attributes: Attributes) -> None:
        element = _local(name)
        if element == "c":
            self._is_shared = attributes.get("t") == _SHARED
        elif element == "v" and self._is_shared:
            self._index = []

    def characters(self, text: str) -> None:
        if self._index is not None:
            self._index.append(text)

    def end(self, name: str) -> None:
        if self._index is None or _local(name) != "v":
            return
        position = _number("".join(self._index).strip(), otherwise=len(self._sizes))
        self._index = None
        if position < len(self._sizes):
            self._unfolded += self._sizes[position]
            require_within("unpacked", self._unfolded, MAX_UNPACKED_BYTES)


def _local(name: str) -> str:
    return name.rpartition(":")[2] if ":" in name else name


def _position(reference: str) -> tuple[int, int]:
    found = _REFERENCE.fullmatch(reference)
    if not found:
        raise SourceError("source.damaged_workbook")
    return _column_number(found[1]), int(found[2])


def _number(text: str | None, *, otherwise: int) -> int:
    return int(text) if text is not None and text.isdecimal() and len(text) <= 9 else otherwise


def _column_number(letters: str) -> int:
    number = 0
    for letter in letters.upper():
        number = number * 26 + ord(letter) - ord("A") + 1
    return number

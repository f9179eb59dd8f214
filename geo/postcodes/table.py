"""
Where postcodes lie: one point per PC6 and per PC4, in EPSG:28992.

Immutable and columnar, so that every visitor may share one table and 460,000 rows are placed in one go.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import NamedTuple, Self

import numpy as np
import pandas as pd
import pyarrow as pa
from numpy.typing import NDArray

from geo.crs import to_rd
from geo.errors import KrachtenkaartError, NotFoundError, SchemaError, SourceError
from geo.frames import PC4, PC6, POSTCODE

X, Y = "x", "y"
TABLE_COLUMNS = (POSTCODE, X, Y)

_LETTER_PAIRS = 26 * 26
_PC4S = 9000  # 1000 up to and including 9999
_UNKNOWN = -1
_PLACED_BY = np.array(["", PC4, PC6])


class Place(NamedTuple):
    """One point in EPSG:28992 metres and what it was found by: "pc6" or "pc4"."""

    x: float
    y: float
    placed_by: str


@dataclass(frozen=True, eq=False, slots=True)
class Located:
    """
    Points of a column of postcodes, in its order.

    Attributes
    ----------
    x, y
        EPSG:28992 metres, float64, shape (n,); NaN where the table does not know the place.
    placed_by
        "pc6", "pc4" or "" (unknown), shape (n,).
    """

    x: NDArray[np.float64]
    y: NDArray[np.float64]
    placed_by: NDArray[np.str_]


@dataclass(frozen=True, eq=False, slots=True)
class PostcodeTable:
    """
    Points of PC6 and PC4, found by direct address.

    Make one with `from_frame` or `read_table`. An own point of a PC4 goes before the mean of its PC6 points.
    """

    _pc6: NDArray[np.int32]  # (digits - 1000) * 676 + letters, rising, shape (n_pc6,)
    _points: NDArray[np.float64]  # of each PC6, of each PC4 from 1000 to 9999, and one NaN: (n_pc6 + 9001, 2)
    _blocks: NDArray[np.int32]  # per PC4 its row in `_addresses`, 0 where it has no PC6, shape (9000,)
    _addresses: NDArray[np.int32]  # per letter pair the row in `_points`, or -1, shape (n_blocks + 1, 676)
    _pc4_is_own: NDArray[np.bool_]  # shape (9000,)
    _inhabitants: NDArray[np.int32] = field(  # of each PC4 from 1000 to 9999, -1 where unknown, shape (9000,)
        default_factory=lambda: np.full(_PC4S, _UNKNOWN, dtype=np.int32)
    )

    @classmethod
    def from_frame(cls, postcodes: pd.DataFrame) -> Self:
        """
        Build the table from points.

        Parameters
        ----------
        postcodes
            Columns `postcode` (canonical), `x`, `y` (EPSG:28992 metres), shape (n, 3 or more); of a code that
            comes twice the last row counts.

        Raises
        ------
        SchemaError
            If a column is missing, a postcode is not canonical or a point is not finite; lists every problem.
        """
        postcodes = _require_points(postcodes).drop_duplicates(POSTCODE, keep="last")
        pc4, pc6 = _numbers(postcodes[POSTCODE])
        points = postcodes[[X, Y]].to_numpy(dtype=float)
        has_letters = pc6 != _UNKNOWN
        order = np.argsort(pc6[has_letters])
        pc6, pc6_points = pc6[has_letters][order], points[has_letters][order]
        pc4_points = _means_by_pc4(pc6 // _LETTER_PAIRS, pc6_points)
        pc4_points[pc4[~has_letters]] = points[~has_letters]
        pc4_is_own = np.zeros(_PC4S, dtype=bool)
        pc4_is_own[pc4[~has_letters]] = True
        columns = (
            pc6,
            np.concatenate([pc6_points, pc4_points, [[np.nan] * 2]]),
            *_addresses(pc6),
            pc4_is_own,
        )
        return cls(*(_locked(column) for column in columns))

    def __len__(self) -> int:
        """Count the postcodes with an own point, PC6 and PC4 together."""
        return self.pc6_count + self.pc4_count

    def __contains__(self, code: object) -> bool:
        """Tell whether this canonical postcode has an own point."""
        (pc4,), pc6 = _numbers([str(code)])
        return bool(self._pc4_is_own[pc4] if len(str(code)) == 4 and pc4 >= 0 else self._rows(pc6)[0] >= 0)

    @property
    def pc6_count(self) -> int:
        """Number of PC6 with a point."""
        return len(self._pc6)

    @property
    def pc4_count(self) -> int:
        """Number of PC4 with an own point."""
        return int(self._pc4_is_own.sum())

    def locate(self, codes: pd.Series | NDArray | Sequence[str]) -> Located:
        """
        Give the point of every postcode; an unknown PC6 gets the point of its PC4.

        Parameters
        ----------
        codes
            Canonical postcodes, shape (n,); anything else is unknown.

        Returns
        -------
        located
            In the order of `codes`, shape (n,).
        """
        rows = self.rows(codes)
        points, is_pc6 = self._points[rows], rows < self.pc6_count
        found = np.where(is_pc6, 2, ~np.isnan(points[:, 0]))
        return Located(points[:, 0].copy(), points[:, 1].copy(), _PLACED_BY[found])

    def rows(self, codes: pd.Series | NDArray | Sequence[str]) -> NDArray[np.int32]:
        """
        Number the row of `points` at which every postcode lies; an unknown PC6 lies at its PC4.

        Parameters
        ----------
        codes
            Canonical postcodes, shape (n,); what is none lies at the last row, which has no point.
        """
        pc4, pc6 = _numbers(codes)
        rows = self._rows(pc6)
        return np.where(rows != _UNKNOWN, rows, self.pc6_count + np.where(pc4 == _UNKNOWN, _PC4S, pc4))

    @property
    def points(self) -> NDArray[np.float64]:
        """
        Points by row, read-only, EPSG:28992 metres, shape (pc6_count + 9001, 2).

        First each PC6, rising, then each PC4 from 1000 to 9999, then one for what is no postcode; NaN where
        the table knows no point.
        """
        return self._points

    @property
    def pc4_rows(self) -> NDArray[np.int32]:
        """Give the row of `points` of the PC4 of each PC6, in the order of the PC6, shape (pc6_count,)."""
        return self.pc6_count + self._pc6 // _LETTER_PAIRS

    def point(self, code: str) -> Place:
        """
        Give the point of one canonical postcode.

        Raises
        ------
        NotFoundError
            If neither the PC6 nor its PC4 has a point.
        """
        located = self.locate([code])
        if not located.placed_by[0]:
            raise NotFoundError("postcode.unknown", value=code)
        return Place(float(located.x[0]), float(located.y[0]), str(located.placed_by[0]))

    def to_frame(self) -> pd.DataFrame:
        """Return every own point as a frame: `postcode`, `x`, `y` (EPSG:28992 metres), PC4 before PC6."""
        pc4 = np.flatnonzero(self._pc4_is_own)
        codes = [str(1000 + number) for number in pc4] + [_spell(number) for number in self._pc6.tolist()]
        points = np.concatenate([self._points[self.pc6_count + pc4], self._points[: self.pc6_count]])
        postcodes = pd.DataFrame({POSTCODE: pd.Series(codes, dtype="str")})
        return postcodes.assign(**{X: points[:, 0], Y: points[:, 1]})

    def merged_with(self, newer: "PostcodeTable") -> "PostcodeTable":
        """Return a table with the points of both; where both know a code, the newer point counts."""
        points = pd.concat([self.to_frame(), newer.to_frame()], ignore_index=True)
        known = pd.concat([self.pc4_inhabitants(), newer.pc4_inhabitants()])
        return PostcodeTable.from_frame(points).with_inhabitants(known.to_dict())

    def with_inhabitants(self, inhabitants: Mapping[str, int]) -> "PostcodeTable":
        """
        Return a table that also knows how many people live in these PC4, beside those that it knew.

        Parameters
        ----------
        inhabitants
            Canonical PC4 -> people, >= 0. What is no PC4 is left out.
        """
        known = self._inhabitants.copy()
        pc4, _ = _numbers(list(inhabitants))
        counts = np.fromiter(inhabitants.values(), dtype=np.int32, count=len(inhabitants))
        known[pc4[pc4 != _UNKNOWN]] = counts[pc4 != _UNKNOWN]
        return replace(self, _inhabitants=_locked(known))

    def inhabitants(self, codes: pd.Series | NDArray | Sequence[str]) -> NDArray[np.int32]:
        """Give how many people live in the PC4 of every postcode, -1 where that is not known, shape (n,)."""
        pc4, _ = _numbers(codes)
        return np.where(pc4 == _UNKNOWN, _UNKNOWN, self._inhabitants[pc4])

    def pc4_inhabitants(self) -> pd.Series:
        """Give how many people live in each PC4 of which that is known, int32, by its code, rising."""
        rows = np.flatnonzero(self._inhabitants != _UNKNOWN)
        return pd.Series(self._inhabitants[rows], index=(rows + 1000).astype(str))

    def _rows(self, pc6: NDArray[np.int32]) -> NDArray[np.int32]:
        rows = self._addresses[self._blocks[pc6 // _LETTER_PAIRS], pc6 % _LETTER_PAIRS]
        rows[pc6 == _UNKNOWN] = _UNKNOWN
        return rows


def read_table(path: Path) -> PostcodeTable:
    """
    Read a table of postcodes from disk.

    Parameters
    ----------
    path
        Parquet with `postcode`, `x`, `y` (EPSG:28992 metres), as `postcodes install` writes it; or a CSV with
        `postcode`, `lat`, `lon` (EPSG:4326 degrees), as the demo has it.

    Raises
    ------
    SourceError
        If the file is not there, damaged or has other columns.
    """
    try:
        return PostcodeTable.from_frame(_read_points(path))
    except FileNotFoundError as error:
        raise SourceError("postcode.table_missing", file=path.name) from error
    except (OSError, ValueError, KeyError, KrachtenkaartError) as error:  # pyarrow's errors are ValueErrors
        raise SourceError("postcode.table_damaged", file=path.name) from error


def _read_points(path: Path) -> pd.DataFrame:
    if path.suffix == ".parquet":
        return pd.read_parquet(path, columns=list(TABLE_COLUMNS))
    degrees = pd.read_csv(path, dtype={POSTCODE: "str"}, keep_default_na=False)
    x, y = to_rd(degrees["lon"].to_numpy(dtype=float), degrees["lat"].to_numpy(dtype=float))
    return pd.DataFrame({POSTCODE: degrees[POSTCODE], X: x, Y: y})


def _require_points(postcodes: pd.DataFrame) -> pd.DataFrame:
    missing = [column for column in TABLE_COLUMNS if column not in postcodes.columns]
    if missing:
        raise SchemaError("schema.columns", problems=[(column, "missing", None) for column in missing])
    is_code = _numbers(postcodes[POSTCODE])[0] != _UNKNOWN
    is_point = np.isfinite(postcodes[[X, Y]].to_numpy(dtype=float)).all(axis=1)
    problems = [(POSTCODE, "canonical", row) for row in postcodes.index[~is_code]]
    problems += [(f"{X}, {Y}", "finite", row) for row in postcodes.index[~is_point]]
    if problems:
        raise SchemaError("schema.values", problems=problems)
    return postcodes


def _means_by_pc4(pc4: NDArray, points: NDArray[np.float64]) -> NDArray[np.float64]:
    counts = np.bincount(pc4, minlength=_PC4S)
    sums = np.column_stack([np.bincount(pc4, points[:, axis], minlength=_PC4S) for axis in (0, 1)])
    return np.where(counts[:, None] > 0, sums / np.maximum(counts, 1)[:, None], np.nan)


def _addresses(pc6: NDArray[np.int32]) -> tuple[NDArray[np.int32], NDArray[np.int32]]:
    """Give each PC4 with PC6 a block of 676 addresses: 11 MB for the country, and no search per lookup."""
    pc4s, block_of = np.unique(pc6 // _LETTER_PAIRS, return_inverse=True)
    blocks = np.zeros(_PC4S, dtype=np.int32)
    blocks[pc4s] = 1 + np.arange(len(pc4s), dtype=np.int32)
    addresses = np.full((len(pc4s) + 1, _LETTER_PAIRS), _UNKNOWN, dtype=np.int32)
    addresses[1 + block_of, pc6 % _LETTER_PAIRS] = np.arange(len(pc6), dtype=np.int32)
    return blocks, addresses


def _numbers(codes: pd.Series | NDArray | Sequence[str]) -> tuple[NDArray[np.int32], NDArray[np.int32]]:
    """Number every code as PC4 (0-8999) and as PC6, whole columns at once; -1 where it is none."""
    characters, lengths = _characters(codes)
    is_pc4, pc4 = _read_number(characters[:4], first="0", base=10)
    is_pair, pair = _read_number(characters[4:], first="A", base=26)
    is_pc4 &= pc4 >= 1000
    is_pc6 = is_pc4 & is_pair & (lengths == 6)
    pc4 -= 1000
    pc6 = np.where(is_pc6, pc4 * _LETTER_PAIRS + pair, _UNKNOWN)
    return np.where(is_pc6 | (is_pc4 & (lengths == 4)), pc4, _UNKNOWN), pc6


def _read_number(
    characters: NDArray[np.uint8], *, first: str, base: int
) -> tuple[NDArray[np.bool_], NDArray[np.int32]]:
    """Read positions (rows) of many texts (columns) as a number whose digits start at the sign `first`."""
    is_number = np.ones(characters.shape[1], dtype=bool)
    number = np.zeros(characters.shape[1], dtype=np.int32)
    for position in characters:
        digit = position - np.uint8(ord(first))  # below `first` it wraps around to a large value
        is_number &= digit < base
        number = number * base + digit
    return is_number, number


def _characters(codes: pd.Series | NDArray | Sequence[str]) -> tuple[NDArray[np.uint8], NDArray[np.int64]]:
    """Lay the first six UTF-8 bytes of all texts below each other, shape (6, n), beside their lengths."""
    starts, signs = _bytes(codes)
    padded = np.concatenate([signs, np.zeros(6, dtype=np.uint8)])
    characters = np.empty((6, len(starts) - 1), dtype=np.uint8)
    for position in range(6):
        characters[position] = padded[starts[:-1] + position]
    return characters, np.diff(starts)


def _bytes(codes: pd.Series | NDArray | Sequence[str]) -> tuple[NDArray[np.int64], NDArray[np.uint8]]:
    texts = (
        pa.array(codes, from_pandas=True) if isinstance(codes, (pd.Series, np.ndarray)) else pa.array(codes)
    )
    texts = texts.combine_chunks() if isinstance(texts, pa.ChunkedArray) else texts
    texts = texts.cast(pa.large_string()).fill_null("")
    _, offsets, data = texts.buffers()
    starts = np.frombuffer(offsets, dtype=np.int64)[texts.offset : texts.offset + len(texts) + 1]
    return starts, np.frombuffer(data or b"", dtype=np.uint8)


def _spell(number: int) -> str:
    pc4, pair = divmod(number, _LETTER_PAIRS)
    return f"{1000 + pc4}{chr(ord('A') + pair // 26)}{chr(ord('A') + pair % 26)}"


def _locked(array: NDArray) -> NDArray:
    array = np.ascontiguousarray(array)
    array.setflags(write=False)
    return array

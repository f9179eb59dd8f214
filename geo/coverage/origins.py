"""
Where people live: the points from which reach is measured, each with its inhabitants.

Two ways to know. *Counted*: a table says how many live at each postcode. *Spread*: only the inhabitants of areas, or
of PC4, are known, and are spread evenly over the postcodes of each. A measure says which it was (`basis`), because
what is spread says nothing about differences within an area.

References
----------
CBS, Bevolking per viercijferige postcode: below -99,990 means that a number is not given.
"""

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from geo.areas import INHABITANTS
from geo.coverage.assign import Assignment
from geo.errors import SchemaError
from geo.frames import POSTCODE

COUNTED, SPREAD = "counted", "spread"
BASES = (COUNTED, SPREAD)
"""How inhabitants are known: per postcode, or per area and spread evenly over its postcodes."""

SUPPRESSED_BELOW = -99_990
"""CBS writes -99997 and the like for what it does not give."""


@dataclass(frozen=True, eq=False)
class Origins:
    """
    Points where people live.

    Attributes
    ----------
    x, y
        EPSG:28992 metres, shape (n,).
    inhabitants
        People at each point, >= 0; NaN where unknown, shape (n,).
    number
        Area of each point: position in `codes`, `len(codes)` outside, shape (n,).
    codes
        Codes of the areas, rising, named `code`.
    basis
        One of `BASES`.
    """

    x: NDArray[np.float64]
    y: NDArray[np.float64]
    inhabitants: NDArray[np.float64]
    number: NDArray[np.int32]
    codes: pd.Index
    basis: str

    def __len__(self) -> int:
        """Count the points."""
        return len(self.x)

    def by_area(self, people: NDArray) -> NDArray[np.float64]:
        """Add up people, numbers of shape (n,), per area, without those outside, shape (n_areas,)."""
        sums = np.bincount(self.number, people, minlength=len(self.codes) + 1)[:-1]
        return sums.astype(float)  # whole numbers when there are no origins at all

    @property
    def known(self) -> pd.Series:
        """People per area of whom it is known where they live, named `inhabitants`, index `code`."""
        return pd.Series(self.by_area(np.nan_to_num(self.inhabitants)), index=self.codes, name=INHABITANTS)


def counted_origins(postcodes: pd.DataFrame, assigned: Assignment) -> Origins:
    """
    Take the inhabitants of postcodes as they were counted.

    Parameters
    ----------
    postcodes
        Columns `postcode` (canonical PC6 or PC4, all of one kind: people would count twice) and `inhabitants`
        (whole numbers >= 0 or NA: unknown), shape (n, 2 or more).
    assigned
        Which area each postcode lies in.

    Returns
    -------
    origins
        One point per postcode that the table can place, in the order of the frame; `basis` is `COUNTED`.

    Raises
    ------
    SchemaError
        If a column is missing, a number is below 0, a postcode comes twice, or PC4 and PC6 are mixed; lists
        every problem found.
    """
    _require_counted(postcodes)
    rows = assigned.postcodes.rows(postcodes[POSTCODE])
    return _origins(assigned, rows, _numbers(postcodes[INHABITANTS]), COUNTED)


def spread_pc4_origins(postcodes: pd.DataFrame, assigned: Assignment) -> Origins:
    """
    Spread the inhabitants of each PC4 evenly over its PC6, which may lie in several areas.

    Parameters
    ----------
    postcodes
        As for `counted_origins`, of PC4.
    assigned
        Which area each postcode lies in.

    Returns
    -------
    origins
        The PC6 of each of these PC4; the PC4 itself where it has none. `basis` is `SPREAD`.

    Raises
    ------
    SchemaError
        As `counted_origins`.
    """
    _require_counted(postcodes)
    table = assigned.postcodes
    asked = table.rows(postcodes[POSTCODE])
    people = np.full(len(table.points), np.nan)
    people[asked] = _numbers(postcodes[INHABITANTS])
    pc6s = np.bincount(table.pc4_rows, minlength=len(people))
    homes = np.flatnonzero(np.isin(table.pc4_rows, asked))
    alone = asked[pc6s[asked] == 0]
    pc4 = np.concatenate([table.pc4_rows[homes], alone])
    return _origins(assigned, np.concatenate([homes, alone]), people[pc4] / np.maximum(pc6s[pc4], 1), SPREAD)


def spread_origins(assigned: Assignment) -> Origins:
    """
    Spread the inhabitants of each area evenly over its postcodes.

    Parameters
    ----------
    assigned
        Areas with `inhabitants` (whole numbers >= 0 or NA: unknown), and which postcode lies in which.

    Returns
    -------
    origins
        The PC6 of each area; its PC4 where it has none; the middle of its outline where it has neither, so that
        nobody disappears. `basis` is `SPREAD`.
    """
    rows, number = home_rows(assigned)
    x, y = assigned.postcodes.points[rows].T
    empty = np.flatnonzero(np.bincount(number, minlength=assigned.outside) == 0)
    middles = assigned.areas.geometry.iloc[empty].representative_point()
    number = np.concatenate([number, empty.astype(np.int32)])
    each = _numbers(assigned.areas[INHABITANTS]) / np.maximum(
        np.bincount(number, minlength=assigned.outside), 1
    )
    points = np.concatenate([x, middles.x]), np.concatenate([y, middles.y])
    return Origins(*points, each[number], number, assigned.codes, SPREAD)


def home_rows(assigned: Assignment) -> tuple[NDArray[np.int64], NDArray[np.int32]]:
    """
    List the postcodes that make up each area: its PC6, or its PC4 where it has no PC6.

    Returns
    -------
    rows, number
        Row in the table and area of each, shape (n,) both; what lies outside is not among them.
    """
    number, pc6s = assigned.number, assigned.postcodes.pc6_count
    has_pc6 = np.bincount(number[:pc6s], minlength=assigned.outside + 1) > 0
    is_home = number < assigned.outside
    is_home[pc6s:] &= ~has_pc6[number[pc6s:]]
    rows = np.flatnonzero(is_home)
    return rows, number[rows]


def mend_counts(numbers: pd.Series) -> pd.Series:
    """
    Turn the large negative numbers by which CBS says "not given" into NA.

    Parameters
    ----------
    numbers
        Whole numbers, some maybe missing.

    Returns
    -------
    numbers
        `Int64`, on the same index; other numbers stay as they are, so that -1 is still refused where it comes.
    """
    whole = numbers.astype("Int64")
    return whole.mask(whole < SUPPRESSED_BELOW)


def _numbers(people: pd.Series) -> NDArray[np.float64]:
    """Give numbers of people, NaN where unknown."""
    return people.astype("Float64").to_numpy(dtype=float, na_value=np.nan)


def _origins(assigned: Assignment, rows: NDArray, people: NDArray, basis: str) -> Origins:
    x, y = assigned.postcodes.points[rows].T
    placed = np.isfinite(x)
    number = assigned.number[rows]
    return Origins(x[placed], y[placed], people[placed], number[placed], assigned.codes, basis)


def _require_counted(postcodes: pd.DataFrame) -> None:
    missing = [column for column in (POSTCODE, INHABITANTS) if column not in postcodes.columns]
    if missing:
        raise SchemaError("schema.columns", problems=[(column, "missing", None) for column in missing])
    lengths = postcodes[POSTCODE].str.len()
    problems = [
        (INHABITANTS, "below_0", row) for row in postcodes.index[postcodes[INHABITANTS].lt(0).fillna(False)]
    ]
    problems += [(POSTCODE, "twice", row) for row in postcodes.index[postcodes[POSTCODE].duplicated()]]
    if lengths.nunique() > 1:
        problems.append((POSTCODE, "mixed", None))
    if problems:
        raise SchemaError("schema.values", problems=problems)

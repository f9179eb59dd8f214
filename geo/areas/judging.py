"""
From the rows of a file to an area frame: what can be mended is mended, what cannot is left out with its reason.

Nothing is lost silently: each row is kept, part of another (a code that comes twice), water, or refused.
"""

import re
from collections import Counter
from typing import NamedTuple

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from geo.areas.columns import Columns
from geo.areas.frame import CODE, INHABITANTS, MOST_INHABITANTS, NAME, YEAR, make_areas
from geo.areas.levels import GEMEENTE, PC4
from geo.crs import RD, is_in_netherlands, to_wgs84
from geo.errors import CrsError, SourceError

COUNTED = ("mended", "merged", "water", "unknown")
"""What is told of an installation: shapes that were mended, rows that joined another, water, unknown inhabitants."""

_CODE = re.compile(r"[A-Za-z0-9_-]{1,20}")
_LONGEST_NAME = 120
_ROW, _REASON, _VALUE = "row", "reason", "value"
_YEARS = range(1900, 2200)


class RefusedArea(NamedTuple):
    """A row that was left out: its number in the file from 1, the error code, and what stood there."""

    row: int
    code: str
    value: str


class Judged(NamedTuple):
    """
    What became of a file.

    Attributes
    ----------
    areas
        Area frame (see `geo.areas.frame`).
    refused
        Rows that were left out.
    counts
        How many of each of `COUNTED`.
    """

    areas: gpd.GeoDataFrame
    refused: tuple[RefusedArea, ...]
    counts: Counter[str]


def judge(raw: gpd.GeoDataFrame, columns: Columns, *, level: str, year: int | None = None) -> Judged:
    """
    Make an area frame of the rows of a file.

    Parameters
    ----------
    raw
        Rows as they stand in the file, in any CRS that they name; shape (n_rows, ...).
    columns
        Which columns hold what.
    level
        One of `geo.areas.levels.LEVELS`.
    year
        Year of the codes; the file's own unless given.

    Raises
    ------
    CrsError
        If the rows name no CRS, or no row lies in the Netherlands.
    SourceError
        If the year is not known, several are mixed, or it is another one than was asked for.
    """
    if raw.crs is None:
        raise CrsError("crs.missing")
    counts: Counter[str] = Counter()
    raw = raw.set_axis(pd.RangeIndex(1, len(raw) + 1))
    raw = _dry(raw, columns, counts)
    outlines, reasons = _sound(raw.to_crs(RD).geometry.to_numpy(), counts)
    if len(raw) and (reasons == "areas.row.outside").all():
        raise CrsError("areas.degrees")
    rows = _rows(raw, columns, level).assign(**{YEAR: _year(raw, columns, year), "geometry": outlines})
    rows[_REASON] = np.where(rows[CODE].map(_is_code), reasons, "areas.row.code")
    refused = [_refused(row) for row in rows[rows[_REASON] != ""].itertuples()]
    kept, twice = _merged(rows[rows[_REASON] == ""], counts)
    counts["unknown"] = int(kept[INHABITANTS].isna().sum())
    areas = make_areas(kept[[CODE, NAME, INHABITANTS, YEAR]], kept["geometry"].to_numpy())
    return Judged(areas, tuple(sorted([*refused, *twice])), counts)


def read_counts(values: pd.Series) -> pd.Series:
    """
    Read numbers of people as files have them.

    Parameters
    ----------
    values
        Numbers or texts, shape (n,).

    Returns
    -------
    counts
        `Int64`, in the same index. NA where nothing stands there, or what CBS writes for a suppressed value
        (-99997 and other negative numbers, ".", "<5"): unknown, which is not the same as none.
    """
    numbers = pd.to_numeric(values.astype("str").str.strip(), errors="coerce")
    is_count = numbers.between(0, MOST_INHABITANTS)
    return numbers.where(is_count).round().astype("Float64").astype("Int64")


def _dry(raw: gpd.GeoDataFrame, columns: Columns, counts: Counter[str]) -> gpd.GeoDataFrame:
    """Leave out rows that are water only, and the row "abroad": CBS gives those beside the land of a gemeente."""
    if columns.water is None:
        return raw
    is_wet = raw[columns.water].astype("str").str.strip().str.upper().isin(["JA", "B", "BUITENLAND"])
    counts["water"] = int(is_wet.sum())
    return raw[~is_wet]


def _sound(outlines: NDArray, counts: Counter[str]) -> tuple[NDArray, NDArray]:
    """Mend outlines that break the rules of shapes; tell of each other why it is no outline, or ""."""
    outlines = shapely.force_2d(np.array(outlines, dtype=object))
    is_empty = shapely.is_missing(outlines) | shapely.is_empty(outlines)
    is_surface = shapely.get_dimensions(outlines) == 2
    is_here = _is_here(outlines)  # before mending: what has endless corners cannot be mended
    is_broken = is_surface & is_here & ~shapely.is_valid(outlines)
    outlines[is_broken] = shapely.make_valid(outlines[is_broken], method="structure", keep_collapsed=False)
    is_gone = is_broken & (shapely.is_empty(outlines) | (shapely.get_dimensions(outlines) != 2))
    counts["mended"] = int((is_broken & ~is_gone).sum())
    reasons = np.select(
        [is_empty, ~is_surface | is_gone, ~is_here],
        ["areas.row.empty", "areas.row.surface", "areas.row.outside"],
        default="",
    )
    return outlines, reasons.astype(object)


def _is_here(outlines: NDArray) -> NDArray[np.bool_]:
    """Tell which outlines lie in the box around the European Netherlands; far ones can have endless corners."""
    west, south, east, north = shapely.bounds(outlines).T
    is_finite = np.isfinite(west + south + east + north)
    longitude, latitude = to_wgs84(
        np.where(is_finite, [west, east], 0.0), np.where(is_finite, [south, north], 0.0)
    )
    return is_finite & is_in_netherlands(longitude, latitude).all(axis=0)


def _rows(raw: gpd.GeoDataFrame, columns: Columns, level: str) -> pd.DataFrame:
    codes = _texts(raw[columns.code])
    if level == GEMEENTE:
        codes = codes.where(~codes.str.fullmatch(r"\d{1,4}"), "GM" + codes.str.zfill(4))
    if level == PC4:
        codes = codes.str.replace(" ", "", regex=False)
    names = codes if columns.name is None else _texts(raw[columns.name]).str[:_LONGEST_NAME]
    counts: pd.Series = pd.Series(pd.NA, index=raw.index, dtype="Int64")
    if columns.inhabitants is not None:
        counts = read_counts(raw[columns.inhabitants])
    return pd.DataFrame({CODE: codes, NAME: names.where(names != "", codes), INHABITANTS: counts})


def _texts(column: pd.Series) -> pd.Series:
    """Read codes and names, also where a file has numbers (1811.0 is "1811")."""
    texts = [
        "" if value is None or value != value else str(int(value) if _is_whole(value) else value)
        for value in column
    ]
    return pd.Series(texts, index=column.index, dtype="str").str.strip()


def _is_whole(value: object) -> bool:
    return isinstance(value, float) and value.is_integer()


def _is_code(text: str) -> bool:
    return _CODE.fullmatch(text) is not None


def _year(raw: gpd.GeoDataFrame, columns: Columns, asked: int | None) -> int:
    texts = _texts(raw[columns.year]) if columns.year is not None else pd.Series([], dtype="str")
    years = sorted({int(text[:4]) for text in texts if text[:4].isdecimal() and int(text[:4]) in _YEARS})
    if len(years) > 1:
        raise SourceError("areas.mixed_years", years=", ".join(map(str, years)))
    if years and asked not in (None, years[0]):
        raise SourceError("areas.other_year", found=years[0], asked=asked)
    if not years and asked is None:
        raise SourceError("areas.no_year")
    return years[0] if years else int(asked or 0)


def _refused(row) -> RefusedArea:
    value = row.code if row.reason == "areas.row.code" else row.name
    return RefusedArea(int(row.Index), row.reason, str(value)[:40])


def _merged(rows: pd.DataFrame, counts: Counter[str]) -> tuple[pd.DataFrame, list[RefusedArea]]:
    """Join the parts of an area whose code comes in several rows, unless these say different things of it."""
    is_first = ~rows[CODE].duplicated()
    if is_first.all():
        return rows, []
    kept, twice = rows[is_first].set_index(CODE, drop=False), []
    for code, parts in rows.groupby(CODE):
        if len(parts) < 2:
            continue
        known = parts[INHABITANTS].dropna().unique()
        if parts[NAME].nunique() > 1 or len(known) > 1:
            twice += [RefusedArea(int(row), "areas.row.twice", str(code)) for row in parts.index[1:]]
            continue
        counts["merged"] += len(parts) - 1
        kept.loc[code, "geometry"] = shapely.union_all(parts["geometry"].to_numpy())
        kept.loc[code, INHABITANTS] = known[0] if len(known) else pd.NA
    return kept.reset_index(drop=True), twice

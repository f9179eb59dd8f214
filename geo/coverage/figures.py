"""
One measure for all areas of a level: what the page, the report and the command line show.

Each area has a *state* beside its value, because an empty place on a map can mean different things: nobody was asked
there yet, somebody was and nothing was added so far, people are too few to be told apart, or it is not known.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import pandas as pd

from geo.areas import INHABITANTS, NAME, OUTSIDE
from geo.coverage.asked import ASKED as MET
from geo.coverage.asked import HAS_CONTACT, KNOWN, LAST_ON, SHARE, asked
from geo.coverage.connections import INTRODUCTIONS, count_connections
from geo.coverage.data import CoverageData
from geo.coverage.growth import grow_asked, grow_connections, grow_reach, grow_strengths
from geo.coverage.query import (
    ASKED,
    CONNECTIONS,
    COUNTS,
    DIVERSITY,
    PER_1000,
    REACH,
    STRENGTHS,
    CoverageQuery,
    checked,
)
from geo.coverage.reach import reach
from geo.coverage.strengths import count_kinds, count_themes, diversity, per_1000
from geo.coverage.wanted import Want, capability_want, template_want, theme_wants
from geo.frames import KIND
from geo.release.categories import ALL, theme_category
from geo.release.reading import CELL, CODES, HIGHEST, IS_BELOW, IS_MERGED, SHOWN
from geo.terms import KINDS, TALENT

VALUE, STATE, TOGETHER, CELL_VALUE = "value", "state", "together", "cell_value"
CELL_NAME = "cell"
OR_MORE = "or_more"
FIGURE_COLUMNS = (NAME, INHABITANTS, VALUE, STATE, CELL_NAME, TOGETHER, CELL_VALUE, OR_MORE, LAST_ON)

PRESENT, NOTHING_YET, NOT_ASKED = "present", "nothing_yet", "not_asked"
MERGED, UNKNOWN = "merged", "unknown"
STATES = (PRESENT, NOTHING_YET, NOT_ASKED, MERGED, UNKNOWN)
"""Something is there; asked, and nothing yet; nobody asked yet; only told together with other areas, or as fewer than
five; not known (of nobody it is known whether they live there)."""

_ANY = "any"


@dataclass(frozen=True, eq=False)
class Figures:
    """
    The answer to a question.

    Attributes
    ----------
    query
        As it was answered.
    table
        Index `code`, every area once, columns `FIGURE_COLUMNS`. `value`: `Float64`, NA where the state is `MERGED`
        or `UNKNOWN`; `cell`: name of the cell of the release ("" outside of a merged one); `together`: how many
        areas share it; `cell_value`: its number, NA for "fewer than five"; `or_more`: whether that is the least that
        there are; `last_on`: day of the last contact.
    whole
        Of all areas together: their sum, or for a share the share of all people; NA where that says nothing.
    outside
        What lies in none of the areas, for measures that add up; else 0.
    is_rounded
        Whether the numbers are those of the release: rounded to five.
    basis
        For reach: how it is known where people live (`geo.coverage.origins.BASES`); else "".
    quarter
        Of the release; "" where the numbers are live.
    """

    query: CoverageQuery
    table: pd.DataFrame
    whole: float | None
    outside: int
    is_rounded: bool
    basis: str
    quarter: str

    @property
    def states(self) -> dict[str, int]:
        """Count the areas in each state."""
        counts = self.table[STATE].value_counts()
        return {state: int(counts.get(state, 0)) for state in STATES}


@dataclass(frozen=True, eq=False)
class _Values:
    value: pd.Series  # Float64, index code
    whole: float | None = None
    outside: int = 0
    basis: str = ""


def measure(query: CoverageQuery, data: CoverageData) -> Figures:
    """
    Answer a question.

    Parameters
    ----------
    query
        Anything; what is unknown or not the role's to ask counts as not asked (`geo.coverage.query.checked`).
    data
        What the role may know.
    """
    query = checked(query, data)
    data = data.until(query.last_day)
    contact = asked(data.contacts, data.assigned)
    found = _VALUES[query.measure](query, _of_kind(query, data))
    table = _table(found.value, contact, data)
    if query.kind != TALENT or data.is_exact:
        return Figures(query, table, found.whole, found.outside, False, found.basis, "")
    if data.release is None:
        return Figures(query, _veiled(table, data), None, 0, False, "", "")
    table = _with_release(table, query, data)
    shown = data.release.cells_of(_category(query))[SHOWN]
    whole = float(shown.sum()) if shown.notna().any() else None
    return Figures(query, table, whole, 0, True, "", data.release.quarter)


def grow(query: CoverageQuery, data: CoverageData) -> pd.DataFrame:
    """
    Give a measure month by month since the first record.

    Returns
    -------
    growth
        `Float64`, index `code`, columns `month`; no columns for what has no line over time (diversity, and what is
        read from a release). The last column is the value of now.
    """
    query = checked(query, data)
    if query.measure == DIVERSITY or (query.kind == TALENT and not data.is_exact):
        return pd.DataFrame(index=data.assigned.codes)
    data = _of_kind(query, data)
    if query.measure == ASKED:
        return grow_asked(data.contacts, data.assigned, until=data.today)
    if query.measure == CONNECTIONS:
        grown = grow_connections(data.connections, data.assets, data.assigned, until=data.today)
        return grown[INTRODUCTIONS].drop(index=OUTSIDE).astype("Float64")
    if query.measure == REACH:
        want = _want(query, data)
        grown = grow_reach(
            data.assets, data.days, data.origins, [want], radius_m=query.radius_m, until=data.today
        )
        return grown[want.name]
    grown = grow_strengths(data.assets, data.days, data.assigned, data.vocabulary, until=data.today)
    counts = grown[query.theme] if query.theme else sum(grown[kind] for kind in KINDS)
    if query.measure == PER_1000:
        return per_1000(counts, _people(data)).drop(index=OUTSIDE)
    return counts.drop(index=OUTSIDE).astype("Float64")


def grow_whole(growth: pd.DataFrame, query: CoverageQuery, data: CoverageData) -> pd.Series:
    """
    Give a measure of all areas together, month by month.

    Parameters
    ----------
    growth
        As `grow` gives it.

    Returns
    -------
    whole
        `Float64`, index `month`: the sum, or for a share or a rate the mean over the people (for `ASKED` over the
        postcodes) of the areas where it is known.
    """
    if query.measure in COUNTS or not growth.shape[1]:
        return growth.sum().astype("Float64")
    weights = _weights(query, data).astype("Float64")
    weights = weights.where(growth.notna().all(axis=1) & weights.gt(0), 0.0).fillna(0.0)
    total = float(weights.sum())
    return growth.fillna(0.0).mul(weights, axis=0).sum().astype("Float64") / (total or np.nan)


def _weights(query: CoverageQuery, data: CoverageData) -> pd.Series:
    if query.measure == REACH:
        return data.origins.known
    if query.measure == ASKED:
        return asked(data.contacts, data.assigned)[KNOWN]
    return _people(data)


def _of_kind(query: CoverageQuery, data: CoverageData) -> CoverageData:
    """Keep the assets that the question is about; without a kind, talents only where all are counted exactly."""
    kinds = data.assets[KIND]
    if query.measure == CONNECTIONS or (not query.kind and data.is_exact):
        return data
    return data.only((kinds == query.kind if query.kind else kinds != TALENT).to_numpy())


def _strengths(query: CoverageQuery, data: CoverageData) -> _Values:
    counts = _counts(query, data)
    inside = counts.drop(OUTSIDE)
    return _Values(inside.astype("Float64"), float(inside.sum()), int(counts[OUTSIDE]))


def _per_1000(query: CoverageQuery, data: CoverageData) -> _Values:
    counts, people = _counts(query, data), _people(data)
    known = people.index[people.gt(0).fillna(False)]
    total = people[known].sum()
    whole = float(counts[known].sum() * 1000 / total) if total else None
    value = per_1000(counts.to_frame(VALUE), people)[VALUE].drop(OUTSIDE)
    return _Values(value, whole)


def _diversity(_query: CoverageQuery, data: CoverageData) -> _Values:
    counts = count_themes(data.assets, data.assigned, data.vocabulary).drop(OUTSIDE)
    together = diversity(counts.sum().to_frame().T)
    return _Values(diversity(counts).astype("Float64"), float(together.iloc[0]))


def _reach(query: CoverageQuery, data: CoverageData) -> _Values:
    want = _want(query, data)
    found = reach(data.assets, data.origins, [want], radius_m=query.radius_m)
    share, people = found.share[want.name], found.inhabitants.astype("Float64")
    is_known = share.notna()
    total = people[is_known].sum()
    whole = float((share[is_known] * people[is_known]).sum() / total) if total else None
    return _Values(share, whole, basis=found.basis)


def _asked(_query: CoverageQuery, data: CoverageData) -> _Values:
    found = asked(data.contacts, data.assigned)
    known = found[KNOWN].sum()
    return _Values(found[SHARE], float(found[MET].sum() / known) if known else None)


def _connections(_query: CoverageQuery, data: CoverageData) -> _Values:
    counts = count_connections(data.connections, data.assets, data.assigned)[INTRODUCTIONS]
    return _Values(
        counts.drop(OUTSIDE).astype("Float64"), float(counts.drop(OUTSIDE).sum()), int(counts[OUTSIDE])
    )


_VALUES: dict[str, Callable[[CoverageQuery, CoverageData], _Values]] = {
    STRENGTHS: _strengths,
    PER_1000: _per_1000,
    DIVERSITY: _diversity,
    REACH: _reach,
    ASKED: _asked,
    CONNECTIONS: _connections,
}


def _counts(query: CoverageQuery, data: CoverageData) -> pd.Series:
    if query.theme:
        return count_themes(data.assets, data.assigned, data.vocabulary)[query.theme]
    return count_kinds(data.assets, data.assigned).sum(axis=1)


def _people(data: CoverageData) -> pd.Series:
    return data.areas.set_index(data.assigned.codes)[INHABITANTS]


def _want(query: CoverageQuery, data: CoverageData) -> Want:
    if query.template:
        return template_want(next(one for one in data.templates if one.code == query.template))
    if query.capability:
        return capability_want(query.capability)
    wants = theme_wants(data.vocabulary)
    if query.theme:
        return next(want for want in wants if want.name == query.theme)
    return Want(_ANY, frozenset().union(*(want.capabilities for want in wants)))


def _table(value: pd.Series, contact: pd.DataFrame, data: CoverageData) -> pd.DataFrame:
    areas = data.areas.set_index(data.assigned.codes)
    conditions = [value.isna(), value.gt(0).fillna(False), contact[HAS_CONTACT]]
    states = np.select(
        [one.to_numpy(dtype=bool) for one in conditions], [UNKNOWN, PRESENT, NOTHING_YET], NOT_ASKED
    )
    return pd.DataFrame(
        {
            NAME: areas[NAME],
            INHABITANTS: areas[INHABITANTS],
            VALUE: value,
            STATE: pd.Series(states, index=value.index, dtype="str"),
            CELL_NAME: "",
            TOGETHER: 1,
            CELL_VALUE: pd.Series(pd.NA, index=value.index, dtype="Float64"),
            OR_MORE: False,
            LAST_ON: contact[LAST_ON],
        },
        index=data.assigned.codes,
    )[list(FIGURE_COLUMNS)]


def _category(query: CoverageQuery) -> str:
    return theme_category(query.theme) if query.theme else ALL


def _with_release(table: pd.DataFrame, query: CoverageQuery, data: CoverageData) -> pd.DataFrame:
    """Put what the release tells in the place of numbers that are not the role's to count."""
    assert data.release is not None and data.exact is not None
    cells = data.release.by_area(_category(query)).reindex(table.index)
    told = ~table.index.isin(data.exact)
    is_known = cells[CELL].notna().to_numpy()
    is_veiled = (cells[IS_MERGED].eq(True) | cells[IS_BELOW].eq(True)).to_numpy()
    shown = cells[SHOWN].astype("Float64")
    table = table.copy()
    table.loc[told, VALUE] = shown.where(~is_veiled)[told]
    table.loc[told, STATE] = np.select([~is_known, is_veiled], [UNKNOWN, MERGED], PRESENT)[told]
    table.loc[told, CELL_NAME] = cells[CELL].fillna("").where(is_veiled, "")[told]
    table.loc[told, TOGETHER] = cells[CODES].map(lambda codes: len(codes) if isinstance(codes, tuple) else 1)[
        told
    ]
    table.loc[told, CELL_VALUE] = shown.where(is_veiled)[told]
    table.loc[told, OR_MORE] = (cells[HIGHEST].isna() & cells[SHOWN].notna()).to_numpy()[told]
    return table


def _veiled(table: pd.DataFrame, data: CoverageData) -> pd.DataFrame:
    """Take away the numbers of areas that are not the role's to count, where nothing else is told of them."""
    assert data.exact is not None
    is_hidden = ~table.index.isin(data.exact)
    table = table.copy()
    table.loc[is_hidden, VALUE] = pd.NA
    table.loc[is_hidden, STATE] = UNKNOWN
    return table

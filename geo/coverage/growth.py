"""
Growth: any of the measures, month by month since the first record.

Definition
----------
A month's value is what the measure would have been at its end, of what is there today: each card, contact or
connection counts from the month of its day on, and what has no day from the first month on. What was erased or
hidden since is in no month, so a line shows how today's inventory came about and never falls.

Values are added up along the months in one go; reach looks around only what each month brought.
"""

from collections.abc import Mapping, Sequence
from datetime import date

import geopandas as gpd
import numpy as np
import pandas as pd
from numpy.typing import NDArray

from geo.coverage.asked import DAY
from geo.coverage.assign import Assignment
from geo.coverage.connections import (
    ACROSS,
    BETWEEN_GROUPS,
    INTRODUCTIONS,
    area_of_ends,
    seen_connections,
)
from geo.coverage.origins import Origins, home_rows
from geo.coverage.reach import homes_of, share_of_people
from geo.coverage.wanted import Plan, Want, read_masks, theme_wants, wants_of_assets
from geo.frames import KIND, POSTCODE
from geo.terms import KINDS
from geo.vocabulary import Vocabulary
from geo.walking import STRAIGHT_WALK, Walk

MONTH = "month"

MONTHS_AT_MOST = 120
"""A line of ten years; what is older is there from its first month on."""


def months_until(days: pd.Series, until: date) -> pd.PeriodIndex:
    """
    List the months from the first of these days up to and including the month of `until`.

    Parameters
    ----------
    days
        `datetime64`, NaT allowed, shape (n,).

    Returns
    -------
    months
        Named `month`, at least the one of `until`, at most the last `MONTHS_AT_MOST`.
    """
    last = pd.Period(until, freq="M")
    first = days.min()
    start = last if pd.isna(first) else min(pd.Period(first, freq="M"), last)
    return pd.period_range(max(start, last - (MONTHS_AT_MOST - 1)), last, freq="M", name=MONTH)


def grow_strengths(
    assets: gpd.GeoDataFrame,
    days: pd.Series,
    assigned: Assignment,
    vocabulary: Vocabulary,
    *,
    until: date,
) -> dict[str, pd.DataFrame]:
    """
    Count the assets of each kind and theme per area, month by month.

    Parameters
    ----------
    assets
        Asset frame in EPSG:28992, projected to a role (`geo.audience`), shape (n, 16).
    days
        Since when each is there, `datetime64`, on the index of the assets (`geo.store.Store.read_first_days`, or
        the day of confirmation in the demo).
    assigned
        Which area each postcode lies in.
    vocabulary
        Themes and their capabilities.
    until
        The last month is the one of this day.

    Returns
    -------
    growth
        Per kind and theme code: whole numbers, index `code` with `OUTSIDE` last, columns `month`. The last
        column is what `count_kinds` and `count_themes` give of what was there by then.

    Raises
    ------
    CrsError
        If the assets are not in EPSG:28992.
    """
    number, month = assigned.number_of_assets(assets), months_until(days, until)
    wants = theme_wants(vocabulary)
    has = wants_of_assets(assets, wants)
    chosen: Mapping[str, NDArray] = {
        **{kind: (assets[KIND] == kind).to_numpy() for kind in KINDS},
        **{want.name: has[:, position] for position, want in enumerate(wants)},
    }
    at = _month_numbers(days, month)
    return {name: _cumulative(number[rows], at[rows], assigned, month) for name, rows in chosen.items()}


def grow_asked(contacts: pd.DataFrame, assigned: Assignment, *, until: date) -> pd.DataFrame:
    """
    Give the share of postcodes with a contact per area, month by month.

    Parameters
    ----------
    contacts, assigned
        As in `geo.coverage.asked.asked`.
    until
        The last month is the one of this day.

    Returns
    -------
    shares
        `Float64` in [0, 1], index `code`, columns `month`; NA where no postcode is known.
    """
    month = months_until(contacts[DAY], until)
    first = np.full(len(assigned.number), len(month))
    np.minimum.at(first, assigned.postcodes.rows(contacts[POSTCODE]), _month_numbers(contacts[DAY], month))
    homes, number = home_rows(assigned)
    met = _cumulative(number, first[homes], assigned, month).iloc[:-1]
    known = pd.Series(np.bincount(number, minlength=assigned.outside), index=assigned.codes, dtype="Float64")
    return met.astype("Float64").div(known.where(known > 0), axis=0)


def grow_connections(
    connections: pd.DataFrame, assets: gpd.GeoDataFrame, assigned: Assignment, *, until: date
) -> dict[str, pd.DataFrame]:
    """
    Count introductions per area, month by month.

    Parameters
    ----------
    connections, assets, assigned
        As in `geo.coverage.connections.count_connections`.
    until
        The last month is the one of this day.

    Returns
    -------
    growth
        Per measure of `geo.coverage.connections.MEASURES`: whole numbers, index `code` with `OUTSIDE` last,
        columns `month`.
    """
    found = seen_connections(connections, assets, assigned)
    month = months_until(found[DAY], until)
    growth = {}
    for name in (INTRODUCTIONS, BETWEEN_GROUPS, ACROSS):
        rows = found if name == INTRODUCTIONS else found[found[name]]
        at = _month_numbers(pd.concat([rows[DAY], rows.loc[rows[ACROSS], DAY]]), month)
        growth[name] = _cumulative(area_of_ends(rows), at, assigned, month)
    return growth


def grow_reach(
    assets: gpd.GeoDataFrame,
    days: pd.Series,
    origins: Origins,
    wants: Sequence[Want],
    *,
    radius_m: float,
    until: date,
    walk: Walk = STRAIGHT_WALK,
) -> dict[str, pd.DataFrame]:
    """
    Give the share of people with each want within a walk, month by month.

    Parameters
    ----------
    assets, origins, wants, radius_m, walk
        As in `geo.coverage.reach.reach`.
    days, until
        As in `grow_strengths`.

    Returns
    -------
    growth
        Per want: `Float64` in [0, 1], index `code`, columns `month`; NA where nobody lives.
    """
    plan, month = Plan.of(wants), months_until(days, until)
    homes = homes_of(origins, radius_m=radius_m, walk=walk)
    columns, masks = read_masks(assets, plan)
    at = _month_numbers(days, month)
    found = np.zeros((len(origins), plan.words), np.uint64)
    shares: list[pd.DataFrame] = []
    for number in range(len(month)):
        new = np.flatnonzero(at == number)
        if len(new):
            found |= homes.join_masks(columns.x[new], columns.y[new], masks[new])
        shares.append(share_of_people(plan, found, origins) if len(new) or not shares else shares[-1])
    return {
        want.name: pd.concat([share[want.name] for share in shares], axis=1).set_axis(month, axis=1)
        for want in wants
    }


def _month_numbers(days: pd.Series, months: pd.PeriodIndex) -> NDArray[np.int64]:
    """Number the month of each day; the first for none, and one past the last for what came later."""
    number = days.dt.year * 12 + days.dt.month - (months[0].year * 12 + months[0].month)
    return number.fillna(0).clip(0, len(months)).to_numpy(dtype=np.int64)


def _cumulative(
    number: NDArray, at: NDArray[np.int64], assigned: Assignment, months: pd.PeriodIndex
) -> pd.DataFrame:
    width = len(months) + 1
    cells = np.bincount(number * np.int64(width) + at, minlength=(assigned.outside + 1) * width)
    counts = cells.reshape(-1, width)[:, :-1].cumsum(axis=1)
    return pd.DataFrame(counts, index=assigned.codes_and_outside, columns=months)

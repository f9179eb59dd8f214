"""
Connections: who was brought together, and which initiatives were begun, per area and period.

Definitions
-----------
- An *introduction* counts in the area of each of its two ends, once in an area that holds both. So areas and
  outside add up to all introductions plus those *across*: whose ends lie in two different areas.
- *Between groups*: both ends are an association or an institution; each opens a way for everybody behind them.
  (`geo.bridges` finds which ones are still to be made.)
- *Across*: the ends lie in different areas, or one lies outside.
- An *initiative* counts in the area of the postcode around which it was made, on the day on which it was saved.

References
----------
That ties between groups carry what is new: M. S. Granovetter, The strength of weak ties, American Journal of
Sociology 78(6), 1973, doi:10.1086/225469; R. D. Putnam, Bowling Alone, 2000 (bridging beside bonding).
"""

from collections.abc import Iterable
from datetime import date

import geopandas as gpd
import numpy as np
import pandas as pd
from numpy.typing import NDArray

from geo.bridges import GROUPS
from geo.coverage.assign import Assignment
from geo.errors import SchemaError
from geo.frames import ASSET_ID, KIND, POSTCODE
from geo.initiatives import Initiative
from geo.introductions import DAY, ONE, OTHER

READ_COLUMNS = (DAY, ONE, OTHER)
"""What is read of a connection: the day and the ids of both ends."""

INTRODUCTIONS, BETWEEN_GROUPS, ACROSS = "introductions", "between_groups", "across"
MEASURES = (INTRODUCTIONS, BETWEEN_GROUPS, ACROSS)

INITIATIVES = "initiatives"


def count_connections(
    connections: pd.DataFrame,
    assets: gpd.GeoDataFrame,
    assigned: Assignment,
    *,
    since: date | None = None,
    until: date | None = None,
) -> pd.DataFrame:
    """
    Count introductions per area and period.

    Parameters
    ----------
    connections
        Columns of `READ_COLUMNS`, shape (n, 3 or more), as the store gives them to a role.
    assets
        Asset frame in EPSG:28992, projected to the same role (`geo.audience`): an introduction counts when the
        role may see both ends, so that it tells of nobody who is hidden. For who is no connector the frame holds
        associations and institutions only: that two residents met is theirs to tell.
    assigned
        Which area each postcode lies in.
    since, until
        First and last day of the period, both within it; no bound if not given.

    Returns
    -------
    counts
        Whole numbers, index `code` with `OUTSIDE` last, columns `MEASURES`.

    Raises
    ------
    CrsError
        If the assets are not in EPSG:28992.
    SchemaError
        If a column is missing.
    """
    found = seen_connections(_within(_require(connections), since, until), assets, assigned)
    flags = {INTRODUCTIONS: np.ones(len(found), bool), **{name: found[name] for name in MEASURES[1:]}}
    columns = {name: assigned.count(area_of_ends(found[np.asarray(flag)])) for name, flag in flags.items()}
    return pd.DataFrame(columns, index=assigned.codes_and_outside)


def seen_connections(
    connections: pd.DataFrame, assets: gpd.GeoDataFrame, assigned: Assignment
) -> pd.DataFrame:
    """
    Give the connections of which both ends are in the frame, with where they are.

    Returns
    -------
    found
        Columns `day`, `one` and `other` (area numbers), `between_groups` and `across` (whether it is so).
    """
    row = pd.Series(np.arange(len(assets)), index=assets[ASSET_ID].to_numpy())
    one, other = (connections[end].map(row) for end in (ONE, OTHER))
    seen = (one.notna() & other.notna()).to_numpy()
    one, other = (end[seen].to_numpy(dtype=np.int64) for end in (one, other))
    number = assigned.number_of_assets(assets)
    is_group = assets[KIND].isin(GROUPS).to_numpy()
    return pd.DataFrame(
        {
            DAY: connections.loc[seen, DAY].to_numpy(),
            ONE: number[one],
            OTHER: number[other],
            BETWEEN_GROUPS: is_group[one] & is_group[other],
            ACROSS: number[one] != number[other],
        }
    )


def area_of_ends(found: pd.DataFrame) -> NDArray[np.int32]:
    """List the areas of all ends, an area that holds both of a connection once."""
    return np.concatenate([found[ONE].to_numpy(), found.loc[found[ACROSS], OTHER].to_numpy()])


def count_initiatives(
    initiatives: Iterable[Initiative],
    assigned: Assignment,
    *,
    since: date | None = None,
    until: date | None = None,
) -> pd.Series:
    """
    Count initiatives per area and period.

    Parameters
    ----------
    initiatives
        As the store lists them.
    assigned, since, until
        As in `count_connections`.

    Returns
    -------
    counts
        Whole numbers named `initiatives`, index `code` with `OUTSIDE` last; they add up to all of the period.
    """
    begun = _within(begun_at(initiatives), since, until)
    number = assigned.number[assigned.postcodes.rows(begun[POSTCODE])]
    return pd.Series(assigned.count(number), index=assigned.codes_and_outside, name=INITIATIVES)


def begun_at(initiatives: Iterable[Initiative]) -> pd.DataFrame:
    """Give `postcode` and `day` (`datetime64[s]`) of each initiative, in their order."""
    rows = [(one.postcode, one.created_at[: len("2026-11-27")]) for one in initiatives]
    codes, days = zip(*rows, strict=True) if rows else ((), ())
    begun = pd.DataFrame({POSTCODE: pd.Series(codes, dtype="str")})
    begun[DAY] = pd.to_datetime(pd.Series(days, dtype="object"), format="%Y-%m-%d").astype("datetime64[s]")
    return begun


def _within(dated: pd.DataFrame, since: date | None, until: date | None) -> pd.DataFrame:
    if since is not None:
        dated = dated[dated[DAY] >= pd.Timestamp(since)]
    return dated if until is None else dated[dated[DAY] <= pd.Timestamp(until)]


def _require(connections: pd.DataFrame) -> pd.DataFrame:
    missing = [column for column in READ_COLUMNS if column not in connections.columns]
    if missing:
        raise SchemaError("schema.columns", problems=[(column, "missing", None) for column in missing])
    return connections

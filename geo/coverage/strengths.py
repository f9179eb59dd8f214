"""
Strengths: how many assets of each kind and theme an area holds, how the kinds mix, how varied the themes are.

Definitions
-----------
- An asset *has a theme* when it offers (`geo.terms.OFFERS`) at least one capability of it; an asset with several
  themes counts once in each, so themes do not add up to assets.
- *Per 1,000*: assets x 1,000 / inhabitants. NA where inhabitants are unknown or nobody lives.
- *Mix*: share of each kind among the assets of an area: residents' own, associations', institutions'. NA where
  there are none.
- *Diversity* of themes: the Hill number of order 1, exp(-sum p ln p) over the shares p of the themes in all
  (asset, theme) pairs: the number of equally common themes that would be as varied. 1 when all are of one theme,
  16 when sixteen are equally common, 0 where there is none.

References
----------
M. O. Hill, Diversity and evenness: a unifying notation and its consequences, Ecology 54(2), 1973,
doi:10.2307/1934352; L. Jost, Entropy and diversity, Oikos 113(2), 2006, doi:10.1111/j.2006.0030-1299.14714.x.
"""

import geopandas as gpd
import numpy as np
import pandas as pd

from geo.coverage.assign import Assignment
from geo.coverage.wanted import theme_wants, wants_of_assets
from geo.errors import SchemaError
from geo.index_columns import kind_positions
from geo.terms import KINDS
from geo.vocabulary import Vocabulary


def count_kinds(assets: gpd.GeoDataFrame, assigned: Assignment) -> pd.DataFrame:
    """
    Count the assets of each kind per area.

    Parameters
    ----------
    assets
        Asset frame in EPSG:28992, projected to a role (`geo.audience`), shape (n, 16).
    assigned
        Which area each postcode lies in.

    Returns
    -------
    counts
        Whole numbers, index `code` with `OUTSIDE` last, columns `KINDS`; they add up to n.

    Raises
    ------
    CrsError
        If the assets are not in EPSG:28992.
    """
    cell = assigned.number_of_assets(assets).astype(np.int64) * len(KINDS) + kind_positions(assets)
    counts = np.bincount(cell, minlength=(assigned.outside + 1) * len(KINDS)).reshape(-1, len(KINDS))
    return pd.DataFrame(counts, index=assigned.codes_and_outside, columns=list(KINDS))


def count_themes(assets: gpd.GeoDataFrame, assigned: Assignment, vocabulary: Vocabulary) -> pd.DataFrame:
    """
    Count the assets that have each theme per area.

    Parameters
    ----------
    assets, assigned
        As in `count_kinds`.
    vocabulary
        Themes and their capabilities.

    Returns
    -------
    counts
        Whole numbers, index `code` with `OUTSIDE` last, one column per theme code in file order.

    Raises
    ------
    CrsError
        If the assets are not in EPSG:28992.
    """
    wants = theme_wants(vocabulary)
    number = assigned.number_of_assets(assets)
    has = wants_of_assets(assets, wants)
    columns = {want.name: assigned.count(number[has[:, position]]) for position, want in enumerate(wants)}
    return pd.DataFrame(columns, index=assigned.codes_and_outside)


def per_1000(counts: pd.DataFrame, inhabitants: pd.Series) -> pd.DataFrame:
    """
    Give counts per 1,000 inhabitants.

    Parameters
    ----------
    counts
        Index `code`, any columns.
    inhabitants
        Index `code`, whole numbers >= 0 or NA: unknown.

    Returns
    -------
    rates
        As `counts`, `Float64`; NA where inhabitants are unknown, not given, or 0.

    Raises
    ------
    SchemaError
        If a count or a number of inhabitants is below 0.
    """
    _require_counts(counts)
    _require_counts(inhabitants.to_frame("inhabitants"))
    people = inhabitants.reindex(counts.index).astype("Float64")
    return counts.astype("Float64").mul(1000).div(people.where(people > 0), axis=0)


def mix(counts: pd.DataFrame) -> pd.DataFrame:
    """
    Give the share of each kind among the assets of each area.

    Parameters
    ----------
    counts
        As `count_kinds` gives them.

    Returns
    -------
    shares
        `Float64` in [0, 1], each row adds up to 1; NA where an area has no assets.

    Raises
    ------
    SchemaError
        If a count is below 0.
    """
    _require_counts(counts)
    total = counts.sum(axis=1).astype("Float64")
    return counts.astype("Float64").div(total.where(total > 0), axis=0)


def diversity(counts: pd.DataFrame) -> pd.Series:
    """
    Give the effective number of themes of each area: the Hill number of order 1.

    Parameters
    ----------
    counts
        As `count_themes` gives them.

    Returns
    -------
    diversity
        float64 named `diversity`, 0.0 where there is no theme at all, else from 1 to the number of columns.

    Raises
    ------
    SchemaError
        If a count is below 0.
    """
    _require_counts(counts)
    number = counts.to_numpy(dtype=float)
    total = number.sum(axis=1, keepdims=True)
    share = np.divide(number, total, out=np.zeros_like(number), where=total > 0)
    surprise = -share * np.log(share, out=np.zeros_like(share), where=share > 0)
    effective = np.where(total[:, 0] > 0, np.exp(surprise.sum(axis=1)), 0.0)
    return pd.Series(effective, index=counts.index, name="diversity")


def _require_counts(counts: pd.DataFrame) -> None:
    below = [column for column in counts if (counts[column] < 0).any()]
    if below:
        raise SchemaError("schema.values", problems=[(column, "below_0", None) for column in below])

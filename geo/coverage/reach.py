"""
Reach: the share of people who have something within a walk.

Definition
----------
For an area, a want (a theme, a capability, or all that a template brings together) and a radius: the inhabitants of
the area at whose postcode the want is met by assets within the radius on foot, wherever these stand, divided by
all inhabitants of the area whose postcode is known. A theme or capability is met by one asset that offers it
(`geo.terms.OFFERS`), a template when each of its capabilities is offered by some asset.

On foot is `geo.walking.STRAIGHT_WALK`, the straight line x 1.3, until a network takes its place.

References
----------
Cumulative opportunities with a threshold of one, as "distance to a facility" statistics are made: W. G. Hansen,
How accessibility shapes land use, Journal of the American Institute of Planners 25(2), 1959,
doi:10.1080/01944365908978307; detour of 1.3: a usual value for walking in European towns.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import pandas as pd
from numpy.typing import NDArray

from geo.coverage.origins import Origins
from geo.coverage.wanted import Plan, Want, read_masks
from geo.coverage.within import Homes
from geo.errors import SchemaError
from geo.walking import STRAIGHT_WALK, Walk

RADII_M = (400, 800, 1600)
"""Metres on foot: five, ten and twenty minutes."""


@dataclass(frozen=True, eq=False)
class Reach:
    """
    How many people have what within a walk.

    Attributes
    ----------
    share
        `Float64` in [0, 1], index `code`, one column per want; 0.0 where nothing is in reach, NA where nobody
        lives or where that is unknown.
    inhabitants
        People per area of whom it is known where they live: the whole of each share.
    radius_m
        Metres on foot.
    basis
        How it is known where people live (`geo.coverage.origins.BASES`): say so beside the numbers.
    """

    share: pd.DataFrame
    inhabitants: pd.Series
    radius_m: float
    basis: str


def reach(
    assets: gpd.GeoDataFrame,
    origins: Origins,
    wants: Sequence[Want],
    *,
    radius_m: float,
    walk: Walk = STRAIGHT_WALK,
) -> Reach:
    """
    Give the share of each area's inhabitants with each want within a walk.

    Parameters
    ----------
    assets
        Asset frame, points in EPSG:28992, projected to a role (`geo.audience`), shape (n_assets, 16).
    origins
        Where people live (`geo.coverage.origins`), shape (n_points,).
    wants
        What is asked (`geo.coverage.wanted`), with distinct names.
    radius_m
        Metres on foot, inclusive, > 0; usually one of `RADII_M`.
    walk
        How far it is on foot.

    Returns
    -------
    reach
        With all areas of the origins, in order of code.

    Raises
    ------
    CrsError
        If the assets are not in EPSG:28992.
    SchemaError
        If the radius is no number above 0, two wants have one name, or a want needs all of nothing.
    """
    plan = Plan.of(wants)
    masks = reached_masks(assets, origins, plan, radius_m=radius_m, walk=walk)
    return Reach(share_of_people(plan, masks, origins), origins.known, radius_m, origins.basis)


def reached_masks(
    assets: gpd.GeoDataFrame, origins: Origins, plan: Plan, *, radius_m: float, walk: Walk = STRAIGHT_WALK
) -> NDArray[np.uint64]:
    """Give the bits of a plan that stand within a walk of each origin, shape (n_points, words)."""
    columns, masks = read_masks(assets, plan)
    return homes_of(origins, radius_m=radius_m, walk=walk).join_masks(columns.x, columns.y, masks)


def homes_of(origins: Origins, *, radius_m: float, walk: Walk = STRAIGHT_WALK) -> Homes:
    """
    Prepare origins for many questions with one radius.

    Raises
    ------
    SchemaError
        If the radius is no number above 0.
    """
    if not (np.isfinite(radius_m) and radius_m > 0):
        raise SchemaError("schema.values", problems=[("radius_m", "above_0", None)])
    return Homes.of(origins.x, origins.y, radius_m=radius_m, walk=walk)


def share_of_people(plan: Plan, masks: NDArray[np.uint64], origins: Origins) -> pd.DataFrame:
    """Give the share of each area's people whose bits answer each want, as in `Reach.share`."""
    whole, has = origins.known.astype("Float64"), plan.answers(masks)
    people = np.nan_to_num(origins.inhabitants)
    reached = {
        want.name: origins.by_area(people * has[:, position]) for position, want in enumerate(plan.wants)
    }
    return pd.DataFrame(reached, index=origins.codes, dtype="Float64").div(whole.where(whole > 0), axis=0)

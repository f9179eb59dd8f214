"""
Catchment: what is there for each person of something that has a capacity, and that others want too.

Definition
----------
Two-step floating catchment (2SFCA). (1) Each supply j with capacity S_j is shared by all inhabitants P_k within
the walk of it: R_j = S_j / sum of P_k. (2) The access of a point i is the sum of R_j over the supplies within the
walk of it: A_i, in capacity per inhabitant (seats per person, say). A supply with nobody in its walk serves nobody.

Hence access x inhabitants, summed over all points, is the capacity of all supplies that somebody can reach.

References
----------
W. Luo, F. Wang, Measures of spatial accessibility to health care in a GIS environment: synthesis and a case study
in the Chicago region, Environment and Planning B 30(6), 2003, doi:10.1068/b29120.
"""

from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from geo.coverage.origins import Origins
from geo.coverage.reach import homes_of
from geo.crs import require_rd
from geo.errors import SchemaError
from geo.frames import ASSET_ID
from geo.walking import STRAIGHT_WALK, Walk


@dataclass(frozen=True, eq=False)
class Catchment:
    """
    How a capacity is shared.

    Attributes
    ----------
    access
        Capacity per inhabitant, the mean over the inhabitants of each area: `Float64`, index `code`; 0.0 where
        nothing is in reach, NA where nobody lives or where that is unknown.
    at_origins
        Capacity per inhabitant at each origin, in their order, shape (n_points,).
    reachable
        Capacity of all supplies with an inhabitant in their walk.
    basis
        How it is known where people live (`geo.coverage.origins.BASES`).
    """

    access: pd.Series
    at_origins: NDArray[np.float64]
    reachable: float
    basis: str


def catchment(
    assets: gpd.GeoDataFrame,
    capacity: pd.Series,
    origins: Origins,
    *,
    radius_m: float,
    walk: Walk = STRAIGHT_WALK,
) -> Catchment:
    """
    Share the capacity of assets among the people within a walk of them.

    Parameters
    ----------
    assets
        Asset frame, points in EPSG:28992, projected to a role (`geo.audience`), shape (n_assets, 16).
    capacity
        Numbers >= 0 (seats, places, hours), index asset id; assets without one are left out, and so are ids that
        the frame does not hold.
    origins
        Where people live; a point whose inhabitants are unknown counts as empty, and still has access.
    radius_m
        Metres on foot, inclusive, > 0.
    walk
        How far it is on foot.

    Returns
    -------
    catchment
        With all areas of the origins, in order of code.

    Raises
    ------
    CrsError
        If the assets are not in EPSG:28992.
    SchemaError
        If the radius is no number above 0, or a capacity is below 0, infinite or given twice for an asset.
    """
    _require_capacity(capacity)
    supply = require_rd(assets)[ASSET_ID].map(capacity).astype("Float64").to_numpy(dtype=float, na_value=0.0)
    points = assets.geometry.array[supply > 0]
    supply = supply[supply > 0]
    people = np.nan_to_num(origins.inhabitants)
    at_origins, reachable = np.zeros(len(origins)), 0.0
    homes = homes_of(origins, radius_m=radius_m, walk=walk)
    for origin, place in homes.pairs(shapely.get_x(points), shapely.get_y(points)):
        demand = np.bincount(place, people[origin], minlength=len(supply))
        each = np.divide(supply, demand, out=np.zeros_like(supply), where=demand > 0)
        at_origins += np.bincount(origin, each[place], minlength=len(origins))
        reachable += float(supply[demand > 0].sum())
    return Catchment(_mean_by_area(at_origins, origins), at_origins, reachable, origins.basis)


def _mean_by_area(at_origins: NDArray[np.float64], origins: Origins) -> pd.Series:
    people = origins.known.astype("Float64")
    received = pd.Series(
        origins.by_area(at_origins * np.nan_to_num(origins.inhabitants)), index=origins.codes, dtype="Float64"
    )
    return (received / people.where(people > 0)).rename("access")


def _require_capacity(capacity: pd.Series) -> None:
    numbers = capacity.astype("Float64")
    broken = numbers.index[
        (numbers.lt(0) | ~np.isfinite(numbers.fillna(0).to_numpy(dtype=float))).fillna(False)
    ]
    problems = [("capacity", "below_0", row) for row in broken]
    problems += [("capacity", "twice", row) for row in numbers.index[numbers.index.duplicated()]]
    if problems:
        raise SchemaError("schema.values", problems=problems)

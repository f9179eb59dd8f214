"""
Which area each postcode, and so each asset, lies in: computed once, then looked up.

Definition
----------
A postcode lies in the area that holds its point; on a shared border in the first by code. An asset lies where its
postcode lies, as a statistical office does with addresses. Only where the table has no point of its own PC6 does
an association's or institution's own point decide; a talent then lies where its PC4 does.

Counts per area are then one gather and one `numpy.bincount`.
"""

from dataclasses import dataclass
from functools import cached_property
from typing import Self

import geopandas as gpd
import numpy as np
import pandas as pd
from numpy.typing import NDArray

from geo.areas import CODE, OUTSIDE, number_points
from geo.crs import RD, require_rd
from geo.errors import SchemaError
from geo.frames import OWN, PLACED_BY, POSTCODE
from geo.postcodes.table import PostcodeTable


@dataclass(frozen=True, eq=False)
class Assignment:
    """
    The area of every postcode of a table. Immutable, to be shared and stored.

    Make one with `of` or, from what was stored, `from_numbers`.

    Attributes
    ----------
    areas
        Areas ordered by code, EPSG:28992, with a `RangeIndex`, shape (n_areas, ...).
    postcodes
        The table that it is about.
    number
        Position in `areas` per row of the table (`PostcodeTable.points`), `outside` where there is none.
    """

    areas: gpd.GeoDataFrame
    postcodes: PostcodeTable
    number: NDArray[np.int32]

    @classmethod
    def of(cls, postcodes: PostcodeTable, areas: gpd.GeoDataFrame) -> Self:
        """
        Compute the area of every postcode, in one spatial join: seconds for a whole country.

        Parameters
        ----------
        postcodes
            Points in EPSG:28992.
        areas
            Areas as `geo.areas.read_areas` gives them, in any order.

        Raises
        ------
        CrsError
            If the areas are not in EPSG:28992.
        """
        points = gpd.GeoSeries(gpd.points_from_xy(*postcodes.points.T, crs=RD))
        return cls.from_numbers(postcodes, areas, number_points(points, _ordered(areas)))

    @classmethod
    def from_numbers(cls, postcodes: PostcodeTable, areas: gpd.GeoDataFrame, number: NDArray) -> Self:
        """
        Take up numbers that were computed before.

        Raises
        ------
        SchemaError
            If there are not as many as rows of the table, or one names no area: they are of other data.
        """
        areas = _ordered(areas)
        number = np.array(number, dtype=np.int32)
        if len(number) != len(postcodes.points) or not ((number >= 0) & (number <= len(areas))).all():
            raise SchemaError("schema.values", problems=[("number", "area", None)])
        number.setflags(write=False)
        return cls(areas, postcodes, number)

    @property
    def outside(self) -> int:
        """The number of what lies in no area, which is the number of areas."""
        return len(self.areas)

    @cached_property
    def codes(self) -> pd.Index:
        """Codes of the areas, rising, named `code`."""
        return pd.Index(self.areas[CODE], dtype="str", name=CODE)

    @cached_property
    def codes_and_outside(self) -> pd.Index:
        """Codes of the areas, and `OUTSIDE` last: the index of all counts."""
        return pd.Index([*self.areas[CODE], OUTSIDE], dtype="str", name=CODE)

    def number_of_assets(self, assets: gpd.GeoDataFrame) -> NDArray[np.int32]:
        """
        Number the area of each asset.

        Parameters
        ----------
        assets
            Asset frame in EPSG:28992, projected to a role (`geo.audience`), shape (n, 16).

        Returns
        -------
        number
            Position in `areas`, or `outside`, in the order of the assets, shape (n,).

        Raises
        ------
        CrsError
            If the assets are not in EPSG:28992.
        """
        points = require_rd(assets).geometry
        rows = self.postcodes.rows(assets[POSTCODE])
        number = self.number[rows]
        strays = np.flatnonzero(rows >= self.postcodes.pc6_count)
        if len(strays):
            is_own = assets[PLACED_BY].iloc[strays].to_numpy() == OWN
            strays = strays[is_own | np.isnan(self.postcodes.points[rows[strays], 0])]
            number[strays] = number_points(points.iloc[strays], self.areas)
        return number

    def count(self, number: NDArray, weights: NDArray | None = None) -> NDArray:
        """
        Count, or add up weights, per area.

        Parameters
        ----------
        number
            Positions in `areas` or `outside`, shape (n,).
        weights
            Shape (n,); each counts as one if not given.

        Returns
        -------
        counts
            Per area and for outside last, shape (n_areas + 1,); they add up to n, or to all weights.
        """
        return np.bincount(number, weights, minlength=self.outside + 1)


def _ordered(areas: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    return require_rd(areas).sort_values(CODE, ignore_index=True)

"""
What coverage is computed from: all that one role may know of the areas of one level, as a value.

`geo.coverage.opening` makes it. Everything in it went through the doors of the role already, so nothing that
is computed from it needs to ask again.
"""

from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property

import geopandas as gpd
import pandas as pd
from numpy.typing import NDArray

from geo.coverage.asked import DAY
from geo.coverage.assign import Assignment
from geo.coverage.origins import Origins
from geo.release.reading import Release
from geo.templates import Template
from geo.vocabulary import Vocabulary

EVERYWHERE, NOWHERE = None, frozenset[str]()


@dataclass(frozen=True, eq=False)
class CoverageData:
    """
    What one role may know.

    Attributes
    ----------
    level
        One of `geo.areas.levels.LEVELS`.
    assigned
        The areas, and which of them each postcode lies in.
    assets
        Asset frame, EPSG:28992, of what may be counted exactly: associations and institutions, and talents where
        they are the role's own to know (`exact`).
    days
        Since when each asset is there (NaT: unknown), on the index of `assets`.
    contacts
        Where people were asked, and when (`geo.coverage.asked`).
    connections
        Who was brought together (`geo.introductions.CONNECTION_COLUMNS`).
    origins
        Where people live.
    exact
        Codes of the areas in which talents are counted exactly; `EVERYWHERE` for a connector of all.
    release
        What is told of talents elsewhere; None where there is none for this role, or not of this level.
    may_ask, may_connect
        Whether the role reads where people were asked, and who was brought together.
    vocabulary, templates
        Themes and their capabilities, and the initiatives that bring some of them together.
    today
        The day on which it is looked at.
    """

    level: str
    assigned: Assignment
    assets: gpd.GeoDataFrame
    days: pd.Series
    contacts: pd.DataFrame
    connections: pd.DataFrame
    origins: Origins
    exact: frozenset[str] | None
    release: Release | None
    may_ask: bool
    may_connect: bool
    vocabulary: Vocabulary
    templates: tuple[Template, ...]
    today: date

    @property
    def areas(self) -> gpd.GeoDataFrame:
        """Give the areas, ordered by code."""
        return self.assigned.areas

    @property
    def is_exact(self) -> bool:
        """Tell whether talents are counted exactly in all areas."""
        return self.exact is None

    @cached_property
    def first_day(self) -> pd.Timestamp:
        """Give the first day of which anything is known; today's when there is none."""
        known = [self.days.min(), self.contacts[DAY].min(), self.connections[DAY].min()]
        return min([day for day in known if not pd.isna(day)], default=pd.Timestamp(self.today))

    def until(self, day: date) -> "CoverageData":
        """Give what was there by the end of a day, of what is there now; what has no day always was."""
        if day >= self.today:
            return self
        last = pd.Timestamp(day)
        is_there = (self.days.isna() | (self.days <= last)).to_numpy()
        contacts = self.contacts[self.contacts[DAY].isna() | (self.contacts[DAY] <= last)]
        connections = self.connections[self.connections[DAY] <= last]
        return replace(
            self,
            **_chosen(self, is_there),
            contacts=contacts.reset_index(drop=True),
            connections=connections.reset_index(drop=True),
            today=day,
        )

    def only(self, is_chosen: NDArray) -> "CoverageData":
        """Give the same with some of the assets."""
        return replace(self, **_chosen(self, is_chosen))


def _chosen(data: CoverageData, is_chosen: NDArray) -> dict[str, gpd.GeoDataFrame | pd.Series]:
    return {
        "assets": data.assets[is_chosen].reset_index(drop=True),
        "days": data.days[is_chosen].reset_index(drop=True),
    }

"""
Open what coverage is computed from, out of the data folder: the outermost part of coverage, which knows the store.

Each part goes through the door of the role: cards through `geo.audience`, contacts, connections and the release through
the store.
"""

from datetime import date
from pathlib import Path

import geopandas as gpd
import pandas as pd

from geo.access import READ_CONTACTS, READ_RELEASE, may, may_in
from geo.areas import CODE, INHABITANTS, area_of_points
from geo.areas.joining import kept_numbers
from geo.areas.kept import areas_version, join_file, kept_levels, read_level
from geo.areas.levels import GEMEENTE, PC4
from geo.audience import audiences_of, project
from geo.coverage.asked import contacts_of_assets
from geo.coverage.assign import Assignment
from geo.coverage.data import CoverageData
from geo.coverage.origins import Origins, spread_origins, spread_pc4_origins
from geo.frames import ASSET_ID, CONFIRMED_ON, KIND, POSTCODE
from geo.introductions import make_connections
from geo.inventory import Inventory, from_store, map_level, open_areas, open_release, postcodes_version
from geo.postcodes.table import PostcodeTable
from geo.release.reading import Release
from geo.roles import areas_of
from geo.terms import CONNECTOR, TALENT

_WHOLLY = 0.98
"""Share of an area that must lie in a connector's wijken: outlines of two levels never fit to the millimetre."""


def open_coverage(
    home: Path, opened: Inventory, *, role: str, today: date, level: str | None = None
) -> CoverageData:
    """
    Gather what coverage is computed from, as one role may know it.

    Associations and institutions are public. Talents are counted where they are the connector's own to know; all
    that others learn of them comes from the release.

    Parameters
    ----------
    home
        Data folder.
    opened
        What `open_inventory` gave.
    role
        See `geo.roles`.
    today
        The day on which it is looked at.
    level
        One of `open_levels`; that of the map unless given.

    Raises
    ------
    NotFoundError, SourceError
        As `open_areas`.
    StoreError
        If the store cannot be read.
    """
    level = level or map_level(home)
    assigned = _assigned(home, opened.around.postcodes, level)
    exact, assets = _countable(opened, assigned, role)
    return CoverageData(
        level=level,
        assigned=assigned,
        assets=assets,
        days=_first_days(home, assets),
        contacts=_contacts(home, assets, role),
        connections=from_store(
            home, lambda store: store.read_connections(role=role), otherwise=make_connections(())
        ),
        origins=_origins(home, assigned, level),
        exact=exact,
        release=_release_of(home, role, today) if level == map_level(home) and exact is not None else None,
        may_ask=may(role, READ_CONTACTS),
        may_connect=may(role, READ_CONTACTS),
        vocabulary=opened.around.vocabulary,
        templates=opened.templates,
        today=today,
    )


def _assigned(home: Path, postcodes: PostcodeTable, level: str) -> Assignment:
    """Tell which area each postcode lies in: kept beside installed areas, computed for the demo."""
    areas = open_areas(home, level=level)
    if not kept_levels(home):
        return Assignment.of(postcodes, areas)
    mark = f"{postcodes_version(home)}|{len(postcodes)}|{areas_version(home)}"
    numbers = kept_numbers(postcodes.points, areas, file=join_file(home, level), mark=mark)
    return Assignment.from_numbers(postcodes, areas, numbers)


def _countable(
    opened: Inventory, assigned: Assignment, role: str
) -> tuple[frozenset[str] | None, gpd.GeoDataFrame]:
    """Give the codes of the areas in which this role counts talents, and all that it may count."""
    around = opened.around
    seen = project(opened.assets, role=role, postcodes=around.postcodes, areas=around.areas)
    if CONNECTOR not in audiences_of(role):
        return frozenset(), seen[seen[KIND] != TALENT].reset_index(drop=True)
    own = areas_of(role)
    if own is None:
        return None, seen
    codes = area_of_points(opened.assets.geometry, around.areas)
    known = set(opened.assets.loc[codes.isin(own), ASSET_ID])
    is_countable = (seen[KIND] != TALENT) | seen[ASSET_ID].isin(known)
    outlines = around.areas[around.areas[CODE].isin(own)].geometry.union_all()
    shares = assigned.areas.geometry.intersection(outlines).area / assigned.areas.geometry.area
    return (
        frozenset(assigned.areas.loc[shares > _WHOLLY, CODE]),
        seen[is_countable].reset_index(drop=True),
    )


def _first_days(home: Path, assets: gpd.GeoDataFrame) -> pd.Series:
    return from_store(home, lambda store: store.read_first_days(assets), otherwise=assets[CONFIRMED_ON])


def _contacts(home: Path, assets: gpd.GeoDataFrame, role: str) -> pd.DataFrame:
    """Give where people were asked, as far as the role may know, and where something is that it sees."""
    of_assets = contacts_of_assets(assets)
    if not may(role, READ_CONTACTS):
        return of_assets
    known = from_store(home, lambda store: store.read_contacts(role=role), otherwise=of_assets)
    return pd.concat([known, of_assets]).drop_duplicates(ignore_index=True)


def _origins(home: Path, assigned: Assignment, level: str) -> Origins:
    """Tell where people live: spread over each PC4 for whole gemeenten, where these are kept, else over each area."""
    spread = spread_origins(assigned)
    is_coarse = level == GEMEENTE or not spread.known.gt(0).any()
    if not (is_coarse and PC4 in kept_levels(home)):
        return spread
    counted = read_level(home, PC4).rename(columns={CODE: POSTCODE})
    return spread_pc4_origins(counted[[POSTCODE, INHABITANTS]], assigned)


def _release_of(home: Path, role: str, today: date) -> Release | None:
    return open_release(home, role=role, today=today) if may_in(role, READ_RELEASE, "") else None

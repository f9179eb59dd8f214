"""What is around the corner of a place: assets by distance, narrowed to what someone is looking for."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache, partial

import geopandas as gpd
import numpy as np
from numpy.typing import NDArray

from geo.asset_table import AssetTable
from geo.crs import is_in_netherlands, to_rd
from geo.frames import ASSET_ID, GIFTS, KIND, MEETS
from geo.gifts import parse_gifts
from geo.meetings import Meeting, is_going_on, is_on, read_meeting
from geo.terms import KINDS
from geo.vocabulary import Vocabulary
from geo.walking import Distance, straight_line

LATITUDE_STEP, LONGITUDE_STEP = 0.001, 0.0015
"""Degrees to which a visitor's own place is rounded: 111 m by about 102 m. The browser does the same first."""

TODAY, NOW = "today", "now"
MOMENTS = (TODAY, NOW)
"""When somebody is there."""


@dataclass(frozen=True, eq=False)
class Nearby:
    """
    Assets around a place, nearest first.

    Attributes
    ----------
    assets
        Asset frame, EPSG:28992.
    distance_m
        Metres to the place, shape (n_assets,), never falling.
    """

    assets: gpd.GeoDataFrame
    distance_m: NDArray[np.float64]

    def __len__(self) -> int:
        """Give the number of assets."""
        return len(self.assets)

    def within(self, radius_m: float) -> "Nearby":
        """Keep what is at most so far away."""
        return self.keep(self.distance_m <= radius_m)

    def keep(self, rows: NDArray[np.bool_]) -> "Nearby":
        """Keep these rows, shape (n_assets,)."""
        return Nearby(self.assets[rows].reset_index(drop=True), self.distance_m[rows])

    def first_ids(self, rows: int) -> list[str]:
        """Give the ids of the nearest."""
        return self.assets[ASSET_ID].head(rows).tolist()


@dataclass(frozen=True)
class NearbyFilter:
    """
    What somebody is looking for; an empty field leaves nothing out.

    Attributes
    ----------
    kinds, themes
        Codes; an asset has one of the kinds, and a gift in one of the themes.
    moments
        Of `MOMENTS`: only who is certainly there today, or now.
    """

    kinds: tuple[str, ...] = ()
    themes: tuple[str, ...] = ()
    moments: tuple[str, ...] = ()


def coarse_place(longitude: float, latitude: float) -> tuple[float, float] | None:
    """
    Place a visitor on a grid of about 100 m.

    Parameters
    ----------
    longitude, latitude
        WGS84 degrees as the browser told them, rounded already; any numbers.

    Returns
    -------
    point
        (x, y) in EPSG:28992 metres, at most 77 m from what was told; None outside the Netherlands.
    """
    if not is_in_netherlands(np.array(longitude), np.array(latitude)):
        return None
    east, north = coarse_degrees(longitude, latitude)
    x, y = to_rd(np.array(east), np.array(north))
    return float(x), float(y)


def coarse_degrees(longitude: float, latitude: float) -> tuple[float, float]:
    """Round degrees to the grid; what is on it stays where it is."""
    return (
        round(round(longitude / LONGITUDE_STEP) * LONGITUDE_STEP, 4),
        round(round(latitude / LATITUDE_STEP) * LATITUDE_STEP, 4),
    )


def find_nearby(
    assets: gpd.GeoDataFrame | AssetTable,
    place: tuple[float, float],
    *,
    reach_m: float,
    distance: Distance = straight_line,
) -> Nearby:
    """
    Find all assets around a place.

    Parameters
    ----------
    assets
        Asset frame in EPSG:28992, already projected to what the reader may see (`geo.audience`), or its table.
    place
        (x, y), EPSG:28992.
    reach_m
        Metres that are looked at.
    distance
        How far it is from one point to others.
    """
    table = AssetTable.of(assets)
    metres = distance(*place, table.columns.x, table.columns.y)
    rows = np.flatnonzero(metres <= reach_m)
    rows = rows[np.argsort(metres[rows], kind="stable")]
    return Nearby(table.frame.iloc[rows].reset_index(drop=True), metres[rows])


def narrow(near: Nearby, asked: NearbyFilter, *, vocabulary: Vocabulary, moment: datetime) -> Nearby:
    """
    Keep what somebody is looking for.

    Parameters
    ----------
    near
        What is around.
    asked
        Known codes only.
    vocabulary
        Tells the theme of a gift.
    moment
        Local time in the Netherlands.
    """
    rows = np.ones(len(near), dtype=bool)
    if asked.kinds:
        rows &= near.assets[KIND].isin(asked.kinds).to_numpy()
    if asked.themes:
        wanted = set(asked.themes)
        rows &= _each(near, GIFTS, lambda gifts: bool(themes_of(gifts, vocabulary) & wanted))
    for when in asked.moments:
        rows &= _each(near, MEETS, partial(is_there, when=when, moment=moment))
    return near.keep(rows)


def count_kinds(near: Nearby) -> dict[str, int]:
    """Count the assets of each kind."""
    found = near.assets[KIND].value_counts()
    return {kind: int(found.get(kind, 0)) for kind in KINDS}


def common_themes(near: Nearby, vocabulary: Vocabulary) -> tuple[str, ...]:
    """Give the themes in which somebody here has a gift, the most common first, else in the vocabulary's order."""
    counts = dict.fromkeys((theme.code for theme in vocabulary.themes), 0)
    for gifts, times in near.assets[GIFTS].value_counts().items():
        for theme in themes_of(gifts, vocabulary):
            counts[theme] += int(times)
    return tuple(theme for theme in sorted(counts, key=lambda one: -counts[one]) if counts[theme])


def themes_of(gifts: str, vocabulary: Vocabulary) -> set[str]:
    """Give the themes of gifts in their canonical form."""
    return {vocabulary.theme_of(gift.capability) for gift in parse_gifts(gifts)}


def is_there(meets: str, *, when: str, moment: datetime) -> bool:
    """Tell whether somebody who meets at these times is certainly there today, or now (`MOMENTS`)."""
    meeting = meeting_of(meets)
    if meeting is None:
        return False
    return is_going_on(meeting, moment) if when == NOW else is_on(meeting, moment.date())


@lru_cache(maxsize=4096)
def meeting_of(meets: str) -> Meeting | None:
    """Read when people meet, each text once."""
    return read_meeting(meets)


def _each(near: Nearby, column: str, is_meant: Callable[[str], bool]) -> NDArray[np.bool_]:
    """Ask each distinct text once."""
    texts = near.assets[column]
    meant = [text for text in texts.unique() if is_meant(text)]
    return texts.isin(meant).to_numpy()

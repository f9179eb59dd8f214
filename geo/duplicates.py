"""Cards that may be of the same person or group: nearly the same name, near each other. Only a person can tell."""

from typing import NamedTuple

import geopandas as gpd
import numpy as np
from rapidfuzz import fuzz, process

from geo.cards import Card
from geo.frames import ASSET_ID, KIND, NAME
from geo.words import fold

LIKE = 80.0
"""Likeness of two names, 0 to 100, from which somebody should look at both."""

NEAR_M = 1500.0
"""Metres; a postcode of four digits may lie so far from one of its six-sign postcodes."""


class Close(NamedTuple):
    """One card that may be the same: its id, likeness of the names (0 to 100), metres in between."""

    asset_id: str
    likeness: float
    distance_m: float


def find_close(card: Card, assets: gpd.GeoDataFrame, *, limit: int = 3) -> tuple[Close, ...]:
    """
    Find the cards that may be of the same person or group as this one.

    Parameters
    ----------
    assets
        Asset frame, EPSG:28992, shape (n_assets, 16), as the one who looks may see it.
    limit
        Most cards to give.

    Returns
    -------
    close
        Of the same kind, most alike first, the nearer one first among equals; never the card itself.
    """
    away = np.hypot(assets.geometry.x - card.x, assets.geometry.y - card.y)
    same = (assets[KIND] == card.kind) & (away <= NEAR_M) & (assets[ASSET_ID] != card.asset_id)
    rows = np.flatnonzero(same)
    names = {int(row): fold(assets[NAME].iloc[row]) for row in rows}
    alike = process.extract(
        fold(card.name), names, scorer=fuzz.token_sort_ratio, score_cutoff=LIKE, limit=None
    )
    found = [
        Close(str(assets[ASSET_ID].iloc[row]), float(score), float(away.iloc[row])) for _, score, row in alike
    ]
    return tuple(sorted(found, key=lambda one: (-one.likeness, one.distance_m, one.asset_id))[:limit])

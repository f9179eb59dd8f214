"""What the map must show for a view: the translation from assets to a `MapScene`."""

import geopandas as gpd
import numpy as np
import streamlit as st

from dashboard import sentences, state
from dashboard.cache import MapView
from dashboard.mapview import Connection, MapScene, legend_words
from geo.complements import Complement
from geo.crs import to_wgs84
from geo.frames import ASSET_ID, KIND, NAME

MARGIN_M = 150
"""Air around what the map moves to."""


def of(view: MapView, chosen, found: tuple[Complement, ...]) -> MapScene:
    """
    Compose the map of a view.

    Parameters
    ----------
    view
        The assets that answer the question.
    chosen
        Row of the asset whose card is open, or None. It and its complements are on the map even when the
        question leaves them out: the card speaks of them.
    found
        Complements of the chosen asset.
    """
    shown = _with_company(view, chosen, found)
    longitude, latitude = to_wgs84(shown.geometry.x.to_numpy(), shown.geometry.y.to_numpy())
    return MapScene(
        asset_id=shown[ASSET_ID].to_numpy(),
        kind=shown[KIND].to_numpy(),
        longitude=longitude,
        latitude=latitude,
        names=shown[NAME].to_numpy(),
        chosen=None if chosen is None else chosen[ASSET_ID],
        connections=_connections(found),
        place=_place(view),
        focus=_focus(view, chosen, found),
        outlines=view.outlines,
        counts=view.counts,
        words=legend_words(),
        dark=st.context.theme.type == "dark",
    )


def _with_company(view: MapView, chosen, found: tuple[Complement, ...]) -> gpd.GeoDataFrame:
    shown = view.selection.assets
    if chosen is None:
        return shown
    wanted = {chosen[ASSET_ID], *(one.asset_id for one in found), *shown[ASSET_ID]}
    return view.assets[view.assets[ASSET_ID].isin(wanted)]


def _connections(found: tuple[Complement, ...]) -> tuple[Connection, ...]:
    best = max((one.score for one in found), default=1.0)
    return tuple(
        Connection(one.asset_id, sentences.line_style(one.reasons), one.score / best) for one in found
    )


def _place(view: MapView) -> tuple[float, float, float] | None:
    if view.selection.place is None:
        return None
    longitude, latitude = to_wgs84(*(np.array(value) for value in view.selection.place))
    return float(longitude), float(latitude), float(view.query.radius_m)


def _focus(view: MapView, chosen, found: tuple[Complement, ...]) -> tuple[float, float, float, float] | None:
    """Where to move: to a card opened from the list, else to the asked place, else to the asked wijk."""
    if chosen is not None and not state.is_chosen_on_map():
        ids = {chosen[ASSET_ID], *(one.asset_id for one in found)}
        return in_degrees(view.assets[view.assets[ASSET_ID].isin(ids)].total_bounds)
    if view.selection.place is not None:
        (x, y), radius = view.selection.place, view.query.radius_m
        return in_degrees((x - radius, y - radius, x + radius, y + radius))
    if view.query.wijk:
        areas = view.around.areas
        return in_degrees(areas[areas["code"] == view.query.wijk].total_bounds)
    return None


def in_degrees(bounds) -> tuple[float, float, float, float]:
    """Turn metres (west, south, east, north) into degrees, with a margin."""
    west, south, east, north = bounds
    longitude, latitude = to_wgs84(
        np.array([west - MARGIN_M, east + MARGIN_M]), np.array([south - MARGIN_M, north + MARGIN_M])
    )
    return float(longitude[0]), float(latitude[0]), float(longitude[1]), float(latitude[1])

"""What the map must show for a view: the translation from assets to a `MapScene`."""

from typing import Any

import geopandas as gpd
import numpy as np
import streamlit as st
from numpy.typing import NDArray

from dashboard import sentences, sight, state
from dashboard.cache import MapView
from dashboard.mapview import MOST_NAMES, Connection, MapScene, legend_words
from geo.complements import Complement
from geo.crs import to_wgs84
from geo.frames import ASSET_ID, KIND, NAME

_TEXTS = {"asset_id": ASSET_ID, "kind": KIND, "names": NAME}
"""Columns of a scene, and of the asset frame that they are."""

MARGIN_M = 150
"""Air around what the map moves to."""


def of(view: MapView, chosen, found: tuple[Complement, ...], *, map_key: str = "map") -> MapScene:
    """
    Compose the map of a view: what its window shows, in as much detail as that can bear.

    Parameters
    ----------
    view
        The assets that answer the question.
    chosen
        Row of the asset whose card is open, or None. It and its complements are on the map one by one, even
        among counted cells and when the question leaves them out: the card speaks of them.
    found
        Complements of the chosen asset.
    map_key
        Key of the map on its page: where that looks is known from the session, before the map is drawn.
    """
    company = _company(view, chosen, found)
    focus = _focus(view, chosen, company)
    window = sight.window(map_key, focus=focus, extent=view.extent)
    detail = view.placed.points.look(_without(view.selection.matches, company), window)
    rows = np.union1d(detail.rows, company)
    holds_all = detail.cells is None and len(rows) <= MOST_NAMES and _holds(view, rows)
    return MapScene(
        **columns_at(view, rows),
        chosen=None if chosen is None else chosen[ASSET_ID],
        connections=_connections(found),
        place=place_of(view.selection.place, view.query.radius_m),
        focus=focus,
        outlines=view.outlines,
        counts=view.counts,
        words=legend_words(),
        dark=st.context.theme.type == "dark",
        sight=sight.Sight(None if holds_all else window, detail.cells, view.extent),
    )


def columns_at(view: MapView, rows: NDArray[np.int64]) -> dict[str, Any]:
    """Give the columns of a scene for some rows of a view's table, without making a frame of them."""
    frame, placed = view.selection.table.frame, view.placed
    texts = {name: frame[column].array.take(rows).to_numpy() for name, column in _TEXTS.items()}
    return {**texts, "longitude": placed.longitude[rows], "latitude": placed.latitude[rows]}


def columns_of(assets: gpd.GeoDataFrame) -> dict[str, Any]:
    """Give the columns of a scene that shows a whole frame."""
    longitude, latitude = to_wgs84(assets.geometry.x.to_numpy(), assets.geometry.y.to_numpy())
    texts = {name: assets[column].to_numpy() for name, column in _TEXTS.items()}
    return {**texts, "longitude": longitude, "latitude": latitude}


def place_of(point: tuple[float, float] | None, radius_m: float) -> tuple[float, float, float] | None:
    """Give a place in metres as a scene has it: longitude, latitude and radius in metres."""
    if point is None:
        return None
    longitude, latitude = to_wgs84(*(np.array(value) for value in point))
    return float(longitude), float(latitude), float(radius_m)


def _company(view: MapView, chosen, found: tuple[Complement, ...]) -> NDArray[np.int64]:
    """Rows of the chosen asset and of its complements."""
    ids = () if chosen is None else (chosen[ASSET_ID], *(one.asset_id for one in found))
    return view.selection.table.find_rows(ids)


def _without(matches: NDArray[np.bool_], company: NDArray[np.int64]) -> NDArray[np.bool_]:
    if not len(company):
        return matches
    others = matches.copy()
    others[company] = False
    return others


def _holds(view: MapView, rows: NDArray[np.int64]) -> bool:
    return int(np.count_nonzero(view.selection.matches[rows])) == len(view.selection)


def _connections(found: tuple[Complement, ...]) -> tuple[Connection, ...]:
    best = max((one.score for one in found), default=1.0)
    return tuple(
        Connection(one.asset_id, sentences.line_style(one.reasons), one.score / best) for one in found
    )


def _focus(view: MapView, chosen, company: NDArray[np.int64]) -> tuple[float, float, float, float] | None:
    """Where to move: to a card opened from the list, else to the asked place, else to the asked wijk."""
    if chosen is not None and not state.is_chosen_on_map() and len(company):
        columns = view.selection.table.columns
        x, y = columns.x[company], columns.y[company]
        return in_degrees((x.min(), y.min(), x.max(), y.max()))
    if view.selection.place is not None:
        (west, south), radius = view.selection.place, view.query.radius_m
        return in_degrees((west - radius, south - radius, west + radius, south + radius))
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

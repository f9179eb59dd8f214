"""The map of the page In mijn buurt: the nearest of what the list shows, around the visitor."""

import numpy as np
import streamlit as st

from dashboard import cache, mapview, render, scene, sentences, state
from dashboard.nearby.view import NearView
from geo.crs import to_wgs84
from geo.frames import ASSET_ID, KIND, NAME

MAP_HEIGHT_PX = 560
MOST_ON_MAP = 500
"""The nearest so many: a telephone shows no more at once, and the list has them all."""


def show(view: NearView) -> str | None:
    """Show the map and tell which asset was just tapped."""
    near = view.shown.assets.head(render.NEAREST_SAID)
    names = [sentences.name_of(asset) for _, asset in near.iterrows()]
    render.beside_map(view.counts, zip(names, view.shown.distance_m, strict=False))
    return mapview.show(_scene(view), key="near-map", height=MAP_HEIGHT_PX)


def _scene(view: NearView) -> mapview.MapScene:
    assets = view.shown.assets.head(MOST_ON_MAP)
    longitude, latitude = to_wgs84(assets.geometry.x.to_numpy(), assets.geometry.y.to_numpy())
    (x, y), radius = view.place, view.radius_m
    east, north = to_wgs84(np.array(x), np.array(y))
    return mapview.MapScene(
        asset_id=assets[ASSET_ID].to_numpy(),
        kind=assets[KIND].to_numpy(),
        longitude=longitude,
        latitude=latitude,
        names=assets[NAME].to_numpy(),
        chosen=state.chosen() or None,
        place=(float(east), float(north), float(radius)),
        focus=scene.in_degrees((x - radius, y - radius, x + radius, y + radius)),
        outlines=cache.outlines(),
        counts=view.counts,
        words=mapview.legend_words(),
        dark=st.context.theme.type == "dark",
    )

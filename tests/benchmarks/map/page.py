"""One page, one way to draw a map, so many assets: `?way=ours&n=10000`. Started by `__main__.py`."""

import folium
import numpy as np
import pandas as pd
import streamlit as st
from streamlit_folium import st_folium

from dashboard import mapview
from geo.terms import KINDS

st.set_page_config(layout="wide")
way, count = st.query_params.get("way", "ours"), int(st.query_params.get("n", "250"))
rng = np.random.default_rng(11)
towns = rng.uniform((4.0, 51.6), (6.6, 53.0), (max(count // 200, 3), 2))
points = towns[rng.integers(0, len(towns), count)] + rng.normal(0, 0.02, (count, 2))
kinds = np.array(KINDS)[rng.integers(0, 3, count)]
names = [f"Naam {number}" for number in range(count)]
middle = points.mean(axis=0)[::-1]


def ours() -> None:
    """The map of this app."""
    scene = mapview.MapScene(
        asset_id=[f"asset-{number}" for number in range(count)],
        kind=kinds,
        longitude=points[:, 0],
        latitude=points[:, 1],
        names=names,
        words=mapview.legend_words(),
    )
    mapview.show(scene, key="map", height=560)


def native() -> None:
    """Streamlit's own map, without a background that it would fetch from elsewhere."""
    colours = np.array(["#D55E00", "#117733", "#0072B2"])[[KINDS.index(kind) for kind in kinds]]
    st.map(
        pd.DataFrame({"lat": points[:, 1], "lon": points[:, 0], "colour": colours}),
        color="colour",
        height=560,
    )


def markers() -> None:
    """One Folium marker with a name per asset; Leaflet is ours, and no popup, which would need jQuery."""
    base = folium.Map(middle, zoom_start=8, tiles=None)
    ready, _ = mapview.build(mapview.MapScene([], [], [], []))
    base.default_js, base.default_css = ready.default_js, ready.default_css
    for (longitude, latitude), name in zip(points, names, strict=True):
        folium.Marker((latitude, longitude), tooltip=name, icon=folium.DivIcon(html="o")).add_to(base)
    st_folium(base, key="map", height=560, returned_objects=[])


{"ours": ours, "st.map": native, "markers": markers}[way]()

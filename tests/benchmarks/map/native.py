"""The invented assets in one of Streamlit's own maps: `?way=st.map` or `?way=pydeck`. Started by `__main__.py`."""

import pandas as pd
import pydeck
import streamlit as st

from dashboard import cache

COLOURS = ["#D55E00", "#117733", "#0072B2"]
RGB = [[213, 94, 0], [17, 119, 51], [0, 114, 178]]

st.set_page_config(layout="wide")
placed, kinds = cache._placed(cache.inventory().version, "connector"), cache.table().columns.kind
points = pd.DataFrame({"lat": placed.latitude, "lon": placed.longitude})

if st.query_params.get("way") == "st.map":  # without a background that it would fetch from elsewhere
    points["colour"] = pd.Categorical.from_codes(kinds, COLOURS).astype(str)
    st.map(points, color="colour", height=560)
else:
    points["colour"] = [RGB[kind] for kind in kinds]
    layer = pydeck.Layer(
        "ScatterplotLayer", points, get_position="[lon, lat]", get_fill_color="colour", radius_min_pixels=3
    )
    view = pydeck.data_utils.compute_view(points[["lon", "lat"]])
    st.pydeck_chart(pydeck.Deck([layer], initial_view_state=view, map_style=None), height=560)

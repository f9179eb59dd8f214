"""A page with nothing but a map of synthetic assets, for the tests of the map component."""

import json
import os

import numpy as np
import streamlit as st

from dashboard import map_files, mapview
from geo.terms import KINDS

st.set_page_config(layout="wide")
count = int(st.query_params.get("n", "250"))
kinds = [kind for kind in KINDS if st.checkbox(kind, value=True)]
dark = st.query_params.get("dark") == "1"
st.session_state["runs"] = st.session_state.get("runs", 0) + 1
st.session_state.setdefault("chosen", None)

rng = np.random.default_rng(7)
hostile = json.loads(os.environ.get("MAP_NAMES") or "[]")
ids = np.array([f"asset-{number}" for number in range(count)])
kind = np.array(KINDS)[np.arange(count) % 3]
spots = rng.normal((4.75, 52.63), (0.03, 0.018), (max(count * 2 // 3, 1), 2))
points = spots[rng.integers(0, len(spots), count)]
if "apart" in st.query_params:
    number = np.arange(count)
    points = np.column_stack([4.68 + 0.006 * (number % 25), 52.59 + 0.004 * (number // 25)])
names = [hostile[number % len(hostile)] if hostile else f"Naam {number}" for number in range(count)]
wanted = np.isin(kind, kinds)
shown = {
    "asset_id": ids[wanted],
    "kind": kind[wanted],
    "longitude": points[wanted, 0],
    "latitude": points[wanted, 1],
    "names": [name for name, is_wanted in zip(names, wanted, strict=True) if is_wanted],
}
squares = tuple(
    (
        f"Wijk {column}{row}",
        f"WK{column}{row}",
        {
            "type": "Polygon",
            "coordinates": [
                [
                    [4.69 + 0.04 * (column + dx), 52.595 + 0.025 * (row + dy)]
                    for dx, dy in ((0, 0), (1, 0.1), (1, 1.1), (0, 1), (0, 0))
                ]
            ],
        },
    )
    for column in range(3)
    for row in range(3)
)
chosen = st.session_state["chosen"]
near = np.argsort(np.hypot(*(points - points[ids == chosen][0]).T))[1:7] if chosen else []
scene = mapview.MapScene(
    **shown,
    chosen=chosen,
    connections=tuple(
        mapview.Connection(ids[other], mapview.STYLES[rank % 3], 1 - rank / 6)
        for rank, other in enumerate(near)
    ),
    place=(4.7486, 52.6317, 800),
    outlines=(map_files.publish_outlines(squares),),
    words=mapview.legend_words(),
    dark=dark,
)
clicked = mapview.show(scene, key="map", height=int(st.query_params.get("height", "640")))
if clicked:
    st.session_state["chosen"] = clicked
    st.session_state["clicks"] = st.session_state.get("clicks", 0) + 1
    st.rerun()
st.text(
    f"chosen={st.session_state['chosen']} clicks={st.session_state.get('clicks', 0)} runs={st.session_state['runs']}"
)

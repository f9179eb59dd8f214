"""The page Mijn kaart: of who holds the secret link of a card, and nobody else."""

from pathlib import Path

import streamlit as st

from dashboard import mine

st.html(Path(__file__).parents[1] / "add.css")
found = mine.own()
with st.container(key="mine"):
    if found is None:
        mine.closed()
    else:
        mine.show(found)

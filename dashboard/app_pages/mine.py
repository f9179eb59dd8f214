"""The page Mijn kaart: of who holds the secret link of a card, and nobody else."""

import streamlit as st

from dashboard.cards import STYLE, mine

st.html(STYLE)
found = mine.own()
with st.container(key="mine"):
    if found is None:
        mine.closed()
    else:
        mine.show(found)

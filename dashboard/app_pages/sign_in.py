"""The page Aanmelden: as whom somebody looks, and how to become who they are."""

import streamlit as st

from dashboard import viewer
from dashboard.signing import STYLE, page

st.html(STYLE)
with st.container(key="sign"):
    found = viewer.standing()
    page.show_role(found)
    page.show_way_in(found)
    page.show_meeting(found)

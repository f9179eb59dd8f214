"""The page Kennismaken: whom the connector brought together, and what came of it."""

import streamlit as st

from dashboard import cache, viewer
from dashboard.i18n import t
from dashboard.introductions import STYLE, follow_ups
from geo.access import FOLLOW_UP, may

st.html(STYLE)
with st.container(key="followed"):
    if may(viewer.role(), FOLLOW_UP):
        follow_ups.show(cache.follow_ups())
    else:
        st.title(t("page.introductions"), anchor=False)
        st.text(t("introductions.closed"))

"""The page Lijst inlezen: the connector drops a list, looks at what would come of it, and puts it on the map."""

import streamlit as st

from dashboard import viewer
from dashboard.bring_in import STYLE, bringing
from dashboard.i18n import t
from geo.access import IMPORT, may

st.html(STYLE)
with st.container(key="bring-in"):
    st.title(t("bring_in.heading"), anchor=False)
    if may(viewer.role(), IMPORT):
        bringing.show()
    else:
        st.text(t("bring_in.closed"))

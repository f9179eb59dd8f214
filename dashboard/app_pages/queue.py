"""The page Wachtrij: what residents added or changed waits here for the connector."""

import streamlit as st

from dashboard import viewer
from dashboard.cards import STYLE, asking, upkeep
from dashboard.cards import queue as queue_view
from dashboard.i18n import t
from geo.access import READ_QUEUE, may

st.html(STYLE)
with st.container(key="queue"):
    if may(viewer.role(), READ_QUEUE):
        queue_view.show(queue_view.entries())
        upkeep.show()
        asking.show()
    else:
        st.title(t("page.queue"), anchor=False)
        st.text(t("queue.closed"))

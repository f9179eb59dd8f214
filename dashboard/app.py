"""The app: what every page shares. Started by `krachtenkaart`, through `dashboard/server.py`."""

from pathlib import Path

import streamlit as st

from dashboard import controls, i18n, pages, state
from dashboard.i18n import t

HERE = Path(__file__).parent

i18n.speak(state.language)
state.adopt_address()
st.set_page_config(
    page_title=t("app.title"),
    page_icon=controls.ICON,
    layout="wide",
    initial_sidebar_state="auto",
)
st.html(HERE / "style.css")
page = pages.navigation()
state.turn_to(page.url_path)
controls.brand()
page.run()
state.publish_address()

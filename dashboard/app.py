"""The app: what every page shares. Started by `krachtenkaart`, through `dashboard/server.py`."""

from pathlib import Path

import streamlit as st

from dashboard import controls, i18n, state, viewer
from dashboard.i18n import t
from geo.access import FOLLOW_UP, IMPORT, READ_QUEUE, may

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
page = st.navigation(
    [
        st.Page(HERE / "app_pages" / "map.py", title=t("page.map"), icon=":material/map:", default=True),
        st.Page(
            HERE / "app_pages" / "nearby.py",
            title=t("page.nearby"),
            icon=":material/near_me:",
            url_path="buurt",
        ),
        st.Page(
            HERE / "app_pages" / "together.py",
            title=t("page.together"),
            icon=":material/handshake:",
            url_path="samen",
        ),
        st.Page(
            HERE / "app_pages" / "room.py",
            title=t("page.room"),
            icon=":material/co_present:",
            url_path="bijeenkomst",
        ),
        st.Page(
            HERE / "app_pages" / "add.py",
            title=t("page.join"),
            icon=":material/waving_hand:",
            url_path="meedoen",
        ),
        st.Page(
            HERE / "app_pages" / "mine.py",
            title=t("page.mine"),
            icon=":material/person:",
            url_path="mijn-kaart",
            visibility="hidden",
        ),
        st.Page(
            HERE / "app_pages" / "queue.py",
            title=t("page.queue"),
            icon=":material/inbox:",
            url_path="wachtrij",
            visibility="visible" if may(viewer.role(), READ_QUEUE) else "hidden",
        ),
        st.Page(
            HERE / "app_pages" / "bring_in.py",
            title=t("page.bring_in"),
            icon=":material/upload_file:",
            url_path="inlezen",
            visibility="visible" if may(viewer.role(), IMPORT) else "hidden",
        ),
        st.Page(
            HERE / "app_pages" / "introductions.py",
            title=t("page.introductions"),
            icon=":material/diversity_3:",
            url_path="kennismaken",
            visibility="visible" if may(viewer.role(), FOLLOW_UP) else "hidden",
        ),
        st.Page(
            HERE / "app_pages" / "coverage.py",
            title=t("page.coverage"),
            icon=":material/donut_small:",
            url_path="dekking",
        ),
        st.Page(
            HERE / "app_pages" / "about.py", title=t("page.about"), icon=":material/info:", url_path="about"
        ),
        st.Page(
            HERE / "app_pages" / "sign_in.py",
            title=t("page.sign_in"),
            icon=":material/key:",
            url_path="aanmelden",
        ),
    ],
    position="top",
)
state.turn_to(page.url_path)
controls.brand()
page.run()
state.publish_address()

"""The page Doe mee: where the code of a meeting leads a phone. The form itself comes with the inventory."""

import streamlit as st

from dashboard.i18n import t

with st.container(key="join"):
    st.title(t("join.heading"), anchor=False)
    st.markdown(t("join.soon"))
    for topic in ("asked", "yours"):
        st.subheader(t(f"join.{topic}.heading"), anchor=False)
        st.markdown(t(f"join.{topic}.text"))
    st.subheader(t("join.now.heading"), anchor=False)
    st.page_link("app_pages/map.py", label=t("join.map"), icon=":material/map:")

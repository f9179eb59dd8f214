"""About the map: what it is for, what it does with what people tell, and whose facts it uses."""

import streamlit as st

from dashboard.i18n import t

with st.container(key="about"):
    st.title(t("about.heading"), anchor=False)
    for topic in ("purpose", "use", "people", "distance", "sources"):
        st.subheader(t(f"about.{topic}.heading"), anchor=False)
        st.markdown(t(f"about.{topic}.text"))

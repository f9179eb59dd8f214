"""The page Doe mee: put yourself on the map in two minutes, without an account. No map on it: a phone opens it."""

import streamlit as st

from dashboard.cards import STYLE
from dashboard.cards import form as add_form
from dashboard.cards import save as add_save
from dashboard.i18n import t

st.html(STYLE)
saved = add_save.saved()
with st.container(key="add-page"):
    if saved:
        add_save.show_saved(saved)
    else:
        st.title(t("add.heading"), anchor=False)
        st.text(t("add.lead"))
        add_save.finish(add_form.ask())

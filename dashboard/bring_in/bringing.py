"""The page as a whole, from top to bottom."""

import streamlit as st

from dashboard.bring_in import columns, dropping, preview, review, saving
from dashboard.i18n import error_sentence, t
from geo.errors import KrachtenkaartError


def show() -> None:
    """Ask for a list; without one, tell what came of the last."""
    st.text(t("bring_in.lead"))
    file = dropping.ask_file()
    if file is None:
        saving.tell()
        saving.offer_undo()
        return
    saving.forget_told()
    kind = columns.ask_kind()
    meanings = columns.ask_meanings(file)
    try:
        found = review.look(file, meanings=meanings, kind=kind)
    except KrachtenkaartError as error:
        st.text(error_sentence(error))
        return
    preview.show(found)
    saving.offer(found)

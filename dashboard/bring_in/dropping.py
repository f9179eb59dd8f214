"""The file that was dropped: read once, kept in memory for this visit only, and never written to the disk."""

import streamlit as st

from dashboard import controls, state
from dashboard.i18n import error_sentence, t
from geo.errors import KrachtenkaartError
from geo.importing import RawFile, open_upload
from geo.sources.rawtable import clean_name

FORMS = ("csv", "tsv", "txt", "xlsx", "geojson", "json", "zip")
FILE_KEY = "bring-in-file"
_TURN, _READ = "bring-in-turn", "bring-in-read"


def ask_file() -> RawFile | None:
    """Ask for a file and read it; what hinders is told in a sentence."""
    most = st.get_option("server.maxUploadSize")
    controls.closed_words(
        {
            "choose-file": t("bring_in.drop.button"),
            "file-limit": t("bring_in.drop.limit", megabytes=most),
            "file-refused": t("bring_in.drop.refused", megabytes=most),
            "other-file": t("bring_in.drop.other"),
            "without-file": t("bring_in.drop.without"),
        }
    )
    dropped = st.file_uploader(
        t("bring_in.drop"),
        type=FORMS,
        key=f"{FILE_KEY}-{state.filled(_TURN, 0)}",
        help=t("bring_in.drop.help"),
    )
    if dropped is None:
        state.fill(_READ, None)
        return None
    known = state.filled(_READ, None)
    if known is None or known[0] != dropped.file_id:
        known = (dropped.file_id, _read(dropped))
        state.fill(_READ, known)
    found = known[1]
    if isinstance(found, KrachtenkaartError):
        with st.container(border=True, key="bring-in-trouble"):
            st.text(error_sentence(found))
            st.text(t("bring_in.trouble.todo"))
        return None
    return found


def put_away() -> None:
    """Let go of the file, so that the next one can be dropped."""
    state.fill(_TURN, state.filled(_TURN, 0) + 1)
    state.fill(_READ, None)


def _read(dropped) -> RawFile | KrachtenkaartError:
    with st.spinner(t("bring_in.reading")):
        try:
            return open_upload(dropped.getvalue(), clean_name(dropped.name))
        except KrachtenkaartError as error:
            return error

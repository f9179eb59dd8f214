"""Putting a list on the map, what came of it, and taking the last one out again."""

from datetime import date
from typing import NamedTuple

import streamlit as st

from dashboard import cache, sentences, state, viewer
from dashboard.bring_in import dropping, mending, pairs, review
from dashboard.bring_in.review import Review
from dashboard.i18n import error_sentence, n, t
from geo.errors import KrachtenkaartError
from geo.importing import RawFile
from geo.inventory import data_home
from geo.report import Issue
from geo.store.imports import BroughtIn
from geo.store.undoing import LastImport, Undone

_TOLD = "bring-in-told"


class Saved(NamedTuple):
    """What became of a list, and what of it is still to be mended."""

    brought: BroughtIn
    file: RawFile
    refusals: tuple[Issue, ...]


def offer(found: Review) -> None:
    """Offer to put the list on the map, and say who is asked first."""
    with st.container(key="bring-in-asked", border=True):
        st.text(t("bring_in.asked_first"))
    if not found.can_be_saved:
        st.text(t("bring_in.nothing_new"))
    if st.button(
        t("bring_in.save"),
        key="bring-in-save",
        type="primary",
        icon=":material/playlist_add:",
        disabled=not found.can_be_saved,
    ):
        _save(found)


def _save(found: Review) -> None:
    """Store all of it or nothing; the page shows what came of it afresh."""
    bar = st.progress(0.0, text=t("bring_in.saving"))

    def tell(share: float) -> None:
        bar.progress(share, text=t("bring_in.saving"))

    try:
        brought = cache.store(data_home()).bring_in(
            found.imported,
            role=viewer.role(),
            choices=pairs.choices(found),
            progress=tell,
        )
    except KrachtenkaartError as error:
        bar.empty()
        st.text(error_sentence(error))
        return
    state.fill(_TOLD, Saved(brought, found.file, brought.report.refusals))
    put_away()
    st.rerun()


def put_away() -> None:
    """Let go of the list."""
    dropping.put_away()
    review.put_away()
    pairs.forget()


def tell() -> None:
    """Say what came of the last list, or of taking it out."""
    told = state.filled(_TOLD, None)
    if told is None:
        return
    with st.container(border=True, key="bring-in-told"):
        if isinstance(told, Saved):
            _tell_saved(told)
        elif isinstance(told, Undone):
            _tell_undone(told)
        else:
            st.text(error_sentence(told))


def _tell_saved(told: Saved) -> None:
    brought = told.brought
    same = brought.report.duplicates - brought.filled_in
    counts = {"added": brought.added, "filled_in": brought.filled_in, "same": same}
    for what, count in counts.items():
        if count or what == "added":
            st.text(n(f"bring_in.done.{what}", count))
    if told.refusals:
        st.text(n("bring_in.done.refused", brought.report.refused))
        mending.offer(told.file, told.refusals)


def _tell_undone(told: Undone) -> None:
    st.text(t("bring_in.undone", file=told.filename))
    for what in ("taken_out", "restored", "stayed"):
        if count := getattr(told, what):
            st.text(n(f"bring_in.undone.{what}", count))


def forget_told() -> None:
    """Say it no longer: another list was dropped."""
    state.fill(_TOLD, None)


def offer_undo() -> None:
    """Offer to take the last list out again."""
    last = cache.store(data_home()).last_import(role=viewer.role())
    if last is None:
        return
    with st.container(border=True, key="bring-in-last"):
        day = sentences.day(date.fromisoformat(last.day))
        st.text(t("bring_in.last", file=last.filename, date=day))
        st.text(n("bring_in.last.added", last.added))
        if last.filled_in:
            st.text(n("bring_in.last.filled_in", last.filled_in))
        with st.popover(t("bring_in.undo.open"), icon=":material/undo:"):
            st.text(t("bring_in.undo.text"))
            st.button(t("bring_in.undo.button"), key="bring-in-undo", on_click=_undo, args=(last,))


def _undo(last: LastImport) -> None:
    try:
        told = cache.store(data_home()).undo_import(last.import_id, role=viewer.role())
    except KrachtenkaartError as error:
        state.fill(_TOLD, error)
        return
    state.fill(_TOLD, told)
    cache.forget()

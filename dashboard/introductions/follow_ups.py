"""The page Kennismaken: who was brought together, of whom to hear yet, and what came of it."""

from collections.abc import Callable
from datetime import date

import streamlit as st

from dashboard import cache, state, viewer
from dashboard.i18n import error_sentence, n, t
from dashboard.introductions import words
from geo.errors import KrachtenkaartError
from geo.introductions import NOTE_AT_MOST, OUTCOMES, TO_HEAR, FollowUp
from geo.inventory import data_home
from geo.store import Store
from geo.terms import TALENT

LONGEST_TYPED = 2 * NOTE_AT_MOST
"""Characters that the box takes: more than a note may have, so that too many are told instead of cut off."""

_TROUBLE = "introductions-trouble"


def show(found: tuple[FollowUp, ...]) -> None:
    """Show the open ones, oldest first; the others are folded away."""
    st.title(t("introductions.heading"), anchor=False)
    is_open = [one for one in found if one.is_open]
    finished = [one for one in reversed(found) if not one.is_open]
    st.text(t("introductions.lead") if is_open else t("introductions.empty"))
    if is_open:
        st.subheader(n("introductions.open", len(is_open)), anchor=False)
        _entries(is_open, "open")
    if finished:
        with st.expander(n("introductions.finished", len(finished)), icon=":material/done_all:"):
            _entries(finished, "finished")


def _entries(entries: list[FollowUp], what: str) -> None:
    rows = state.rows_shown(f"introductions-{what}")
    for one in entries[:rows]:
        with st.container(border=True, key=f"followed-{what}-{one.introduction_id}", gap="small"):
            _entry(one)
    if len(entries) > rows:
        st.button(
            t("introductions.more", left=len(entries) - rows),
            key=f"introductions-more-{what}",
            on_click=state.show_more,
            args=(f"introductions-{what}",),
        )


def _entry(one: FollowUp) -> None:
    with st.container(gap=None, key=f"told-{one.introduction_id}"):
        with st.container(key=f"pair-{one.introduction_id}"):
            st.text(words.pair(one))
        for said in filter(None, (words.why(one), words.plan(one.initiative_id), words.how_made(one))):
            st.text(said)
        for end in one.ends:
            if end.kind == TALENT:
                st.text(words.yes(end))
        _came(one)
    _tell_trouble(one)
    with st.container(horizontal=True, gap="small", key=f"follow-{one.introduction_id}"):
        _follow(one)
        _note_yes(one)
        _undo(one)


def _came(one: FollowUp) -> None:
    """Say what came of it, or that it is time to ask."""
    if one.is_due(date.today()):
        with st.container(key=f"due-{one.introduction_id}"):
            st.text(t("introductions.due"))
    elif not one.is_open:
        outcome = t(f"introductions.outcome.{one.outcome}")
        st.text(t("introductions.came", outcome=outcome, date=words.day(one.outcome_on)))
    if one.note:
        st.text(one.note)


def _follow(one: FollowUp) -> None:
    outcome, note = f"outcome-{one.introduction_id}", f"note-{one.introduction_id}"
    with st.popover(t("introductions.follow"), icon=":material/edit_note:"):
        st.radio(
            t("introductions.outcome.label"),
            OUTCOMES,
            index=OUTCOMES.index(one.outcome),
            key=outcome,
            format_func=lambda code: t(f"introductions.outcome.{code}"),
        )
        st.text_input(
            t("introductions.note.label"),
            value=one.note,
            key=note,
            max_chars=LONGEST_TYPED,
            placeholder=t("introductions.note.example"),
        )
        st.button(
            t("introductions.save"),
            key=f"save-{one.introduction_id}",
            type="primary",
            on_click=lambda: _do(one, lambda store: _save(store, one, outcome, note)),
        )


def _save(store: Store, one: FollowUp, outcome: str, note: str) -> None:
    store.follow_up(
        one.introduction_id, state.filled(outcome, TO_HEAR), state.filled(note), role=viewer.role()
    )


def _note_yes(one: FollowUp) -> None:
    """Offer to note a yes of residents of whom none is known."""
    unheard = [end for end in one.ends if end.kind == TALENT and not end.said_yes_on]
    if not unheard:
        return
    with st.popover(t("introductions.note_yes.open"), icon=":material/draw:"):
        st.text(t("introductions.note_yes.text"))
        for end in unheard:
            st.text(words.name_of_end(end))
            _yes_button(one, end.asset_id)


def _yes_button(one: FollowUp, asset_id: str) -> None:
    st.button(
        t("introductions.note_yes"),
        key=f"yes-{asset_id}-{one.introduction_id}",
        on_click=lambda: _do(
            one, lambda store: store.note_yes(one.introduction_id, asset_id, role=viewer.role())
        ),
    )


def _undo(one: FollowUp) -> None:
    with st.popover(t("introductions.undo.open")):
        st.text(t("introductions.undo.text"))
        st.button(
            t("introductions.undo"),
            key=f"undo-{one.introduction_id}",
            on_click=lambda: _do(
                one, lambda store: store.undo_introduction(one.introduction_id, role=viewer.role())
            ),
        )


def _do(one: FollowUp, act: Callable[[Store], None]) -> None:
    """Do something with an introduction, and keep what went wrong, to be told beside it."""
    try:
        act(cache.store(data_home()))
    except KrachtenkaartError as error:
        state.fill(_TROUBLE, (one.introduction_id, error))


def _tell_trouble(one: FollowUp) -> None:
    about, error = state.filled(_TROUBLE, ("", None))
    if about == one.introduction_id:
        st.text(error_sentence(error))
        state.fill(_TROUBLE, ("", None))

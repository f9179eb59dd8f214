"""Getting to know each other, on Mijn kaart: questions to the person of the card, and what became of one's own."""

from collections.abc import Callable

import streamlit as st

from dashboard import cache, viewer
from dashboard.i18n import t
from dashboard.introductions import words
from geo.introductions import OwnIntroduction
from geo.inventory import data_home

Do = Callable[[Callable[[str], None], str], None]
"""Does something with the visit of a card, and keeps what is told of it (`dashboard.cards.mine`)."""


def show(token: str, do: Do) -> None:
    """
    Show the questions that stand on a card, the newest first; nothing where there are none.

    Parameters
    ----------
    token
        Of the visit by which its person was let in.
    do
        How an answer is kept.
    """
    found = cache.store(data_home()).read_own_introductions(token, role=viewer.role())
    if not found:
        return
    st.subheader(t("introductions.own.heading"), anchor=False)
    for one in found:
        with st.container(border=True, key=f"introduction-{one.introduction_id}"):
            _one(one, do)


def _one(one: OwnIntroduction, do: Do) -> None:
    with st.container(gap=None, key=f"asked-{one.introduction_id}"):
        for said in filter(None, (words.asked(one), words.plan(one.initiative_id))):
            st.text(said)
        st.caption(t("introductions.own.since", date=words.day(one.made_on)))
    if one.is_agreed:
        st.text(t("introductions.own.agreed", name=one.other_name))
        said = "introductions.own.contact" if one.other_contact else "introductions.own.no_contact"
        st.text(t(said, contact=one.other_contact))
    else:
        st.text(t("introductions.own.question" if one.is_question else "introductions.own.waiting"))
    _answers(one, do)


def _answers(one: OwnIntroduction, do: Do) -> None:
    with st.container(horizontal=True, gap="small", key=f"answers-{one.introduction_id}"):
        if one.is_question:
            _button("introductions.own.yes", one, do, is_yes=True)
            _button("introductions.own.no", one, do, is_yes=False)
        else:
            _button("introductions.own.take_back", one, do, is_yes=False)


def _button(label: str, one: OwnIntroduction, do: Do, *, is_yes: bool) -> None:
    """Draw a button that answers. No callback: the first press after a restart would find none."""
    key = f"answer-{'yes' if is_yes else 'no'}-{one.introduction_id}"
    if st.button(t(label), key=key, type="primary" if is_yes else "secondary"):
        do(
            lambda token: cache.store(data_home()).answer_own(token, one.introduction_id, is_yes=is_yes),
            "",
        )
        st.rerun()

"""Offers beside what complements each other: bring two together, or ask to meet somebody oneself."""

from dataclasses import dataclass

import streamlit as st

from dashboard import cache, state, viewer
from dashboard.cards.cookies import visit
from dashboard.i18n import error_sentence, t
from dashboard.introductions import words
from geo.access import INTRODUCE, may
from geo.errors import AccessError, KrachtenkaartError
from geo.frames import ASSET_ID, GIFTS
from geo.gifts import Gift, parse_gifts
from geo.introductions import about_gifts
from geo.inventory import data_home
from geo.roles import areas_of

_TOLD = "introductions-told"


def counted() -> None:
    """Say how many people and plans came together here; nothing as long as there are none."""
    said = words.counted(*cache.count_made())
    if said:
        with st.container(key="counted"):
            st.text(said)


@dataclass(frozen=True)
class Bringer:
    """
    Who may bring people together: the role, and the pairs of ids that were introduced before, smaller first.

    It is asked for once for all that stands on a page.
    """

    role: str
    before: frozenset[tuple[str, str]]

    def may(self, *asset_ids: str) -> bool:
        """Tell whether these two may be brought together: one of them is in the area that the role counts in."""
        if areas_of(self.role) is None:
            return True
        points = [cache.asset(one).geometry for one in asset_ids]
        return cache.store(data_home()).may_introduce(points, role=self.role)


def bringer() -> Bringer | None:
    """Give the present visitor as who may bring people together; None for who may not."""
    role = viewer.role()
    if cache.inventory().is_demo or not may(role, INTRODUCE):
        return None
    return Bringer(role, cache.brought_together())


def offer(one: str, other: str, about: tuple[Gift, Gift], *, by: Bringer | None, where: str) -> None:
    """
    Offer to bring two cards together, to who may; say so where that was done.

    Parameters
    ----------
    where
        Part of the page, for the key of the button.
    """
    if by is None or not by.may(one, other):
        return
    key = f"{where}-{one}-{other}"
    if (min(one, other), max(one, other)) in by.before:
        with st.container(key=f"brought-{key}"):
            st.text(t("introductions.brought"))
        return
    st.button(
        t("introductions.bring"),
        key=f"bring-{key}",
        icon=":material/waving_hand:",
        type="tertiary",
        on_click=bring,
        args=(one, other, about),
    )
    _tell_trouble((one, other))


def bring(one: str, other: str, about: tuple[Gift, Gift], initiative_id: str = "") -> None:
    """Bring two cards together, and keep what went wrong, to be told beside the button."""
    try:
        cache.store(data_home()).introduce(
            one, other, role=viewer.role(), about=about, initiative_id=initiative_id
        )
    except KrachtenkaartError as error:
        state.fill(_TOLD, ((one, other), error))


def offer_to_ask(asset, *, with_promise: bool = True) -> None:
    """Offer who was let in to a card of their own to ask this one to meet; with what is promised about it."""
    own = _own_card() if visit() and not cache.inventory().is_demo else None
    if own is None or own.asset_id == asset[ASSET_ID]:
        return
    with st.container(border=with_promise, key=f"{'meet' if with_promise else 'wish'}-{asset[ASSET_ID]}"):
        about = about_gifts(parse_gifts(own.gifts), parse_gifts(asset[GIFTS]))
        ask_button(asset[ASSET_ID], about, with_promise=with_promise)


def ask_button(other: str, about: tuple[Gift, Gift], *, with_promise: bool = True) -> None:
    """Draw the button by which somebody who was let in asks to meet; or say that the question is on its way."""
    if state.filled(_TOLD, ((), None)) == (other, None):
        st.text(t("introductions.ask.sent"))
        return
    if with_promise:
        st.text(t("introductions.ask.how"))
    st.button(
        t("introductions.ask"),
        key=f"ask-to-meet-{other}",
        icon=":material/waving_hand:",
        type="primary" if with_promise else "secondary",
        on_click=ask,
        args=(other, about),
    )
    _tell_trouble(other)


def _own_card():
    try:
        return cache.store(data_home()).read_own(visit()).shown
    except AccessError:
        return None


def ask(other: str, about: tuple[Gift, Gift]) -> None:
    """Ask to meet somebody; what is told after it is the same whoever that is."""
    try:
        cache.store(data_home()).ask_own(visit(), other, role=viewer.role(), about=about)
    except KrachtenkaartError as error:
        state.fill(_TOLD, (other, error))
        return
    state.fill(_TOLD, (other, None))


def _tell_trouble(about: object) -> None:
    told, error = state.filled(_TOLD, (None, None))
    if told == about and error is not None:
        st.text(error_sentence(error))

"""The widgets of the page In mijn buurt: where, how far, and what to look for. No sidebar: a thumb reaches all."""

import streamlit as st

from dashboard import cache, controls, render, state
from dashboard.controls import SIGNS
from dashboard.i18n import language, t
from dashboard.nearby import here, view
from dashboard.nearby.view import KINDS_IN_ORDER, NearView
from geo.nearby import MOMENTS, Nearby


def ask_nearby() -> NearView | None:
    """Draw the widgets and give what they ask for; None while the place is not known."""
    _ask_place()
    found = view.look_around()
    if found is None:
        return None
    place, around = found
    _ask_what(around)
    return view.view(place, around)


def _ask_place() -> None:
    with st.container(key="near-place", horizontal=True, vertical_alignment="bottom", gap="small"):
        controls.place_box()
        here.button()
    trouble = state.here_trouble()
    if trouble:
        with st.container(key="near-trouble"):
            st.text(t(f"nearby.here.{trouble}"))
    if state.here():
        st.caption(t("nearby.here.used"))
    else:
        controls.place_remark("nearby.place.unknown")


def _ask_what(around: Nearby) -> None:
    """Ask how far, and show the filters as one row of chips that a thumb can push along."""
    asked = view.known_filter()
    state.ask_near(kinds=asked.kinds, themes=asked.themes, moments=asked.moments)
    with st.container(key="near-walk"):
        controls.walk_pills()
    with st.container(key="near-chips", horizontal=True, gap="small"):
        _chips(
            "kinds",
            state.NEAR_KINDS,
            KINDS_IN_ORDER,
            lambda kind: f"{SIGNS[kind]} {t(f'nearby.kind.{kind}')}",
        )
        _chips("moments", state.NEAR_MOMENTS, MOMENTS, lambda moment: t(f"nearby.moment.{moment}"))
        themes = view.themes_on_offer(around)
        if themes:
            _chips("themes", state.THEMES, themes, lambda code: cache.vocabulary().label(code, language()))


def _chips(name: str, key: str, options, say) -> None:
    st.pills(
        t(f"nearby.{name}.label"),
        options,
        selection_mode="multi",
        key=key,
        format_func=say,
        label_visibility="collapsed",
        width="content",
    )


def pane_switch() -> None:
    """Choose between list and map; on a phone it lies at the bottom, under the thumb."""
    render.pane_switch(pane=state.NEAR_PANE, block="near-pane-switch")

"""The widgets of the sidebar. They take codes in and give a question (`geo.query.MapQuery`) out."""

from collections.abc import Mapping
from pathlib import Path

import streamlit as st

from dashboard import cache, sentences, state
from dashboard.i18n import LANGUAGES, language, t
from geo.errors import NotFoundError
from geo.frames import PC6
from geo.query import RADII_M, MapQuery, checked
from geo.terms import ASSOCIATION, INSTITUTION, KINDS, MODES, TALENT

ICON = str(Path(__file__).parent / "static" / "icon.png")

SIGNS = {TALENT: "●", ASSOCIATION: "■", INSTITUTION: "◆"}
"""The shape of each kind on the map, as a letter."""


def brand() -> None:
    """Show the name and the switch between languages, also where a phone hides the sidebar."""
    st.logo(ICON)
    closed_words(
        {
            "open-filters": t("sidebar.open"),
            "skip-to-content": t("access.skip"),
            "map-name": t("access.map"),
        }
    )
    with st.sidebar.container(key="brand", horizontal=True, vertical_alignment="center"):
        st.text(t("app.title"))
        st.segmented_control(
            t("language.label"),
            LANGUAGES,
            key=state.LANGUAGE,
            required=True,
            format_func=lambda code: code.upper(),
            label_visibility="collapsed",
        )


def closed_words(words: Mapping[str, str]) -> None:
    """Hand closed words, without quotes, to the style sheet and to `page.js`, as custom properties."""
    said = "".join(f"--{name}: '{word}'; " for name, word in words.items())
    st.html(f"<style>:root {{ {said}}}</style>")


def map_query() -> MapQuery:
    """Draw the filters of the map page and give the question that they ask."""
    words = cache.vocabulary()
    state.forget_unknown(checked(state.query(), cache.inventory().around))
    with st.sidebar:
        place_and_walk()
        _wijk_box()
        st.text_input(
            t("filter.text.label"),
            key=state.TEXT,
            type="search",
            live="300ms",
            max_chars=200,
            placeholder=t("filter.text.placeholder"),
        )
        _pills("kinds", state.SOME_KINDS, KINDS, lambda code: f"{SIGNS[code]} {t(f'kind.{code}')}")
        _many("themes", state.THEMES, [theme.code for theme in words.themes])
        _many("capabilities", state.CAPABILITIES, _capabilities_on_offer(words))
        _pills("modes", state.MODES, MODES, lambda code: words.label(code, language()))
    return state.query()


def place_and_walk(*, unknown: str = "filter.place.unknown") -> None:
    """Ask where to look and how far to walk; `unknown` is the sentence about a postcode that nobody can place."""
    place_box()
    place_remark(unknown)
    walk_pills()


def place_box() -> None:
    """Ask for a postcode."""
    st.text_input(
        t("filter.place.label"), key=state.PLACE, max_chars=60, placeholder=t("filter.place.placeholder")
    )


def walk_pills() -> None:
    """Ask how far to walk."""
    st.pills(
        t("filter.radius.label"),
        RADII_M,
        key=state.RADIUS,
        required=True,
        format_func=sentences.short_distance,
    )


def _wijk_box() -> None:
    areas = cache.inventory().around.areas
    names = dict(zip(areas["code"], areas["name"], strict=True))
    st.selectbox(
        t("filter.wijk.label"),
        ["", *names],
        key=state.WIJK,
        format_func=lambda code: names.get(code) or t("filter.wijk.all"),
    )


def place_remark(unknown: str) -> None:
    """Say what is odd about the postcode: no postcode, not in the table, or only known as PC4."""
    problem = state.place_problem()
    if problem:
        st.text(t(f"error.{problem.code}", **problem.details))
        return
    postcode = state.postcode()
    if not postcode:
        return
    try:
        _, _, placed_by = cache.inventory().around.postcodes.point(postcode)
    except NotFoundError:
        st.text(t(unknown, postcode=postcode))
        return
    if len(postcode) == 6 and placed_by != PC6:
        st.caption(t("filter.place.pc4", postcode=postcode, pc4=postcode[:4]))


def _pills(name: str, key: str, options, say) -> None:
    st.pills(t(f"filter.{name}.label"), options, selection_mode="multi", key=key, format_func=say)


def _many(name: str, key: str, options: list[str]) -> None:
    words = cache.vocabulary()
    st.multiselect(
        t(f"filter.{name}.label"),
        options,
        key=key,
        format_func=lambda code: words.label(code, language()),
        placeholder=t(f"filter.{name}.placeholder"),
        select_all=False,
    )


def _capabilities_on_offer(words) -> list[str]:
    """All capabilities, or those of the chosen themes and what was chosen before."""
    asked = state.query()
    return [
        term.code
        for term in words.capabilities
        if not asked.themes or term.theme in asked.themes or term.code in asked.capabilities
    ]

"""What is asked on the page Dekking: level, measure, kind, theme, how far on foot, and when."""

from collections.abc import Callable, Sequence
from datetime import date

import streamlit as st
from babel.dates import format_skeleton

from dashboard import cache, sentences, state
from dashboard.controls import SIGNS
from dashboard.i18n import language, t
from geo.coverage.data import CoverageData
from geo.coverage.query import (
    REACH,
    WITH_THEME,
    CoverageQuery,
    checked,
    kinds_of,
    measures_of,
    months_of,
)
from geo.coverage.reach import RADII_M
from geo.inventory import data_home, map_level, open_levels


def ask() -> CoverageQuery:
    """Draw the choices in the sidebar and give the question that they ask, with known codes only."""
    levels = open_levels(data_home())
    level = state.level() if state.level() in levels else map_level(data_home())
    data = cache.coverage(level)
    query = checked(state.coverage_query(level), data)
    with st.sidebar:
        if len(levels) > 1:
            _one("level", state.LEVEL, levels, lambda code: t(f"coverage.level.{code}"), level)
        _one(
            "measure",
            state.MEASURE,
            measures_of(data),
            lambda code: t(f"coverage.measure.{code}"),
            query.measure,
        )
        _ask_more(query, data)
    return checked(state.coverage_query(level), data)


def _ask_more(query: CoverageQuery, data: CoverageData) -> None:
    kinds = kinds_of(data, query.measure)
    if kinds:
        every = t("coverage.kind.all" if data.is_exact else "coverage.kind.groups")
        _one(
            "kind", state.OF_KIND, ("", *kinds), lambda code: kind_words(code) if code else every, query.kind
        )
    if query.measure in WITH_THEME:
        _one("theme", state.THEME, ("", *_themes(data)), theme_words, query.theme)
    if query.measure == REACH:
        state.hold(state.WITHIN, query.radius_m)
        st.pills(
            t("coverage.within.label"),
            RADII_M,
            key=state.WITHIN,
            required=True,
            format_func=sentences.short_distance,
        )
    _one("month", state.MONTH, ("", *months_of(data, query)), month_words, query.month)


def _one(name: str, key: str, options: Sequence[str], say: Callable[[str], str], value: str) -> None:
    state.hold(key, value)
    st.selectbox(t(f"coverage.{name}.label"), list(options), key=key, format_func=say)


def _themes(data: CoverageData) -> list[str]:
    return [theme.code for theme in data.vocabulary.themes]


def kind_words(kind: str) -> str:
    """Say a kind with its sign."""
    return f"{SIGNS[kind]} {t(f'kind.{kind}')}"


def theme_words(theme: str) -> str:
    """Say a theme, or that it may be any."""
    return cache.vocabulary().label(theme, language()) if theme else t("coverage.theme.all")


def month_words(month: str) -> str:
    """Say a month, "maart 2026", or that it is now."""
    if not month:
        return t("coverage.month.now")
    year, number = map(int, month.split("-"))
    return format_skeleton("yMMMM", date(year, number, 1), locale=language())

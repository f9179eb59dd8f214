"""What is asked on the page Dekking: level, measure, kind, theme or plan, how far on foot, and when."""

from collections.abc import Callable, Sequence
from datetime import date

import streamlit as st
from babel.dates import format_skeleton

from dashboard import cache, sentences, state
from dashboard.controls import SIGNS
from dashboard.i18n import language, t
from dashboard.together.words import plan
from geo.coverage.data import CoverageData
from geo.coverage.query import (
    REACH,
    WITH_ONE,
    WITH_PLAN,
    WITH_THEME,
    CoverageQuery,
    checked,
    kinds_of,
    measures_of,
    months_of,
)
from geo.coverage.reach import RADII_M
from geo.inventory import data_home, map_level, open_levels
from geo.templates import Template
from geo.vocabulary import Capability, Theme


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
    _ask_subject(query, data)
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


def _ask_subject(query: CoverageQuery, data: CoverageData) -> None:
    """Ask for a theme, one capability or a plan; to choose one takes off the others."""
    words, measure = data.vocabulary, query.measure
    if measure in WITH_THEME:
        _subject("theme", state.THEME, words.themes, theme_words, query.theme)
    if measure in WITH_ONE:
        _subject("capability", state.CAPABILITY, words.capabilities, capability_words, query.capability)
    if measure in WITH_PLAN:
        _subject("plan", state.PLAN, data.templates, all_words, query.template)


def _subject(
    name: str, key: str, terms: Sequence[Theme | Capability | Template], say: Callable[[str], str], value: str
) -> None:
    state.hold(key, value)
    st.selectbox(
        t(f"coverage.{name}.label"),
        ["", *(term.code for term in terms)],
        key=key,
        format_func=say,
        on_change=state.ask_only,
        args=(key,),
    )


def _one(name: str, key: str, options: Sequence[str], say: Callable[[str], str], value: str) -> None:
    state.hold(key, value)
    st.selectbox(t(f"coverage.{name}.label"), list(options), key=key, format_func=say)


def kind_words(kind: str) -> str:
    """Say a kind with its sign."""
    return f"{SIGNS[kind]} {t(f'kind.{kind}')}"


def theme_words(theme: str) -> str:
    """Say a theme, or that it may be any."""
    return cache.vocabulary().label(theme, language()) if theme else t("coverage.theme.all")


def capability_words(capability: str) -> str:
    """Say a capability, or that one may be chosen."""
    return cache.vocabulary().label(capability, language()) if capability else t("coverage.capability.none")


def all_words(template: str) -> str:
    """Say that it is about all of a plan, "Alles voor de buurtmaaltijd", or that one may be chosen."""
    return t("coverage.plan.all", plan=plan_words(template)) if template else t("coverage.plan.none")


def plan_words(template: str) -> str:
    """Say for what it is: "de buurtmaaltijd"."""
    return plan(template, cache.initiative_names(language()))


def month_words(month: str) -> str:
    """Say a month, "maart 2026", or that it is now."""
    if not month:
        return t("coverage.month.now")
    year, number = map(int, month.split("-"))
    return format_skeleton("yMMMM", date(year, number, 1), locale=language())

"""A closer look at one or two areas, side by side: what is there, never which of them is better."""

from dataclasses import replace

import streamlit as st

from dashboard import cache, state
from dashboard.coverage import words
from dashboard.coverage.view import CoverageView
from dashboard.i18n import t
from geo.areas import INHABITANTS
from geo.coverage.query import (
    ASKED,
    CONNECTIONS,
    DIVERSITY,
    REACH,
    STRENGTHS,
    CoverageQuery,
    kinds_of,
    measures_of,
)

MAP_PAGE = "app_pages/map.py"


def look(view: CoverageView) -> None:
    """Ask for one or two areas, and tell of each."""
    codes = list(view.names)
    chosen = [code if code in view.names else "" for code in state.looked_at()]
    columns = st.columns(2, gap="small")
    for key, code, column, name in zip(
        (state.AREA, state.BESIDE), chosen, columns, ("area", "beside"), strict=True
    ):
        with column:
            state.hold(key, code)
            st.selectbox(
                t(f"coverage.{name}.label.{view.query.level}"),
                ["", *codes],
                key=key,
                format_func=lambda one: view.names.get(one) or t("coverage.area.none"),
            )
            if code:
                _tell(view, code, name)
    if not any(chosen):
        with st.container(key="coverage-hint"):
            st.text(t("coverage.area.hint"))


def _tell(view: CoverageView, code: str, name: str) -> None:
    with st.container(border=True, key=f"closer-{name}", gap=None):
        for number, (label, value) in enumerate(facts(view, code)):
            with st.container(
                key=f"own-fact-{name}-{number}", horizontal=True, horizontal_alignment="distribute"
            ):
                st.text(label)
                st.text(value)
        if view.is_map_level:
            st.page_link(
                MAP_PAGE,
                label=t("coverage.area.map"),
                icon=":material/map:",
                query_params=state.query_of(**{state.WIJK: code}),
            )


def facts(view: CoverageView, code: str) -> list[tuple[str, str]]:
    """Give what is told of an area: pairs of label and value, the same for every area."""
    people = view.figures.table.loc[code, INHABITANTS]
    told = [(t("coverage.column.people"), words.people_words(people))]
    if view.query.theme:
        told += words.subject(view.query)
    for label, query in _questions(view):
        if query.measure == REACH and not query.theme:  # only this number is of a plan or capability
            told += words.subject(query)
        told.append((label, words.value_words(cache.figures(query), code)))
    return told


def _questions(view: CoverageView) -> list[tuple[str, CoverageQuery]]:
    """Give the questions that are asked of each area, with their labels."""
    query, data = view.query, view.data
    base = replace(query, kind="")
    counted = [
        (t(f"kind.{kind}"), replace(base, measure=STRENGTHS, kind=kind)) for kind in kinds_of(data, STRENGTHS)
    ]
    others = [
        (t(f"coverage.column.{measure}"), replace(base, measure=measure))
        for measure in (DIVERSITY, ASKED, CONNECTIONS)
        if measure in measures_of(data)
    ]
    return [*counted, (words.within(query), replace(base, measure=REACH)), *others]

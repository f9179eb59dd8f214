"""
How the page Dekking looks: a sentence, the map, the same numbers as a table, a line over time, and a closer look.

Names of areas come from files of others: they are shown by `st.text`, in cells and as options only.
"""

from typing import Any

import altair as alt
import pandas as pd
import streamlit as st

from dashboard import cache, mapview, state
from dashboard.coverage import closer, downloads, scene, words
from dashboard.coverage.view import CoverageView
from dashboard.i18n import t
from geo.areas import INHABITANTS, NAME
from geo.coverage.figures import PRESENT, STATE, VALUE
from geo.coverage.query import ASKED, COUNTS, SHARES

MAP_HEIGHT_PX = 560
CHART_HEIGHT_PX = 230
TABLE_ROWS = 9
_NAME, _VALUE, _TOLD, _PEOPLE, _LAST, _LINE, _MONTH = (
    "name",
    "value",
    "told",
    "people",
    "last",
    "line",
    "month",
)


def heading(view: CoverageView) -> None:
    """Say what is shown and what one sees, and offer to keep it."""
    with st.container(key="heading"):
        st.subheader(words.title(view.query), anchor=False)
        for sentence in words.says(view):
            st.text(sentence)
        if words.needs(view):
            st.caption(words.needs(view))
        if view.query.month:
            st.caption(t("coverage.month.then", month=words.month_words(view.query.month)))
        if cache.inventory().is_demo:
            st.caption(t("map.demo"))
    downloads.offer(view)


def explore(view: CoverageView) -> None:
    """Show the map beside a closer look at one or two areas."""
    map_side, closer_side = st.columns([3, 2], gap="medium")
    with map_side, st.container(key="coverage-map"):
        clicked = mapview.show_areas(scene.of(view), key="coverage", height=MAP_HEIGHT_PX)
    if clicked is not None:
        code = str(view.classes.index[clicked])
        state.look_closely("" if code == state.looked_at()[0] else code)
        st.rerun()
    with closer_side:
        closer.look(view)


def numbers(view: CoverageView) -> None:
    """Show the same numbers as a table, and how they came about."""
    table_side, chart_side = st.columns([3, 2], gap="medium")
    with table_side:
        st.subheader(t("coverage.table.heading"), anchor=False)
        rows = table(view)
        shown = min(len(rows), TABLE_ROWS)
        st.dataframe(
            rows,
            hide_index=True,
            column_config=_columns(view),
            key="coverage-table",
            height=38 + 35 * shown,
            width="stretch",
            placeholder="",
        )
        st.caption(t("coverage.table.caption"))
        if view.figures.is_rounded:
            with st.expander(t("coverage.release.heading")):
                st.text(t("coverage.release.text"))
    with chart_side:
        _chart(view)


def table(view: CoverageView) -> pd.DataFrame:
    """Give the rows of the table, by name: nothing in it ranks. Shares are in percent."""
    found, query = view.figures.table, view.query
    scale = 100 if query.measure in SHARES else 1
    told = [
        "" if state_ == PRESENT else words.value_words(view.figures, code, view.told_with(code))
        for code, state_ in found[STATE].items()
    ]
    columns = {_NAME: found[NAME], _VALUE: (found[VALUE] * scale).astype("float64").round(1)}
    columns |= {_TOLD: told} if any(told) else {}
    rows = pd.DataFrame({**columns, _PEOPLE: found[INHABITANTS].astype("Int64")})
    if query.measure == ASKED:
        rows[_LAST] = found["last_on"]
    line = view.growth.by_area
    if line.shape[1] > 1:
        rows[_LINE] = (line.fillna(0) * scale).astype(float).round(2).to_numpy().tolist()
    return rows.loc[list(view.names)].reset_index(drop=True)


def _columns(view: CoverageView) -> dict[str, Any]:
    measure = view.query.measure
    number = "%.0f %%" if measure in SHARES else "%.0f" if measure in COUNTS else "%.1f"
    return {
        _NAME: st.column_config.TextColumn(t("coverage.column.name")),
        _VALUE: st.column_config.NumberColumn(t(f"coverage.column.{measure}"), format=number),
        _TOLD: st.column_config.TextColumn(t("coverage.column.told")),
        _PEOPLE: st.column_config.NumberColumn(t("coverage.column.people"), format="localized"),
        _LAST: st.column_config.DateColumn(t("coverage.column.last"), format="localized"),
        _LINE: st.column_config.LineChartColumn(t("coverage.column.line"), y_min=0),
    }


def _chart(view: CoverageView) -> None:
    """Draw all areas together month by month, or the one or two that are looked at more closely."""
    if view.growth.by_area.shape[1] < 2:
        return
    st.subheader(t("coverage.chart.heading"), anchor=False)
    long = lines(view).reset_index(names=_MONTH).melt(_MONTH, var_name=_NAME, value_name=_VALUE)
    measure = t(f"coverage.column.{view.query.measure}")
    # Months as numbers: the chart's own names of months are English.
    drawn = alt.Chart(long).mark_line(strokeWidth=3)
    drawn = drawn.encode(
        alt.X(f"{_MONTH}:T", title=None, axis=alt.Axis(format="%m-%Y", labelAngle=0, tickCount=5)),
        alt.Y(f"{_VALUE}:Q", title=measure, scale=alt.Scale(domainMin=0)),
        alt.StrokeDash(
            f"{_NAME}:N",
            title=None,
            legend=alt.Legend(orient="bottom") if long[_NAME].nunique() > 1 else None,
        ),
    )
    st.altair_chart(drawn.properties(height=CHART_HEIGHT_PX))
    st.caption(t("coverage.chart.caption"))


def lines(view: CoverageView) -> pd.DataFrame:
    """Give the lines of the chart, index the first day of each month, shares in percent."""
    growth, names = view.growth, view.names
    scale = 100 if view.query.measure in SHARES else 1
    chosen = [code for code in dict.fromkeys(state.looked_at()) if code in names]
    drawn = (
        {f"{names[code]}": growth.by_area.loc[code] for code in chosen}
        if chosen
        else {t("coverage.chart.whole"): growth.whole}
    )
    frame = pd.DataFrame(drawn).astype("float64") * scale
    return frame.set_axis(frame.index.to_timestamp(), axis=0)

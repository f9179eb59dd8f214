"""Keep what the page Dekking shows: a report as PDF, or its numbers, behind a link that works once."""

from datetime import datetime

import streamlit as st

from dashboard import cache, state
from dashboard.coverage.files import CSV, GEOJSON, MEDIA_TYPES, PDF, make_csv, make_geojson
from dashboard.coverage.report import make_report
from dashboard.coverage.view import CoverageView
from dashboard.i18n import t
from dashboard.paper.menu import Made, make_on_demand
from geo.coverage.query import CoverageQuery


@st.fragment
def offer(view: CoverageView) -> None:
    """Offer the report and the numbers."""
    with (
        st.container(key="save-and-print"),
        st.popover(t("coverage.keep"), icon=":material/print:", type="tertiary"),
    ):
        form = st.segmented_control(
            t("paper.form"),
            (PDF, CSV, GEOJSON),
            default=PDF,
            required=True,
            format_func=lambda code: t(f"coverage.form.{code}"),
            key="coverage-form",
        )
        st.caption(t(f"coverage.form.says.{form}"))
        make_on_demand("coverage", lambda: _file(view.query, form))


def _file(query: CoverageQuery, form: str) -> Made:
    """Make a file, of what the visitor may see at this moment."""
    view = CoverageView(cache.coverage(query.level), cache.figures(query))
    if form == PDF:
        body = make_report(view, now=datetime.now(), link=state.coverage_link())
    else:
        body = make_csv(view) if form == CSV else make_geojson(view)
    return Made(
        body, f"{t('coverage.filename')}-{view.query.level}-{view.query.measure}.{form}", MEDIA_TYPES[form]
    )

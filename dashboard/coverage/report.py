"""The report of the page Dekking: two to four pages that a member of the council can read."""

from datetime import datetime
from typing import Any

from dashboard import cache
from dashboard.coverage import paper_map, words
from dashboard.coverage.files import year_of
from dashboard.coverage.view import CoverageView
from dashboard.i18n import language, n, t
from dashboard.paper import qr
from dashboard.paper.typesetting import plain, typeset
from geo.areas import INHABITANTS
from geo.coverage.classes import CLASSES
from geo.inventory import data_home, open_drawn_areas

TEMPLATES = ("coverage",)
MOST_ROWS = 90
"""More areas than this are told by class: their numbers are in the CSV, and the report keeps to four pages."""

_MAP_MM = (174.0, 140.0)
_LONGEST = 80


def make_report(view: CoverageView, *, now: datetime, link: str = "", system_fonts: bool = True) -> bytes:
    """
    Make the report of a view.

    Parameters
    ----------
    view
        What its reader may see: all of it comes on paper.
    now
        The day that stands on it.
    link
        Address of the same view, for the QR code; "" leaves it out.

    Returns
    -------
    pdf
        A4, two to four pages.
    """
    return typeset(TEMPLATES, report_data(view, now=now, link=link), now=now, system_fonts=system_fonts)


def report_data(view: CoverageView, *, now: datetime, link: str = "") -> dict[str, Any]:
    """Give all that the template shows."""
    areas = open_drawn_areas(data_home(), level=view.query.level)
    drawn = paper_map.filled_map(areas, view.classes.tolist(), width=_MAP_MM[0], height=_MAP_MM[1])
    labels = [{**one, "text": plain(one["text"], longest=_LONGEST)} for one in drawn.labels]
    return {
        "lang": language(),
        "title": words.title(view.query),
        "kicker": t("coverage.report.kicker", count=n(f"areas.count.{view.query.level}", len(areas))),
        "says": list(words.says(view)),
        "remark": _remark(view),
        "qr": qr.code(link, t("coverage.report.qr")),
        "map": {"svg": drawn.svg, "width": drawn.width, "height": drawn.height, "labels": labels},
        "alt": t("coverage.map", title=words.title(view.query)),
        "legend": [{"svg": paper_map.swatch(step), "text": said} for step, said in words.legend(view)],
        "table": _table(view),
        "method": {"heading": t("coverage.report.method"), "told": list(words.method(view))},
        "sources": {"heading": t("coverage.report.sources"), "told": _sources(view)},
        "made": t("coverage.report.made", date=words.day_words(now)),
        "page": t("paper.page"),
    }


def _remark(view: CoverageView) -> str:
    then = t("coverage.month.then", month=words.month_words(view.query.month)) if view.query.month else ""
    return " ".join(filter(None, (then, t("map.demo") if cache.inventory().is_demo else "")))


def _table(view: CoverageView) -> dict[str, Any]:
    measure = t(f"coverage.column.{view.query.measure}")
    if len(view.classes) > MOST_ROWS:
        head = [t("coverage.column.class"), "", t("coverage.column.areas")]
        return {**_head(head, t("coverage.report.by_class")), "rows": _rows_by_class(view)}
    head = [t("coverage.column.name"), measure, t("coverage.column.people")]
    return {**_head(head, ""), "rows": _rows(view)}


def _head(head: list[str], remark: str) -> dict[str, Any]:
    return {"heading": t("coverage.table.heading"), "head": head, "remark": remark}


def _rows(view: CoverageView) -> list[list[str]]:
    people = view.figures.table[INHABITANTS]
    return [
        [
            plain(name, longest=_LONGEST),
            plain(words.value_words(view.figures, code, view.told_with(code)), longest=2 * _LONGEST),
            words.people_words(people[code]),
        ]
        for code, name in view.names.items()
    ]


def _rows_by_class(view: CoverageView) -> list[list[str]]:
    counts = view.classes.value_counts()
    steps = [*range(CLASSES + 1), *sorted(step for step in counts.index if step < 0)]
    return [
        [words.class_words(view.query, step), "", words.people_words(counts[step])]
        for step in steps
        if step in counts.index
    ]


def _sources(view: CoverageView) -> list[str]:
    level = view.query.level
    told = [
        t("coverage.source.inventory"),
        t("coverage.source.areas", level=t(f"areas.levels.{level}"), year=year_of(view)),
    ]
    return [*told, t("coverage.source.postcodes")]

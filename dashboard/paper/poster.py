"""The poster: a map with numbers, and beside them who it is and what one can do there."""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import numpy as np
from babel.numbers import format_decimal

from dashboard import sentences
from dashboard.i18n import language, n, t
from dashboard.paper import map_svg, pages, qr, words
from dashboard.paper.map_svg import PaperMap
from dashboard.paper.typesetting import PAPERS_MM, measure, plain, typeset
from dashboard.paper.view import PaperView
from geo.errors import NotFoundError
from geo.frames import GIFTS, KIND
from geo.terms import KINDS

A3, A4 = "a3", "a4"

MOST_NUMBERED = {A3: 250, A4: 120}
"""More assets than this are counted on the map, and told by theme: their numbers could not be read."""


@dataclass(frozen=True)
class Layout:
    """
    How large things are on a poster.

    Attributes
    ----------
    name_pt, text_pt
        Type of the list, on A3.
    columns
        Of the list.
    """

    name_pt: float
    text_pt: float
    columns: int


_LAYOUTS = (Layout(28, 21, 2), Layout(22, 17, 2), Layout(19, 15, 3), Layout(16, 13, 3), Layout(14, 12, 3))
"""From large to small; the largest with which all stands on one page is taken, else the last."""

_MARKERS_MM = {8: 7.5, 24: 6.0, 60: 5.0, 120: 4.4, 250: 3.8}  # up to how many assets -> radius on A3
_SCALE = {A3: 1.0, A4: 0.72}
_MOST_COLUMNS = {A3: 3, A4: 2}
_MARGIN_MM = {A3: 12.0, A4: 10.0}
_FOOTER_MM, _GAP_MM, _CELL_MM = 7.0, 6.0, 30.0
_MAP_SHARE = (0.4, 0.64)  # of the page's height, at least and at most
_FIT_AT_MOST = 70  # more assets never fit on one page
_SAFE_MM = 1.0
_THEMES_SHOWN = {A3: 16, A4: 10}
_EXAMPLES_SHOWN = 5


def make_poster(
    view: PaperView, *, paper: str, now: datetime, link: str = "", system_fonts: bool = True
) -> bytes:
    """
    Make a poster of a view.

    Parameters
    ----------
    view
        What its reader may see: everything in it may come on paper, but for contacts.
    paper
        `A3` or `A4`, upright.
    now
        The day that stands on it.
    link
        Address of the same view, for the QR code; "" leaves it out.

    Returns
    -------
    pdf
        One page where all fits; the list goes on over more pages.

    Raises
    ------
    NotFoundError
        `paper.nothing` when the view holds nothing.
    """
    if view.assets.empty:
        raise NotFoundError("paper.nothing")
    is_counted = len(view.assets) > MOST_NUMBERED[paper]
    parts = _theme_parts(view, paper) if is_counted else _asset_parts(view)
    data = {
        **_frame(view, paper, now, link),
        "parts": parts,
        "notes": _notes(view, paper, is_counted=is_counted),
    }
    fitted = _fit(data, paper, system_fonts)
    drawn = (_counted if is_counted else _numbered)(view, paper, fitted.pop("map_height"))
    data |= fitted | {"map": {"svg": drawn.svg, "height": drawn.height, "counted": is_counted}}
    data["map"] |= {"marks": drawn.marks, "labels": drawn.labels}
    return typeset(("poster_parts", "poster"), data, now=now, system_fonts=system_fonts)


def _frame(view: PaperView, paper: str, now: datetime, link: str) -> dict[str, Any]:
    return {
        "lang": language(),
        "paper": paper,
        "scale": _SCALE[paper],
        "margin": _MARGIN_MM[paper],
        "width": _width(paper),
        "footer": _FOOTER_MM * _SCALE[paper],
        "gap": _GAP_MM * _SCALE[paper],
        "title": words.title(view),
        "says": words.says(view),
        "legend": [
            {"svg": map_svg.sign_svg(kind), "text": n(f"count.{kind}", view.counts[kind])}
            for kind in KINDS
            if view.counts[kind]
        ],
        "remark": t("map.demo") if view.is_demo else "",
        "qr": qr.code(link, t("paper.qr.map")),
        "alt": t("paper.map.alt", counts=sentences.counts(view.counts)),
        "made": t("paper.made", date=sentences.day(now)),
        "credits": t("paper.credits.map"),
        "page": t("paper.page"),
    }


def _notes(view: PaperView, paper: str, *, is_counted: bool) -> list[str]:
    """Say what is left out."""
    said = t("paper.counted", count=_number(len(view.assets)), most=MOST_NUMBERED[paper])
    return [said] if is_counted else []


def _numbered(view: PaperView, paper: str, height: float) -> PaperMap:
    return map_svg.numbered_map(
        view.by_kind,
        view.around.areas,
        _window(view, paper, height),
        radius=_marker_mm(len(view.assets)) * _SCALE[paper],
        circle=view.circle,
    )


def _counted(view: PaperView, paper: str, height: float) -> PaperMap:
    return map_svg.counted_map(
        view.assets,
        view.around.areas,
        _window(view, paper, height),
        cell=_CELL_MM * _SCALE[paper],
        circle=view.circle,
    )


def _asset_parts(view: PaperView) -> list[dict[str, Any]]:
    """Give the numbered list; the first of each kind brings the heading along."""
    parts, earlier = [], ""
    for number, asset in enumerate(view.by_kind.to_dict("records"), start=1):
        kind = asset[KIND]
        parts.append(
            {
                "heading": t(f"kind.{kind}") if kind != earlier else "",
                "number": str(number),
                "svg": map_svg.sign_svg(kind),
                "name": words.name(asset),
                "lines": words.what(asset, view.around.vocabulary),
                "when": words.when(asset),
            }
        )
        earlier = kind
    return parts


def _theme_parts(view: PaperView, paper: str) -> list[dict[str, Any]]:
    """Count the assets per theme, most first, with the capabilities that most of them share."""
    vocabulary = view.around.vocabulary
    themes: Counter[str] = Counter()
    shared: dict[str, Counter[str]] = {}
    for gifts, times in view.assets[GIFTS].value_counts().items():
        codes = {pair.partition(":")[0] for pair in gifts.split()}
        for theme in {vocabulary.theme_of(code) for code in codes}:
            themes[theme] += times
        for code in codes:
            shared.setdefault(vocabulary.theme_of(code), Counter())[code] += times
    most = sorted(themes.items(), key=lambda pair: (-pair[1], pair[0]))
    return [
        {
            "heading": "" if number else t("paper.themes"),
            "number": "",
            "svg": "",
            "name": f"{vocabulary.label(theme, language())}: {_number(count)}",
            "lines": [_examples(shared[theme], view)],
            "when": "",
        }
        for number, (theme, count) in enumerate(most[: _THEMES_SHOWN[paper]])
    ]


def _examples(found: Counter[str], view: PaperView) -> str:
    best = sorted(found.items(), key=lambda pair: (-pair[1], pair[0]))[:_EXAMPLES_SHOWN]
    labels = [view.around.vocabulary.label(code, language()) for code, _ in best]
    return plain(", ".join(map(sentences.in_sentence, labels)), longest=words.LONGEST_GIFTS)


def _number(count: int) -> str:
    return format_decimal(count, locale=language())


def _marker_mm(count: int) -> float:
    return next(radius for most, radius in _MARKERS_MM.items() if count <= most)


def _fit(data: dict[str, Any], paper: str, system_fonts: bool) -> dict[str, Any]:
    """
    Choose the largest type with which all stands on one page, and fill the columns of the pages.

    Returns
    -------
    fitted
        Type of the list, its parts per page and column, and the height that is left for the map, millimetres.
    """
    layouts = _LAYOUTS if len(data["parts"]) <= _FIT_AT_MOST else _LAYOUTS[-1:]
    wished = [_type(layout, paper) for layout in layouts]
    sizes = measure(
        ("poster_parts", "poster_sizes"), {**data, "layouts": wished}, "sizes", system_fonts=system_fonts
    )
    page = PAPERS_MM[paper][1] - 2 * _MARGIN_MM[paper] - data["footer"] - _SAFE_MM
    room = page - sizes["head"] - sizes["foot"] - 2 * data["gap"]
    least, most = (share * PAPERS_MM[paper][1] for share in _MAP_SHARE)
    for layout, heights in zip(wished, sizes["layouts"], strict=True):
        high = pages.lowest(heights, layout["columns"])
        if high <= room - least:
            filled = [pages.fill(heights, high, layout["columns"])]
            return {**layout, "map_height": min(most, room - high), "pages": filled}
    filled = pages.paginate(heights, layout["columns"], first=room - most, other=page)
    return {**layout, "map_height": most, "pages": filled}


def _type(layout: Layout, paper: str) -> dict[str, Any]:
    scale = _SCALE[paper]
    return {
        "name_pt": layout.name_pt * scale,
        "text_pt": layout.text_pt * scale,
        "columns": min(layout.columns, _MOST_COLUMNS[paper]),
    }


def _width(paper: str) -> float:
    return PAPERS_MM[paper][0] - 2 * _MARGIN_MM[paper]


def _window(view: PaperView, paper: str, height: float) -> map_svg.Window:
    """Look at all assets, at the whole wijk and at the whole walk that is asked about."""
    x, y = view.assets.geometry.x.to_numpy(), view.assets.geometry.y.to_numpy()
    areas = view.around.areas
    if view.query.wijk:
        west, south, east, north = areas[areas["code"] == view.query.wijk].total_bounds
        x, y = np.append(x, [west, east]), np.append(y, [south, north])
    if view.circle:
        middle_x, middle_y, radius_m = view.circle
        x = np.append(x, [middle_x - radius_m, middle_x + radius_m])
        y = np.append(y, [middle_y - radius_m, middle_y + radius_m])
    return map_svg.look_at(x, y, width=_width(paper), height=height)

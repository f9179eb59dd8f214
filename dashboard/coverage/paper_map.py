"""The filled areas on paper, in the same steps and patterns as on the screen."""

import geopandas as gpd
import numpy as np

from dashboard.paper import map_svg
from dashboard.paper.map_svg import BORDER, GROUND, LAND, PaperMap, Window, look_at
from geo.coverage.classes import IS_MERGED, IS_NOT_ASKED, IS_UNKNOWN

STEPS = ("#FCFAF5", "#E6D8E8", "#CDB0D2", "#AE84B7", "#875695", "#5B2C6B")
"""One hue, light to dark, as in map_layer/fills.js; the first for nothing yet."""

MOST_NAMED = 40
MOST_THICK = 120
"""With more areas than this, thick borders would hide what fills them."""

_SIDE = 2.4
_PATTERNS = {IS_NOT_ASKED: "hatch", IS_MERGED: "dots", IS_UNKNOWN: "plain"}
_SIGNS = {
    "hatch": f'<path d="M-.6 .6L.6 -.6M0 {_SIDE}L{_SIDE} 0M{_SIDE - 0.6} {_SIDE + 0.6}L{_SIDE + 0.6} {_SIDE - 0.6}" '
    f'stroke="{BORDER}" stroke-width=".45"/>',
    "dots": f'<circle cx="{_SIDE / 2}" cy="{_SIDE / 2}" r=".5" fill="{BORDER}"/>',
    "plain": "",
}


def filled_map(areas: gpd.GeoDataFrame, classes: list[int], *, width: float, height: float) -> PaperMap:
    """
    Draw areas by class.

    Parameters
    ----------
    areas
        Light outlines with names, EPSG:28992, at least one.
    classes
        Class of each (`geo.coverage.classes`).
    width, height
        Millimetres.
    """
    west, south, east, north = areas.total_bounds
    window = look_at(np.array([west, east]), np.array([south, north]), width=width, height=height)
    drawn = [_patterns(), f'<rect width="{width:g}" height="{height:g}" fill="{GROUND}"/>']
    border = 0.3 if len(areas) <= MOST_THICK else 0.1
    filled = zip(areas.geometry, classes, strict=True)
    drawn += [_area(window, outline, step, border) for outline, step in filled]
    nowhere = np.empty((0, 2))
    labels = map_svg.labels_of(areas, window, nowhere, np.empty(0)) if len(areas) <= MOST_NAMED else []
    return map_svg.compose(drawn, window, [], labels)


def swatch(step: int) -> str:
    """Draw what a class looks like, 12 by 8."""
    border = f'stroke="{BORDER}" stroke-width=".5"'
    box = f'<rect x=".25" y=".25" width="11.5" height="7.5" rx="1" fill="{_fill(step)}" {border}/>'
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" width="12mm" height="8mm" viewBox="0 0 12 8">'
        f"{_patterns()}{box}</svg>"
    )


def _fill(step: int) -> str:
    return f"url(#{_PATTERNS[step]})" if step < 0 else STEPS[step]


def _area(window: Window, outline, step: int, border: float) -> str:
    path = map_svg.path_of(window.shape_on_paper(outline))
    look = f'fill-rule="evenodd" stroke="{BORDER}" stroke-width="{border}" stroke-linejoin="round"'
    return f'<path d="{path}" fill="{_fill(step)}" {look}/>' if path else ""


def _patterns() -> str:
    size = f'width="{_SIDE}" height="{_SIDE}"'
    made = (
        f'<pattern id="{name}" {size} patternUnits="userSpaceOnUse"><rect {size} fill="{LAND}"/>{sign}</pattern>'
        for name, sign in _SIGNS.items()
    )
    return f"<defs>{''.join(made)}</defs>"

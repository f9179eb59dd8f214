"""The map of the page Dekking: areas filled by class, under them what lies there."""

import streamlit as st

from dashboard import cache, state
from dashboard.coverage import words
from dashboard.coverage.view import CoverageView
from dashboard.i18n import t
from dashboard.mapview import Fills, MapScene, legend_words
from dashboard.scene import in_degrees
from geo.inventory import background_version, data_home

_NO_ASSETS: tuple[str, ...] = ()


def of(view: CoverageView) -> MapScene:
    """Compose the map: outlines come as a file that a browser keeps, the classes as numbers in its order."""
    codes = list(view.classes.index)
    chosen = tuple(codes.index(code) for code in state.looked_at() if code in codes)
    return MapScene(
        asset_id=_NO_ASSETS,
        kind=_NO_ASSETS,
        longitude=(),
        latitude=(),
        focus=in_degrees(view.data.areas.total_bounds),
        outlines=(cache.drawn_areas(view.query.level), *cache.background(background_version(data_home()))),
        words={**legend_words(), "map": t("coverage.map", title=words.title(view.query))},
        dark=st.context.theme.type == "dark",
        fills=Fills(tuple(view.classes.tolist()), words.legend(view), chosen),
    )

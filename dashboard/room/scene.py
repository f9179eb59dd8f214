"""What the map of the room shows: who is around the stop, in large signs, and the words beside them."""

from collections.abc import Sequence

import geopandas as gpd
import numpy as np

from dashboard import cache, sentences
from dashboard.i18n import t
from dashboard.mapview import MapScene, Strand, legend_words
from dashboard.room.view import RoomView
from dashboard.scene import in_degrees
from geo.crs import to_wgs84
from geo.frames import ASSET_ID, KIND, NAME
from geo.terms import TALENT

SHOWN_AT_MOST = 1500
"""Of a large inventory, those nearest to the stop: more signs of this size would hide each other."""

LABELS_AT_MOST = 5

LEAST_M = 900.0
"""The map shows at least so many metres."""


def of(view: RoomView) -> MapScene:
    """Compose the map of the present stop, or of the newcomers while they are welcomed."""
    focus = _focus(view)
    shown = _nearest(view.everything if view.newcomers else view.tour.assets, focus)
    longitude, latitude = to_wgs84(shown.geometry.x.to_numpy(), shown.geometry.y.to_numpy())
    return MapScene(
        asset_id=shown[ASSET_ID].to_numpy(),
        kind=shown[KIND].to_numpy(),
        longitude=longitude,
        latitude=latitude,
        labels=_labels(view),
        strands=_strands(view),
        fresh=view.newcomers,
        focus=in_degrees(focus),
        outlines=cache.outlines(),
        words={**legend_words(), "map": t("room.map")},
        dark=False,
        room=True,
    )


def _focus(view: RoomView) -> tuple[float, float, float, float]:
    """West, south, east and north in metres of what to look at: all who are spoken of, and some streets around."""
    if view.newcomers:
        return _with_streets(view.named(view.newcomers).total_bounds)
    if view.stop is None:
        areas = cache.inventory().around.areas
        return tuple((areas[areas["code"] == view.wijk] if view.wijk else areas).total_bounds)
    here = view.tour.assets.iloc[view.stop.rows]
    company = view.stop.told.company
    points = [here.total_bounds, *([view.named([company.asset_id]).total_bounds] if company else [])]
    return _with_streets((*np.min(points, axis=0)[:2], *np.max(points, axis=0)[2:]))


def _with_streets(bounds: Sequence[float]) -> tuple[float, float, float, float]:
    """Widen a small box to `LEAST_M`: a single sign says nothing about where it is."""
    west, south, east, north = bounds
    wide, high = (max(LEAST_M - size, 0.0) / 2 for size in (east - west, north - south))
    return west - wide, south - high, east + wide, north + high


def _nearest(assets: gpd.GeoDataFrame, focus: tuple[float, float, float, float]) -> gpd.GeoDataFrame:
    if len(assets) <= SHOWN_AT_MOST:
        return assets
    x, y = (focus[0] + focus[2]) / 2, (focus[1] + focus[3]) / 2
    far_m = np.hypot(assets.geometry.x.to_numpy() - x, assets.geometry.y.to_numpy() - y)
    return assets.iloc[np.sort(np.argsort(far_m, kind="stable")[:SHOWN_AT_MOST])]


def _labels(view: RoomView) -> dict[str, tuple[str, ...]]:
    """Write names beside newcomers, else beside who is told of, who is connected, and the clubs here."""
    wanted = list(view.newcomers)
    if not wanted and view.stop and view.is_near:
        here = view.tour.assets.iloc[view.stop.rows]
        company = view.stop.told.company
        wanted = [company.asset_id] if company else []
        wanted += [one for bridge in view.connections for one in (bridge.one, bridge.other)]
        has_name = here[here[NAME] != ""]
        clubs, residents = (
            has_name.loc[(has_name[KIND] == TALENT) == is_talent, ASSET_ID] for is_talent in (False, True)
        )
        wanted += [*clubs.head(LABELS_AT_MOST), *residents.head(LABELS_AT_MOST)]
    names = view.named(wanted).set_index(ASSET_ID)[NAME]
    found = [(one, names[one]) for one in dict.fromkeys(wanted) if names.get(one)]
    return {one: (name,) for one, name in found[:LABELS_AT_MOST]}


def _strands(view: RoomView) -> tuple[Strand, ...]:
    best = max((bridge.strength for bridge in view.connections), default=1.0)
    return tuple(
        Strand(bridge.one, bridge.other, sentences.line_style(bridge.reasons), bridge.strength / best)
        for bridge in view.connections
        if not view.newcomers
    )

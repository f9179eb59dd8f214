"""
What the room looks at now: as whom, along which tour, at which stop, and who is new.

The one place that moves the tour on. A room never looks as the connector (`geo.audience.room_role`).
"""

import time
from collections.abc import Sequence
from dataclasses import dataclass

import geopandas as gpd

from dashboard import cache, state, viewer
from geo.areas import area_of_points
from geo.audience import room_role
from geo.bridges import Bridge
from geo.crs import RD
from geo.frames import ASSET_ID
from geo.terms import NEIGHBOURS
from geo.tour import ALL, Stop

STEP_S = 12.0
"""How long the tour stays at a stop."""

WELCOME_S = 14.0
"""How long newcomers are welcomed."""


def now() -> float:
    """Tell the time on a clock that never goes back, in seconds."""
    return time.monotonic()


@dataclass(frozen=True, eq=False)
class RoomView:
    """
    What the room looks at.

    Attributes
    ----------
    role
        Public, or neighbours while names are shown.
    may_name
        Whether this visitor may let first names be shown at all.
    wijk, theme
        Codes, or "" for all.
    tour
        What there is of them, and the stops along it.
    number
        The present stop, from 0.
    newcomers
        Ids of those who are welcomed now.
    """

    role: str
    may_name: bool
    wijk: str
    theme: str
    tour: cache.Tour
    number: int
    newcomers: tuple[str, ...]
    version: str

    @property
    def stop(self) -> Stop | None:
        """Give the present stop; None where there is nothing yet."""
        return self.tour.stops[self.number] if self.tour.stops else None

    @property
    def is_near(self) -> bool:
        """Tell whether the tour is at one of the clusters, not at all at once."""
        return self.stop is not None and self.stop.told.topic != ALL

    @property
    def everything(self) -> gpd.GeoDataFrame:
        """Give all that the room may see, also outside of the chosen wijk and theme."""
        return cache.room_assets(self.role)

    @property
    def connections(self) -> tuple[Bridge, ...]:
        """Give the connections at this stop, when they are to be shown."""
        if self.stop is None or not state.is_on(state.CONNECTIONS):
            return ()
        return cache.room_connections(self.role, self.wijk, self.theme, self.number)

    def named(self, asset_ids: Sequence[str]) -> gpd.GeoDataFrame:
        """Give the rows of these assets."""
        return self.everything[self.everything[ASSET_ID].isin(list(asset_ids))]

    def wijk_of_stop(self) -> str:
        """Give the name of the wijk around the present stop, or ""; of the chosen one while all is shown."""
        areas = cache.inventory().around.areas
        code = self.wijk
        if not code and self.is_near and self.stop:
            middle = gpd.GeoSeries.from_xy([self.stop.x], [self.stop.y], crs=RD)
            code = area_of_points(middle, areas).iloc[0]
        return str(next(iter(areas.loc[areas["code"] == code, "name"]), ""))


def look() -> RoomView:
    """Look at what there is now: greet who has come, and move on when it is time."""
    role = room_role(viewer.role(), with_names=state.is_on(state.NAMES))
    wijk, theme = _known_filters()
    tour = cache.room_tour(role, wijk, theme)
    newcomers = _greet(role)
    _move(len(tour.stops), is_held=bool(newcomers))
    return RoomView(
        role=role,
        may_name=NEIGHBOURS in cache.audiences(),
        wijk=wijk,
        theme=theme,
        tour=tour,
        number=state.stop() - 1,
        newcomers=newcomers,
        version=cache.inventory().version,
    )


def is_time(seen: RoomView) -> bool:
    """Tell whether there is something new to show: a next stop, a newcomer, or the end of a welcome."""
    moment, (greeted, until) = now(), state.welcomed()
    if cache.version() != seen.version or (greeted and moment >= until):
        return True
    due = state.next_step_at()
    return not state.is_on(state.PAUSED) and len(seen.tour.stops) > 1 and due is not None and moment >= due


def _known_filters() -> tuple[str, str]:
    """Give the chosen wijk and theme; what does not exist (any more) is all."""
    around = cache.inventory().around
    wijk, theme = state.room_filters()
    wijk = wijk if wijk in set(around.areas["code"]) else ""
    theme = theme if theme in {one.code for one in around.vocabulary.themes} else ""
    if (wijk, theme) != state.room_filters():
        state.look_at(wijk=wijk, theme=theme)
    return wijk, theme


def _greet(role: str) -> tuple[str, ...]:
    """Give the ids of those who are welcomed now: who was not there at the last look, for a few seconds."""
    present = (role, cache.inventory().version, cache.room_assets(role)[ASSET_ID])
    earlier = state.swap_present(present)
    if earlier is not None and earlier[0] == role and earlier[1] != present[1]:
        new = present[2][~present[2].isin(earlier[2])]
        if len(new):
            until = now() + WELCOME_S
            state.welcome(list(new), until)
            state.hold_until(until)
    greeted, until = state.welcomed()
    if now() >= until:
        state.welcome((), 0.0)
        return ()
    return tuple(present[2][present[2].isin(greeted)])


def _move(stops: int, *, is_held: bool) -> None:
    """Move to the next stop when it is time; an unknown stop is the first."""
    moment, due = now(), state.next_step_at()
    if state.stop() > stops:
        state.go_to_stop(1)
    elif due is not None and moment >= due and not is_held and not state.is_on(state.PAUSED):
        state.go_to_stop(state.stop() % stops + 1)
    if state.next_step_at() is None:
        state.hold_until(moment + STEP_S)

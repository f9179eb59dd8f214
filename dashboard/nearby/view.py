"""What the page In mijn buurt shows, as a value: what is near, what is looked for, and what would bring more."""

from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from zoneinfo import ZoneInfo

from dashboard import cache, state
from geo.calendar import ZONE
from geo.frames import KIND
from geo.meetings import is_public_holiday
from geo.nearby import MOMENTS, Nearby, NearbyFilter, common_themes, count_kinds, narrow
from geo.query import DEFAULT_RADIUS_M, RADII_M
from geo.terms import ASSOCIATION, INSTITUTION, KINDS, TALENT

KINDS_IN_ORDER = (ASSOCIATION, INSTITUTION, TALENT)
"""Clubs and places first: that is what somebody with a telephone in the hand looks for."""


@dataclass(frozen=True, eq=False)
class NearView:
    """
    All that the page shows for one question.

    Attributes
    ----------
    place
        (x, y) in EPSG:28992.
    postcode
        What was asked about, or "" for the visitor's own place.
    radius_m
        Straight-line metres.
    asked
        What is looked for, with known codes only.
    moment
        Local time in the Netherlands.
    around
        All within the farthest walk.
    """

    place: tuple[float, float]
    postcode: str
    radius_m: int
    asked: NearbyFilter
    moment: datetime
    around: Nearby

    @cached_property
    def found(self) -> Nearby:
        """Give what is looked for within the farthest walk."""
        return narrow(self.around, self.asked, vocabulary=cache.vocabulary(), moment=self.moment)

    @cached_property
    def shown(self) -> Nearby:
        """Give what is looked for within the walk that is asked for."""
        return self.found.within(self.radius_m)

    @cached_property
    def places(self) -> Nearby:
        """Give the clubs and places among what is shown."""
        return self.shown.keep((self.shown.assets[KIND] != TALENT).to_numpy())

    @cached_property
    def people(self) -> Nearby:
        """Give the residents among what is shown."""
        return self.shown.keep((self.shown.assets[KIND] == TALENT).to_numpy())

    @cached_property
    def counts(self) -> dict[str, int]:
        """Count what is shown per kind."""
        return count_kinds(self.shown)

    @property
    def is_empty(self) -> bool:
        """Tell whether nothing is shown."""
        return len(self.shown) == 0

    @property
    def is_narrowed(self) -> bool:
        """Tell whether a filter is on."""
        return self.asked != NearbyFilter()

    @property
    def is_holiday(self) -> bool:
        """Tell whether it is asked who is there, on a day on which that is not certain."""
        return bool(self.asked.moments) and is_public_holiday(self.moment.date())

    @property
    def question(self) -> tuple:
        """Give what the length of the list belongs to."""
        return self.place, self.radius_m, self.asked

    def farther(self) -> tuple[int, int] | None:
        """Give the next walk that finds more, and how many; None when no walk does."""
        counts = {radius: len(self.found.within(radius)) for radius in RADII_M if radius > self.radius_m}
        return next(((radius, count) for radius, count in counts.items() if count > len(self.shown)), None)


def now() -> datetime:
    """Tell the time in the Netherlands, without a zone."""
    return datetime.now(ZoneInfo(ZONE)).replace(tzinfo=None)


def look_around() -> tuple[tuple[float, float], Nearby] | None:
    """Give the place that is asked about and all around it; None while it is not known."""
    own = state.here()
    postcode = state.postcode()
    place = own or (cache.place(postcode) if postcode else None)
    return (place, cache.near(place, is_own=own is not None)) if place else None


def themes_on_offer(around: Nearby) -> tuple[str, ...]:
    """Give the themes to choose from: those of who is within the walk, and those that were chosen."""
    common = common_themes(around.within(radius_m()), cache.vocabulary())
    chosen = [theme for theme in known_filter().themes if theme not in common]
    return (*common, *chosen)


def radius_m() -> int:
    """Tell how far is looked."""
    asked = state.query().radius_m
    return asked if asked in RADII_M else DEFAULT_RADIUS_M


def known_filter() -> NearbyFilter:
    """Give what is looked for, without codes that do not exist."""
    asked = state.near_filter()
    themes = [theme.code for theme in cache.vocabulary().themes]
    return NearbyFilter(
        kinds=tuple(kind for kind in KINDS if kind in asked["kinds"]),
        themes=tuple(theme for theme in themes if theme in asked["themes"]),
        moments=tuple(moment for moment in MOMENTS if moment in asked["moments"]),
    )


def view(place: tuple[float, float], around: Nearby) -> NearView:
    """Compose what the page shows from what the widgets now ask."""
    postcode = "" if state.here() else state.postcode()
    return NearView(place, postcode, radius_m(), known_filter(), now(), around)

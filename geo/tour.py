"""
A calm tour along what is near each other, with one thing to tell at each stop.

Definition
----------
The tour begins with all at once, where there is more than one cluster (`geo.clusters`); then come the clusters,
the largest first and then each time the nearest that was not visited.

At a stop is told, in codes and counts only, what most residents share and which club or place nearby goes with
it, or what a club seeks and how many residents can do that; what was told before comes last. Nothing depends on
the order of the rows, and nothing is random.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import geopandas as gpd
import numpy as np
from numpy.typing import NDArray

from geo.bridges import Bridge, find_bridges
from geo.clusters import CLUSTER_M, find_clusters, in_order, middle_of
from geo.frames import ASSET_ID, GIFTS
from geo.gifts import format_gifts, parse_gifts
from geo.index import AssetIndex
from geo.index_columns import mode_set, read_columns
from geo.terms import AUDIENCES, CAN, KINDS, LEARNS, LENDS, MODES, SEEKS, TALENT, TEACHES, TOGETHER
from geo.walking import straight_line

NEAR_M = 1000.0
"""A club or place that goes with it may lie this far from the middle."""

PAIRED_AT_MOST = 120
"""Of a large cluster so many, the nearest to its middle, are looked at for connections."""

ALL, SHARED, WISH, CLUB, QUIET = "all", "shared", "wish", "club", "quiet"
TOPICS = (ALL, SHARED, WISH, CLUB, QUIET)
"""What a stop tells of: all at once; what residents share; what a club seeks; a club; only how many are here."""

_ABLE = mode_set(CAN, TEACHES)
_COMPANY = (SEEKS, TOGETHER, LEARNS, LENDS, CAN, TEACHES)
"""How a club may go with what residents share, the best first."""


class Company(NamedTuple):
    """A club or place that is named at a stop: its id, what it does with which capability, and how far it is."""

    asset_id: str
    capability: str
    mode: str
    distance_m: float


class Told(NamedTuple):
    """
    What is told at a stop.

    Attributes
    ----------
    topic
        One of `TOPICS`.
    residents
        Number of residents here who share the capability.
    capability, mode
        What they share: `can` (they can or teach it) or `together`; "" where nothing is shared.
    company
        Who goes with it nearby, if anybody.
    """

    topic: str
    residents: int = 0
    capability: str = ""
    mode: str = ""
    company: Company | None = None


@dataclass(frozen=True, eq=False)
class Stop:
    """
    One stop of a tour.

    Attributes
    ----------
    rows
        Positions in the frame of what is here, rising.
    x, y
        Middle in EPSG:28992 metres.
    told
        What to tell.
    """

    rows: NDArray[np.int64]
    x: float
    y: float
    told: Told


def plan_tour(
    assets: gpd.GeoDataFrame, *, speak_of: Sequence[str], templates: Collection[Sequence[str]] = ()
) -> tuple[Stop, ...]:
    """
    Plan a tour.

    Parameters
    ----------
    assets
        Asset frame in EPSG:28992, already projected to what the room may see; shape (n_assets, 16).
    speak_of
        Codes of the capabilities to tell of.
    templates
        What initiatives want: lists of capabilities that belong together.

    Returns
    -------
    stops
        None for an empty frame; at most `STOPS_AT_MOST` and one for all at once.
    """
    teller = _Teller(assets, speak_of, templates)
    x, y = teller.columns.x, teller.columns.y
    clusters = in_order(find_clusters(x, y), x, y)
    stops = [teller.stop_at(rows, number) for number, rows in enumerate(clusters)]
    return (teller.whole(), *stops) if len(stops) > 1 else tuple(stops)


class _Teller:
    """Finds something to tell at each stop; remembers what was told."""

    def __init__(
        self, assets: gpd.GeoDataFrame, speak_of: Sequence[str], templates: Collection[Sequence[str]]
    ) -> None:
        self.assets = assets
        _, self.columns, positions = read_columns(assets, {code: at for at, code in enumerate(speak_of)})
        self.codes = tuple(positions)
        self.spoken = len(speak_of)
        self.partners = _partners(templates)
        self.clubs = np.flatnonzero(self.columns.kind != KINDS.index(TALENT))
        self.told: set[str] = set()

    def whole(self) -> Stop:
        """Give the stop that shows all at once."""
        rows = np.arange(len(self.columns))
        return Stop(rows, *middle_of(self.columns.x, self.columns.y, rows), Told(ALL))

    def stop_at(self, rows: NDArray[np.int64], number: int) -> Stop:
        """Give the stop of a cluster; every other one rather begins with what a club seeks."""
        x, y = middle_of(self.columns.x, self.columns.y, rows)
        first, second = (self._wish, self._shared) if number % 2 else (self._shared, self._wish)
        told = first(rows, x, y) or second(rows, x, y) or self._club(rows, x, y) or Told(QUIET)
        self.told.add(told.capability)
        return Stop(rows, x, y, told)

    def _residents(self, rows: NDArray[np.int64], modes: int) -> NDArray[np.int64]:
        """Count, per capability that is spoken of, the residents among these rows with any of these modes."""
        talents = self.columns.take(rows[self.columns.kind[rows] == KINDS.index(TALENT)])
        has_any = (talents.modes & modes) > 0
        return np.bincount(talents.capability[has_any], minlength=self.spoken)[: self.spoken]

    def _new_first(self, counts: NDArray[np.int64]) -> NDArray[np.int64]:
        """Leave out what was told before, unless there is nothing else."""
        fresh = np.where([code in self.told for code in self.codes[: self.spoken]], 0, counts)
        return fresh if fresh.any() else counts

    def _shared(self, rows: NDArray[np.int64], x: float, y: float) -> Told | None:
        able = self._residents(rows, _ABLE)
        best = {
            mode: self._new_first(counts)
            for mode, counts in ((CAN, able), (TOGETHER, self._residents(rows, mode_set(TOGETHER))))
        }
        mode = max(best, key=lambda one: best[one].max(initial=0))
        if not best[mode].any():
            return None
        capability = self.codes[int(best[mode].argmax())]
        return Told(SHARED, int(best[mode].max()), capability, mode, self._company(capability, x, y))

    def _wish(self, rows: NDArray[np.int64], x: float, y: float) -> Told | None:
        """Tell what a club here seeks and most residents here can, whichever club is the nearest."""
        clubs = rows[self.columns.kind[rows] != KINDS.index(TALENT)]
        wanted = self.columns.take(clubs)
        sought = np.zeros(self.spoken, bool)
        seeks = wanted.capability[(wanted.modes & mode_set(SEEKS)) > 0]
        sought[seeks[seeks < self.spoken]] = True
        able = self._new_first(np.where(sought, self._residents(rows, _ABLE), 0))
        if not able.any():
            return None
        capability = self.codes[int(able.argmax())]
        company = self._nearest(clubs, {capability: (SEEKS,)}, x, y)
        return Told(WISH, int(able.max()), capability, CAN, company)

    def _club(self, rows: NDArray[np.int64], x: float, y: float) -> Told | None:
        """Tell of the nearest club that can do something that is spoken of, else that does another thing with it."""
        clubs = rows[self.columns.kind[rows] != KINDS.index(TALENT)]
        found = self._nearest(clubs, dict.fromkeys(self.codes[: self.spoken], MODES), x, y)
        return found and Told(CLUB, company=found)

    def _company(self, capability: str, x: float, y: float) -> Company | None:
        """Find the club or place that goes best with a capability: it seeks it, does it too, or has what goes along."""
        to_clubs = straight_line(x, y, self.columns.x[self.clubs], self.columns.y[self.clubs])
        near = self.clubs[to_clubs <= NEAR_M]
        direct = self._nearest(near, {capability: _COMPANY}, x, y)
        partners = dict.fromkeys(sorted(self.partners.get(capability, ())), (LENDS,))
        return direct or self._nearest(near, partners, x, y)

    def _nearest(
        self, clubs: NDArray[np.int64], wanted: Mapping[str, Sequence[str]], x: float, y: float
    ) -> Company | None:
        """Find the club with a wanted capability in the best of its wanted modes; the nearest, then by id."""
        own = self.columns.take(clubs)
        owner = np.repeat(np.arange(len(clubs)), np.diff(own.offsets))
        far_m = straight_line(x, y, own.x, own.y)
        names = self.assets[ASSET_ID].to_numpy()
        best = None
        for code, modes in wanted.items():
            held = (
                own.capability == self.codes.index(code) if code in self.codes else np.zeros(len(owner), bool)
            )
            for rank, mode in enumerate(modes):
                for at in owner[held & ((own.modes & mode_set(mode)) > 0)]:
                    key = (rank, far_m[at], names[clubs[at]], code, mode)
                    best = key if best is None or key < best else best
        return best and Company(str(best[2]), best[3], best[4], float(best[1]))


def _partners(templates: Collection[Sequence[str]]) -> dict[str, set[str]]:
    """Tell per capability what else is wanted wherever it is wanted."""
    found: dict[str, set[str]] = {}
    for wants in templates:
        for code in wants:
            found.setdefault(code, set()).update(set(wants) - {code})
    return found


def connections(
    assets: gpd.GeoDataFrame, stop: Stop, *, speak_of: Collection[str], limit: int = 6
) -> tuple[Bridge, ...]:
    """
    Find the strongest connections between what is at a stop.

    Parameters
    ----------
    assets
        The frame that the tour was planned on.
    stop
        One of its stops.
    speak_of
        Codes of the capabilities that may connect.
    limit
        How many at most.

    Returns
    -------
    bridges
        Strongest first (see `geo.bridges`); residents, clubs and places are all taken into account.
    """
    here = _nearest_few(assets, stop)
    here[GIFTS] = [
        format_gifts(gift for gift in parse_gifts(text) if gift.capability in speak_of)
        for text in here[GIFTS]
    ]
    index = AssetIndex.build(here, capabilities=sorted(speak_of))
    area_of = dict.fromkeys(here[ASSET_ID], "")
    # Whoever is not for this room left the frame before the tour was planned.
    found = find_bridges(
        index, area_of, kinds=KINDS, radius_m=2 * CLUSTER_M, limit=limit, audiences=AUDIENCES
    )
    return found.get("", ())


def _nearest_few(assets: gpd.GeoDataFrame, stop: Stop) -> gpd.GeoDataFrame:
    """Take those nearest to the middle, by id where equally near."""
    points = assets.geometry.array[stop.rows]
    far_m = straight_line(stop.x, stop.y, points.x, points.y)
    ids = assets[ASSET_ID].array[stop.rows]
    order = np.lexsort((np.asarray(ids, dtype=str), far_m))[:PAIRED_AT_MOST]
    return assets.iloc[np.sort(stop.rows[order])].reset_index(drop=True)

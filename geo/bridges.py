"""
Bridges: pairs of groups that have not met yet, whose gifts answer each other, and that would connect most.

Definition
----------
A *bridge* is a pair of assets of the asked kinds (associations, unless told otherwise) within a radius that
meet in at least one capability, were never introduced, and share no contact: nobody, a member of both for
instance, was introduced to both.

Its *strength* is the fit of the two (geo.fit: wishes answered in both directions, and what both like to do
together) times the decay of their distance. Pairs that join two parts of the web of introductions that were
apart so far come first: there a meeting opens the way for everybody on both sides. Within these, and within
the rest, the strongest come first, then the nearer, then the smaller ids.

References
----------
That a tie between parts that were apart carries most that is new: Granovetter, The strength of weak ties,
American Journal of Sociology 78(6), 1973; Burt, Structural holes, 1992.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from heapq import nsmallest
from typing import NamedTuple

import numpy as np

from geo.answers import Asker, find_answers
from geo.index import AssetIndex, View
from geo.reasons import Reason, tell_meeting
from geo.terms import ASSOCIATION, INSTITUTION, KINDS, PUBLIC
from geo.walking import Decay, Distance, straight_line, walk_decay

Introductions = Iterable[tuple[str, str]]
"""Pairs of ids that have met: by an introduction, or because one is a member of the other."""

RADIUS_M = 2000.0

GROUPS = (ASSOCIATION, INSTITUTION)
"""Who is introduced to whom: residents are invited themselves, for something that they want."""

NEAREST = 400
"""So many groups around a place are compared with each other."""


class Bridge(NamedTuple):
    """
    Two assets that would gain from meeting.

    Attributes
    ----------
    one, other
        Ids, the smaller first.
    distance_m
        How far they are, in metres.
    strength
        Fit times decay.
    joins
        Whether they stand in different parts of the web of introductions.
    reasons
        Why, seen from `one`.
    """

    one: str
    other: str
    distance_m: float
    strength: float
    joins: bool
    reasons: tuple[Reason, ...]


def find_bridges(
    index: AssetIndex,
    area_of: Mapping[str, str],
    *,
    introduced: Introductions = (),
    kinds: Collection[str] = (ASSOCIATION,),
    led_by: Collection[str] = KINDS,
    radius_m: float = RADIUS_M,
    limit: int = 10,
    decay: Decay = walk_decay,
    distance: Distance = straight_line,
    audiences: Collection[str] = (PUBLIC,),
) -> dict[str, tuple[Bridge, ...]]:
    """
    Find the strongest bridges of each area.

    Parameters
    ----------
    index
        The assets.
    area_of
        Area code per asset id. A pair belongs to the areas of both its ends; others are left out.
    introduced
        Who has met whom, in any order. Ids that these audiences may not see count for nothing.
    kinds
        Which kinds of assets to bring together.
    led_by
        At least one of the two is of these kinds.
    radius_m
        How far apart the two may be, in metres, inclusive.
    limit
        How many per area at most.
    decay, distance
        What a distance is worth, and how far it is (see `geo.walking`).
    audiences
        Who asks: assets for others are in no pair and no reason.

    Returns
    -------
    bridges
        Per area code, each area of `area_of` once, strongest first; an area without bridges has none.
    """
    view = index.view(audiences)
    id_of = {row: asset_id for asset_id in area_of for row in view.rows_of([asset_id])}
    web = _Web.of(view, introduced)
    ranked = defaultdict(list)
    leaders = set(_of_kinds(view, id_of, led_by))
    for pair in _pairs(view, _of_kinds(view, id_of, kinds), radius_m, decay, distance):
        if {pair.one, pair.other} & leaders and not web.have_met(pair.one, pair.other):
            one, other = sorted((id_of[pair.one], id_of[pair.other]))
            key = (web.are_joined(pair.one, pair.other), -pair.strength, pair.distance_m, one, other)
            for area in {area_of[one], area_of[other]}:
                ranked[area].append(key)
    return {
        area: tuple(_describe(view, *key) for key in nsmallest(limit, ranked[area]))
        for area in sorted(set(area_of.values()))
    }


def find_bridges_near(
    index: AssetIndex,
    place: tuple[float, float],
    *,
    radius_m: float,
    introduced: Introductions = (),
    limit: int = 10,
    audiences: Collection[str] = (PUBLIC,),
) -> tuple[Bridge, ...]:
    """
    Find the strongest bridges between groups around a place: associations, and institutions that they meet.

    Parameters
    ----------
    index
        The assets.
    place
        Point in EPSG:28992 metres.
    radius_m
        Straight-line metres, inclusive: how far from the place both may be, and how far apart.
    introduced, limit, audiences
        As in `find_bridges`.

    Returns
    -------
    bridges
        Strongest first, each with an association; of more than `NEAREST` groups the nearest are looked at.
    """
    view = index.view(audiences)
    row, distance_m = view.find_rows(place=place, radius_m=radius_m)
    is_group = np.isin(view.kinds(row), [KINDS.index(kind) for kind in GROUPS])
    row, distance_m = row[is_group], distance_m[is_group]
    found = find_bridges(
        index,
        dict.fromkeys(view.asset_ids(row[distance_m.argsort(kind="stable")[:NEAREST]]), ""),
        introduced=introduced,
        kinds=GROUPS,
        led_by=(ASSOCIATION,),
        radius_m=radius_m,
        limit=limit,
        audiences=audiences,
    )
    return found.get("", ())


class _Pair(NamedTuple):
    one: int
    other: int
    strength: float
    distance_m: float


class _Web:
    """The web of introductions, over rows: who has met whom, and which parts hang together."""

    def __init__(self, contacts: Mapping[int, set[int]]) -> None:
        self._contacts = contacts
        self._part: dict[int, int] = {}
        for row in contacts:
            self._colour(row)

    @classmethod
    def of(cls, view: View, introduced: Introductions) -> "_Web":
        """Read introductions; those with somebody who may not be seen are left out."""
        contacts: dict[int, set[int]] = defaultdict(set)
        for pair in introduced:
            rows = view.rows_of(pair)
            if len(rows) == 2:
                contacts[rows[0]].add(rows[1])
                contacts[rows[1]].add(rows[0])
        return cls(dict(contacts))

    def have_met(self, one: int, other: int) -> bool:
        """Tell whether two were introduced, or have a contact in common."""
        theirs = self._contacts.get(other, set())
        return one in theirs or not theirs.isdisjoint(self._contacts.get(one, ()))

    def are_joined(self, one: int, other: int) -> bool:
        """Tell whether a chain of introductions leads from one to the other."""
        return self._part.get(one, one) == self._part.get(other, other)

    def _colour(self, row: int) -> None:
        """Name the part that a row is in after its first row."""
        waiting = [] if row in self._part else [row]
        while waiting:
            found = waiting.pop()
            if found not in self._part:
                self._part[found] = row
                waiting.extend(self._contacts[found])


def _of_kinds(view: View, rows: Iterable[int], kinds: Collection[str]) -> list[int]:
    every = np.array(list(rows), np.int64)
    return every[np.isin(view.kinds(every), [KINDS.index(kind) for kind in kinds])].tolist()


def _pairs(view: View, rows: list[int], radius_m: float, decay: Decay, distance: Distance) -> Iterator[_Pair]:
    """Give each pair of rows that meet in a capability within the radius, once."""
    among = np.array(sorted(rows), np.int64)
    for row in among.tolist():
        asker = Asker(view.point(row), view.gifts(row), row)
        found = find_answers(view, asker, radius_m=radius_m, distance=distance)
        others = ((found.row > row) & np.isin(found.row, among)).nonzero()[0]
        strength = found.fit[others] * decay(found.distance_m[others])
        columns = (found.row[others], strength, found.distance_m[others])
        for other, worth, far_m in zip(*(column.tolist() for column in columns), strict=True):
            yield _Pair(row, other, worth, far_m)


def _describe(view: View, joined: bool, weakness: float, distance_m: float, one: str, other: str) -> Bridge:
    first, second = (view.gifts(view.find_row(asset_id)) for asset_id in (one, other))
    met = [(view.index.codes[at], modes, second[at]) for at, modes in first.items() if at in second]
    return Bridge(one, other, distance_m, -weakness, not joined, tell_meeting(met, distance_m).reasons)

"""The question of a ranking: who asks for what, how far, and with whom a place in an initiative can be shared."""

from collections.abc import Collection, Iterator, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from geo.answers import Asker
from geo.fit import OFFER_SET
from geo.index import View
from geo.terms import PUBLIC
from geo.walking import Decay, Distance, straight_line, walk_decay

Templates = Sequence[tuple[str, Collection[str]]]
"""Initiatives as (code, capability codes of the places to fill)."""

_FIRST_RING_M = 500.0
_LAST_RING_M = 100_000.0


class Question(NamedTuple):
    """What is asked about an asset or a place; for the words see `geo.complements.complements_of_asset`."""

    radius_m: float
    limit: int = 20
    templates: Templates = ()
    decay: Decay = walk_decay
    distance: Distance = straight_line
    audiences: Collection[str] = (PUBLIC,)


class Ranking(NamedTuple):
    """
    The best assets, best first, as columns of equal length.

    Attributes
    ----------
    score
        Fit x decay (see `geo.fit`), >= the next one.
    kind
        Positions in `KINDS`.
    distance_m
        Metres from the asker.
    asset_id, row
        Id, and row in the index.
    met
        Mode set with which each of the asker's gifts is met, in their order; 0 where it is not.
    template
        Whether the two share a template.
    weight
        What the distance is worth.
    """

    score: Sequence[float]
    kind: Sequence[int]
    distance_m: Sequence[float]
    asset_id: Sequence[str]
    row: Sequence[int]
    met: Sequence[Sequence[int]]
    template: Sequence[bool]
    weight: Sequence[float]


def asker_of(view: View, asset_id: str) -> Asker:
    """Let an asset ask. Raises `NotFoundError` if it is not there for these audiences."""
    row = view.find_row(asset_id)
    return Asker(view.point(row), view.gifts(row), row)


def shared_templates(view: View, asker: Asker, question: Question) -> Templates:
    """Give the templates in which the asker can fill a place."""
    return [(code, places) for code, places in question.templates if own_places(view, asker, places)]


def own_places(view: View, asker: Asker, places: Collection[str]) -> list[str]:
    """Give the places of a template that the asker can fill."""
    positions = view.index.positions
    return [code for code in places if asker.gifts.get(positions.get(code, -1), 0) & OFFER_SET]


def partner_capabilities(view: View, asker: Asker, templates: Templates) -> NDArray[np.bool_]:
    """Tell for each capability position whether it fills another place beside the asker in a template."""
    partners = np.zeros(len(view.index.positions), bool)
    for _, places in templates:
        own = own_places(view, asker, places)
        for code in places:
            if code in view.index.positions and own != [code]:
                partners[view.index.positions[code]] = True
    return partners


def rings(radius_m: float) -> Iterator[float]:
    """
    Give growing radii up to the asked one, in which to look for those who share a template only.

    These are many and worth little: once as many as asked score more than a template is worth at the edge
    of a ring, nobody further away can be among the best.
    """
    reach_m = _FIRST_RING_M
    while reach_m < min(radius_m, _LAST_RING_M):
        yield reach_m
        reach_m *= 2
    yield radius_m

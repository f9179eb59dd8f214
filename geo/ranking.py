"""Ranking: the order of the assets near an asker by how well the two answer each other, before it is explained."""

from collections.abc import Collection, Iterator, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from geo.answers import Asker, Candidates, find_answers
from geo.fit import OFFER_SET, TEMPLATE_FIT
from geo.index import AssetIndex, View
from geo.index_columns import MODE_SETS
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
    asset_id
        Ids.
    at
        Positions among the candidates.
    """

    score: Sequence[float]
    kind: Sequence[int]
    distance_m: Sequence[float]
    asset_id: Sequence[str]
    at: Sequence[int]


def rank_of_asset(index: AssetIndex, asset_id: str, question: Question) -> Ranking:
    """Rank the assets near an asset: `geo.complements.complements_of_asset` without the reasons."""
    view = index.view(question.audiences)
    return rank(view, asker_of(view, asset_id), question)[0]


def asker_of(view: View, asset_id: str) -> Asker:
    """Let an asset ask. Raises `NotFoundError` if it is not there for these audiences."""
    row = view.find_row(asset_id)
    return Asker(view.point(row), view.gifts(row), row)


def rank(view: View, asker: Asker, question: Question) -> tuple[Ranking, Candidates]:
    """Rank the assets near an asker, and give the candidates that they were among."""
    found = find_answers(view, asker, radius_m=question.radius_m, distance=question.distance)
    shared = shared_templates(view, asker, question)
    if shared:
        found = _add_templates(view, asker, question, found, _partner_gifts(view, asker, shared))
    low = -found.fit * question.decay(found.distance_m)
    return _best(view, found, low, question.limit), found


def shared_templates(view: View, asker: Asker, question: Question) -> Templates:
    """Give the templates in which the asker can fill a place."""
    return [(code, places) for code, places in question.templates if own_places(view, asker, places)]


def own_places(view: View, asker: Asker, places: Collection[str]) -> list[str]:
    """Give the places of a template that the asker can fill."""
    positions = view.index.positions
    return [code for code in places if asker.gifts.get(positions.get(code, -1), 0) & OFFER_SET]


def _best(view: View, found: Candidates, low: NDArray[np.float64], limit: int) -> Ranking:
    """Sort by score (`low` is minus that), kind, distance and id; only who can be among the best gets a name."""
    at = _first_by_score(view, found, low, limit) if len(low) > limit else np.arange(len(low))
    row = found.row.take(at)
    columns = (low.take(at), view.kinds(row), found.distance_m.take(at))
    names = view.asset_ids(row)
    ranked = sorted(zip(*(column.tolist() for column in columns), names, at.tolist(), strict=True))[:limit]
    lows, *rest = zip(*ranked, strict=True) if ranked else ((),) * len(Ranking._fields)
    return Ranking([-value for value in lows], *rest)


def _partner_gifts(view: View, asker: Asker, templates: Templates) -> NDArray[np.bool_]:
    """Give the gifts that fill another place beside the asker, shape (capabilities, mode sets)."""
    partners = np.zeros(len(view.index.positions), bool)
    for _, places in templates:
        own = own_places(view, asker, places)
        for code in places:
            if code in view.index.positions and own != [code]:
                partners[view.index.positions[code]] = True
    return np.outer(partners, (np.arange(MODE_SETS) & OFFER_SET) > 0)


def _add_templates(
    view: View, asker: Asker, question: Question, found: Candidates, partners: NDArray[np.bool_]
) -> Candidates:
    """
    Mark who shares a template, and add those who share nothing else.

    These are many and worth little, so look in growing rings and stop when no asset further away can be
    among the best: it would score at most the template's fit at the weight of the ring's edge.
    """
    template = view.has_any(found.row, partners)
    found = found._replace(template=template, fit=found.fit + TEMPLATE_FIT * template)
    for reach_m in _rings(question.radius_m):
        row, distance_m = view.find_rows(place=asker.place, radius_m=reach_m, distance=question.distance)
        new = view.has_any(row, partners) & (row != asker.row) & ~np.isin(row, found.row)
        whole = _append(found, row[new], distance_m[new])
        beyond = TEMPLATE_FIT * float(question.decay(np.array([reach_m]))[0])
        if np.count_nonzero(whole.fit * question.decay(whole.distance_m) > beyond) >= question.limit:
            break
    return whole


def _rings(radius_m: float) -> Iterator[float]:
    reach_m = _FIRST_RING_M
    while reach_m < min(radius_m, _LAST_RING_M):
        yield reach_m
        reach_m *= 2
    yield radius_m


def _append(found: Candidates, row: NDArray[np.int64], distance_m: NDArray[np.float64]) -> Candidates:
    """Add rows that meet the asker in a template only."""
    return found._replace(
        row=np.concatenate((found.row, row)),
        distance_m=np.concatenate((found.distance_m, distance_m)),
        fit=np.concatenate((found.fit, np.full(len(row), TEMPLATE_FIT))),
        template=np.concatenate((found.template, np.ones(len(row), bool))),
        offsets=np.concatenate((found.offsets, np.full(len(row), len(found.by_row)))),
    )


def _first_by_score(view: View, found: Candidates, low: NDArray[np.float64], limit: int) -> NDArray[np.int64]:
    """Give the positions of the first by score, kind and distance, all equal to the last, and perhaps more."""
    kept = (low <= np.partition(low, limit - 1)[limit - 1]).nonzero()[0]
    if len(kept) <= 2 * limit:
        return kept
    columns = (found.distance_m.take(kept), view.kinds(found.row.take(kept)), low.take(kept))
    order = np.lexsort(columns)
    last, later = order[limit - 1], order[limit:]
    equal = [column.take(later) == column[last] for column in columns]
    return kept.take(order[: limit + np.count_nonzero(np.logical_and.reduce(equal))])

"""Complements: which assets nearby answer an asset, or the wishes of a place, and why."""

from collections.abc import Collection, Iterator, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from geo.answers import Asker, Candidates, Reason, direct_reasons, find_answers
from geo.fit import (
    IN_TEMPLATE,
    OFFER_SET,
    TEMPLATE_FIT,
    fit_parts,
    offered_mode,
)
from geo.index import AssetIndex, View
from geo.index_columns import MODE_BIT, MODE_SETS
from geo.terms import KINDS, PUBLIC, SEEKS
from geo.walking import Decay, Distance, straight_line, walk_decay

Templates = Sequence[tuple[str, Collection[str]]]
"""Initiatives as (code, capability codes of the places to fill)."""

_FIRST_RING_M = 500.0
_LAST_RING_M = 100_000.0


class ScoreParts(NamedTuple):
    """The parts of a score, as written down in `geo.fit`; score = (the first four together) x decay."""

    they_answer: float
    i_answer: float
    together: float
    template: float
    decay: float


class Complement(NamedTuple):
    """One asset that belongs with the asked one, how well, and why."""

    asset_id: str
    kind: str
    distance_m: float
    score: float
    parts: ScoreParts
    reasons: tuple[Reason, ...]


def complements_of_asset(
    index: AssetIndex,
    asset_id: str,
    *,
    radius_m: float,
    limit: int = 20,
    templates: Templates = (),
    decay: Decay = walk_decay,
    distance: Distance = straight_line,
    audiences: Collection[str] = (PUBLIC,),
) -> tuple[Complement, ...]:
    """
    Rank the assets near an asset by how the two answer each other.

    Parameters
    ----------
    index
        The assets.
    asset_id
        The one that asks; never its own complement.
    radius_m
        Metres from its point, inclusive, >= 0.
    limit
        How many at most, >= 1.
    templates
        Initiatives: two assets that fill different places of one belong together a little.
    decay
        What a distance is worth; never rises with it.
    distance
        How far it is, never less than the straight line.
    audiences
        Who asks: assets for others are not in the answer, nor do they count in it.

    Returns
    -------
    complements
        Best first: by score, kind (resident, association, institution), distance and id. Empty is normal.

    Raises
    ------
    NotFoundError
        If the asset is not there for these audiences.
    """
    view = index.view(audiences)
    row = view.find_row(asset_id)
    asker = Asker(view.point(row), view.gifts(row), row)
    return _rank(view, asker, _Question(radius_m, limit, templates, decay, distance))


def complements_of_place(
    index: AssetIndex,
    place: tuple[float, float],
    wants: Collection[str],
    *,
    radius_m: float,
    limit: int = 20,
    decay: Decay = walk_decay,
    distance: Distance = straight_line,
    audiences: Collection[str] = (PUBLIC,),
) -> tuple[Complement, ...]:
    """
    Rank the assets near a place by how they answer wishes: as for an asset there that only seeks these.

    Parameters
    ----------
    index
        The assets.
    place
        Point in EPSG:28992 metres.
    wants
        Capability codes that are sought.
    radius_m, limit, decay, distance, audiences
        As in `complements_of_asset`.

    Returns
    -------
    complements
        Best first; the reasons have direction `they_answer`.

    Raises
    ------
    VocabularyError
        If a wanted capability is unknown.
    """
    gifts = {index.position(capability): MODE_BIT[SEEKS] for capability in wants}
    asker = Asker(place, gifts, row=-1)
    return _rank(index.view(audiences), asker, _Question(radius_m, limit, (), decay, distance))


class _Question(NamedTuple):
    radius_m: float
    limit: int
    templates: Templates
    decay: Decay
    distance: Distance


def _rank(view: View, asker: Asker, question: _Question) -> tuple[Complement, ...]:
    found = find_answers(view, asker, radius_m=question.radius_m, distance=question.distance)
    shared = [(code, places) for code, places in question.templates if _own_places(view, asker, places)]
    if shared:
        found = _add_templates(view, asker, question, found, _partner_gifts(view, asker, shared))
    weight = question.decay(found.distance_m)
    score = (found.fit + TEMPLATE_FIT * found.template) * weight
    if len(score) > question.limit:
        kept = _first_by_score(view, found, score, question.limit)
        found, score, weight = found.at(kept), score.take(kept), weight.take(kept)
    ranked = _in_order(view, found, score, weight)[: question.limit]
    return tuple(_explain(view, asker, found, ranked, shared))


def _own_places(view: View, asker: Asker, places: Collection[str]) -> list[str]:
    """Give the places of a template that the asker can fill."""
    positions = view.index.positions
    return [code for code in places if asker.gifts.get(positions.get(code, -1), 0) & OFFER_SET]


def _partner_gifts(view: View, asker: Asker, templates: Templates) -> NDArray[np.bool_]:
    """Give the gifts that fill another place beside the asker, shape (capabilities, mode sets)."""
    partners = np.zeros(len(view.index.positions), bool)
    for _, places in templates:
        own = _own_places(view, asker, places)
        for code in places:
            if code in view.index.positions and own != [code]:
                partners[view.index.positions[code]] = True
    return np.outer(partners, (np.arange(MODE_SETS) & OFFER_SET) > 0)


def _add_templates(
    view: View, asker: Asker, question: _Question, found: Candidates, partners: NDArray[np.bool_]
) -> Candidates:
    """
    Mark who shares a template, and add those who share nothing else.

    These are many and worth little, so look in growing rings and stop when no asset further away can be
    among the best: it would score at most the template's fit at the weight of the ring's edge.
    """
    found = found._replace(template=view.has_any(found.row, partners))
    for reach_m in _rings(question.radius_m):
        row, distance_m = view.find_rows(place=asker.place, radius_m=reach_m, distance=question.distance)
        new = view.has_any(row, partners) & (row != asker.row) & ~np.isin(row, found.row)
        whole = _append(found, row[new], distance_m[new])
        score = (whole.fit + TEMPLATE_FIT * whole.template) * question.decay(whole.distance_m)
        beyond = TEMPLATE_FIT * float(question.decay(np.array([reach_m]))[0])
        if np.count_nonzero(score > beyond) >= question.limit:
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
    nothing = np.zeros(len(row), np.int64)
    return found._replace(
        row=np.concatenate((found.row, row)),
        distance_m=np.concatenate((found.distance_m, distance_m)),
        fit=np.concatenate((found.fit, np.zeros(len(row)))),
        template=np.concatenate((found.template, np.ones(len(row), bool))),
        first=np.concatenate((found.first, nothing)),
        last=np.concatenate((found.last, nothing)),
    )


def _first_by_score(
    view: View, found: Candidates, score: NDArray[np.float64], limit: int
) -> NDArray[np.int64]:
    """Give the positions of the first by score, kind and distance, and of all equal to the last of them."""
    kept = (score >= np.partition(score, -limit)[-limit]).nonzero()[0]
    kind, distance_m = view.kinds(found.row.take(kept)), found.distance_m.take(kept)
    order = np.lexsort((distance_m, kind, -score.take(kept)))
    kept, kind, distance_m = kept.take(order), kind.take(order), distance_m.take(order)
    last = limit - 1
    equal = (kind[limit:] == kind[last]) & (distance_m[limit:] == distance_m[last])
    equal &= score.take(kept[limit:]) == score[kept[last]]
    return kept[: limit + int(np.count_nonzero(equal))]


def _in_order(
    view: View, found: Candidates, score: NDArray[np.float64], weight: NDArray[np.float64]
) -> list[tuple]:
    """
    Sort by score, kind, distance and id.

    Returns
    -------
    ranked
        (-score, kind, distance_m, asset_id, row, first, last, template, weight) of each.
    """
    columns = [column.tolist() for column in (-score, view.kinds(found.row), found.distance_m, found.row)]
    rest = [column.tolist() for column in (found.first, found.last, found.template, weight)]
    return sorted(zip(*columns[:3], map(view.asset_id, columns[3]), columns[3], *rest, strict=True))


def _explain(
    view: View, asker: Asker, found: Candidates, ranked: list[tuple], templates: Templates
) -> Iterator[Complement]:
    """Give the ranked ones with the parts of their scores and the reasons."""
    codes = [view.index.codes[position] for position in asker.gifts]
    own = list(asker.gifts.values())
    for low, kind, distance_m, asset_id, row, first, last, template, decay in ranked:
        met = [
            (codes[which], own[which], modes)
            for which, modes in zip(
                found.which[first:last].tolist(), found.modes[first:last].tolist(), strict=True
            )
        ]
        reasons = direct_reasons(met, distance_m)
        if template:
            reasons += _template_reasons(view, asker, row, templates, distance_m)
        parts = ScoreParts(*_sum_parts(met), TEMPLATE_FIT * template, decay)
        yield Complement(asset_id, KINDS[kind], distance_m, -low, parts, tuple(reasons))


def _sum_parts(met: list[tuple[str, int, int]]) -> tuple[float, float, float]:
    they = mine = both = 0.0
    for _, ours, theirs in met:
        parts = fit_parts(ours, theirs)
        they, mine, both = they + parts[0], mine + parts[1], both + parts[2]
    return they, mine, both


def _template_reasons(
    view: View, asker: Asker, row: int, templates: Templates, distance_m: float
) -> list[Reason]:
    """Give one reason per shared template: the first of their places beside which I have another."""
    theirs = Asker(asker.place, view.gifts(row), row)
    return [
        Reason(
            other, IN_TEMPLATE, _offer(view, asker, own), _offer(view, theirs, other), code, own, distance_m
        )
        for code, places in templates
        for own, other in _first_pair(_own_places(view, asker, places), _own_places(view, theirs, places))
    ]


def _first_pair(own: list[str], theirs: list[str]) -> list[tuple[str, str]]:
    """Give the first pair of different places as a list of one, or none."""
    return [(mine, other) for other in theirs for mine in own if mine != other][:1]


def _offer(view: View, asset: Asker, capability: str) -> str:
    return offered_mode(asset.gifts[view.index.positions[capability]])

"""Complements: which assets nearby answer an asset, or the wishes of a place, and why."""

from bisect import bisect_right
from collections.abc import Collection, Iterator, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from geo.fit import (
    DIRECTIONS,
    I_ANSWER,
    IN_TEMPLATE,
    OFFER_SET,
    TEMPLATE_FIT,
    THEY_ANSWER,
    answers,
    fit_of,
    offered_mode,
)
from geo.index import AssetIndex, View
from geo.index_columns import MODE_BIT, MODE_SETS
from geo.terms import KINDS, PUBLIC, SEEKS, TOGETHER
from geo.walking import Decay, Distance, straight_line, walk_decay

Templates = Sequence[tuple[str, Collection[str]]]
"""Initiatives as (code, capability codes of the places to fill)."""

_FIRST_RING_M = 500.0
_LAST_RING_M = 100_000.0


class Reason(NamedTuple):
    """
    Why two assets belong together.

    Attributes
    ----------
    capability
        What the other does or wishes: the capability that both meet in, or their place in a template.
    direction
        One of `geo.fit.DIRECTIONS`.
    own_mode, other_mode
        What I and what they do with it.
    template
        Code of the initiative in which both fill a place, else None.
    own_capability
        My own place in that template; else the same capability.
    distance_m
        How far they are, in metres.
    """

    capability: str
    direction: str
    own_mode: str
    other_mode: str
    template: str | None
    own_capability: str
    distance_m: float


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
    x, y = view.points(np.array([row]))
    asker = _Asker((float(x[0]), float(y[0])), view.gifts(row), row)
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
    asker = _Asker(place, gifts, row=-1)
    return _rank(index.view(audiences), asker, _Question(radius_m, limit, (), decay, distance))


class _Asker(NamedTuple):
    place: tuple[float, float]
    gifts: dict[int, int]
    row: int


class _Question(NamedTuple):
    radius_m: float
    limit: int
    templates: Templates
    decay: Decay
    distance: Distance


class _Candidates(NamedTuple):
    """
    Rows that belong with the asker, each once.

    What row i answers stands at `first[i]` up to `last[i]` of `which` (position among the asker's gifts)
    and `modes` (the row's mode set for that capability).
    """

    row: NDArray[np.int64]
    distance_m: NDArray[np.float64]
    fit: NDArray[np.float64]
    template: NDArray[np.bool_]
    first: NDArray[np.int64]
    last: NDArray[np.int64]
    which: NDArray[np.int64]
    modes: NDArray[np.uint8]


def _rank(view: View, asker: _Asker, question: _Question) -> tuple[Complement, ...]:
    found = _find_answers(view, asker, question)
    shared = [(code, places) for code, places in question.templates if _own_places(view, asker, places)]
    if shared:
        found = _add_templates(view, asker, question, found, _partner_gifts(view, asker, shared))
    weight = question.decay(found.distance_m)
    score = (found.fit + TEMPLATE_FIT * found.template) * weight
    best = _best(view, found, score, question.limit)
    return tuple(_explain(view, asker, found, at, float(weight[at]), shared) for at in best)


def _find_answers(view: View, asker: _Asker, question: _Question) -> _Candidates:
    """Find the assets that meet the asker in a capability, with their fit."""
    if not asker.gifts:
        return _no_candidates()
    hits = view.find_capabilities(
        list(asker.gifts), place=asker.place, radius_m=question.radius_m, distance=question.distance
    )
    fits = np.array([fit_of(own) for own in asker.gifts.values()])[hits.which, hits.modes]
    meets = np.flatnonzero((fits > 0.0) & (hits.row != asker.row))
    if not len(meets):
        return _no_candidates()
    by_row = meets[np.argsort(hits.row[meets])]
    row = hits.row[by_row]
    first = np.flatnonzero(np.diff(row, prepend=-1))
    return _Candidates(
        row=row[first],
        distance_m=hits.distance_m[by_row[first]],
        fit=np.add.reduceat(fits[by_row], first),
        template=np.zeros(len(first), bool),
        first=first,
        last=np.append(first[1:], len(row)),
        which=hits.which[by_row],
        modes=hits.modes[by_row],
    )


def _no_candidates() -> _Candidates:
    nothing = np.zeros(0, np.int64)
    return _Candidates(
        nothing,
        np.zeros(0),
        np.zeros(0),
        nothing.astype(bool),
        nothing,
        nothing,
        nothing,
        nothing.astype(np.uint8),
    )


def _own_places(view: View, asker: _Asker, places: Collection[str]) -> list[str]:
    """Give the places of a template that the asker can fill."""
    positions = view.index.positions
    return [code for code in places if asker.gifts.get(positions.get(code, -1), 0) & OFFER_SET]


def _partner_gifts(view: View, asker: _Asker, templates: Templates) -> NDArray[np.bool_]:
    """Give the gifts that fill another place beside the asker, shape (capabilities, mode sets)."""
    partners = np.zeros(len(view.index.positions), bool)
    for _, places in templates:
        own = _own_places(view, asker, places)
        for code in places:
            if code in view.index.positions and own != [code]:
                partners[view.index.positions[code]] = True
    return np.outer(partners, (np.arange(MODE_SETS) & OFFER_SET) > 0)


def _add_templates(
    view: View, asker: _Asker, question: _Question, found: _Candidates, partners: NDArray[np.bool_]
) -> _Candidates:
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


def _append(found: _Candidates, row: NDArray[np.int64], distance_m: NDArray[np.float64]) -> _Candidates:
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


def _best(view: View, found: _Candidates, score: NDArray[np.float64], limit: int) -> list[int]:
    """Give the positions of the best by score, kind, distance and id; ids are read only for these few."""
    kept = np.arange(len(score))
    if len(score) > limit:
        kept = np.flatnonzero(score >= np.partition(score, -limit)[-limit])
    kind = view.kinds(found.row[kept])
    order = np.lexsort((found.distance_m[kept], kind, -score[kept]))
    keys = list(
        zip(
            (-score[kept[order]]).tolist(),
            kind[order].tolist(),
            found.distance_m[kept[order]].tolist(),
            strict=True,
        )
    )
    count = bisect_right(keys, keys[limit - 1]) if len(keys) > limit else len(keys)
    rows = found.row[kept[order[:count]]].tolist()
    ids = map(view.asset_id, rows)
    ranked = sorted(zip(keys, ids, kept[order[:count]].tolist(), strict=True))
    return [at for *_, at in ranked[:limit]]


def _explain(
    view: View, asker: _Asker, found: _Candidates, at: int, weight: float, templates: Templates
) -> Complement:
    row, distance_m = int(found.row[at]), float(found.distance_m[at])
    reasons, sums = _direct_reasons(view, asker, found, at, distance_m)
    if found.template[at]:
        reasons += _template_reasons(view, asker, row, templates, distance_m)
    template = TEMPLATE_FIT * bool(found.template[at])
    parts = ScoreParts(sums[THEY_ANSWER], sums[I_ANSWER], sums[TOGETHER], template, weight)
    kind = KINDS[int(view.kinds(np.array([row]))[0])]
    score = (sum(sums.values()) + template) * weight
    return Complement(view.asset_id(row), kind, distance_m, score, parts, tuple(reasons))


def _direct_reasons(
    view: View, asker: _Asker, found: _Candidates, at: int, distance_m: float
) -> tuple[list[Reason], dict[str, float]]:
    reasons = []
    sums = {THEY_ANSWER: 0.0, I_ANSWER: 0.0, TOGETHER: 0.0}
    own = list(asker.gifts.items())
    for hit in range(found.first[at], found.last[at]):
        position, modes = own[found.which[hit]]
        code = view.index.codes[position]
        for direction, own_mode, other_mode, fit in answers(modes, int(found.modes[hit])):
            sums[direction] += fit
            reasons.append(Reason(code, direction, own_mode, other_mode, None, code, distance_m))
    return sorted(reasons, key=_reason_order), sums


def _reason_order(reason: Reason) -> tuple[int, str]:
    return DIRECTIONS.index(reason.direction), reason.capability


def _template_reasons(
    view: View, asker: _Asker, row: int, templates: Templates, distance_m: float
) -> list[Reason]:
    """Give one reason per shared template: the first of their places beside which I have another."""
    theirs = _Asker(asker.place, view.gifts(row), row)
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


def _offer(view: View, asset: _Asker, capability: str) -> str:
    return offered_mode(asset.gifts[view.index.positions[capability]])

"""The ranking in plain numpy: it is always there, and takes any decay and any distance."""

import numpy as np
from numpy.typing import NDArray

from geo.answers import Asker, Candidates, find_answers
from geo.fit import OFFER_SET, TEMPLATE_FIT
from geo.index import View
from geo.index_columns import MODE_SETS
from geo.question import Question, Ranking, Templates, partner_capabilities, rings


def rank_in_numpy(view: View, asker: Asker, question: Question, shared: Templates) -> Ranking:
    """Rank the assets near an asker, who can fill a place in the shared templates."""
    found = find_answers(view, asker, radius_m=question.radius_m, distance=question.distance)
    if shared:
        places = partner_capabilities(view, asker, shared)
        partners = np.outer(places, (np.arange(MODE_SETS) & OFFER_SET) > 0)
        found = _add_templates(view, asker, question, found, partners)
    return _best(view, asker, found, question.decay(found.distance_m), question.limit)


def _best(view: View, asker: Asker, found: Candidates, weight: NDArray[np.float64], limit: int) -> Ranking:
    """Sort by score (`low` is minus that), kind, distance and id; only who can be among the best gets a name."""
    low = -found.fit * weight
    at = _first_by_score(view, found, low, limit) if len(low) > limit else np.arange(len(low))
    row = found.row.take(at)
    columns = (low.take(at), view.kinds(row), found.distance_m.take(at))
    names = view.asset_ids(row)
    ranked = sorted(zip(*(column.tolist() for column in columns), names, at.tolist(), strict=True))[:limit]
    lows, kinds, far, ids, places = zip(*ranked, strict=True) if ranked else ((),) * 5
    at = np.array(places, np.int64)
    met = found.met(at, len(asker.gifts))
    row, template = found.row.take(at).tolist(), found.template.take(at).tolist()
    return Ranking([-value for value in lows], kinds, far, ids, row, met, template, weight.take(at).tolist())


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
    for reach_m in rings(question.radius_m):
        row, distance_m = view.find_rows(place=asker.place, radius_m=reach_m, distance=question.distance)
        new = view.has_any(row, partners) & (row != asker.row) & ~np.isin(row, found.row)
        whole = _append(found, row[new], distance_m[new])
        beyond = TEMPLATE_FIT * float(question.decay(np.array([reach_m]))[0])
        if np.count_nonzero(whole.fit * question.decay(whole.distance_m) > beyond) >= question.limit:
            break
    return whole


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

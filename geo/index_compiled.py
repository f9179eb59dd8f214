"""
The ranking of one block as compiled loops: the same answers as `geo.ranking` gives in plain numpy, sooner.

Optional: this is the one file that imports numba, and nothing but `geo.compiled` imports it. Where numba is
not there or still compiling, `geo.ranking` answers by itself; tests put every question to both.

In the cells of one band, what is filed under a capability stands in the order of the rows. So the lists of
all capabilities that are asked for are read side by side, as sorted lists are merged, and each asset comes
by once with all that it answers. The best so far are kept in order: score, kind, distance, id. Bands come by
from the middle outward, so that soon nothing further away is worth a look.
"""

from typing import NamedTuple

import numpy as np
from numba import njit
from numpy.typing import NDArray

from geo.fit import OFFER_SET, TEMPLATE_FIT
from geo.grid import BAND_M, CELLS
from geo.index_block import Filed
from geo.index_columns import MODE_SETS
from geo.ranking_compiled import Asked
from geo.walking import BAND_MIN, DETOUR, HALF_BANDS, WALKING_M_PER_MIN

_MIN_PER_M = DETOUR / WALKING_M_PER_MIN


class Best(NamedTuple):
    """
    The best so far, best first, as columns of which the first `count` places are taken.

    Attributes
    ----------
    low
        Minus the score.
    kind, far_m, row
        Position in `KINDS`, metres from the asker, row in the block.
    met
        Mode set of each of the asker's capabilities that it answers, else 0; shape (limit, g).
    template
        Whether it shares a template with the asker.
    weight
        What its distance is worth.
    """

    low: NDArray[np.float64]
    kind: NDArray[np.int64]
    far_m: NDArray[np.float64]
    row: NDArray[np.int64]
    met: NDArray[np.uint8]
    template: NDArray[np.bool_]
    weight: NDArray[np.float64]


compiled = njit(cache=True, nogil=True, error_model="numpy")


@compiled
def rank_answers(filed, question, limit):
    """
    Rank those who answer the asker in a capability.

    Parameters
    ----------
    filed, question
        What `geo.index_block.Filed` and `geo.ranking_compiled.Asked` hold, as plain tuples: these are handed
        over sooner.
    limit
        How many to keep, >= 1.

    Returns
    -------
    best
        How many there are, and what `Best` holds.
    """
    block, asked = Filed(*filed), Asked(*question)
    best, count = _nobody(limit, len(asked.gifts)), 0
    at, end = _find_lists(block, asked)
    most = 0.0 if len(asked.partners) == 0 else TEMPLATE_FIT
    for which in range(len(asked.gifts)):
        most += asked.worth[which].max()
    bands = len(at)
    for step in range(bands):  # the nearest band first, then outward to both sides
        away = (step + 1) // 2
        band = bands // 2 + (away if step % 2 else -away)
        weight = _weigh(max(away - 1, 0) * BAND_M)
        if count == limit and -most * weight > best.low[-1]:
            break
        row = _first_row(block.posting_row, at[band], end[band])
        while row >= 0:
            fit = _take_row(block, asked, row, at[band], end[band])
            if fit > 0.0 and not (count == limit and -(fit + TEMPLATE_FIT) * weight > best.low[-1]):
                count = _consider(block, asked, row, fit, -1.0, best, count)
            row = _first_row(block.posting_row, at[band], end[band])
    _tell(block, asked, best, count)
    return count, _bare(best)


@compiled
def add_templates(filed, question, starts, ends, inner_m, found, count):
    """
    Let those join the best who meet the asker in a template only, further away than `inner_m`.

    Parameters
    ----------
    starts, ends
        Ranges of rows that hold all within the radius of the question.
    inner_m
        So far, in metres, they have been looked at; negative for not at all.
    """
    block, asked, best = Filed(*filed), Asked(*question), Best(*found)
    for band in range(len(starts)):
        for row in range(starts[band], ends[band]):
            is_seen = asked.seen[block.audience[row]]
            if is_seen and _is_partner(block, asked, row) and _direct_fit(block, asked, row) == 0.0:
                count = _consider(block, asked, row, 0.0, inner_m, best, count)
    _tell(block, asked, best, count)
    return count, _bare(best)


@compiled
def _find_lists(block, asked):
    """Find where the list of each capability begins and ends in each band, shape (bands, capabilities)."""
    bands, wide = len(asked.edges) // 2, len(asked.gifts)
    at, end = np.zeros((bands, wide), np.int64), np.zeros((bands, wide), np.int64)
    for which in range(wide):
        first, last = asked.gifts[which] * CELLS, 0
        for band in range(bands):
            at[band, which] = _seek(block.posting_key, first + asked.edges[2 * band], last)
            last = _seek(block.posting_key, first + asked.edges[2 * band + 1], at[band, which])
            end[band, which] = last
    return at, end


@compiled
def _weigh(far_m):
    """Give `geo.walking.walk_decay` of one distance."""
    return HALF_BANDS / (HALF_BANDS + np.floor(far_m * _MIN_PER_M / BAND_MIN))


@compiled
def _consider(block, asked, row, fit, inner_m, best, count):
    """Put a row among the best if it is near enough and good enough; give how many there are."""
    hidden = block.hidden
    east, north = block.x[row] - asked.x, block.y[row] - asked.y
    far_m = np.sqrt(east * east + north * north)
    if far_m > asked.radius_m or row == asked.row or far_m <= inner_m:
        return count
    if len(hidden):
        place = np.searchsorted(hidden, row)
        if place < len(hidden) and hidden[place] == row:
            return count
    if len(asked.partners) and _is_partner(block, asked, row):
        fit += TEMPLATE_FIT
    low = -fit * _weigh(far_m)
    lows, kinds, far, rows = best.low, best.kind, best.far_m, best.row
    kind, place = block.kind[row], count
    while place and _is_before(block, best, place - 1, low, kind, far_m, row):
        place -= 1
    if place == len(lows):
        return count
    for later in range(min(count, len(lows) - 1), place, -1):
        lows[later], kinds[later] = lows[later - 1], kinds[later - 1]
        far[later], rows[later] = far[later - 1], rows[later - 1]
    lows[place], kinds[place], far[place], rows[place] = low, kind, far_m, row
    return min(count + 1, len(lows))


@compiled
def _is_before(block, best, place, low, kind, far_m, row):
    """Tell whether a newcomer comes before the one at a place: by score, kind, distance and id."""
    if low != best.low[place]:
        return low < best.low[place]
    if kind != best.kind[place]:
        return kind < best.kind[place]
    if far_m != best.far_m[place]:
        return far_m < best.far_m[place]
    return _is_smaller(block, row, best.row[place])


@compiled
def _is_smaller(block, row, other):
    """Compare two ids as Python compares texts: UTF-8 keeps the order of code points."""
    source, ends, letters = block.source, block.id_ends, block.letters
    first, last = ends[source[row]], ends[source[row] + 1]
    other_first, other_last = ends[source[other]], ends[source[other] + 1]
    for step in range(min(last - first, other_last - other_first)):
        if letters[first + step] != letters[other_first + step]:
            return letters[first + step] < letters[other_first + step]
    return last - first < other_last - other_first


@compiled
def _tell(block, asked, best, count):
    """Write down what each of the best answers, and what its distance is worth."""
    offsets, capability, modes = block.offsets, block.capability, block.modes
    gifts, worth, partners = asked.gifts, asked.worth, asked.partners
    for place in range(count):
        row = best.row[place]
        best.weight[place] = _weigh(best.far_m[place])
        best.template[place] = len(partners) and _is_partner(block, asked, row)
        for which in range(len(gifts)):
            best.met[place, which] = 0
            for pair in range(offsets[row], offsets[row + 1]):
                if capability[pair] == gifts[which] and worth[which, modes[pair]] > 0.0:
                    best.met[place, which] = modes[pair]


@compiled
def _direct_fit(block, asked, row):
    offsets, capability, modes = block.offsets, block.capability, block.modes
    gifts, worth = asked.gifts, asked.worth
    fit = 0.0
    for pair in range(offsets[row], offsets[row + 1]):
        for which in range(len(gifts)):
            if gifts[which] == capability[pair]:
                fit += worth[which, modes[pair]]
    return fit


@compiled
def _is_partner(block, asked, row):
    """Tell whether a row fills a place beside the asker in a template."""
    offsets, capability, modes = block.offsets, block.capability, block.modes
    for pair in range(offsets[row], offsets[row + 1]):
        if modes[pair] & OFFER_SET and asked.partners[capability[pair]]:
            return True
    return False


@compiled
def _first_row(posting_row, at, end):
    """Give the lowest row at which any of the lists stands, or -1 when all are read."""
    first = -1
    for which in range(len(at)):
        if at[which] < end[which] and (first < 0 or posting_row[at[which]] < first):
            first = posting_row[at[which]]
    return first


@compiled
def _take_row(block, asked, row, at, end):
    """Move all lists on that stand at a row; give what it is worth there, which is nothing for other eyes."""
    fit = 0.0
    for which in range(len(at)):
        if at[which] < end[which] and block.posting_row[at[which]] == row:
            gift = block.posting_gift[at[which]]
            if asked.seen[gift // MODE_SETS]:
                fit += asked.worth[which, gift % MODE_SETS]
            at[which] += 1
    return fit


@compiled
def _seek(keys, wanted, low):
    """Give the first position from `low` on whose key is not below the wanted one, by steps that double."""
    high, step = low, 1
    while high < len(keys) and keys[high] < wanted:
        low = high + 1
        high += step
        step *= 2
    high = min(high, len(keys))
    while low < high:
        middle = (low + high) // 2
        if keys[middle] < wanted:
            low = middle + 1
        else:
            high = middle
    return low


@compiled
def _bare(best):
    return best.low, best.kind, best.far_m, best.row, best.met, best.template, best.weight


@compiled
def _nobody(limit, wide):
    return Best(
        np.empty(limit, np.float64),
        np.empty(limit, np.int64),
        np.empty(limit, np.float64),
        np.empty(limit, np.int64),
        np.zeros((limit, wide), np.uint8),
        np.zeros(limit, np.bool_),
        np.empty(limit, np.float64),
    )

"""
Fixed classes of a measure, so that two maps can be compared and a class can be explained in a few words.

Breaks depend on the measure, and for whole numbers on the level (a gemeente holds more than a wijk); never on the
data that happen to be there, so that nothing looks large or small only beside its neighbours.
"""

import numpy as np
import pandas as pd

from geo.areas.levels import GEMEENTE
from geo.coverage.figures import MERGED, NOT_ASKED, NOTHING_YET, STATE, UNKNOWN, VALUE, Figures
from geo.coverage.query import (
    ASKED,
    CONNECTIONS,
    DIVERSITY,
    PER_1000,
    REACH,
    STRENGTHS,
    CoverageQuery,
)

CLASSES = 5
"""Steps of one hue; an area with nothing yet is step 0."""

IS_UNKNOWN, IS_MERGED, IS_NOT_ASKED = -3, -2, -1
"""Numbers of the patterns: plain, dots and hatching."""

_SHARES = (0.2, 0.4, 0.6, 0.8)
_BREAKS = {
    STRENGTHS: (5.0, 10.0, 25.0, 50.0),
    PER_1000: (1.0, 2.0, 4.0, 8.0),
    DIVERSITY: (4.0, 7.0, 10.0, 13.0),
    REACH: _SHARES,
    ASKED: _SHARES,
    CONNECTIONS: (2.0, 5.0, 10.0, 20.0),
}
_GEMEENTE_TIMES = 10

_PATTERNS = {UNKNOWN: IS_UNKNOWN, MERGED: IS_MERGED, NOT_ASKED: IS_NOT_ASKED, NOTHING_YET: 0}


def breaks_of(query: CoverageQuery) -> tuple[float, ...]:
    """Give the lower bounds of classes 2 to `CLASSES`, rising; class 1 begins above 0."""
    breaks = _BREAKS[query.measure]
    is_large = query.level == GEMEENTE and query.measure in (STRENGTHS, CONNECTIONS)
    return tuple(value * _GEMEENTE_TIMES for value in breaks) if is_large else breaks


def classify(figures: Figures) -> pd.Series:
    """
    Give the class of each area.

    Returns
    -------
    classes
        Whole numbers named `class`, in the order of the table: 1 to `CLASSES`, 0 for nothing yet, or one of the
        patterns.
    """
    values = figures.table[VALUE].to_numpy(dtype=float, na_value=0.0)
    steps = 1 + np.searchsorted(breaks_of(figures.query), values, side="right")
    patterns = figures.table[STATE].map(_PATTERNS)
    return patterns.fillna(pd.Series(steps, index=patterns.index)).astype("int64").rename("class")

"""Where markers stand on paper: apart from each other, as near as can be to where they belong."""

import numpy as np
from numpy.typing import NDArray

ROUNDS = 500
"""Most steps of moving apart; far fewer are needed when there is room."""

_PULL, _PULLED_ROUNDS = 0.02, 120  # how strongly, and how long, a marker is drawn back to its point
_AT_REST_MM = 0.01
_GOLDEN_ANGLE = np.pi * (3 - 5**0.5)

Points = NDArray[np.float64]
Window = tuple[float, float]


def spread(points: Points, radii: NDArray[np.float64], window: Window) -> Points:
    """
    Move round markers apart.

    Parameters
    ----------
    points
        Where they belong, millimetres in the window, shape (n, 2).
    radii
        Millimetres with the air around them, shape (n,).
    window
        Width and height in millimetres; markers stay inside.

    Returns
    -------
    places
        Where they stand, shape (n, 2). The same for the same arguments; markers of one point fan out around
        it. Nothing overlaps where there is room for all.
    """
    seeds = _seeds(len(points))
    places = points + seeds
    for turn in range(ROUNDS):
        pull = _PULL * max(0.0, 1 - turn / _PULLED_ROUNDS)  # afterwards they only move apart
        push = _push(places + seeds, radii)
        places += pull * (points - places) + push
        np.clip(places, radii[:, None], np.array(window) - radii[:, None], out=places)
        if turn > _PULLED_ROUNDS and np.abs(push).max() < _AT_REST_MM:
            break
    return places


def _seeds(count: int) -> Points:
    """Give tiny different steps, so that markers of one point know which way to go."""
    turns = np.arange(count)
    angles, reach = turns * _GOLDEN_ANGLE, 0.01 * np.sqrt(turns + 1)
    return np.column_stack([reach * np.cos(angles), reach * np.sin(angles)])


def _push(places: Points, radii: NDArray[np.float64]) -> Points:
    """Give the step of each marker away from those that it overlaps."""
    x, y = places.T
    east, south = np.subtract.outer(x, x), np.subtract.outer(y, y)
    apart = np.add.outer(radii, radii)
    np.fill_diagonal(apart, 0.0)
    one, other = np.nonzero(east * east + south * south < apart * apart)
    away = np.column_stack([east[one, other], south[one, other]])
    distance = np.maximum(np.hypot(*away.T), 1e-9)
    steps = away * (0.5 * (apart[one, other] - distance) / distance)[:, None]
    push = np.column_stack([np.bincount(one, step, len(places)) for step in steps.T])
    size = np.hypot(*push.T)
    return push * (radii / np.maximum(size, radii))[:, None]  # by no more than its own size


def count_cells(
    points: Points, kinds: NDArray[np.int64], size: float, *, kind_count: int
) -> tuple[Points, NDArray]:
    """
    Count markers per square cell.

    Parameters
    ----------
    points
        Millimetres, shape (n, 2).
    kinds
        Number of each one's kind, shape (n,).
    size
        Side of a cell, millimetres.

    Returns
    -------
    centres
        Mean point of each filled cell, shape (m, 2).
    counts
        How many of each kind, shape (m, kind_count).
    """
    columns, rows = np.floor(points / size).astype(np.int64).T
    cells, of = np.unique(rows * 100_000 + columns, return_inverse=True)
    counts = np.zeros((len(cells), kind_count), dtype=np.int64)
    np.add.at(counts, (of, kinds), 1)
    sums = np.column_stack([np.bincount(of, points[:, axis], len(cells)) for axis in (0, 1)])
    return sums / counts.sum(axis=1, keepdims=True), counts

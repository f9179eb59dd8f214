"""
Distance as a value: how far it is from one point to others, how long that is on foot, and what it is worth.

Every measure takes these functions as arguments, so that a walk along the real network can take the place
of the straight line. Points are EPSG:28992 metres.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Distance = Callable[[float, float, NDArray[np.float64], NDArray[np.float64]], NDArray[np.float64]]
"""From one point (x, y) to n points (x, y): metres, shape (n,). Never less than the straight line."""

PairDistance = Callable[
    [NDArray[np.float64], NDArray[np.float64], NDArray[np.float64], NDArray[np.float64]], NDArray[np.float64]
]
"""From n points (x, y) to n points (x, y), pair by pair: metres, shape (n,)."""

Decay = Callable[[NDArray[np.float64]], NDArray[np.float64]]
"""From metres of shape (n,) to weights in [0, 1]. Never rises with distance."""

DETOUR = 1.3
"""A walk is about this much longer than the straight line."""

WALKING_M_PER_MIN = 80.0
"""4.8 km/h."""

BAND_MIN = 5.0
"""Distances are valued by walks of five minutes: within one, near is near."""

HALF_BANDS = 3
"""After so many of these walks, a quarter of an hour, half of the worth is left."""


def straight_line(
    x: float | NDArray[np.float64],
    y: float | NDArray[np.float64],
    to_x: NDArray[np.float64],
    to_y: NDArray[np.float64],
) -> NDArray[np.float64]:
    """Give the straight line in metres from one point (or more, by broadcasting) to each of n points."""
    east, north = to_x - x, to_y - y
    return np.sqrt(east * east + north * north)


def walked_line(
    x: float | NDArray[np.float64],
    y: float | NDArray[np.float64],
    to_x: NDArray[np.float64],
    to_y: NDArray[np.float64],
) -> NDArray[np.float64]:
    """Give the metres to walk from one point (or more) to each of n points: the straight line x 1.3."""
    return straight_line(x, y, to_x, to_y) * DETOUR


@dataclass(frozen=True)
class Walk:
    """
    How far it is on foot, with what is known of it beforehand: the network may take the straight line's place.

    Attributes
    ----------
    metres
        From n points (x, y) to n points (x, y), pair by pair.
    least_detour, most_detour
        Metres are never less than the straight line times the first, and never more than it times the second
        (infinite when nothing is known), so that whole cells can be passed over, or taken, at once.
    """

    metres: PairDistance
    least_detour: float = 1.0
    most_detour: float = float("inf")


STRAIGHT_WALK = Walk(walked_line, DETOUR, DETOUR)
"""The straight line x 1.3, until there is a network."""


def walk_minutes(distance_m: NDArray[np.float64]) -> NDArray[np.float64]:
    """Turn straight-line metres into minutes on foot: x 1.3 for the detour, at 4.8 km/h."""
    return np.asarray(distance_m) * (DETOUR / WALKING_M_PER_MIN)


def walk_decay(distance_m: NDArray[np.float64]) -> NDArray[np.float64]:
    """
    Value distance in steps of five minutes' walk, the default of every ranking.

    Steps rather than a slope, because nobody minds a minute more: within the same five minutes two
    assets of equal fit are equal, and then a resident comes before an association before an institution.

    Returns
    -------
    weight
        3 / (3 + n) after n whole walks of five minutes (308 m each in a straight line): 1.0 next door,
        0.75, 0.6, 0.5, ... A plain division, so that equal distances are equal to the last bit everywhere.
    """
    return HALF_BANDS / (HALF_BANDS + np.floor(walk_minutes(distance_m) / BAND_MIN))


def no_decay(distance_m: NDArray[np.float64]) -> NDArray[np.float64]:
    """Value every distance within the radius alike."""
    return np.ones_like(distance_m)

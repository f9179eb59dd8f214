"""
Which part of the world a map must be ready for.

The browser tells when its view leaves what it has; until it does, we reckon where it will look, as Leaflet does.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from math import floor, log, log2, pi, radians, sin
from typing import Any, TypeGuard

from dashboard import state
from geo.detail import DEEPEST, Cells, Window

TILE_PX = 256
AROUND = 1
"""Tiles around the view that are sent too, so that a small pan shows what is there already."""

LIKELY_SIZE = (900, 640)
"""Pixels of a map on a laptop, until the browser tells."""

NETHERLANDS = (3.36, 50.75, 7.22, 53.55)
PADDING_LEFT, PADDING_TOP, PADDING_RIGHT, PADDING_BOTTOM = 24, 24, 24, 64
DEEPEST_FIT = 16
"""As `look` in map_layer/surroundings.js fits bounds."""

Bounds = tuple[float, float, float, float]
"""West, south, east, north in degrees."""


@dataclass(frozen=True)
class Told:
    """What the browser last told: its view in tiles, when, where it was asked to look, and its size in pixels."""

    window: Window
    moment: float
    focus: str
    size: tuple[int, int]


@dataclass(frozen=True, eq=False)
class Sight:
    """What a scene is ready for: a window (None: it holds everything), what is counted in it, and where all is."""

    window: Window | None
    cells: Cells | None
    extent: Bounds | None


def window(map_key: str, *, focus: Bounds | None, extent: Bounds | None) -> Window:
    """
    Give the part of the world that a map must be ready for, and remember it.

    Parameters
    ----------
    map_key
        Key of the map on its page.
    focus
        Where the map is asked to look, or None.
    extent
        Where all is that could be shown, or None; a map that is asked nothing begins there.
    """
    told = read_told(state.map_answer(map_key))
    mark = focus_mark(focus)
    moment, earlier_mark, earlier = state.sight(map_key)
    if told and told.moment != moment and (focus is None or told.focus == mark):
        found = told.window
    elif earlier is not None and (focus is None or mark == earlier_mark):
        found = earlier
    else:
        found = reckon(focus or extent or NETHERLANDS, told.size if told else LIKELY_SIZE)
    state.remember_sight(map_key, (told.moment if told else None, mark, found))
    return found


def read_told(answer: Any) -> Told | None:
    """Read the browser's answer, which may be anything."""
    drawing = answer.get("last_active_drawing") if isinstance(answer, Mapping) else None
    told = drawing.get("properties") if isinstance(drawing, Mapping) else None
    if not isinstance(told, Mapping):
        return None
    parts, size, moment = told.get("window"), told.get("size"), told.get("seen")
    if not (_are_numbers(parts, 5) and _are_numbers(size, 2) and isinstance(moment, int | float)):
        return None
    try:
        return Told(Window(*parts), moment, str(told.get("focus")), (size[0], size[1]))
    except ValueError:
        return None


def _are_numbers(values: Any, count: int) -> TypeGuard[list[int]]:
    return isinstance(values, list) and len(values) == count and all(type(value) is int for value in values)


def corners(bounds: Bounds) -> list[list[float]]:
    """Write bounds as the browser reads them: south-west and north-east, latitude first."""
    west, south, east, north = bounds
    return [[round(float(south), 5), round(float(west), 5)], [round(float(north), 5), round(float(east), 5)]]


def focus_mark(focus: Bounds | None) -> str:
    """Give the text by which browser and server know the same focus."""
    if focus is None:
        return ""
    return " ".join(f"{value:.5f}" for corner in corners(focus) for value in corner)


def reckon(bounds: Bounds, size: tuple[int, int]) -> Window:
    """
    Reckon the tiles that a map of this size will need once it has fitted bounds.

    Parameters
    ----------
    bounds
        Degrees.
    size
        Width and height of the map in pixels.
    """
    (west, north), (east, south) = (_world(*bounds[0:4:3]), _world(*bounds[2:0:-1]))
    width = max(size[0] - PADDING_LEFT - PADDING_RIGHT, 1)
    height = max(size[1] - PADDING_TOP - PADDING_BOTTOM, 1)
    scale = min(width / max(east - west, 1e-9), height / max(south - north, 1e-9))
    zoom = max(0, min(floor(log2(scale) + 0.005), DEEPEST_FIT))
    pixels = 2**zoom
    middle = (west + east) / 2 * pixels, (north + south) / 2 * pixels + (PADDING_BOTTOM - PADDING_TOP) / 2
    return around(middle, size, zoom)


def around(middle: tuple[float, float], size: tuple[float, float], zoom: int) -> Window:
    """Give the whole tiles that a view touches, and those around them; `middle` is in pixels of the zoom."""
    last = 2 ** min(zoom, DEEPEST)
    (left, right), (top, bottom) = (
        (
            max(floor((centre - length / 2) / TILE_PX) - AROUND, 0),
            min(floor((centre + length / 2) / TILE_PX) + 1 + AROUND, last),
        )
        for centre, length in zip(middle, size, strict=True)
    )
    return Window(min(zoom, DEEPEST), left, top, right, bottom)


def _world(longitude: float, latitude: float) -> tuple[float, float]:
    sine = sin(radians(latitude))
    return (longitude + 180) / 360 * TILE_PX, (0.5 - log((1 + sine) / (1 - sine)) / (4 * pi)) * TILE_PX

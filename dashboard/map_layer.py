"""
The compact canvas layer: assets as columns in one string, drawn in the browser by the scripts of the
folder `map_layer`.

A Folium object per asset costs seconds and megabytes; here one layer holds all assets of a kind, about five
bytes each.
"""

import base64
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from branca.element import MacroElement
from folium.template import Template
from numpy.typing import ArrayLike, NDArray

from geo.detail import Cells

SCRIPTS = tuple(
    Path(__file__).with_name("map_layer") / f"{name}.js"
    for name in (
        "columns",
        "fan",
        "shapes",
        "cells",
        "crowd",
        "labels",
        "fills",
        "legend",
        "room",
        "backdrop",
        "tiles",
        "surroundings",
        "painting",
        "pointer",
        "sight",
        "stage",
        "style",
        "base",
    )
)
"""The browser's half, in the order in which the files build on each other."""


def script() -> bytes:
    """Give the browser's half as one file, so that the first map waits for one answer. Never sent with data."""
    return b"\n".join(path.read_bytes() for path in SCRIPTS)


STEPS_PER_DEGREE = 100_000
"""Coordinates are whole steps of 1e-5 degree, about one metre."""


def pack_points(longitude: ArrayLike, latitude: ArrayLike) -> str:
    """
    Pack coordinates into one short ASCII string.

    Parameters
    ----------
    longitude, latitude
        WGS84 degrees, shape (n,). Neighbouring rows that lie near each other pack best.

    Returns
    -------
    packed
        Base64 (with the signs + and / only) of the steps from each point to the next, latitude before
        longitude, zigzag-coded, in groups of seven bits, lowest first.
    """
    points = np.column_stack([np.asarray(latitude, float), np.asarray(longitude, float)])
    steps = np.rint(points * STEPS_PER_DEGREE).astype(np.int64)
    return pack_numbers(np.diff(steps, axis=0, prepend=np.zeros((1, 2), np.int64)))


def pack_numbers(numbers: NDArray[np.int64]) -> str:
    """
    Pack whole numbers, row by row, into one short ASCII string; small ones take one byte.

    Returns
    -------
    packed
        Base64 (with the signs + and / only) of the numbers, zigzag-coded, in groups of seven bits, lowest first.
    """
    flat = np.asarray(numbers, np.int64).ravel()
    return base64.b64encode(_varints((flat << 1) ^ (flat >> 63))).decode()


def pack_cells(cells: Cells) -> dict[str, Any]:
    """
    Pack counted cells for `cells.js`.

    Returns
    -------
    packed
        Zoom, the westernmost column and the first row, and per cell: rows further than the one before, columns from
        the westernmost, the three counts, and the middle of its assets in steps of the cell.
    """
    left, top = int(cells.column.min(initial=2**31)), int(cells.row.min(initial=2**31))
    numbers = np.column_stack(
        [np.diff(cells.row, prepend=top), cells.column - left, cells.counts, cells.east, cells.south]
    )
    return {"zoom": cells.zoom, "left": left, "top": top, "packed": pack_numbers(numbers)}


def _varints(values: NDArray[np.int64]) -> bytes:
    shifted = values[:, None] >> np.arange(0, 35, 7)
    lengths = np.maximum((shifted > 0).sum(axis=1), 1)
    places = np.arange(5)
    more = np.where(places < lengths[:, None] - 1, 0x80, 0)
    return ((shifted & 0x7F) | more).astype(np.uint8)[places < lengths[:, None]].tobytes()


class Stage(MacroElement):
    """What draws all layers of a map: one canvas, the pointer, the legend. Belongs to the constant base map."""

    _template = Template(
        "{% macro header(this, kwargs) %}<style>{{ this.style }}</style>{% endmacro %}"
        "{% macro script(this, kwargs) %}"
        "krachtenkaart.prepare({{ this._parent.get_name() }}, {{ this.tiles.get_name() }});"
        "{% endmacro %}"
    )

    # The iframe is as high as the page asks; the map follows it, also when that changes.
    style = "#map_div { height: 100vh !important; }"

    def __init__(self, tiles: MacroElement) -> None:
        super().__init__()
        self._name = "Stage"
        self.tiles = tiles


class KindLayer(MacroElement):
    """
    All assets of one kind, as one layer.

    Parameters
    ----------
    kind
        Code of the kind.
    first
        Number of this layer's first asset in the scene; the others count on from it.
    longitude, latitude
        WGS84 degrees, shape (n,).
    names
        Encoded names (`map_nets.encode`) of the n assets, or none at all.
    """

    _template = Template(
        "{% macro script(this, kwargs) %}"
        "var {{ this.get_name() }} = new krachtenkaart.KindLayer({{ this.options|tojson }})"
        ".addTo({{ this._parent.get_name() }});"
        "{% endmacro %}"
    )

    def __init__(
        self,
        kind: str,
        *,
        first: int,
        longitude: ArrayLike,
        latitude: ArrayLike,
        names: Sequence[str] = (),
    ) -> None:
        super().__init__()
        self._name = "KindLayer"
        self.options = {
            "kind": kind,
            "first": first,
            "count": int(np.size(longitude)),
            "points": pack_points(longitude, latitude),
            "names": list(names),
        }


class SceneLayer(MacroElement):
    """
    What stands around the assets: outlines, place, chosen asset, lines, legend, and where to look.

    Parameters
    ----------
    scene
        Numbers, codes and encoded words only.
    """

    _template = Template(
        "{% macro script(this, kwargs) %}"
        "var {{ this.get_name() }} = new krachtenkaart.SceneLayer({{ this.options|tojson }})"
        ".addTo({{ this._parent.get_name() }});"
        "{% endmacro %}"
    )

    def __init__(self, scene: Mapping[str, Any]) -> None:
        super().__init__()
        self._name = "SceneLayer"
        self.options = dict(scene)


class FreshGroups(MacroElement):
    """Empties the component's list of earlier groups, which otherwise only grows (streamlit-folium 0.27)."""

    _template = Template("{% macro script(this, kwargs) %}window.feature_group = [];{% endmacro %}")

    def __init__(self) -> None:
        super().__init__()
        self._name = "FreshGroups"

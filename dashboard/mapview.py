"""
The map component: a scene in, the clicked asset out.

The base map is the same text at every run, so that the browser keeps its map; what changes travels in feature
groups. The map gets numbers, codes and closed words; names pass the encoder of `map_nets` only.
"""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import astuple, dataclass, field
from functools import cached_property, lru_cache
from typing import Any

import folium
import numpy as np
from babel.numbers import format_decimal
from numpy.typing import NDArray
from streamlit_folium import st_folium
from xyzservices import TileProvider

from dashboard import map_nets, state
from dashboard.i18n import language, t
from dashboard.map_layer import FreshGroups, KindLayer, SceneLayer, Stage, pack_cells, script
from dashboard.sight import Sight, corners
from dashboard.tiles import TILES, tiles_address
from geo.terms import KINDS

map_nets.install()

MOST_NAMES = 500
"""Up to this many assets show their name under the pointer; with more, names are read in the list."""

STYLES = ("solid", "dashed", "dotted")
"""Signs of a connection: can - seeks, teaches - learns, together."""

WORDS = ("map", *KINDS, *STYLES, "zoom_in", "zoom_out")
"""Closed words on the map; their sentences are `mapview.<word>`."""

LONG_COUNT = 1000
"""From here on a count is written with more than its digits."""

ASSETS = "../../kaart"
"""Where our server keeps Leaflet and our script, seen from the component's frame; holds under any base path."""

PLACE_ROW = -1
"""Stands for the place among the numbers of the assets."""

NO_PICTURE = "data:image/gif;base64,R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7"
"""Stands where a tile would come from another machine, when none is asked."""

_ANYWHERE_IN_NL = (52.15, 5.3)


@dataclass(frozen=True)
class Connection:
    """A line from the chosen asset to another; `strength` in [0, 1] gives its width."""

    other: str
    style: str
    strength: float


@dataclass(frozen=True)
class Strand:
    """A line between two assets, wherever they are; as a `Connection` otherwise."""

    one: str
    other: str
    style: str
    strength: float


@dataclass(frozen=True)
class Fills:
    """
    How areas are filled.

    Attributes
    ----------
    classes
        Class of each area in the order of the file of outlines: a step from 0 on, or a pattern below 0
        (`geo.coverage.classes`).
    legend
        Numbers of classes with their closed words, in the order of the legend.
    chosen
        Places in that order of the areas that are pointed out.
    """

    classes: tuple[int, ...]
    legend: tuple[tuple[int, str], ...]
    chosen: tuple[int, ...] = ()

    @property
    def mark(self) -> str:
        """Give a short mark, by which a click is known to be of this map."""
        return hashlib.blake2s(repr(self.classes).encode(), digest_size=8).hexdigest()


@dataclass(frozen=True, eq=False)
class MapScene:
    """
    All that one map shows.

    Attributes
    ----------
    asset_id, kind
        Ids and codes of kinds, shape (n,).
    longitude, latitude
        WGS84 degrees, shape (n,).
    names
        Raw names, n of them: hostile until encoded.
    chosen
        Id of the asset whose card is open, or None.
    connections
        Lines from the chosen asset.
    bonds
        Lines of a group as pairs of ids, "" for the place.
    strands
        Lines between any two assets.
    fresh
        Ids of assets that have just come: each is greeted by one soft pulse.
    labels
        Up to two lines of raw text per id that stand beside its marker: hostile until encoded.
    place
        Longitude, latitude and radius in metres of the place that is asked about, or None.
    focus
        West, south, east, north in degrees, or None. The map moves there when this changes, never otherwise.
    outlines
        Names of the files (`map_files`) with what lies under the assets: outlines and names of areas, which make
        the map readable without background, layers of one's own, and which tiles are kept here.
    counts
        How many of each kind the legend names, where the scene holds more than was asked for; else all it holds.
    words
        Closed words of the legend by the names in `WORDS`.
    dark
        Whether the page is dark.
    room
        Whether a room reads it from ten metres: large signs and words, no legend (it stands beside the map).
    sight
        What the scene is ready for when it does not hold all: the browser tells when its view leaves that.
    fills
        How the outlines are filled, or None.
    """

    asset_id: Sequence[str]
    kind: Sequence[str]
    longitude: Sequence[float] | NDArray[np.float64]
    latitude: Sequence[float] | NDArray[np.float64]
    names: Sequence[str] = ()
    chosen: str | None = None
    connections: tuple[Connection, ...] = ()
    bonds: tuple[tuple[str, str], ...] = ()
    strands: tuple[Strand, ...] = ()
    fresh: Sequence[str] = ()
    labels: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    place: tuple[float, float, float] | None = None
    focus: tuple[float, float, float, float] | None = None
    outlines: tuple[str, ...] = ()
    counts: Mapping[str, int] | None = None
    words: Mapping[str, str] = field(default_factory=dict)
    dark: bool = False
    room: bool = False
    sight: Sight | None = None
    fills: Fills | None = None

    @cached_property
    def ids(self) -> NDArray[np.str_]:
        """Give the ids as text, shape (n,)."""
        return np.asarray(self.asset_id, dtype=str)

    @cached_property
    def order(self) -> NDArray[np.int64]:
        """
        Give the order in which the browser numbers the assets.

        By kind, then from north to south (the nearer covers the farther), then west to east; assets on one point
        by their id, so that each keeps its place in the fan however the page sorts them. Assets without a point
        are left out.
        """
        rank = {kind: number for number, kind in enumerate(KINDS)}
        kinds = np.array([rank[kind] for kind in self.kind], dtype=int)
        east, north = np.asarray(self.longitude, float), np.asarray(self.latitude, float)
        order = np.lexsort((self.ids, east, -north, kinds))
        return order[np.isfinite(east + north)[order]]

    @cached_property
    def mark(self) -> str:
        """Give a short mark of which assets have which number."""
        return hashlib.blake2s(self.ids[self.order].tobytes(), digest_size=8).hexdigest()

    @cached_property
    def rows(self) -> dict[str, int]:
        """Give the number of each asset by its id."""
        return {asset_id: row for row, asset_id in enumerate(self.ids[self.order].tolist())}


def legend_words() -> dict[str, str]:
    """Say the closed words of the map in the reader's language."""
    return {word: t(f"mapview.{word}") for word in WORDS}


def build(scene: MapScene) -> tuple[folium.Map, list[folium.FeatureGroup]]:
    """
    Build the constant base map, and all that changes.

    Parameters
    ----------
    scene
        What to show.

    Returns
    -------
    base, groups
        A fresh map whose script is the same for every scene, and five feature groups: one for each kind in the
        order of `geo.terms.KINDS`, and one for the surroundings.
    """
    groups = [_kind_group(scene, kind) for kind in KINDS]
    groups[0].add_child(FreshGroups())
    around = folium.FeatureGroup(name="around")
    around.add_child(SceneLayer(_around(scene)))
    return _base_map(), [*groups, around]


def show(scene: MapScene, *, key: str, height: int) -> str | None:
    """
    Show the map and tell which asset was clicked.

    Parameters
    ----------
    scene
        What to show.
    key
        Fixed key of this map on its page.
    height
        Height in CSS pixels.

    Returns
    -------
    asset_id
        Id of the asset that was clicked since the last run, or None. A click is told once, and only while the
        scene holds the asset; clicking the same asset again is a new click.
    """
    answer = _draw(scene, key=key, height=height)
    scenes = state.remembered_scenes(key, scene.mark, scene.ids[scene.order])
    click = _read_click(scenes, answer)
    if click is None or click[0] not in scene.rows or not state.is_fresh_click(key, click[1]):
        return None
    return click[0]


def show_areas(scene: MapScene, *, key: str, height: int) -> int | None:
    """
    Show a map of filled areas and tell which one was clicked.

    Returns
    -------
    place
        Its place in the order of the outlines, or None. A click is told once, and only while the map shows the
        same classes.
    """
    told = _told(_draw(scene, key=key, height=height))
    place, moment, fills = told.get("area"), told.get("moment"), scene.fills
    if fills is None or told.get("fills") != fills.mark or not isinstance(moment, int | float):
        return None
    if type(place) is not int or not 0 <= place < len(fills.classes):
        return None
    return place if state.is_fresh_click(key, moment) else None


def _draw(scene: MapScene, *, key: str, height: int) -> Any:
    base, groups = build(scene)
    return st_folium(
        base,
        key=key,
        height=height,
        use_container_width=True,
        returned_objects=["last_active_drawing"],
        feature_group_to_add=groups,
    )


def _base_map() -> folium.Map:
    base = folium.Map(location=_ANYWHERE_IN_NL, zoom_start=8, tiles=None, minZoom=6, maxZoom=19)
    base.default_js = [
        ("leaflet", f"{ASSETS}/leaflet.js?v=1.9.3"),
        ("krachtenkaart", f"{ASSETS}/map_layer.js?v={_script_mark()}"),
    ]
    base.default_css = [("leaflet_css", f"{ASSETS}/leaflet.css?v=1.9.3")]
    # As a provider: folium would look for a mere address among the names of all providers, at each run.
    address = TileProvider(name="kaart", url=tiles_address() or NO_PICTURE, attribution="")
    tiles = folium.TileLayer(
        address,
        attr="Kaartgegevens © Kadaster",
        min_zoom=TILES.min_zoom,
        max_zoom=TILES.max_zoom,
        show=False,  # the stage adds it once it knows where to look
    )
    base.add_child(tiles)
    base.add_child(Stage(tiles))
    return base


@lru_cache
def _script_mark() -> str:
    return hashlib.blake2s(script(), digest_size=6).hexdigest()


def _kind_group(scene: MapScene, kind: str) -> folium.FeatureGroup:
    kinds = np.asarray(scene.kind, dtype=str)[scene.order]
    rows = scene.order[kinds == kind]
    group = folium.FeatureGroup(name=kind)
    group.add_child(
        KindLayer(
            kind,
            first=int(np.argmax(kinds == kind)) if len(rows) else 0,
            longitude=np.asarray(scene.longitude, float)[rows],
            latitude=np.asarray(scene.latitude, float)[rows],
            names=[map_nets.encode(scene.names[row]) for row in rows] if _shows_names(scene) else (),
        )
    )
    return group


def _shows_names(scene: MapScene) -> bool:
    return 0 < len(scene.names) <= MOST_NAMES


def _around(scene: MapScene) -> dict[str, Any]:
    chosen = scene.rows.get(scene.chosen) if scene.chosen else None
    return {
        "mark": scene.mark,
        "dark": scene.dark,
        "lang": language(),
        "words": {word: map_nets.encode(text) for word, text in scene.words.items() if word in WORDS},
        "counts": _counts(scene),
        "chosen": chosen,
        "label": "" if chosen is None else _label(scene, chosen),
        "links": [
            [scene.rows[one.other], STYLES.index(one.style), round(float(one.strength), 3)]
            for one in scene.connections
            if one.other in scene.rows
        ],
        "bonds": _bonds(scene),
        "strands": [
            [
                scene.rows[one.one],
                scene.rows[one.other],
                STYLES.index(one.style),
                round(float(one.strength), 3),
            ]
            for one in scene.strands
            if one.one in scene.rows and one.other in scene.rows
        ],
        "fresh": [scene.rows[asset_id] for asset_id in scene.fresh if asset_id in scene.rows],
        "room": scene.room,
        "labels": [
            [scene.rows[asset_id], *map(map_nets.encode, lines)]
            for asset_id, lines in scene.labels.items()
            if asset_id in scene.rows
        ],
        "place": None if scene.place is None else [round(float(value), 5) for value in scene.place],
        "focus": None if scene.focus is None else corners(scene.focus),
        "extent": _extent(scene),
        "window": _window(scene),
        "cells": _cells(scene),
        "files": [f"{ASSETS}/{name}" for name in scene.outlines],
        **({} if scene.fills is None else {"fills": _fills(scene.fills)}),
    }


def _fills(fills: Fills) -> dict[str, Any]:
    return {
        "classes": list(fills.classes),
        "legend": [[number, map_nets.encode(words)] for number, words in fills.legend],
        "chosen": list(fills.chosen),
        "mark": fills.mark,
    }


def _bonds(scene: MapScene) -> list[list[int]]:
    rows = {**scene.rows, "": PLACE_ROW}
    return [[rows[one], rows[other]] for one, other in scene.bonds if one in rows and other in rows]


def _label(scene: MapScene, row: int) -> str:
    return map_nets.encode(scene.names[scene.order[row]]) if len(scene.names) else ""


def _counts(scene: MapScene) -> dict[str, str]:
    found = scene.counts
    if found is None:
        kinds, counts = np.unique(np.asarray(scene.kind, dtype=str)[scene.order], return_counts=True)
        found = dict(zip(kinds.tolist(), counts.tolist(), strict=True))
    return {kind: map_nets.encode(format_decimal(found.get(kind, 0), locale=language())) for kind in KINDS}


def _extent(scene: MapScene) -> list[list[float]] | None:
    if scene.sight and scene.sight.extent:
        return corners(scene.sight.extent)
    east, north = (np.asarray(one, float)[scene.order] for one in (scene.longitude, scene.latitude))
    return corners((east.min(), north.min(), east.max(), north.max())) if len(east) else None


def _window(scene: MapScene) -> list[int] | None:
    """The part of the world that was sent, and whether going closer brings nothing new; None: it is all there."""
    if scene.sight is None or scene.sight.window is None:
        return None
    is_deep = scene.sight.cells is None and _shows_names(scene)
    return [*astuple(scene.sight.window), int(is_deep)]


def _cells(scene: MapScene) -> dict[str, Any] | None:
    if scene.sight is None or scene.sight.cells is None:
        return None
    totals = set(scene.sight.cells.counts.sum(axis=1).tolist())
    labels = {str(total): map_nets.encode(short_count(total)) for total in totals if total >= LONG_COUNT}
    return {**pack_cells(scene.sight.cells), "labels": labels}


def short_count(count: int) -> str:
    """Say a count in at most a few signs: "987", "1,2 dzd", "12 dzd", "1,2 mln"."""
    if count < LONG_COUNT:
        return format_decimal(count, locale=language())
    name, share = ("thousands", count / 1e3) if count < 999_500 else ("millions", count / 1e6)
    number = format_decimal(round(share, 0 if share >= 10 else 1), format="0.#", locale=language())
    return t(f"mapview.{name}", number=number)


def _read_click(numberings: Mapping[str, NDArray[np.str_]], answer: Any) -> tuple[str, float] | None:
    """Read the browser's answer, which may be anything: the id that was clicked, and when."""
    told = _told(answer)
    ids = numberings.get(str(told.get("scene")), ())
    row, moment = told.get("row"), told.get("moment")
    if type(row) is int and isinstance(moment, int | float) and 0 <= row < len(ids):
        return str(ids[row]), moment
    return None


def _told(answer: Any) -> dict[str, Any]:
    drawing = answer.get("last_active_drawing") if isinstance(answer, dict) else None
    told = drawing.get("properties") if isinstance(drawing, dict) else None
    return told if isinstance(told, dict) else {}

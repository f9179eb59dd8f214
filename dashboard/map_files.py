"""
Files of the map that a browser fetches once: outlines, background layers, which tiles are kept here.

A file is named after its content, so a browser may keep it for good, and equal contents are one file. It is a
script, because the map's frame may run the app's own scripts and speak to nobody otherwise (see `security.py`).
"""

import gzip
import hashlib
import json
import threading
from collections import OrderedDict
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import shapely
from shapely import get_exterior_ring, get_parts
from shapely.geometry import shape

from dashboard import map_nets
from dashboard.map_layer import pack_points
from geo.basemap.layers import STYLE, read_layers, split_rings
from geo.basemap.styles import STYLES
from geo.basemap.tiles import kept_runs
from geo.crs import WGS84

MOST_FILES = 64
"""Old contents make room; a page asks for a file right after it was told of it."""

_MARK_BYTES = 8

Outline = tuple[str, str, Mapping[str, Any]]
"""Raw name (hostile until encoded), code, and GeoJSON geometry in degrees."""


class MapFiles:
    """The files that pages were told of, by name, compressed."""

    def __init__(self) -> None:
        self._files: OrderedDict[str, bytes] = OrderedDict()
        self._lock = threading.Lock()

    def publish(self, part: str, content: object) -> str:
        """
        Make a file of a part of the map.

        Parameters
        ----------
        part
            What it is, in small letters; the browser finds the content under this name.
        content
            Numbers, codes and encoded texts, as JSON can say them.

        Returns
        -------
        name
            Of the file, with the mark of its content.
        """
        told = json.dumps(content, separators=(",", ":"), ensure_ascii=True)
        mark = hashlib.blake2s(told.encode(), digest_size=_MARK_BYTES).hexdigest()
        name = f"{part}-{mark}.js"
        with self._lock:
            if name not in self._files:
                script = f'krachtenkaart.take("{name}",{{"{part}":{told}}});'
                self._files[name] = gzip.compress(script.encode(), mtime=0)
            self._files.move_to_end(name)
            while len(self._files) > MOST_FILES:
                self._files.popitem(last=False)
        return name

    def find(self, name: str) -> bytes | None:
        """Give a file as gzip; None when there is none of this name."""
        with self._lock:
            return self._files.get(name)


FILES = MapFiles()
"""Those of this server."""


def publish_outlines(outlines: Sequence[Outline]) -> str:
    """Make the file with the outlines and names of areas."""
    return FILES.publish("outlines", [_outline(name, geometry) for name, _, geometry in outlines])


def _outline(name: str, geometry: Mapping[str, Any]) -> dict[str, Any]:
    area = shape(geometry)
    middle = area.representative_point()
    parts = get_parts(area)
    holes = [[_ring(hole) for hole in part.interiors] for part in parts]
    return {
        "name": map_nets.encode(name),
        "rings": [_ring(get_exterior_ring(part)) for part in parts],
        **({"holes": holes} if any(holes) else {}),
        "middle": [round(middle.y, 5), round(middle.x, 5)],
    }


def _ring(ring: Any) -> str:
    return pack_points(*np.asarray(ring.coords)[:, :2].T)


def publish_background(home: Path) -> tuple[str, ...]:
    """Make the files of what lies under the assets: the layers, and which tiles are kept; none for nothing."""
    layers, runs = read_layers(home), kept_runs(home)
    files = [FILES.publish("layers", _layers(layers))] if len(layers) else []
    return (*files, FILES.publish("tiles", runs)) if runs else tuple(files)


def _layers(layers: gpd.GeoDataFrame) -> list[dict[str, Any]]:
    """Pack the shapes of each style, lines apart from surfaces, in the order of drawing."""
    shapes = shapely.orient_polygons(layers.to_crs(WGS84).geometry.to_numpy())
    is_surface = shapely.get_dimensions(shapes) == 2
    groups = [
        (style, surface, shapes[(layers[STYLE] == style).to_numpy() & (is_surface == surface)])
        for surface in (True, False)
        for style in STYLES
    ]
    return [_layer(style, surface, own) for style, surface, own in groups if len(own)]


def _layer(style: str, is_surface: bool, shapes: np.ndarray) -> dict[str, Any]:
    rings, sizes = split_rings(shapes)
    return {
        "style": style,
        "surface": is_surface,
        "points": pack_points(*np.concatenate(rings).T),
        "corners": [len(ring) for ring in rings],
        "rings": sizes,
    }

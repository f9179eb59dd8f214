"""
Background layers in the data folder: a light copy of our own of each, in EPSG:28992.

A layer is one Parquet file, written beside its place and put there in one step: it is there whole, or not.
"""

import re
import unicodedata
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from geo.basemap.lightening import Shapes, corners, lighten
from geo.basemap.reading import Progress, read_layer
from geo.basemap.styles import STYLES
from geo.basemap.window import Bounds
from geo.crs import RD, require_rd
from geo.errors import KrachtenkaartError, NotFoundError, SourceError
from geo.wholefile import written_whole

MOST_CORNERS = 100_000
"""Corners of one layer on the map: about half a megabyte to each browser, a third of that on the way."""

MOST_LAYERS = 6

STYLE = "style"
GEOMETRY = "geometry"

_FOLDER = "basemap"
_LONGEST_NAME = 40
_NAME = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")


@dataclass(frozen=True)
class StoredLayer:
    """A layer that is there: its name, shapes per style, corners and bytes on disk."""

    name: str
    shapes: dict[str, int]
    corners: int
    bytes: int


@dataclass(frozen=True)
class AddedLayer:
    """
    What became of a file.

    Attributes
    ----------
    layer
        What is there now.
    counts
        As in `geo.basemap.reading.Layer`.
    tolerance_m
        How far lines moved at most.
    left_out
        Shapes that were too many, the smallest ones.
    is_replaced
        Whether an older layer of that name made room.
    """

    layer: StoredLayer
    counts: dict[str, int]
    tolerance_m: float
    left_out: int
    is_replaced: bool


def add_layer(
    path: Path,
    *,
    home: Path,
    name: str | None = None,
    layer: str | None = None,
    window: Bounds | None = None,
    most_corners: int = MOST_CORNERS,
    progress: Progress = lambda _done, _total: None,
) -> AddedLayer:
    """
    Keep a light copy of a layer, as background for every map.

    Parameters
    ----------
    path, layer, window, progress
        As in `geo.basemap.reading.read_layer`.
    home
        Data folder; made when it is not there.
    name
        Name of the copy, made of the file's name unless given; a layer of the same name makes room.
    most_corners
        Corners allowed; lines are simplified harder to stay within.

    Raises
    ------
    SourceError, CrsError
        As `read_layer`; and if the name has no letters or digits, there are `MOST_LAYERS` layers already, or
        nothing can be written. The layers are then as they were.
    """
    slug = name_of(name if name is not None else path.stem)
    present = layer_names(home)
    if slug not in present and len(present) >= MOST_LAYERS:
        raise SourceError("basemap.too_many_layers", allowed=MOST_LAYERS, known=", ".join(present))
    read = read_layer(path, layer=layer, window=window, progress=progress)
    frame, tolerance, left_out = _light_frame(read.joined(), most_corners)
    _write(frame, _file(home, slug))
    return AddedLayer(_describe(_file(home, slug)), _plain(read.counts), tolerance, left_out, slug in present)


def list_layers(home: Path) -> tuple[StoredLayer, ...]:
    """Tell which layers there are, by name; one that cannot be read is told with nothing in it."""
    return tuple(_describe(_file(home, name)) for name in layer_names(home))


def layer_names(home: Path) -> tuple[str, ...]:
    """Give the names of the layers, in order."""
    files = (home / _FOLDER).glob("*.parquet")
    return tuple(sorted(file.stem for file in files if _NAME.fullmatch(file.stem)))


def remove_layer(name: str, *, home: Path) -> None:
    """
    Remove a layer.

    Raises
    ------
    NotFoundError
        If there is none with this name.
    """
    if name not in layer_names(home):
        raise NotFoundError("basemap.no_layer", name=name, known=", ".join(layer_names(home)) or "-")
    _file(home, name).unlink(missing_ok=True)


def read_layers(home: Path) -> gpd.GeoDataFrame:
    """
    Read all layers as one.

    Returns
    -------
    background
        Columns `style` (one of `STYLES`) and `geometry` (lines and surfaces, EPSG:28992), in the order of
        drawing; shape (n, 2). A layer that cannot be read is left out: a background is never worth an error.
    """
    frames = [_read(_file(home, name)) for name in layer_names(home)]
    together = pd.concat([_empty(), *frames], ignore_index=True)
    order = together[STYLE].map({style: rank for rank, style in enumerate(STYLES)}).to_numpy()
    return together.iloc[np.argsort(order, kind="stable")].reset_index(drop=True)


def layers_version(home: Path) -> str:
    """Tell, cheaply, which version of the layers there is; equal versions mean equal layers."""
    stats = [(name, _file(home, name).stat()) for name in layer_names(home)]
    return ",".join(f"{name}:{stat.st_mtime_ns}:{stat.st_size}" for name, stat in stats)


def name_of(text: str) -> str:
    """
    Make a name that can be typed and kept: "Wegen & water (2024)" is `wegen-water-2024`.

    Raises
    ------
    SourceError
        If there are no letters or digits in it.
    """
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    slug = re.sub(r"[^a-z0-9]+", "-", plain)[:_LONGEST_NAME].strip("-")
    if not slug:
        raise SourceError("basemap.name", name=text)
    return slug


def _plain(counts: Counter[str]) -> dict[str, int]:
    return {name: counts[name] for name in ("read", "mended", "points", "empty", "outside")}


def _light_frame(shapes: dict[str, Shapes], most_corners: int) -> tuple[gpd.GeoDataFrame, float, int]:
    styles = np.concatenate([np.full(len(own), style) for style, own in shapes.items()])
    light = lighten(np.concatenate(list(shapes.values())), most_corners=most_corners)
    frame = gpd.GeoDataFrame({STYLE: styles[light.rows]}, geometry=light.shapes, crs=RD)
    return frame, light.tolerance_m, light.left_out


def _file(home: Path, name: str) -> Path:
    return home / _FOLDER / f"{name}.parquet"


def _empty() -> gpd.GeoDataFrame:
    return gpd.GeoDataFrame({STYLE: pd.Series(dtype="str")}, geometry=gpd.GeoSeries([], crs=RD), crs=RD)


def _read(file: Path) -> gpd.GeoDataFrame:
    try:
        frame = require_rd(gpd.read_parquet(file))[[STYLE, GEOMETRY]]
    except (OSError, ValueError, KeyError, TypeError, AttributeError, KrachtenkaartError):
        return _empty()
    return frame[frame[STYLE].isin(STYLES)]


def _describe(file: Path) -> StoredLayer:
    frame = _read(file)
    found = {str(style): int(count) for style, count in frame[STYLE].value_counts(sort=False).items()}
    return StoredLayer(file.stem, found, corners(frame.geometry.to_numpy()), file.stat().st_size)


def _write(frame: gpd.GeoDataFrame, target: Path) -> None:
    try:
        with written_whole(target) as file:
            frame.to_parquet(file)
    except OSError as error:
        raise SourceError("basemap.not_written", folder=str(target.parent)) from error


def split_rings(shapes: Shapes) -> tuple[list[np.ndarray], list[int]]:
    """
    Take shapes apart into rows of points.

    Returns
    -------
    rings, sizes
        All lines and rings, each an array of shape (n_points, 2); and how many of them each shape has, an
        outer ring before its holes.
    """
    rings: list[np.ndarray] = []
    sizes = []
    for one in shapes:
        own = [one] if one.geom_type == "LineString" else [one.exterior, *one.interiors]
        rings += [shapely.get_coordinates(ring) for ring in own]
        sizes.append(len(own))
    return rings, sizes

"""
Read a background layer from a GeoPackage or GeoJSON file, piece by piece, in EPSG:28992.

GDAL reads a GeoPackage, and only after its header was seen to be one: this is for the command line, never for
a file from a browser. GeoJSON is read by `json` and shapely.
"""

import warnings
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pyogrio
import shapely
from pyogrio.errors import DataLayerError, DataSourceError, FeatureError, GeometryError
from shapely.geometry import box, shape

from geo.basemap.lightening import FINEST_M, Shapes, corners, merge_lines, simplify
from geo.basemap.styles import classify, is_telling
from geo.basemap.window import Bounds, netherlands_rd, to_rd_bounds
from geo.crs import RD, WGS84
from geo.errors import CrsError, SourceError
from geo.sources.geojson import read_collection
from geo.sources.geopackage import require_geopackage
from geo.sources.limits import MAX_COLUMNS, MAX_JSON_BYTES, require_within

MAX_GEOPACKAGE_BYTES = 8 * 2**30
MAX_FEATURES = 2_000_000
"""Features of the layer that lie in the asked area."""

MAX_CORNERS = 10_000_000
"""Corners that are kept while reading, after the first simplification."""

PIECE = 20_000
"""Features that are read at once."""

_SQLITE = b"SQLite format 3\0"
_UNREADABLE = (DataSourceError, DataLayerError, FeatureError, GeometryError, ValueError, UnicodeError)

Progress = Callable[[int, int | None], object]


@dataclass
class Layer:
    """
    What was read of a layer.

    Attributes
    ----------
    name
        Name of the layer in the file, or of the file.
    shapes
        Lines and surfaces per style, EPSG:28992 metres, lightly simplified.
    counts
        How many features were `read`, `mended` (their shape broke the rules), `points` (which a background does
        not show), `empty` and `outside` (of the asked area, or of the Netherlands).
    """

    name: str
    shapes: dict[str, list[Shapes]] = field(default_factory=dict)
    counts: Counter[str] = field(default_factory=Counter)
    corners: int = 0

    def take(self, features: gpd.GeoDataFrame, window: Bounds | None) -> None:
        """Take in a piece of the layer, in any CRS that it names."""
        if features.crs is None:
            raise CrsError("crs.missing")
        self.counts["read"] += len(features)
        require_within("features", self.counts["read"], MAX_FEATURES)
        features = self._sound(features.to_crs(RD))
        features = self._clipped(features, window)
        styles = classify(features, hint=self.name)
        for style in np.unique(styles):
            self._keep(str(style), features.geometry.to_numpy()[styles == style])

    def _sound(self, features: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
        """Keep lines and surfaces only, flat and valid."""
        shapes = shapely.force_2d(features.geometry.to_numpy())
        is_empty = shapely.is_missing(shapes) | shapely.is_empty(shapes)
        is_endless = ~is_empty & ~np.isfinite(shapely.bounds(shapes)).all(axis=1)
        is_point = ~is_empty & (shapely.get_dimensions(shapes) == 0)
        self.counts.update(
            empty=int(is_empty.sum()), outside=int(is_endless.sum()), points=int(is_point.sum())
        )
        is_kept = ~(is_empty | is_endless | is_point)
        features, shapes = features[is_kept], shapes[is_kept]
        is_broken = ~shapely.is_valid(shapes)
        shapes[is_broken] = shapely.make_valid(shapes[is_broken], method="structure", keep_collapsed=False)
        self.counts["mended"] += int(is_broken.sum())
        return features.set_geometry(gpd.GeoSeries(shapes, index=features.index, crs=RD))

    def _clipped(self, features: gpd.GeoDataFrame, window: Bounds | None) -> gpd.GeoDataFrame:
        frame = box(*(to_rd_bounds(window) if window else netherlands_rd()))
        shapes = features.geometry.to_numpy()
        shapely.prepare(frame)
        is_cut = ~shapely.covers(frame, shapes)
        shapes[is_cut] = shapely.intersection(shapes[is_cut], frame)
        is_kept = ~shapely.is_empty(shapes) & (shapely.get_dimensions(shapes) > 0)
        self.counts["outside"] += int((~is_kept).sum())
        kept = features[is_kept]
        return kept.set_geometry(gpd.GeoSeries(shapes[is_kept], index=kept.index, crs=RD))

    def _keep(self, style: str, shapes: Shapes) -> None:
        parts = shapely.get_parts(shapes)
        while (shapely.get_type_id(parts) > 3).any():  # collections within collections
            parts = shapely.get_parts(parts)
        parts = simplify(parts[shapely.get_dimensions(parts) > 0], FINEST_M)
        self.corners += corners(parts)
        require_within("corners", self.corners, MAX_CORNERS)
        self.shapes.setdefault(style, []).append(parts)

    def joined(self) -> dict[str, Shapes]:
        """Give all shapes per style, with lines joined where they go on in each other."""
        return {style: merge_lines(np.concatenate(pieces)) for style, pieces in self.shapes.items()}


def read_layer(
    path: Path,
    *,
    layer: str | None = None,
    window: Bounds | None = None,
    progress: Progress = lambda _done, _total: None,
) -> Layer:
    """
    Read one layer of a file.

    Parameters
    ----------
    path
        GeoPackage in any CRS that it names, or GeoJSON in WGS84 or EPSG:28992.
    layer
        Name of the layer in a GeoPackage; the first with lines or surfaces unless given.
    window
        Only what lies in this area (degrees), cut off at its edges; the whole of the Netherlands unless given.
    progress
        Called with features read and their total.

    Raises
    ------
    SourceError
        If the file cannot be opened, is no GeoPackage or GeoJSON whatever its name says, has no such layer, is
        over a limit, or holds nothing to draw.
    CrsError
        If the layer does not name its CRS.
    """
    try:
        with path.open("rb") as file:
            is_database = file.read(len(_SQLITE)) == _SQLITE
        read = Layer(path.stem)
        if is_database:
            _read_geopackage(path, read, layer, window, progress)
        else:
            _read_geojson(path, read, window, progress)
    except OSError as error:
        raise SourceError("source.unopened", filename=path.name) from error
    _require_something(read)
    return read


def _require_something(read: Layer) -> None:
    if read.shapes and read.corners:
        return
    counts = read.counts
    if counts["points"] and counts["points"] + counts["empty"] == counts["read"]:
        raise SourceError("basemap.only_points", found=counts["points"])
    raise SourceError("basemap.nothing_there" if counts["outside"] else "source.empty")


def _read_geopackage(
    path: Path, read: Layer, layer: str | None, window: Bounds | None, progress: Progress
) -> None:
    require_within("bytes", path.stat().st_size, MAX_GEOPACKAGE_BYTES)
    require_geopackage(path)
    try:
        with warnings.catch_warnings(action="ignore"):  # GDAL's, about odd headers and unknown fields
            name = _choose_layer(path, layer)
            read.name = f"{name} {path.stem}"
            for piece, total in _pieces(path, name, window):
                read.take(piece, window)
                progress(read.counts["read"], total)
    except _UNREADABLE as error:
        raise SourceError("source.geopackage") from error


def _choose_layer(path: Path, asked: str | None) -> str:
    names = [str(name) for name, kind in pyogrio.list_layers(path) if kind is not None]
    if asked is not None and asked not in names:
        raise SourceError("basemap.no_such_layer", layer=asked, known=", ".join(names))
    drawable = [
        str(name)
        for name, kind in pyogrio.list_layers(path)
        if kind is not None and "Point" not in str(kind)  # the type may also be unknown: then look inside
    ]
    chosen = asked or next(iter(drawable or names), None)
    if chosen is None:
        raise SourceError("source.geopackage")
    return chosen


def _pieces(path: Path, layer: str, window: Bounds | None) -> Iterator[tuple[gpd.GeoDataFrame, int | None]]:
    info = pyogrio.read_info(path, layer=layer, force_feature_count=window is None)
    if info["crs"] is None:
        raise CrsError("crs.missing")
    found = None if window else int(info["features"])
    around = None
    if window:
        frame = gpd.GeoSeries([box(*to_rd_bounds(window))], crs=RD).segmentize(500)
        around = tuple(frame.to_crs(info["crs"]).total_bounds)
    telling = [str(column) for column in info["fields"] if is_telling(str(column))]
    start = 0
    while True:
        piece = pyogrio.read_dataframe(
            path,
            layer=layer,
            columns=telling,
            bbox=around,
            skip_features=start,
            max_features=PIECE,
            on_invalid="ignore",
        )
        if len(piece):
            yield piece, found
        if len(piece) < PIECE:
            return
        start += PIECE


def _read_geojson(path: Path, read: Layer, window: Bounds | None, progress: Progress) -> None:
    require_within("bytes", path.stat().st_size, MAX_JSON_BYTES)
    data = path.read_bytes()
    if not data.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"{"):
        raise SourceError("basemap.format", filename=path.name)
    features, is_rd = read_collection(data, allowed=MAX_JSON_BYTES)
    for start in range(0, len(features), PIECE):
        piece = features[start : start + PIECE]
        read.take(_frame(piece, RD if is_rd else WGS84), window)
        progress(start + len(piece), len(features))


def _frame(features: list[Any], crs: Any) -> gpd.GeoDataFrame:
    known = [feature if isinstance(feature, dict) else {} for feature in features]
    texts = [_telling(one.get("properties")) for one in known]
    require_within("columns", len({key for row in texts for key in row}), MAX_COLUMNS)
    shapes = [_shape(one.get("geometry")) for one in known]
    return gpd.GeoDataFrame(texts, geometry=shapes, index=range(len(known)), crs=crs)


def _telling(properties: Any) -> dict[str, str]:
    found = properties.items() if isinstance(properties, dict) else ()
    return {key: value for key, value in found if isinstance(value, str) and is_telling(key)}


def _shape(geometry: Any) -> shapely.Geometry | None:
    try:
        return shape(geometry)
    except Exception:  # whatever a strange geometry makes shapely say, it is no shape
        return None

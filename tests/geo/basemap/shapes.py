"""Small background layers for tests, around the middle of Alkmaar, EPSG:28992 metres."""

from collections.abc import Iterable, Mapping
from pathlib import Path

import geopandas as gpd
import numpy as np
import shapely
from shapely.geometry import LineString, Polygon, box

X, Y = 111_600, 516_300


def make_canal(count: int = 50) -> LineString:
    """A canal that winds: every other corner lies half a metre aside."""
    along = np.linspace(0, 1000, count)
    return LineString(np.column_stack([X + along, Y + 0.5 * (np.arange(count) % 2)]))


def make_square(west: float = X, south: float = Y, side: float = 200) -> Polygon:
    return box(west, south, west + side, south + side)


def make_features(
    shapes: Iterable[shapely.Geometry] | None = None,
    columns: Mapping[str, list] | None = None,
    crs: object = "EPSG:28992",
) -> gpd.GeoDataFrame:
    shapes = [make_canal()] if shapes is None else list(shapes)
    return gpd.GeoDataFrame(dict(columns or {}), geometry=shapes, crs=crs)


def write_geopackage(path: Path, features: gpd.GeoDataFrame | None = None, layer: str | None = None) -> Path:
    features = make_features() if features is None else features
    features.to_file(path, driver="GPKG", **({"layer": layer} if layer else {}))
    return path

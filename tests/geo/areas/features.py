"""Areas in a row, as GeoJSON features and as frames, for the tests of areas."""

import json
from pathlib import Path
from typing import Any

import geopandas as gpd
import pandas as pd
from shapely.geometry import box, mapping

from geo.crs import RD, WGS84

X, Y, SIDE_M = 110_000, 515_000, 1_000


def make_square(position: int = 0):
    """A square kilometre in Noord-Holland, EPSG:28992; the next one lies east of it and shares its border."""
    return box(X + SIDE_M * position, Y, X + SIDE_M * (position + 1), Y + SIDE_M)


def in_degrees(shape):
    return gpd.GeoSeries([shape], crs=RD).to_crs(WGS84).iloc[0]


def make_feature(position: int = 0, *, shape: Any = "square", **properties: Any) -> dict[str, Any]:
    """A wijk as PDOK gives it; `shape` in EPSG:28992, or None."""
    named = {
        "wijkcode": f"WK0361{position:02d}",
        "wijknaam": f"Wijk {position}",
        "aantal_inwoners": 100 * (position + 1),
        "water": "NEE",
    }
    outline = make_square(position) if shape == "square" else shape
    geometry = None if outline is None else mapping(in_degrees(outline))
    return {"type": "Feature", "properties": {**named, **properties}, "geometry": geometry}


def write_collection(path: Path, *features: Any, **members: Any) -> Path:
    path.write_text(json.dumps({"type": "FeatureCollection", "features": features, **members}))
    return path


def write_geopackage(path: Path, *, crs: Any = RD, layer: str = "wijken", **columns: list) -> Path:
    """Squares with these columns, as CBS writes them."""
    count = len(next(iter(columns.values())))
    frame = pd.DataFrame(columns)
    shapes = [make_square(position) for position in range(count)]
    gpd.GeoDataFrame(frame, geometry=shapes, crs=crs).to_file(path, layer=layer, engine="pyogrio")
    return path

"""GeoJSON (RFC 7946): a point per asset, in WGS84 degrees."""

import json

import geopandas as gpd

from geo import frames
from geo.exports.records import FIELDS, LATITUDE, LONGITUDE, Wording, degrees, records

_IN_GEOMETRY = (LATITUDE, LONGITUDE)


def write_geojson(assets: gpd.GeoDataFrame, *, wording: Wording | None = None) -> bytes:
    """
    Write an asset frame as GeoJSON.

    Parameters
    ----------
    assets
        Asset frame in EPSG:28992, projected to its reader: a talent lies where that reader may see it.
    wording
        How properties and codes are spelled.

    Returns
    -------
    data
        UTF-8, a FeatureCollection with a Point per asset; the same for equal frames. Empty properties are
        left out. `placed_by` tells whether a point is the asset's own or its postcode's.

    Raises
    ------
    CrsError
        If the frame is not in EPSG:28992.
    """
    wording = wording or Wording()
    points = zip(*(column.tolist() for column in degrees(assets)), strict=True)
    features = [
        {
            "type": "Feature",
            "id": record[frames.ASSET_ID],
            "geometry": {"type": "Point", "coordinates": list(point)},
            "properties": {
                wording.column(name): _value(record[name])
                for name in FIELDS
                if record[name] and name not in _IN_GEOMETRY
            },
        }
        for record, point in zip(records(assets, wording), points, strict=True)
    ]
    collection = {"type": "FeatureCollection", "features": features}
    return json.dumps(collection, ensure_ascii=False).encode("utf-8", "replace")


def _value(value: object) -> str:
    return value if isinstance(value, str) else value.isoformat()  # type: ignore[attr-defined]

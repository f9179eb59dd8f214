"""Small made-up places for the tests of measures: square areas, postcodes and people."""

from collections.abc import Mapping

import geopandas as gpd
import numpy as np
import pandas as pd
from shapely.geometry import box

from geo.coverage.assign import Assignment
from geo.coverage.origins import COUNTED, Origins
from geo.crs import RD
from geo.postcodes.table import PostcodeTable

# Two areas side by side, each 1 km square, and their postcodes; 1813 lies outside both.
SQUARES = {"A": (0.0, 0.0, 1000.0, 1000.0), "B": (1000.0, 0.0, 2000.0, 1000.0)}
POINTS = {
    "1811AA": (100.0, 100.0),
    "1811AB": (900.0, 100.0),
    "1812AA": (1100.0, 100.0),
    "1812AB": (1900.0, 100.0),
    "1813AA": (5000.0, 100.0),
}


def make_areas(
    squares: Mapping[str, tuple[float, float, float, float]] = SQUARES,
    *,
    inhabitants: Mapping[str, int | None] | int = 100,
) -> gpd.GeoDataFrame:
    """Make areas from west, south, east and north per code."""
    people = dict.fromkeys(squares, inhabitants) if isinstance(inhabitants, int) else inhabitants
    values = {
        "code": pd.Series(list(squares), dtype="str"),
        "name": pd.Series([f"Wijk {code}" for code in squares], dtype="str"),
        "inhabitants": pd.Series([people[code] for code in squares], dtype="Int64"),
        "year": 2024,
    }
    return gpd.GeoDataFrame(values, geometry=[box(*square) for square in squares.values()], crs=RD)


def make_postcodes(points: Mapping[str, tuple[float, float]] = POINTS) -> PostcodeTable:
    """Make a table of postcodes from points in EPSG:28992 metres."""
    x, y = zip(*points.values(), strict=True) if points else ((), ())
    return PostcodeTable.from_frame(
        pd.DataFrame({"postcode": pd.Series(list(points), dtype="str"), "x": x, "y": y}, dtype=None)
    )


def make_assignment(
    *, points: Mapping[str, tuple[float, float]] = POINTS, areas: gpd.GeoDataFrame | None = None
) -> Assignment:
    """Assign postcodes to areas."""
    return Assignment.of(make_postcodes(points), make_areas() if areas is None else areas)


def make_origins(*people: tuple[str, float, float, float | None], codes: str = "AB") -> Origins:
    """Make origins of (code, x, y, inhabitants); a code that is none of `codes` lies outside."""
    index = pd.Index(list(codes), dtype="str", name="code")
    number = [codes.index(code) if code and code in codes else len(codes) for code, *_ in people]
    x, y, count = (np.array([one[at] for one in people], dtype=float) for at in (1, 2, 3))
    return Origins(x, y, count, np.array(number, dtype=np.int32), index, COUNTED)

"""Figures as rows for a program: the same for the command line, CSV and GeoJSON, in codes that have no language."""

import csv
import io
import json
from typing import Any

import geopandas as gpd
import pandas as pd
import shapely

from geo.areas import INHABITANTS, NAME
from geo.cells import guard
from geo.coverage.asked import LAST_ON
from geo.coverage.classes import classify
from geo.coverage.figures import CELL_NAME, CELL_VALUE, OR_MORE, STATE, TOGETHER, VALUE, Figures
from geo.coverage.query import REACH
from geo.crs import WGS84

DECIMALS = 6
_DEGREE_STEP = 1e-6


def about(figures: Figures, *, year: int) -> dict[str, Any]:
    """
    Tell what was asked, and what is said of all areas together.

    Parameters
    ----------
    year
        Of the codes of the areas.
    """
    query = figures.query
    return {
        "level": query.level,
        "year": year,
        "measure": query.measure,
        "kind": query.kind or None,
        "theme": query.theme or None,
        "capability": query.capability or None,
        "template": query.template or None,
        "radius_m": query.radius_m if query.measure == REACH else None,
        "month": query.month or None,
        "whole": _number(figures.whole),
        "outside": figures.outside,
        "is_rounded": figures.is_rounded,
        "quarter": figures.quarter or None,
        "basis": figures.basis or None,
    }


def records(figures: Figures) -> list[dict[str, Any]]:
    """
    Give a row per area, in order of code.

    Returns
    -------
    rows
        `code`, `name`, `value` (None where there is none; shares between 0 and 1), `state`, `class`, `cell` and
        `together`, `cell_value` and `or_more` (of areas that are told together), `inhabitants`, `last_on`.
    """
    classes = classify(figures)
    return [
        {
            "code": str(code),
            "name": row[NAME],
            "value": _number(row[VALUE]),
            "state": row[STATE],
            "class": int(classes[code]),
            "cell": row[CELL_NAME] or None,
            "together": int(row[TOGETHER]),
            "cell_value": _number(row[CELL_VALUE]),
            "or_more": bool(row[OR_MORE]),
            "inhabitants": None if pd.isna(row[INHABITANTS]) else int(row[INHABITANTS]),
            "last_on": None if pd.isna(row[LAST_ON]) else row[LAST_ON].date().isoformat(),
        }
        for code, row in figures.table.iterrows()
    ]


def write_csv(figures: Figures, *, year: int) -> bytes:
    """Write the rows as CSV: UTF-8 with its mark, semicolons, nothing that a spreadsheet would calculate."""
    rows = [{**_asked(figures, year), **record} for record in records(figures)]
    text = io.StringIO(newline="")
    writer = csv.writer(text, delimiter=";", lineterminator="\r\n")
    writer.writerow(rows[0] if rows else ())
    for row in rows:
        writer.writerow([_cell(value) for value in row.values()])
    return text.getvalue().encode("utf-8-sig", "replace")


def write_geojson(figures: Figures, outlines: gpd.GeoDataFrame, *, year: int) -> bytes:
    """
    Write the rows as GeoJSON (RFC 7946), a surface per area.

    Parameters
    ----------
    outlines
        Areas with light outlines in EPSG:28992, in order of code.
    """
    degrees = outlines.to_crs(WGS84).geometry.to_numpy()
    shapes = shapely.orient_polygons(shapely.set_precision(degrees, _DEGREE_STEP, mode="pointwise"))
    features = [
        {
            "type": "Feature",
            "id": record["code"],
            "geometry": json.loads(shapely.to_geojson(shape)),
            "properties": {**_asked(figures, year), **record},
        }
        for record, shape in zip(records(figures), shapes, strict=True)
    ]
    collection = {"type": "FeatureCollection", "features": features}
    return json.dumps(collection, ensure_ascii=False).encode("utf-8", "replace")


def _asked(figures: Figures, year: int) -> dict[str, Any]:
    return {key: value for key, value in about(figures, year=year).items() if key not in ("whole", "outside")}


def _number(value: Any) -> float | int | None:
    if value is None or pd.isna(value):
        return None
    number = round(float(value), DECIMALS)
    return int(number) if number.is_integer() else number


def _cell(value: Any) -> str:
    if value is None:
        return ""
    return guard(value) if isinstance(value, str) else str(value)

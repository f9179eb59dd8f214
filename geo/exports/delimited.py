"""CSV for spreadsheets: semicolons, UTF-8 with its mark, and nothing that is calculated."""

import csv
import io
from typing import Any

import geopandas as gpd

from geo.cells import guard
from geo.exports.records import DEGREE_DECIMALS, FIELDS, Wording, records


def write_csv(assets: gpd.GeoDataFrame, *, wording: Wording | None = None) -> bytes:
    """
    Write an asset frame as CSV.

    Parameters
    ----------
    assets
        Asset frame in EPSG:28992, projected to its reader.
    wording
        How columns and codes are spelled.

    Returns
    -------
    data
        UTF-8 with BOM, semicolons, a line of column names first. A text that a spreadsheet would calculate
        begins with an apostrophe, which the importer takes off (`geo.cells`).

    Raises
    ------
    CrsError
        If the frame is not in EPSG:28992.
    """
    wording = wording or Wording()
    text = io.StringIO(newline="")
    writer = csv.writer(text, delimiter=";", lineterminator="\r\n")
    writer.writerow(wording.header)
    for record in records(assets, wording):
        writer.writerow([_cell(record[name]) for name in FIELDS])
    return text.getvalue().encode("utf-8-sig", "replace")


def _cell(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, float):
        return (
            f"{value:.{DEGREE_DECIMALS}f}"  # all decimals: "52.632" is a large number where a comma divides
        )
    return guard(value) if isinstance(value, str) else value.isoformat()

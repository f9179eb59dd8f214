"""The rows that could not be taken, as they stood in the file: to mend and to bring in again."""

from collections.abc import Iterable
from typing import NamedTuple

import numpy as np

from geo.sources.rawtable import RawTable

_POINT = ("lon", "lat")


class Rows(NamedTuple):
    """Names of columns, and per row its number and a cell per name."""

    names: tuple[str, ...]
    numbers: tuple[int, ...]
    cells: tuple[tuple[str, ...], ...]


def original_rows(table: RawTable, numbers: Iterable[int]) -> Rows:
    """
    Give rows of a file as they stood in it, in the order of the file.

    Parameters
    ----------
    numbers
        Row numbers as the user counts them; each is given once.

    Returns
    -------
    rows
        All columns of the file, used or not; of GeoJSON the point as `lon` and `lat` besides, degrees. Cells of
        a row that has more of them than there are columns stand behind, under columns without a name.
    """
    wanted = sorted(set(numbers))
    points = _points(table)
    names = (*table.names, *points)
    found = {int(row): position for position, row in enumerate(table.rows)}
    columns = [*table.cells, *points.values()]
    cells = [
        tuple(column[found[row]] for column in columns) if row in found else table.leftovers.get(row, ())
        for row in wanted
    ]
    width = max([len(names), *map(len, cells)])
    padded = tuple((*row, *[""] * (width - len(row))) for row in cells)
    return Rows((*names, *[""] * (width - len(names))), tuple(wanted), padded)


def _points(table: RawTable) -> dict[str, list[str]]:
    """Spell the points of a file with shapes, unless it has columns of these names itself."""
    axes = (table.longitude, table.latitude)
    return {
        name: ["" if np.isnan(degrees) else f"{degrees:.7f}" for degrees in axis]
        for name, axis in zip(_POINT, axes, strict=True)
        if axis is not None and name not in table.names
    }

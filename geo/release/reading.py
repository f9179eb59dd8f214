"""A release as a plain value: all that a municipality ever reads of talents."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

import geopandas as gpd
import pandas as pd

from geo.areas import YEAR
from geo.errors import NotFoundError
from geo.release.counting import Person, count_people
from geo.release.splitting import Cell, split
from geo.release.tree import grow_tree

CATEGORY = "category"
CELL = "cell"
CODES = "codes"
LOWEST, HIGHEST, SHOWN = "lowest", "highest", "shown"
IS_BELOW, IS_MERGED = "is_below", "is_merged"
CELL_COLUMNS = (CATEGORY, CELL, CODES, LOWEST, HIGHEST, SHOWN, IS_BELOW, IS_MERGED)
_NUMBERS = (LOWEST, HIGHEST, SHOWN)


@dataclass(frozen=True, eq=False)
class Release:
    """
    What is shown of talents for a quarter. It holds no ids and no names, and nothing leads back from it.

    Attributes
    ----------
    quarter
        In which it was made, such as "2026-Q4".
    year_of_codes
        Year for which the codes of its areas hold.
    cells
        Columns of `CELL_COLUMNS`, one row per category and cell, in a fixed order; fields as in
        `geo.release.splitting.Cell`, numbers Int64 with NA for None. Per category the `codes` (tuples) of all
        cells together are all areas, each once.
    """

    quarter: str
    year_of_codes: int
    cells: pd.DataFrame

    @property
    def categories(self) -> tuple[str, ...]:
        """Name the categories (see `geo.release.categories`)."""
        return tuple(self.cells[CATEGORY].unique())

    def cells_of(self, category: str) -> pd.DataFrame:
        """
        Give the cells of one category.

        Raises
        ------
        NotFoundError
            If there is no such category.
        """
        found = self.cells[self.cells[CATEGORY] == category].reset_index(drop=True)
        if found.empty:
            raise NotFoundError("release.category", category=category)
        return found

    def by_area(self, category: str) -> pd.DataFrame:
        """
        Give what is shown of each area, indexed by its code, sorted.

        The number of a merged cell stands at each of its areas and is of all of them together: never add up
        this frame, add up `cells_of`.

        Raises
        ------
        NotFoundError
            If there is no such category.
        """
        spread = self.cells_of(category).assign(code=lambda cells: cells[CODES]).explode("code")
        return spread.set_index("code").sort_index()


def make_release(
    people: Iterable[Person], areas: gpd.GeoDataFrame, within: Mapping[str, str | None], *, quarter: str
) -> Release:
    """
    Make the release of these people; the same for any order of people and areas.

    Parameters
    ----------
    people
        Who counts (`geo.release.deciding` says who).
    areas
        Areas of one year, EPSG:28992, at least one.
    within
        All categories, from `categories_within`.
    quarter
        From `quarter_of`.

    Raises
    ------
    CrsError
        If the areas are not in EPSG:28992.
    """
    cells = split(grow_tree(areas), count_people(people), within)
    rows = [(category, cell) for category, found in cells.items() for cell in found.values()]
    return Release(quarter, int(areas[YEAR].iloc[0]), frame_of(rows))


def frame_of(rows: Iterable[tuple[str, Cell]]) -> pd.DataFrame:
    """Make the frame of a release's cells from pairs of category and cell."""
    records = [
        (
            category,
            cell.cell,
            cell.codes,
            cell.lowest,
            cell.highest,
            cell.shown,
            cell.is_below,
            cell.is_merged,
        )
        for category, cell in rows
    ]
    frame = pd.DataFrame.from_records(records, columns=list(CELL_COLUMNS))
    return frame.astype({CATEGORY: "str", CELL: "str"} | dict.fromkeys(_NUMBERS, "Int64"))


def quarter_of(day: date) -> str:
    """Name the quarter of a day, such as "2026-Q4"."""
    return f"{day.year}-Q{(day.month + 2) // 3}"

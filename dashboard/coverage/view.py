"""What the page Dekking shows for one question, to one role."""

from dataclasses import dataclass
from functools import cached_property

import pandas as pd

from dashboard import cache
from geo.areas import NAME
from geo.coverage.classes import classify
from geo.coverage.data import CoverageData
from geo.coverage.figures import CELL_NAME, Figures
from geo.coverage.query import CoverageQuery
from geo.inventory import data_home, map_level


@dataclass(frozen=True, eq=False)
class CoverageView:
    """
    All that the page shows.

    Attributes
    ----------
    data
        What the visitor may know.
    figures
        The answer, with the question as it was answered.
    """

    data: CoverageData
    figures: Figures

    @property
    def query(self) -> CoverageQuery:
        """Give the question, with known codes only."""
        return self.figures.query

    @cached_property
    def classes(self) -> pd.Series:
        """Give the class of each area, in order of code."""
        return classify(self.figures)

    @property
    def growth(self) -> cache.Growth:
        """Give the measure month by month."""
        return cache.growth(self.query)

    @cached_property
    def names(self) -> dict[str, str]:
        """Give the name of each area by its code, in order of name."""
        named = self.figures.table[NAME].sort_values(key=lambda names: names.str.casefold())
        return {str(code): str(name) for code, name in named.items()}

    def told_with(self, code: str) -> tuple[str, ...]:
        """Name the other areas that an area is told together with."""
        return tuple(self.names[other] for other in self._cells.get(code, ()) if other != code)

    @cached_property
    def _cells(self) -> dict[str, list[str]]:
        """Give for each area that is not told alone all areas of its cell, in order of name."""
        cells = self.figures.table[CELL_NAME].loc[list(self.names)]
        together = cells[cells != ""].groupby(cells).groups.values()
        return {code: list(codes) for codes in together for code in codes}

    @property
    def is_map_level(self) -> bool:
        """Tell whether the map page can be asked about one of these areas."""
        return self.query.level == map_level(data_home())


def look(query: CoverageQuery) -> CoverageView:
    """Answer a question for the present visitor."""
    return CoverageView(cache.coverage(query.level), cache.figures(query))

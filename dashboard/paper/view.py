"""What a poster or list shows: a question, its answer for one reader, and what surrounds it."""

from dataclasses import dataclass
from functools import cached_property

import geopandas as gpd
import numpy as np

from geo.audience import project
from geo.frames import KIND
from geo.inventory import Inventory
from geo.query import MapQuery, Surroundings, checked, select_assets
from geo.terms import KINDS


@dataclass(frozen=True, eq=False)
class PaperView:
    """
    All that goes on paper, for one reader.

    Attributes
    ----------
    query
        The question, with known codes only.
    assets
        Asset frame of what answers it and this reader may see, in the order of the screen.
    place
        (x, y) in EPSG:28992 of the postcode that is asked about, or None.
    is_demo
        Whether people and clubs are made up.
    """

    query: MapQuery
    assets: gpd.GeoDataFrame
    around: Surroundings
    place: tuple[float, float] | None
    is_demo: bool

    @cached_property
    def counts(self) -> dict[str, int]:
        """Count the assets per kind."""
        found = self.assets[KIND].value_counts()
        return {kind: int(found.get(kind, 0)) for kind in KINDS}

    @cached_property
    def by_kind(self) -> gpd.GeoDataFrame:
        """
        Give the assets in the order in which they are numbered.

        Residents first, then associations, then institutions; nearest first where there is a place, else from
        north to south.
        """
        rank = (
            self.assets[KIND]
            .map({kind: number for number, kind in enumerate(KINDS)})
            .to_numpy(dtype=np.int64)
        )
        points = self.assets.geometry
        near = np.zeros(len(rank)) if self.place else -points.y.to_numpy()
        return self.assets.iloc[np.lexsort((near, rank))].reset_index(drop=True)

    @property
    def circle(self) -> tuple[float, float, float] | None:
        """Give the walk that is asked about: x, y and radius, metres."""
        return (*self.place, float(self.query.radius_m)) if self.place else None


def paper_view(opened: Inventory, query: MapQuery, *, role: str) -> PaperView:
    """
    Answer a question for a reader.

    Parameters
    ----------
    role
        Whose eyes the paper is for (`geo.roles`).
    """
    known = checked(query, opened.around)
    around = opened.around
    seen = project(opened.assets, role=role, postcodes=around.postcodes, areas=around.areas)
    found = select_assets(seen, known, opened.around)
    return PaperView(known, found.assets, opened.around, found.place, opened.is_demo)

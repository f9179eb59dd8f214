"""Whom to ask next: people, by the wijk in which they live."""

from collections.abc import Sequence
from typing import Protocol, TypeVar

import geopandas as gpd

from geo.areas import CODE, OUTSIDE, area_of_points
from geo.crs import RD


class Placed(Protocol):
    """Somebody with a place, EPSG:28992 metres."""

    @property
    def x(self) -> float:
        """Metres east."""
        ...

    @property
    def y(self) -> float:
        """Metres north."""
        ...


T = TypeVar("T", bound=Placed)


def by_area(people: Sequence[T], areas: gpd.GeoDataFrame) -> dict[str, tuple[T, ...]]:
    """
    Tell who lives in which area.

    Parameters
    ----------
    areas
        As `geo.areas.read_areas` gives them, EPSG:28992.

    Returns
    -------
    found
        Everybody once, in the given order, per code of an area; areas in their own order, those without anybody
        left out, and `OUTSIDE` last.
    """
    points = gpd.GeoSeries.from_xy([one.x for one in people], [one.y for one in people], crs=RD)
    found: dict[str, list[T]] = {code: [] for code in (*areas[CODE], OUTSIDE)}
    for one, code in zip(people, area_of_points(points, areas), strict=True):
        found[code].append(one)
    return {code: tuple(some) for code, some in found.items() if some}

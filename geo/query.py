"""The question that the map answers, as a value, and the selection that answers it."""

from collections.abc import Iterator
from dataclasses import dataclass, fields, replace
from functools import cached_property, lru_cache
from itertools import chain

import geopandas as gpd
import numpy as np
from numpy.typing import NDArray

from geo.asset_table import AssetTable
from geo.errors import NotFoundError
from geo.postcodes.table import PostcodeTable
from geo.terms import KINDS, MODES
from geo.vocabulary import Vocabulary
from geo.words import fold

RADII_M = (400, 800, 1600, 3000, 5000)
DEFAULT_RADIUS_M = 1600


@dataclass(frozen=True)
class MapQuery:
    """
    What to show: every field left at its default filters nothing.

    Attributes
    ----------
    postcode
        Canonical PC4 or PC6 around which to look, or "".
    radius_m
        Straight-line metres around the postcode; used only with one.
    wijk
        Code of an area, or "".
    kinds, themes, capabilities, modes
        Codes; an asset matches when its kind is among `kinds` and one of its gifts is in one of the
        themes, capabilities and modes at once.
    text
        Words that name, description, gifts or meeting times must contain, all of them.
    """

    postcode: str = ""
    radius_m: int = DEFAULT_RADIUS_M
    wijk: str = ""
    kinds: tuple[str, ...] = KINDS
    themes: tuple[str, ...] = ()
    capabilities: tuple[str, ...] = ()
    modes: tuple[str, ...] = ()
    text: str = ""


FILTERS = tuple(field.name for field in fields(MapQuery) if field.name != "radius_m")
"""Names of the filters that can be active and taken off, in the order in which they are shown."""

_DEFAULTS = MapQuery()


@dataclass(frozen=True)
class Surroundings:
    """What a query is answered with, besides the assets: the table of postcodes, the areas, the words."""

    postcodes: PostcodeTable
    areas: gpd.GeoDataFrame
    vocabulary: Vocabulary


@dataclass(frozen=True, eq=False)
class Selection:
    """
    The answer to a query. It keeps one byte per asset; frames are made when somebody asks for them.

    Attributes
    ----------
    table
        All assets.
    matches
        Which of them answer, shape (len(table),).
    place
        (x, y) in EPSG:28992, or None.
    """

    table: AssetTable
    matches: NDArray[np.bool_]
    place: tuple[float, float] | None

    def __len__(self) -> int:
        """Count the assets that match."""
        return self._count

    @cached_property
    def _count(self) -> int:
        return int(np.count_nonzero(self.matches))

    @cached_property
    def counts(self) -> dict[str, int]:
        """Count the assets that match per kind, also the kinds that none is of."""
        found = np.bincount(self.table.columns.kind[self.matches], minlength=len(KINDS))
        return dict(zip(KINDS, found.tolist(), strict=True))

    @property
    def rows(self) -> NDArray[np.int64]:
        """Rows of the table that match: nearest first when there is a place, else in its order."""
        return np.flatnonzero(self.matches) if self.place is None else self._nearest

    @cached_property
    def _nearest(self) -> NDArray[np.int64]:
        assert self.place is not None
        rows = np.flatnonzero(self.matches)
        return rows[np.argsort(self.table.distance_m(rows, self.place), kind="stable")]

    @property
    def distance_m(self) -> NDArray[np.float64]:
        """Straight-line metres to the place per row of `rows`; NaN without a place."""
        rows = self.rows
        return np.full(len(rows), np.nan) if self.place is None else self.table.distance_m(rows, self.place)

    @property
    def assets(self) -> gpd.GeoDataFrame:
        """Asset frame of the rows that match, in the order of `rows`. Made anew each time: keep it."""
        return self.first(len(self))

    def first(self, count: int) -> gpd.GeoDataFrame:
        """Give the first so many assets, as a frame with the same columns and CRS and a fresh index."""
        return self.table.frame.iloc[self.rows[:count]].reset_index(drop=True)


@dataclass(frozen=True)
class WayOut:
    """One step that brings something back when nothing is left: the query to try and how many it finds."""

    filter: str
    query: MapQuery
    count: int


def active_filters(query: MapQuery) -> tuple[str, ...]:
    """Name the filters that differ from their default."""
    return tuple(name for name in FILTERS if getattr(query, name) != getattr(_DEFAULTS, name))


def without(query: MapQuery, filter_name: str) -> MapQuery:
    """Take one filter off."""
    return replace(query, **{filter_name: getattr(_DEFAULTS, filter_name)})


def checked(query: MapQuery, around: Surroundings) -> MapQuery:
    """
    Drop what does not exist, so that an address typed by hand or grown old still gives a page.

    Returns
    -------
    query
        Only known codes, each once, in a fixed order; a postcode that the table cannot place is dropped.
    """
    vocabulary = around.vocabulary
    return MapQuery(
        postcode=query.postcode if _point(query.postcode, around) else "",
        radius_m=query.radius_m if query.radius_m in RADII_M else DEFAULT_RADIUS_M,
        wijk=query.wijk if query.wijk in set(around.areas["code"]) else "",
        kinds=_known(query.kinds, KINDS),
        themes=_known(query.themes, [theme.code for theme in vocabulary.themes]),
        capabilities=_known(query.capabilities, [term.code for term in vocabulary.capabilities]),
        modes=_known(query.modes, MODES),
        text=" ".join(query.text.split())[:200] if fold(query.text) else "",  # "->" asks for nothing
    )


def select_assets(assets: AssetTable | gpd.GeoDataFrame, query: MapQuery, around: Surroundings) -> Selection:
    """
    Select the assets that match every active filter.

    Parameters
    ----------
    assets
        Assets in EPSG:28992, already projected to what the reader may see (`geo.audience`). A frame will do;
        whoever asks more than once keeps an `AssetTable` of it.
    query
        Filters with known codes only (`checked`).
    around
        Postcodes, areas and vocabulary.

    Returns
    -------
    selection
        Possibly empty.
    """
    table = AssetTable.of(assets)
    place = _point(query.postcode, around)
    matches = table.of_kinds(query.kinds)
    for found in _filters(table, query, around):
        matches &= found
    if place:
        matches &= table.within(place, query.radius_m)
    return Selection(table, matches, place)


def _filters(table: AssetTable, query: MapQuery, around: Surroundings) -> Iterator[NDArray[np.bool_]]:
    if query.themes or query.capabilities or query.modes:
        yield table.with_gift(capabilities=_capabilities(query, around.vocabulary), modes=query.modes)
    if query.wijk:
        outline = around.areas.loc[around.areas["code"] == query.wijk, "geometry"].iloc[0]
        yield table.inside(outline)
    for word in fold(query.text).split():
        spoken = _spoken_words(around.vocabulary)
        meant = [code for code, words in spoken.items() if word in words]
        found = table.with_text(word)
        yield found | table.with_gift(capabilities=meant) if meant else found


def ways_out(
    assets: AssetTable | gpd.GeoDataFrame, query: MapQuery, around: Surroundings
) -> tuple[WayOut, ...]:
    """
    When a query finds nothing: which single step brings the most back.

    Returns
    -------
    ways
        Walking further first (the next radius that finds something), then each filter that excludes all
        on its own, most found first; empty when no single step helps.
    """
    table = AssetTable.of(assets)
    further = [
        replace(query, radius_m=radius) for radius in RADII_M if query.postcode and radius > query.radius_m
    ]
    steps = [("radius_m", step) for step in further]
    steps += [(name, without(query, name)) for name in active_filters(query)]
    found = [WayOut(name, step, len(select_assets(table, step, around))) for name, step in steps]
    walks = [way for way in found if way.filter == "radius_m" and way.count][:1]
    others = sorted(
        (way for way in found if way.filter != "radius_m" and way.count), key=lambda way: -way.count
    )
    return (*walks, *others)


def _known(codes: tuple[str, ...], allowed) -> tuple[str, ...]:
    return tuple(code for code in allowed if code in codes)


def _point(postcode: str, around: Surroundings) -> tuple[float, float] | None:
    if not postcode:
        return None
    try:
        x, y, _ = around.postcodes.point(postcode)
    except NotFoundError:
        return None
    return x, y


def _capabilities(query: MapQuery, vocabulary: Vocabulary) -> frozenset[str] | None:
    """Give the capabilities that a gift may have: those asked for, in the themes asked for; None for all."""
    if not (query.themes or query.capabilities):
        return None
    return frozenset(
        term.code
        for term in vocabulary.capabilities
        if (not query.capabilities or term.code in query.capabilities)
        and (not query.themes or term.theme in query.themes)
    )


@lru_cache(maxsize=8)
def _spoken_words(vocabulary: Vocabulary) -> dict[str, str]:
    """All the words by which people may look for each capability, in every language of the vocabulary."""
    return {
        term.code: fold(" ".join([*term.labels.values(), *chain(*term.synonyms.values())]))
        for term in vocabulary.capabilities
    }

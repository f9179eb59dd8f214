"""The question that the map answers, as a value, and the selection that answers it."""

from dataclasses import dataclass, fields, replace

import geopandas as gpd
import numpy as np
import pandas as pd
from numpy.typing import NDArray

from geo.areas import area_of_points
from geo.errors import NotFoundError
from geo.frames import DESCRIPTION, GIFTS, KIND, MEETS, NAME, POSTCODE, WORDS
from geo.gifts import parse_gifts
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


@dataclass(frozen=True)
class Selection:
    """
    The answer to a query.

    Attributes
    ----------
    assets
        Asset frame of the rows that match, EPSG:28992, nearest first when there is a place.
    distance_m
        Straight-line metres to the place, shape (n_assets,); NaN without one.
    place
        (x, y) in EPSG:28992, or None.
    """

    assets: gpd.GeoDataFrame
    distance_m: NDArray[np.float64]
    place: tuple[float, float] | None


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


def select_assets(assets: gpd.GeoDataFrame, query: MapQuery, around: Surroundings) -> Selection:
    """
    Select the assets that match every active filter.

    Parameters
    ----------
    assets
        Asset frame in EPSG:28992, already projected to what the reader may see (`geo.audience`).
    query
        Filters with known codes only (`checked`).
    around
        Postcodes, areas and vocabulary.

    Returns
    -------
    selection
        Possibly empty, with the same columns and CRS.
    """
    place = _point(query.postcode, around)
    x, y = assets.geometry.x.to_numpy(), assets.geometry.y.to_numpy()
    distance_m = np.hypot(x - place[0], y - place[1]) if place else np.full(len(assets), np.nan)
    rows = assets[KIND].isin(query.kinds).to_numpy() & _has_gift(assets, query, around.vocabulary)
    if place:
        rows &= distance_m <= query.radius_m
    if query.wijk:
        wijk = around.areas[around.areas["code"] == query.wijk]
        rows &= (area_of_points(assets.geometry, wijk) == query.wijk).to_numpy()
    if query.text:
        rows &= _has_words(assets, query.text, around.vocabulary)
    chosen = np.flatnonzero(rows)
    if place:
        chosen = chosen[np.argsort(distance_m[chosen], kind="stable")]
    return Selection(assets.iloc[chosen].reset_index(drop=True), distance_m[chosen], place)


def ways_out(assets: gpd.GeoDataFrame, query: MapQuery, around: Surroundings) -> tuple[WayOut, ...]:
    """
    When a query finds nothing: which single step brings the most back.

    Returns
    -------
    ways
        Walking further first (the next radius that finds something), then each filter that excludes all
        on its own, most found first; empty when no single step helps.
    """
    further = [
        replace(query, radius_m=radius) for radius in RADII_M if query.postcode and radius > query.radius_m
    ]
    steps = [("radius_m", step) for step in further]
    steps += [(name, without(query, name)) for name in active_filters(query)]
    found = [WayOut(name, step, len(select_assets(assets, step, around).assets)) for name, step in steps]
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


def _has_gift(assets: gpd.GeoDataFrame, query: MapQuery, vocabulary: Vocabulary) -> NDArray[np.bool_]:
    if not (query.themes or query.capabilities or query.modes):
        return np.ones(len(assets), dtype=bool)

    def matches(text: str) -> bool:
        return any(
            (not query.modes or gift.mode in query.modes)
            and (not query.capabilities or gift.capability in query.capabilities)
            and (not query.themes or vocabulary.theme_of(gift.capability) in query.themes)
            for gift in parse_gifts(text)
        )

    codes, texts = pd.factorize(assets[GIFTS])  # few distinct combinations: look at each once
    return (
        np.fromiter(map(matches, texts), dtype=bool, count=len(texts))[codes]
        if len(codes)
        else np.zeros(0, bool)
    )


def _has_words(assets: gpd.GeoDataFrame, text: str, vocabulary: Vocabulary) -> NDArray[np.bool_]:
    codes, texts = pd.factorize(assets[GIFTS])
    spoken = np.array([_spoken(gifts, vocabulary) for gifts in texts], dtype=object)
    free = assets[NAME].str.cat([assets[c] for c in (DESCRIPTION, WORDS, MEETS, POSTCODE)], sep=" ")
    haystack = [fold(line) for line in free]
    rows = np.ones(len(assets), dtype=bool)
    for word in fold(text).split():
        in_gifts = np.fromiter((word in gifts for gifts in spoken), dtype=bool, count=len(spoken))
        in_text = np.fromiter((word in line for line in haystack), dtype=bool, count=len(haystack))
        rows &= in_text | (in_gifts[codes] if len(codes) else False)
    return rows


def _spoken(gifts: str, vocabulary: Vocabulary) -> str:
    """All the words by which people may look for these gifts, in every language of the vocabulary."""
    terms = [vocabulary.capability(gift.capability) for gift in parse_gifts(gifts)]
    words = [
        [*term.labels.values(), *(word for words in term.synonyms.values() for word in words)]
        for term in terms
    ]
    return fold(" ".join(word for group in words for word in group))

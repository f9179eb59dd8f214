"""What is computed once and shared by all sessions. Every key holds the data version and the role."""

import gc
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from itertools import count
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import streamlit as st
from numpy.typing import NDArray

from dashboard import map_files, viewer
from geo import compiled, gathering
from geo.access import FOLLOW_UP, LIST_INITIATIVES, may
from geo.areas import area_of_points
from geo.asset_table import AssetTable
from geo.audience import audiences_of, project, project_for_room
from geo.bridges import Bridge, find_bridges_near
from geo.cards import Card
from geo.coalition import Coalition, Wish, find_coalitions
from geo.complements import Complement, complements_of_asset, complements_of_gifts
from geo.coverage.data import CoverageData
from geo.coverage.figures import Figures, grow, grow_whole, measure
from geo.coverage.opening import open_coverage
from geo.coverage.query import CoverageQuery
from geo.crs import WGS84, to_wgs84
from geo.detail import WorldPoints
from geo.errors import NotFoundError
from geo.frames import ASSET_ID, GIFTS
from geo.gathering import Possibility
from geo.gifts import parse_gifts
from geo.index import AssetIndex
from geo.initiatives import Initiative
from geo.introductions import (
    FollowUp,
    between_seen,
    count_connected,
    make_connections,
    pairs,
    told_pair_by_pair,
)
from geo.inventory import (
    Inventory,
    background_version,
    data_home,
    inventory_version,
    map_level,
    open_drawn_areas,
    open_inventory,
    open_store,
    open_surroundings,
    surroundings_version,
)
from geo.nearby import Nearby, find_nearby
from geo.query import (
    DEFAULT_RADIUS_M,
    RADII_M,
    MapQuery,
    Selection,
    Surroundings,
    WayOut,
    checked,
    select_assets,
    ways_out,
)
from geo.store import Store
from geo.terms import KINDS
from geo.tour import Stop, connections, plan_tour
from geo.vocabulary import Vocabulary

COMPLEMENT_LIMIT = 8
LOOK_AGAIN_EVERY = 50
"""After so many openings of the inventory, all that was set apart is looked through again."""

_OPENINGS = count()
LATEST_INITIATIVES = 60


@dataclass(frozen=True, eq=False)
class Placed:
    """Where the assets of a table are: WGS84 degrees per row, shape (n,), and filed by their place in the world."""

    longitude: NDArray[np.float64]
    latitude: NDArray[np.float64]
    points: WorldPoints


@dataclass(frozen=True)
class MapView:
    """
    All that the map page shows for one question, to one role.

    Attributes
    ----------
    query
        The question, with known codes only.
    selection
        What answers it.
    counts
        Number of shown assets per kind.
    """

    query: MapQuery
    selection: Selection
    assets: gpd.GeoDataFrame
    around: Surroundings
    version: tuple[str, str]
    is_demo: bool

    @property
    def is_empty(self) -> bool:
        """Tell whether nothing answers the question."""
        return not len(self.selection)

    @property
    def counts(self) -> dict[str, int]:
        """Count what is shown per kind."""
        return self.selection.counts

    @cached_property
    def ways_out(self) -> tuple[WayOut, ...]:
        """Tell which single step brings something back."""
        return ways_out(self.selection.table, self.query, self.around)

    @property
    def placed(self) -> Placed:
        """Give where all assets are, in degrees and in the world."""
        return _placed(*self.version)

    @cached_property
    def extent(self) -> tuple[float, float, float, float] | None:
        """West, south, east and north of what is shown, in degrees; None when that is nothing."""
        rows = self.selection.matches
        if self.is_empty:
            return None
        longitude, latitude = self.placed.longitude[rows], self.placed.latitude[rows]
        return (
            float(np.nanmin(longitude)),
            float(np.nanmin(latitude)),
            float(np.nanmax(longitude)),
            float(np.nanmax(latitude)),
        )

    @property
    def outlines(self) -> tuple[str, ...]:
        """Name the files with what lies under the assets (see `outlines` below)."""
        return outlines()


@dataclass(frozen=True, eq=False)
class Tour:
    """What a room looks at: the assets of a wijk and a theme, the stops along them, and what is spoken of."""

    assets: gpd.GeoDataFrame
    stops: tuple[Stop, ...]
    speak_of: tuple[str, ...]


@dataclass(frozen=True, eq=False)
class Growth:
    """A measure month by month: index `code` and columns `month`, and of all areas together by month."""

    by_area: pd.DataFrame
    whole: pd.Series


def version() -> str:
    """Tell the version of all data, cheaply."""
    return inventory_version(data_home())


def room_assets(role: str) -> gpd.GeoDataFrame:
    """Give what a room may see that looks in this role (`geo.audience.room_role`), whoever is at the keyboard."""
    return _room_assets(inventory().version, role)


def room_places(role: str) -> frozenset[str]:
    """Give the codes of the wijken in which a room sees anything."""
    return _room_places(inventory().version, role)


def room_themes(role: str, wijk: str) -> frozenset[str]:
    """Give the codes of the themes of which a room sees anything in a wijk ("": anywhere)."""
    return _room_themes(inventory().version, role, wijk)


def room_tour(role: str, wijk: str, theme: str) -> Tour:
    """Plan the tour along what a room sees of a wijk and a theme; "" for all."""
    return _room_tour(inventory().version, role, wijk, theme)


def room_connections(role: str, wijk: str, theme: str, stop: int) -> tuple[Bridge, ...]:
    """Find the connections at a stop of that tour, counted from 0."""
    return _room_connections(inventory().version, role, wijk, theme, stop)


def outlines() -> tuple[str, ...]:
    """Name the files with what lies under the assets: outlines, background layers, kept tiles; the same for all."""
    return (_outlines(inventory().version), *background(background_version(data_home())))


def inventory() -> Inventory:
    """Open what is there now; opened again only after a change."""
    return _inventory(inventory_version(data_home()))


def vocabulary() -> Vocabulary:
    """Give the words of the inventory."""
    return around().vocabulary


def around() -> Surroundings:
    """Give postcodes, areas and words; nobody who saves a card has these read anew, and the store is not asked."""
    return _around(surroundings_version(data_home()))


def table() -> AssetTable:
    """Give the assets that the present visitor may see, as columns."""
    return _table(inventory().version, viewer.role())


def visible_assets() -> gpd.GeoDataFrame:
    """Give the assets that the present visitor may see."""
    return _visible(inventory().version, viewer.role())


def map_view(query: MapQuery) -> MapView:
    """Answer a question for the present visitor."""
    return _map_view(inventory().version, viewer.role(), query)


def asset(asset_id: str):
    """Give one visible asset as a row, or None."""
    found = table()
    rows = found.find_rows([asset_id])
    return found.frame.iloc[rows[0]] if len(rows) else None


def complements(asset_id: str, query: MapQuery) -> tuple[Complement, ...]:
    """Rank what belongs together with this asset, of the kinds and within the walk that are asked for."""
    found = _complements(inventory().version, viewer.role(), asset_id, query.radius_m)
    return tuple(one for one in found if one.kind in query.kinds)[:COMPLEMENT_LIMIT]


def complements_of_card(card: Card, *, limit: int) -> tuple[Complement, ...]:
    """Rank who goes well with somebody whose card is not kept in memory, of those whom that visitor may see."""
    found = complements_of_gifts(
        index(),
        (card.x, card.y),
        parse_gifts(card.gifts),
        radius_m=DEFAULT_RADIUS_M,
        limit=limit + 1,
        audiences=audiences(),
    )
    return tuple(one for one in found if one.asset_id != card.asset_id)[:limit]


def place(postcode: str) -> tuple[float, float] | None:
    """Give the point of a postcode, EPSG:28992 metres; None when the table does not know it."""
    try:
        point = inventory().around.postcodes.point(postcode)
    except NotFoundError:
        return None
    return point.x, point.y


def near(point: tuple[float, float], *, is_own: bool) -> Nearby:
    """Find all that the present visitor may see around a point; what is around their own place is not kept."""
    if is_own:
        return find_nearby(table(), point, reach_m=RADII_M[-1])
    return _near(inventory().version, viewer.role(), point)


def audiences() -> tuple[str, ...]:
    """Give the audiences whose cards the present visitor may see."""
    return audiences_of(viewer.role())


def seen_ids(asset_ids: Iterable[str]) -> tuple[str, ...]:
    """Keep those ids that are there for the present visitor."""
    return gathering.seen_ids(index(), asset_ids, audiences=audiences())


def index() -> AssetIndex:
    """Give the index of what the present visitor may see."""
    return _index(inventory().version, viewer.role())


def coalitions(wish: Wish) -> tuple[Coalition, ...]:
    """Find the best groups for a wish of the present visitor."""
    return _coalitions(inventory().version, viewer.role(), wish)


def possible_initiatives(point: tuple[float, float], radius_m: float) -> tuple[Possibility, ...]:
    """Tell how complete each initiative would be around a point, for the present visitor."""
    return _possible_initiatives(inventory().version, viewer.role(), point, radius_m)


def coverage(level: str) -> CoverageData:
    """Give what coverage of the areas of a level is computed from, as the present visitor may know it."""
    return _coverage(coverage_version(), viewer.role(), level)


def figures(query: CoverageQuery) -> Figures:
    """Answer a question about coverage for the present visitor."""
    return _figures(coverage_version(), viewer.role(), query)


def growth(query: CoverageQuery) -> Growth:
    """Give a measure of coverage month by month, for the present visitor."""
    return _growth(coverage_version(), viewer.role(), query)


def coverage_version() -> str:
    """Tell, cheaply, the version of all that coverage is computed from."""
    found = inventory().version
    return f"{found}~{store(data_home()).introductions_version}"


def drawn_areas(level: str) -> str:
    """Name the file with the light outlines of a level, in order of code."""
    return _drawn_areas(inventory().version, level)


def forget() -> None:
    """Let go of all that is kept in memory: somebody was erased, and earlier versions still hold that card."""
    st.cache_resource.clear()


def initiative(initiative_id: str) -> Initiative | None:
    """Read a saved initiative; None when there is none with this id."""
    return store(data_home()).read_initiative(initiative_id)


def bridges(point: tuple[float, float], radius_m: float) -> tuple[Bridge, ...]:
    """Find who could be introduced to whom around a point, and was not yet, for the present visitor."""
    role = viewer.role()
    introduced = pairs(told_pair_by_pair(connections_made(), role=role))
    return _bridges(inventory().version, role, point, radius_m, introduced)


def connections_made(role: str | None = None) -> pd.DataFrame:
    """Give who was connected with whom, of those whom a role (the present visitor's) may see."""
    opened = inventory()
    introduced = 0 if opened.is_demo else store(data_home()).introductions_version
    return _connections_made(opened.version, role or viewer.role(), introduced)


def follow_ups() -> tuple[FollowUp, ...]:
    """Give the introductions that the present visitor follows up, oldest first; nothing for who may not."""
    role = viewer.role()
    if not may(role, FOLLOW_UP):
        return ()
    return _follow_ups(inventory().version, role, store(data_home()).introductions_version)


def brought_together() -> frozenset[tuple[str, str]]:
    """Give the pairs of ids, the smaller first, that the present visitor knows to have been introduced."""
    known = ((end.asset_id for end in one.ends) for one in follow_ups())
    told = pairs(told_pair_by_pair(connections_made(), role=viewer.role()))
    return frozenset((min(pair), max(pair)) for pair in (*map(tuple, known), *told))


def count_made(role: str | None = None) -> tuple[int, int]:
    """
    Count the people and groups that were introduced, and the plans that were begun; nothing in the demo.

    Parameters
    ----------
    role
        Who looks; the present visitor unless given. Only connections between cards that it may see count.
    """
    opened = inventory()
    if opened.is_demo:
        return 0, 0
    return count_connected(connections_made(role)), _count_initiatives(opened.version)


def latest_initiatives() -> tuple[Initiative, ...]:
    """List the plans that were saved last; for the connector only: others know a plan by its link."""
    if not may(viewer.role(), LIST_INITIATIVES):
        return ()
    return store(data_home()).list_initiatives(limit=LATEST_INITIATIVES)


@st.cache_resource(max_entries=2, show_spinner=False)
def store(home: Path) -> Store:
    """Give the store of a data folder, opened at first use."""
    return open_store(home)


def initiative_names(language: str) -> dict[str, str]:
    """Give the names of the initiatives' templates."""
    return {template.code: template.labels[language] for template in inventory().templates}


@st.cache_resource(max_entries=2, show_spinner=False)
def _around(version: str) -> Surroundings:  # noqa: ARG001 - the key
    return open_surroundings(data_home())


@st.cache_resource(max_entries=2, show_spinner=False)
def _inventory(version: str) -> Inventory:  # noqa: ARG001 - the key
    opened = open_inventory(data_home(), around=around())
    _set_apart_what_stays()
    return opened


def _set_apart_what_stays() -> None:
    """
    Spare the collector of garbage what lives as long as the server: modules, words, the inventory.

    To look through it takes a tenth of a second for the libraries alone. Looking through what was set apart before
    is as slow, and seldom finds anything: an inventory that has made way is freed by itself.
    """
    if next(_OPENINGS) % LOOK_AGAIN_EVERY == 0:
        gc.unfreeze()
    gc.collect()
    gc.freeze()


@st.cache_resource(max_entries=6, show_spinner=False)
def _visible(version: str, role: str) -> gpd.GeoDataFrame:
    opened = _inventory(version)
    around = opened.around
    return project(opened.assets, role=role, postcodes=around.postcodes, areas=around.areas)


@st.cache_resource(max_entries=6, show_spinner=False)
def _index(version: str, role: str) -> AssetIndex:
    words = _inventory(version).around.vocabulary
    built = AssetIndex.build(_visible(version, role), capabilities=[term.code for term in words.capabilities])
    if len(built) >= compiled.WORTH_IT:
        compiled.warm()
    return built


@st.cache_resource(max_entries=6, show_spinner=False)
def _table(version: str, role: str) -> AssetTable:
    return AssetTable.of(_visible(version, role))


@st.cache_resource(max_entries=6, show_spinner=False)
def _placed(version: str, role: str) -> Placed:
    columns = _table(version, role).columns
    longitude, latitude = to_wgs84(columns.x, columns.y)
    return Placed(longitude, latitude, WorldPoints.of(longitude, latitude, columns.kind))


@st.cache_resource(max_entries=100, show_spinner=False)
def _map_view(version: str, role: str, query: MapQuery) -> MapView:
    opened = _inventory(version)
    known = checked(query, opened.around)
    return MapView(
        query=known,
        selection=select_assets(_table(version, role), known, opened.around),
        assets=_visible(version, role),
        around=opened.around,
        version=(version, role),
        is_demo=opened.is_demo,
    )


@st.cache_resource(max_entries=100, show_spinner=False)
def _near(version: str, role: str, point: tuple[float, float]) -> Nearby:
    return find_nearby(_table(version, role), point, reach_m=RADII_M[-1])


@st.cache_resource(max_entries=1000, show_spinner=False)
def _complements(version: str, role: str, asset_id: str, radius_m: float) -> tuple[Complement, ...]:
    templates = [(template.code, template.wants) for template in _inventory(version).templates]
    return complements_of_asset(
        _index(version, role),
        asset_id,
        radius_m=radius_m,
        limit=len(KINDS) * COMPLEMENT_LIMIT * 4,
        templates=templates,
        audiences=audiences_of(role),
    )


@st.cache_resource(max_entries=500, show_spinner=False)
def _coalitions(version: str, role: str, wish: Wish) -> tuple[Coalition, ...]:
    return find_coalitions(_index(version, role), replace(wish, audiences=audiences_of(role)))


@st.cache_resource(max_entries=200, show_spinner=False)
def _bridges(
    version: str,
    role: str,
    point: tuple[float, float],
    radius_m: float,
    introduced: tuple[tuple[str, str], ...],
) -> tuple[Bridge, ...]:
    return find_bridges_near(
        _index(version, role),
        point,
        radius_m=radius_m,
        introduced=introduced,
        audiences=audiences_of(role),
    )


@st.cache_resource(max_entries=6, show_spinner=False)
def _connections_made(version: str, role: str, introduced: int) -> pd.DataFrame:
    if not introduced:
        return make_connections(())
    found = store(data_home()).read_connections(role=role)
    return between_seen(found, set(_visible(version, role)[ASSET_ID]))


@st.cache_resource(max_entries=6, show_spinner=False)
def _follow_ups(version: str, role: str, introduced: int) -> tuple[FollowUp, ...]:  # noqa: ARG001 - the key
    return store(data_home()).read_introductions(role=role) if introduced else ()


@st.cache_resource(max_entries=6, show_spinner=False)
def _count_initiatives(version: str) -> int:  # noqa: ARG001 - the key
    return store(data_home()).count_initiatives()


@st.cache_resource(max_entries=200, show_spinner=False)
def _possible_initiatives(
    version: str, role: str, point: tuple[float, float], radius_m: float
) -> tuple[Possibility, ...]:
    templates = [(template.code, template.wants) for template in _inventory(version).templates]
    return gathering.possible_initiatives(
        _index(version, role),
        templates,
        place=point,
        radius_m=radius_m,
        audiences=audiences_of(role),
    )


@st.cache_resource(max_entries=4, show_spinner=False)
def _room_assets(version: str, role: str) -> gpd.GeoDataFrame:
    opened = _inventory(version)
    return project_for_room(
        opened.assets, role=role, postcodes=opened.around.postcodes, areas=opened.around.areas
    )


@st.cache_resource(max_entries=4, show_spinner=False)
def _room_places(version: str, role: str) -> frozenset[str]:
    areas = _inventory(version).around.areas
    return frozenset(area_of_points(_room_assets(version, role).geometry, areas).unique())


@st.cache_resource(max_entries=100, show_spinner=False)
def _room_themes(version: str, role: str, wijk: str) -> frozenset[str]:
    themes_of = _inventory(version).around.vocabulary.themes_of
    gifts = _room_tour(version, role, wijk, "").assets[GIFTS].unique()
    return frozenset(theme for text in gifts for theme in themes_of(text))


@st.cache_resource(max_entries=100, show_spinner=False)
def _room_tour(version: str, role: str, wijk: str, theme: str) -> Tour:
    opened = _inventory(version)
    query = MapQuery(wijk=wijk, themes=(theme,) if theme else ())
    assets = select_assets(_room_assets(version, role), query, opened.around).assets
    terms = opened.around.vocabulary.capabilities
    speak_of = tuple(term.code for term in terms if theme in ("", term.theme))
    templates = [template.wants for template in opened.templates]
    return Tour(assets, plan_tour(assets, speak_of=speak_of, templates=templates), speak_of)


@st.cache_resource(max_entries=500, show_spinner=False)
def _room_connections(version: str, role: str, wijk: str, theme: str, stop: int) -> tuple[Bridge, ...]:
    tour = _room_tour(version, role, wijk, theme)
    return connections(tour.assets, tour.stops[stop], speak_of=tour.speak_of)


@st.cache_resource(max_entries=12, show_spinner=False)
def _coverage(version: str, role: str, level: str) -> CoverageData:  # noqa: ARG001 - the key
    return open_coverage(data_home(), inventory(), role=role, today=date.today(), level=level)


@st.cache_resource(max_entries=200, show_spinner=False)
def _figures(version: str, role: str, query: CoverageQuery) -> Figures:
    return measure(query, _coverage(version, role, query.level))


@st.cache_resource(max_entries=100, show_spinner=False)
def _growth(version: str, role: str, query: CoverageQuery) -> Growth:
    data = _coverage(version, role, query.level)
    by_area = grow(query, data)
    return Growth(by_area, grow_whole(by_area, query, data))


@st.cache_resource(max_entries=2, show_spinner=False)
def _outlines(version: str) -> str:
    return _drawn_areas(version, map_level(data_home()))


@st.cache_resource(max_entries=8, show_spinner=False)
def _drawn_areas(version: str, level: str) -> str:  # noqa: ARG001 - the key
    areas = open_drawn_areas(data_home(), level=level)
    shapes = areas.to_crs(WGS84).geometry
    named = zip(areas["name"], areas["code"], shapes, strict=True)
    return map_files.publish_outlines([(name, code, shape.__geo_interface__) for name, code, shape in named])


@st.cache_resource(max_entries=2, show_spinner=False)
def background(version: str) -> tuple[str, ...]:  # noqa: ARG001 - the key
    """Name the files with background layers and kept tiles."""
    return map_files.publish_background(data_home())

"""
Where everything is kept, and what is open now: the demo, or the inventory of one's own.

The data folder is `KRACHTENKAART_HOME`, else the user's data folder. In it: `krachtenkaart.db` (the store),
`postcodes.parquet` (installed postcodes), `areas/` (installed areas), `basemap/` and `tiles/` (what lies under
the assets without internet), and, when people edited them, `vocabulary.toml` and `templates.toml`. While the
store is empty the demo is shown; it is never written to the store.
"""

import os
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import TypeVar

import geopandas as gpd
import pandas as pd
from platformdirs import user_data_path

from geo.access import READ_RELEASE, require
from geo.areas import AreaFinder, read_areas
from geo.areas.kept import areas_version, kept_levels, read_drawn, read_level
from geo.areas.levels import BUURT, GEMEENTE, PC4, WIJK
from geo.basemap.layers import layers_version
from geo.basemap.tiles import tiles_version
from geo.datafile import DATA
from geo.errors import NotFoundError
from geo.frames import GIFTS, WORDS
from geo.gifts import format_gifts, parse_gifts
from geo.importing import read_assets
from geo.postcodes.table import PostcodeTable, read_table
from geo.query import Surroundings
from geo.release.categories import categories_within
from geo.release.counting import people_of
from geo.release.reading import Release, make_release, quarter_of
from geo.store import DECIDED, TOO_FEW, Store
from geo.templates import Template, load_templates
from geo.vocabulary import Vocabulary, load_vocabulary

HOME_VARIABLE = "KRACHTENKAART_HOME"

DEMO = "demo"

T = TypeVar("T")


def data_home() -> Path:
    """Tell the folder in which this installation keeps its data; it may not exist yet."""
    chosen = os.environ.get(HOME_VARIABLE)
    return Path(chosen).expanduser() if chosen else user_data_path("krachtenkaart", appauthor=False)


def store_path(home: Path) -> Path:
    """Tell where the store is."""
    return home / "krachtenkaart.db"


def open_store(home: Path) -> Store:
    """Give the store, opened at first use; it knows in which wijk a card is."""
    found: dict[str, AreaFinder] = {}

    def wijk_of(x: float, y: float) -> str:
        version = areas_version(home)
        if version not in found:  # read when a connector of an area comes by, which is not everywhere
            found.clear()
            found[version] = AreaFinder(open_areas(home))
        return found[version](x, y)

    return Store(store_path(home), wijk_of=wijk_of)


@lru_cache(maxsize=2)
def lookup_store(path: Path) -> Store:
    """Give the store at this path for lookups that ask for no wijk: versions, visits, sessions; one per process."""
    return Store(path)


def postcodes_path(home: Path) -> Path:
    """Tell where the installed postcodes are."""
    return home / "postcodes.parquet"


def open_postcodes(home: Path) -> PostcodeTable:
    """Read the installed postcodes, on top of the few that come along for the demo."""
    shipped = read_table(DATA / "demo" / "postcodes.csv")
    installed = postcodes_path(home)
    table = shipped.merged_with(read_table(installed)) if installed.exists() else shipped
    return table.with_inhabitants(_pc4_inhabitants(home))


def _pc4_inhabitants(home: Path) -> dict[str, int]:
    """Tell how many people live in each PC4: as its outlines say that were installed, else as the demo knows it."""
    shipped = pd.read_csv(DATA / "demo" / "pc4_inhabitants.csv", dtype={"postcode": "str"})
    known = dict(zip(shipped["postcode"], shipped["inhabitants"].tolist(), strict=True))
    if PC4 in kept_levels(home):
        areas = read_level(home, PC4).dropna(subset="inhabitants")
        known |= dict(zip(areas["code"], areas["inhabitants"].astype(int).tolist(), strict=True))
    return known


def postcodes_version(home: Path) -> str:
    """Tell, cheaply, which version of the installed postcodes there is."""
    installed = postcodes_path(home)
    return str(installed.stat().st_mtime_ns) if installed.exists() else "-"


def open_vocabulary(home: Path) -> Vocabulary:
    """Read the vocabulary: the one edited in the data folder, else the one that comes along."""
    return load_vocabulary(_edited_or_shipped(home, "vocabulary.toml"))


def open_templates(home: Path, *, vocabulary: Vocabulary) -> tuple[Template, ...]:
    """Read the templates of initiatives: those edited in the data folder, else those that come along."""
    return load_templates(_edited_or_shipped(home, "templates.toml"), vocabulary=vocabulary)


def open_levels(home: Path) -> tuple[str, ...]:
    """Tell at which levels areas are known, from coarse to fine: those installed, else the demo's wijken."""
    return kept_levels(home) or (WIJK,)


def open_areas(home: Path | None = None, *, level: str | None = None) -> gpd.GeoDataFrame:
    """
    Read areas with their exact outlines, EPSG:28992 (an area frame, see `geo.areas.frame`).

    Parameters
    ----------
    home
        Data folder; without it, or while nothing is installed in it, the wijken of the demo.
    level
        One of `open_levels`; the one that people are asked about on the map unless given.

    Raises
    ------
    NotFoundError
        If this level is not installed.
    SourceError
        If it cannot be read.
    """
    if home is None or not kept_levels(home):
        return _demo_areas(level)
    return read_level(home, level or map_level(home))


def open_drawn_areas(home: Path, *, level: str | None = None) -> gpd.GeoDataFrame:
    """Read the same areas with light outlines, to draw; raises as `open_areas` does."""
    if not kept_levels(home):
        return _demo_areas(level)
    return read_drawn(home, level or map_level(home))


def map_level(home: Path) -> str:
    """Tell the level that people are asked about on the map: wijken where there are any."""
    known = open_levels(home)
    return next(level for level in (WIJK, BUURT, GEMEENTE, PC4) if level in known)


def _demo_areas(level: str | None) -> gpd.GeoDataFrame:
    if level not in (None, WIJK):
        raise NotFoundError("areas.no_level", level=level, known=WIJK)
    return read_areas(DATA / "demo" / "wijken.geojson")


@dataclass(frozen=True)
class Inventory:
    """
    Everything that is open at one moment.

    Attributes
    ----------
    assets
        Asset frame, EPSG:28992; not yet projected to a role (`geo.audience`).
    version
        Changes whenever any part changes: the key of every cache.
    is_demo
        True while the demo is shown.
    """

    assets: gpd.GeoDataFrame
    around: Surroundings
    templates: tuple[Template, ...]
    version: str
    is_demo: bool


def surroundings_version(home: Path) -> str:
    """Tell, without asking the store, the version of postcodes, areas and words."""
    files = [_file_version(home / name) for name in ("postcodes.parquet", "vocabulary.toml")]
    return ".".join([str(home), *files, areas_version(home)])


def open_surroundings(home: Path) -> Surroundings:
    """Read postcodes, areas and words; raises as `open_inventory` does."""
    return Surroundings(open_postcodes(home), open_areas(home), open_vocabulary(home))


def _file_version(path: Path) -> str:
    return str(path.stat().st_mtime_ns) if path.exists() else "-"


def inventory_version(home: Path) -> str:
    """Tell, cheaply, the version of everything in the data folder; equal versions mean equal contents."""
    names = ("postcodes.parquet", "vocabulary.toml", "templates.toml")
    files = [_file_version(home / name) for name in names]
    own = from_store(
        home, lambda store: f"{store.version}@{date.today()}", otherwise=DEMO
    )  # a yes ends on a day
    return ".".join([str(home), own, *files, areas_version(home), background_version(home)])


def background_version(home: Path) -> str:
    """Tell, cheaply, the version of what lies under the assets: layers of one's own and kept map tiles."""
    return f"{layers_version(home)};{tiles_version(home)}"


def open_inventory(home: Path, *, around: Surroundings | None = None) -> Inventory:
    """
    Open the inventory of one's own, or the demo while there is none.

    Parameters
    ----------
    around
        What `open_surroundings` gives now, if it was read already.

    Raises
    ------
    StoreError
        If the store is there and cannot be read; it is left as it is.
    VocabularyError
        If an edited vocabulary or template file breaks its rules.
    """
    version = inventory_version(home)  # before the contents: a change in between is then seen as one
    around = around or open_surroundings(home)
    vocabulary = around.vocabulary
    own = from_store(home, lambda store: store.read_assets(), otherwise=None)
    return Inventory(
        assets=_demo_assets(around) if own is None else _speakable(own, vocabulary),
        around=around,
        templates=open_templates(home, vocabulary=vocabulary),
        version=version,
        is_demo=own is None,
    )


def make_due_release(home: Path, *, today: date) -> str:
    """
    Make the release from which a municipality reads talents, if a quarter has begun and it is due.

    Cheap when it is not. The demo keeps none.

    Returns
    -------
    outcome
        One of `geo.store.OUTCOMES`.

    Raises
    ------
    SourceError, StoreError, VocabularyError
        If areas, store or an edited vocabulary cannot be read, or the store not written; the former release stays.
    """

    def make(store: Store) -> str:
        if store.has_decided(today):
            return DECIDED
        return store.make_due_release(open_areas(home), open_vocabulary(home), today=today)

    return from_store(home, make, otherwise=TOO_FEW)


def open_release(home: Path, *, role: str, today: date) -> Release | None:
    """
    Read the release from which a municipality reads talents; None while none was made.

    Of the demo one is made on the spot: its people are made up, and all say yes.

    Raises
    ------
    AccessError
        If the role may not.
    StoreError
        If the store cannot be read.
    """
    require(role, READ_RELEASE)
    found = from_store(home, lambda store: (store.read_release(role=role),), otherwise=None)
    return _demo_release(home, today) if found is None else found[0]


def _demo_release(home: Path, today: date) -> Release:
    around = open_surroundings(home)
    within = categories_within(around.vocabulary)
    people = people_of(_demo_assets(around), around.areas, within)
    return make_release(people.values(), around.areas, within, quarter=quarter_of(today))


def from_store(home: Path, read: Callable[[Store], T], *, otherwise: T) -> T:
    """Read something of the inventory of one's own; `otherwise` while the demo is shown."""
    if not store_path(home).exists():
        return otherwise
    store = lookup_store(store_path(home))
    return otherwise if store.is_empty else read(store)


def _demo_assets(around: Surroundings) -> gpd.GeoDataFrame:
    path = DATA / "demo" / "assets.csv"
    found = read_assets(
        path.read_bytes(),
        filename=path.name,
        vocabulary=around.vocabulary,
        postcodes=around.postcodes,
        today=date.today(),
    )
    return found.assets


def _speakable(assets: gpd.GeoDataFrame, vocabulary: Vocabulary) -> gpd.GeoDataFrame:
    """Keep gifts whose term has left an edited vocabulary as words, so that nothing downstream meets them."""
    known = {term.code for term in vocabulary.capabilities}
    strange = {
        text: [gift for gift in parse_gifts(text) if gift.capability not in known]
        for text in assets[GIFTS].unique()
    }
    rows = assets[GIFTS].map(strange).str.len() > 0
    if not rows.any():
        return assets
    left = (
        assets.loc[rows, GIFTS]
        .map(strange)
        .map(lambda gifts: "; ".join(f"{g.capability}:{g.mode}" for g in gifts))
    )
    kept = assets.loc[rows, GIFTS].map(
        lambda text: format_gifts(gift for gift in parse_gifts(text) if gift.capability in known)
    )
    assets = assets.copy()
    assets.loc[rows, WORDS] = assets.loc[rows, WORDS].str.cat(left, sep="; ").str.removeprefix("; ")
    assets.loc[rows, GIFTS] = kept
    return assets


def _edited_or_shipped(home: Path, name: str) -> Path:
    return home / name if (home / name).exists() else DATA / name

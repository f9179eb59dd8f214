"""What every format writes: the fields of an asset, one value each, under names that the importer knows."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import geopandas as gpd
import numpy as np
from numpy.typing import NDArray

from geo import frames
from geo.crs import require_rd, to_wgs84
from geo.gifts import parse_gifts
from geo.terms import MODES

LATITUDE, LONGITUDE = "lat", "lon"
DEGREE_DECIMALS = 7
"""About a centimetre."""

FIELDS = (
    frames.ASSET_ID,
    frames.KIND,
    frames.SUBKIND,
    frames.NAME,
    frames.DESCRIPTION,
    *MODES,
    frames.WORDS,
    frames.POSTCODE,
    frames.PLACED_BY,
    LATITUDE,
    LONGITUDE,
    frames.MEETS,
    frames.CONTACT,
    frames.WEBSITE,
    frames.AUDIENCE,
    frames.SOURCE,
    frames.CONFIRMED_ON,
)
"""The fields in the order in which they are written. Gifts stand in a column per mode."""

Record = dict[str, Any]
"""Field -> text; `lat` and `lon` are degrees or None, `confirmed_on` is a `date` or None."""


@dataclass(frozen=True)
class Wording:
    """
    How names of fields and codes are spelled for a reader; by itself as they are.

    Attributes
    ----------
    columns
        Field -> name of its column. The importer must know that name (`geo.sources.columns`).
    say
        Code of a kind, subkind, capability or audience -> words that the importer understands as that code.
    """

    columns: Mapping[str, str] = field(default_factory=dict)
    say: Callable[[str], str] = str

    def column(self, name: str) -> str:
        """Give the name of a field's column."""
        return self.columns.get(name, name)

    @property
    def header(self) -> list[str]:
        """Give the names of all columns, in the order of `FIELDS`."""
        return [self.column(name) for name in FIELDS]


def records(assets: gpd.GeoDataFrame, wording: Wording) -> Iterator[Record]:
    """
    Give each asset as a record.

    Parameters
    ----------
    assets
        Asset frame in EPSG:28992, projected to its reader.

    Yields
    ------
    record
        All of `FIELDS`. Degrees (WGS84) stand there only where the asset has a point of its own: any other
        point follows from the postcode.

    Raises
    ------
    CrsError
        If the frame is not in EPSG:28992.
    """
    longitude, latitude = degrees(assets)
    columns = {name: assets[name].tolist() for name in frames.TEXT_COLUMNS}
    days = assets[frames.CONFIRMED_ON].tolist()
    for row in range(len(assets)):
        texts = {name: column[row] for name, column in columns.items()}
        own = texts[frames.PLACED_BY] == frames.OWN
        yield {
            **texts,
            **_gifts(texts.pop(frames.GIFTS), wording.say),
            **{name: wording.say(texts[name]) if texts[name] else "" for name in _CODES},
            LATITUDE: float(latitude[row]) if own else None,
            LONGITUDE: float(longitude[row]) if own else None,
            frames.CONFIRMED_ON: _day(days[row]),
        }


_CODES = (frames.KIND, frames.SUBKIND, frames.AUDIENCE)


def degrees(assets: gpd.GeoDataFrame) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Give longitude and latitude of each asset in WGS84, rounded to `DEGREE_DECIMALS`, shape (n_assets,) each."""
    require_rd(assets)
    longitude, latitude = to_wgs84(assets.geometry.x.to_numpy(), assets.geometry.y.to_numpy())
    return np.round(longitude, DEGREE_DECIMALS), np.round(latitude, DEGREE_DECIMALS)


def _gifts(gifts: str, say: Callable[[str], str]) -> dict[str, str]:
    said: dict[str, list[str]] = {mode: [] for mode in MODES}
    for gift in parse_gifts(gifts):
        said[gift.mode].append(say(gift.capability))
    return {mode: "; ".join(words) for mode, words in said.items()}


def _day(moment: Any) -> date | None:
    return moment.date() if moment == moment else None  # NaT is unlike itself

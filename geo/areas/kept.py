"""
Installed areas in the data folder: one Parquet file per level, with exact outlines and light ones to draw.

A file is written beside its place and put there in one step: a level is there whole, or as it was.
"""

from dataclasses import dataclass
from pathlib import Path

import geopandas as gpd

from geo.areas.drawing import draw_lightly
from geo.areas.frame import AREA_COLUMNS, CODE, GEOMETRY, INHABITANTS, YEAR
from geo.areas.levels import LEVELS
from geo.crs import RD, require_rd
from geo.errors import KrachtenkaartError, NotFoundError, SourceError
from geo.wholefile import written_whole

DRAWN = "drawn"
"""Column of the outlines to draw, beside the exact ones."""

_FOLDER = "areas"
_UNREADABLE = (OSError, ValueError, KeyError, TypeError, AttributeError, KrachtenkaartError)


@dataclass(frozen=True)
class KeptLevel:
    """
    A level that is installed.

    Attributes
    ----------
    level
        One of `geo.areas.levels.LEVELS`.
    count
        Number of areas.
    year
        Of their codes.
    inhabitants, unknown
        People who live in them, as far as known; and areas of which that is not known.
    """

    level: str
    count: int
    year: int
    inhabitants: int
    unknown: int


def level_file(home: Path, level: str) -> Path:
    """Tell where a level is kept; it may not be there."""
    return home / _FOLDER / f"{level}.parquet"


def join_file(home: Path, level: str) -> Path:
    """Tell where it is kept in which area of a level each postcode lies."""
    return home / _FOLDER / f"{level}-postcodes.npz"


def kept_levels(home: Path) -> tuple[str, ...]:
    """Tell which levels are installed, from coarse to fine."""
    return tuple(level for level in LEVELS if level_file(home, level).exists())


def list_levels(home: Path) -> tuple[KeptLevel, ...]:
    """
    Describe the levels that are installed.

    Raises
    ------
    SourceError
        If one cannot be read.
    """
    return tuple(describe(level, read_level(home, level)) for level in kept_levels(home))


def describe(level: str, areas: gpd.GeoDataFrame) -> KeptLevel:
    """Tell what a level holds."""
    known = areas[INHABITANTS].dropna()
    year = int(areas[YEAR].iloc[0]) if len(areas) else 0
    return KeptLevel(level, len(areas), year, int(known.sum()), len(areas) - len(known))


def read_level(home: Path, level: str) -> gpd.GeoDataFrame:
    """
    Read the areas of a level with their exact outlines: an area frame (see `geo.areas.frame`).

    Raises
    ------
    NotFoundError
        If it is not installed.
    SourceError
        If it cannot be read.
    """
    return _read(home, level, list(AREA_COLUMNS))


def read_drawn(home: Path, level: str) -> gpd.GeoDataFrame:
    """Read the same areas, with outlines to draw instead; raises as `read_level` does."""
    columns = [*(column for column in AREA_COLUMNS if column != GEOMETRY), DRAWN]
    return _read(home, level, columns).rename_geometry(GEOMETRY)


def keep_level(areas: gpd.GeoDataFrame, *, home: Path, level: str) -> None:
    """
    Keep a level instead of the one that was there.

    Parameters
    ----------
    areas
        Area frame (see `geo.areas.frame`) of one year, ordered by code.

    Raises
    ------
    SourceError
        If it cannot be written; what was there is left as it was.
    """
    drawn = gpd.GeoSeries(draw_lightly(areas), index=areas.index, crs=RD)
    _write(areas.assign(**{DRAWN: drawn}), level_file(home, level))


def remove_level(level: str, *, home: Path) -> None:
    """
    Remove a level.

    Raises
    ------
    NotFoundError
        If it is not installed.
    """
    if level not in kept_levels(home):
        raise NotFoundError("areas.no_level", level=level, known=", ".join(kept_levels(home)) or "-")
    level_file(home, level).unlink(missing_ok=True)
    join_file(home, level).unlink(missing_ok=True)


def areas_version(home: Path) -> str:
    """Tell, cheaply, which version of the levels there is; equal versions mean equal areas."""
    stats = [(level, level_file(home, level).stat()) for level in kept_levels(home)]
    return ",".join(f"{level}:{stat.st_mtime_ns}:{stat.st_size}" for level, stat in stats)


def _read(home: Path, level: str, columns: list[str]) -> gpd.GeoDataFrame:
    if level not in kept_levels(home):
        raise NotFoundError("areas.no_level", level=level, known=", ".join(kept_levels(home)) or "-")
    file = level_file(home, level)
    try:
        areas = gpd.read_parquet(file, columns=columns)
        areas = areas.set_geometry(columns[-1])
        return require_rd(areas.sort_values(CODE, ignore_index=True))
    except _UNREADABLE as error:
        raise SourceError("areas.damaged", file=file.name, level=level) from error


def _write(areas: gpd.GeoDataFrame, target: Path) -> None:
    try:
        with written_whole(target) as file:
            areas.to_parquet(file)
    except OSError as error:
        raise SourceError("areas.not_written", folder=str(target.parent)) from error

"""
Install areas: from PDOK, or from a file that somebody has.

Whatever goes wrong changes nothing. The areas of a gemeente join those of others of the same year and replace
its own earlier ones; a file replaces its whole level.
"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

import geopandas as gpd
import pandas as pd

from geo.areas.columns import Chosen
from geo.areas.file import frame_of, read_inhabitants, read_outlines
from geo.areas.frame import CODE, INHABITANTS, NAME, YEAR, make_areas
from geo.areas.joining import area_of_points
from geo.areas.judging import COUNTED, Judged, RefusedArea, judge
from geo.areas.kept import describe, keep_level, kept_levels, read_level
from geo.areas.levels import GEMEENTE, PC4, gemeente_of, level_of
from geo.areas.pdok import LATEST_YEAR, PDOK, Progress, fetch_features, forget, items_url
from geo.crs import WGS84
from geo.errors import KrachtenkaartError, SourceError

MIN_USABLE = 0.9
"""A file of which a smaller share of the rows is usable is another file than the user thinks."""

MAX_SHOWN = 50
_DOWNLOADS = "areas-download"


def _silent(_done: int, _total: int | None) -> None:
    """Show no progress."""


@dataclass(frozen=True)
class AreaReport:
    """
    What an installation did.

    Attributes
    ----------
    level, source, year
        Level, name of the file or host, and year of the codes.
    rows, kept
        Rows that came, and areas that were made of them.
    inhabitants
        People in those areas, as far as known.
    counts
        How many of each of `geo.areas.judging.COUNTED`; and `elsewhere`, PC4 of other gemeenten.
    refused, reasons
        The first rows that were left out, at most `MAX_SHOWN`; and how many for each reason.
    replaced
        Earlier areas that made room.
    total
        Areas of this level now.
    """

    level: str
    source: str
    year: int
    rows: int
    kept: int
    inhabitants: int
    counts: Mapping[str, int]
    refused: tuple[RefusedArea, ...]
    reasons: Mapping[str, int]
    replaced: int
    total: int


def install_from_file(
    path: Path,
    *,
    level: str,
    home: Path,
    layer: str | None = None,
    chosen: Chosen | None = None,
    year: int | None = None,
    inhabitants: Path | None = None,
) -> AreaReport:
    """
    Install the areas of a file, instead of those of this level that were there.

    Parameters
    ----------
    path, level, layer, chosen
        As in `geo.areas.file.read_outlines`.
    home
        Data folder; made when it is not there.
    year
        Year of the codes; the file's own unless given.
    inhabitants
        CSV with inhabitants per code, for outlines that come without.

    Raises
    ------
    SourceError, CrsError
        As `read_outlines`, `judge` and `read_inhabitants`; and if too little of the file is usable. What was
        installed is then as it was.
    """
    raw, columns = read_outlines(path, level=level, layer=layer, chosen=chosen)
    judged = judge(raw, columns, level=level, year=year)
    _require_usable(judged, len(raw), path.name)
    if inhabitants is not None:
        judged = _peopled(judged, read_inhabitants(inhabitants, level=level))
    before = _present(home, level)
    keep_level(judged.areas, home=home, level=level)
    return _report(judged, level, path.name, rows=len(raw), replaced=len(before), total=len(judged.areas))


def install_from_pdok(
    level: str,
    *,
    home: Path,
    gemeente: str | None = None,
    year: int = LATEST_YEAR,
    base: str = PDOK,
    progress: Progress = _silent,
    pause_s: float = 1.0,
) -> AreaReport:
    """
    Install the areas of a gemeente, or of the whole country, as CBS gives them through PDOK (CC BY 4.0).

    Parameters
    ----------
    level
        One of `geo.areas.levels.LEVELS`.
    home
        Data folder; a download that was cut waits in it to be gone on with.
    gemeente
        Official code, such as GM0361; the whole country unless given.
    year
        Of the codes.
    base
        Address of the API.
    progress, pause_s
        As in `geo.areas.pdok.fetch_features`.

    Raises
    ------
    SourceError
        As `fetch_features`; if the gemeente is unknown, the year is another than that of areas that would stay,
        or what came is of no use. What was installed is then as it was.
    """
    gemeente = None if gemeente is None else read_gemeente(gemeente)
    _require_same_year(home, level, gemeente, year)
    source = _Pdok(home / _DOWNLOADS, year, base, progress, pause_s)
    try:
        judged, rows = source.areas(level, gemeente)
    except OSError as error:
        raise SourceError("areas.not_written", folder=str(home)) from error
    before = _present(home, level)
    stays = before[~_is_of(before, gemeente, judged.areas)]
    together = pd.concat([stays, judged.areas], ignore_index=True).sort_values(CODE, ignore_index=True)
    keep_level(together, home=home, level=level)
    forget(home / _DOWNLOADS)
    host = urlsplit(base).hostname or base
    replaced = len(before) - len(stays)
    return _report(judged, level, host, rows=rows, replaced=replaced, total=len(together))


def read_gemeente(text: str) -> str:
    """
    Read the code of a gemeente: "361", "0361" and "gm0361" are GM0361.

    Raises
    ------
    SourceError
        If it is none.
    """
    digits = text.strip().upper().removeprefix("GM")
    code = f"GM{digits.zfill(4)}"
    if not (digits.isascii() and digits.isdecimal() and level_of(GEMEENTE).pattern.fullmatch(code)):
        raise SourceError("areas.gemeente", value=text)
    return code


@dataclass(frozen=True)
class _Pdok:
    """One round of questions to the API."""

    folder: Path
    year: int
    base: str
    progress: Progress
    pause_s: float

    def areas(self, level: str, gemeente: str | None) -> tuple[Judged, int]:
        if gemeente is None:
            return self._ask(level)
        if level != PC4:
            return self._ask(level, gemeentecode=gemeente)
        outline, _ = self._ask(GEMEENTE, gemeentecode=gemeente)
        bounds = outline.areas.to_crs(WGS84).total_bounds
        found, rows = self._ask(PC4, bbox=",".join(f"{value:.5f}" for value in bounds))
        return _within(found, outline.areas), rows

    def _ask(self, level: str, **filters: str) -> tuple[Judged, int]:
        url = items_url(level, self.year, base=self.base, **filters)
        features = fetch_features(url, self.folder, progress=self.progress, pause_s=self.pause_s)
        host = urlsplit(url).hostname or ""
        try:
            judged = self._judge(level, features, filters.get("gemeentecode"))
            _require_usable(judged, len(features), host)
        except KrachtenkaartError:
            forget(self.folder)  # what came in is of no use: the next time starts over
            raise
        return judged, len(features)

    def _judge(self, level: str, features: list, gemeente: str | None) -> Judged:
        if not features:
            raise SourceError("areas.nothing_there", gemeente=gemeente or "-", year=self.year)
        raw, columns = frame_of(features, WGS84, level=level)
        judged = judge(raw, columns, level=level, year=self.year)
        if gemeente and any(gemeente_of(code) not in ("", gemeente) for code in judged.areas[CODE]):
            raise SourceError("areas.other_gemeente", gemeente=gemeente)
        return judged


def _within(found: Judged, outline: gpd.GeoDataFrame) -> Judged:
    """Keep the PC4 that lie in a gemeente, by a point inside each."""
    is_in = area_of_points(found.areas.representative_point(), outline) != ""
    counts = found.counts + Counter(elsewhere=int((~is_in).sum()))
    areas = found.areas[is_in].reset_index(drop=True)
    counts["unknown"] = int(areas[INHABITANTS].isna().sum())
    return Judged(areas, found.refused, counts)


def _require_usable(judged: Judged, rows: int, source: str) -> None:
    lost, dry = len(judged.refused), rows - judged.counts["water"]
    if dry and not judged.areas.empty and dry - lost >= MIN_USABLE * dry:
        return
    shown = [row._asdict() for row in judged.refused[:MAX_SHOWN]]
    raise SourceError("areas.too_few", source=source, rows=dry, kept=dry - lost, refused=shown)


def _peopled(judged: Judged, inhabitants: pd.Series) -> Judged:
    areas = judged.areas.assign(**{INHABITANTS: inhabitants.reindex(judged.areas[CODE]).to_numpy()})
    areas[INHABITANTS] = areas[INHABITANTS].astype("Int64")
    counts = judged.counts.copy()
    counts["unknown"] = int(areas[INHABITANTS].isna().sum())
    return Judged(areas, judged.refused, counts)


def _present(home: Path, level: str) -> gpd.GeoDataFrame:
    """Read the level that is there; one that is damaged is of no use to anybody and is replaced."""
    try:
        return read_level(home, level)
    except KrachtenkaartError:
        return make_areas(pd.DataFrame({column: [] for column in (CODE, NAME, INHABITANTS, YEAR)}), [])


def _is_of(areas: gpd.GeoDataFrame, gemeente: str | None, new: gpd.GeoDataFrame) -> pd.Series:
    """Tell which of the areas that are there make room for new ones."""
    if gemeente is None:
        return pd.Series(True, index=areas.index)
    return (areas[CODE].map(gemeente_of) == gemeente) | areas[CODE].isin(new[CODE])


def _require_same_year(home: Path, level: str, gemeente: str | None, year: int) -> None:
    """Refuse codes of a second year beside those that stay: they would not fit together."""
    if gemeente is None or level not in kept_levels(home):
        return
    before = _present(home, level)
    stays = before[before[CODE].map(gemeente_of) != gemeente]
    if len(stays) and int(stays[YEAR].iloc[0]) != year:
        raise SourceError("areas.year_beside", found=int(stays[YEAR].iloc[0]), asked=year, level=level)


def _report(judged: Judged, level: str, source: str, *, rows: int, replaced: int, total: int) -> AreaReport:
    made = describe(level, judged.areas)
    return AreaReport(
        level=level,
        source=source,
        year=made.year,
        rows=rows,
        kept=made.count,
        inhabitants=made.inhabitants,
        counts={name: judged.counts[name] for name in (*COUNTED, "elsewhere")},
        refused=judged.refused[:MAX_SHOWN],
        reasons=dict(Counter(row.code for row in judged.refused)),
        replaced=replaced,
        total=total,
    )

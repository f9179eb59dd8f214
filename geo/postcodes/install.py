"""
Fill the table of postcodes for the whole country: from GeoNames, or from a file that the user has.

A new table is written beside the old one and takes its place in one step; whatever goes wrong before that
changes nothing.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pandas as pd
import pgeocode

from geo.errors import KrachtenkaartError, SourceError
from geo.frames import POSTCODE
from geo.postcodes.download import Progress, download, forget, host_of
from geo.postcodes.file import REASON, ROW, VALUE, Judged, read_postcode_text
from geo.postcodes.geopackage import is_geopackage, read_postcode_geopackage
from geo.postcodes.table import PostcodeTable, X, Y, read_table
from geo.wholefile import written_whole

GEONAMES_URLS = tuple(url.format(country="NL") for url in pgeocode.DOWNLOAD_URL)
"""Where pgeocode fetches GeoNames' Dutch postcodes: the source itself, then a copy."""

MIN_USABLE = 0.9
"""A file of which a smaller share of the rows is usable is another file than the user thinks."""

STRAY_M = 5_000
"""A PC4 is seldom wider; a second point of a code farther from the first belongs to a namesake elsewhere."""

MAX_SHOWN = 50
_MAX_VALUE = 40


def _silent(_done: int, _total: int | None) -> None:
    """Show no progress."""


class RefusedRow(NamedTuple):
    """A row of a file that was left out: its number in the file, the error code and what stood there."""

    row: int
    code: str
    value: str


@dataclass(frozen=True)
class InstallReport:
    """
    What an installation did.

    Attributes
    ----------
    source
        Name of the file, or the host it came from.
    rows, kept
        Rows in the file, and how many of them gave a point.
    pc4, pc6
        Number of different codes that the file gave.
    refused, reasons
        The first rows that were left out, at most `MAX_SHOWN`; and how many for each reason.
    total
        Number of postcodes in the table now, older ones included.
    """

    source: str
    rows: int
    kept: int
    pc4: int
    pc6: int
    refused: tuple[RefusedRow, ...]
    reasons: Mapping[str, int]
    total: int


def install_from_file(path: Path, *, target: Path, progress: Progress = _silent) -> InstallReport:
    """
    Install the postcodes of a file on top of those already there.

    Parameters
    ----------
    path
        GeoNames export (NL.txt or the zip of it), CSV or zipped CSV with postcodes and points, or GeoPackage.
    target
        The table to fill, `postcodes.parquet` in the data folder; made when it is not there.
    progress
        Called with bytes read and their total.

    Returns
    -------
    report
        Counts, and the rows left out with their reasons.

    Raises
    ------
    SourceError
        If the file is not there, too large, damaged, no list of postcodes with points, or too little of it is
        usable. The target is then unchanged.
    """
    try:
        judged = _read(path, progress)
    except OSError as error:
        raise SourceError("postcode.file_unreadable", file=path.name) from error
    return _install(judged, source=path.name, target=target)


def install_from_geonames(
    *,
    target: Path,
    progress: Progress = _silent,
    url: str | None = None,
    pause_s: float = 1.0,
) -> InstallReport:
    """
    Install the PC4 of the whole country from GeoNames (CC BY 4.0).

    Parameters
    ----------
    target
        As in `install_from_file`; a cut download waits beside it to be gone on with.
    progress
        Called with bytes received and their total, or None when it is not known.
    url
        Another address with a file that `install_from_file` can read; by default those that pgeocode uses.
    pause_s
        As in `geo.postcodes.download.download`.

    Raises
    ------
    SourceError
        If no address answers, the connection is cut, or it is of no use. The target is then unchanged.

    References
    ----------
    GeoNames postal code files, https://download.geonames.org/export/zip/readme.txt.
    """
    urls = [url] if url else list(GEONAMES_URLS)
    for address in urls[:-1]:
        try:
            return _install_from(address, target, progress, pause_s)
        except SourceError as error:
            if error.code not in {"postcode.http", "postcode.unreachable"}:
                raise
    return _install_from(urls[-1], target, progress, pause_s)


def _install_from(url: str, target: Path, progress: Progress, pause_s: float) -> InstallReport:
    host = host_of(url)
    part = target.with_name(f"{target.stem}.download")
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        download(url, part, progress=progress, pause_s=pause_s)
        judged = read_postcode_text(part, progress=_silent)
    except OSError as error:
        raise SourceError("postcode.not_written", folder=str(target.parent)) from error
    except SourceError as error:
        if error.code != "postcode.connection_cut":
            forget(part)  # what came in is of no use: the next time starts over
        raise
    report = _install(judged, source=host, target=target)
    forget(part)
    return report


def _read(path: Path, progress: Progress) -> Judged:
    if is_geopackage(path):
        judged = read_postcode_geopackage(path)
        progress(path.stat().st_size, path.stat().st_size)
        return judged
    return read_postcode_text(path, progress=progress)


def _install(judged: Judged, *, source: str, target: Path) -> InstallReport:
    points, refused = _part_strays(judged)
    rows = len(points) + len(refused)
    if not rows or len(points) < MIN_USABLE * rows:
        raise SourceError(
            "postcode.too_few",
            source=source,
            rows=rows,
            kept=len(points),
            refused=[row._asdict() for row in _shown(refused)],
        )
    means = points.groupby(POSTCODE, as_index=False)[[X, Y]].mean()
    new = PostcodeTable.from_frame(means)
    table = _present(target).merged_with(new)
    _write(table, target)
    reasons = {str(code): int(count) for code, count in refused[REASON].value_counts().items()}
    return InstallReport(
        source, rows, len(points), new.pc4_count, new.pc6_count, _shown(refused), reasons, len(table)
    )


def _part_strays(judged: Judged) -> Judged:
    """
    Part the rows of a code that lie far from its other rows.

    Of the points of one code, the one nearest to the middle of its region (the median of all codes that begin
    with the same three digits) is trusted; those within `STRAY_M` of it stay, and their mean is the code's
    point. GeoNames has 8461 at Rottum in Friesland and, 66 km away, at Epe: a plain mean lies at neither.
    """
    points = judged.points
    region = points[POSTCODE].str[:3]
    middle = points.groupby(region)[[X, Y]].transform("median")
    away = pd.Series(np.hypot(points[X] - middle[X], points[Y] - middle[Y]), index=points.index)
    trusted = points.loc[away.groupby(points[POSTCODE]).idxmin()].set_index(POSTCODE)
    anchor = trusted.loc[points[POSTCODE], [X, Y]].to_numpy()
    is_stray = np.hypot(points[X] - anchor[:, 0], points[Y] - anchor[:, 1]) > STRAY_M
    strays = points.loc[is_stray, [ROW]].assign(
        **{REASON: "postcode.point_stray", VALUE: points[POSTCODE][is_stray]}
    )
    refused = pd.concat([judged.refused, strays]).sort_values(ROW, ignore_index=True)
    return Judged(points[~is_stray], refused)


def _shown(refused: pd.DataFrame) -> tuple[RefusedRow, ...]:
    first = refused.head(MAX_SHOWN)
    values = first[VALUE].astype("str").str[:_MAX_VALUE]
    return tuple(
        RefusedRow(int(row), *rest) for row, *rest in zip(first[ROW], first[REASON], values, strict=True)
    )


def _present(target: Path) -> PostcodeTable:
    """Read the table that is there; one that is damaged is of no use to anybody and is replaced."""
    try:
        return read_table(target)
    except KrachtenkaartError:
        return PostcodeTable.from_frame(pd.DataFrame({POSTCODE: pd.Series(dtype="str"), X: [], Y: []}))


def _write(table: PostcodeTable, target: Path) -> None:
    try:
        with written_whole(target) as file:
            table.to_frame().to_parquet(file)
    except OSError as error:
        raise SourceError("postcode.not_written", folder=str(target.parent)) from error

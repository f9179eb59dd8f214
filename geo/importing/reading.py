"""Read a file into assets and a report."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
from numpy.typing import NDArray

from geo import frames
from geo.crs import RD
from geo.importing.candidates import Candidates, make_candidates
from geo.importing.details import read_audiences, read_dates, read_ids, read_names, read_websites
from geo.importing.digests import digest_rows, is_repeated
from geo.importing.gifts import read_gifts
from geo.importing.kinds import read_kinds
from geo.importing.places import read_places
from geo.postcodes.table import PostcodeTable
from geo.report import Report, make_report
from geo.sources import columns as fields
from geo.sources.columns import Recognised, assign_columns, recognise_columns
from geo.sources.rawtable import RawTable
from geo.sources.reading import read_file, read_upload
from geo.vocabulary import Vocabulary


@dataclass(frozen=True, eq=False)
class RawFile:
    """
    A file that was read, and not understood yet.

    Attributes
    ----------
    digest
        sha256 of what was read, hexadecimal.
    """

    table: RawTable
    filename: str
    digest: str


@dataclass(frozen=True, eq=False)
class Import:
    """
    A file that was read, ready to be stored.

    Attributes
    ----------
    assets
        Validated asset frame of the rows that are taken, EPSG:28992, shape (kept + remarked, 16).
    report
        What became of every row.
    digests, rows, has_own_id
        Per asset: digest of what its row says (`geo.importing.digests`), its row number, and whether the file
        itself gave the id; shape (n_assets,) each.
    filename
        Name of the file, for the list of imports.
    file_digest
        sha256 of what was read, hexadecimal.
    """

    assets: gpd.GeoDataFrame
    report: Report
    digests: tuple[str, ...]
    rows: NDArray[np.int64]
    has_own_id: NDArray[np.bool_]
    filename: str
    file_digest: str


def open_upload(data: bytes, filename: str) -> RawFile:
    """
    Read what a browser sent into a table of text, without understanding it yet. Nothing here leads to GDAL.

    Raises
    ------
    SourceError
        If the file as a whole cannot be read or passes a limit.
    """
    return RawFile(read_upload(data, filename), filename, hashlib.sha256(data).hexdigest())


def read_assets(
    data: bytes,
    *,
    filename: str,
    vocabulary: Vocabulary,
    postcodes: PostcodeTable,
    today: date,
    kind: str | None = None,
) -> Import:
    """
    Read a file that came from anywhere: CSV, XLSX, GeoJSON or zipped GeoJSON. Nothing here leads to GDAL.

    Parameters
    ----------
    data
        The bytes of the file.
    kind
        Kind of rows that do not name one themselves (`geo.terms.KINDS`); without it such rows are refused.
    today
        Later days of confirmation are not believed.

    Returns
    -------
    imported
        Assets and report. Bad rows are in the report, not raised.

    Raises
    ------
    SourceError
        If the file as a whole cannot be read or passes a limit.
    """
    file = open_upload(data, filename)
    return understand(file, vocabulary=vocabulary, postcodes=postcodes, kind=kind, today=today)


def read_assets_with_gdal(
    path: Path,
    *,
    vocabulary: Vocabulary,
    postcodes: PostcodeTable,
    today: date,
    kind: str | None = None,
) -> Import:
    """
    Read a file of the person at the command line: as `read_assets`, and GeoPackage through GDAL.

    Raises
    ------
    SourceError
        As `read_assets`, and if the file cannot be opened.
    """
    table = read_file(path)
    with path.open("rb") as opened:
        digest = hashlib.file_digest(opened, "sha256").hexdigest()
    file = RawFile(table, path.name, digest)
    return understand(file, vocabulary=vocabulary, postcodes=postcodes, kind=kind, today=today)


def understand(
    file: RawFile,
    *,
    vocabulary: Vocabulary,
    postcodes: PostcodeTable,
    today: date,
    kind: str | None = None,
    meanings: Sequence[str] | None = None,
) -> Import:
    """
    Understand what a file says, column by column.

    Parameters
    ----------
    kind, today
        As for `read_assets`.
    meanings
        The field that each column fills, "" for none; recognised by the columns' names unless given.

    Raises
    ------
    SourceError
        If there are more different words for gifts than a limit allows.
    """
    table = file.table
    recognised = recognise_columns(table.names) if meanings is None else assign_columns(table.names, meanings)
    candidates = make_candidates(table, recognised)
    kinds, subkinds = read_kinds(candidates, vocabulary=vocabulary, kind=kind)
    names = read_names(candidates)
    gifts, words = read_gifts(candidates, vocabulary=vocabulary)
    places = read_places(candidates, kinds, postcodes=postcodes)
    ids, is_own = read_ids(candidates)
    columns = {
        frames.ASSET_ID: ids,
        frames.KIND: kinds,
        frames.SUBKIND: subkinds,
        frames.NAME: names,
        frames.DESCRIPTION: candidates.text(fields.DESCRIPTION),
        frames.GIFTS: gifts,
        frames.WORDS: words,
        frames.POSTCODE: places.postcode,
        frames.PLACED_BY: places.placed_by,
        frames.MEETS: candidates.text(fields.MEETS),
        frames.CONTACT: candidates.text(fields.CONTACT),
        frames.WEBSITE: read_websites(candidates),
        frames.AUDIENCE: read_audiences(candidates, kinds),
        frames.SOURCE: _sources(candidates, file.filename),
        frames.CONFIRMED_ON: read_dates(candidates, today=today),
    }
    digests = digest_rows(candidates, kinds)
    _note_repeated(candidates, is_repeated(table))
    taken = ~candidates.ledger.is_refused
    return Import(
        assets=_frame(columns, places.x, places.y, taken),
        report=_report(table, recognised, candidates),
        digests=tuple(np.array(digests, dtype=object)[taken]),
        rows=candidates.ledger.rows[taken],
        has_own_id=is_own[taken],
        filename=file.filename,
        file_digest=file.digest,
    )


def _frame(
    columns: dict[str, NDArray | pd.Series], x: NDArray, y: NDArray, taken: NDArray[np.bool_]
) -> gpd.GeoDataFrame:
    texts = [name for name in columns if name != frames.CONFIRMED_ON]
    assets = pd.DataFrame({name: pd.Series(columns[name][taken], dtype="str") for name in texts})
    assets[frames.CONFIRMED_ON] = np.asarray(columns[frames.CONFIRMED_ON])[taken]
    points = gpd.GeoSeries(gpd.points_from_xy(x[taken], y[taken]), crs=RD)
    return frames.validate_assets(gpd.GeoDataFrame(assets, geometry=points))


def _sources(candidates: Candidates, filename: str) -> NDArray:
    sources = candidates.text(fields.SOURCE).copy()
    sources[np.asarray(sources == "", dtype=bool)] = filename
    return sources


def _note_repeated(candidates: Candidates, repeated: NDArray[np.bool_]) -> None:
    taken = repeated & ~candidates.ledger.is_refused
    if taken.any():
        candidates.ledger.note("rows_repeated", rows=candidates.ledger.rows[taken].tolist())


def _report(table: RawTable, recognised: Recognised, candidates: Candidates) -> Report:
    if not candidates.has(fields.NAME):
        candidates.ledger.note("no_name_column", columns=list(table.names))
    return make_report(
        candidates.ledger,
        unread=table.unread,
        columns={
            field: tuple(table.names[position] for position in positions)
            for field, positions in recognised.positions.items()
        },
        unused_columns=[table.names[position] for position in recognised.unused],
    )

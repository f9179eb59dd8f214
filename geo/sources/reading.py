"""
Two doors for files: bytes from a browser, and a path on the command line.

Only the second one leads to GDAL (`geo.sources.geopackage`): what a browser sends is parsed by our own
readers, because GDAL opens other files and addresses that a file names.
"""

from pathlib import Path

from geo.errors import SourceError
from geo.sources.delimited import read_delimited
from geo.sources.geojson import read_geojson
from geo.sources.limits import MAX_BYTES, require_within
from geo.sources.rawtable import RawTable
from geo.sources.workbook import is_workbook, read_workbook
from geo.sources.zipped import read_zipped_geojson

_ZIP, _SQLITE, _OLE, _PDF = b"PK\x03\x04", b"SQLite format 3\0", b"\xd0\xcf\x11\xe0", b"%PDF"
_JSON_NAMES = (".geojson", ".json")


def read_upload(data: bytes, filename: str) -> RawTable:
    """
    Read what a browser sent: CSV, XLSX, GeoJSON or zipped GeoJSON.

    Parameters
    ----------
    data
        The bytes; what they are is told by their beginning, and by the name only for plain text.

    Raises
    ------
    SourceError
        If the kind of file is not one of these, it cannot be read, or it is over a limit.
    """
    require_within("bytes", len(data), MAX_BYTES)
    if not data.strip():
        raise SourceError("source.empty")
    if data.startswith(_ZIP):
        return read_workbook(data) if is_workbook(data) else read_zipped_geojson(data)
    if data.startswith(_SQLITE):
        raise SourceError("source.geopackage_upload")
    if data.startswith((_OLE, _PDF)):
        raise SourceError("source.format", filename=filename)
    return read_geojson(data) if _is_json(data, filename) else read_delimited(data)


def read_file(path: Path) -> RawTable:
    """
    Read a file on the command line: as `read_upload`, and GeoPackage through GDAL.

    Raises
    ------
    SourceError
        As `read_upload`, and if the file cannot be opened.
    """
    try:
        with path.open("rb") as file:
            is_database = file.read(len(_SQLITE)) == _SQLITE
            if not is_database:
                require_within("bytes", path.stat().st_size, MAX_BYTES)
                file.seek(0)
                return read_upload(file.read(MAX_BYTES + 1), path.name)
    except OSError as error:
        raise SourceError("source.unopened", filename=path.name) from error
    from geo.sources.geopackage import read_geopackage  # here, so that no other door leads to GDAL

    return read_geopackage(path)


def _is_json(data: bytes, filename: str) -> bool:
    name = filename.lower()
    if name.endswith(_JSON_NAMES):
        return True
    return not name.endswith((".csv", ".tsv", ".txt")) and data.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(
        b"{"
    )

"""Zip files, unpacked with a count: what comes out is bounded whatever the directory says."""

import io
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager

from geo.errors import SourceError
from geo.sources.geojson import read_geojson
from geo.sources.limits import MAX_ENTRIES, MAX_JSON_BYTES, MAX_UNPACKED_BYTES, require_within
from geo.sources.rawtable import RawTable

_CHUNK = 1 << 20
_UNREADABLE = (
    zipfile.BadZipFile,
    zlib.error,
    EOFError,
    NotImplementedError,
    RuntimeError,
    ValueError,
    OverflowError,
    OSError,
)
_GEOJSON_NAMES = (".geojson", ".json")
_HIDDEN = "__MACOSX/"


@contextmanager
def open_zip(data: bytes) -> Iterator[zipfile.ZipFile]:
    """
    Open a zip file whose directory keeps within the limits.

    Raises
    ------
    SourceError
        If it is damaged, encrypted or says that it holds too much.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            entries = archive.infolist()
            require_within("entries", len(entries), MAX_ENTRIES)
            require_within("unpacked", sum(entry.file_size for entry in entries), MAX_UNPACKED_BYTES)
            yield archive
    except _UNREADABLE as error:
        raise SourceError("source.damaged_zip") from error


def unpack(archive: zipfile.ZipFile, name: str, *, allowed: int = MAX_UNPACKED_BYTES) -> bytes:
    """
    Unpack one file, counting while it comes.

    Raises
    ------
    SourceError
        As soon as more comes out than allowed.
    """
    chunks, size = [], 0
    with archive.open(name) as file:
        while chunk := file.read(_CHUNK):
            size += len(chunk)
            require_within("unpacked", size, allowed)
            chunks.append(chunk)
    return b"".join(chunks)


def read_zipped_geojson(data: bytes) -> RawTable:
    """
    Read the one GeoJSON file in a zip file.

    Raises
    ------
    SourceError
        If there is none or more than one, or a limit is passed.
    """
    with open_zip(data) as archive:
        names = [name for name in archive.namelist() if _is_geojson(name)]
        if len(names) != 1:
            raise SourceError("source.zip_content", found=len(names))
        content = unpack(archive, names[0], allowed=MAX_JSON_BYTES)
    return read_geojson(content, allowed=MAX_JSON_BYTES)


def _is_geojson(name: str) -> bool:
    return name.lower().endswith(_GEOJSON_NAMES) and not name.startswith(_HIDDEN)

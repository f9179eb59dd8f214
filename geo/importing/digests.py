"""Digests of rows: the same row of the same list has the same digest, whenever it is read."""

import hashlib
from collections import Counter

import numpy as np
from numpy.typing import NDArray

from geo.importing.candidates import Candidates
from geo.sources.columns import FIELDS
from geo.sources.rawtable import RawTable

_UNIT = "\x1f"  # candidates hold no control characters, so nothing else can look like it


def digest_rows(candidates: Candidates, kinds: NDArray) -> list[str]:
    """
    Digest what every row says, as it says it.

    What was made of it (resolved words, found points) stays out: a larger vocabulary or postcode table does
    not make the same list a new one.

    Returns
    -------
    digests
        32 hexadecimal signs per row; equal rows of one file differ by the count of their occurrence.
    """
    fields = [field for field in FIELDS if candidates.has(field)]
    columns = [[f"{field}={text}" if text else "" for text in candidates.text(field)] for field in fields]
    points = _points(candidates)
    contents = [_UNIT.join(filter(None, row)) for row in zip(kinds, *columns, points, strict=True)]
    seen: Counter[str] = Counter()
    digests = []
    for content in contents:
        digests.append(hashlib.sha256(f"{content}{_UNIT}{seen[content]}".encode()).hexdigest()[:32])
        seen[content] += 1
    return digests


def is_repeated(table: RawTable) -> NDArray[np.bool_]:
    """Tell of each row whether an earlier one is the same in every column, used or not, shape (n,)."""
    points = (table.longitude, table.latitude)
    columns = [*table.cells, *(_plain(point) for point in points if point is not None)]
    seen: set[tuple] = set()
    found = np.zeros(len(table.rows), dtype=bool)
    for position, row in enumerate(zip(*columns, strict=True)):
        found[position] = row in seen
        seen.add(row)
    return found


def _plain(numbers: NDArray[np.float64]) -> list[float]:
    return np.nan_to_num(numbers, nan=-1.0).tolist()  # NaN equals nothing, not even itself


def _points(candidates: Candidates) -> list[str]:
    if candidates.longitude is None or candidates.latitude is None:
        return [""] * len(candidates)
    pairs = zip(candidates.longitude.tolist(), candidates.latitude.tolist(), strict=True)
    return [f"{longitude:.7f} {latitude:.7f}" for longitude, latitude in pairs]

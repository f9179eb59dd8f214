"""Lists as people bring them, read for tests."""

from datetime import date
from functools import lru_cache
from pathlib import Path

import pandas as pd

from geo.crs import to_rd
from geo.importing import Import, read_assets
from geo.postcodes.table import PostcodeTable
from geo.vocabulary import load_vocabulary

TODAY = date(2026, 11, 22)

# Two PC6 and two PC4 in Alkmaar, one PC4 in Utrecht; rounded.
POINTS = {
    "1811BC": (52.6291, 4.7518),
    "1811CK": (52.6303, 4.7443),
    "1811": (52.63, 4.75),
    "1815": (52.635, 4.735),
    "3511": (52.0926, 5.1169),
}


@lru_cache
def postcodes() -> PostcodeTable:
    """A table of five postcodes."""
    latitude, longitude = zip(*POINTS.values(), strict=True)
    x, y = to_rd(longitude, latitude)
    points = pd.DataFrame({"postcode": list(POINTS), "x": x, "y": y})
    return PostcodeTable.from_frame(points).with_inhabitants({"1811": 5185, "1815": 7200, "3511": 9000})


def read_list(content: str | bytes, *, filename: str = "lijst.csv", kind: str | None = None) -> Import:
    """Read a file with today, the shipped vocabulary and five postcodes."""
    data = content.encode() if isinstance(content, str) else content
    return read_assets(
        data, filename=filename, vocabulary=load_vocabulary(), postcodes=postcodes(), today=TODAY, kind=kind
    )


def read_reference(path: Path, *, kind: str | None = None) -> Import:
    """Read a real file."""
    return read_list(path.read_bytes(), filename=path.name, kind=kind)


def neighbours(count: int, *, of: str = "buur") -> Import:
    """Read a list of so many neighbours."""
    rows = "".join(f"{of} {number},talent,1811BC\n" for number in range(count))
    return read_list(f"naam,soort,postcode\n{rows}")

"""How a line or surface of a background layer is drawn: one of a few styles, told by everyday words in the data."""

import re

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

WATER, GREEN, BUILDING, MAIN_ROAD, ROAD, RAIL, PLAIN = (
    "water",
    "green",
    "building",
    "main_road",
    "road",
    "rail",
    "plain",
)
STYLES = (GREEN, WATER, BUILDING, PLAIN, ROAD, MAIN_ROAD, RAIL)
"""All styles, in the order of drawing."""

_COLUMNS = re.compile(
    r"type\w*|klasse|class|[fs]\w*class|soort|functie|bgt_functie|plus_\w+|(bgt_)?fysiekvoorkomen|hoofdgroep"
    r"|verhardingstype|visualisatie\w*|highway|waterway|water|railway|building|natural|landuse|leisure",
    re.IGNORECASE,
)
"""Columns that say what a thing is. Names are left alone: the Watermolenweg is a road."""

_WORDS = {
    RAIL: r"spoor|rail|tram|metro",
    WATER: r"water|vaart|kanaal|gracht|sloot|rivier|greppel|beek|plas|\bmeer|\bzee|canal|river|lake|stream|ditch",
    BUILDING: r"gebouw|bebouw|\bpand|building|house|\bhuis",
    GREEN: r"\bpark\b|\w+bos\b|\bbos|groen|\bgras|wood|forest|grass|heide|natuur|meadow|plantsoen|\btuin|weiland",
    MAIN_ROAD: r"autosnel|hoofdweg|regionale weg|motorway|trunk|\bprimary|\bsecondary",
    ROAD: r"weg|straat|laan\b|pad\b|plein|rijbaan|parke|road|street|highway|path|track|cycleway",
}
_OF_LINES = (RAIL, WATER, MAIN_ROAD, ROAD)
_OF_SURFACES = (RAIL, WATER, BUILDING, GREEN, MAIN_ROAD, ROAD)
_DISTINCT = 2_000
"""A column with more different values names things instead of telling what they are."""


def is_telling(column: str) -> bool:
    """Tell whether a column of this name says what a thing is."""
    return _COLUMNS.fullmatch(column) is not None


def classify(features: gpd.GeoDataFrame, *, hint: str = "") -> NDArray[np.str_]:
    """
    Tell the style of each feature.

    Parameters
    ----------
    features
        Lines and surfaces with their attributes, shape (n, ...).
    hint
        Name of the layer and the file, for features whose attributes say nothing.

    Returns
    -------
    styles
        One of `STYLES` per feature, shape (n,).
    """
    is_surface = shapely.get_dimensions(features.geometry.to_numpy()) == 2
    styles = np.full(len(features), "", dtype="U9")
    for column in features.columns.drop(features.geometry.name):
        if is_telling(str(column)) and features[column].nunique() <= _DISTINCT:
            _fill(styles, _styles_of_column(features[column], is_surface))
    _fill(styles, np.where(is_surface, _style(hint, _OF_SURFACES), _style(hint, _OF_LINES)))
    styles[styles == ""] = PLAIN
    return styles


def _fill(styles: NDArray[np.str_], found: NDArray[np.str_]) -> None:
    is_open = styles == ""
    styles[is_open] = found[is_open]


def _styles_of_column(column: pd.Series, is_surface: NDArray[np.bool_]) -> NDArray[np.str_]:
    """Read each different value once, together with the column's name: `building` says it, `yes` does not."""
    codes, values = pd.factorize(column)
    texts = [f"{column.name} {value}" for value in values]
    found = [
        np.array([*(_style(text, allowed) for text in texts), ""]) for allowed in (_OF_LINES, _OF_SURFACES)
    ]
    return np.where(is_surface, found[1][codes], found[0][codes])


def _style(text: str, allowed: tuple[str, ...]) -> str:
    words = text.casefold().replace("_", " ")
    return next((style for style in allowed if re.search(_WORDS[style], words)), "")

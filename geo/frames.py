"""
The asset frame: one row per asset, the one shape in which assets travel through the program.

A `GeoDataFrame` in EPSG:28992 with a `RangeIndex` and the columns named here, all text but two.
Free texts come from outside: nothing may run or render them as code.
"""

import geopandas as gpd
import pandas as pd
import pandera.errors
import pandera.pandas as pa

from geo.crs import RD, require_rd
from geo.errors import SchemaError
from geo.gifts import parse_gifts
from geo.terms import AUDIENCES, KINDS, MODES

ASSET_ID = "asset_id"
KIND = "kind"
SUBKIND = "subkind"
NAME = "name"
DESCRIPTION = "description"
GIFTS = "gifts"
WORDS = "words"
POSTCODE = "postcode"
PLACED_BY = "placed_by"
MEETS = "meets"
CONTACT = "contact"
WEBSITE = "website"
AUDIENCE = "audience"
SOURCE = "source"
CONFIRMED_ON = "confirmed_on"
GEOMETRY = "geometry"

OWN, PC6, PC4 = "own", "pc6", "pc4"
PLACEMENTS = (OWN, PC6, PC4)
"""How a point was found: the asset's own coordinates, its PC6, or only its PC4. A talent is never `own`."""

AREA = "area"
"""In what the public sees only (`geo.public_place`): the middle of a whole wijk, and no postcode."""

TEXT_COLUMNS = (
    ASSET_ID,  # [A-Za-z0-9-], at most 40 characters: safe in a URL, in HTML and on the map
    KIND,  # geo.terms.KINDS
    SUBKIND,  # code of the vocabulary's kinds of association or institution, or ""
    NAME,
    DESCRIPTION,
    GIFTS,  # canonical text of geo.gifts
    WORDS,  # gifts in words that the vocabulary does not know yet, "word:mode" joined by "; "
    POSTCODE,  # "1811AB" or "1811"
    PLACED_BY,
    MEETS,  # when and how often, in words
    CONTACT,
    WEBSITE,
    AUDIENCE,  # geo.terms.AUDIENCES
    SOURCE,  # where the record came from
)
ASSET_COLUMNS = (*TEXT_COLUMNS, CONFIRMED_ON, GEOMETRY)

ID_PATTERN = r"[A-Za-z0-9-]{1,40}"


def _gifts_are_canonical(gifts: pd.Series) -> pd.Series:
    known = {text: all(gift.mode in MODES for gift in parse_gifts(text)) for text in gifts.unique()}
    return gifts.map(known)


_SCHEMA = pa.DataFrameSchema(
    {
        **{column: pa.Column(str) for column in TEXT_COLUMNS},
        ASSET_ID: pa.Column(str, pa.Check.str_matches(rf"^{ID_PATTERN}\Z"), unique=True),
        KIND: pa.Column(str, pa.Check.isin(KINDS)),
        GIFTS: pa.Column(str, pa.Check(_gifts_are_canonical, name="gifts")),
        POSTCODE: pa.Column(str, pa.Check.str_matches(r"^[1-9][0-9]{3}([A-Z]{2})?\Z")),
        PLACED_BY: pa.Column(str, pa.Check.isin(PLACEMENTS)),
        AUDIENCE: pa.Column(str, pa.Check.isin(AUDIENCES)),
        CONFIRMED_ON: pa.Column("datetime64[s]", nullable=True),
    },
    checks=[
        pa.Check(
            lambda assets: ~((assets[KIND] == KINDS[0]) & (assets[PLACED_BY] == OWN)), name="talent_point"
        ),
    ],
)


def empty_assets() -> gpd.GeoDataFrame:
    """Return an asset frame of zero rows with all columns, dtypes and the CRS."""
    columns = {column: pd.Series([], dtype="str") for column in TEXT_COLUMNS}
    columns[CONFIRMED_ON] = pd.Series([], dtype="datetime64[s]")
    return gpd.GeoDataFrame(columns, geometry=gpd.GeoSeries([], crs=RD))


def validate_assets(assets: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """
    Check the whole frame and report all problems at once.

    Parameters
    ----------
    assets
        Candidate asset frame, shape (n_assets, 16).

    Returns
    -------
    assets
        The same frame, columns in the order of `ASSET_COLUMNS`.

    Raises
    ------
    CrsError
        If it is not in EPSG:28992.
    SchemaError
        If a column is missing or a value breaks its rule; `details["problems"]` holds (column, rule, row).
    """
    missing = [column for column in ASSET_COLUMNS if column not in assets.columns]
    if missing:
        raise SchemaError("schema.columns", problems=[(column, "missing", None) for column in missing])
    require_rd(assets)
    try:
        _SCHEMA.validate(pd.DataFrame(assets.drop(columns=GEOMETRY)), lazy=True)
    except pandera.errors.SchemaErrors as error:
        cases = error.failure_cases
        problems = list(zip(cases["column"], cases["check"].astype(str), cases["index"], strict=True))
        raise SchemaError("schema.values", problems=problems) from error
    bad_points = assets.index[assets.geometry.isna() | assets.geometry.is_empty]
    if len(bad_points):
        raise SchemaError("schema.values", problems=[(GEOMETRY, "point", row) for row in bad_points])
    return assets[list(ASSET_COLUMNS)]

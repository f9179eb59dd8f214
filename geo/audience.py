"""
Who may see what: the one door through which assets are read.

`project` takes away persons and fields before anything else is computed (counts, bounds, sorting, search,
matches, caches), so nothing downstream can tell that they exist.
"""

import geopandas as gpd

from geo.crs import RD
from geo.firstnames import first_names
from geo.frames import (
    AUDIENCE,
    CONTACT,
    DESCRIPTION,
    KIND,
    MEETS,
    NAME,
    PC4,
    PLACED_BY,
    POSTCODE,
    SOURCE,
    WEBSITE,
    WORDS,
)
from geo.postcodes.table import PostcodeTable
from geo.terms import AUDIENCES, CONNECTOR, NEIGHBOURS, PUBLIC, TALENT

ROLES = AUDIENCES
"""A role has the name of the widest audience that it belongs to: public, neighbours or connector."""

VISIBLE_AUDIENCES = {PUBLIC: (PUBLIC,), NEIGHBOURS: (PUBLIC, NEIGHBOURS), CONNECTOR: AUDIENCES}

# What a role may not read of a resident. Free text can name a person, so the public gets none of it.
HIDDEN_OF_TALENTS = {
    PUBLIC: (NAME, DESCRIPTION, WORDS, MEETS, CONTACT, WEBSITE, SOURCE),
    NEIGHBOURS: (CONTACT, WEBSITE, SOURCE),
    CONNECTOR: (),
}


# What a projector never shows of anything: free text can name a person, whoever the card is about.
HIDDEN_IN_A_ROOM = (DESCRIPTION, WORDS, MEETS, CONTACT, WEBSITE, SOURCE)


def room_role(role: str, *, with_names: bool) -> str:
    """
    Tell as whom a room looks at the projector: the public, or the neighbours when names may be shown.

    Never as the connector, whoever sits at the keyboard, and never as more than that person is.
    """
    return NEIGHBOURS if with_names and role != PUBLIC else PUBLIC


def project_for_room(assets: gpd.GeoDataFrame, *, role: str, postcodes: PostcodeTable) -> gpd.GeoDataFrame:
    """
    Keep only what a room full of people may see on a projector.

    Parameters
    ----------
    assets
        Asset frame in EPSG:28992, shape (n_assets, 16).
    role
        What `room_role` gives.
    postcodes
        Table that places the PC4 of talents.

    Returns
    -------
    assets
        As `project` gives it, without free texts and contacts; of residents at most the first name.

    Raises
    ------
    ValueError
        If the role is the connector's.
    """
    if role == CONNECTOR:
        raise ValueError("a room never sees what is the connector's only")
    seen = project(assets, role=role, postcodes=postcodes)
    seen[list(HIDDEN_IN_A_ROOM)] = ""
    is_talent = seen[KIND] == TALENT
    known = {name: first_names(name) for name in seen.loc[is_talent, NAME].unique()}
    seen.loc[is_talent, NAME] = seen.loc[is_talent, NAME].map(known).astype("str")
    return seen


def project(assets: gpd.GeoDataFrame, *, role: str, postcodes: PostcodeTable) -> gpd.GeoDataFrame:
    """
    Keep only what this role may see.

    Parameters
    ----------
    assets
        Asset frame in EPSG:28992, shape (n_assets, 16).
    role
        One of `ROLES`. The connector sees a talent at its PC6, others at its PC4.
    postcodes
        Table that places the PC4 of talents.

    Returns
    -------
    assets
        Asset frame of the visible rows, in the same order with a fresh index. A talent that cannot be
        placed coarsely enough is left out.
    """
    seen = assets[assets[AUDIENCE].isin(VISIBLE_AUDIENCES[role])].reset_index(drop=True)
    if role == CONNECTOR:
        return seen
    is_talent = seen[KIND] == TALENT
    seen.loc[is_talent, list(HIDDEN_OF_TALENTS[role])] = ""
    return _coarsen(seen, is_talent, postcodes)


def _coarsen(seen: gpd.GeoDataFrame, is_talent, postcodes: PostcodeTable) -> gpd.GeoDataFrame:
    area = seen.loc[is_talent, POSTCODE].str[:4]
    located = postcodes.locate(area)
    seen.loc[is_talent, POSTCODE] = area
    seen.loc[is_talent, PLACED_BY] = PC4
    seen.loc[is_talent, seen.geometry.name] = gpd.points_from_xy(located.x, located.y, crs=RD)
    unplaced = seen.geometry.is_empty | seen.geometry.x.isna()
    return seen[~unplaced].reset_index(drop=True)

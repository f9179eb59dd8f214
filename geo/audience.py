"""
Who may see what: the one door through which assets are read.

`project` takes away persons and fields before anything else is computed (counts, bounds, sorting, search,
matches, caches), so nothing downstream can tell that they exist. A connector of an area sees as a connector what
stands there, and as a neighbour all else.
"""

import geopandas as gpd
import numpy as np
import pandas as pd

from geo.areas import area_of_points
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
from geo.public_place import public_places
from geo.roles import MUNICIPALITY, ROLES, STEWARD, areas_of, name_of
from geo.terms import AUDIENCES, CONNECTOR, NEIGHBOURS, PUBLIC, TALENT

VISIBLE_AUDIENCES = {
    PUBLIC: (PUBLIC,),
    NEIGHBOURS: (PUBLIC, NEIGHBOURS),
    CONNECTOR: AUDIENCES,
    MUNICIPALITY: (PUBLIC,),
    STEWARD: AUDIENCES,
}
"""To which audiences each role belongs; a connector of an area to all of them, there."""

assert set(VISIBLE_AUDIENCES) == set(ROLES)

# What a role may not read of a resident. Free text can name a person, so the public gets none of it.
HIDDEN_OF_TALENTS = {
    PUBLIC: (NAME, DESCRIPTION, WORDS, MEETS, CONTACT, WEBSITE, SOURCE),
    NEIGHBOURS: (CONTACT, WEBSITE, SOURCE),
}

# What a projector never shows of anything: free text can name a person, whoever the card is about.
HIDDEN_IN_A_ROOM = (DESCRIPTION, WORDS, MEETS, CONTACT, WEBSITE, SOURCE)


def audiences_of(role: str) -> tuple[str, ...]:
    """Give the audiences whose cards a role may see somewhere, widest first."""
    return VISIBLE_AUDIENCES[name_of(role)]


def may_see(role: str, *, kind: str, audience: str | None, wijk: str = "") -> bool:
    """
    Tell whether a role may see one card, as `project` does for many.

    Parameters
    ----------
    audience
        The widest audience of the card; None for nobody.
    wijk
        Where it stands, for a connector of an area; "" where that is not known.
    """
    if name_of(role) == MUNICIPALITY and kind == TALENT:
        return False
    areas = areas_of(role)
    is_own = areas is None or wijk in areas
    return audience in (audiences_of(role) if is_own else VISIBLE_AUDIENCES[NEIGHBOURS])


def as_reader(role: str, reader: str) -> str:
    """
    Give the role through which somebody prepares something for a reader: never more than they see themselves.

    Parameters
    ----------
    role
        Who prepares it.
    reader
        One of `AUDIENCES`; what the role does not belong to counts as the public.
    """
    if name_of(role) == MUNICIPALITY or (reader == CONNECTOR and reader in audiences_of(role)):
        return role
    return reader if reader in audiences_of(role) else PUBLIC


def room_role(role: str, *, with_names: bool) -> str:
    """
    Tell as whom a room looks at the projector: the public, or the neighbours when names may be shown.

    Never as the connector, whoever sits at the keyboard, and never as more than that person is.
    """
    return as_reader(role, NEIGHBOURS if with_names else PUBLIC)


def project_for_room(
    assets: gpd.GeoDataFrame,
    *,
    role: str,
    postcodes: PostcodeTable,
    areas: gpd.GeoDataFrame | None = None,
) -> gpd.GeoDataFrame:
    """
    Keep only what a room full of people may see on a projector.

    Parameters
    ----------
    assets
        Asset frame in EPSG:28992, shape (n_assets, 16).
    role
        What `room_role` gives.
    postcodes, areas
        As for `project`.

    Returns
    -------
    assets
        As `project` gives it, without free texts and contacts; of residents at most the first name.

    Raises
    ------
    ValueError
        If the role is a connector's or a steward's.
    """
    if CONNECTOR in audiences_of(role):
        raise ValueError("a room never sees what is the connector's only")
    seen = project(assets, role=role, postcodes=postcodes, areas=areas)
    seen[list(HIDDEN_IN_A_ROOM)] = ""
    is_talent = seen[KIND] == TALENT
    known = {name: first_names(name) for name in seen.loc[is_talent, NAME].unique()}
    seen.loc[is_talent, NAME] = seen.loc[is_talent, NAME].map(known).astype("str")
    return seen


def project(
    assets: gpd.GeoDataFrame,
    *,
    role: str,
    postcodes: PostcodeTable,
    areas: gpd.GeoDataFrame | None = None,
) -> gpd.GeoDataFrame:
    """
    Keep only what this role may see.

    Parameters
    ----------
    assets
        Asset frame in EPSG:28992, shape (n_assets, 16).
    role
        One of `ROLES`, or a connector of an area (`geo.roles.of_areas`). The connector and the steward see a talent
        at its PC6, a neighbour at its PC4, the public at an area that is large enough (`geo.public_place`), and the
        municipality sees none at all.
    postcodes
        Table that places the PC4 of talents, and knows how many people live there.
    areas
        Outlines of the wijken (`geo.areas`), EPSG:28992. Without them a connector of an area sees what a neighbour
        sees, and the public no talent whose PC4 is not known to be large enough.

    Returns
    -------
    assets
        Asset frame of the visible rows, in the same order with a fresh index. A talent that cannot be
        placed coarsely enough is left out.

    Raises
    ------
    KeyError
        If there is no such role.
    """
    audiences, is_wide = audiences_of(role), CONNECTOR in audiences_of(role)
    if is_wide and areas_of(role) is None:
        return assets[assets[AUDIENCE].isin(audiences)].reset_index(drop=True)
    is_own = _is_in(areas_of(role), assets, areas) if is_wide else np.zeros(len(assets), dtype=bool)
    elsewhere = NEIGHBOURS if is_wide else name_of(role)
    is_seen = assets[AUDIENCE].isin(VISIBLE_AUDIENCES[elsewhere]).to_numpy() | is_own
    if elsewhere == MUNICIPALITY:
        is_seen &= (assets[KIND] != TALENT).to_numpy()
    seen = assets[is_seen].reset_index(drop=True)
    is_veiled = (seen[KIND] == TALENT) & ~is_own[is_seen]
    seen.loc[is_veiled, list(HIDDEN_OF_TALENTS.get(elsewhere, ()))] = ""
    return _coarsen(seen, is_veiled, role=elsewhere, postcodes=postcodes, areas=areas)


def _is_in(
    codes: frozenset[str] | None, assets: gpd.GeoDataFrame, areas: gpd.GeoDataFrame | None
) -> np.ndarray:
    """Tell which assets stand in wijken with these codes, shape (n_assets,)."""
    if areas is None or not codes:
        return np.zeros(len(assets), dtype=bool)
    return area_of_points(assets.geometry, areas).isin(codes).to_numpy()


def _coarsen(
    seen: gpd.GeoDataFrame, is_veiled: pd.Series, *, role: str, postcodes: PostcodeTable, areas
) -> gpd.GeoDataFrame:
    """Place talents at the middle of their PC4, for the public of a large enough area, and leave out the others."""
    area = seen.loc[is_veiled, POSTCODE].str[:4]
    if role == PUBLIC:
        area, placed_by, x, y = public_places(area, postcodes, areas)
    else:
        located, placed_by = postcodes.locate(area), PC4
        x, y = located.x, located.y
    seen.loc[is_veiled, POSTCODE] = area
    seen.loc[is_veiled, PLACED_BY] = placed_by
    seen.loc[is_veiled, seen.geometry.name] = gpd.points_from_xy(x, y, crs=RD)
    unplaced = seen.geometry.is_empty | seen.geometry.x.isna()
    return seen[~unplaced].reset_index(drop=True)

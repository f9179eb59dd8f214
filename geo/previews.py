"""What each role would see of a card, told before it is kept: by the door that everybody reads through."""

from collections.abc import Iterable
from dataclasses import replace

import geopandas as gpd

from geo.audience import project
from geo.cards import Card, as_frame
from geo.consent import KEEP, SHOW_NEIGHBOURS, SHOW_PUBLIC, audience_of, contact_for
from geo.frames import empty_assets
from geo.postcodes.table import PostcodeTable
from geo.terms import CONNECTOR, NEIGHBOURS, PUBLIC

NEEDED = {
    CONNECTOR: (KEEP,),
    NEIGHBOURS: (KEEP, SHOW_NEIGHBOURS),
    PUBLIC: (KEEP, SHOW_NEIGHBOURS, SHOW_PUBLIC),
}
"""Purposes that must be on for a role to see a card."""


def preview(
    card: Card,
    purposes: Iterable[str],
    *,
    role: str,
    postcodes: PostcodeTable,
    areas: gpd.GeoDataFrame | None = None,
) -> gpd.GeoDataFrame:
    """
    Give what a role sees of a card when these purposes are on.

    Returns
    -------
    seen
        Asset frame of one row, or of none where this role sees nothing.
    """
    purposes = frozenset(purposes)
    audience = audience_of(purposes)
    if audience is None:
        return empty_assets()
    agreed = replace(card, contact=contact_for(card.contact, purposes))
    return project(as_frame(agreed, audience=audience), role=role, postcodes=postcodes, areas=areas)

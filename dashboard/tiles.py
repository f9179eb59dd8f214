"""The map tiles of others, and whether this app may ask for them."""

import os

import xyzservices.providers

TILES = xyzservices.providers.nlmaps.grijs
"""The background: PDOK's BRT Achtergrondkaart in grey, zoom 6 to 19, CC BY 4.0."""

LICENCE = "CC BY 4.0"

TILES_VARIABLE = "KRACHTENKAART_TILES"
NO_TILES = "none"
"""The value of that variable by which nothing is asked of any other machine."""


def tiles_address() -> str:
    """Give the address of the map tiles with {z}, {x} and {y}; "" when the app keeps to this machine."""
    return "" if os.environ.get(TILES_VARIABLE) == NO_TILES else TILES.build_url()


def keep_to_this_machine() -> None:
    """Ask no other machine for anything, from now on and in every process started from here."""
    os.environ[TILES_VARIABLE] = NO_TILES

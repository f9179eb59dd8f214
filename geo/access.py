"""
Who may do what: asked at each read and each write, in the place where it happens.

A role says what someone is; the person who owns a card is known by its secret link instead, whatever the role.
"""

from geo.audience import ROLES
from geo.errors import AccessError
from geo.terms import CONNECTOR, NEIGHBOURS, PUBLIC

PROPOSE = "propose"
"""Put up a card of one's own, to wait in the queue."""

READ_QUEUE = "read_queue"
"""Read what waits, with contact and place as they were given."""

DECIDE = "decide"
"""Let in, decline or merge what waits."""

ADD_FOR_OTHER = "add_for_other"
"""Put up a card for somebody else, which sleeps until that person says yes."""

ERASE = "erase"
"""Erase any card for good."""

ACTIONS = (PROPOSE, READ_QUEUE, DECIDE, ADD_FOR_OTHER, ERASE)

ALLOWED = {
    PUBLIC: frozenset({PROPOSE}),
    NEIGHBOURS: frozenset({PROPOSE}),
    CONNECTOR: frozenset(ACTIONS),
}
"""What each role may do. What is not named here nobody may."""

assert set(ALLOWED) == set(ROLES)


def may(role: str, action: str) -> bool:
    """Tell whether a role may do this; an unknown role may nothing."""
    return action in ALLOWED.get(role, frozenset())


def require(role: str, action: str) -> None:
    """
    Let a role pass that may do this.

    Raises
    ------
    AccessError
        `access.refused` for every other.
    """
    if not may(role, action):
        raise AccessError("access.refused")

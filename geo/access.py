"""
Who may do what: asked at each read and each write, in the place where it happens.

A role says what someone is (`geo.roles`); the person who owns a card is known by its secret link instead, whatever
the role. A connector of an area decides about cards of that area only: an action on a card is asked together with
its wijk, and refused where the wijk is not told.
"""

from geo.errors import AccessError
from geo.roles import MUNICIPALITY, ROLES, STEWARD, areas_of, name_of
from geo.terms import CONNECTOR, NEIGHBOURS, PUBLIC

PROPOSE = "propose"
"""Put up a card of one's own, to wait in the queue."""

READ_QUEUE = "read_queue"
"""Read what waits, with contact and place as they were given; of one's own area."""

DECIDE = "decide"
"""Let in, decline or merge what waits."""

ADD_FOR_OTHER = "add_for_other"
"""Put up a card for somebody else, which sleeps until that person says yes."""

IMPORT = "import"
"""Bring in a list, with a look at what would become of it, and take the last one out again."""

NOTE = "note"
"""Note what somebody told the connector: a yes that was signed on paper, or that a card is still right."""

ERASE = "erase"
"""Erase any card for good."""

REVEAL = "reveal"
"""Read how a resident may be reached, which is written in the history of the card."""

LIST_INITIATIVES = "list_initiatives"
"""Read which plans were saved, without their links."""

LEAD_MEETING = "lead_meeting"
"""Begin and end a meeting, in which visitors are neighbours."""

MANAGE_ROLES = "manage_roles"
"""Say who has which role, and end anybody's session."""

MARK_ASKED = "mark_asked"
"""Mark at which postcodes people were asked, or take such a mark back."""

READ_CONTACTS = "read_contacts"
"""Read at which postcodes and on which days people were asked; of cards too, where one may decide about them."""

INTRODUCE = "introduce"
"""Bring two cards together, of which at least one is in one's own area."""

FOLLOW_UP = "follow_up"
"""Read which introductions were made, and write down what came of them; of one's own area."""

READ_RELEASE = "read_release"
"""Read how many talents there are, as the release shows it; a connector of an area knows too much beside it."""

ACTIONS = (
    PROPOSE,
    READ_QUEUE,
    DECIDE,
    ADD_FOR_OTHER,
    IMPORT,
    NOTE,
    ERASE,
    INTRODUCE,
    FOLLOW_UP,
    REVEAL,
    LIST_INITIATIVES,
    LEAD_MEETING,
    MANAGE_ROLES,
    MARK_ASKED,
    READ_CONTACTS,
    READ_RELEASE,
)

WITHOUT_PLACE = frozenset({PROPOSE, READ_QUEUE, LIST_INITIATIVES, LEAD_MEETING, MARK_ASKED, READ_CONTACTS})
"""Actions that a connector of an area may do anywhere, or whose answer is narrowed to the area."""

ALLOWED = {
    PUBLIC: frozenset({PROPOSE}),
    NEIGHBOURS: frozenset({PROPOSE}),
    CONNECTOR: frozenset(ACTIONS) - {MANAGE_ROLES},
    MUNICIPALITY: frozenset({PROPOSE, READ_CONTACTS, READ_RELEASE}),
    STEWARD: frozenset(ACTIONS),
}
"""What each role may do. What is not named here nobody may."""

assert set(ALLOWED) == set(ROLES)


def may(role: str, action: str) -> bool:
    """Tell whether a role may do this anywhere at all; an unknown role may nothing."""
    return action in ALLOWED.get(name_of(role), frozenset())


def may_in(role: str, action: str, wijk: str) -> bool:
    """Tell whether a role may do this in a wijk, "" where that is not known."""
    areas = areas_of(role)
    return may(role, action) and (areas is None or action in WITHOUT_PLACE or wijk in areas)


def require(role: str, action: str, *, wijk: str = "") -> None:
    """
    Let a role pass that may do this.

    Parameters
    ----------
    wijk
        Where the card is that it is about, for a connector of an area; "" for no card, or where it is not known.

    Raises
    ------
    AccessError
        `access.refused` for every other.
    """
    if not may_in(role, action, wijk):
        raise AccessError("access.refused")


def require_somewhere(role: str, action: str) -> None:
    """Let a role pass that may do this to some cards at least, before it is known which card it is about."""
    if not may(role, action):
        raise AccessError("access.refused")

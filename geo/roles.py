"""
What somebody is: a role, and for a connector the area in which it counts.

A role is plain text, so that it can be part of the key of every cache: `connector` is one everywhere,
`connector:WK036103+WK036105` in these wijken only. Elsewhere that connector is a neighbour.
"""

from collections.abc import Iterable

from geo.terms import CONNECTOR, NEIGHBOURS, PUBLIC

MUNICIPALITY = "municipality"
"""Reads counts, never a resident's card."""

STEWARD = "steward"
"""A connector everywhere, who also says who has which role."""

ROLES = (PUBLIC, NEIGHBOURS, CONNECTOR, MUNICIPALITY, STEWARD)
"""Visitor, neighbour, connector, municipality and steward."""

_AREAS, _AND = ":", "+"


def of_areas(codes: Iterable[str]) -> str:
    """Give the role of a connector of these wijken; the same wijken give the same text."""
    return f"{CONNECTOR}{_AREAS}{_AND.join(sorted(set(codes)))}"


def name_of(role: str) -> str:
    """Give the name of a role, one of `ROLES`; "" for what is none of them. Only a connector has areas."""
    name, parts, _ = role.partition(_AREAS)
    return name if name in ROLES and (name == CONNECTOR or not parts) else ""


def areas_of(role: str) -> frozenset[str] | None:
    """Give the wijk codes in which a role counts; None for everywhere."""
    _, parts, codes = role.partition(_AREAS)
    return frozenset(filter(None, codes.split(_AND))) if parts else None

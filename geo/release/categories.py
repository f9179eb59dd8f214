"""
The categories in which a release counts talents: all of them, those of a theme, those of a capability.

Each lies within a wider one: who counts for a capability counts for its theme, and who counts for a theme counts
among all. Never the other way round: somebody may be there with words that the vocabulary does not know, or may
only want to *learn* something of a theme. So no sum of narrow categories ever gives away a wide one, or the rest.
"""

from collections.abc import Mapping

from geo.gifts import parse_gifts
from geo.terms import OFFERS
from geo.vocabulary import Vocabulary

ALL = "all"
"""All talents."""


def theme_category(theme: str) -> str:
    """Name the category of who has anything with a theme, in whatever mode."""
    return f"theme:{theme}"


def capability_category(capability: str) -> str:
    """Name the category of who can, teaches, lends or likes to do something together (`geo.terms.OFFERS`)."""
    return f"capability:{capability}"


def categories_within(vocabulary: Vocabulary) -> dict[str, str | None]:
    """Give all categories, each with the wider one that it lies within (None for `ALL`); wider ones first."""
    themes = {theme_category(theme.code): ALL for theme in vocabulary.themes}
    capabilities = {
        capability_category(term.code): theme_category(term.theme) for term in vocabulary.capabilities
    }
    return {ALL: None} | themes | capabilities


def categories_of(gifts: str, within: Mapping[str, str | None]) -> frozenset[str]:
    """
    Tell in which categories somebody counts, once in each.

    Parameters
    ----------
    gifts
        Canonical text of `geo.gifts`; a capability that the vocabulary no longer holds is passed over.
    within
        All categories, from `categories_within`.
    """
    known = [gift for gift in parse_gifts(gifts) if capability_category(gift.capability) in within]
    themes = (within[capability_category(gift.capability)] for gift in known)
    offered = (capability_category(gift.capability) for gift in known if gift.mode in OFFERS)
    return frozenset([ALL, *filter(None, themes), *offered])

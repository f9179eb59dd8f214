"""Gifts: what an asset can, teaches, learns, does together, lends or seeks, as text in one canonical form."""

from collections.abc import Iterable
from typing import NamedTuple


class Gift(NamedTuple):
    """One capability in one mode, e.g. `Gift("naaien", "teaches")`."""

    capability: str
    mode: str


def format_gifts(gifts: Iterable[Gift]) -> str:
    """
    Write gifts in the canonical form of the asset frame.

    Returns
    -------
    text
        `capability:mode` pairs, distinct, sorted, with a space between; "" for no gifts.
    """
    return " ".join(sorted({f"{gift.capability}:{gift.mode}" for gift in gifts}))


def parse_gifts(text: str) -> tuple[Gift, ...]:
    """Read the canonical form; the inverse of `format_gifts`. The text must come from the asset frame."""
    return tuple(Gift(*pair.split(":", 1)) for pair in text.split())

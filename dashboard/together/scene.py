"""What the map of the page Samen shows: the members of a group, the place, and the lines that bind them."""

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from dashboard import cache, sentences, state
from dashboard.i18n import t
from dashboard.mapview import MapScene, legend_words
from dashboard.scene import columns_of, in_degrees, place_of
from dashboard.together import words as words_of
from dashboard.together.gathered import Gathered
from geo.frames import ASSET_ID
from geo.terms import KINDS

PLACE = ""
"""Stands for the place where a bond begins or ends there."""


def of(view: Gathered) -> MapScene:
    """Compose the map: members and place only, bound by the shortest net of lines."""
    assets = cache.visible_assets()
    ids = [member.asset_id for member in view.group.members] if view.group else []
    members = assets[assets[ASSET_ID].isin(ids)]
    return MapScene(
        **columns_of(members),
        chosen=state.chosen() if state.chosen() in ids else None,
        bonds=_bonds(view, members),
        labels=_labels(view),
        place=place_of(view.place, view.radius_m),
        focus=_focus(view, members),
        outlines=cache.outlines(),
        words={**legend_words(), "solid": t("together.legend.bond"), "dashed": "", "dotted": ""},
        dark=st.context.theme.type == "dark",
    )


def in_words(view: Gathered) -> tuple[dict[str, int], list[tuple[str, float]]]:
    """Give what the map shows to say it: how many of each kind, and the members with their metres, nearest first."""
    members = sorted(view.group.members if view.group else (), key=lambda member: member.distance_m)
    counts = {kind: sum(member.kind == kind for member in members) for kind in KINDS}
    return counts, [(sentences.name_of(cache.asset(one.asset_id)), one.distance_m) for one in members]


def _bonds(view: Gathered, members) -> tuple[tuple[str, str], ...]:
    if view.place is None:
        return ()
    ids = [PLACE, *members[ASSET_ID]]
    x = np.array([view.place[0], *members.geometry.x])
    y = np.array([view.place[1], *members.geometry.y])
    return tuple((ids[one], ids[other]) for one, other in shortest_net(x, y))


def _labels(view: Gathered) -> dict[str, tuple[str, ...]]:
    words = cache.vocabulary()
    return {
        member.asset_id: (
            sentences.name_of(cache.asset(member.asset_id)),
            words_of.capabilities(member.covers, words),
        )
        for member in (view.group.members if view.group else ())
    }


def shortest_net(x: NDArray[np.float64], y: NDArray[np.float64]) -> list[tuple[int, int]]:
    """
    Bind all points to the first by as few metres of line as can be (Prim's minimum spanning tree).

    Parameters
    ----------
    x, y
        Metres, shape (n,).

    Returns
    -------
    lines
        n - 1 pairs of positions: a point that was bound already, and the next one.
    """
    apart = np.hypot(x[:, None] - x, y[:, None] - y)
    bound, left, lines = [0], list(range(1, len(x))), []
    while left:
        row, column = divmod(int(np.argmin(apart[np.ix_(bound, left)])), len(left))
        lines.append((bound[row], left[column]))
        bound.append(left.pop(column))
    return lines


def _focus(view: Gathered, members) -> tuple[float, float, float, float] | None:
    """Where to look: at the place and all members, or as far as people want to walk while there are none."""
    if view.place is None:
        return None
    air_m = 0 if len(members) else view.radius_m
    x = np.array([view.place[0] - air_m, view.place[0] + air_m, *members.geometry.x])
    y = np.array([view.place[1] - air_m, view.place[1] + air_m, *members.geometry.y])
    return in_degrees((x.min(), y.min(), x.max(), y.max()))

"""Who may see a card: a tick per purpose, all off at first, and under each what exactly others would then see."""

from collections.abc import Iterable
from dataclasses import replace

import geopandas as gpd
import streamlit as st

from dashboard import cache, sentences, state
from dashboard.i18n import language, t
from geo.cards import Card
from geo.consent import ASK, COUNT, KEEP, PURPOSES, SHOW_NEIGHBOURS, SHOW_PUBLIC, Reading
from geo.frames import AREA
from geo.inventory import data_home, surroundings_version
from geo.previews import NEEDED, preview
from geo.terms import CONNECTOR, NEIGHBOURS, PUBLIC, TALENT

TEXT_VERSION = "2026-11"
"""Raise it when a sentence `consent.text.*` changes its meaning; the digest tells the exact text besides."""

SEEN_BY = {KEEP: CONNECTOR, SHOW_NEIGHBOURS: NEIGHBOURS, SHOW_PUBLIC: PUBLIC}
PREVIEWS_KEPT = 6
_AFTER = {SHOW_NEIGHBOURS: KEEP, SHOW_PUBLIC: SHOW_NEIGHBOURS, COUNT: KEEP, ASK: KEEP}
_ORDER = (KEEP, ASK, SHOW_NEIGHBOURS, SHOW_PUBLIC, COUNT)


def reading() -> Reading:
    """Give the texts as this reader sees them."""
    return Reading(f"{TEXT_VERSION}.{language()}", {one: t(f"consent.text.{one}") for one in PURPOSES})


def ask(card: Card | None, *, keys: str) -> frozenset[str]:
    """
    Draw the ticks with their previews.

    Parameters
    ----------
    card
        What the previews show; without one there are none.
    keys
        Begin of the keys of the ticks; their session values are the present choice.

    Returns
    -------
    purposes
        What is ticked, without what lacks the tick that it needs.
    """
    given: set[str] = set()
    for purpose in _ORDER:
        needed = _AFTER.get(purpose)
        is_open = needed is None or needed in given
        with st.container(border=True, key=f"{keys}box-{purpose}"):
            ticked = st.checkbox(t(f"consent.text.{purpose}"), key=f"{keys}{purpose}", disabled=not is_open)
            if ticked and is_open:
                given.add(purpose)
            if card is not None and purpose in SEEN_BY:
                _preview(card, purpose, given, keys=keys)
    return frozenset(given)


def _preview(card: Card, purpose: str, given: Iterable[str], *, keys: str) -> None:
    role = SEEN_BY[purpose]
    is_on = purpose in given
    purposes = {*NEEDED[role], *({ASK} if state.filled(f"{keys}{ASK}", False) else ())}
    st.caption(t(f"add.preview.{role}.{'on' if is_on else 'off'}"))
    show_seen(_seen(card, purposes, role, keys=keys), key=f"{role}-{'on' if is_on else 'off'}")


def _seen(card: Card, purposes: Iterable[str], role: str, *, keys: str) -> gpd.GeoDataFrame:
    """Give the preview; made once for the same content, so that fifty presses of save at once need no new ones."""
    question = (replace(card, asset_id=""), frozenset(purposes), role, surroundings_version(data_home()))
    known = state.filled(f"{keys}seen", {})
    if question not in known:
        around = cache.around()
        seen = preview(card, purposes, role=role, postcodes=around.postcodes, areas=around.areas)
        known = dict([*known.items(), (question, seen)][-PREVIEWS_KEPT:])
        state.fill(f"{keys}seen", known)
    return known[question]


def show_seen(seen, *, key: str) -> None:
    """Show the one row that a role sees of a card, as it was projected; or that it sees nothing."""
    with st.container(key=f"seen-{key}", gap=None):
        if seen.empty:
            st.text(t("add.preview.nothing"))
            return
        row = seen.iloc[0]
        for text in seen_lines(row):
            st.text(text)


def seen_lines(row) -> list[str]:
    """Say all that a projected row holds, a line each."""
    words = cache.vocabulary()
    known = {term.code for term in words.capabilities}
    assert all(pair.split(":")[0] in known for pair in row["gifts"].split())
    own_words = "; ".join(entry.rsplit(":", 1)[0] for entry in row["words"].split("; ") if entry)
    where = "add.seen.around" if row["kind"] == TALENT else "add.seen.at"
    where = "add.seen.wijk" if row["placed_by"] == AREA else where
    lines = [
        sentences.name_of(row),
        words.label(row["subkind"], language()) if row["subkind"] else "",
        *sentences.gift_lines(row["gifts"], words).values(),
        own_words and t("card.words", words=own_words),
        row["description"],
        row["meets"] and t("card.meets", value=row["meets"]),
        row["contact"] and t("card.contact", value=row["contact"]),
        row["website"],
        t(where, postcode=row["postcode"]),
    ]
    return [line for line in lines if line]

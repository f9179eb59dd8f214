"""Changing what a card says: its fields as they are, for its person and for the connector."""

from collections.abc import Callable
from dataclasses import replace

import streamlit as st

from dashboard import cache, state
from dashboard.cards import form
from dashboard.i18n import language, t
from geo.cards import LINE_AT_MOST, NAME_AT_MOST, TEXT_AT_MOST, Card, make_card
from geo.gifts import Gift, parse_gifts
from geo.recognition import hear
from geo.terms import CAN, TALENT

_LINES = ("name", "postcode", "contact")
_LINES_OF_GROUPS = ("meets", "website")


def fields(card: Card, *, keys: str) -> Callable[[], Card]:
    """
    Draw the fields of a card.

    Parameters
    ----------
    keys
        Begin of the keys of the fields.

    Returns
    -------
    changed
        Makes the card as it is filled in now; raises what `geo.cards.make_card` does.
    """
    _load(card, keys)
    st.text_input(t(f"add.name.{card.kind}"), key=f"{keys}name", max_chars=NAME_AT_MOST)
    st.text_input(t("add.postcode"), key=f"{keys}postcode", max_chars=40)
    st.text_input(t("add.contact"), key=f"{keys}contact", max_chars=LINE_AT_MOST)
    if card.kind != TALENT:
        st.text_input(t("add.meets"), key=f"{keys}meets", max_chars=LINE_AT_MOST)
        st.text_input(t("add.website"), key=f"{keys}website", max_chars=LINE_AT_MOST)
    if card.description:
        st.text_area(t("edit.description"), key=f"{keys}description", max_chars=TEXT_AT_MOST, height=120)
    kept = _kept_gifts(card, keys)
    st.text_area(t("mine.change.more"), key=f"{keys}more", max_chars=form.LONGEST_ANSWER, height=76)
    texts = [state.filled(f"{keys}{name}") or "" for name in ("name", "description", "meets", "more")]
    form.hints(texts, key=f"{keys}hints")
    return lambda: _changed(card, kept, keys)


def _load(card: Card, keys: str) -> None:
    """Set the fields to the card as it is, at the first run and after each change that was kept."""
    is_drawn = state.filled(f"{keys}name", None) is not None  # what is not on the page is forgotten
    if is_drawn and state.filled(f"{keys}card", None) == card:
        return
    state.fill(f"{keys}card", card)
    for name in (*_LINES, *_LINES_OF_GROUPS, "description"):
        state.fill(f"{keys}{name}", getattr(card, name))
    state.fill(f"{keys}more", "")


def _kept_gifts(card: Card, keys: str) -> tuple[Gift, ...]:
    words = cache.vocabulary()
    known = {term.code for term in words.capabilities}
    st.caption(t("mine.change.keep"))
    kept = []
    for gift in parse_gifts(card.gifts):
        label = words.label(gift.capability, language()) if gift.capability in known else gift.capability
        said = t("add.heard.gift", capability=label, mode=words.label(gift.mode, language()))
        if st.checkbox(said, value=True, key=f"{keys}gift-{gift.capability}-{gift.mode}"):
            kept.append(gift)
    return tuple(kept)


def _changed(card: Card, kept: tuple[Gift, ...], keys: str) -> Card:
    """Make the changed card; one that stays at its postcode stays where it is."""
    heard = hear(state.filled(f"{keys}more") or "", vocabulary=cache.vocabulary(), mode=CAN)
    pairs = (entry.rpartition(":") for entry in card.words.split("; ") if entry)
    own_words = [(word, mode) for word, _, mode in pairs]
    filled = {name: state.filled(f"{keys}{name}") or "" for name in _LINES}
    filled |= {name: state.filled(f"{keys}{name}", getattr(card, name)) or "" for name in _LINES_OF_GROUPS}
    made = make_card(
        kind=card.kind,
        subkind=card.subkind,
        postcodes=cache.around().postcodes,
        gifts=[*kept, *heard.gifts, *heard.guesses],
        words=[*own_words, *heard.words],
        description=state.filled(f"{keys}description", card.description) or "",
        asset_id=card.asset_id,
        **filled,
    )
    stays = {name: getattr(card, name) for name in ("x", "y", "placed_by")}
    return replace(made, **stays) if made.postcode == card.postcode else made

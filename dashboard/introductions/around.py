"""Who goes well with the person of a card, on Mijn kaart, and how to meet them."""

import streamlit as st

from dashboard import cache, sentences
from dashboard.i18n import t
from dashboard.introductions import bring
from geo.cards import Card
from geo.complements import Complement
from geo.frames import AREA, KIND, PC4, PLACED_BY, POSTCODE
from geo.introductions import about_reason
from geo.terms import TALENT

SHOWN = 4


def show(card: Card) -> None:
    """Show the best complements nearby of those whom this person may see, each with a way to ask."""
    found = () if cache.inventory().is_demo else cache.complements_of_card(card, limit=SHOWN)
    if not found:
        return
    st.subheader(t("introductions.around"), anchor=False)
    st.text(t("introductions.ask.how"))
    for one in found:
        with st.container(border=True, key=f"around-{one.asset_id}"):
            _one(card, one)


def _one(card: Card, one: Complement) -> None:
    asset = cache.asset(one.asset_id)
    name = sentences.name_of(asset)
    said = sentences.reason_sentence(
        one.reasons[0], own_name=card.name, other_name=name, words=cache.vocabulary(), initiatives={}
    )
    with st.container(gap=None, key=f"goes-well-{one.asset_id}"):
        for line in (name, said, _how_far(asset, one.distance_m)):
            st.text(line)
    bring.ask_button(one.asset_id, about_reason(one.reasons[0]), with_promise=False)


def _how_far(asset, metres: float) -> str:
    """Say the walk; of who is only known by an area, that."""
    if asset[PLACED_BY] == AREA:
        return t("nearby.in_wijk")
    if asset[KIND] == TALENT and asset[PLACED_BY] == PC4:
        return t("nearby.in_postcode", postcode=asset[POSTCODE][:4])
    return sentences.walk(metres)

"""
How the page In mijn buurt looks: what to do first, clubs and places by distance, neighbours, and nothing found.

The list stands before the map is even made; the map comes when it is asked for.
"""

from pathlib import Path
from typing import Literal

import streamlit as st

from dashboard import cache, sentences, state
from dashboard.i18n import n, t
from dashboard.nearby import card, controls
from dashboard.nearby import map as nearby_map
from dashboard.nearby.view import NearView, now
from geo.frames import ASSET_ID
from geo.nearby import Nearby
from geo.terms import TALENT

STYLE = Path(__file__).with_name("style.css")
FEW_PEOPLE = 3
"""So many neighbours stand under the clubs and places."""

DEMO_POSTCODE = "1811HP"
"""In the middle of the demo."""


def heading() -> None:
    """Say what the page is for."""
    with st.container(key="heading"):
        st.html(STYLE)
        st.html(f"<style>:root {{ --open-filters: '{t('nearby.sidebar')}' }}</style>")
        st.subheader(t("nearby.heading"), anchor=False)
        if cache.inventory().is_demo:
            st.caption(t("map.demo"))


def welcome() -> None:
    """Say what to do first. A card that somebody passed on is shown all the same."""
    chosen = cache.asset(state.chosen()) if state.chosen() else None
    if chosen is not None:
        card.opened(chosen, None, now())
    elif not state.postcode() and not state.place_problem():
        with st.container(border=True, key="near-welcome"):
            st.text(t("nearby.welcome"))
            st.caption(t("nearby.here.promise"))
            if cache.inventory().is_demo:
                st.button(
                    t("nearby.demo", postcode=DEMO_POSTCODE),
                    key="near-demo",
                    on_click=state.set_place,
                    args=(DEMO_POSTCODE,),
                )


@st.fragment
def explore(view: NearView) -> None:
    """Show the list or the map, and open cards in place; a tap reruns this part only."""
    controls.pane_switch()
    if state.near_pane() == state.MAP_PANE:
        map_side, list_side = st.columns([3, 2], gap="medium")
        with map_side, st.container(key="near-map"):
            click = nearby_map.show(view)
        if click:
            state.choose(click, on_map=True)
            st.rerun(scope="fragment")
        with list_side, st.container(key=f"near-beside-{'card' if state.chosen() else 'list'}"):
            _beside_map(view)
    else:
        with st.container(key="near-list"):
            _list(view)
    state.publish_address()


def _beside_map(view: NearView) -> None:
    """Show the chosen card beside the map (on a phone: under it), else the list."""
    chosen = cache.asset(state.chosen()) if state.chosen() else None
    if chosen is not None:
        card.opened(chosen, _metres(view, state.chosen()), view.moment)
    else:
        _list(view)


def _metres(view: NearView, asset_id: str) -> float | None:
    rows = (view.around.assets[ASSET_ID] == asset_id).to_numpy().nonzero()[0]
    return float(view.around.distance_m[rows[0]]) if len(rows) else None


def _list(view: NearView) -> None:
    rows = state.rows_shown(view.question)
    people_rows = rows if TALENT in view.asked.kinds else FEW_PEOPLE
    _card_from_elsewhere(view, [*view.places.first_ids(rows), *view.people.first_ids(people_rows)])
    if view.is_empty:
        _nothing(view)
        return
    if view.is_holiday:
        st.text(t("nearby.holiday"))
    if view.is_narrowed:
        _step(t("filter.all_off"), "all-off", _all_off, kind="tertiary")
    distance = sentences.distance(view.radius_m)
    if len(view.places):
        st.text(n("nearby.places", len(view.places), distance=distance))
        _entries(view.places, view, rows)
        _more(len(view.places) - rows, "places", view)
    if len(view.people):
        with st.container(key="near-people"):
            st.text(n("nearby.people", len(view.people), distance=distance))
            _entries(view.people, view, people_rows)
            _more_people(len(view.people) - people_rows, view)
    st.caption(t("nearby.walking"))


def _card_from_elsewhere(view: NearView, listed: list[str]) -> None:
    """Open a card that is not among the rows: passed on by somebody, or left out by a filter since."""
    asset = cache.asset(state.chosen()) if state.chosen() and state.chosen() not in listed else None
    if asset is not None:
        card.opened(asset, _metres(view, asset[ASSET_ID]), view.moment)


def _entries(near: Nearby, view: NearView, rows: int) -> None:
    for (_, asset), metres in zip(near.assets.head(rows).iterrows(), near.distance_m, strict=False):
        show = card.opened if asset[ASSET_ID] == state.chosen() else card.closed
        show(asset, float(metres), view.moment)


def _more(left: int, name: str, view: NearView) -> None:
    if left > 0:
        st.button(
            t("list.more", left=left),
            key=f"near-more-{name}",
            width="stretch",
            on_click=state.show_more,
            args=(view.question,),
        )


def _more_people(left: int, view: NearView) -> None:
    """Unfold more neighbours; while clubs and places are listed too, neighbours come in their stead."""
    if TALENT in view.asked.kinds:
        _more(left, "people", view)
    elif left > 0:
        label = t("nearby.people.all", count=len(view.people))
        if st.button(label, key="near-only-people", width="stretch", on_click=_only_people):
            st.rerun()


def _only_people() -> None:
    state.ask_near(kinds=(TALENT,))


def _nothing(view: NearView) -> None:
    """Say warmly that nothing is found here, and offer the step that brings something."""
    distance = sentences.distance(view.radius_m)
    farther = view.farther()
    with st.container(border=True, key="near-nothing"):
        if farther:
            radius, count = farther
            st.text(t("nearby.nothing.farther", distance=distance))
            label = n("empty.button.radius_m", count, distance=sentences.distance(radius))
            _step(label, "farther", state.set_radius, radius)
        elif view.is_narrowed:
            st.text(t("nearby.nothing.narrowed"))
        else:
            st.text(t("empty.nobody_asked"))
        if view.is_narrowed:
            _step(t("filter.all_off"), "all-off", _all_off)


def _all_off() -> None:
    state.ask_near(kinds=(), themes=(), moments=())


def _step(label: str, name: str, do, *args, kind: Literal["primary", "tertiary"] = "primary") -> None:
    """Offer another question; the chips above change with it, so the whole page runs again."""
    if st.button(label, key=f"near-{name}", type=kind, on_click=do, args=args):
        st.rerun()

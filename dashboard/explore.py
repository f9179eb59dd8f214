"""The part of the map page that answers a click by itself: map, list and card."""

import streamlit as st

from dashboard import cache, mapview, render, scene, sentences, state
from geo.complements import Complement

MAP_HEIGHT_PX = 640


@st.fragment
def explore(view: cache.MapView) -> None:
    """Show the map beside the list, or beside the card of the chosen asset and what complements it."""
    chosen = cache.asset(state.chosen()) if state.chosen() else None
    found = cache.complements(chosen["asset_id"], view.query) if chosen is not None else ()
    with st.container(key="explore"):
        render.pane_switch()
        map_side, list_side = st.columns([2, 1], gap="medium")
        with map_side, st.container(key="map-pane"):
            render.beside_map(view.counts, _nearest(view))
            _map(view, chosen, found)
        with list_side, st.container(key=_list_pane(chosen)):
            if chosen is not None:
                render.card(chosen, found, view)
            elif view.is_empty:
                render.nothing_here(view)
            else:
                render.asset_list(view)
    state.publish_address()


@st.fragment
def _map(view: cache.MapView, chosen, found: tuple[Complement, ...]) -> None:
    """Show the map: where it looks concerns nothing else on the page, which asset is chosen does."""
    click = mapview.show(scene.of(view, chosen, found), key="map", height=MAP_HEIGHT_PX)
    if click:
        state.choose(click, on_map=True)
        st.rerun()


def _nearest(view: cache.MapView) -> list[tuple[str, float]]:
    """Name who is nearest to the place that is asked about; nobody where none is."""
    found = view.selection
    if found.place is None:
        return []
    names = [sentences.name_of(asset) for _, asset in found.first(render.NEAREST_SAID).iterrows()]
    return list(zip(names, found.distance_m, strict=False))


def _list_pane(chosen) -> str:
    """Name the list's pane: the style sheet hides it by name on a phone; each card begins at its own top."""
    return f"list-pane-{state.pane()}-{'list' if chosen is None else 'card-' + chosen['asset_id']}"

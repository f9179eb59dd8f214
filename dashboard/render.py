"""
How things look in words: heading, list, card, empty states.

Texts from outside (names, descriptions) go through `st.text` only: it shows them as they are.
"""

from collections.abc import Iterable
from itertools import islice

import streamlit as st

from dashboard import cache, reveal, sentences, state
from dashboard.cards import care
from dashboard.i18n import language, n, t
from dashboard.introductions import bring
from dashboard.paper.menu import card_on_paper
from geo.complements import Complement
from geo.frames import (
    ASSET_ID,
    CONTACT,
    DESCRIPTION,
    GIFTS,
    KIND,
    MEETS,
    POSTCODE,
    SUBKIND,
    WEBSITE,
    WORDS,
)
from geo.introductions import about_reason
from geo.query import MapQuery, WayOut, active_filters, without

REASONS_SHOWN = 3
NEAREST_SAID = 3


def heading(view: cache.MapView) -> None:
    """Say what the map shows, in a sentence that also stands in for the map."""
    with st.container(key="heading"):
        st.subheader(t("map.heading"), anchor=False)
        if not view.is_empty:
            st.text(t("map.shown", counts=sentences.counts(view.counts)))
        if view.is_demo:
            st.caption(t("map.demo"))


def active_filter_buttons(view: cache.MapView) -> None:
    """Show each active filter as something to take off."""
    names = active_filters(view.query)
    # Drawn also when empty: what stands below keeps its number, and with it the browser keeps its map.
    with st.container(key="active-filters", horizontal=True, gap="small"):
        for name in names:
            st.button(
                filter_words(view, name),
                key=f"off-{name}",
                icon=":material/close:",
                icon_position="right",
                on_click=state.ask,
                args=(without(view.query, name),),
            )
        if len(names) > 1:
            st.button(t("filter.all_off"), key="off-all", type="tertiary", on_click=state.start_over)


def filter_words(view: cache.MapView, name: str) -> str:
    """Say one active filter in closed words: what someone typed does not become a label."""
    query, words = view.query, view.around.vocabulary
    if name == "postcode":
        return t("active.postcode", postcode=query.postcode, distance=sentences.distance(query.radius_m))
    if name == "wijk":
        areas = view.around.areas
        return str(areas.loc[areas["code"] == query.wijk, "name"].iloc[0])
    if name == "text":
        return t("active.text")
    if name == "kinds":
        return ", ".join(t(f"kind.{kind}") for kind in query.kinds) or t("active.no_kinds")
    return ", ".join(words.label(code, language()) for code in getattr(query, name))


def nothing_here(view: cache.MapView) -> None:
    """Say kindly that nothing answers, which filter is the cause, and offer one button that helps."""
    with st.container(border=True, key="nothing-here"):
        if not active_filters(view.query):
            st.text(t("empty.nobody_asked"))
            return
        way = next(iter(view.ways_out), None)
        if way is None:
            st.text(t("empty.together"))
            _way_out(t("filter.all_off"), MapQuery())
            return
        st.text(t(f"empty.{way.filter}", filter=_asked_words(view, way), count=way.count))
        _way_out(_way_words(way), way.query)


def _way_out(label: str, query: MapQuery) -> None:
    """Offer another question. The whole page runs again: this part of it cannot ask by itself."""
    if st.button(label, key="way-out", type="primary", on_click=state.ask, args=(query,)):
        st.rerun()


def _asked_words(view: cache.MapView, way: WayOut) -> str:
    if way.filter == "radius_m":
        return sentences.distance(view.query.radius_m)
    return view.query.text if way.filter == "text" else filter_words(view, way.filter)


def _way_words(way: WayOut) -> str:
    if way.filter == "radius_m":
        return n("empty.button.radius_m", way.count, distance=sentences.distance(way.query.radius_m))
    return n("empty.button", way.count)


def beside_map(counts: dict[str, int], near: Iterable[tuple[str, float]] = ()) -> None:
    """
    Say what the map that follows shows, for whoever does not see it, and offer to skip it.

    Parameters
    ----------
    counts
        How many of each kind are on the map.
    near
        Names and straight-line metres of the nearest, nearest first; the first few are said.
    """
    with st.container(key="map-words"):
        with st.container(key="map-told"):
            st.text(sentences.on_map(counts, islice(near, NEAREST_SAID)))
        st.markdown(f"[{t('access.skip_map')}](#list)")


def pane_switch(*, pane: str = state.PANE, block: str = "pane-switch") -> None:
    """Choose between list and map. The style sheet knows it by its block, and hides the usual one on wider screens."""
    with st.container(key=block):
        st.segmented_control(
            t("pane.label"),
            [state.LIST_PANE, state.MAP_PANE],
            key=pane,
            required=True,
            format_func=lambda name: t(f"pane.{name}"),
            label_visibility="collapsed",
            width="stretch",
        )


def asset_list(view: cache.MapView) -> None:
    """List what the map shows, nearest first; each entry opens its card."""
    found = view.selection
    rows = state.rows_shown(view.query)
    st.text(n("list.heading", len(found)))
    for (_, asset), metres in zip(found.first(rows).iterrows(), found.distance_m, strict=False):
        _list_entry(asset, view, metres)
    if len(found) > rows:
        st.button(
            t("list.more", left=len(found) - rows),
            key="list-more",
            width="stretch",
            on_click=state.show_more,
            args=(view.query,),
        )


def _list_entry(asset, view: cache.MapView, metres: float) -> None:
    with st.container(border=True, key=f"item-{asset[KIND]}-{asset[ASSET_ID]}", gap=None):
        _line("name", asset, sentences.name_of(asset))
        _line("kindword", asset, _kind_words(asset, view.around.vocabulary))
        _line("summary", asset, _summary(asset, view))
        if metres == metres:  # NaN without a place
            _line("near", asset, sentences.walk(metres))
        care.age(asset)
        _open_button(asset[ASSET_ID])


def _summary(asset, view: cache.MapView) -> str:
    return (
        " · ".join(sentences.gift_lines(asset[GIFTS], view.around.vocabulary).values()) or asset[DESCRIPTION]
    )


def _line(role: str, asset, text: str, suffix: str = "") -> None:
    """One line of text with a class for the style sheet."""
    if text:
        with st.container(key=f"{role}-{asset[ASSET_ID]}{suffix}"):
            st.text(text)


def _open_button(asset_id: str, *, where: str = "list") -> None:
    st.button(
        t("list.open"),
        key=f"open-{where}-{asset_id}",
        type="tertiary",
        on_click=state.choose,
        args=(asset_id,),
    )


def _kind_words(asset, words) -> str:
    kind = t(f"kind.one.{asset[KIND]}")
    return f"{kind} · {words.label(asset[SUBKIND], language())}" if asset[SUBKIND] else kind


def card(asset, found: tuple[Complement, ...], view: cache.MapView) -> None:
    """Show everything about one asset, and what belongs together with it nearby."""
    words = view.around.vocabulary
    st.button(
        t("card.back"),
        key="back-to-list",
        icon=":material/arrow_back:",
        type="tertiary",
        on_click=state.choose,
        args=("",),
    )
    with st.container(border=True, key=f"card-{asset[KIND]}", gap=None):
        _line("cardname", asset, sentences.name_of(asset))
        _line("kindword", asset, _kind_words(asset, words))
        _line("cardtext", asset, asset[DESCRIPTION])
        _gifts(asset, words)
        _facts(reveal.veiled(asset))
        reveal.offer(asset)
    bring.offer_to_ask(asset)
    care.under_card(asset)
    card_on_paper(asset[ASSET_ID])
    _complements(asset, found, view)


def _gifts(asset, words) -> None:
    for mode, said in sentences.gift_lines(asset[GIFTS], words).items():
        _line(f"gift-{mode}", asset, said)
    if asset[WORDS]:
        own_words = "; ".join(entry.rsplit(":", 1)[0] for entry in asset[WORDS].split("; "))
        _line("gift-words", asset, t("card.words", words=own_words))


def _facts(asset) -> None:
    for column in (MEETS, CONTACT, POSTCODE):
        if asset[column]:
            _line(f"fact-{column}", asset, t(f"card.{column}", value=asset[column]))
    if asset[WEBSITE]:
        st.link_button(t("card.website"), asset[WEBSITE], icon=":material/open_in_new:")
    care.confirmed(asset, where="-card")


def _complements(asset, found: tuple[Complement, ...], view: cache.MapView) -> None:
    st.text(t("complements.heading"))
    if not found:
        with st.container(border=True, key="no-complements"):
            st.text(t("complements.none", distance=sentences.distance(view.query.radius_m)))
        return
    initiatives, by = cache.initiative_names(language()), bring.bringer()
    for one in found:
        other = cache.asset(one.asset_id)
        with st.container(border=True, key=f"match-{other[KIND]}-{one.asset_id}", gap=None):
            _line("name", other, sentences.name_of(other), "-match")
            said = sentences.reasons(
                one,
                own_name=sentences.name_of(asset),
                other_name=sentences.name_of(other),
                words=view.around.vocabulary,
                initiatives=initiatives,
            )
            for i, sentence in enumerate(said[:REASONS_SHOWN]):
                _line(f"reason-{sentences.line_style(one.reasons[i:])}-{i}", other, sentence)
            _line("near", other, sentences.walk(one.distance_m), "-match")
            bring.offer(asset[ASSET_ID], one.asset_id, about_reason(one.reasons[0]), by=by, where="match")
            _open_button(one.asset_id, where="match")

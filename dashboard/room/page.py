"""
The page Bijeenkomst, for a projector: a band that says it large, the map, and large buttons with their keys.

Texts from outside (names of clubs, wijken and first names) go through `st.text` only.
"""

from pathlib import Path

import segno
import streamlit as st

from dashboard import cache, mapview, phone_address, render, state
from dashboard.i18n import DEFAULT_LANGUAGE, language, n, t
from dashboard.introductions.words import counted
from dashboard.room import scene
from dashboard.room import words as words_of
from dashboard.room.view import RoomView, is_time
from dashboard.sentences import DASHED, DOTTED, SOLID, line_style, name_of
from geo.frames import ASSET_ID, KIND, NAME
from geo.terms import KINDS
from geo.tour import ALL

HERE = Path(__file__).parent
MAP_PAGE = str(HERE.parent / "app_pages" / "map.py")
MAP_HEIGHT_PX = 640
PATH, JOIN_PATH = "bijeenkomst", "meedoen"
REASONS_SHOWN = 3
TICK_S = 2.0
"""How often a quiet look tells whether there is something new; nothing is drawn unless there is."""


def show(view: RoomView) -> None:
    """Show it all, always in the same places: the browser keeps its map."""
    st.html(HERE / "style.css")
    with st.container(key="room", gap=None):
        _band(view)
        with st.container(key="room-middle"):
            with st.container(key="room-map"):
                render.beside_map(words_of.counts_of(view.tour.assets[KIND]))
                mapview.show(scene.of(view), key="room-map", height=MAP_HEIGHT_PX)
            with st.container(key="room-side"):
                _side(view)
        _buttons(view)
        _listen(view)


@st.fragment(run_every=TICK_S)
def _listen(view: RoomView) -> None:
    """Draw the page again once there is something new."""
    if is_time(view):
        st.rerun()


def _band(view: RoomView) -> None:
    with st.container(key="room-band", gap=None):
        with st.container(key="room-heading"):
            st.title(t("page.room"), anchor=False)
        with st.container(key="room-top", horizontal=True, vertical_alignment="center", gap=None):
            _line("room-place", _place_words(view))
            _legend(view)
        _way_back()
        _line("room-sentence", _sentence(view))
        if cache.inventory().is_demo:
            _line("room-demo", t("map.demo"))


def _place_words(view: RoomView) -> str:
    around = cache.inventory().around
    names = dict(zip(around.areas["code"], around.areas["name"], strict=True))
    wijk = t("room.place.wijk", wijk=names[view.wijk]) if view.wijk else t("room.place.all")
    theme = around.vocabulary.label(view.theme, language()) if view.theme else t("room.theme.all")
    return f"{wijk} · {theme}"


def _legend(view: RoomView) -> None:
    counts = words_of.counts_of(view.tour.assets[KIND])
    with st.container(key="room-legend", horizontal=True, gap=None):
        for kind in KINDS:
            _line(f"room-count-{kind}", n(f"count.{kind}", counts[kind]))
        if state.is_on(state.CONNECTIONS):
            for style in (SOLID, DASHED, DOTTED):
                _line(f"room-line-{style}", t(f"mapview.{style}"))


def _way_back() -> None:
    if st.button(t("room.close"), key="room-close", shortcut="Esc"):
        st.switch_page(MAP_PAGE)


def _sentence(view: RoomView) -> str:
    words = cache.vocabulary()
    if view.newcomers:
        rows = [row for _, row in view.named(view.newcomers).iterrows()]
        return words_of.welcome(rows, words=words)
    if view.stop is None:
        return t("empty.nobody_asked")
    counts = words_of.counts_of(view.tour.assets[KIND].iloc[view.stop.rows])
    company = view.stop.told.company
    name = name_of(view.named([company.asset_id]).iloc[0]) if company else ""
    here = words_of.where(view.wijk_of_stop())
    told = words_of.told(view.stop.told, here=here, counts=counts, company_name=name, words=words)
    if view.stop.told.topic != ALL or view.wijk or view.theme:
        return told
    return f"{told} {counted(*cache.count_made(view.role))}".rstrip()


def _side(view: RoomView) -> None:
    """Beside the map: the code to scan, or why the strongest connections are there."""
    if state.is_on(state.QR):
        _code()
    elif view.connections and not view.newcomers:
        _reasons(view)


def _reasons(view: RoomView) -> None:
    ends = view.named([one for bridge in view.connections for one in (bridge.one, bridge.other)])
    names = dict(zip(ends[ASSET_ID], ends[NAME], strict=True))
    words = cache.vocabulary()
    said = {
        words_of.connection(bridge, names[bridge.one], names[bridge.other], words=words): line_style(
            bridge.reasons
        )
        for bridge in view.connections
    }
    with st.container(key="room-reasons", gap=None):
        for number, (sentence, style) in enumerate(list(said.items())[:REASONS_SHOWN]):
            _line(f"room-line-{style}-{number}", sentence)


def _code() -> None:
    """Show the address where people add what they can, as a code and in letters."""
    address = phone_address.phone_address(
        st.context.url or "",
        page=PATH,
        path=JOIN_PATH,
        language="" if language() == DEFAULT_LANGUAGE else language(),
        listens_on=st.get_option("server.address"),
        own_address=phone_address.local_network_address(),
    )
    with st.container(key="room-code", gap=None):
        _line("room-code-heading", t("room.qr.heading"))
        if address:
            image = segno.make(address, micro=False, error="m").svg_data_uri(scale=8, border=3, light="white")
            st.image(image, width="stretch", alt=t("access.qr"))
            _line("room-code-address", address)
        else:
            _line("room-code-unreachable", t("room.qr.unreachable"))
            _line("room-code-how", t("room.qr.how"))


def _buttons(view: RoomView) -> None:
    last = len(view.tour.stops)
    with st.container(key="room-buttons", horizontal=True, gap=None):
        _button("previous", "Left", state.go_to_stop, state.stop() - 1 or last or 1, disabled=last < 2)
        _button("go_on" if state.is_on(state.PAUSED) else "pause", "P", _turn, state.PAUSED, key="pause")
        _button("next", "Right", state.go_to_stop, state.stop() % max(last, 1) + 1, disabled=last < 2)
        _button("wijk", "W", _look_at, _after(view.wijk, _wijken(view)), view.theme)
        _button("theme", "T", _look_at, view.wijk, _after(view.theme, _themes(view)))
        _switch("connections", "V", state.CONNECTIONS)
        if view.may_name:
            _switch("names", "N", state.NAMES)
        _switch("qr", "Q", state.QR)
        _line("room-fullscreen", t("room.fullscreen"))


def _button(name: str, shortcut: str, act, *args: object, key: str = "", disabled: bool = False) -> None:
    label = t(f"room.button.{name}")
    st.button(
        label,
        key=f"room-{key or name}",
        shortcut=shortcut,
        on_click=act,
        args=args,
        disabled=disabled,
        wrap=False,
    )


def _switch(name: str, shortcut: str, switch: str) -> None:
    _button(f"{name}.{'off' if state.is_on(switch) else 'on'}", shortcut, state.turn, switch, key=name)


def _turn(switch: str) -> None:
    """Hold still or go on; in both cases from here and with all the time."""
    state.turn(switch)
    state.go_to_stop(state.stop())


def _look_at(wijk: str, theme: str) -> None:
    state.look_at(wijk=wijk, theme=theme)


def _wijken(view: RoomView) -> list[str]:
    codes = cache.inventory().around.areas["code"]
    return [code for code in codes if code in cache.room_places(view.role)]


def _themes(view: RoomView) -> list[str]:
    found = cache.room_themes(view.role, view.wijk)
    return [theme.code for theme in cache.vocabulary().themes if theme.code in found]


def _after(code: str, codes: list[str]) -> str:
    """Give the next code; after the last one comes all ("")."""
    ring = ["", *codes]
    return ring[(ring.index(code) + 1) % len(ring)] if code in ring else ""


def _line(key: str, text: str) -> None:
    """One line of text with a class for the style sheet."""
    with st.container(key=key):
        st.text(text)

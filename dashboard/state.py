"""
What one visitor has chosen: the session and the address bar. Nowhere else.

The address holds the whole view in codes that do not depend on the language, so that it can be shared,
reloaded and read by a person. Anything in it may be nonsense: what is not known is left out.
"""

import re

import streamlit as st

from dashboard.i18n import DEFAULT_LANGUAGE, LANGUAGES
from geo.errors import PostcodeError
from geo.frames import ID_PATTERN
from geo.postcode import parse_postcode
from geo.query import DEFAULT_RADIUS_M, RADII_M, MapQuery
from geo.terms import KINDS

# Keys of the widgets, which are also their names in the address bar.
LANGUAGE, CHOSEN, PANE = "lang", "chosen", "pane"
PLACE, RADIUS, WIJK, TEXT = "place", "radius", "wijk", "text"
SOME_KINDS, THEMES, CAPABILITIES, MODES = "kinds", "themes", "capabilities", "modes"

LIST_PANE, MAP_PANE = "list", "map"
PAGE_SIZE = 10

_DEFAULTS: dict[str, object] = {
    LANGUAGE: DEFAULT_LANGUAGE,
    PLACE: "",
    RADIUS: DEFAULT_RADIUS_M,
    WIJK: "",
    SOME_KINDS: list(KINDS),
    THEMES: [],
    CAPABILITIES: [],
    MODES: [],
    TEXT: "",
    CHOSEN: "",
    PANE: LIST_PANE,
}
_FILTERS = {  # filter of MapQuery -> key
    "postcode": PLACE,
    "radius_m": RADIUS,
    "wijk": WIJK,
    "kinds": SOME_KINDS,
    "themes": THEMES,
    "capabilities": CAPABILITIES,
    "modes": MODES,
    "text": TEXT,
}
_NONE = "-"  # in the address: a list that was emptied on purpose
_ADOPTED = "adopted_address"
_SHOWN = "rows_shown"
_ON_MAP = "chosen_on_map"


def adopt_address() -> None:
    """Take the view over from the address bar, when it is not the one that this session wrote there."""
    address = st.query_params.to_dict()
    if st.session_state.get(_ADOPTED) == address:
        keep_widgets()
        return
    for key, default in _DEFAULTS.items():
        st.session_state[key] = _read(key, address.get(key), default)
    st.session_state[_ADOPTED] = address


def keep_widgets() -> None:
    """Hold on to the values of widgets that this run may not draw; Streamlit forgets them otherwise."""
    for key, default in _DEFAULTS.items():
        st.session_state[key] = st.session_state.get(key, default)


def publish_address() -> None:
    """Write the view to the address bar: only what differs from the beginning, in a fixed order."""
    address = {
        key: _write(st.session_state[key])
        for key, default in _DEFAULTS.items()
        if st.session_state.get(key, default) != default
    }
    if st.query_params.to_dict() != address:
        st.query_params.from_dict(address)
    st.session_state[_ADOPTED] = address


def language() -> str:
    """Tell the visitor's language."""
    return st.session_state.get(LANGUAGE) or DEFAULT_LANGUAGE


def query() -> MapQuery:
    """Give the question that the widgets now ask; its codes may still be unknown (`geo.query.checked`)."""
    values = {name: st.session_state[key] for name, key in _FILTERS.items()}
    values |= {name: tuple(value) for name, value in values.items() if isinstance(value, list)}
    return MapQuery(**values | {"postcode": postcode(), "wijk": values["wijk"] or ""})


def postcode() -> str:
    """Give the place box as a postcode, or "" while it holds none."""
    try:
        return parse_postcode(st.session_state[PLACE])
    except PostcodeError:
        return ""


def place_problem() -> PostcodeError | None:
    """Tell why the text in the place box is no postcode; None for a postcode and for an empty box."""
    if not (st.session_state[PLACE] or "").strip():
        return None
    try:
        parse_postcode(st.session_state[PLACE])
    except PostcodeError as error:
        return error
    return None


def ask(new: MapQuery) -> None:
    """Set the widgets to this question. Call it from a widget's callback, before the widgets are drawn."""
    for name, key in _FILTERS.items():
        value = getattr(new, name)
        st.session_state[key] = list(value) if isinstance(value, tuple) else value


def forget_unknown(known: MapQuery) -> None:
    """Leave out codes that do not exist (any more); what was typed in the place box stays to be mended."""
    for name, key in _FILTERS.items():
        value = getattr(known, name)
        if key not in (PLACE, TEXT):
            st.session_state[key] = list(value) if isinstance(value, tuple) else value


def start_over() -> None:
    """Take off every filter."""
    ask(MapQuery())


def chosen() -> str:
    """Give the id of the asset whose card is open, or ""; it may have gone since."""
    return st.session_state.get(CHOSEN, "")


def choose(asset_id: str, *, on_map: bool = False) -> None:
    """Open this asset's card; "" closes it. What is chosen on the map need not be moved to."""
    st.session_state[CHOSEN] = asset_id
    st.session_state[_ON_MAP] = on_map


def is_chosen_on_map() -> bool:
    """Tell whether the open card was chosen by a click on the map."""
    return bool(st.session_state.get(_ON_MAP))


def pane() -> str:
    """Tell whether a phone shows the list or the map."""
    return st.session_state.get(PANE) or LIST_PANE


def rows_shown(question: object) -> int:
    """Tell how many rows of the list are unfolded for this question; a new question starts at the top."""
    asked, rows = st.session_state.get(_SHOWN, (None, PAGE_SIZE))
    return rows if asked == question else PAGE_SIZE


def show_more(question: object) -> None:
    """Unfold more rows of the list for this question."""
    st.session_state[_SHOWN] = (question, rows_shown(question) + PAGE_SIZE)


def _read(key: str, text: str | None, default: object) -> object:
    """Read one value of the address; what cannot be meant gives the default."""
    if text is None:
        return default
    if isinstance(default, list):
        return [] if text == _NONE else text.split(".")[:200]
    readers = {
        LANGUAGE: lambda: text if text in LANGUAGES else default,
        RADIUS: lambda: next((radius for radius in RADII_M if str(radius) == text), default),
        PANE: lambda: text if text in (LIST_PANE, MAP_PANE) else default,
        CHOSEN: lambda: text if re.fullmatch(ID_PATTERN, text) else default,
    }
    return readers.get(key, lambda: text[:200])()


def _write(value: object) -> str:
    if isinstance(value, list | tuple):
        return ".".join(value) or _NONE
    return str(value)

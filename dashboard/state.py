"""
What one visitor has chosen: the session and the address bar. Nowhere else.

The address holds the whole view in codes that do not depend on the language, so that it can be shared,
reloaded and read by a person. Anything in it may be nonsense: what is not known is left out.
"""

import re
from collections.abc import Sequence
from typing import Any
from urllib.parse import urlencode, urlsplit, urlunsplit

import streamlit as st

from dashboard.i18n import DEFAULT_LANGUAGE, LANGUAGES
from geo.coverage.query import STRENGTHS, CoverageQuery
from geo.coverage.reach import RADII_M as WALKS_M
from geo.errors import KrachtenkaartError, PostcodeError
from geo.frames import ID_PATTERN
from geo.postcodes.parsing import parse_postcode
from geo.query import DEFAULT_RADIUS_M, RADII_M, MapQuery
from geo.terms import KINDS

# Keys of the widgets, which are also their names in the address bar.
LANGUAGE, CHOSEN, PANE = "lang", "chosen", "pane"
PLACE, RADIUS, WIJK, TEXT = "place", "radius", "wijk", "text"
SOME_KINDS, THEMES, CAPABILITIES, MODES = "kinds", "themes", "capabilities", "modes"

TEMPLATE, WANTS, GROUP, MUST, MUST_NOT = "template", "wants", "group", "must", "without"
INITIATIVE, SHEET = "initiative", "sheet"
# In mijn buurt: which kinds and when, and whether the list or the map is shown.
NEAR_KINDS, NEAR_MOMENTS, NEAR_PANE = "who", "when", "view"

# The room: which stop of the tour, whether it holds still, which theme, and what is switched on.
STOP, PAUSED, THEME = "stop", "paused", "theme"
CONNECTIONS, NAMES, QR = "connections", "names", "qr"

# Dekking: level, measure, kind, how far on foot, month, and up to two areas that are looked at more closely. It shares
# the theme with the room; one capability or a plan may stand in its place, which are not those of the map or Samen.
LEVEL, MEASURE, OF_KIND, WITHIN, MONTH = "level", "measure", "kind", "within", "month"
CAPABILITY, PLAN = "capability", "plan"
AREA, BESIDE = "area", "beside"

# Keys of widgets that are no part of the view.
HERE_BUTTON = "near-here"
PLACE_HERE, NEW_NAME = "place_here", "new_name"

LIST_PANE, MAP_PANE = "list", "map"
INVITATIONS = "invitations"
GROUPS = 3
MUST_AT_MOST = 12
OWN_MIX = "own-mix"
"""Stands where the code of a template does; no template can have this code."""
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
    TEMPLATE: "",
    WANTS: [],
    GROUP: 1,
    MUST: [],
    MUST_NOT: [],
    INITIATIVE: "",
    SHEET: "",
    STOP: 1,
    PAUSED: False,
    THEME: "",
    CONNECTIONS: False,
    NAMES: False,
    QR: False,
    NEAR_KINDS: [],
    NEAR_MOMENTS: [],
    NEAR_PANE: LIST_PANE,
    LEVEL: "",
    MEASURE: STRENGTHS,
    OF_KIND: "",
    CAPABILITY: "",
    PLAN: "",
    WITHIN: 800,
    MONTH: "",
    AREA: "",
    BESIDE: "",
}
_SUBJECTS = (THEME, CAPABILITY, PLAN)
_COVERAGE = (LANGUAGE, LEVEL, MEASURE, OF_KIND, *_SUBJECTS, WITHIN, MONTH, AREA, BESIDE)
_TOGETHER = (LANGUAGE, PLACE, RADIUS, TEMPLATE, WANTS, GROUP, MUST, MUST_NOT)
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
_GROUP_TEXTS = tuple(str(number + 1) for number in range(GROUPS))
_NONE = "-"  # in the address: a list that was emptied on purpose
_ADOPTED = "adopted_address"
_SHOWN = "rows_shown"
_ON_MAP = "chosen_on_map"
_CLICK = "last_map_click"
_SCENES = "last_scenes"
_SIGHTS = "last_sights"
SCENES_KEPT = 3
_PUBLISHED, _OVERTAKEN = "published_values", "overtaken_addresses"
_PAGE = "page_path"
_DRAWING, _DRAWN = "page_being_drawn", "page_drawn"
_BOXES = (PLACE, TEXT)
_TYPED = "typed_earlier"
_OPENED = "opened_initiative"
_SAVED = "saved_initiative"
_TROUBLE = "save_trouble"
_NEXT_STEP = "next_step_at"
_PRESENT = "present_in_room"
_WELCOME = "welcome_in_room"
_ON = "1"  # in the address: a switch that is on
_LAST_STOP_TEXT = re.compile(r"[1-9][0-9]{0,2}")
_HERE = "own_place"
_HERE_TROUBLE = "own_place_trouble"


def adopt_address() -> None:
    """Take the view over from the address bar, when it is not the one that this session wrote there."""
    address = st.query_params.to_dict()
    if _is_own(address):
        keep_widgets()
        return
    for key, default in _DEFAULTS.items():
        st.session_state[key] = _read(key, address.get(key), default)
    st.session_state[_ADOPTED] = address
    st.session_state[_OVERTAKEN] = []
    st.session_state[_OPENED] = ""
    st.session_state[_HERE] = None


def _is_own(address: dict[str, str]) -> bool:
    """
    Tell whether this session wrote the address, so that its values go before it.

    A click may cross the new address on its way: it comes with the one before, and with something changed. What
    comes with an earlier address and changes nothing is the button back.
    """
    if address == st.session_state.get(_ADOPTED):
        st.session_state[_OVERTAKEN] = []
        return True
    has_changed = st.session_state.get(_PUBLISHED) != _values()
    return (has_changed and address in st.session_state.get(_OVERTAKEN, [])) or (
        not address and _has_turned_page()
    )


def _values() -> dict[str, object]:
    return {key: st.session_state.get(key, default) for key, default in _DEFAULTS.items()}


def _has_turned_page() -> bool:
    """
    Tell whether the visitor came from another page of the app, which leaves the address bar empty.

    True until the view is published on this page: a quick click may end its first run before that.
    """
    return st.session_state.get(_PAGE) not in (None, _path())


def _path() -> str:
    return urlsplit(st.context.url or "").path


def keep_widgets() -> None:
    """
    Hold on to the values of widgets that this run may not draw; Streamlit forgets them otherwise.

    A box with text is left alone: to set it makes the browser forget what somebody types at this moment.
    """
    kept = st.session_state.setdefault(_TYPED, {})
    for key, default in _DEFAULTS.items():
        if key in _BOXES and key in st.session_state:
            kept[key] = st.session_state[key]
        else:
            st.session_state[key] = st.session_state.get(key, kept.get(key, default))


def turn_to(page: str) -> None:
    """Hand what was typed over to the boxes of this page, which are others to Streamlit; before they are drawn."""
    if st.session_state.get(_DRAWN) != page:
        for key in _BOXES:
            st.session_state[key] = st.session_state[key]
    st.session_state[_DRAWING] = page


def publish_address() -> None:
    """Write the view to the address bar: only what differs from the beginning, in a fixed order."""
    address, earlier = _address(), st.query_params.to_dict()
    if earlier != address:
        st.query_params.from_dict(address)
        st.session_state[_OVERTAKEN] = [*st.session_state.get(_OVERTAKEN, []), earlier]
    st.session_state[_ADOPTED] = address
    st.session_state[_PUBLISHED] = _values()
    st.session_state[_PAGE] = _path()
    st.session_state[_DRAWN] = st.session_state.get(_DRAWING)


def _address() -> dict[str, str]:
    return {
        key: _write(st.session_state[key])
        for key, default in _DEFAULTS.items()
        if st.session_state.get(key, default) != default and not _is_moving(key)
    }


def _is_moving(key: str) -> bool:
    """Tell whether this changes by itself: each address would be one more step for the button back."""
    return key == STOP and not st.session_state.get(PAUSED)


def together_link() -> str:
    """Give the address of the present view of the page Samen, to pass on; "" where it is not known."""
    return _link({key: value for key, value in _address().items() if key in _TOGETHER})


def map_link() -> str:
    """Give the address of the present question on the map page, to pass on; "" where it is not known."""
    return _link({key: value for key, value in _address().items() if key in (LANGUAGE, *_FILTERS.values())})


def initiative_link(initiative_id: str) -> str:
    """Give the address of an initiative on this page, to pass on; "" where it is not known."""
    return _link({INITIATIVE: initiative_id})


def query_of(**values: str) -> dict[str, str]:
    """Give the query of a link within the app: language, place and walk as they are, and these values."""
    kept = {key: value for key, value in _address().items() if key in (LANGUAGE, PLACE, RADIUS)}
    return kept | values


def _link(values: dict[str, str]) -> str:
    here = urlsplit(st.context.url or "")
    return urlunsplit(here._replace(query=urlencode(values), fragment="")) if here.netloc else ""


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


def is_fresh_click(map_key: str, moment: float) -> bool:
    """Tell, once, that a map was clicked: the component repeats its last answer at every run."""
    is_fresh = st.session_state.get(_CLICK) != (map_key, moment)
    st.session_state[_CLICK] = (map_key, moment)
    return is_fresh


def remembered_scenes(map_key: str, mark: str, numbering: Any) -> dict[str, Any]:
    """Keep how the last few scenes of a map numbered their assets: a quick click may belong to an earlier one."""
    scenes = st.session_state.setdefault(_SCENES, {})
    scenes[map_key] = dict([*scenes.get(map_key, {}).items(), (mark, numbering)][-SCENES_KEPT:])
    return scenes[map_key]


def map_answer(map_key: str) -> object:
    """Give what the browser last told of a map, which may be anything; known before the map is drawn."""
    return st.session_state.get(map_key)


def sight(map_key: str) -> tuple[Any, Any, Any]:
    """Give what was remembered of where a map looks; nothing yet is (None, None, None)."""
    return st.session_state.get(_SIGHTS, {}).get(map_key, (None, None, None))


def remember_sight(map_key: str, seen: tuple[Any, Any, Any]) -> None:
    """Remember where a map looks."""
    st.session_state.setdefault(_SIGHTS, {})[map_key] = seen


def is_chosen_on_map() -> bool:
    """Tell whether the open card was chosen by a click on the map."""
    return bool(st.session_state.get(_ON_MAP))


def pane() -> str:
    """Tell whether a phone shows the list or the map."""
    return st.session_state.get(PANE) or LIST_PANE


def ask_together(
    *,
    template: str | None = None,
    wants: Sequence[str] | None = None,
    group: int = 1,
    must: Sequence[str] | None = None,
    must_not: Sequence[str] | None = None,
    initiative: str = "",
) -> None:
    """
    Set what is asked of a group; what is not given stays, but for the group and the initiative.

    Call it from a widget's callback, or before the widgets are drawn.
    """
    given = {TEMPLATE: template, WANTS: wants, MUST: must, MUST_NOT: must_not}
    for key, value in given.items():
        if value is not None:
            st.session_state[key] = value if isinstance(value, str) else list(value)
    st.session_state[GROUP] = group
    st.session_state[INITIATIVE] = initiative


def first_group() -> None:
    """Look at the best group again; from a widget's callback."""
    st.session_state[GROUP] = 1


def together() -> dict[str, Any]:
    """Give what is asked of a group, as the widgets hold it; its codes and ids may be unknown."""
    return {
        "template": st.session_state[TEMPLATE] or "",
        "wants": tuple(st.session_state[WANTS]),
        "group": st.session_state[GROUP] or 1,
        "must": tuple(st.session_state[MUST])[:MUST_AT_MOST],
        "must_not": tuple(st.session_state[MUST_NOT]),
    }


def initiative() -> str:
    """Give the id of the initiative that is looked at, or ""; it may not exist."""
    return st.session_state.get(INITIATIVE, "")


def is_opened(initiative_id: str) -> bool:
    """Tell whether the widgets were already set to this initiative."""
    return st.session_state.get(_OPENED) == initiative_id


def open_initiative(
    initiative_id: str, *, template: str, wants: Sequence[str], place: str, radius_m: int
) -> None:
    """Set the widgets to what an initiative asked; before they are drawn."""
    ask_together(template=template, wants=wants, must=(), must_not=(), initiative=initiative_id)
    st.session_state[PLACE], st.session_state[RADIUS] = place, radius_m
    st.session_state[_OPENED] = initiative_id


def saved_id(content: object) -> str | None:
    """Give the id under which exactly this was saved a moment ago in this session."""
    saved, initiative_id = st.session_state.get(_SAVED, (None, None))
    return initiative_id if saved == content else None


def remember_saved(content: object, initiative_id: str) -> None:
    """Remember what was saved, so that saving it twice in a row saves it once."""
    st.session_state[_SAVED] = (content, initiative_id)
    st.session_state[_OPENED] = st.session_state[INITIATIVE] = initiative_id
    st.session_state[MUST] = []  # all who were saved are in it
    st.session_state[_TROUBLE] = None


def new_name() -> str:
    """Give the name that was typed for a new initiative."""
    return st.session_state.get(NEW_NAME) or ""


def tell_trouble(error: KrachtenkaartError) -> None:
    """Keep why saving did not go, for the next run to tell."""
    st.session_state[_TROUBLE] = error


def trouble() -> KrachtenkaartError | None:
    """Give why saving did not go, once."""
    return st.session_state.pop(_TROUBLE, None)


def take_place_here() -> None:
    """Take over the postcode that was typed in the page itself."""
    st.session_state[PLACE] = st.session_state.get(PLACE_HERE) or ""


def show_sheet(sheet: str) -> None:
    """Unfold a sheet to print, or fold it with ""."""
    st.session_state[SHEET] = sheet


def sheet() -> str:
    """Tell which sheet is unfolded."""
    return st.session_state.get(SHEET, "")


def set_radius(radius_m: int) -> None:
    """Walk so far; from a widget's callback."""
    st.session_state[RADIUS] = radius_m


def here() -> tuple[float, float] | None:
    """
    Give the visitor's own place, about 100 m wide, EPSG:28992; None while a postcode is asked about.

    It is known to this session only, and never written to the address.
    """
    return None if (st.session_state[PLACE] or "").strip() else st.session_state.get(_HERE)


def stand_here(place: tuple[float, float] | None, *, trouble: str = "") -> None:
    """Look from the visitor's own place instead of a postcode, or tell why not; from a widget's callback."""
    st.session_state[_HERE], st.session_state[_HERE_TROUBLE] = place, trouble
    if place is not None:
        st.session_state[PLACE] = ""


def here_trouble() -> str:
    """Tell, once, why the visitor's own place is not known."""
    return st.session_state.pop(_HERE_TROUBLE, "")


def told_here() -> object:
    """Give what the browser just said about the visitor's own place: anything at all."""
    told = st.session_state.get(HERE_BUTTON)
    return told.get("answer") if hasattr(told, "get") else None


def near_filter() -> dict[str, tuple[str, ...]]:
    """Give what is looked for in the neighbourhood; its codes may be unknown."""
    keys = {"kinds": NEAR_KINDS, "themes": THEMES, "moments": NEAR_MOMENTS}
    return {name: tuple(st.session_state[key] or ()) for name, key in keys.items()}


def ask_near(**codes: Sequence[str]) -> None:
    """Set what is looked for: `kinds`, `themes`, `moments`; what is not given stays. From a widget's callback."""
    for name, key in (("kinds", NEAR_KINDS), ("themes", THEMES), ("moments", NEAR_MOMENTS)):
        if name in codes:
            st.session_state[key] = list(codes[name])


def near_pane() -> str:
    """Tell whether the neighbourhood is shown as a list or as a map."""
    return st.session_state.get(NEAR_PANE) or LIST_PANE


def set_place(postcode: str) -> None:
    """Ask about this postcode; from a widget's callback."""
    st.session_state[PLACE] = postcode


def coverage_query(level: str) -> CoverageQuery:
    """Give the question about coverage that the widgets now ask; its codes may be unknown."""
    return CoverageQuery(
        level=level,
        measure=st.session_state.get(MEASURE) or STRENGTHS,
        kind=st.session_state.get(OF_KIND) or "",
        theme=st.session_state.get(THEME) or "",
        capability=st.session_state.get(CAPABILITY) or "",
        template=st.session_state.get(PLAN) or "",
        radius_m=st.session_state.get(WITHIN) or WALKS_M[1],
        month=st.session_state.get(MONTH) or "",
    )


def ask_only(key: str) -> None:
    """Let coverage be about a theme, a capability or a plan alone, if one was chosen; from a widget's callback."""
    for other in _SUBJECTS:
        if other != key and st.session_state.get(key):
            st.session_state[other] = ""


def level() -> str:
    """Give the level of areas that is asked for, or ""; it may be unknown."""
    return st.session_state.get(LEVEL) or ""


def hold(key: str, value: object) -> None:
    """Set a value of the view to one that exists, before its widget is drawn."""
    if st.session_state.get(key) != value:
        st.session_state[key] = value


def looked_at() -> tuple[str, str]:
    """Give the codes of the areas that are looked at more closely, or ""; they may be unknown."""
    return st.session_state.get(AREA) or "", st.session_state.get(BESIDE) or ""


def look_closely(code: str) -> None:
    """Look at an area more closely; at none with ""."""
    st.session_state[AREA] = code


def coverage_link() -> str:
    """Give the address of the present view of the page Dekking, to pass on; "" where it is not known."""
    return _link({key: value for key, value in _address().items() if key in _COVERAGE})


def asset_link(asset_id: str) -> str:
    """Give the address of an asset's card on this page, to pass on; "" where it is not known."""
    return _link({CHOSEN: asset_id})


def is_on(switch: str) -> bool:
    """Tell whether a switch of the room is on: `PAUSED`, `CONNECTIONS`, `NAMES` or `QR`."""
    return bool(st.session_state.get(switch))


def turn(switch: str) -> None:
    """Turn a switch of the room; from a widget's callback."""
    st.session_state[switch] = not is_on(switch)


def stop() -> int:
    """Tell the present stop of the tour, from 1; there may be fewer stops."""
    return st.session_state.get(STOP) or 1


def go_to_stop(number: int) -> None:
    """Go to a stop, and stay there as long as at any other."""
    st.session_state[STOP] = number
    st.session_state[_NEXT_STEP] = None


def room_filters() -> tuple[str, str]:
    """Give wijk and theme that the room looks at, or ""; their codes may be unknown."""
    return st.session_state.get(WIJK) or "", st.session_state.get(THEME) or ""


def look_at(*, wijk: str, theme: str) -> None:
    """Let the room look at a wijk and a theme, or at all with "", from the first stop on."""
    st.session_state[WIJK], st.session_state[THEME] = wijk, theme
    go_to_stop(1)


def hold_until(moment: float) -> None:
    """Let the tour stay where it is until this moment (`time.monotonic`)."""
    st.session_state[_NEXT_STEP] = moment


def next_step_at() -> float | None:
    """Tell when the tour moves on (`time.monotonic`); None when nobody has said so yet."""
    return st.session_state.get(_NEXT_STEP)


def swap_present(present: Any) -> Any:
    """Remember who is on the map of the room, and give what was remembered before, or None."""
    earlier, st.session_state[_PRESENT] = st.session_state.get(_PRESENT), present
    return earlier


def welcome(asset_ids: Sequence[str], until: float) -> None:
    """Welcome new assets until this moment (`time.monotonic`)."""
    st.session_state[_WELCOME] = (tuple(asset_ids), until)


def welcomed() -> tuple[tuple[str, ...], float]:
    """Give whom the room welcomes, and until when."""
    return st.session_state.get(_WELCOME, ((), 0.0))


def rows_shown(question: object) -> int:
    """Tell how many rows of the list are unfolded for this question; a new question starts at the top."""
    asked, rows = st.session_state.get(_SHOWN, (None, PAGE_SIZE))
    return rows if asked == question else PAGE_SIZE


def show_more(question: object) -> None:
    """Unfold more rows of the list for this question."""
    st.session_state[_SHOWN] = (question, rows_shown(question) + PAGE_SIZE)


def filled(key: str, default: Any = "") -> Any:
    """Give what stands in a widget of a form that is no part of the view, before or after it is drawn."""
    return st.session_state.get(key, default)


def fill(key: str, value: Any) -> None:
    """Keep something for this visit only, or set a widget of a form before it is drawn."""
    st.session_state[key] = value


def clear(prefix: str) -> None:
    """Forget all that was filled in under keys that begin so."""
    for key in [key for key in st.session_state if str(key).startswith(prefix)]:
        del st.session_state[key]


def page_link(path: str, *, page: str) -> str:
    """Give the address of another path of this app, seen from the page with this address; "" where unknown."""
    here = urlsplit(st.context.url or "")
    base = here.path.rstrip("/").removesuffix(f"/{page}")
    return urlunsplit(here._replace(path=f"{base}/{path}", query="", fragment="")) if here.netloc else ""


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
        NEAR_PANE: lambda: text if text in (LIST_PANE, MAP_PANE) else default,
        CHOSEN: lambda: text if re.fullmatch(ID_PATTERN, text) else default,
        INITIATIVE: lambda: text if re.fullmatch(ID_PATTERN, text) else default,
        GROUP: lambda: int(text) if text in _GROUP_TEXTS else default,
        SHEET: lambda: text if text == INVITATIONS else default,
        STOP: lambda: int(text) if _LAST_STOP_TEXT.fullmatch(text) else default,
        WITHIN: lambda: next((metres for metres in WALKS_M if str(metres) == text), default),
        **dict.fromkeys((PAUSED, CONNECTIONS, NAMES, QR), lambda: text == _ON),
    }
    return readers.get(key, lambda: text[:200])()


def _write(value: object) -> str:
    if isinstance(value, list | tuple):
        return ".".join(value) or _NONE
    return _ON if value is True else str(value)

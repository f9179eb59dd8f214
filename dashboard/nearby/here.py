"""
The button "Bij mij": where the visitor is, rounded to about 100 m in the browser before it is told.

A component of our own, because Streamlit has none for this. It lives in the page itself, under the page's policy
(scripts from our own files only): a frame would have to share the page's origin to be allowed to ask.
"""

from collections.abc import Mapping
from pathlib import Path

from streamlit.components.v2 import component
from streamlit.components.v2.get_bidi_component_manager import get_bidi_component_manager
from streamlit.components.v2.manifest_scanner import ComponentConfig, ComponentManifest

from dashboard import state
from dashboard.i18n import t
from geo.nearby import coarse_place

NAME = "krachtenkaart.here"
HERE = Path(__file__).parents[1]
SCRIPT = HERE / "static" / "here" / "here.js"
MOST_DEGREES = 180
TROUBLES = ("unavailable", "refused", "not_found", "outside")
"""Why somebody's place is not known; their sentences are `nearby.here.<trouble>`."""

_MANIFEST = ComponentManifest("krachtenkaart", "1", [ComponentConfig("here", asset_dir="static/here")])


def button() -> None:
    """Show the button; what the browser answers becomes the visitor's place before the next run."""
    manager = get_bidi_component_manager()
    if manager.get_component_asset_root(NAME) is None:
        manager.register_from_manifest(_MANIFEST, HERE)
    component(NAME, js=SCRIPT.name, isolate_styles=False)(
        key=state.HERE_BUTTON,
        data={"label": t("nearby.here.button"), "busy": t("nearby.here.busy")},
        on_answer_change=_take_answer,
    )


def _take_answer() -> None:
    place, trouble = read_answer(state.told_here())
    state.stand_here(place, trouble=trouble)


def read_answer(answer: object) -> tuple[tuple[float, float] | None, str]:
    """
    Read what the browser says, which may be anything.

    Returns
    -------
    place
        (x, y) in EPSG:28992 on a grid of about 100 m, or None.
    trouble
        Of `TROUBLES` when there is no place, else "".
    """
    told = answer if isinstance(answer, Mapping) else {}
    degrees = [told.get(name) for name in ("longitude", "latitude")]
    numbers = [float(one) for one in degrees if isinstance(one, int | float) and abs(one) <= MOST_DEGREES]
    if len(numbers) == len(degrees):
        place = coarse_place(*numbers)
        return place, "" if place else "outside"
    trouble = told.get("trouble")
    return None, trouble if trouble in TROUBLES else "not_found"

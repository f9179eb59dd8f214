"""The widgets of the page Samen: where, how far, which initiative, and what belongs to it."""

import streamlit as st

from dashboard import cache, controls, state
from dashboard.i18n import language, t
from dashboard.together import gathered
from geo.coalition import WANTS_AT_MOST
from geo.gathering import seen_ids
from geo.initiatives import Initiative
from geo.query import DEFAULT_RADIUS_M, RADII_M


def ask_together() -> gathered.Gathered:
    """Draw the widgets in the sidebar and give the view that they ask for."""
    initiative = _opened_initiative()
    _settle(initiative)
    with st.sidebar:
        controls.place_and_walk(unknown="together.place.unknown")
        st.selectbox(
            t("together.template.label"),
            ["", *(one.code for one in cache.inventory().templates), state.OWN_MIX],
            key=state.TEMPLATE,
            format_func=template_name,
            on_change=take_template,
        )
        st.multiselect(
            t("together.wants.label"),
            [term.code for term in cache.vocabulary().capabilities],
            key=state.WANTS,
            format_func=lambda code: cache.vocabulary().label(code, language()),
            placeholder=t("together.wants.placeholder"),
            max_selections=WANTS_AT_MOST,
            on_change=state.first_group,
            select_all=False,
        )
    return gathered.gather(_unchanged(initiative))


def take_template(code: str | None = None) -> None:
    """Ask for what the chosen template brings together; one's own mix begins with what was asked before."""
    code = state.together()["template"] if code is None else code
    wants = None if code == state.OWN_MIX else gathered.template_wants(code)
    state.ask_together(template=code, wants=wants, must=(), must_not=())


def template_name(code: str) -> str:
    """Name a template, the mix of one's own, or the wish to look around first."""
    if code in ("", state.OWN_MIX):
        return t(f"together.template.{'own' if code else 'none'}")
    return cache.initiative_names(language())[code]


def _opened_initiative() -> Initiative | None:
    """Read the initiative of the address; the first time, the widgets are set to what it asked."""
    initiative_id = state.initiative()
    found = cache.initiative(initiative_id) if initiative_id else None
    if found is not None and not state.is_opened(initiative_id):
        state.open_initiative(
            initiative_id,
            template=found.template or state.OWN_MIX,
            wants=found.wants,
            place=found.postcode,
            radius_m=found.radius_m if found.radius_m in RADII_M else DEFAULT_RADIUS_M,
        )
    return found


def _settle(initiative: Initiative | None) -> None:
    """Set the widgets to what is known; a template of which nothing is asked asks for all of it."""
    asked = gathered.gather(initiative)
    wants = asked.wants or gathered.template_wants(asked.template)
    state.ask_together(
        template=asked.template,
        wants=wants,
        group=asked.number,
        must=asked.must,
        must_not=asked.must_not,
        initiative=state.initiative(),
    )


def _unchanged(initiative: Initiative | None) -> Initiative | None:
    """Give the saved initiative while the widgets ask what it asked; else go on from its members."""
    if initiative is None:
        return None
    now = gathered.gather(None)
    asked = (now.wants, now.postcode, now.radius_m)
    if asked == (gathered.known_wants(initiative.wants), initiative.postcode, initiative.radius_m):
        return initiative
    members = seen_ids(cache.index(), initiative.members, audiences=cache.audiences())
    state.ask_together(must=members)
    return None

"""
What else the overview of Samen offers: whom to introduce to each other around here, and plans saved before.

Texts from outside (names of groups and of plans) go through `st.text` only.
"""

import streamlit as st

from dashboard import cache, sentences, state
from dashboard.controls import SIGNS
from dashboard.i18n import language, n, t
from dashboard.introductions import bring
from dashboard.together import words as words_of
from dashboard.together.gathered import Gathered
from geo.bridges import Bridge
from geo.initiatives import Initiative
from geo.introductions import about_reason

COLUMNS = 2
REASONS_SHOWN = 2
PLAN_COLUMNS = 3


def introductions(view: Gathered) -> None:
    """Show which groups around the place have something for each other, the strongest first."""
    if view.place is None:
        return
    found, by = cache.bridges(view.place, float(view.radius_m)), bring.bringer()
    with st.container(key="introductions"):
        st.subheader(t("bridges.heading"), anchor=False)
        distance = sentences.distance(view.radius_m)
        st.text(t("bridges.where" if found else "bridges.none", distance=distance, postcode=view.postcode))
        for start in range(0, len(found), COLUMNS):
            columns = st.columns(COLUMNS, gap="small")
            for column, bridge in zip(columns, found[start : start + COLUMNS], strict=False):
                with column:
                    _introduction(bridge, by)


def _introduction(bridge: Bridge, by: bring.Bringer | None) -> None:
    pair = f"{bridge.one}-{bridge.other}"
    ends = [cache.asset(one) for one in (bridge.one, bridge.other)]
    with st.container(border=True, key=f"bridge-{pair}", gap=None):
        for asset in ends:
            _end(asset, pair)
        for number, sentence in enumerate(told(bridge, *map(sentences.name_of, ends))):
            _line(f"bridgewhy-{number}-{pair}", sentence)
        _line(f"apart-{pair}", t("bridges.apart", walk=sentences.walk(bridge.distance_m)))
        bring.offer(bridge.one, bridge.other, about_reason(bridge.reasons[0]), by=by, where="bridge")


def told(bridge: Bridge, one: str, other: str) -> list[str]:
    """Say why two groups, of these names, belong together: the best reasons."""
    return [
        sentences.reason_sentence(
            reason, own_name=one, other_name=other, words=cache.vocabulary(), initiatives={}
        )
        for reason in bridge.reasons[:REASONS_SHOWN]
    ]


def _end(asset, pair: str) -> None:
    """Name one of the two, with the way to its card."""
    with st.container(
        key=f"end-{asset['kind']}-{asset['asset_id']}-{pair}", horizontal=True, vertical_alignment="center"
    ):
        st.text(f"{SIGNS[asset['kind']]} {sentences.name_of(asset)}")
        st.page_link(
            "app_pages/map.py",
            label=t("bridges.card"),
            icon=":material/map:",
            query_params=state.query_of(**{state.CHOSEN: asset["asset_id"]}),
        )


def saved_plans() -> None:
    """List the plans that were saved, for who keeps the inventory; others open a plan by its link."""
    plans = cache.latest_initiatives()
    if not plans:
        return
    with st.container(key="plans"), st.expander(n("plans.heading", len(plans)), icon=":material/bookmarks:"):
        _plans(plans)


def _plans(plans: tuple[Initiative, ...]) -> None:
    for start in range(0, len(plans), PLAN_COLUMNS):
        columns = st.columns(PLAN_COLUMNS, gap="small")
        for column, plan in zip(columns, plans[start : start + PLAN_COLUMNS], strict=False):
            with column, st.container(border=True, key=f"plan-{plan.initiative_id}", gap=None):
                _line(f"planned-{plan.initiative_id}", plan.name)
                _line(f"plandate-{plan.initiative_id}", _about(plan))
                st.page_link(
                    "app_pages/together.py",
                    label=t("plans.open"),
                    icon=":material/handshake:",
                    query_params=state.query_of(**{state.INITIATIVE: plan.initiative_id}),
                )


def _about(plan: Initiative) -> str:
    for_what = cache.initiative_names(language()).get(plan.template) or t("plans.own")
    return t("plans.about", plan=for_what, postcode=plan.postcode, date=words_of.day_of(plan.created_at))


def _line(key: str, text: str) -> None:
    """One line of text with a class for the style sheet."""
    with st.container(key=key):
        st.text(text)

"""A group, or a plan that was saved: who was introduced to each other for it, and two more to bring together."""

from collections.abc import Sequence

import streamlit as st

from dashboard import cache, sentences, state, viewer
from dashboard.i18n import error_sentence, t
from dashboard.introductions import bring
from geo.access import INTRODUCE, may
from geo.errors import CardError
from geo.frames import GIFTS
from geo.gifts import parse_gifts
from geo.introductions import INITIATIVE_ID, about_gifts, pairs, told_pair_by_pair

ONE, OTHER = "plan-introduces-one", "plan-introduces-other"


def show(initiative_id: str, members: Sequence[str]) -> None:
    """
    Show who was introduced for a plan, as far as the present visitor may know, and offer who may to go on.

    Parameters
    ----------
    initiative_id
        "" for a group that was not saved.
    members
        Ids of who is in the plan and may be seen.
    """
    if cache.inventory().is_demo:
        return
    if initiative_id:
        _introduced(initiative_id)
    if len(members) > 1 and may(viewer.role(), INTRODUCE):
        _bring(initiative_id, members)


def _introduced(initiative_id: str) -> None:
    told = told_pair_by_pair(cache.connections_made(), role=viewer.role())
    known = set(pairs(told[told[INITIATIVE_ID] == initiative_id]))
    for followed in cache.follow_ups():
        ends = sorted(end.asset_id for end in followed.ends)
        if followed.initiative_id == initiative_id and all(ends):
            known.add((ends[0], ends[1]))
    if not known:
        return
    with st.container(key="introduced-for-plan", gap=None):
        st.text(t("introductions.of_plan"))
        for one, other in sorted(known):
            st.text(t("introductions.pair", one=_name(one), other=_name(other)))


def _bring(initiative_id: str, members: Sequence[str]) -> None:
    with st.popover(t("introductions.of_plan.open"), icon=":material/waving_hand:"):
        st.selectbox(t("introductions.of_plan.one"), members, key=ONE, format_func=_name)
        st.selectbox(t("introductions.of_plan.other"), members, index=1, key=OTHER, format_func=_name)
        one, other = state.filled(ONE), state.filled(OTHER)
        if one == other:
            st.text(error_sentence(CardError("introduction.same")))
            return
        about = about_gifts(*(parse_gifts(cache.asset(each)[GIFTS]) for each in (one, other)))
        st.button(
            t("introductions.bring"),
            key="plan-introduces",
            type="primary",
            on_click=bring.bring,
            args=(one, other, about, initiative_id),
        )


def _name(asset_id: str) -> str:
    asset = cache.asset(asset_id)
    return t("introductions.someone") if asset is None else sentences.name_of(asset)

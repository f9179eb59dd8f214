"""What can be done with a group: save it under a name, pass on its link, and make a list of invitations."""

import streamlit as st

from dashboard import cache, state
from dashboard.i18n import error_sentence, t
from dashboard.together.gathered import Gathered
from geo.errors import KrachtenkaartError
from geo.initiatives import fresh_id, make_initiative
from geo.inventory import data_home

LONGEST_TYPED = 200
"""Characters that the box takes: more than a name may have, so that too many are told instead of cut off."""


def actions(view: Gathered) -> None:
    """Offer to save the group or to pass it on, and to invite its members."""
    with st.container(key="actions", horizontal=True, gap="small"):
        if view.initiative is None:
            _save_form(view)
        else:
            _pass_on(view.initiative.initiative_id)
        if view.group and view.group.members:
            st.button(
                t("together.invite"),
                key="invite",
                icon=":material/mail:",
                on_click=state.show_sheet,
                args=(state.INVITATIONS,),
            )


def _save_form(view: Gathered) -> None:
    with st.popover(t("together.save.open"), icon=":material/bookmark:"):
        st.text_input(
            t("together.save.label"),
            key=state.NEW_NAME,
            max_chars=LONGEST_TYPED,
            placeholder=t("together.save.placeholder"),
        )
        st.button(t("together.save.button"), key="save", type="primary", on_click=save, args=(view,))
        error = state.trouble()
        if error is not None:
            st.text(error_sentence(error))


def _pass_on(initiative_id: str) -> None:
    link = state.initiative_link(initiative_id)
    with st.popover(t("together.pass_on"), icon=":material/link:"):
        st.text(t("together.saved"))
        st.code(link or f"?{state.INITIATIVE}={initiative_id}", language=None, wrap_lines=True)


def save(view: Gathered) -> None:
    """Save the group of this view under the name that was typed; exactly the same again is saved once."""
    assert view.group is not None
    members = tuple(member.asset_id for member in view.group.members)
    content = (state.new_name(), view.template, view.wants, view.postcode, view.radius_m, members)
    try:
        initiative = make_initiative(
            name=state.new_name(),
            template="" if view.template == state.OWN_MIX else view.template,
            wants=view.wants,
            postcode=view.postcode,
            radius_m=view.radius_m,
            members=members,
            initiative_id=state.saved_id(content) or fresh_id(),
        )
        cache.store(data_home()).add_initiative(initiative)
    except KrachtenkaartError as error:
        state.tell_trouble(error)
        return
    state.remember_saved(content, initiative.initiative_id)

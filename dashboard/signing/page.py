"""What the page Aanmelden shows: the present role, the ways in and out, and the meeting that is going on."""

from datetime import datetime

import streamlit as st

from dashboard import cache, state, viewer
from dashboard.i18n import error_sentence, language, t
from dashboard.signing.door import PATH
from geo.access import LEAD_MEETING, may
from geo.errors import KrachtenkaartError
from geo.inventory import data_home
from geo.roles import areas_of, name_of
from geo.signing import LOGIN, Standing
from geo.terms import PUBLIC

_TROUBLE = "sign-trouble"


def show_role(found: Standing) -> None:
    """Say as whom the visitor looks, and why."""
    role = viewer.role()
    st.title(t("sign.heading"), anchor=False)
    st.text(t(f"sign.as.{name_of(role)}"))
    if (codes := areas_of(role)) is not None:
        areas = cache.inventory().around.areas
        names = areas.loc[areas["code"].isin(codes), "name"]
        st.text(t("sign.areas", areas=", ".join(names) or t("sign.areas.none")))
    if found.session is None and viewer.is_at_keyboard() and not found.is_guarded:
        st.text(t("sign.keyboard"))
    if found.session and found.session.how == LOGIN and found.session.role == PUBLIC:
        st.text(t("sign.no_role"))
        st.code(found.session.who, language=None)


def show_way_in(found: Standing) -> None:
    """Offer to sign in, or out."""
    if found.session:
        st.text(t("sign.until", time=_local(found.session.until)))
        st.button(t("sign.out"), key="sign-out", icon=":material/logout:", on_click=_sign_out)
        return
    if found.is_guarded or found.meeting:
        _door()
    if is_login_offered() and st.button(t("sign.login"), key="sign-login", icon=":material/login:"):
        st.login()


def is_login_offered() -> bool:
    """Tell whether a provider of OpenID Connect is set up (`[auth]` in `secrets.toml`)."""
    return bool(st.secrets.load_if_toml_exists() and st.secrets.get("auth"))


def _door() -> None:
    """Lead to the form for a passphrase, in this window; all of it is closed words."""
    st.html(f'<a class="door" href="{PATH}?lang={language()}">{t("sign.passphrase")}</a>')


def _sign_out() -> None:
    found = viewer.session()
    viewer.sign_out()
    if found and found.how == LOGIN:
        st.logout()


def show_meeting(found: Standing) -> None:
    """Say until when the meeting lasts, and let who leads it end it."""
    if found.meeting is None or not may(viewer.role(), LEAD_MEETING):
        return
    st.subheader(t("sign.meeting"), anchor=False)
    st.text(t("sign.meeting.until", time=_local(found.meeting.until)))
    with st.popover(t("sign.meeting.end.open"), icon=":material/door_front:"):
        st.text(t("sign.meeting.end.text"))
        st.button(t("sign.meeting.end"), key="end-meeting", type="primary", on_click=_end_meeting)
    if (trouble := state.filled(_TROUBLE, None)) is not None:
        st.text(error_sentence(trouble))
        state.fill(_TROUBLE, None)


def _end_meeting() -> None:
    try:
        cache.store(data_home()).end_meeting(role=viewer.role())
    except KrachtenkaartError as error:
        state.fill(_TROUBLE, error)


def _local(moment: str) -> str:
    return datetime.fromisoformat(moment).astimezone().strftime("%H:%M")

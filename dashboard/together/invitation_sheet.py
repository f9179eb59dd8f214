"""The sheet of invitations, to print or to download; `style.css` leaves out what is not for paper."""

from urllib.parse import urlsplit

import segno
import streamlit as st

from dashboard import cache, state, viewer
from dashboard.i18n import language, t
from dashboard.together import invitation
from dashboard.together.gathered import Gathered
from dashboard.together.invitation import Invitation

QR_PX = 160
LONGEST_QR = 1200
"""Characters; a longer address makes a code that no phone reads from paper."""


def is_unfolded(view: Gathered) -> bool:
    """Tell whether the sheet is asked for and has somebody on it."""
    return state.sheet() == state.INVITATIONS and bool(view.group and view.group.members)


def show(view: Gathered) -> None:
    """Show who is invited for what and why, with the way back to this page."""
    rows = invitation.invitations(view)
    with st.container(key="sheet-actions", horizontal=True, gap="small", vertical_alignment="center"):
        st.button(
            t("invitation.back"),
            key="sheet-back",
            icon=":material/arrow_back:",
            on_click=state.show_sheet,
            args=("",),
        )
        st.link_button(t("invitation.download"), invitation.file_link(rows), icon=":material/download:")
        st.caption(t("invitation.print"))
    with st.container(key="sheet"):
        st.subheader(t("invitation.heading"), anchor=False)
        for number, row in enumerate(rows, start=1):
            _row(number, row)
        _open_places(view)
        _address(view)


def _row(number: int, row: Invitation) -> None:
    with st.container(border=True, key=f"invited-{row.kind}-{number}", gap=None):
        for part, text in (
            ("name", f"{number}. {row.name}"),
            ("asked", t("invitation.asked", asked=row.asked)),
            ("why", row.reason),
            ("near", row.walk),
            ("contact", row.contact and t("card.contact", value=row.contact)),
        ):
            if text:
                with st.container(key=f"{part}-invited-{row.kind}-{number}"):
                    st.text(text)


def _open_places(view: Gathered) -> None:
    if view.group and view.group.uncovered:
        labels = [cache.vocabulary().label(want, language()) for want in view.group.uncovered]
        with st.container(key="still-welcome"):
            st.text(t("invitation.open", capabilities=", ".join(labels)))


def _address(view: Gathered) -> None:
    """Show the address of this view as a QR code and in letters."""
    link = state.initiative_link(view.initiative.initiative_id) if view.initiative else state.together_link()
    if not link or len(link) > LONGEST_QR:
        return
    code = segno.make(link, micro=False, error="m")
    with st.container(key="qr", horizontal=True, vertical_alignment="center"):
        st.image(code.svg_data_uri(scale=4, border=2, light="white"), width=QR_PX, alt=t("access.qr"))
        with st.container():
            st.text(t("invitation.qr"))
            st.text(link)
            if viewer.is_loopback(urlsplit(link).hostname):
                st.caption(t("invitation.only_here"))

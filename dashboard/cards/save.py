"""Saving what was filled in, once however often it is sent, and what is said afterwards."""

import hashlib
import json
import secrets
from collections.abc import Iterable
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime
from urllib.parse import urlsplit

import segno
import streamlit as st

from dashboard import cache, state, viewer
from dashboard.cards import consent, form
from dashboard.cards.cookies import ADD_PAGE, LINK_PATH, press
from dashboard.cards.form import Draft
from dashboard.i18n import error_sentence, language, t
from geo.access import DECIDE, may
from geo.cards import Card
from geo.consent import FORM, KEEP, PAPER, Consent, record
from geo.errors import KrachtenkaartError
from geo.inventory import data_home
from geo.store import Kept

QR_PX = 200
_SAVED, _VISITOR = "saved-card", "press-visitor"


@dataclass(frozen=True)
class Saved:
    """What became of the last press of save."""

    kept: Kept
    card: Card
    is_for_other: bool
    is_shown: bool


def saved() -> Saved | None:
    """Give what was saved last in this visit, until the next card is begun."""
    return state.filled(_SAVED, None)


def put_away() -> None:
    """Forget what was saved last, so that the form is there again."""
    state.fill(_SAVED, None)


def finish(draft: Draft) -> None:
    """Ask for consent with its previews, and offer to save; or say what is still open."""
    if draft.card is None:
        _still_open(draft)
        return
    purposes: frozenset[str] = frozenset()
    if draft.is_for_other:
        with st.container(border=True, key="add-sleeps"):
            st.text(t("add.other.sleeps"))
            with st.expander(t("add.other.signed"), icon=":material/draw:"):
                st.text(t("asking.paper"))
                purposes = consent.ask(None, keys=f"{form.KEYS}signed-")
    else:
        st.subheader(t("add.consent.heading"), anchor=False)
        st.text(t("add.consent.lead"))
        purposes = consent.ask(draft.card, keys=f"{form.KEYS}consent-")
    is_ready = draft.is_for_other or KEEP in purposes
    # No callback: after a restart of the server the first press would find none, and be lost.
    is_pressed = st.button(
        t("add.save"), key="press-save", type="primary", width="stretch", disabled=not is_ready
    )
    if not is_ready:
        st.caption(t("add.save.needs_keep"))
    if is_pressed and is_ready:
        _save(draft.card, purposes, is_for_other=draft.is_for_other)


def _still_open(draft: Draft) -> None:
    fields = form.open_fields()
    with st.container(key="add-open"):
        if fields:
            st.text(t("add.open", fields=", ".join(fields)))
        elif draft.error is not None:
            st.text(error_sentence(draft.error))


def _save(card: Card, purposes: frozenset[str], *, is_for_other: bool) -> None:
    """Save the card; the same press again, from this browser, saves once."""
    role, store, key = viewer.role(), cache.store(data_home()), _key(card, purposes)
    try:
        if is_for_other:
            kept = store.add_card_for_other(card, role=role, key=key)
            if KEEP in purposes and kept.is_new:
                store.note_paper(kept.asset_id, _said(purposes, PAPER), role=role)
        else:
            kept = store.add_card(card, _said(purposes, FORM), role=role, key=key)
    except KrachtenkaartError as error:
        st.error(t("add.trouble"))
        st.text(error_sentence(error))
        return
    is_shown = may(role, DECIDE) and (not is_for_other or KEEP in purposes)
    state.fill(_SAVED, Saved(kept, card, is_for_other, is_shown))
    st.rerun()


def _said(purposes: frozenset[str], channel: str) -> tuple[Consent, ...]:
    return record(purposes, reading=consent.reading(), channel=channel, when=datetime.now(UTC))


def _key(card: Card, purposes: Iterable[str]) -> str:
    """Make the key of a press: this browser, and all that is being saved but the random id."""
    content = asdict(card) | {"asset_id": "", "purposes": sorted(purposes)}
    digest = hashlib.sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()
    return f"{visitor()} {digest}"


def visitor() -> str:
    """Give what knows this browser again, also after a restart of the server; else this visit."""
    if not state.filled(_VISITOR):
        state.fill(_VISITOR, secrets.token_urlsafe(24))
    return press() or state.filled(_VISITOR)


def show_saved(found: Saved) -> None:
    """Say that it is kept, hand over the secret link, and offer to begin the next card."""
    waits = "meeting" if found.kept.is_in_meeting else "waits"
    what = "shown" if found.is_shown else "other" if found.is_for_other else waits
    with st.container(key="saved"):
        st.title(t("add.saved.heading" if found.kept.is_new else "add.saved.already"), anchor=False)
        st.text(t(f"add.saved.{what}", name=found.card.name))
        if what == "meeting":
            _offer_to_appear(found)
        secret_link(found.kept.secret, page=ADD_PAGE, is_for_other=found.is_for_other)
        st.button(
            t("add.next.other" if found.is_for_other else "add.next"),
            key="add-next",
            icon=":material/add:",
            width="stretch",
            on_click=_begin_again,
            args=(found,),
        )


def _offer_to_appear(found: Saved) -> None:
    """Let somebody choose to be seen in the room at once, not with the next few."""
    if st.button(t("add.appear"), key="add-appear", icon=":material/co_present:"):
        cache.store(data_home()).appear_now(found.kept.secret)
        state.fill(_SAVED, replace(found, is_shown=True))
        st.rerun()


def secret_link(secret: str, *, page: str, is_for_other: bool) -> None:
    """Show a secret link, as a code to scan and in letters to copy."""
    link = state.page_link(LINK_PATH, page=page)
    query = "" if language() == "nl" else f"?lang={language()}"
    address = f"{link}{query}#{secret}"
    with st.container(border=True, key="secret-link"):
        st.subheader(t("add.link.other" if is_for_other else "add.link.heading"), anchor=False)
        st.text(t("add.link.text"))
        if link:
            code = segno.make(address, micro=False, error="m").svg_data_uri(scale=4, border=3, light="white")
            st.image(code, width=QR_PX, alt=t("access.qr"))
        st.code(address, language=None, wrap_lines=True)
        host = urlsplit(link).hostname
        if viewer.is_loopback(host):
            st.caption(t("add.link.only_here"))
        elif viewer.is_nearby(host):
            st.caption(t("add.link.only_near"))


def _begin_again(found: Saved) -> None:
    put_away()
    form.begin("other", like=found.card) if found.is_for_other else form.begin("own")

"""Whose card sleeps until they say yes: a code to hand over, or what they signed on paper, one after another."""

from collections.abc import Callable
from datetime import UTC, date, datetime

import streamlit as st

from dashboard import cache, sentences, state, viewer
from dashboard.cards import care, consent, save
from dashboard.i18n import error_sentence, n, t
from geo.areas import CODE, NAME, OUTSIDE
from geo.asking import by_area
from geo.consent import KEEP, PAPER, record
from geo.errors import KrachtenkaartError
from geo.inventory import data_home
from geo.store import Sleeper

QUEUE_PAGE = "wachtrij"
SHOWN = 20
EVERYWHERE = "everywhere"
_WIJK, _LINK, _SIGNING, _TROUBLE = "asking-wijk", "asking-link", "asking-signing", "asking-trouble"


def show() -> None:
    """List who is to be asked, those of one wijk or all, newest first."""
    asleep = cache.store(data_home()).read_sleepers(role=viewer.role())
    _tell_trouble()
    if not asleep:
        return
    with st.container(key="asking"):
        st.subheader(n("asking.heading", len(asleep)), anchor=False)
        st.text(t("asking.lead"))
        people = _of_wijk(asleep)
        for one in people[:SHOWN]:
            with st.container(border=True, key=f"waiting-asleep-{one.asset_id}"):
                _person(one)
        if len(people) > SHOWN:
            st.caption(n("asking.more", len(people) - SHOWN))


def _of_wijk(asleep: tuple[Sleeper, ...]) -> tuple[Sleeper, ...]:
    """Let a wijk be chosen, and give who lives there."""
    areas = cache.inventory().around.areas
    found = {EVERYWHERE: asleep, **by_area(asleep, areas)}
    names = dict(zip(areas[CODE], areas[NAME], strict=True))
    names |= {EVERYWHERE: t("asking.everywhere"), OUTSIDE: t("asking.outside")}
    chosen = st.selectbox(
        t("asking.wijk"),
        list(found),
        key=_WIJK,
        format_func=lambda code: t("asking.in_wijk", name=names[code], count=len(found.get(code, ()))),
    )
    return found.get(chosen, asleep)


def _person(one: Sleeper) -> None:
    st.text(t("asking.person", name=one.name, postcode=one.postcode))
    since = t("asking.since", date=sentences.day(date.fromisoformat(one.since))) if one.since else ""
    st.caption(f"{t(f'asking.why.{one.why}')} {since}")
    asset = cache.asset(one.asset_id)
    if asset is not None:
        care.hints(asset)
    with st.container(horizontal=True, gap="small", vertical_alignment="center", key=f"ask-{one.asset_id}"):
        _button("asking.link", "link", _new_link, one.asset_id, icon=":material/qr_code:")
        _button("asking.signed", "sign", _begin_signing, one.asset_id, icon=":material/draw:")
        with st.popover(t("asking.no"), icon=":material/delete:"):
            st.text(t("asking.no.text"))
            _button("asking.no.button", "erase", _erase, one.asset_id)
    asset_id, secret = state.filled(_LINK, ("", ""))
    if asset_id == one.asset_id:
        state.fill(_LINK, ("", ""))
        save.secret_link(secret, page=QUEUE_PAGE, is_for_other=True)
    if state.filled(_SIGNING) == one.asset_id:
        _signed(one.asset_id)


def _signed(asset_id: str) -> None:
    """Ask what stands on the paper: a tick per purpose, all off."""
    with st.container(border=True, key="asking-paper"):
        st.text(t("asking.paper"))
        purposes = consent.ask(None, keys=f"sign-{asset_id}-")
        st.button(
            t("asking.note"),
            key=f"note-{asset_id}",
            type="primary",
            disabled=KEEP not in purposes,
            on_click=_do,
            args=(_note, asset_id, purposes),
        )


def _button(words: str, what: str, act: Callable[..., None], asset_id: str, icon: str | None = None) -> None:
    st.button(t(words), key=f"{what}-{asset_id}", icon=icon, on_click=_do, args=(act, asset_id))


def _do(act: Callable[..., None], *values: object) -> None:
    try:
        act(*values)
    except KrachtenkaartError as error:
        state.fill(_TROUBLE, error)


def _tell_trouble() -> None:
    error = state.filled(_TROUBLE, None)
    if error is not None:
        st.text(error_sentence(error))
        state.fill(_TROUBLE, None)


def _new_link(asset_id: str) -> None:
    state.fill(_LINK, (asset_id, cache.store(data_home()).new_link(asset_id, role=viewer.role())))


def _begin_signing(asset_id: str) -> None:
    state.fill(_SIGNING, asset_id)


def _note(asset_id: str, purposes: frozenset[str]) -> None:
    said = record(purposes, reading=consent.reading(), channel=PAPER, when=datetime.now(UTC))
    cache.store(data_home()).note_paper(asset_id, said, role=viewer.role())
    state.fill(_SIGNING, "")


def _erase(asset_id: str) -> None:
    cache.store(data_home()).erase(asset_id, role=viewer.role())
    cache.forget()

"""On the page Wachtrij: what visitors say has changed, cards to call about, and cards that can be put back."""

from collections.abc import Callable
from datetime import date

import streamlit as st

from dashboard import cache, sentences, state, viewer
from dashboard.i18n import error_sentence, n, t
from geo.errors import KrachtenkaartError
from geo.freetext import find_hints
from geo.inventory import data_home
from geo.store import Faded, Remark, Store, TakenOut

SHOWN = 20
_TROUBLE = "upkeep-trouble"


def show() -> None:
    """Show all three, each only where there is any."""
    store, role = cache.store(data_home()), viewer.role()
    _tell_trouble()
    _section("remarks", store.read_remarks(role=role), _remark)
    _section("faded", store.read_faded(role=role), _faded)
    _section("out", store.read_taken_out(role=role), _taken_out)


def _section(name: str, found: tuple, draw: Callable) -> None:
    if not found:
        return
    with st.container(key=f"upkeep-{name}"):
        st.subheader(n(f"upkeep.{name}", len(found)), anchor=False)
        st.text(t(f"upkeep.{name}.lead"))
        for one in found[:SHOWN]:
            draw(one)
        if len(found) > SHOWN:
            st.caption(n("asking.more", len(found) - SHOWN))


def _remark(one: Remark) -> None:
    with st.container(border=True, key=f"waiting-remark-{one.remark_id}"):
        st.text(t("upkeep.card", name=one.card.name, postcode=one.card.postcode))
        st.text(t("upkeep.said", text=one.text))
        for hint in find_hints(one.text):
            st.text(t("queue.hint", found=hint.found))
        st.caption(t("upkeep.on", date=_day(one.made_on)))
        with st.container(
            horizontal=True, gap="small", vertical_alignment="center", key=f"remark-{one.remark_id}"
        ):
            _link(one.card.asset_id)
            _button(
                "upkeep.settle",
                f"settle-{one.remark_id}",
                lambda store, role: store.settle_remark(one.remark_id, role=role),
            )


def _faded(one: Faded) -> None:
    with st.container(border=True, key=f"waiting-faded-{one.asset_id}"):
        st.text(t("upkeep.card", name=one.name, postcode=one.postcode))
        if one.contact:
            st.text(t("card.contact", value=one.contact))
        st.caption(t("upkeep.since", date=_day(one.since)))
        with st.container(
            horizontal=True, gap="small", vertical_alignment="center", key=f"faded-{one.asset_id}"
        ):
            _link(one.asset_id)
            _button(
                "care.confirm",
                f"confirm-{one.asset_id}",
                lambda store, role: store.confirm(one.asset_id, role=role),
            )


def _taken_out(one: TakenOut) -> None:
    with st.container(border=True, key=f"waiting-out-{one.asset_id}"):
        st.text(t("upkeep.card", name=one.name, postcode=one.postcode))
        st.caption(t(f"upkeep.out.{one.state}", date=_day(one.since)))
        _button(
            "upkeep.back", f"back-{one.asset_id}", lambda store, role: store.undo(one.asset_id, role=role)
        )


def _day(day: str) -> str:
    return sentences.day(date.fromisoformat(day))


def _link(asset_id: str) -> None:
    st.page_link(
        "app_pages/map.py",
        label=t("upkeep.open"),
        icon=":material/open_in_new:",
        query_params=state.query_of(chosen=asset_id),
    )


def _button(words: str, key: str, act: Callable[[Store, str], None]) -> None:
    st.button(t(words), key=key, on_click=_do, args=(act,))


def _do(act: Callable[[Store, str], None]) -> None:
    try:
        act(cache.store(data_home()), viewer.role())
    except KrachtenkaartError as error:
        state.fill(_TROUBLE, error)


def _tell_trouble() -> None:
    error = state.filled(_TROUBLE, None)
    if error is not None:
        st.text(error_sentence(error))
        state.fill(_TROUBLE, None)

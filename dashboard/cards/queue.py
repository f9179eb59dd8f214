"""The connector's queue on the page: what waits, beside what it resembles."""

from collections.abc import Callable
from datetime import date

import streamlit as st

from dashboard import cache, sentences, state, viewer
from dashboard.cards import care, consent, form, save
from dashboard.i18n import error_sentence, n, t
from geo.audience import project
from geo.cards import Card, as_frame
from geo.consent import audience_of
from geo.duplicates import Close, find_close
from geo.errors import KrachtenkaartError
from geo.frames import ASSET_ID
from geo.freetext import find_hints
from geo.inventory import data_home
from geo.store import Waiting
from geo.store.queue import WORD_AT_MOST
from geo.terms import CONNECTOR

SHOWN = 20
_TROUBLE = "queue-trouble"


def entries() -> tuple[Waiting, ...]:
    """Read what waits; the store asks for the role."""
    return cache.store(data_home()).read_queue(role=viewer.role())


def show(waiting: tuple[Waiting, ...]) -> None:
    """Show what waits, longest first, each with what may be done about it."""
    st.title(t("queue.heading"), anchor=False)
    st.text(n("queue.count", len(waiting)) if waiting else t("queue.empty"))
    _tell_trouble()
    for entry in waiting[:SHOWN]:
        with st.container(border=True, key=f"waiting-{entry.suggestion.suggestion_id}"):
            _entry(entry)
    st.button(t("queue.paper"), key="queue-paper", icon=":material/edit_note:", on_click=_from_paper)
    if state.filled("queue-to-paper", False):
        state.fill("queue-to-paper", False)
        st.switch_page("app_pages/add.py")


def _from_paper() -> None:
    form.begin("other")
    save.put_away()
    state.fill("queue-to-paper", True)


def _tell_trouble() -> None:
    error = state.filled(_TROUBLE, None)
    if error is not None:
        st.text(error_sentence(error))
        state.fill(_TROUBLE, None)


def _entry(entry: Waiting) -> None:
    suggestion = entry.suggestion
    made_on = sentences.day(date.fromisoformat(suggestion.made_on))
    st.caption(t(f"queue.{suggestion.what}", date=made_on))
    audience = audience_of(entry.purposes) or "nobody"
    st.caption(t("queue.agreed", audience=t(f"queue.audience.{audience}")))
    _hints(suggestion.card)
    close = _close(suggestion.card) if suggestion.what == "new" else ()
    others = [_was(entry)] if suggestion.what != "new" else [_other(one, entry) for one in close]
    for column, draw in zip(
        st.columns(1 + len(others)),
        [lambda: _card(suggestion.card, t("queue.becomes")), *others],
        strict=True,
    ):
        with column:
            draw()
    _verdict(entry)


def _hints(card: Card) -> None:
    texts = [getattr(card, name) for name in care.READ_BY_OTHERS]
    for hint in dict.fromkeys(hint for text in texts for hint in find_hints(text)):
        st.text(t("queue.hint", found=hint.found))


def _close(card: Card) -> tuple[Close, ...]:
    """Find what it resembles; never a card of the demo, which is nobody."""
    return () if cache.inventory().is_demo else find_close(card, cache.visible_assets(), limit=2)


def _was(entry: Waiting) -> Callable[[], None]:
    return lambda: _card(entry.shown, t("queue.was"))


def _card(card: Card, heading: str) -> None:
    around = cache.inventory().around
    frame = project(
        as_frame(card, audience=CONNECTOR), role=viewer.role(), postcodes=around.postcodes, areas=around.areas
    )
    st.caption(heading)
    consent.show_seen(frame, key=f"queue-{card.asset_id}-{heading}")


def _other(close: Close, entry: Waiting) -> Callable[[], None]:
    def draw() -> None:
        assets = cache.visible_assets()
        row = assets[assets[ASSET_ID] == close.asset_id]
        st.caption(t("queue.alike", distance=sentences.distance(close.distance_m)))
        consent.show_seen(row, key=f"queue-alike-{entry.suggestion.suggestion_id}-{close.asset_id}")
        st.button(
            t("queue.merge"),
            key=f"merge-{entry.suggestion.suggestion_id}-{close.asset_id}",
            on_click=_do,
            args=(
                lambda store, role: store.merge(entry.suggestion.suggestion_id, close.asset_id, role=role),
            ),
        )

    return draw


def _verdict(entry: Waiting) -> None:
    one = entry.suggestion.suggestion_id
    with st.container(horizontal=True, gap="small", key=f"verdict-{one}"):
        st.button(
            t("queue.approve" if entry.suggestion.what == "new" else "queue.approve.change"),
            key=f"approve-{one}",
            type="primary",
            on_click=_do,
            args=(lambda store, role: store.approve(one, role=role),),
        )
        with st.popover(t("queue.decline.open")):
            st.text_area(
                t("queue.decline.label"),
                key=f"word-{one}",
                max_chars=WORD_AT_MOST,
                placeholder=t("queue.decline.example"),
            )
            st.button(
                t("queue.decline.button"),
                key=f"decline-{one}",
                on_click=_do,
                args=(lambda store, role: store.decline(one, state.filled(f"word-{one}") or "", role=role),),
            )


def _do(act: Callable) -> None:
    try:
        act(cache.store(data_home()), viewer.role())
    except KrachtenkaartError as error:
        state.fill(_TROUBLE, error)

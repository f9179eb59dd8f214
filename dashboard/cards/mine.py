"""Mijn kaart: what the person of a card sees, chooses, changes and erases, once the secret link let them in."""

from collections.abc import Callable
from datetime import UTC, date, datetime

import streamlit as st

from dashboard import cache, state
from dashboard.cards import consent, edit
from dashboard.cards.cookies import visit
from dashboard.i18n import error_sentence, t
from dashboard.introductions import around
from dashboard.introductions import own as own_introductions
from geo.cards import ACTIVE, ASLEEP, HIDDEN, WAITING, Card
from geo.consent import LINK, PURPOSES, current, record
from geo.errors import AccessError, KrachtenkaartError
from geo.inventory import data_home
from geo.store import OwnCard

KEYS = "mine-"
CONSENT = f"{KEYS}consent-"
_TOLD, _LOADED = f"{KEYS}told", f"{KEYS}loaded"


def own() -> OwnCard | None:
    """Give the card that this visitor was let in to; None when the visit is over or never was."""
    token = visit()
    try:
        return cache.store(data_home()).read_own(token) if token else None
    except AccessError:
        return None


def closed() -> None:
    """Say how to get in, or that all is gone."""
    st.title(t("page.mine"), anchor=False)
    st.text(t("mine.erased" if state.filled(_TOLD) == "mine.erased" else "mine.closed"))
    st.page_link("app_pages/add.py", label=t("mine.join"), icon=":material/waving_hand:")


def show(found: OwnCard) -> None:
    """Show the card with all that its person may do with it."""
    _load(found)
    st.title(t("mine.heading", name=found.card.name), anchor=False)
    _state(found)
    _tell()
    _confirm(found)
    own_introductions.show(visit(), _do)
    _consent(found)
    if found.state == ACTIVE:
        around.show(found.shown)
    _change(found)
    _leave(found)


def _load(found: OwnCard) -> None:
    """Set the widgets to the card as it is, at the first run and after each change that was kept."""
    if state.filled(_LOADED) == found:
        return
    state.fill(_LOADED, found)
    given = current(found.consents, today=date.today())
    for purpose in PURPOSES:
        state.fill(f"{CONSENT}{purpose}", purpose in given)


def _state(found: OwnCard) -> None:
    is_declined = found.state == WAITING and not found.is_pending
    state_of = f"asleep.{found.origin}" if found.state == ASLEEP else found.state
    with st.container(border=True, key="mine-state"):
        st.text(t(f"mine.state.{'declined' if is_declined else state_of}"))
        if found.is_pending and found.state != WAITING:
            st.text(t("mine.state.pending"))
        if found.word and not found.is_pending:
            st.text(t("mine.state.word", word=found.word))


def _tell() -> None:
    told = state.filled(_TOLD)
    if isinstance(told, KrachtenkaartError):
        st.error(t("add.trouble"))
        st.text(error_sentence(told))
    elif told:
        st.success(t(told))


def _confirm(found: OwnCard) -> None:
    """Let one tap say that all is still right; who said yes before says so for another year."""
    if found.state == ACTIVE:
        with st.container(key="mine-right"):
            st.text(t("mine.right"))
            _button("mine.confirm", confirm, current(found.consents, today=date.today()))


def confirm(purposes: frozenset[str]) -> None:
    """Say that the card is still right."""
    said = record(purposes, reading=consent.reading(), channel=LINK, when=datetime.now(UTC))
    _do(lambda token: cache.store(data_home()).confirm_own(token, said if purposes else ()), "mine.confirmed")


def _consent(found: OwnCard) -> None:
    st.subheader(t("add.consent.heading"), anchor=False)
    purposes = consent.ask(found.card, keys=CONSENT)
    _button("mine.consent.save", choose, purposes, is_main=found.state == ASLEEP)


def choose(purposes: frozenset[str]) -> None:
    """Say yes or no again."""
    said = record(purposes, reading=consent.reading(), channel=LINK, when=datetime.now(UTC))
    _do(lambda token: cache.store(data_home()).consent_own(token, said), "mine.consent.saved")


def _change(found: OwnCard) -> None:
    with st.expander(t("mine.change.heading"), icon=":material/edit:"):
        _button("mine.change.save", change, edit.fields(found.card, keys=KEYS))


def change(changed: Callable[[], Card]) -> None:
    """Keep what was changed; for a card that others see, the connector looks first."""
    _do(lambda token: cache.store(data_home()).change_own(token, changed()), "mine.change.saved")


def _leave(found: OwnCard) -> None:
    with st.container(key="mine-leave", horizontal=True, gap="small"):
        if found.state == ACTIVE:
            _button("mine.hide", hide, True)
        elif found.state == HIDDEN:
            _button("mine.show", hide, False)
        with st.popover(t("mine.erase.open"), icon=":material/delete:"):
            st.text(t("mine.erase.text"))
            _button("mine.erase.button", erase)
        _button("mine.done", leave)


def hide(is_hidden: bool) -> None:
    """Hide the card or show it again."""
    _do(lambda token: cache.store(data_home()).hide_own(token, is_hidden=is_hidden), "")


def erase() -> None:
    """Erase the card, and what is still in memory of it."""
    _do(lambda token: cache.store(data_home()).erase_own(token), "mine.erased", is_last=True)
    cache.forget()


def leave() -> None:
    """Close the card on this device."""
    _do(lambda token: cache.store(data_home()).end_visit(token), "", is_last=True)


def _button(words: str, act: Callable[..., None], *values: object, is_main: bool = False) -> None:
    """Draw a button that acts when pressed. No callback: the first press after a restart would find none."""
    if st.button(t(words), key=f"{KEYS}do-{words}", type="primary" if is_main else "secondary"):
        act(*values)
        st.rerun()


def _do(act: Callable[[str], None], told: str, *, is_last: bool = False) -> None:
    """Do something with the card, and keep what is to be told: that it was done, or why not."""
    try:
        act(visit())
    except KrachtenkaartError as error:
        state.fill(_TOLD, error)
        return
    if is_last:
        state.clear(KEYS)
    state.fill(_TOLD, told)

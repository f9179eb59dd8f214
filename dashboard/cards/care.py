"""Looking after one card: the connector confirms, takes out and takes back; a visitor says what changed."""

from collections.abc import Callable
from datetime import date

import streamlit as st

from dashboard import cache, sentences, state, viewer
from dashboard.cards import edit, save
from dashboard.i18n import error_sentence, has, t
from geo.access import DECIDE, NOTE, PROPOSE, may
from geo.errors import KrachtenkaartError
from geo.frames import ASSET_ID, CONFIRMED_ON, DESCRIPTION, MEETS, NAME, WORDS
from geo.freetext import find_hints
from geo.inventory import data_home
from geo.lifecycle import is_faded
from geo.store import Store
from geo.store.remarks import REMARK_AT_MOST

LINES_SHOWN = 12
HINTS_SHOWN = 4
READ_BY_OTHERS = (NAME, DESCRIPTION, WORDS, MEETS)
_TOLD, _CORRECTING = "care-told", "care-correcting"


def age(asset, *, where: str = "") -> bool:
    """Say of a card that was not confirmed for long that it was not; the style sheet lets it fade by this line."""
    has_faded = is_faded(asset[CONFIRMED_ON], today=date.today())
    if has_faded:
        with st.container(key=f"faded-{asset[ASSET_ID]}{where}"):
            st.text(t("care.faded", date=sentences.day(asset[CONFIRMED_ON])))
    return has_faded


def confirmed(asset, *, where: str = "") -> None:
    """Say when a card was last confirmed, if that is known, and whether that is long ago."""
    if not age(asset, where=where) and asset[CONFIRMED_ON] == asset[CONFIRMED_ON]:  # NaT when unknown
        st.caption(t("card.confirmed_on", date=sentences.day(asset[CONFIRMED_ON])))


def under_card(asset) -> None:
    """Offer what the present visitor may do for this card; nothing for one of the demo, which is nobody's."""
    if cache.inventory().is_demo:
        return
    if may(viewer.role(), NOTE):
        hints(asset)
    with st.container(key="care", horizontal=True, gap="small", vertical_alignment="center"):
        if may(viewer.role(), NOTE):
            _connector(asset)
        elif may(viewer.role(), PROPOSE):
            _visitor(asset)
    if may(viewer.role(), DECIDE) and state.filled(_CORRECTING) == asset[ASSET_ID]:
        _correct(asset[ASSET_ID])
    _tell(asset[ASSET_ID])


def hints(asset) -> None:
    """Point the connector at what had better not stand in what others read of a card, however it came."""
    texts = (asset[name] for name in READ_BY_OTHERS)
    for hint in list(dict.fromkeys(hint for text in texts for hint in find_hints(text)))[:HINTS_SHOWN]:
        st.text(t("queue.hint", found=hint.found))


def _connector(asset) -> None:
    asset_id = asset[ASSET_ID]
    if st.button(t("care.confirm"), key=f"care-confirm-{asset_id}", icon=":material/check:"):
        _do(asset_id, lambda store, role: store.confirm(asset_id, role=role), "care.confirmed")
    with st.popover(t("care.history"), icon=":material/history:"):
        _history(asset_id)
    if cache.store(data_home()).read_correctable(asset_id, role=viewer.role()) is not None:
        st.button(
            t("care.correct"),
            key=f"care-begin-{asset_id}",
            icon=":material/edit:",
            on_click=state.fill,
            args=(_CORRECTING, asset_id),
        )


def _correct(asset_id: str) -> None:
    """Let a card from a list be corrected, as long as nobody has taken it over."""
    card = cache.store(data_home()).read_correctable(asset_id, role=viewer.role())
    if card is None:
        return
    with st.container(border=True, key="care-correct"):
        changed = edit.fields(card, keys=f"care-edit-{asset_id}-")
        if st.button(t("care.correct.save"), key=f"care-correct-{asset_id}"):
            state.fill(_CORRECTING, "")
            _do(asset_id, lambda store, role: store.correct(changed(), role=role), "care.corrected")


def _history(asset_id: str) -> None:
    """Show who did what when, latest first, and offer to take the card out or the last change back."""
    try:
        store, role = cache.store(data_home()), viewer.role()
        lines = store.read_history(asset_id, role=role)
        may_undo = may(role, DECIDE) and store.may_undo(asset_id, role=role)
    except KrachtenkaartError as error:
        st.text(error_sentence(error))
        return
    if not lines:
        st.text(t("care.history.none"))
    for line in reversed(lines[-LINES_SHOWN:]):
        st.text(history_line(line))
    if may_undo and st.button(t("care.undo"), key=f"care-undo-{asset_id}", icon=":material/undo:"):
        _do(asset_id, lambda store, role: store.undo(asset_id, role=role), "care.undone")
    if st.button(t("care.hold"), key=f"care-hold-{asset_id}", icon=":material/visibility_off:"):
        _do(asset_id, lambda store, role: store.hold(asset_id, role=role), "care.held")
    if st.button(t("care.delete"), key=f"care-delete-{asset_id}", icon=":material/delete:"):
        _do(asset_id, lambda store, role: store.delete(asset_id, role=role), "care.deleted")
    st.caption(t("care.delete.note"))


def history_line(line: dict) -> str:
    """Say one line of the history of a card: when, who, what, and which fields changed."""
    action = f"care.did.{line['action']}"
    fields = ", ".join(t(f"care.field.{name}") for name in line["before"] if has(f"care.field.{name}"))
    return t(
        "care.line",
        date=sentences.day(date.fromisoformat(line["day"])),
        who=t(f"care.who.{line['actor']}") if has(f"care.who.{line['actor']}") else line["actor"],
        what=t(action) if has(action) else line["action"],
    ) + (f" ({fields})" if fields else "")


def _visitor(asset) -> None:
    asset_id = asset[ASSET_ID]
    with st.popover(t("care.remark.open"), type="tertiary"):
        text = st.text_area(
            t("care.remark.label"),
            key=f"care-remark-{asset_id}",
            max_chars=REMARK_AT_MOST,
            placeholder=t("care.remark.example"),
        )
        for hint in find_hints(text or "")[:2]:
            st.text(t(f"add.hint.{hint.reason}", found=hint.found))
        if st.button(t("care.remark.send"), key=f"care-send-{asset_id}", disabled=not (text or "").strip()):
            _do(
                asset_id,
                lambda store, role: store.remark(asset_id, text, role=role, key=save.visitor()),
                "care.remark.thanks",
            )


def _do(asset_id: str, act: Callable[[Store, str], None], told: str) -> None:
    """Do something with the card, and keep what is to be told: that it was done, or why not."""
    try:
        act(cache.store(data_home()), viewer.role())
        state.fill(_TOLD, (asset_id, told))
    except KrachtenkaartError as error:
        state.fill(_TOLD, (asset_id, error))
    st.rerun()


def _tell(asset_id: str) -> None:
    about, told = state.filled(_TOLD, ("", ""))
    if about != asset_id:
        return
    state.fill(_TOLD, ("", ""))
    st.text(error_sentence(told) if isinstance(told, KrachtenkaartError) else t(told))

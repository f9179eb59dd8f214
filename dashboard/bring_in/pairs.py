"""Who may be there already: both side by side, and what the connector says of them."""

import streamlit as st

from dashboard import reveal, sentences, state
from dashboard.bring_in.review import Review
from dashboard.cards import consent
from dashboard.i18n import n, t
from geo.frames import ASSET_ID
from geo.importing.choices import FILL_IN, KEEP_BOTH, LEAVE_OUT, Choice, Choices

PAIRS_SHOWN = 10
SAME_PLACE_M = 5.0
"""Nearer than this, no distance is said."""
_KEYS = "bring-in-choice-"
_SAID, _PAGE = "bring-in-said", "bring-in-pairs-page"


def ask(review: Review) -> None:
    """Show the pairs, a few at a time, each with its choice."""
    count = len(review.alike.newcomer)
    if not count:
        return
    _for_all(review)
    page = min(state.filled(_PAGE, 0), (count - 1) // PAIRS_SHOWN)
    for number in range(page * PAIRS_SHOWN, min((page + 1) * PAIRS_SHOWN, count)):
        with st.container(border=True, key=f"bring-in-pair-{number}"):
            _pair(review, number)
    _turn_pages(page, count)


def choices(review: Review) -> Choices:
    """Give what was said of the pairs as they are now, by row; nothing said is keep both."""
    said = _said(review)
    pairs = ((_row(review, number), _there(review, number)) for number in range(len(review.alike.newcomer)))
    return {row: said[row] for row, there in pairs if row in said and said[row].asset_id == there}


def forget() -> None:
    """Forget what was said."""
    state.clear(_KEYS)
    state.fill(_SAID, (None, {}))
    state.fill(_PAGE, 0)


def _said(review: Review) -> dict[int, Choice]:
    """Give what was said of this file, by row; of another one it does not count."""
    of, said = state.filled(_SAID, (None, {}))
    if of is not review.file:
        forget()
        said = {}
        state.fill(_SAID, (review.file, said))
    return said


def _row(review: Review, number: int) -> int:
    return int(review.imported.rows[review.alike.newcomer[number]])


def _there(review: Review, number: int) -> str:
    return str(review.known[ASSET_ID].iloc[review.alike.known[number]])


def _for_all(review: Review) -> None:
    with st.container(horizontal=True, gap="small", key="bring-in-all"):
        for what in (KEEP_BOTH, LEAVE_OUT):
            st.button(
                t(f"bring_in.all.{what}"),
                key=f"bring-in-all-{what}",
                on_click=_say_of_all,
                args=(review, what),
            )


def _say_of_all(review: Review, what: str) -> None:
    state.clear(_KEYS)
    said = _said(review)
    for number in range(len(review.alike.newcomer)):
        said[_row(review, number)] = Choice(what, _there(review, number))


def _pair(review: Review, number: int) -> None:
    listed = review.imported.assets.iloc[review.alike.newcomer[number]]
    here = reveal.veiled(review.known.iloc[review.alike.known[number]])
    metres = float(review.alike.distance_m[number])
    where = "bring_in.pair.same_place" if metres < SAME_PLACE_M else "bring_in.pair.here"
    beside = st.columns(2)
    with beside[0]:
        _side(listed, t("bring_in.pair.list", row=_row(review, number)), key=f"{number}-list")
    with beside[1]:
        _side(here, t(where, distance=sentences.distance(metres)), key=f"{number}-here")
    _choice(review, number)


def _side(asset, heading: str, *, key: str) -> None:
    st.caption(heading)
    with st.container(key=f"seen-{key}", gap=None):
        for line in consent.seen_lines(asset):
            st.text(line)


def _choice(review: Review, number: int) -> None:
    row, there = _row(review, number), _there(review, number)
    can_fill = there in review.fillable
    said = _said(review).get(row)
    st.segmented_control(
        t("bring_in.pair.question", row=row),
        (KEEP_BOTH, LEAVE_OUT, FILL_IN) if can_fill else (KEEP_BOTH, LEAVE_OUT),
        default=said.what if said and said.asset_id == there else KEEP_BOTH,
        required=True,
        format_func=lambda what: t(f"bring_in.choice.{what}"),
        key=f"{_KEYS}{row}",
        on_change=_say,
        args=(review, row, there),
        label_visibility="collapsed",
    )
    if not can_fill:
        st.caption(t("bring_in.pair.own"))


def _say(review: Review, row: int, there: str) -> None:
    _said(review)[row] = Choice(state.filled(f"{_KEYS}{row}", KEEP_BOTH), there)


def _turn_pages(page: int, count: int) -> None:
    if count <= PAIRS_SHOWN:
        return
    with st.container(horizontal=True, gap="small", vertical_alignment="center", key="bring-in-pages"):
        last = (count - 1) // PAIRS_SHOWN
        st.button(
            t("bring_in.pairs.earlier"),
            key="bring-in-earlier",
            disabled=not page,
            on_click=_go,
            args=(page - 1,),
        )
        first = page * PAIRS_SHOWN + 1
        st.text(n("bring_in.pairs.shown", count, first=first, last=min(first + PAIRS_SHOWN - 1, count)))
        st.button(
            t("bring_in.pairs.later"),
            key="bring-in-later",
            disabled=page == last,
            on_click=_go,
            args=(page + 1,),
        )


def _go(page: int) -> None:
    state.fill(_PAGE, page)

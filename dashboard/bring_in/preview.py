"""The look at a list: how many are new, the same, maybe the same and not yet right, and which."""

from collections.abc import Iterable

import pandas as pd
import streamlit as st
from babel.numbers import format_decimal
from numpy.typing import NDArray

from dashboard import cache, sentences
from dashboard.bring_in import mending, pairs
from dashboard.bring_in.review import Review
from dashboard.i18n import language, n, t
from dashboard.import_words import issue_message, issue_todo, note_message
from geo.frames import GIFTS, KIND, NAME, POSTCODE, WORDS
from geo.report import Issue

ROWS_SHOWN = 500
"""So many rows a table shows; a sentence says how many more there are."""

TOLD_IN_FULL = 8
"""So many of what is the matter are said in sentences; a table holds the others."""

NEW, MAYBE, SAME, REFUSED, REMARKED = PARTS = ("new", "maybe", "same", "refused", "remarked")


def show(review: Review) -> None:
    """Show what would come of a list."""
    st.subheader(t("bring_in.preview"), anchor=False)
    for note in review.report.notes:
        st.text(note_message(note))
    _parts(review)


@st.fragment
def _parts(review: Review) -> None:
    """Let one part at a time be looked at; a turn to another leaves the rest of the page alone."""
    counts = {
        NEW: len(review.new),
        MAYBE: len(review.alike.newcomer),
        SAME: review.report.duplicates,
        REFUSED: review.report.refused,
        REMARKED: review.report.remarked,
    }
    part = st.segmented_control(
        t("bring_in.part"),
        [part for part in PARTS if counts[part] or part != REMARKED],
        default=next((part for part in (MAYBE, REFUSED, NEW, SAME) if counts[part]), NEW),
        required=True,
        format_func=lambda part: f"{t(f'bring_in.part.{part}')} {_number(counts[part])}",
        key=f"bring-in-part-{review.file.digest[:12]}",
        label_visibility="collapsed",
    )
    with st.container(key=f"bring-in-shown-{part}"):
        st.text(n(f"bring_in.says.{part}", counts[part]))
        _part(review, part)


def _part(review: Review, part: str) -> None:
    if part == MAYBE:
        pairs.ask(review)
    elif part == REFUSED:
        _issues(review.report.refusals)
        if review.report.refusals:
            mending.offer(review.file, review.report.refusals)
    elif part == REMARKED:
        _issues(review.report.remarks)
    else:
        _assets(review, review.new if part == NEW else review.same)


def _assets(review: Review, positions: NDArray) -> None:
    shown = positions[:ROWS_SHOWN]
    rows = review.imported.assets.iloc[shown]
    _table(
        {
            "row": review.imported.rows[shown],
            "name": rows[NAME].tolist(),
            "kind": [t(f"kind.one.{kind}") for kind in rows[KIND]],
            "gifts": [_gifts(gifts, words) for gifts, words in zip(rows[GIFTS], rows[WORDS], strict=True)],
            "postcode": rows[POSTCODE].tolist(),
        },
        of=len(positions),
    )


def _gifts(gifts: str, words: str) -> str:
    own = [entry.rpartition(":")[0] for entry in words.split("; ") if entry]
    return "; ".join([*sentences.gift_lines(gifts, cache.vocabulary()).values(), *own])


def _issues(issues: Iterable[Issue]) -> None:
    """Say the first ones as sentences, and put the others in a table."""
    issues, words = tuple(issues), cache.vocabulary()
    for number, issue in enumerate(issues[:TOLD_IN_FULL]):
        with st.container(border=True, key=f"bring-in-issue-{number}", gap=None):
            where = "bring_in.issue.column" if issue.column else "bring_in.issue.row"
            st.text(t(where, row=issue.row, column=issue.column))
            said = issue_message(issue, vocabulary=words)
            st.text(said)
            if issue.value not in said:
                st.text(t("bring_in.issue.value", value=issue.value))
            st.text(issue_todo(issue))
    others = issues[TOLD_IN_FULL:]
    shown = others[:ROWS_SHOWN]
    _table(
        {
            "row": [issue.row for issue in shown],
            "column": [issue.column for issue in shown],
            "value": [issue.value for issue in shown],
            "message": [issue_message(issue, vocabulary=words) for issue in shown],
            "todo": [issue_todo(issue) for issue in shown],
        },
        of=len(others),
    )


def _table(columns: dict[str, Iterable], *, of: int) -> None:
    """Show a table: its cells are text from outside, which a data frame shows as it is."""
    if not of:
        return
    table = pd.DataFrame({t(f"bring_in.head.{name}"): list(cells) for name, cells in columns.items()})
    narrow = {t("bring_in.head.row"): st.column_config.NumberColumn(width="small", format="plain")}
    st.dataframe(table, hide_index=True, width="stretch", column_config=narrow, alt=t("bring_in.table"))
    if of > ROWS_SHOWN:
        st.caption(n("bring_in.more", of - ROWS_SHOWN))


def _number(count: int) -> str:
    return format_decimal(count, locale=language())

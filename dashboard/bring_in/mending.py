"""The rows that cannot be taken yet, as a file to mend and to drop again."""

from collections.abc import Iterable

import streamlit as st

from dashboard import cache
from dashboard.i18n import t
from dashboard.import_words import issue_message, issue_todo
from dashboard.paper.lists import CSV, MEDIA_TYPES, XLSX
from dashboard.paper.menu import Made, make_on_demand
from geo.exports.rows import rows_as_csv, rows_as_xlsx
from geo.importing import RawFile
from geo.importing.mending import original_rows
from geo.report import Issue
from geo.vocabulary import Vocabulary

_WRITERS = {CSV: rows_as_csv, XLSX: rows_as_xlsx}


def offer(file: RawFile, refusals: Iterable[Issue]) -> None:
    """Offer the refused rows with their reasons, as a file behind a link that works once."""
    refusals = tuple(refusals)
    with st.container(border=True, key="bring-in-mend"):
        st.text(t("bring_in.mend"))
        form = st.segmented_control(
            t("bring_in.mend.form"),
            (CSV, XLSX),
            default=XLSX if file.filename.lower().endswith(".xlsx") else CSV,
            required=True,
            format_func=str.upper,
            key="bring-in-mend-form",
            label_visibility="collapsed",
        )
        make_on_demand(
            "bring-in-mend", lambda: make_file(file, refusals, form=form, words=cache.vocabulary())
        )


def make_file(file: RawFile, refusals: Iterable[Issue], *, form: str, words: Vocabulary) -> Made:
    """
    Write the refused rows as they stood in the file, and behind them why and what to do.

    Parameters
    ----------
    form
        `CSV` or `XLSX`.
    """
    told: dict[int, tuple[list[str], list[str]]] = {}
    for issue in refusals:
        reasons, todos = told.setdefault(issue.row, ([], []))
        said = issue_message(issue, vocabulary=words)
        reasons.append(f"{issue.column}: {said}" if issue.column else said)
        todos.append(issue_todo(issue))
    rows = original_rows(file.table, told)
    names = (*rows.names, *(t(f"bring_in.mend.{name}") for name in ("row", "reason", "todo")))
    cells = (
        (*cells, str(number), *(" ".join(dict.fromkeys(texts)) for texts in told[number]))
        for number, cells in zip(rows.numbers, rows.cells, strict=True)
    )
    return Made(_WRITERS[form](names, cells), f"{t('bring_in.mend.filename')}.{form}", MEDIA_TYPES[form])

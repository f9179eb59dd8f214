"""What each column means: recognised by its name, and to be set right by hand."""

import hashlib
from collections import Counter

import streamlit as st

from dashboard.i18n import t
from geo.importing import RawFile
from geo.sources.columns import FIELDS, NAME, recognise_columns
from geo.terms import KINDS

EXAMPLES = 3
_UNUSED = ""


def ask_meanings(file: RawFile) -> tuple[str, ...]:
    """Show the columns with a few of their values, and ask what each means; "" for a column that is not used."""
    guessed = recognise_columns(file.table.names).meanings()
    with st.expander(
        t("bring_in.columns"),
        expanded=NAME not in guessed,
        icon=":material/view_column:",
        key="bring-in-columns",
    ):
        st.text(t("bring_in.columns.lead"))
        keys = _keys(file.table.names)
        return tuple(_ask(file, position, guess, keys[position]) for position, guess in enumerate(guessed))


def ask_kind() -> str | None:
    """Ask of what kind the rows are that do not say so themselves."""
    return (
        st.selectbox(
            t("bring_in.kind"),
            ("", *KINDS),
            format_func=lambda kind: t(f"kind.one.{kind}") if kind else t("bring_in.kind.none"),
            key="bring-in-kind",
        )
        or None
    )


def _ask(file: RawFile, position: int, guess: str, key: str) -> str:
    name, examples, meaning = st.columns([2, 3, 2], vertical_alignment="center")
    with name, st.container(key=f"bring-in-name-{position}"):
        st.text(file.table.names[position] or t("bring_in.columns.nameless"))
    examples.text(" · ".join(file.table.examples(position, EXAMPLES)) or t("bring_in.columns.empty"))
    return meaning.selectbox(
        t("bring_in.columns.means", number=position + 1),
        (_UNUSED, *FIELDS),
        index=(_UNUSED, *FIELDS).index(guess),
        format_func=_say,
        key=key,
        label_visibility="collapsed",
    )


def _say(field: str) -> str:
    return t(f"bring_in.field.{field}") if field else t("bring_in.columns.unused")


def _keys(names: tuple[str, ...]) -> list[str]:
    """Make a key per column from its name, so that a mended file keeps what was set right for the first."""
    seen: Counter[str] = Counter()
    keys = []
    for name in names:
        digest = hashlib.blake2s(name.encode(), digest_size=8).hexdigest()
        keys.append(f"bring-in-column-{digest}-{seen[name]}")
        seen[name] += 1
    return keys

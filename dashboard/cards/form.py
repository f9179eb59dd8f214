"""The form of the page Doe mee: free words first, what was heard in them after, then where and how to be reached."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import partial

import streamlit as st

from dashboard import cache, state, viewer
from dashboard.i18n import error_sentence, has, language, t
from dashboard.sentences import in_sentence
from geo.access import ADD_FOR_OTHER, may
from geo.cards import LINE_AT_MOST, NAME_AT_MOST, Card, make_card
from geo.errors import CardError, KrachtenkaartError
from geo.freetext import BSN, find_hints
from geo.gifts import Gift
from geo.recognition import Heard, hear_all
from geo.terms import ASSOCIATION, CAN, INSTITUTION, KINDS, LEARNS, LENDS, SEEKS, TALENT, TOGETHER

KEYS = "add-"
KIND, NAME, SUBKIND, POSTCODE, CONTACT, WEBSITE, MEETS, MORE, FOR_OTHER = (
    f"{KEYS}{name}"
    for name in ("kind", "name", "subkind", "postcode", "contact", "website", "meets", "more", "for-other")
)
BEGINS_FOR = "begins-for"
"""For whom the next card is filled in: "own" or "other"."""

BEGINS_AS = "begins-as"
"""Of which kind the next card is at first, "" for the usual."""

PROMPTS = {
    TALENT: (("head", CAN), ("hands", CAN), ("heart", CAN), ("together", TOGETHER), ("learns", LEARNS)),
    ASSOCIATION: (("does", TOGETHER), ("beyond", CAN), ("empty", LENDS), ("seeks", SEEKS)),
    INSTITUTION: (("lends", LENDS), ("offers", CAN), ("wont", "")),
}
"""What each kind is asked, and the mode of an answer; without a mode it is told in its own words."""

LONGEST_ANSWER = 400
HINTS_AT_MOST = 4


@dataclass(frozen=True)
class Draft:
    """
    What was filled in.

    Attributes
    ----------
    card
        The card that it makes, or None as long as it makes none.
    error
        What keeps it from being a card: nothing more than an open field, or something to mend.
    is_for_other
        True when the connector fills it in for somebody else.
    """

    card: Card | None
    error: KrachtenkaartError | None
    is_for_other: bool


def ask() -> Draft:
    """Draw the form and give what it makes."""
    is_for_other = _whose()
    kind = _kind(is_for_other)
    answers = _answers(kind)
    heard = hear_all(
        [(text, mode) for name, mode in PROMPTS[kind] if mode and (text := answers[name])],
        vocabulary=cache.vocabulary(),
    )
    gifts = _recognised(heard)
    story = "\n".join(
        _told(name, answers[name]) for name, mode in PROMPTS[kind] if not mode and answers[name]
    )
    hints([*answers.values(), state.filled(NAME), state.filled(MEETS)])
    _who(kind)
    card, error = _card(kind, gifts, heard.words, story)
    if error is not None and not isinstance(error, CardError):  # no postcode
        _telling(error, "postcode")
    return Draft(card, error, is_for_other)


def _whose() -> bool:
    if not may(viewer.role(), ADD_FOR_OTHER):
        return False
    with st.container(key="add-whose"):
        chosen = _choice(
            FOR_OTHER,
            ("own", "other"),
            t("add.whose.label"),
            lambda code: t(f"add.whose.{code}"),
            first=state.filled(BEGINS_FOR, "own"),
        )
    return chosen == "other"


def _kind(is_for_other: bool) -> str:
    me = "add.kind.talent.other" if is_for_other else "add.kind.talent"
    label = t("add.kind.label.other" if is_for_other else "add.kind.label")
    return _choice(
        KIND,
        KINDS,
        label,
        lambda code: t(me if code == TALENT else f"add.kind.{code}"),
        first=state.filled(BEGINS_AS),
    )


def _choice(
    key: str, options: Sequence[str], label: str, words: Callable[[str], str], *, first: str = ""
) -> str:
    """Let one be chosen. The first comes as a default: a session that begins again keeps what the phone knows."""
    first = first or options[0]
    return (
        st.segmented_control(label, options, key=key, default=first, required=True, format_func=words)
        or first
    )


def _answers(kind: str) -> dict[str, str]:
    st.subheader(t(f"add.tell.{kind}"), anchor=False)
    return {
        name: st.text_area(
            t(f"add.ask.{name}"),
            key=f"{KEYS}{name}",
            max_chars=LONGEST_ANSWER,
            height=76,
            placeholder=t(f"add.ask.{name}.example"),
        )
        or ""
        for name, _ in PROMPTS[kind]
    }


def _recognised(heard: Heard) -> tuple[Gift, ...]:
    """Show what was heard, each with a tick to take off, what may be meant without one, and the whole list."""
    words = cache.vocabulary()
    offered = [*((gift, True) for gift in heard.gifts), *((gift, False) for gift in heard.guesses)]
    chosen = []
    if offered or heard.words:
        st.subheader(t("add.heard.heading"), anchor=False)
    with st.container(key="add-heard", gap=None):
        for gift, is_sure in offered:
            label = t("add.heard.gift", capability=words.label(gift.capability, language()), mode=_mode(gift))
            if st.checkbox(label, value=is_sure, key=f"{KEYS}gift-{gift.capability}-{gift.mode}"):
                chosen.append(gift)
    if heard.words:
        st.text(t("add.heard.words", words=", ".join(word for word, _ in heard.words)))
    more = st.multiselect(
        t("add.more.label"),
        [term.code for term in words.capabilities],
        key=MORE,
        format_func=partial(words.label, lang=language()),
        placeholder=t("add.more.placeholder"),
    )
    return (*chosen, *(Gift(code, CAN) for code in more))


def _mode(gift: Gift) -> str:
    return in_sentence(cache.vocabulary().label(gift.mode, language()))


def _who(kind: str) -> None:
    st.subheader(t(f"add.who.{kind}"), anchor=False)
    st.text_input(
        t(f"add.name.{kind}"), key=NAME, max_chars=NAME_AT_MOST, placeholder=t(f"add.name.{kind}.example")
    )
    if kind != TALENT:
        _group(kind)
    st.text_input(
        t("add.postcode"), key=POSTCODE, max_chars=40, placeholder=t("add.postcode.example"), help=None
    )
    st.caption(t(f"add.postcode.note.{'talent' if kind == TALENT else 'group'}"))
    st.text_input(t("add.contact"), key=CONTACT, max_chars=LINE_AT_MOST, placeholder=t("add.contact.example"))
    st.caption(t("add.contact.note"))


def _group(kind: str) -> None:
    words = cache.vocabulary()
    st.selectbox(
        t("add.subkind"),
        [term.code for term in words.subkinds if term.kind == kind],
        key=SUBKIND,
        index=None,
        format_func=partial(words.label, lang=language()),
        placeholder=t("add.subkind.placeholder"),
    )
    st.text_input(t("add.meets"), key=MEETS, max_chars=LINE_AT_MOST, placeholder=t("add.meets.example"))
    st.text_input(t("add.website"), key=WEBSITE, max_chars=LINE_AT_MOST, placeholder="www.voorbeeld.nl")


def _told(name: str, answer: str) -> str:
    """Let an answer tell what was asked, where it would not be clear without."""
    return t(f"add.told.{name}", answer=answer) if has(f"add.told.{name}") else answer


def hints(texts: Iterable[str], *, key: str = "add-hints") -> None:
    """Ask in a friendly way about what had better not be read by others."""
    found = dict.fromkeys(hint for text in texts for hint in find_hints(text) if hint.reason != BSN)
    if not found:
        return
    with st.container(border=True, key=key):
        st.markdown(f":material/lightbulb: {t('add.hint.heading')}")
        for hint in list(found)[:HINTS_AT_MOST]:
            st.text(t(f"add.hint.{hint.reason}", found=hint.found))


def _card(
    kind: str, gifts: tuple[Gift, ...], words: tuple[tuple[str, str], ...], story: str
) -> tuple[Card | None, KrachtenkaartError | None]:
    is_group = kind != TALENT
    try:
        return make_card(
            kind=kind,
            name=state.filled(NAME) or "",
            postcode=state.filled(POSTCODE) or "",
            postcodes=cache.around().postcodes,
            gifts=gifts,
            words=words,
            description=story,
            contact=state.filled(CONTACT) or "",
            subkind=(state.filled(SUBKIND) or "") if is_group else "",
            meets=(state.filled(MEETS) or "") if is_group else "",
            website=(state.filled(WEBSITE) or "") if is_group else "",
        ), None
    except KrachtenkaartError as error:
        return None, error


def _telling(error: KrachtenkaartError, where: str) -> None:
    """Say what is to be mended, unless the field is simply still open."""
    if state.filled(f"{KEYS}{where}"):
        with st.container(key=f"add-mend-{where}"):
            st.text(error_sentence(error))


def begin(whose: str, *, like: Card | None = None) -> None:
    """
    Begin a new card, for oneself ("own") or for somebody else ("other"); from a widget's callback.

    `like` gives kind and postcode: of a pile of papers from one street the next is much like the last.
    """
    state.clear(KEYS)
    state.fill(BEGINS_FOR, whose)
    state.fill(BEGINS_AS, like.kind if like else "")
    if like is not None:
        state.fill(POSTCODE, like.postcode)


def open_fields() -> list[str]:
    """Name what is still open, in the words of the form."""
    kind = state.filled(KIND, TALENT)
    fields = ((NAME, t(f"add.name.{kind}")), (POSTCODE, t("add.postcode")))
    return [label for key, label in fields if not (state.filled(key) or "").strip()]

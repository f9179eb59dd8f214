"""
One club, place or neighbour on the page In mijn buurt: a few lines in the list, everything when it is opened.

Texts from outside go through `st.text` only; what can be opened (mail, telephone, website) was checked first.
"""

from datetime import UTC, datetime
from urllib.parse import quote, urlsplit
from uuid import NAMESPACE_URL, uuid5

import streamlit as st

from dashboard import cache, reveal, sentences, state, viewer
from dashboard.cards import care
from dashboard.i18n import language, t
from dashboard.introductions import bring
from dashboard.tickets import TICKETS, Ticket
from geo.calendar import MEDIA_TYPE, Event, is_worth_keeping, write_calendar
from geo.contact import Contact, read_contact, web_link
from geo.frames import (
    AREA,
    ASSET_ID,
    CONTACT,
    DESCRIPTION,
    GIFTS,
    KIND,
    MEETS,
    NAME,
    PC4,
    PLACED_BY,
    POSTCODE,
    SUBKIND,
    WEBSITE,
    WORDS,
)
from geo.nearby import NOW, TODAY, is_there, meeting_of
from geo.terms import LENDS, TALENT, TEACHES, TOGETHER

WHAT_TO_DO = (TOGETHER, TEACHES, LENDS)
"""What a visitor can do there comes first."""


def closed(asset, metres: float | None, moment: datetime) -> None:
    """Show an entry of the list: who, how far, what to do there and when; a tap opens it."""
    with st.container(border=True, key=f"item-{asset[KIND]}-{asset[ASSET_ID]}", gap=None):
        _head(asset, metres)
        _line("summary", asset, " · ".join(_gift_lines(asset)[:2]) or asset[DESCRIPTION])
        _line("when", asset, _when(asset, moment))
        care.age(asset)
        st.button(
            t("nearby.open"),
            key=f"open-near-{asset[ASSET_ID]}",
            type="tertiary",
            on_click=state.choose,
            args=(asset[ASSET_ID],),
        )


def opened(asset, metres: float | None, moment: datetime) -> None:
    """Show everything about one asset, in its place in the list."""
    whole, asset = asset, reveal.veiled(asset)
    with st.container(border=True, key=f"item-{asset[KIND]}-opened-{asset[ASSET_ID]}", gap=None):
        _head(asset, metres)
        _line("cardtext", asset, asset[DESCRIPTION])
        for number, line in enumerate(_gift_lines(asset)):
            _line(f"gift-{number}", asset, line)
        _line("when", asset, _when(asset, moment))
        _how_to_join(asset)
        reveal.offer(whole)
        _actions(asset, moment)
        bring.offer_to_ask(asset)
        care.confirmed(asset)
        care.under_card(asset)
        st.button(
            t("nearby.close"),
            key=f"shut-near-{asset[ASSET_ID]}",
            icon=":material/expand_less:",
            type="tertiary",
            on_click=state.choose,
            args=("",),
        )


def _head(asset, metres: float | None) -> None:
    _line("name", asset, sentences.name_of(asset))
    words = cache.vocabulary()
    kind = words.label(asset[SUBKIND], language()) if asset[SUBKIND] else t(f"kind.one.{asset[KIND]}")
    _line("near", asset, " · ".join(filter(None, (_how_far(asset, metres), kind))))


def _how_far(asset, metres: float | None) -> str:
    """Say the walk; of who is only known by the first four digits, those."""
    if metres is None:
        return ""
    if asset[PLACED_BY] == AREA:
        return t("nearby.in_wijk")
    if asset[KIND] == TALENT and asset[PLACED_BY] == PC4:
        return t("nearby.in_postcode", postcode=asset[POSTCODE][:4])
    return t(
        "nearby.walk",
        minutes=sentences.walk_min(metres),
        distance=sentences.short_distance(max(10, round(metres / 10) * 10)),
    )


def _gift_lines(asset) -> list[str]:
    """Say what there is to do, to get and to bring; what a visitor can do comes first."""
    said = sentences.gifts_by_mode(asset[GIFTS], cache.vocabulary())
    modes = [*WHAT_TO_DO, *(mode for mode in said if mode not in WHAT_TO_DO)]
    lines = [t(f"nearby.gift.{mode}", what=said[mode]) for mode in modes if mode in said]
    if asset[WORDS]:
        own_words = "; ".join(entry.rsplit(":", 1)[0] for entry in asset[WORDS].split("; "))
        lines.append(t("card.words", words=own_words))
    return lines


def _when(asset, moment: datetime) -> str:
    """Say when they meet, with a word about today where that is certain."""
    if not asset[MEETS]:
        return ""
    for when in (NOW, TODAY):
        if is_there(asset[MEETS], when=when, moment=moment):
            return f"{t(f'nearby.moment.{when}')} · {asset[MEETS]}"
    return asset[MEETS]


def _how_to_join(asset) -> None:
    has_contact, has_times = bool(asset[CONTACT] or asset[WEBSITE]), bool(asset[MEETS])
    if asset[KIND] == TALENT:
        sentence = "contact" if has_contact else "ask"
    elif has_contact:
        sentence = "both" if has_times else "contact"
    else:
        sentence = "come" if has_times else "ask"
    _line("join", asset, t(f"nearby.join.{sentence}"))
    _line("fact-contact", asset, asset[CONTACT])


def _actions(asset, moment: datetime) -> None:
    """Offer what a telephone can do with this: call, write, look, keep and pass on."""
    contact = read_contact(asset[CONTACT])
    with st.container(key=f"near-actions-{asset[ASSET_ID]}", horizontal=True, gap="small"):
        _link("call", contact.phone, ":material/call:", asset)
        _link("mail", _mail_link(contact), ":material/mail:", asset)
        _link("website", web_link(asset[WEBSITE]), ":material/open_in_new:", asset)
        _keep(asset, moment)
        _pass_on(asset)


def _link(name: str, address: str, icon: str, asset) -> None:
    if address:
        st.link_button(t(f"nearby.action.{name}"), address, icon=icon, key=f"near-{name}-{asset[ASSET_ID]}")


def _mail_link(contact: Contact) -> str:
    return f"{contact.email}?subject={quote(t('nearby.mail.subject'))}" if contact.email else ""


def _keep(asset, moment: datetime) -> None:
    """Offer the meeting for one's own calendar, where it is certain. After a tap a fresh link stands ready."""
    meeting = meeting_of(asset[MEETS])
    if asset[KIND] == TALENT or meeting is None or not is_worth_keeping(meeting):
        return
    st.link_button(
        t("nearby.action.keep"),
        _calendar_link(asset, meeting, moment),
        icon=":material/event:",
        key=f"near-keep-{asset[ASSET_ID]}",
        on_click="rerun",
    )


def _calendar_link(asset, meeting, moment: datetime) -> str:
    link = state.asset_link(asset[ASSET_ID])
    event = Event(
        uid=f"{uuid5(NAMESPACE_URL, link or asset[ASSET_ID])}@krachtenkaart",
        name=sentences.name_of(asset),
        meeting=meeting,
        description="\n".join(filter(None, (asset[DESCRIPTION], asset[MEETS], asset[CONTACT]))),
        location=", ".join(filter(None, (asset[NAME], asset[POSTCODE]))),
        url=web_link(asset[WEBSITE]) or link,
    )
    data = write_calendar(event, today=moment.date(), stamp=datetime.now(UTC))
    token = TICKETS.issue(Ticket(data, f"{t('nearby.filename')}-{asset[ASSET_ID]}.ics", MEDIA_TYPE))
    return f"lijst/{token}?lang={language()}"


def _pass_on(asset) -> None:
    """Give the address of this card, to copy or to mail; nothing of who passes it on is in it."""
    link = state.asset_link(asset[ASSET_ID])
    if not link:
        return
    with st.popover(t("nearby.action.share"), icon=":material/share:"):
        st.text(t("nearby.share.how"))
        st.code(link, language=None, wrap_lines=True)
        subject, body = quote(sentences.name_of(asset), safe=""), quote(link, safe="")
        st.link_button(
            t("nearby.share.mail"),
            f"mailto:?subject={subject}&body={body}",
            icon=":material/mail:",
            key=f"near-pass-on-{asset[ASSET_ID]}",
        )
        if viewer.is_loopback(urlsplit(link).hostname):
            st.caption(t("invitation.only_here"))


def _line(role: str, asset, text: str) -> None:
    """One line of text with a class for the style sheet."""
    if text:
        with st.container(key=f"{role}-{asset[ASSET_ID]}"):
            st.text(text)

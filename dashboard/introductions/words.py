"""Sentences about introductions. Names and notes in them come from outside: show them through `st.text` only."""

from datetime import date

from dashboard import cache, sentences
from dashboard.i18n import has, language, n, t
from geo.gifts import Gift
from geo.introductions import FollowedEnd, FollowUp, OwnIntroduction


def counted(people: int, plans: int) -> str:
    """Say how many people and groups were introduced and how many plans were begun; "" for none of both."""
    said = [n("introductions.counted.people", people)] if people else []
    said += [n("introductions.counted.plans", plans)] if plans else []
    if len(said) == 2:
        return t("introductions.counted.both", people=said[0], plans=said[1])
    return t("introductions.counted.one", counted=said[0]) if said else ""


def name_of_end(end: FollowedEnd) -> str:
    """Give the name of one end, as the present visitor may know it."""
    asset = cache.asset(end.asset_id) if end.asset_id else None
    return t("introductions.someone") if asset is None else sentences.name_of(asset)


def pair(followed: FollowUp) -> str:
    """Name the two who were brought together."""
    one, other = map(name_of_end, followed.ends)
    return t("introductions.pair", one=one, other=other)


def why(followed: FollowUp) -> str:
    """Say why these two belong together; "" where it was not for a capability of both."""
    one, other = followed.ends
    key = f"reason.{one.about.mode}.{other.about.mode}"
    if not has(key) or not _is_known(one.about):
        return ""
    return t(
        key,
        own=name_of_end(one),
        other=name_of_end(other),
        capability=_capability(other.about),
        own_capability=_capability(one.about),
    )


def how_made(followed: FollowUp) -> str:
    """Say when it was, and who began."""
    made_on = day(followed.made_on)
    if followed.is_asked_by_owner:
        return t("introductions.asked", one=name_of_end(followed.ends[0]), date=made_on)
    return t("introductions.made", date=made_on)


def plan(initiative_id: str) -> str:
    """Say for which plan it is; "" for none."""
    found = cache.initiative(initiative_id) if initiative_id else None
    return t("introductions.plan", name=found.name) if found else ""


def yes(end: FollowedEnd) -> str:
    """Say whether a resident said yes already, as far as that is known."""
    name = name_of_end(end)
    if not end.said_yes_on:
        return t("introductions.unheard", name=name)
    return t(
        "introductions.yes.paper" if end.is_on_paper else "introductions.yes",
        name=name,
        date=day(end.said_yes_on),
    )


def asked(own: OwnIntroduction) -> str:
    """Say to somebody what a question is about, in terms of what they do themselves."""
    who = own.other_name or t("introductions.own.someone")
    if not _is_known(own.about):
        return t("introductions.own.about.none", who=who)
    return t(f"introductions.own.about.{own.about.mode}", who=who, capability=_capability(own.about))


def day(text: str) -> str:
    """Say a day that is written in ISO 8601."""
    return sentences.day(date.fromisoformat(text))


def _is_known(gift: Gift) -> bool:
    return gift.capability in {term.code for term in cache.vocabulary().capabilities}


def _capability(gift: Gift) -> str:
    return sentences.in_sentence(cache.vocabulary().label(gift.capability, language()))

"""What is said in the room: one or two calm sentences per stop, from closed words, counts and names of clubs."""

from collections.abc import Sequence

import pandas as pd

from dashboard import sentences
from dashboard.i18n import language, n, t
from geo.bridges import Bridge
from geo.frames import GIFTS, KIND, NAME
from geo.gifts import Gift, parse_gifts
from geo.terms import CAN, KINDS, LEARNS, LENDS, MODES, SEEKS, TEACHES, TOGETHER
from geo.tour import ALL, CLUB, QUIET, SHARED, Company, Told
from geo.vocabulary import Vocabulary

CORNER_M = 75
"""What is nearer is around the corner: the middle of a postcode says no more."""

NAMED_AT_MOST = 3
"""So many newcomers are welcomed one by one."""


def where(wijk_name: str) -> str:
    """Say where a stop is."""
    return t("room.where.wijk", wijk=wijk_name) if wijk_name else t("room.where.around")


def told(one: Told, *, here: str, counts: dict[str, int], company_name: str, words: Vocabulary) -> str:
    """Say what is told at a stop."""
    if one.topic == ALL:
        return t("room.told.all", where=here, counts=sentences.counts(counts))
    if one.topic == QUIET:
        return n("room.told.quiet", sum(counts.values()), where=here)
    if one.topic == CLUB and one.company:
        return t(f"room.club.{one.company.mode}", where=here, **_company(one.company, company_name, words))
    values = {"where": here, "capability": _small(one.capability, words), "name": company_name}
    if one.topic != SHARED:
        return n("room.told.wish", one.residents, **values)
    opening = n(f"room.shared.{one.mode}", one.residents, **values)
    if one.company is None:
        return opening
    key = "" if one.company.capability == one.capability else ".more"
    return f"{opening} {t(f'room.company.{one.company.mode}{key}', **_company(one.company, company_name, words))}"


def _company(company: Company, name: str, words: Vocabulary) -> dict[str, str]:
    near = t("room.near.corner")
    if company.distance_m >= CORNER_M:
        near = t("room.near.distance", distance=sentences.distance(company.distance_m))
    return {"name": name, "near": near, "capability": _small(company.capability, words)}


def _small(capability: str, words: Vocabulary) -> str:
    return sentences.in_sentence(words.label(capability, language()))


def connection(bridge: Bridge, one: str, other: str, *, words: Vocabulary) -> str:
    """Say why two belong together; a resident whose name is not shown has the name ""."""
    reason = bridge.reasons[0]
    capability = _small(reason.capability, words)
    if reason.own_mode == reason.other_mode == TOGETHER and not (one and other):
        key = "room.together.one" if one or other else "room.together.neighbours"
        return t(key, name=one or other, capability=capability)
    is_other_first = reason.own_mode in (LEARNS, SEEKS)  # who gives is named before who wishes
    second = t("nameless.talent" if one or other else "room.another")
    first = t("nameless.talent")
    own, another = (
        one or (second if is_other_first else first),
        other or (first if is_other_first else second),
    )
    return sentences.reason_sentence(reason, own_name=own, other_name=another, words=words, initiatives={})


def welcome(newcomers: Sequence, *, words: Vocabulary) -> str:
    """Welcome new assets, given as rows, the first few one by one."""
    named = [_newcomer(asset, words) for asset in newcomers[:NAMED_AT_MOST]]
    rest = len(newcomers) - len(named)
    said = t("room.welcome", who=", ".join(named))
    return f"{said} {n('room.welcome.more', rest)}" if rest else said


def _newcomer(asset, words: Vocabulary) -> str:
    gift = best_gift(parse_gifts(asset[GIFTS]), words)
    who = asset[NAME] or t(f"room.newcomer.{asset[KIND]}")
    return f"{who} ({_small(gift.capability, words)})" if gift else who


def best_gift(gifts: Sequence[Gift], words: Vocabulary) -> Gift | None:
    """Choose the gift to introduce somebody by: what they can before what they wish, in the vocabulary's order."""
    order = (CAN, TEACHES, TOGETHER, LENDS, *MODES)
    ranked = sorted(gifts, key=lambda gift: (order.index(gift.mode), words.position(gift.capability)))
    return next(iter(ranked), None)


def counts_of(kinds: pd.Series) -> dict[str, int]:
    """Count per kind."""
    found = kinds.value_counts()
    return {kind: int(found.get(kind, 0)) for kind in KINDS}

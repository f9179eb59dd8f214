"""Sentences made from data: distances, gifts and the reason why two assets belong together."""

from collections.abc import Iterable

import numpy as np
from babel.dates import format_date
from babel.numbers import format_decimal

from dashboard.i18n import language, n, t
from geo.complements import Complement, Reason
from geo.gifts import parse_gifts
from geo.terms import KINDS, LEARNS, MODES, TEACHES, TOGETHER
from geo.vocabulary import Vocabulary
from geo.walking import walk_minutes

SOLID, DASHED, DOTTED = "solid", "dashed", "dotted"


def distance(metres: float) -> str:
    """Say a distance, rounded to what matters on foot."""
    tens = max(10, round(metres / 10) * 10)
    if tens < 1000:
        return t("distance.m", metres=tens)
    return t("distance.km", kilometres=format_decimal(round(metres / 1000, 1), locale=language()))


def short_distance(metres: float) -> str:
    """Say a distance where there is little room: "400 m"."""
    return t("distance.short", metres=metres) if metres < 1000 else distance(metres)


def walk(metres: float) -> str:
    """Say a distance and how long the walk takes."""
    return t("distance.walk", distance=distance(metres), minutes=walk_min(metres))


def walk_min(metres: float) -> int:
    """Give whole minutes on foot, at least one."""
    return max(1, round(float(walk_minutes(np.array(metres)))))


def day(date) -> str:
    """Say a date."""
    return format_date(date, format="long", locale=language())


def in_sentence(label: str) -> str:
    """Let a label stand inside a sentence: its first letter small, unless it is a name or abbreviation."""
    return label[:1].lower() + label[1:] if label[1:2].islower() or label[1:2] == " " else label


def name_of(asset) -> str:
    """Give the name of an asset, or a friendly word where the visitor may not know it."""
    return asset["name"] or t(f"nameless.{asset['kind']}")


def gifts_by_mode(gifts: str, words: Vocabulary) -> dict[str, str]:
    """Say per mode, in the fixed order of modes, what an asset has to give or wants: "breien, naaien"."""
    spoken: dict[str, list[str]] = {mode: [] for mode in MODES}
    for gift in parse_gifts(gifts):
        spoken[gift.mode].append(in_sentence(words.label(gift.capability, language())))
    return {mode: ", ".join(labels) for mode, labels in spoken.items() if labels}


def gift_lines(gifts: str, words: Vocabulary) -> dict[str, str]:
    """Say what an asset has to give and wants, a line per mode: "Kan: breien, naaien"."""
    said = gifts_by_mode(gifts, words)
    return {mode: f"{_opening(words.label(mode, language()))}: {what}" for mode, what in said.items()}


def _opening(label: str) -> str:
    return label[:1].upper() + label[1:]


def reasons(
    found: Complement, *, own_name: str, other_name: str, words: Vocabulary, initiatives: dict
) -> list[str]:
    """Say why this asset belongs with that one, the best reason first."""
    return [
        reason_sentence(
            reason, own_name=own_name, other_name=other_name, words=words, initiatives=initiatives
        )
        for reason in found.reasons
    ]


def reason_sentence(
    reason: Reason, *, own_name: str, other_name: str, words: Vocabulary, initiatives: dict
) -> str:
    """Say one reason: who has what, and who wants it."""
    values = {
        "own": own_name,
        "other": other_name,
        "capability": in_sentence(words.label(reason.capability, language())),
        "own_capability": in_sentence(words.label(reason.own_capability, language())),
    }
    if reason.template:
        return t("reason.template", **values, initiative=initiatives[reason.template])
    return t(f"reason.{reason.own_mode}.{reason.other_mode}", **values)


def line_style(found: Iterable[Reason]) -> str:
    """Tell the sign of the best reason: solid for what is sought, dashed for learning, dotted for together."""
    best = next(iter(found))
    modes = {best.own_mode, best.other_mode}
    if modes <= {TEACHES, LEARNS}:
        return DASHED
    return DOTTED if best.template or modes == {TOGETHER} else SOLID


def on_map(found: dict[str, int], near: Iterable[tuple[str, float]] = ()) -> str:
    """Say in words what a map shows: how many of each kind, and who is nearest (names and metres)."""
    said = t("map.shown", counts=counts(found))
    nearest = ", ".join(t("access.near", name=name, distance=distance(metres)) for name, metres in near)
    return f"{said} {t('access.nearest', near=nearest)}" if nearest else said


def counts(found: dict[str, int]) -> str:
    """Say how many of each kind: "12 talenten, 5 verenigingen, 3 instellingen"."""

    return ", ".join(n(f"count.{kind}", found[kind]) for kind in KINDS)

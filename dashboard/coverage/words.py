"""The sentences of the page Dekking and its report. They speak of what is there and where to go asking."""

from collections.abc import Sequence
from typing import Any

import pandas as pd
from babel.dates import format_date
from babel.lists import format_list
from babel.numbers import format_decimal, format_percent

from dashboard import cache, sentences
from dashboard.coverage.controls import capability_words, month_words, plan_words, theme_words
from dashboard.coverage.view import CoverageView
from dashboard.i18n import language, n, t
from geo.coverage.classes import CLASSES, IS_MERGED, IS_NOT_ASKED, IS_UNKNOWN, breaks_of
from geo.coverage.figures import (
    CELL_VALUE,
    MERGED,
    NOT_ASKED,
    NOTHING_YET,
    OR_MORE,
    PRESENT,
    STATE,
    TOGETHER,
    VALUE,
    Figures,
)
from geo.coverage.query import COUNTS, REACH, SHARES, WITH_KIND, CoverageQuery
from geo.release.splitting import LEAST

MOST_NAMED = 3
"""So many areas that are told together with another are named; of more only how many they are."""

_PATTERN_WORDS = {IS_UNKNOWN: "unknown", IS_MERGED: "merged", IS_NOT_ASKED: "not_asked", 0: "nothing_yet"}


def title(query: CoverageQuery) -> str:
    """Say what the map shows: "Verenigingen, Koken & samen eten"."""
    which, plan = (".plan", plan_words(query.template)) if query.template else ("", "")
    distance = sentences.distance(query.radius_m)
    parts = [t(f"coverage.title.{query.measure}{which}", distance=distance, plan=plan)]
    if query.measure in WITH_KIND and query.kind:
        parts.append(t(f"kind.{query.kind}"))
    if not query.template:
        parts += [said for _, said in subject(query)]
    return " · ".join(parts)


def subject(query: CoverageQuery) -> tuple[tuple[str, str], ...]:
    """Say of what it is, where that was chosen: the label of the choice and what was chosen, or nothing."""
    if query.template:
        return ((t("coverage.plan.one"), cache.initiative_names(language())[query.template]),)
    if query.capability:
        return ((t("coverage.capability.one"), capability_words(query.capability)),)
    if query.theme:
        return ((t("coverage.theme.label"), theme_words(query.theme)),)
    return ()


def within(query: CoverageQuery) -> str:
    """Say what the number of people with something nearby is called: "Heeft iets op 800 m"."""
    name = "coverage.column.within" + (".plan" if query.template else "")
    return t(name, distance=sentences.short_distance(query.radius_m))


def needs(view: CoverageView) -> str:
    """Say what belongs to the plan that is asked for, or ""."""
    wanted = [code for one in view.data.templates if one.code == view.query.template for code in one.wants]
    if not wanted:
        return ""
    named = [sentences.in_sentence(capability_words(code)) for code in wanted]
    plan = plan_words(view.query.template)
    return t("coverage.plan.needs", plan=plan, what=format_list(named, locale=language()))


def says(view: CoverageView) -> tuple[str, ...]:
    """Say what one sees, in at most three sentences."""
    told = [_whole(view), _spread(view.figures), _beside(view)]
    return tuple(sentence for sentence in told if sentence)


def _whole(view: CoverageView) -> str:
    found, query = view.figures, view.query
    if found.whole is None:
        return t("coverage.says.few", least=LEAST) if found.is_rounded else t("coverage.says.unknown")
    whose = query.kind or ("all" if view.data.is_exact else "groups")
    said = number(query, found.whole)
    values = {
        "what": t(f"coverage.what.{whose}"),
        "theme": theme_words(query.theme) if query.theme else "",
        "capability": capability_words(query.capability) if query.capability else "",
        "plan": plan_words(query.template) if query.template else "",
        "distance": sentences.distance(query.radius_m),
        "number": t("coverage.or_more", number=said) if found.table[OR_MORE].any() else said,
        "month": month_words(query.month) if query.month else "",
    }
    rounded = ".about" if found.is_rounded else ""
    return t(f"coverage.says.{query.measure}{_about(query, whose)}{rounded}", **values)


def _about(query: CoverageQuery, whose: str) -> str:
    """Tell which sentence says of what it is; what all bring together is said of nobody in particular."""
    if query.template:
        return ".plan" if whose == "all" else ".plan.of"
    if query.capability:
        return ".capability"
    return ".theme" if query.theme else ""


def _spread(found: Figures) -> str:
    """Say in how many areas something is, and where nobody was asked yet."""
    states, level = found.states, found.query.level
    told = [_present(found)]
    if states[NOT_ASKED]:
        told.append(n(f"coverage.says.not_asked.{level}", states[NOT_ASKED]))
    if states[MERGED]:
        told.append(n(f"coverage.says.merged.{level}", states[MERGED]))
    return " ".join(filter(None, told))


def _present(found: Figures) -> str:
    """Say in how many areas something is, or all of a plan is nearby; of none is no sentence."""
    count, every, level = found.states[PRESENT], len(found.table), found.query.level
    if not count:
        return ""
    if found.query.template:
        where = "everywhere" if 1 < count == every else "somewhere"
        levels = t(f"areas.levels.{level}")
        return t(f"coverage.says.plan.{where}", count=_count(count), all=_count(every), level=levels)
    if 1 < count == every:
        return t(f"coverage.says.everywhere.{level}")
    return n(f"coverage.says.present.{level}", count, all=_count(every))


def _beside(view: CoverageView) -> str:
    found = view.figures
    if found.is_rounded:
        return t("coverage.says.release", least=LEAST, quarter=quarter(found.quarter))
    if found.basis:
        return t(f"coverage.basis.{found.basis}")
    if found.outside:
        return n("coverage.says.outside", found.outside)
    return ""


def quarter(code: str) -> str:
    """Say a quarter: "het vierde kwartaal van 2026"."""
    year, _, number_ = code.partition("-Q")
    return t(f"coverage.quarter.{number_}", year=year)


def number(query: CoverageQuery, value: float) -> str:
    """Say a value with its unit."""
    if query.measure in SHARES:
        return format_percent(value, format="0 %" if language() == "nl" else "0%", locale=language())
    if query.measure in COUNTS:
        return _count(round(value))
    return format_decimal(round(value, 1), format="0.0", locale=language())


def _count(count: int) -> str:
    return format_decimal(count, locale=language())


def class_words(query: CoverageQuery, step: int) -> str:
    """Say what a class of the map means: "5 tot 10", "nog niet gevraagd"."""
    if step in _PATTERN_WORDS:
        return _state_words(query, _PATTERN_WORDS[step])
    bounds = (0.0, *breaks_of(query))
    low, high = bounds[step - 1], (bounds[step] if step < CLASSES else None)
    if query.measure in COUNTS:
        low, high = max(low, 1.0), None if high is None else high - 1
        if high is not None:
            return t("coverage.class.counts", low=_count(int(low)), high=_count(int(high)))
    said = number_plain(query, low)
    if high is None and query.measure not in SHARES:
        return t("coverage.class.from", low=said)
    return t("coverage.class.between", low=said, high=number(query, 1.0 if high is None else high))


def _state_words(query: CoverageQuery, state: str) -> str:
    """Say why there is no number; where not all of a plan is there, some of it may be."""
    is_plan = bool(query.template) and state == NOTHING_YET
    return t(f"coverage.state.{state}{'.plan' if is_plan else ''}")


def number_plain(query: CoverageQuery, value: float) -> str:
    """Say a bound without its unit, which the other bound has; whole where it is."""
    scaled = value * 100 if query.measure in SHARES else value
    return format_decimal(round(scaled, 1), format="0.#", locale=language())


def legend(view: CoverageView) -> tuple[tuple[int, str], ...]:
    """Give the classes for the legend: all steps, and the patterns that are on the map."""
    there = set(view.classes)
    steps = [step for step in range(CLASSES + 1) if step or 0 in there]
    patterns = [step for step in (IS_NOT_ASKED, IS_MERGED, IS_UNKNOWN) if step in there]
    return tuple((step, class_words(view.query, step)) for step in [*steps, *patterns])


def value_words(found: Figures, code: str, others: Sequence[str] = ()) -> str:
    """
    Say what is told of one area: a number, or why there is none.

    Parameters
    ----------
    others
        Names of the areas that it is told together with; their number is said unless given.
    """
    state = found.table.at[code, STATE]
    if state == MERGED:
        return _merged_words(found.table.loc[code], others)
    if state != PRESENT:
        return _state_words(found.query, state)
    said = number(found.query, float(found.table.at[code, VALUE]))
    return t("coverage.about", number=said) if found.is_rounded else said


def _merged_words(row: pd.Series, others: Sequence[str]) -> str:
    """Say what is told of areas together."""
    count = int(row[TOGETHER]) - 1
    said = t("coverage.below", least=LEAST)
    if not pd.isna(row[CELL_VALUE]):
        least_words = _count(int(row[CELL_VALUE]))
        said = t("coverage.about_or_more" if row[OR_MORE] else "coverage.about", number=least_words)
    if 0 < len(others) <= MOST_NAMED:
        return t("coverage.merged_names", number=said, names=format_list(list(others), locale=language()))
    return n("coverage.merged_with", count, number=said) if count else said


def day_words(day: Any) -> str:
    """Say a day, "3 maart 2026", or "" for none."""
    return "" if pd.isna(day) else format_date(pd.Timestamp(day).date(), format="long", locale=language())


def method(view: CoverageView) -> tuple[str, ...]:
    """Say how the numbers are made, for who reads the report."""
    query, found = view.query, view.figures
    told = [t(f"coverage.method.{query.measure}{'.plan' if query.template else ''}"), needs(view)]
    if found.is_rounded:
        told.append(t("coverage.method.release", least=LEAST))
    elif query.measure in WITH_KIND and not query.kind:
        told.append(t("coverage.method.all" if view.data.is_exact else "coverage.method.groups"))
    if query.measure == REACH:
        told.append(t(f"coverage.basis.{found.basis}"))
    told.append(t("coverage.method.classes"))
    return tuple(sentence for sentence in told if sentence)


def people_words(people: Any) -> str:
    """Say how many live somewhere, or that it is not known."""
    return t("coverage.state.unknown") if pd.isna(people) else _count(int(people))

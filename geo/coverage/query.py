"""What may be asked of coverage: one measure, of one level, at one moment."""

import re
from calendar import monthrange
from dataclasses import dataclass, replace
from datetime import date

from geo.areas.levels import WIJK
from geo.coverage.data import CoverageData
from geo.coverage.reach import RADII_M
from geo.errors import NotFoundError
from geo.terms import KINDS, TALENT

STRENGTHS, PER_1000, DIVERSITY, REACH = "strengths", "per_1000", "diversity", "reach"
ASKED, CONNECTIONS = "asked", "connections"
MEASURES = (STRENGTHS, PER_1000, DIVERSITY, REACH, ASKED, CONNECTIONS)
"""How many assets; as many per 1,000 people; how varied their themes; who has one within a walk; where people were
asked; who was brought together."""

WITH_KIND = (STRENGTHS, PER_1000, DIVERSITY, REACH)
WITH_THEME = (STRENGTHS, PER_1000, REACH)
WITH_ONE, WITH_PLAN = (REACH,), (REACH,)
"""Measures of one capability, and of all that a template of an initiative brings together."""

SUBJECTS = ("template", "capability", "theme")
"""What a question may be about, the most telling first; at most one of them counts."""

SHARES = (REACH, ASKED)
"""Measures between 0 and 1."""

COUNTS = (STRENGTHS, CONNECTIONS)
"""Measures in whole numbers that add up over areas."""

_MONTH = re.compile(r"(\d{4})-(0[1-9]|1[0-2])")


@dataclass(frozen=True)
class CoverageQuery:
    """
    One question.

    Attributes
    ----------
    level
        One of `geo.areas.levels.LEVELS`.
    measure
        One of `MEASURES`.
    kind
        One of `geo.terms.KINDS`, or "": all that may be counted exactly.
    theme
        Code of a theme, or "": any.
    capability
        Code of a capability, or "": any; for reach only.
    template
        Code of a template of an initiative, all of whose wants must be there, or "": none; for reach only. Of
        template, capability and theme at most one counts: the first that is known (`checked`).
    radius_m
        Metres on foot, for reach; one of `geo.coverage.reach.RADII_M`.
    month
        "2026-03": as it was at the end of that month; "" for now.
    """

    level: str = WIJK
    measure: str = STRENGTHS
    kind: str = ""
    theme: str = ""
    capability: str = ""
    template: str = ""
    radius_m: int = 800
    month: str = ""

    @property
    def last_day(self) -> date:
        """Give the last day that counts."""
        found = _MONTH.fullmatch(self.month)
        if found is None:
            return date.max
        year, month = map(int, found.groups())
        return date(year, month, monthrange(year, month)[1])


def measures_of(data: CoverageData) -> tuple[str, ...]:
    """Name the measures that a role may see."""
    hidden = {ASKED: not data.may_ask, CONNECTIONS: not data.may_connect}
    return tuple(measure for measure in MEASURES if not hidden.get(measure, False))


def kinds_of(data: CoverageData, measure: str) -> tuple[str, ...]:
    """Name the kinds that may be asked of a measure; talents only where they are known, by count or release."""
    if measure not in WITH_KIND:
        return ()
    knows_some = data.release is not None or bool(data.exact)
    knows_talents = data.is_exact or (measure == STRENGTHS and knows_some)
    return tuple(kind for kind in KINDS if kind != TALENT or knows_talents)


def months_of(data: CoverageData, query: CoverageQuery) -> tuple[str, ...]:
    """Name the months that are over since the first record, the latest first; none for what the release tells."""
    if query.kind == TALENT and not data.is_exact:
        return ()
    first, last = data.first_day, data.today
    count = (last.year - first.year) * 12 + last.month - first.month
    numbers = [first.year * 12 + first.month - 1 + number for number in range(max(count, 0))]
    return tuple(f"{number // 12:04d}-{number % 12 + 1:02d}" for number in reversed(numbers))


def checked(query: CoverageQuery, data: CoverageData) -> CoverageQuery:
    """
    Leave out what is not known or not this role's to ask; what a measure does not look at is at its default.

    Of `SUBJECTS` the first that is known stays.
    """
    measure = query.measure if query.measure in measures_of(data) else STRENGTHS
    kind = query.kind if query.kind in kinds_of(data, measure) else ""
    query = replace(
        query,
        level=data.level,
        measure=measure,
        kind=kind,
        **_subject(query, data, measure),
        radius_m=query.radius_m if measure == REACH and query.radius_m in RADII_M else 800,
    )
    return query if query.month in months_of(data, query) else replace(query, month="")


def require_asked(query: CoverageQuery, data: CoverageData) -> CoverageQuery:
    """
    Let a question pass that can be answered as it stands, for who typed it.

    Raises
    ------
    NotFoundError
        `coverage.unknown`, naming what is unknown or not this role's to ask; `coverage.several` for more than one of
        `SUBJECTS`, `coverage.reach_only` for one that only reach can be about, `template.not_found`, naming those
        that there are.
    """
    known = checked(query, data)
    if query.measure == known.measure:
        _require_subject(query, data)
    for name in ("measure", "kind", *SUBJECTS, "month"):
        asked, found = getattr(query, name), getattr(known, name)
        if asked != found:
            raise NotFoundError("coverage.unknown", what=name, value=asked)
    return known


def _require_subject(query: CoverageQuery, data: CoverageData) -> None:
    asked = [name for name in SUBJECTS if getattr(query, name)]
    if len(asked) > 1:
        raise NotFoundError("coverage.several", what=", ".join(asked))
    for name, measures in (("capability", WITH_ONE), ("template", WITH_PLAN)):
        if name in asked and query.measure not in measures:
            raise NotFoundError("coverage.reach_only", what=name)
    codes = [template.code for template in data.templates]
    if query.template and query.template not in codes:
        raise NotFoundError("template.not_found", template=query.template, known=", ".join(codes))


def _subject(query: CoverageQuery, data: CoverageData, measure: str) -> dict[str, str]:
    """Keep at most one of `SUBJECTS`: the first that is known and that the measure can be about."""
    known = {
        "template": data.templates if measure in WITH_PLAN else (),
        "capability": data.vocabulary.capabilities if measure in WITH_ONE else (),
        "theme": data.vocabulary.themes if measure in WITH_THEME else (),
    }
    found = [name for name in SUBJECTS if getattr(query, name) in {term.code for term in known[name]}]
    return dict.fromkeys(SUBJECTS, "") | {name: getattr(query, name) for name in found[:1]}

"""
When people meet: plain Dutch such as "Elke dinsdag 19.30 - 21.30 uur", read where only one thing can be meant.

A wrong evening is worse than none, so a text is understood whole or not at all: "half acht" without "'s avonds"
may be the morning, "elke tweede dinsdag" without "van de maand" may be every other week.
"""

import re
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

DAYS = ("maandag", "dinsdag", "woensdag", "donderdag", "vrijdag", "zaterdag", "zondag")
"""In the order of `datetime.date.weekday`."""

ORDINALS = {"eerste": 1, "tweede": 2, "derde": 3, "vierde": 4, "laatste": -1}

PARTS = {"ochtend": (5, 12), "morgen": (5, 12), "middag": (12, 18), "avond": (17, 24)}
"""Hours from and up to which a part of the day is spoken of."""

_SHORT = {day[:2]: day for day in DAYS}
_HOURS = ("een", "twee", "drie", "vier", "vijf", "zes", "zeven", "acht", "negen", "tien", "elf", "twaalf")
_PLAINLY_MORNING_H = 9
"""A lone "8.00 uur" is often meant for the evening, "10.00 uur" is not."""

_FEW_WORDS = 100
"""Characters; a longer text tells more than a time."""

_DAY = "|".join(DAYS)
_PART = "|".join(PARTS)
_DAYS_TEXT = rf"""
    (?: (?:elke|iedere)\ (?:
            (?P<any>dag|werkdag)
          | (?P<ordinals>{"|".join(ORDINALS)})(?:\ en\ (?P<also>{"|".join(ORDINALS)}))?
            \ (?P<one>{_DAY})(?P<one_part>{_PART})?\ van\ de\ maand
          | (?P<days>(?:{_DAY})(?:(?:,\ |\ en\ |,\ en\ )(?:{_DAY}))*)(?P<days_part>{_PART})?
        )
      | (?P<first>{_DAY})\ (?:tot\ en\ met|t/m)\ (?P<last>{_DAY})
    )"""
_CLOCK = "[0-9]{1,2}[.:][0-9]{2}"
_SPOKEN = rf"""
    om\ (?:(?P<shift>half|kwart\ over|kwart\ voor)\ )?(?P<hour>{"|".join(_HOURS)}|1[0-2]|[1-9])(?:\ uur)?"""
_MEETING = re.compile(
    rf"""{_DAYS_TEXT}(?:\ 's\ (?P<before>{_PART})s)?,?\ (?:
        (?:van\ )?(?P<start>{_CLOCK})(?:\ uur)?\ ?(?:-|–|tot)\ ?(?P<end>{_CLOCK})(?:\ uur)?
      | (?:om\ |vanaf\ )?(?P<only>{_CLOCK})(?:\ uur)?
      | {_SPOKEN}
    )(?:\ 's\ (?P<after>{_PART})s)?(?:\ inloop)?""",
    re.VERBOSE,
)


@dataclass(frozen=True)
class Meeting:
    """
    What comes back at fixed times, local time in the Netherlands.

    Attributes
    ----------
    weekdays
        Monday is 0; sorted, distinct, at least one.
    start, end
        `end` is None when only the beginning is told; one not after `start` is on the next day.
    ordinals
        Which of these days in a month: 1 to 4, -1 for the last; () for every week.
    skips_holidays
        Whether it is on working days, of which public holidays are none.
    """

    weekdays: tuple[int, ...]
    start: time
    end: time | None = None
    ordinals: tuple[int, ...] = ()
    skips_holidays: bool = False


def read_meeting(text: str) -> Meeting | None:
    """
    Read when people meet.

    Parameters
    ----------
    text
        Plain Dutch from outside, of any sort.

    Returns
    -------
    meeting
        None wherever the text could mean something else too, or says more than is understood.
    """
    plain = " ".join(text.replace("’", "'").lower().split()).removesuffix(".")
    plain = re.sub(r"\b(ma|di|wo|do|vr|za|zo)\b", lambda found: _SHORT[found[0]], plain)
    found = _MEETING.fullmatch(plain) if len(plain) <= _FEW_WORDS else None
    times = _read_times(found.groupdict("")) if found else None
    if found is None or times is None or times[0] == times[1]:
        return None
    weekdays = _read_weekdays(found.groupdict(""))
    ordinals = tuple(ORDINALS[word] for word in (found["ordinals"], found["also"]) if word)
    if not weekdays or len(set(ordinals)) != len(ordinals):
        return None
    return Meeting(weekdays, *times, ordinals=ordinals, skips_holidays=found["any"] == "werkdag")


def is_on(meeting: Meeting, day: date) -> bool:
    """Tell whether people meet on this day (one that goes on past midnight is on the day it begins)."""
    if day.weekday() not in meeting.weekdays or (meeting.skips_holidays and is_public_holiday(day)):
        return False
    if not meeting.ordinals:
        return True
    is_last = (day + timedelta(days=7)).month != day.month
    return (day.day - 1) // 7 + 1 in meeting.ordinals or (is_last and -1 in meeting.ordinals)


def is_going_on(meeting: Meeting, moment: datetime) -> bool:
    """Tell whether people are together at this moment, local time; never when the end is not told."""
    if meeting.end is None:
        return False
    today, now = moment.date(), moment.time()
    if meeting.start < meeting.end:
        return is_on(meeting, today) and meeting.start <= now < meeting.end
    began_today = is_on(meeting, today) and meeting.start <= now
    return began_today or (is_on(meeting, today - timedelta(days=1)) and now < meeting.end)


def next_day(meeting: Meeting, day: date) -> date:
    """Give the first day from this one on that people meet."""
    while not is_on(meeting, day):
        day += timedelta(days=1)
    return day


def is_public_holiday(day: date) -> bool:
    """Tell whether most of the Netherlands is free: New Year, Easter, King's Day, Ascension, Whitsun, Christmas."""
    moving = {easter(day.year) + timedelta(days=days) for days in (0, 1, 39, 49, 50)}
    birthday = date(day.year, 4, 27)
    fixed = {date(day.year, 1, 1), date(day.year, 12, 25), date(day.year, 12, 26)}
    kings_day = birthday - timedelta(days=1) if birthday.weekday() == 6 else birthday
    return day in moving | fixed | {kings_day}


def easter(year: int) -> date:
    """
    Give Easter Sunday in the Gregorian calendar.

    References
    ----------
    The anonymous algorithm in Meeus, Astronomical Algorithms (1991), chapter 8.
    """
    a, (b, c) = year % 19, divmod(year, 100)
    d, e = divmod(b, 4)
    g = (8 * b + 13) // 25
    h = (19 * a + b - d - g + 15) % 30
    i, k = divmod(c, 4)
    m = (a + 11 * h) // 319
    r = (2 * e + 2 * i - k - h + m + 32) % 7
    month = (h - m + r + 90) // 25
    return date(year, month, (h - m + r + month + 19) % 32)


def _read_weekdays(found: dict[str, str]) -> tuple[int, ...]:
    if found["any"]:
        return tuple(range(7 if found["any"] == "dag" else 5))
    if found["first"]:
        first, last = DAYS.index(found["first"]), DAYS.index(found["last"])
        return tuple(range(first, last + 1))  # nothing for "zaterdag tot en met maandag"
    named = re.findall(_DAY, found["one"] or found["days"])
    return tuple(sorted({DAYS.index(day) for day in named}))


def _read_times(found: dict[str, str]) -> tuple[time, time | None] | None:
    """Give beginning and end; None where they do not fit each other or the part of the day that is named."""
    parts = {found[name] for name in ("one_part", "days_part", "before", "after")} - {""}
    if len(parts) > 1:
        return None
    part = next(iter(parts), None)
    start = _spoken(found, part) if found["hour"] else _clock(found["start"] or found["only"])
    end = _clock(found["end"]) if found["end"] else None
    if start is None or (found["end"] and end is None):
        return None
    is_plain = _is_within(start, part) if part else bool(end) or start.hour >= _PLAINLY_MORNING_H
    return (start, end) if is_plain else None


def _clock(text: str) -> time | None:
    hour, minute = (int(number) for number in re.split("[.:]", text))
    return time(hour, minute) if hour < 24 and minute < 60 else None


def _spoken(found: dict[str, str], part: str | None) -> time | None:
    """Read "half acht": morning or evening, as the part of the day tells."""
    word = found["hour"]
    hour = int(word) if word.isdigit() else _HOURS.index(word) + 1
    shift = {"": 0, "half": -30, "kwart over": 15, "kwart voor": -15}[found["shift"]]
    minutes = [(hour * 60 + shift + half_day) % (24 * 60) for half_day in (0, 12 * 60)]
    meant = [time(*divmod(one, 60)) for one in minutes]
    fitting = [one for one in meant if part and _is_within(one, part)]
    return fitting[0] if len(fitting) == 1 else None


def _is_within(moment: time, part: str) -> bool:
    first, last = PARTS[part]
    return first <= moment.hour < last

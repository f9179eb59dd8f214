"""
A meeting as a calendar file (iCalendar, RFC 5545) that telephones and mail programs take over.

Times are those of Europe/Amsterdam, so that half past seven stays half past seven in winter and summer.
"""

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from geo.contact import web_link
from geo.meetings import Meeting, next_day

ZONE = "Europe/Amsterdam"
MEDIA_TYPE = "text/calendar; charset=utf-8"

DAYS_WORTH_KEEPING = 4
"""What is open on more days of the week than this is no appointment."""

_DAY_CODES = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
_LINE_OCTETS = 75
_CONTROL = re.compile(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]+")
_ZONE_LINES = (
    "BEGIN:VTIMEZONE",
    f"TZID:{ZONE}",
    "BEGIN:DAYLIGHT",
    "DTSTART:19810329T020000",
    "RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU",
    "TZOFFSETFROM:+0100",
    "TZOFFSETTO:+0200",
    "TZNAME:CEST",
    "END:DAYLIGHT",
    "BEGIN:STANDARD",
    "DTSTART:19961027T030000",
    "RRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU",
    "TZOFFSETFROM:+0200",
    "TZOFFSETTO:+0100",
    "TZNAME:CET",
    "END:STANDARD",
    "END:VTIMEZONE",
)
"""The rules of summer time since 1996, as the European Union has them."""


@dataclass(frozen=True)
class Event:
    """
    Something to keep in a calendar. All texts may come from outside.

    Attributes
    ----------
    uid
        Worldwide name; a file with the same one renews what was kept before.
    name, description, location
        Shown to the reader; "" leaves a line out.
    url
        Web address; left out when it is none.
    """

    uid: str
    name: str
    meeting: Meeting
    description: str = ""
    location: str = ""
    url: str = ""


def is_worth_keeping(meeting: Meeting) -> bool:
    """Tell whether a meeting is an appointment: not what is open on most days, nor what holidays break up."""
    return len(meeting.weekdays) <= DAYS_WORTH_KEEPING and not meeting.skips_holidays


def write_calendar(event: Event, *, today: date, stamp: datetime) -> bytes:
    """
    Write one event that comes back, beginning with the first time from today on.

    Parameters
    ----------
    event
        What to write; its meeting is worth keeping (`is_worth_keeping`).
    today
        In the Netherlands.
    stamp
        When this file is made, with a time zone.

    Returns
    -------
    data
        UTF-8, lines of at most 75 octets that end in CR LF.
    """
    texts = {"SUMMARY": event.name, "DESCRIPTION": event.description, "LOCATION": event.location}
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//Krachtenkaart//NL",
        "CALSCALE:GREGORIAN",
        *_ZONE_LINES,
        "BEGIN:VEVENT",
        f"UID:{_escape(event.uid)}",
        f"DTSTAMP:{stamp.astimezone(UTC):%Y%m%dT%H%M%SZ}",
        *_times(event.meeting, today),
        f"RRULE:{recurrence(event.meeting)}",
        *(f"{name}:{_escape(text)}" for name, text in texts.items() if text),
        *([f"URL:{web_link(event.url)}"] if web_link(event.url) else []),
        "TRANSP:TRANSPARENT",  # to know of it is not yet to be away
        "END:VEVENT",
        "END:VCALENDAR",
    ]
    return b"".join(_folded(line) for line in lines)


def recurrence(meeting: Meeting) -> str:
    """Give the rule by which a meeting comes back (RFC 5545, 3.3.10)."""
    days = [_DAY_CODES[day] for day in meeting.weekdays]
    if meeting.ordinals:
        return f"FREQ=MONTHLY;BYDAY={','.join(f'{nth}{day}' for nth in meeting.ordinals for day in days)}"
    return f"FREQ=WEEKLY;BYDAY={','.join(days)}"


def _times(meeting: Meeting, today: date) -> list[str]:
    first = next_day(meeting, today)
    lines = [_local("DTSTART", first, meeting.start)]
    if meeting.end is not None:
        last = first if meeting.end > meeting.start else first + timedelta(days=1)
        lines.append(_local("DTEND", last, meeting.end))
    return lines


def _local(name: str, day: date, moment: time) -> str:
    return f"{name};TZID={ZONE}:{datetime.combine(day, moment):%Y%m%dT%H%M%S}"


def _escape(text: str) -> str:
    """Write a text so that it can neither end its line nor begin another property (RFC 5545, 3.3.11)."""
    plain = _CONTROL.sub(" ", text.replace("\r\n", "\n").replace("\r", "\n"))
    return re.sub(r"([\\;,])", r"\\\1", plain).replace("\n", "\\n")


def _folded(line: str) -> bytes:
    """Break a line between characters, never inside one (RFC 5545, 3.1)."""
    pieces: list[bytes] = []
    piece = b""
    for letter in line:
        octets = letter.encode()
        if len(piece) + len(octets) > _LINE_OCTETS - bool(pieces):
            pieces.append(piece)
            piece = b""
        piece += octets
    return b"\r\n ".join([*pieces, piece]) + b"\r\n"

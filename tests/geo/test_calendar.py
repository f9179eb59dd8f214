"""Calendar files as other programs read them."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from dateutil.rrule import rrulestr
from hypothesis import given
from hypothesis import strategies as st
from icalendar import Calendar

from geo.calendar import Event, is_worth_keeping, recurrence, write_calendar
from geo.meetings import Meeting, is_on, read_meeting
from tests.hostile import PAYLOADS

TODAY = date(2026, 11, 22)  # a Sunday
STAMP = datetime(2026, 11, 22, 20, 0, tzinfo=UTC)
TUESDAYS = Meeting((1,), time(19, 30), time(21, 30))

meetings = st.builds(
    Meeting,
    st.sets(st.integers(0, 6), min_size=1, max_size=4).map(lambda found: tuple(sorted(found))),
    st.times().map(lambda moment: moment.replace(second=0, microsecond=0)),
    st.none(),
    st.sampled_from([(), (1,), (-1,), (2, 4)]),
)
texts = st.text(
    st.characters(exclude_categories=["Cc", "Cs", "Zl", "Zp"], include_characters="\n"), max_size=200
)


def make_event(meeting=TUESDAYS, **values) -> Event:
    return Event(**{"uid": "club@krachtenkaart", "name": "Club", "meeting": meeting} | values)


def written(event: Event) -> bytes:
    return write_calendar(event, today=TODAY, stamp=STAMP)


def read(event: Event):
    """The one event in the file, and the whole file, as another program reads them."""
    calendar = Calendar.from_ical(written(event))
    (found,) = calendar.walk("VEVENT")
    return found, calendar


def test_a_club_on_tuesdays_begins_next_tuesday_evening_in_the_netherlands():
    event, _ = read(make_event())
    start, end = event["DTSTART"], event["DTEND"]
    assert start.params["TZID"] == end.params["TZID"] == "Europe/Amsterdam"
    assert start.dt == datetime(2026, 11, 24, 19, 30, tzinfo=ZoneInfo("Europe/Amsterdam"))
    assert end.dt - start.dt == timedelta(hours=2)
    assert event["RRULE"].to_ical() == b"FREQ=WEEKLY;BYDAY=TU"


def test_what_goes_on_past_midnight_ends_the_next_day():
    event, _ = read(make_event(Meeting((5,), time(22), time(1))))
    assert event["DTEND"].dt - event["DTSTART"].dt == timedelta(hours=3)


def test_without_a_told_end_there_is_none_in_the_file():
    assert "DTEND" not in read(make_event(Meeting((1,), time(19, 30))))[0]


@pytest.mark.parametrize("month", range(1, 13))
def test_the_file_brings_the_clock_of_amsterdam_with_it(month):
    zone = read(make_event())[1].walk("VTIMEZONE")[0].to_tz(lookup_tzid=False)
    moment = datetime(2027, month, 28, 19, 30)
    assert (
        moment.replace(tzinfo=zone).utcoffset()
        == moment.replace(tzinfo=ZoneInfo("Europe/Amsterdam")).utcoffset()
    )


@given(meetings)
def test_a_calendar_shows_the_days_on_which_people_meet_and_no_others(meeting):
    start = read(make_event(meeting))[0]["DTSTART"].dt.replace(tzinfo=None)
    until = start + timedelta(days=400)
    shown = {
        moment.date()
        for moment in rrulestr(recurrence(meeting), dtstart=start).between(start, until, inc=True)
    }
    all_days = (TODAY + timedelta(days=number) for number in range((until.date() - TODAY).days + 1))
    assert shown == {day for day in all_days if is_on(meeting, day)}


@given(name=texts, description=texts, location=texts)
def test_every_text_comes_back_as_it_was_told(name, description, location):
    event, _ = read(make_event(name=f"x{name}", description=f"x{description}", location=f"x{location}"))
    assert (event["SUMMARY"], event["DESCRIPTION"], event["LOCATION"]) == (
        f"x{name}",
        f"x{description}",
        f"x{location}",
    )


@pytest.mark.parametrize(
    "text",
    [
        *PAYLOADS,
        "Club\r\nATTENDEE:mailto:all@example.org",
        "Club\nBEGIN:VALARM",
        "a\rb\u2028c\x00d\x85e\ud800",
        "END:VEVENT\\nEND:VCALENDAR",
        "é" * 500,
    ],
)
def test_no_text_becomes_a_line_of_its_own(text):
    data = written(make_event(name=text, description=text, location=text, uid=text))
    names = [line.split(b":")[0].split(b";")[0] for line in data.split(b"\r\n") if not line.startswith(b" ")]
    plain = written(make_event(name="x", description="x", location="x"))
    assert names == [line.split(b":")[0].split(b";")[0] for line in plain.split(b"\r\n")]
    assert b"\n" not in data.replace(b"\r\n", b"")


@given(texts)
def test_no_line_is_longer_than_the_standard_allows_and_no_letter_is_cut(text):
    for line in written(make_event(name=text)).split(b"\r\n"):
        assert len(line) <= 75
        line.decode()


@pytest.mark.parametrize(
    "url", ["javascript:alert(1)", "https://a.nl/\r\nX:1", "", "ftp://a.nl", "https://u@a.nl"]
)
def test_what_is_no_web_address_is_left_out(url):
    assert b"URL:" not in written(make_event(url=url))


def test_a_website_is_kept():
    assert (
        read(make_event(url="https://example.org/koor?a=1,2;b"))[0]["URL"]
        == "https://example.org/koor?a=1,2;b"
    )


@pytest.mark.parametrize(
    ("text", "is_kept"),
    [
        ("Elke dinsdag 19.30 - 21.30 uur", True),
        ("Elke eerste zaterdag van de maand 10.00 - 12.00 uur", True),
        ("Elke dag 9.00 - 22.00 uur", False),  # opening hours are no appointment
        ("Maandag tot en met zaterdag 9.00 - 18.00 uur", False),
        ("Elke werkdag 9.00 - 17.00 uur", False),  # a rule without end cannot leave out Easter
    ],
)
def test_an_appointment_is_worth_keeping_and_opening_hours_are_not(text, is_kept):
    meeting = read_meeting(text)
    assert meeting is not None and is_worth_keeping(meeting) is is_kept

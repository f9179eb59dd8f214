"""Plain Dutch about when people meet: understood whole, or not at all."""

import csv
from datetime import date, datetime, time, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.meetings import (
    DAYS,
    ORDINALS,
    Meeting,
    easter,
    is_going_on,
    is_on,
    is_public_holiday,
    next_day,
    read_meeting,
)

DEMO = Path(__file__).parents[2] / "data" / "demo" / "assets.csv"
MON, TUE, WED, THU, FRI, SAT, SUN = range(7)
EVENING, NIGHT = time(19, 30), time(21, 30)
TUESDAYS = Meeting((TUE,), EVENING, NIGHT)

days = st.dates(date(2000, 1, 1), date(2099, 12, 1))
clocks = st.times().map(lambda moment: moment.replace(second=0, microsecond=0))


@pytest.mark.parametrize(
    ("text", "meeting"),
    [
        ("Elke dinsdag 19.30 - 21.30 uur", TUESDAYS),
        ("  elke DINSDAG  van 19:30 tot 21:30 uur. ", TUESDAYS),
        ("Iedere dinsdagavond 19.30-21.30", TUESDAYS),
        ("Elke maandag en donderdag 13.30 - 15.30 uur", Meeting((MON, THU), time(13, 30), time(15, 30))),
        ("Elke woensdag, vrijdag en zondag 9.00 - 10.00", Meeting((WED, FRI, SUN), time(9), time(10))),
        ("Maandag tot en met zaterdag 9.30 - 18.00 uur", Meeting(tuple(range(6)), time(9, 30), time(18))),
        ("ma t/m vr 9.00 - 17.00 uur", Meeting(tuple(range(5)), time(9), time(17))),
        ("Elke dag 8.00 - 20.00 uur", Meeting(tuple(range(7)), time(8), time(20))),
        (
            "Elke werkdag 9.00 - 17.00 uur",
            Meeting((MON, TUE, WED, THU, FRI), time(9), time(17), skips_holidays=True),
        ),
        (
            "Elke laatste woensdag van de maand 19.30 - 21.30 uur",
            Meeting((WED,), EVENING, NIGHT, ordinals=(-1,)),
        ),
        (
            "Elke eerste en derde zondag van de maand 17.00 - 19.00 uur",
            Meeting((SUN,), time(17), time(19), ordinals=(1, 3)),
        ),
        ("Elke zaterdag 10.00 - 12.00 uur inloop", Meeting((SAT,), time(10), time(12))),
        ("Elke zaterdag 22.00 - 01.00 uur", Meeting((SAT,), time(22), time(1))),
        ("Elke dinsdag om 19.30 uur", Meeting((TUE,), EVENING)),
        ("Elke dinsdag om half acht 's avonds", Meeting((TUE,), EVENING)),
        ("Elke dinsdag ’s avonds om half acht", Meeting((TUE,), EVENING)),
        ("Elke dinsdagmiddag om kwart over een", Meeting((TUE,), time(13, 15))),
        ("Elke dinsdagmiddag om half een", Meeting((TUE,), time(12, 30))),
        ("Elke dinsdagochtend om kwart voor 11", Meeting((TUE,), time(10, 45))),
    ],
)
def test_a_time_that_can_mean_one_thing_is_understood(text, meeting):
    assert read_meeting(text) == meeting


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Op afspraak",
        "Elke dinsdag om half acht",  # in the morning or in the evening
        "Elke dinsdag om 8.00 uur",  # the same
        "Elke tweede dinsdag 19.30 - 21.30 uur",  # every other week, or the second of the month
        "Om de dinsdag 19.30 - 21.30 uur",
        "Dinsdag 19.30 - 21.30 uur",  # perhaps next Tuesday only
        "Elke dinsdag 19.30 - 21.30 uur, behalve in juli",
        "Elke dinsdag 19.30 - 21.30 uur in de even weken",
        "Elke schooldag 8.00 - 17.00 uur",  # holidays differ by region
        "Repeteren op maandag 10.00 - 22.00 uur",
        "Plein open tot 20.00 uur",
        "Tuin open van zonsopgang tot 21.00 uur",
        "Elke dinsdagavond 7.30 - 9.30 uur",
        "Elke dinsdagavond 's ochtends om half acht",
        "Elke dinsdag 25.00 - 26.00 uur",
        "Elke dinsdag 19.75 uur",
        "Elke dinsdag 19.30 - 19.30 uur",
        "Zaterdag t/m maandag 9.00 - 12.00 uur",
        "Elke eerste en eerste dinsdag van de maand 19.30 uur",
        "Elke dinsdag" + " " * 200 + "x",
        "Elke dinsdag ١٩.٣٠ uur",
    ],
)
def test_what_could_mean_something_else_is_not_guessed(text):
    assert read_meeting(text) is None


def test_of_the_demo_only_what_was_looked_at_is_not_understood():
    with DEMO.open(encoding="utf-8", newline="") as file:
        told = {row["wanneer"] for row in csv.DictReader(file) if row["wanneer"]}
    assert len(told) > 90
    left = {text for text in told if read_meeting(text) is None and "schooldag" not in text}
    assert left == {
        "Repeteren op maandag 10.00 - 22.00 uur",
        "Plein open tot 20.00 uur",
        "Plein open tot 21.00 uur",
        "Tuin open van zonsopgang tot 21.00 uur",
    }


@given(
    weekday=st.integers(0, 6),
    nth=st.sampled_from([None, *ORDINALS]),
    start=clocks,
    end=clocks,
)
def test_what_is_written_down_is_read_back(weekday, nth, start, end):
    which = f"{nth} {DAYS[weekday]} van de maand" if nth else DAYS[weekday]
    found = read_meeting(f"Elke {which} {start:%H.%M} - {end:%H.%M} uur")
    if start == end:
        assert found is None
    else:
        assert found == Meeting((weekday,), start, end, ordinals=(ORDINALS[nth],) if nth else ())


@given(st.text(max_size=120))
def test_any_text_is_read_without_an_error(text):
    read_meeting(text)
    read_meeting(f"Elke dinsdag {text}")


@given(day=days, nth=st.sampled_from([1, 2, 3, 4, -1]), weekday=st.integers(0, 6))
def test_a_month_has_one_of_each_numbered_weekday(day, nth, weekday):
    meeting = Meeting((weekday,), EVENING, ordinals=(nth,))
    first = day.replace(day=1)
    month = [first + timedelta(days=number) for number in range(31)]
    assert sum(is_on(meeting, one) for one in month if one.month == first.month) == 1


@given(days)
def test_the_next_day_is_never_before_and_never_a_later_one_than_needed(day):
    found = next_day(TUESDAYS, day)
    assert 0 <= (found - day).days < 7 and found.weekday() == TUE


@pytest.mark.parametrize(
    ("moment", "is_there"),
    [
        (datetime(2026, 11, 24, 19, 29), False),
        (datetime(2026, 11, 24, 19, 30), True),
        (datetime(2026, 11, 24, 21, 29), True),
        (datetime(2026, 11, 24, 21, 30), False),
        (datetime(2026, 11, 25, 20, 0), False),
    ],
)
def test_people_are_together_from_the_beginning_until_the_end(moment, is_there):
    assert is_going_on(TUESDAYS, moment) is is_there


def test_a_dance_past_midnight_still_goes_on_the_next_day():
    dance = Meeting((SAT,), time(22), time(1))
    assert is_going_on(dance, datetime(2026, 11, 21, 23, 0))  # Saturday
    assert is_going_on(dance, datetime(2026, 11, 22, 0, 30))
    assert not is_going_on(dance, datetime(2026, 11, 22, 23, 0))


def test_without_a_told_end_nobody_is_said_to_be_there_now():
    assert not is_going_on(Meeting((TUE,), EVENING), datetime(2026, 11, 24, 19, 30))


@pytest.mark.parametrize(
    ("year", "month", "day"), [(2000, 4, 23), (2024, 3, 31), (2025, 4, 20), (2026, 4, 5), (2038, 4, 25)]
)
def test_easter_is_where_the_church_has_it(year, month, day):
    assert easter(year) == date(year, month, day)


def test_working_days_leave_out_public_holidays():
    office = read_meeting("Elke werkdag 9.00 - 17.00 uur")
    assert office is not None
    for holiday in (date(2026, 4, 6), date(2026, 4, 27), date(2026, 5, 14), date(2026, 12, 25)):
        assert is_public_holiday(holiday) and holiday.weekday() < SAT
        assert not is_on(office, holiday)
    assert is_on(office, date(2026, 4, 7))


def test_the_kings_birthday_is_kept_on_saturday_when_it_is_a_sunday():
    assert is_public_holiday(date(2031, 4, 26)) and not is_public_holiday(date(2031, 4, 27))

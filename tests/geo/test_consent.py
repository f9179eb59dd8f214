"""Consent: all off at first, one record per purpose, and who may see a card because of it."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.consent import KEEP, LASTING, PURPOSES, SHOW_NEIGHBOURS, SHOW_PUBLIC, audience_of, current
from geo.errors import CardError
from geo.terms import AUDIENCES, CONNECTOR, NEIGHBOURS, PUBLIC
from tests.stores import NOW, READING, yes_to

some_purposes = st.sets(st.sampled_from(PURPOSES))
TODAY = NOW.date()


def test_everything_is_off_until_somebody_says_yes():
    assert current([], today=TODAY) == frozenset()
    assert audience_of([]) is None


def test_a_no_is_recorded_as_well_as_a_yes():
    records = yes_to(KEEP)
    assert [one.purpose for one in records] == list(PURPOSES)
    assert [one.is_given for one in records] == [True, False, False, False, False]


def test_a_record_says_when_where_and_upon_which_text():
    (keep, *_) = yes_to(KEEP)
    assert (keep.given_at, keep.channel, keep.text_version) == ("2026-11-22T20:00:00+00:00", "form", "test-1")
    assert keep.text_digest == READING.digest(KEEP) and len(keep.text_digest) == 64
    assert keep.expires_on == "2027-11-22"


@pytest.mark.parametrize(
    ("purposes", "code"),
    [((SHOW_NEIGHBOURS,), "consent.no_keep"), ((KEEP, SHOW_PUBLIC), "consent.neighbours_first")],
)
def test_a_yes_that_needs_another_is_asked_about(purposes, code):
    with pytest.raises(CardError, match=code):
        yes_to(*purposes)


def test_the_latest_word_counts_whatever_was_said_before():
    assert current([*yes_to(KEEP, SHOW_NEIGHBOURS), *yes_to(KEEP)], today=TODAY) == {KEEP}


def test_a_yes_counts_up_to_and_including_its_last_day():
    records = yes_to(KEEP)
    assert current(records, today=TODAY + LASTING) == {KEEP}
    assert current(records, today=TODAY + LASTING + timedelta(days=1)) == frozenset()


@given(some_purposes, st.sampled_from(PURPOSES))
def test_taking_back_a_yes_never_shows_a_card_to_more(purposes, taken_back):
    """Audiences stand from wide to narrow, with nobody last."""
    order = [*AUDIENCES, None]
    assert order.index(audience_of(purposes - {taken_back})) >= order.index(audience_of(purposes))


@given(some_purposes)
def test_nobody_is_shown_further_than_was_agreed(purposes):
    audience = audience_of(purposes)
    assert audience != PUBLIC or {KEEP, SHOW_NEIGHBOURS, SHOW_PUBLIC} <= purposes
    assert audience != NEIGHBOURS or {KEEP, SHOW_NEIGHBOURS} <= purposes
    assert audience != CONNECTOR or KEEP in purposes


def test_days_are_compared_as_days():
    assert current(yes_to(KEEP), today=date(2026, 12, 1)) == {KEEP}

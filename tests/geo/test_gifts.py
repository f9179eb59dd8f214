"""Gifts in their canonical form."""

from hypothesis import given
from hypothesis import strategies as st

from geo.gifts import Gift, format_gifts, parse_gifts
from geo.terms import MODES

gifts = st.lists(st.builds(Gift, st.from_regex(r"[a-z][a-z_]{0,9}", fullmatch=True), st.sampled_from(MODES)))


@given(gifts)
def test_reading_what_was_written_gives_each_gift_once_in_order(given_gifts):
    assert list(parse_gifts(format_gifts(given_gifts))) == sorted(set(given_gifts), key=":".join)

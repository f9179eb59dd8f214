import json

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.errors import PostcodeError
from geo.postcodes.parsing import CANONICAL, UNUSED_LETTERS, parse_postcode, parse_postcodes

digits = st.integers(1000, 9999).map(str)
letters = st.text("ABCDEFGHIJKLMNOPQRSTUVWXYZ", min_size=2, max_size=2)
used_letters = letters.filter(lambda pair: pair not in UNUSED_LETTERS)
gaps = st.sampled_from(["", " ", "  ", "-", " - ", ".", "\u00a0", "\u202f", "\u2011", "\t"])
countries = st.sampled_from(["", "NL", "NL-", "nl ", "NL - "])
wrappings = st.sampled_from(
    [("", ""), (" ", " "), ("'", ""), ('="', '"'), ("\ufeff", "\u200b"), ("(", ")"), ("", ".")]
)
cities = st.sampled_from(["", " Alkmaar", ", Alkmaar", " 's-Hertogenbosch", " (Alkmaar)", " - Sint Pancras"])
cases = st.sampled_from([str, str.lower, str.title])


def widen(text: str) -> str:
    return "".join(chr(ord(sign) + 0xFEE0) if sign.isascii() and sign.isalnum() else sign for sign in text)


@given(digits, used_letters, gaps, countries, wrappings, cities, cases, st.sampled_from([str, widen]))
def test_every_way_to_write_a_pc6_reads_as_the_same(digits, pair, gap, country, wrapping, city, case, width):
    written = wrapping[0] + country + width(case(digits + gap + pair)) + city + wrapping[1]
    assert parse_postcode(written) == digits + pair


@given(digits, countries, wrappings, st.sampled_from(["", ".0", ".00", ",0"]))
def test_every_way_to_write_a_pc4_reads_as_the_same(digits, country, wrapping, zeros):
    assert parse_postcode(wrapping[0] + country + digits + zeros + wrapping[1]) == digits


@pytest.mark.parametrize("number", [1811, 1811.0, np.int64(1811), np.float64(1811.0)])
def test_a_spreadsheet_number_is_a_pc4(number):
    assert parse_postcode(number) == "1811"


def test_a_bare_belgian_looking_number_is_a_dutch_pc4():
    assert parse_postcode("2000") == "2000"


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "empty"),
        (" \u00a0\t", "empty"),
        ("-", "empty"),
        (None, "empty"),
        (float("nan"), "empty"),
        (pd.NA, "empty"),
        (pd.NaT, "empty"),
        ("0811 AB", "leading_zero"),
        ("0123", "leading_zero"),
        ("1811 SA", "letters_unused"),
        ("1811sd", "letters_unused"),
        ("1811-SS Alkmaar", "letters_unused"),
        ("B-2000", "belgian"),
        ("BE 2000", "belgian"),
        ("b2000 Antwerpen", "belgian"),
        ("D-10115", "foreign"),
        ("L-1234", "foreign"),
        ("10115", "five_digits"),
        ("75001 Paris", "five_digits"),
        ("0612345678", "many_digits"),
        ("1811A", "one_letter"),
        ("1811 A Alkmaar", "one_letter"),
        ("1811ABC", "many_letters"),
        ("1811 Alkmaar", "many_letters"),
        ("181 AB", "few_digits"),
        ("AB 1811", "letters_first"),
        ("18O1 AB", "letter_for_digit"),
        ("l811 AB", "letter_for_digit"),
        ("1811 AB 12", "extra"),
        ("1811AB/1812AB", "extra"),
        ("1811.5", "extra"),
        (True, "not_one"),
        ("Alkmaar", "not_one"),
        ("1811 aı", "one_letter"),
        ("x" * 81, "too_long"),
    ],
)
def test_the_reason_is_precise(text, reason):
    with pytest.raises(PostcodeError) as refused:
        parse_postcode(text)
    assert refused.value.code == f"postcode.{reason}"


def test_a_long_text_is_shown_shortened():
    with pytest.raises(PostcodeError) as refused:
        parse_postcode("x" * 10_000)
    assert refused.value.details["value"] == "x" * 39 + "…"


@given(digits, st.sampled_from(sorted(UNUSED_LETTERS)), gaps, countries, cities, cases)
def test_unused_letters_are_never_accepted(digits, pair, gap, country, city, case):
    with pytest.raises(PostcodeError) as refused:
        parse_postcode(country + case(digits + gap + pair) + city)
    assert refused.value.code == "postcode.letters_unused"


@given(st.text() | st.from_regex(r"[NBL0-9A-Z ._-]{0,12}") | st.floats() | st.integers() | st.booleans())
def test_anything_is_canonical_or_refused(text):
    try:
        assert CANONICAL.fullmatch(parse_postcode(text))
    except PostcodeError as refused:
        assert refused.code.startswith("postcode.")


@given(digits, used_letters)
def test_reading_what_was_read_changes_nothing(digits, pair):
    assert parse_postcode(parse_postcode(f"{digits} {pair}")) == digits + pair


def test_hostile_strings_are_canonical_or_refused(reference):
    for text in json.loads((reference / "blns" / "blns.json").read_text(encoding="utf-8")):
        test_anything_is_canonical_or_refused.hypothesis.inner_test(text)


def test_a_column_keeps_its_index_and_tells_each_reason():
    texts = pd.Series(["1811 ab", None, "1811A", "1811 ab", ""], index=list("edcba"))
    read = parse_postcodes(texts)
    assert read.index.tolist() == list("edcba")
    assert read["postcode"].tolist() == ["1811AB", "", "", "1811AB", ""]
    assert read["code"].tolist() == ["", "postcode.empty", "postcode.one_letter", "", "postcode.empty"]


def test_a_column_of_numbers_reads_as_pc4():
    assert parse_postcodes(pd.Series([1811.0, np.nan]))["postcode"].tolist() == ["1811", ""]


@pytest.mark.parametrize("texts", [pd.Series([], dtype="str"), pd.Series([None, None])])
def test_a_column_without_postcodes_has_both_columns_as_text(texts):
    read = parse_postcodes(texts)
    assert len(read) == len(texts)
    assert read.dtypes.astype(str).to_dict() == {"postcode": "str", "code": "str"}


@given(st.lists(st.sampled_from(["1811AB", "1811 ab", "0811AB", "", "x", None, "9999.0"])))
def test_a_column_reads_like_its_cells_one_by_one(texts):
    read = parse_postcodes(pd.Series(texts, dtype="object"))
    for text, postcode, code in zip(texts, read["postcode"], read["code"], strict=True):
        try:
            assert (postcode, code) == (parse_postcode(text), "")
        except PostcodeError as refused:
            assert (postcode, code) == ("", refused.code)

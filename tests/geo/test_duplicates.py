"""Who may be there already: never by name alone."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rapidfuzz import fuzz

from geo.duplicates import LIKE, SAME_PLACE_M, find_alike
from geo.frames import empty_assets
from geo.terms import KINDS
from tests.factories import PLACE, make_assets, make_unchecked_assets


def alike(newcomer, known):
    found = find_alike(make_assets([newcomer]), make_assets([known]))
    return len(found.newcomer) == 1


HERE = {"name": "Koor De Merel", "kind": "association", "postcode": "1811AB"}


def test_nearly_the_same_name_in_the_same_postcode_is_looked_at():
    assert alike(HERE | {"name": "koor de mérel"}, HERE)
    assert alike(HERE | {"name": "De Merel, koor"}, HERE)


def test_the_same_name_elsewhere_or_of_another_kind_is_somebody_else():
    far = HERE | {"x": PLACE[0] + SAME_PLACE_M + 1, "postcode": "1811CK"}
    assert not alike(far, HERE)
    assert not alike(HERE | {"kind": "institution"}, HERE)


def test_a_few_steps_further_counts_whatever_the_postcode():
    assert alike(HERE | {"x": PLACE[0] + SAME_PLACE_M, "postcode": "1815ZZ"}, HERE)


def test_four_digits_are_the_same_postcode_as_six_signs_of_it():
    far = {"x": PLACE[0] + 1200.0}
    assert alike(HERE | far | {"postcode": "1811"}, HERE)
    assert alike(HERE | far, HERE | {"postcode": "1811"})
    assert not alike(HERE | far | {"postcode": "1812"}, HERE)


def test_other_numbers_make_another_name():
    assert not alike(HERE | {"name": "Locatie 1"}, HERE | {"name": "Locatie 2"})
    assert alike(HERE | {"name": "Locatie 2"}, HERE | {"name": "Lokatie 2"})


def test_the_most_alike_counts_and_among_equals_the_nearest():
    known = [
        HERE | {"name": "Koor Merel"},
        HERE | {"x": PLACE[0] + 100.0},
        HERE | {"x": PLACE[0] + 50.0},
    ]
    found = find_alike(make_assets([HERE]), make_assets(known))
    assert (found.known.tolist(), found.likeness.tolist(), found.distance_m.tolist()) == (
        [2],
        [100.0],
        [50.0],
    )


def test_nobody_is_like_nobody():
    for one, other in ((empty_assets(), make_assets([HERE])), (make_assets([HERE]), empty_assets())):
        assert [len(column) for column in find_alike(one, other)] == [0, 0, 0, 0]


def test_how_far_it_is_is_told():
    told = []
    find_alike(make_assets([HERE]), make_assets([HERE]), progress=told.append)
    assert told == sorted(told) and told[-1] == 1.0


names = st.sampled_from(("Bram", "Bram B", "bram", "Yara", "Locatie 1", "Locatie 2", "🌳", "🌷"))
rows = st.fixed_dictionaries(
    {
        "name": names,
        "kind": st.sampled_from(KINDS),
        "postcode": st.sampled_from(("1811AB", "1811CK", "1811", "1815AB")),
        "x": st.sampled_from([PLACE[0] + step for step in (0.0, 200.0, 249.9, 260.0, 900.0)]),
    }
)


@pytest.mark.parametrize("at_once", [1, 1_000_000])
@settings(max_examples=60)
@given(newcomers=st.lists(rows, max_size=5), known=st.lists(rows, max_size=8))
def test_found_is_who_is_near_in_name_and_in_place_and_nobody_else(at_once, newcomers, known):
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("geo.duplicates._PAIRS_AT_ONCE", at_once)
        found = find_alike(make_unchecked_assets(newcomers), make_unchecked_assets(known))
    expected = {i for i, one in enumerate(newcomers) if any(may_be(one, other) for other in known)}
    assert set(found.newcomer.tolist()) == expected
    assert np.all(np.diff(found.newcomer) > 0)
    for i, j in zip(found.newcomer, found.known, strict=True):
        assert may_be(newcomers[i], known[j])


def may_be(one, other):
    """Say it again, a pair at a time."""
    short = min(len(one["postcode"]), len(other["postcode"]))
    is_place = (
        one["postcode"][:short] == other["postcode"][:short] or abs(one["x"] - other["x"]) <= SAME_PLACE_M
    )
    digits = [[sign for sign in row["name"] if sign.isdigit()] for row in (one, other)]
    likeness = fuzz.ratio(one["name"].lower(), other["name"].lower())
    return one["kind"] == other["kind"] and is_place and digits[0] == digits[1] and likeness >= LIKE

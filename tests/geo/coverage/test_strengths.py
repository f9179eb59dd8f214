"""Strengths: what is counted per kind and theme, per 1,000, how kinds mix and themes vary."""

import math

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.coverage.strengths import count_kinds, count_themes, diversity, mix, per_1000
from geo.errors import CrsError, SchemaError
from geo.vocabulary import load_vocabulary
from tests.factories import make_assets
from tests.geo.coverage.places import make_assignment

A, B = "1811AA", "1812AA"


def make_counts(**columns):
    return pd.DataFrame(columns, index=pd.Index(["A", "B"][: len(next(iter(columns.values())))], name="code"))


def test_kinds_are_counted_apart():
    rows = [{"postcode": A}, {"postcode": A, "kind": "association"}, {"postcode": B, "kind": "institution"}]
    counts = count_kinds(make_assets(rows), make_assignment())
    assert counts.loc["A"].to_dict() == {"talent": 1, "association": 1, "institution": 0}
    assert counts.loc["B"].to_dict() == {"talent": 0, "association": 0, "institution": 1}


def test_an_asset_counts_once_in_each_theme_that_it_offers():
    rows = [
        {"postcode": A, "gifts": "naaien:can breien:teaches zaal:lends"},  # maken once, ruimte once
        {"postcode": A, "gifts": "naaien:learns zaal:seeks"},  # wishes are no strengths
        {"postcode": B, "gifts": ""},
    ]
    counts = count_themes(make_assets(rows), make_assignment(), load_vocabulary())
    assert counts.columns.tolist() == [theme.code for theme in load_vocabulary().themes]
    assert counts.loc["A"][lambda column: column > 0].to_dict() == {"maken": 1, "ruimte": 1}
    assert not counts.loc["B"].any()


def test_per_1000_is_unknown_where_inhabitants_are_unknown_or_none():
    people = pd.Series([4000, None, 0], index=["A", "B", "C"], dtype="Int64")
    counts = pd.DataFrame({"talent": [10, 1, 0, 3]}, index=["A", "B", "C", ""])
    rates = per_1000(counts, people)["talent"]
    assert rates["A"] == 2.5  # 10 x 1,000 / 4,000
    assert rates.isna().tolist() == [False, True, True, True]


def test_the_mix_is_the_share_of_each_kind():
    shares = mix(make_counts(talent=[6, 0], association=[3, 0], institution=[1, 0]))
    assert shares.loc["A"].tolist() == [0.6, 0.3, 0.1]  # 6, 3 and 1 of 10
    assert shares.loc["B"].isna().all()


def test_diversity_is_the_number_of_equally_common_themes():
    found = diversity(make_counts(eten=[2, 0], groen=[1, 0], zin=[1, 0]))
    # p = 1/2, 1/4, 1/4: entropy = 1/2 ln 2 + 2 x 1/4 ln 4 = 1.5 ln 2, so exp = 2 ** 1.5 = 2.83.
    assert found["A"] == pytest.approx(2**1.5)
    assert found["B"] == 0.0


@pytest.mark.parametrize("measure", [mix, diversity, lambda counts: per_1000(counts, counts.iloc[:, 0])])
def test_a_count_below_zero_is_refused(measure):
    with pytest.raises(SchemaError):
        measure(make_counts(talent=[-1, 2]))


def test_assets_in_another_crs_are_refused():
    with pytest.raises(CrsError):
        count_kinds(make_assets([{}]).to_crs(4326), make_assignment())


@given(st.lists(st.integers(0, 50), min_size=1, max_size=16))
def test_diversity_lies_between_one_and_the_number_of_themes_there(counts):
    found = diversity(make_counts(**{f"t{at}": [count] for at, count in enumerate(counts)}))["A"]
    present = sum(count > 0 for count in counts)
    assert math.isclose(found, 0.0) if not present else 1 - 1e-9 <= found <= present + 1e-9
    np.testing.assert_allclose(
        found, diversity(make_counts(**{f"t{at}": [3 * count] for at, count in enumerate(counts)}))["A"]
    )

"""Asked: where there was contact, and that "not asked yet" is no "nothing yet"."""

from datetime import date

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.coverage.asked import asked, contacts_of_assets, empty_contacts, tell_states
from geo.errors import SchemaError
from tests.factories import make_assets
from tests.geo.coverage.places import POINTS, make_assignment


def make_contacts(*rows: tuple[str, str | None]) -> pd.DataFrame:
    codes, days = zip(*rows, strict=True)
    days = pd.to_datetime(pd.Series(days, dtype="object"), format="%Y-%m-%d").astype("datetime64[s]")
    return pd.DataFrame({"postcode": pd.Series(codes, dtype="str"), "day": days})


def test_the_share_is_of_postcodes_and_the_day_is_the_last():
    contacts = make_contacts(
        ("1811AA", "2026-03-01"), ("1811AA", "2026-05-02"), ("1811AA", "2026-04-03"), ("1813AA", "2026-06-01")
    )
    found = asked(contacts, make_assignment())
    # A: 1811AA of 1811AA and 1811AB: 1 of 2. B: none of 1812AA and 1812AB. 1813AA lies outside.
    assert found.loc["A"].to_dict() == {
        "known": 2,
        "asked": 1,
        "share": 0.5,
        "last_on": pd.Timestamp("2026-05-02"),
        "has_contact": True,
    }
    assert found.loc["B", ["known", "asked", "share", "has_contact"]].tolist() == [2, 0, 0.0, False]
    assert pd.isna(found.loc["B", "last_on"])


def test_a_contact_of_which_only_the_pc4_is_known_is_with_the_area_but_with_no_pc6_of_it():
    found = asked(make_contacts(("1811", "2026-03-01"), ("1812ZZ", "2026-03-02")), make_assignment())
    assert found["asked"].tolist() == [0, 0]
    assert found["has_contact"].tolist() == [True, True]


def test_an_area_without_pc6_counts_its_pc4():
    points = {"1811AA": (100.0, 100.0), "1812": (1200.0, 300.0)}
    found = asked(make_contacts(("1812AB", "2026-03-01")), make_assignment(points=points))
    assert found["share"].tolist() == [0.0, 1.0]


def test_an_area_of_which_no_postcode_is_known_has_no_share():
    found = asked(empty_contacts(), make_assignment(points={"1811AA": (100.0, 100.0)}))
    assert found["share"].isna().tolist() == [False, True]


def test_what_came_later_does_not_count_yet_and_what_has_no_day_always_does():
    contacts = make_contacts(("1811AA", "2026-03-01"), ("1811AB", "2026-03-02"), ("1812AA", None))
    found = asked(contacts, make_assignment(), until=date(2026, 3, 1))
    assert found["asked"].tolist() == [1, 1]
    assert found["last_on"].isna().tolist() == [False, True]


def test_not_asked_yet_is_another_thing_than_nothing_yet():
    found = asked(make_contacts(("1811AA", "2026-03-01")), make_assignment())
    assert tell_states(found, pd.Series(dtype="int64")).to_dict() == {"A": "nothing_yet", "B": "not_asked"}
    counts = pd.Series({"B": 2, "A": 0})
    assert tell_states(found, counts).to_dict() == {"A": "nothing_yet", "B": "present"}


def test_cards_are_contacts_where_no_store_knows_more():
    rows = [{"postcode": "1811AA", "confirmed_on": "2026-03-01"}] * 2
    contacts = contacts_of_assets(make_assets([*rows, {"postcode": "1812", "placed_by": "pc4"}]))
    assert contacts["postcode"].tolist() == ["1811AA", "1812"]


def test_contacts_without_a_day_column_are_refused():
    with pytest.raises(SchemaError):
        asked(pd.DataFrame({"postcode": ["1811AA"]}), make_assignment())


ASSIGNED = make_assignment()
contact = st.tuples(st.sampled_from([*POINTS, "1811"]), st.sampled_from([None, "2026-03-01", "2026-04-01"]))


@settings(max_examples=25)
@given(rows=st.lists(contact, min_size=1, max_size=8), seed=st.integers(0, 99))
def test_a_contact_more_never_lowers_a_share_and_the_order_does_not_matter(rows, seed):
    contacts = make_contacts(*rows)
    whole = asked(contacts, ASSIGNED)
    fewer = asked(contacts.iloc[1:], ASSIGNED)
    assert (fewer["share"] <= whole["share"]).all()
    assert (fewer["has_contact"] <= whole["has_contact"]).all()
    shuffled = contacts.sample(frac=1, random_state=np.random.default_rng(seed))
    pd.testing.assert_frame_equal(asked(shuffled, ASSIGNED), whole)

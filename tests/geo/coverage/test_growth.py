"""Growth: the measures month by month, each month what the measure would have been."""

from datetime import date

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.coverage.asked import asked
from geo.coverage.connections import count_connections
from geo.coverage.growth import (
    MONTHS_AT_MOST,
    grow_asked,
    grow_connections,
    grow_reach,
    grow_strengths,
    months_until,
)
from geo.coverage.reach import reach
from geo.coverage.strengths import count_kinds, count_themes
from geo.coverage.wanted import theme_wants
from geo.vocabulary import load_vocabulary
from tests.factories import make_assets, make_unchecked_assets
from tests.geo.coverage.places import make_assignment, make_origins

VOCABULARY = load_vocabulary()
ASSIGNED = make_assignment()
UNTIL = date(2026, 4, 15)
MONTHS = ["2026-02", "2026-03", "2026-04"]


def make_days(*days: str | None) -> pd.Series:
    return pd.to_datetime(pd.Series(days, dtype="object"), format="%Y-%m-%d").astype("datetime64[s]")


def test_months_run_from_the_first_record_to_the_last_month_asked_for():
    assert months_until(make_days("2026-03-31", None, "2026-02-01"), UNTIL).astype(str).tolist() == MONTHS
    assert months_until(make_days(), UNTIL).astype(str).tolist() == ["2026-04"]
    assert months_until(make_days("2027-01-01"), UNTIL).astype(str).tolist() == ["2026-04"]
    assert len(months_until(make_days("1900-01-01"), UNTIL)) == MONTHS_AT_MOST


def test_assets_add_up_from_the_month_of_their_day_on():
    rows = [{"postcode": code, "gifts": "zaal:lends"} for code in ("1811AA", "1811AB", "1812AA", "1811AA")]
    days = make_days("2026-02-10", "2026-04-01", "2026-03-01", None)
    grown = grow_strengths(make_assets(rows), days, make_assignment(), VOCABULARY, until=UNTIL)
    # A: the one without a day and that of February, then that of April: 2, 2, 3. B: from March on.
    assert grown["talent"].columns.astype(str).tolist() == MONTHS
    assert grown["talent"].loc["A"].tolist() == [2, 2, 3]
    assert grown["ruimte"].loc["B"].tolist() == [0, 1, 1]
    assert not grown["association"].to_numpy().any()


def test_the_share_asked_grows_with_each_first_contact():
    contacts = pd.DataFrame(
        {
            "postcode": ["1811AA", "1811AA", "1811AB", "1812AA"],
            "day": make_days("2026-02-01", "2026-03-01", "2026-04-01", "2026-05-01"),
        }
    )
    grown = grow_asked(contacts, make_assignment(), until=UNTIL)
    assert grown.loc["A"].tolist() == [0.5, 0.5, 1.0]  # 1 of 2 in February, 2 of 2 in April
    assert grown.loc["B"].tolist() == [0.0, 0.0, 0.0]  # May is later


def test_reach_grows_as_assets_come():
    origins = make_origins(("A", 0, 0, 30), ("A", 2000, 0, 10), ("B", 9000, 0, 10), codes="ABC")
    rows = [{"x": 0.0, "y": 0.0, "gifts": "zaal:lends"}, {"x": 2000.0, "y": 0.0, "gifts": "zaal:lends"}]
    grown = grow_reach(
        make_assets(rows),
        make_days("2026-02-01", "2026-04-01"),
        origins,
        theme_wants(VOCABULARY),
        radius_m=400,
        until=UNTIL,
    )
    assert grown["ruimte"].loc["A"].tolist() == [0.75, 0.75, 1.0]  # 30 of 40, then all
    assert grown["ruimte"].loc["B"].tolist() == [0.0, 0.0, 0.0]
    assert grown["ruimte"].loc["C"].isna().all()


def test_introductions_add_up():
    assets = make_assets(
        [{"asset_id": "one", "postcode": "1811AA"}, {"asset_id": "other", "postcode": "1812AA"}]
    )
    connections = pd.DataFrame({"day": make_days("2026-02-01", "2026-04-01"), "one": "one", "other": "other"})
    grown = grow_connections(connections, assets, make_assignment(), until=UNTIL)
    assert grown["introductions"].loc["B"].tolist() == [1, 1, 2]
    assert grown["across"].loc["A"].tolist() == [1, 1, 2]
    last = count_connections(connections, assets, make_assignment())
    assert {name: frame.iloc[:, -1].tolist() for name, frame in grown.items()} == last.to_dict("list")


@pytest.mark.parametrize("rows", [[], [{}]])
def test_an_inventory_without_any_day_has_one_month(rows):
    assets = make_assets(rows)
    grown = grow_strengths(assets, make_days(*[None] * len(rows)), make_assignment(), VOCABULARY, until=UNTIL)
    assert grown["talent"].shape == (3, 1)
    assert grown["talent"].to_numpy().sum() == len(rows)


days = st.sampled_from([None, "2026-02-01", "2026-02-28", "2026-03-01", "2026-04-15"])
rows = st.fixed_dictionaries(
    {
        "postcode": st.sampled_from(["1811AA", "1811AB", "1812AA", "1813AA"]),
        "gifts": st.sampled_from(["zaal:lends", "naaien:can zingen:together"]),
        "x": st.sampled_from([0.0, 500.0]),
        "y": st.just(0.0),
    }
)


@settings(max_examples=12)
@given(dated=st.lists(st.tuples(rows, days), max_size=6))
def test_the_last_month_is_the_measure_itself_and_no_month_is_below_the_one_before(dated):
    assets, since = make_unchecked_assets([row for row, _ in dated]), make_days(*[day for _, day in dated])
    assigned, wants = ASSIGNED, theme_wants(VOCABULARY)
    origins = make_origins(("A", 0, 0, 3), ("B", 600, 0, 2))
    grown = grow_strengths(assets, since, assigned, VOCABULARY, until=UNTIL)
    whole = pd.concat([count_kinds(assets, assigned), count_themes(assets, assigned, VOCABULARY)], axis=1)
    assert {name: frame.iloc[:, -1].tolist() for name, frame in grown.items()} == whole.to_dict("list")
    reached = grow_reach(assets, since, origins, wants, radius_m=400, until=UNTIL)
    share = reach(assets, origins, wants, radius_m=400).share
    assert {name: frame.iloc[:, -1].tolist() for name, frame in reached.items()} == share.to_dict("list")
    contacts = pd.DataFrame({"postcode": assets["postcode"].astype("str"), "day": since})
    met = grow_asked(contacts, assigned, until=UNTIL)
    assert met.iloc[:, -1].tolist() == asked(contacts, assigned)["share"].tolist()
    for frame in (*grown.values(), *reached.values(), met):
        assert (frame.diff(axis=1).iloc[:, 1:] >= 0).all(axis=None)

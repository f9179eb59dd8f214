"""Connections: introductions and initiatives, per area and period."""

from datetime import UTC, date, datetime

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geo import introductions
from geo.coverage.connections import count_connections, count_initiatives
from geo.errors import SchemaError
from geo.initiatives import make_initiative
from tests.factories import make_assets
from tests.geo.coverage.places import make_assignment

ASSETS = [
    {"asset_id": "choir", "kind": "association", "postcode": "1811AA"},
    {"asset_id": "school", "kind": "institution", "postcode": "1811AB"},
    {"asset_id": "fatima", "kind": "talent", "postcode": "1812AA"},
    {"asset_id": "far", "kind": "association", "postcode": "1813AA"},
]

SEEN, ASSIGNED = make_assets(ASSETS), make_assignment()


def make_connections(*rows: tuple[str, str, str]) -> pd.DataFrame:
    return introductions.make_connections((*row, "", "", "", "") for row in rows)


def test_an_introduction_counts_in_the_area_of_each_end_and_once_within_one():
    connections = make_connections(
        ("2026-03-01", "choir", "school"),  # both in A, both groups
        ("2026-03-02", "fatima", "choir"),  # from B to A
        ("2026-03-03", "choir", "far"),  # from A to outside, both groups
    )
    counts = count_connections(connections, make_assets(ASSETS), make_assignment())
    assert counts["introductions"].to_dict() == {"A": 3, "B": 1, "": 1}
    assert counts["between_groups"].to_dict() == {"A": 2, "B": 0, "": 1}
    assert counts["across"].to_dict() == {"A": 2, "B": 1, "": 1}


def test_only_the_period_counts_with_both_its_days():
    connections = make_connections(*[(f"2026-03-0{day}", "choir", "school") for day in (1, 2, 3, 4)])
    assets, assigned = make_assets(ASSETS), make_assignment()
    counts = count_connections(connections, assets, assigned, since=date(2026, 3, 2), until=date(2026, 3, 3))
    assert counts["introductions"].to_dict() == {"A": 2, "B": 0, "": 0}


def test_an_introduction_with_somebody_who_may_not_be_seen_counts_nowhere():
    connections = make_connections(("2026-03-01", "choir", "fatima"), ("2026-03-01", "choir", ""))
    seen = make_assets([row for row in ASSETS if row["asset_id"] != "fatima"])
    assert not count_connections(connections, seen, make_assignment()).to_numpy().any()


def test_without_connections_or_assets_every_area_is_there():
    for rows in (ASSETS, []):
        counts = count_connections(make_connections(), make_assets(rows), make_assignment())
        assert counts.index.tolist() == ["A", "B", ""]
        assert not counts.to_numpy().any()


def test_connections_without_ends_are_refused():
    with pytest.raises(SchemaError):
        count_connections(make_connections().drop(columns="one"), make_assets(), make_assignment())


def test_initiatives_count_where_and_when_they_were_made():
    made = [
        make_initiative(
            name="Eten",
            template="",
            wants=["zaal"],
            postcode=postcode,
            radius_m=800,
            members=[],
            when=datetime(2026, month, 1, tzinfo=UTC),
        )
        for postcode, month in (("1811AA", 3), ("1811", 4), ("1812AA", 5), ("9999", 5))
    ]
    # A: 1811AA and the middle of 1811; B: 1812AA; outside: 9999, which the table does not know.
    assert count_initiatives(made, make_assignment()).to_dict() == {"A": 2, "B": 1, "": 1}
    since = count_initiatives(made, make_assignment(), since=date(2026, 4, 1), until=date(2026, 4, 30))
    assert since.to_dict() == {"A": 1, "B": 0, "": 0}
    assert count_initiatives([], make_assignment()).sum() == 0


ends = st.sampled_from(["choir", "school", "fatima", "far", "gone"])
pairs = st.lists(st.tuples(st.just("2026-03-01"), ends, ends), max_size=10)


@settings(max_examples=25)
@given(rows=pairs, seed=st.integers(0, 99))
def test_areas_and_outside_add_up_to_all_and_those_across(rows, seed):
    connections = make_connections(*rows)
    counts = count_connections(connections, SEEN, ASSIGNED)
    seen = sum("gone" not in row for row in rows)
    assert counts["introductions"].sum() - counts["across"].sum() / 2 == seen
    assert (counts["between_groups"] <= counts["introductions"]).all()
    shuffled = connections.sample(frac=1, random_state=np.random.default_rng(seed))
    pd.testing.assert_frame_equal(count_connections(shuffled, SEEN, ASSIGNED), counts)

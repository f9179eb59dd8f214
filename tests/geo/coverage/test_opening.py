"""What a role may know of coverage: exact where it is one's own, from the release elsewhere, never more."""

from dataclasses import replace
from datetime import date
from functools import cache

import pandas as pd
import pytest

from geo.areas.install import install_from_file
from geo.areas.kept import join_file, keep_level
from geo.coverage.figures import grow, measure
from geo.coverage.opening import open_coverage
from geo.coverage.origins import SPREAD
from geo.coverage.query import MEASURES, CoverageQuery, kinds_of, measures_of
from geo.inventory import open_inventory
from geo.roles import of_areas
from geo.terms import CONNECTOR, NEIGHBOURS, PUBLIC, TALENT
from tests.factories import make_assets
from tests.geo.areas.features import make_feature, write_collection
from tests.geo.coverage.places import make_areas

TODAY = date(2026, 11, 27)
EXACT = 140  # talents of the demo


@pytest.fixture(scope="module")
def home(tmp_path_factory):
    return tmp_path_factory.mktemp("home")


@pytest.fixture(scope="module")
def opening(home):
    @cache
    def opened(role):
        return open_coverage(home, inventory, role=role, today=TODAY)

    inventory = open_inventory(home)
    return opened


@pytest.mark.parametrize("role", [PUBLIC, NEIGHBOURS, "municipality"])
def test_who_is_no_connector_holds_no_talent_at_all(opening, role):
    data = opening(role)
    assert not (data.assets["kind"] == TALENT).any()
    assert len(data.assets) == 250 - EXACT
    assert not data.is_exact


def test_the_municipality_reads_talents_from_the_release_and_where_people_were_asked(opening):
    data = opening("municipality")
    assert {"asked", "connections"} <= set(measures_of(data))
    found = measure(CoverageQuery(kind=TALENT), data)
    assert found.is_rounded
    assert (found.table["value"].dropna() % 5 == 0).all()


@pytest.mark.parametrize("role", [PUBLIC, NEIGHBOURS])
def test_a_visitor_reads_neither_talents_nor_where_people_were_asked(opening, role):
    data = opening(role)
    assert TALENT not in kinds_of(data, "strengths")
    assert not {"asked", "connections"} & set(measures_of(data))


def test_a_connector_counts_everybody(opening):
    data = opening(CONNECTOR)
    assert measure(CoverageQuery(kind=TALENT), data).whole == EXACT


def test_a_connector_of_an_area_counts_talents_there_only(opening):
    own = of_areas(["WK036103", "WK036108"])
    data = opening(own)
    assert data.exact == frozenset({"WK036103", "WK036108"})
    every = measure(CoverageQuery(kind=TALENT), opening(CONNECTOR)).table["value"]
    found = measure(CoverageQuery(kind=TALENT), data).table["value"]
    assert found.dropna().to_dict() == every[sorted(data.exact)].to_dict()


def test_people_of_a_gemeente_are_spread_over_the_pc6_of_each_pc4(tmp_path):
    box = {"GM0361": (105_000.0, 505_000.0, 120_000.0, 525_000.0)}
    keep_level(make_areas(box, inhabitants={"GM0361": None}), home=tmp_path, level="gemeente")
    inside = {"1811": (110_000.0, 515_000.0, 111_000.0, 516_000.0)}
    keep_level(make_areas(inside, inhabitants=9000), home=tmp_path, level="pc4")
    inventory = open_inventory(tmp_path)
    origins = open_coverage(tmp_path, inventory, role=CONNECTOR, today=TODAY, level="gemeente").origins
    assert origins.known.to_dict() == {"GM0361": pytest.approx(9000)}
    assert len(origins) > 10 and set(origins.inhabitants.round(6)) == {round(9000 / len(origins), 6)}
    assert origins.basis == SPREAD


def test_the_area_of_postcodes_is_kept_beside_installed_areas(home, tmp_path):
    path = write_collection(tmp_path / "a.geojson", *(make_feature(row) for row in range(3)))
    install_from_file(path, level="wijk", home=tmp_path, year=2024)
    inventory = open_inventory(tmp_path)
    first = open_coverage(tmp_path, inventory, role=CONNECTOR, today=TODAY)
    assert join_file(tmp_path, "wijk").exists()
    again = open_coverage(tmp_path, inventory, role=CONNECTOR, today=TODAY)
    assert (first.assigned.number == again.assigned.number).all()
    assert measure(CoverageQuery(), again).whole + measure(CoverageQuery(), again).outside == 250


@pytest.mark.parametrize("role", [PUBLIC, NEIGHBOURS, "municipality"])
def test_who_is_hidden_leaves_no_trace_in_any_number(home, opening, role):
    """A talent, and a club, that only the connector may see."""
    inventory = open_inventory(home)
    more = make_assets(
        [
            {"asset_id": f"hidden-{kind}", "kind": kind, "audience": CONNECTOR}
            for kind in (TALENT, "association")
        ]
    )
    assets = pd.concat([inventory.assets, more], ignore_index=True)
    other = open_coverage(home, replace(inventory, assets=assets), role=role, today=TODAY)
    for query in (CoverageQuery(kind=TALENT), *(CoverageQuery(measure=name) for name in MEASURES)):
        one, two = measure(query, opening(role)), measure(query, other)
        pd.testing.assert_frame_equal(one.table, two.table)
        assert (one.whole, one.outside) == (two.whole, two.outside)
        pd.testing.assert_frame_equal(grow(query, opening(role)), grow(query, other))

"""That a connector reads how somebody may be reached is written in the history of the card."""

from contextlib import closing
from datetime import timedelta

import pytest

from geo.consent import ASK, KEEP
from geo.errors import AccessError
from geo.roles import MUNICIPALITY, STEWARD, of_areas
from geo.store import Store
from geo.terms import ASSOCIATION, CONNECTOR, NEIGHBOURS, PUBLIC
from tests.stores import NOW, card, yes_to


@pytest.fixture
def store(tmp_path):
    with closing(Store(tmp_path / "k.db", wijk_of=lambda x, _: "WK1" if x == card().x else "WK2")) as store:
        for made in (
            card("Fatima", asset_id="fatima"),
            card("Bram", asset_id="bram", postcode="1811CK"),
            card("Koor", asset_id="koor", kind=ASSOCIATION),
        ):
            store.add_card(made, yes_to(KEEP, ASK), role=CONNECTOR, key=made.asset_id, when=NOW)
        yield store


def reveals(store, asset_id):
    history = store.read_history(asset_id, role=CONNECTOR)
    return [(line["day"], line["actor"]) for line in history if line["action"] == "revealed"]


def test_who_and_on_which_day_is_written_once_a_day(store):
    for when in (NOW, NOW + timedelta(hours=1), NOW + timedelta(days=1)):
        store.log_reveal(["fatima"], role=CONNECTOR, who="wim@b.nl", when=when)
    store.log_reveal(["fatima"], role=STEWARD, when=NOW)
    assert reveals(store, "fatima") == [
        ("2026-11-22", "wim@b.nl"),
        ("2026-11-23", "wim@b.nl"),
        ("2026-11-22", STEWARD),
    ]


def test_groups_places_and_cards_of_the_demo_are_passed_over(store):
    assert store.log_reveal(["koor", "d-001", "bram", "bram"], role=CONNECTOR, when=NOW) == 1
    assert reveals(store, "koor") == [] and len(reveals(store, "bram")) == 1


def test_a_connector_of_an_area_reads_it_there_only(store):
    mine = of_areas(["WK1"])
    assert store.log_reveal(["fatima"], role=mine, when=NOW) == 1
    with pytest.raises(AccessError, match=r"access\.refused"):
        store.log_reveal(["fatima", "bram"], role=mine, when=NOW + timedelta(days=1))
    assert reveals(store, "fatima") == [("2026-11-22", CONNECTOR)] and reveals(store, "bram") == []


@pytest.mark.parametrize("role", [PUBLIC, NEIGHBOURS, MUNICIPALITY, ""])
def test_nobody_else_may(store, role):
    with pytest.raises(AccessError, match=r"access\.refused"):
        store.log_reveal(["fatima"], role=role, when=NOW)


def test_reading_changes_nothing_that_caches_must_know(store):
    version = store.version
    store.log_reveal(["fatima"], role=CONNECTOR, when=NOW)
    assert store.version == version

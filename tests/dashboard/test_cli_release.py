"""The command `release`: made by quarter, and shown as it is stored."""

import json
from datetime import UTC, datetime

import pytest
from typer.testing import CliRunner

from dashboard.cli import app
from geo.areas import CODE
from geo.consent import COUNT, KEEP
from geo.inventory import open_areas, store_path
from geo.store import Store
from geo.terms import CONNECTOR
from tests.stores import card, yes_to


@pytest.fixture
def call(monkeypatch, tmp_path):
    monkeypatch.setenv("KRACHTENKAART_HOME", str(tmp_path))
    return lambda *words: CliRunner().invoke(app, list(words))


def test_the_demo_is_shown_with_all_areas_once_per_category(call):
    told = json.loads(call("release", "show", "--json").stdout)
    codes = open_areas()[CODE].tolist()
    assert len(told["categories"]) > 100
    for cells in told["categories"].values():
        assert sorted(code for cell in cells for code in cell["codes"]) == codes
    assert set(told["categories"]["all"][0]) == {
        "cell",
        "codes",
        "lowest",
        "highest",
        "shown",
        "is_below",
        "is_merged",
    }


def test_a_person_reads_which_areas_stand_together_and_about_how_many(call):
    lines = call(
        "release", "show", "--of", "theme:podium", "--of", "capability:voorzitten"
    ).stdout.splitlines()
    assert "afgerond" in lines[0]
    assert any(" + " in line and "ongeveer 10 of meer" in line for line in lines)
    assert "  Overal samen: minder dan 5, of niemand" in lines


def test_a_category_that_is_not_there_is_told(call):
    found = call("release", "show", "--of", "theme:iets")
    assert found.exit_code == 1 and "theme:iets" in found.output


def test_a_release_of_ones_own_is_made_once_a_quarter(call, tmp_path):
    with_people = Store(store_path(tmp_path))
    for number in range(12):
        made = card(asset_id=f"p-{number}")
        # Said on the day itself, as the command asks for today
        with_people.add_card(
            made, yes_to(KEEP, COUNT, when=datetime.now(UTC)), role=CONNECTOR, key=made.asset_id
        )
    with_people.close()
    assert json.loads(call("release", "show", "--json").stdout) == {
        "quarter": None,
        "year_of_codes": None,
        "categories": {},
    }
    assert "release make" in call("release", "show").stdout
    assert json.loads(call("release", "make", "--json").stdout) == {"outcome": "made"}
    assert "volgende kwartaal" in call("release", "make").stdout
    assert "ongeveer 10" in call("release", "show").stdout

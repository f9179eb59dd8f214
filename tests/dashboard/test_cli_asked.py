"""The command `asked`, as a person and as a program call it."""

import json

import pytest
from typer.testing import CliRunner

from dashboard.cli import app
from geo.inventory import open_store
from geo.terms import CONNECTOR


@pytest.fixture
def call(monkeypatch, tmp_path):
    monkeypatch.setenv("KRACHTENKAART_HOME", str(tmp_path))
    return lambda *words: CliRunner().invoke(app, list(words))


def marks(home):
    store = open_store(home)
    found = store.read_contacts(role=CONNECTOR)
    store.close()
    return list(zip(found["postcode"], found["day"].astype(str), strict=True))


def test_postcodes_are_marked_once_a_day_and_taken_back(call, tmp_path):
    told = call("asked", "1811 bc", "1811CK", "--day", "2020-03-01")
    assert told.exit_code == 0 and "2 nieuwe postcodes" in told.stdout
    assert marks(tmp_path) == [("1811BC", "2020-03-01"), ("1811CK", "2020-03-01")]
    again = call("asked", "1811BC", "--day", "2020-03-01", "--json")
    assert json.loads(again.stdout) == {"day": "2020-03-01", "added": 0}
    undone = call("--lang", "en", "asked", "1811BC", "--day", "2020-03-01", "--undo")
    assert "Taken back: 1 postcode" in undone.stdout
    assert marks(tmp_path) == [("1811CK", "2020-03-01")]


def test_what_is_no_postcode_or_a_day_to_come_is_refused_and_marks_nothing(call, tmp_path):
    assert call("asked", "1811BC", "hier", "--day", "2020-03-01").exit_code == 1
    assert call("asked", "1811BC", "--day", "2999-01-01").exit_code == 2
    assert marks(tmp_path) == []

"""The command `bridges`, as a person and as a program call it."""

import json

import pytest
from typer.testing import CliRunner

from dashboard.cli import app


@pytest.fixture
def call(monkeypatch, tmp_path):
    monkeypatch.setenv("KRACHTENKAART_HOME", str(tmp_path))
    return lambda *words: CliRunner().invoke(app, list(words))


def test_around_a_postcode_it_tells_who_why_and_how_far(call):
    told = json.loads(call("bridges", "--near", "1811HP", "--radius", "800", "--json").stdout)
    assert (told["postcode"], told["radius_m"]) == ("1811HP", 800)
    assert 0 < len(told["bridges"]) <= 10
    best = told["bridges"][0]
    assert set(best) == {*("one", "other", "distance_m", "strength", "joins", "reasons", "sentences")}
    assert len(best["sentences"]) == len(best["reasons"]) > 0
    assert all(one["distance_m"] <= 800 for one in told["bridges"])


def test_without_a_postcode_each_wijk_is_told(call):
    told = json.loads(call("bridges", "--limit", "2", "--json").stdout)
    assert len(told["areas"]) > 3
    assert all(
        set(area) == {"code", "name", "bridges"} and len(area["bridges"]) <= 2 for area in told["areas"]
    )


def test_a_person_reads_names_distance_and_reasons(call):
    lines = call("bridges", "--near", "1811HP", "--limit", "1").stdout.splitlines()
    assert " en " in lines[0] and "lopen" in lines[0]
    assert lines[1].startswith("  ")


def test_what_is_no_postcode_is_told(call):
    found = call("bridges", "--near", "nergens")
    assert found.exit_code == 1 and "Traceback" not in found.output

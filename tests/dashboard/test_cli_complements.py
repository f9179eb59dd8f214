"""The command `complements`, as a person and as a program call it."""

import json

import pytest
from typer.testing import CliRunner

from dashboard.cli import app


@pytest.fixture
def call(monkeypatch, tmp_path):
    monkeypatch.setenv("KRACHTENKAART_HOME", str(tmp_path))
    return lambda *words: CliRunner().invoke(app, list(words))


def test_an_asset_of_the_demo_is_answered_with_ids_distances_scores_and_reasons(call):
    answer = json.loads(call("complements", "d-001", "--json").stdout)
    first = answer["complements"][0]
    assert answer["id"] == "d-001" and first["id"].startswith("d-")
    assert 0 <= first["distance_m"] <= 1600
    parts = first["parts"]
    fit = parts["they_answer"] + parts["i_answer"] + parts["together"] + parts["template"]
    assert first["score"] == pytest.approx(fit * parts["decay"])
    assert first["reasons"][0]["capability"] and first["sentences"][0].endswith(".")


def test_wishes_at_a_place_are_answered_by_whoever_has_them(call):
    answer = json.loads(
        call("complements", "--near", "1811 ab", "--wants", "naaien, zaaltje", "--json").stdout
    )
    assert answer["wants"] == ["naaien", "zaal"] and answer["postcode"] == "1811AB"
    met = {reason["capability"] for one in answer["complements"] for reason in one["reasons"]}
    assert met == {"naaien", "zaal"}


def test_a_person_reads_a_sentence_in_the_chosen_language(call):
    assert "zoekt dat." in call("complements", "d-001").stdout
    assert "is looking for that." in call("--lang", "en", "complements", "d-001").stdout


def test_an_unknown_id_postcode_or_word_is_told_kindly(call):
    for words, told in [
        (("complements", "nobody"), "nobody"),
        (("complements", "--near", "1811SA", "--wants", "naaien"), "SA"),
        (("complements", "--near", "1811AB", "--wants", "drakentemmen"), "drakentemmen"),
    ]:
        answer = call(*words)
        assert answer.exit_code == 1 and told in answer.stderr and "Traceback" not in answer.output


def test_neither_an_asset_nor_a_place_is_a_usage_error(call):
    assert call("complements").exit_code == 2

"""The command `coalition`, as a person and as a program call it."""

import json

import pytest
from typer.testing import CliRunner

from dashboard.cli import app


@pytest.fixture
def call(monkeypatch, tmp_path):
    monkeypatch.setenv("KRACHTENKAART_HOME", str(tmp_path))
    return lambda *words: CliRunner().invoke(app, list(words))


def answer(call, *words):
    return json.loads(call("coalition", *words, "--json").stdout)


MEAL = ("--near", "1811AB", "--wants", "koken_groep,keuken,gastvrij")


def test_the_answer_is_one_object_with_all_groups_and_the_best_by_itself(call):
    told = answer(call, *MEAL, "--radius", "1500")
    assert told["postcode"] == "1811AB" and told["radius_m"] == 1500
    assert told["wants"] == ["koken_groep", "keuken", "gastvrij"]
    best = told["coalitions"][0]
    assert {key: best[key] for key in ("members", "cost_m", "uncovered", "exact", "bound")} == {
        key: told[key] for key in ("members", "cost_m", "uncovered", "exact", "bound")
    }
    assert set(best) == {
        *("members", "cost_m", "farthest_m", "spread_m", "covered", "uncovered", "exact", "bound"),
    }
    assert set(best["members"][0]) == {"id", "name", "kind", "covers", "distance_m"}


def test_costs_and_covered_wishes_add_up_in_every_group(call):
    groups = answer(call, *MEAL)["coalitions"]
    assert len(groups) == 3
    assert len({tuple(member["id"] for member in group["members"]) for group in groups}) == 3
    for group in groups:
        assert group["cost_m"] == pytest.approx(group["farthest_m"] + group["spread_m"])
        assert group["farthest_m"] == max(member["distance_m"] for member in group["members"])
        covered = {want for member in group["members"] for want in member["covers"]}
        assert covered == set(group["covered"])
        assert covered | set(group["uncovered"]) == {"koken_groep", "keuken", "gastvrij"}
        assert group["exact"] and group["bound"] == 1.0


def test_the_number_of_groups_can_be_asked(call):
    assert len(answer(call, *MEAL, "--best", "1")["coalitions"]) == 1


def test_somebody_can_be_in_it_in_any_case_or_not_at_all(call):
    best = [member["id"] for member in answer(call, *MEAL)["members"]]
    without = answer(call, *MEAL, "--without", best[0])
    assert best[0] not in str(without["coalitions"])
    assert "d-001" not in best
    assert "d-001" in [member["id"] for member in answer(call, *MEAL, "--must", "d-001")["members"]]


def test_a_template_brings_its_wishes_and_words_may_be_added(call):
    told = answer(call, "--near", "1811HP", "--template", "buurtmaaltijd", "--wants", "zaaltje, naaien")
    assert told["wants"] == ["koken_groep", "keuken", "zaal", "boodschap", "gastvrij", "naaien"]


def test_where_nobody_is_near_everything_is_open_and_it_is_no_failure(call):
    call_ = ("--near", "1811AB", "--wants", "keuken,zaal", "--radius", "1")
    told = answer(call, *call_)
    assert told["members"] == [] and told["uncovered"] == ["keuken", "zaal"] and told["cost_m"] == 0
    spoken = call("coalition", *call_)
    assert spoken.exit_code == 0 and "Begin jij?" in spoken.stdout


def test_a_person_reads_who_brings_what_in_the_chosen_language(call):
    dutch = call("coalition", "--near", "1811HP", "--template", "straatfeest", "--radius", "800").stdout
    assert dutch.startswith("Voor het straatfeest zijn er al 5 van de 7. Wie doet mee met ")
    assert "Groep 1. Samen" in dutch and "leent uit: " in dutch
    english = call("--lang", "en", "coalition", *MEAL).stdout
    assert english.startswith("For your plan everything is already here: 3 of 3.")


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("--near", "1811SA", "--wants", "keuken"), "SA"),
        (("--near", "1811AB", "--wants", "drakentemmen"), "drakentemmen"),
        (("--near", "1811AB", "--template", "drakenfeest"), "drakenfeest"),
        (("--near", "1811AB", "--wants", "keuken", "--must", "nobody"), "nobody"),
        (
            (
                *("--near", "1811AB", "--template", "straatfeest", "--wants"),
                "naaien,zaal,keuken,breien,zingen,dans",
            ),
            "12",
        ),
    ],
)
def test_what_cannot_be_asked_is_told_kindly(call, words, told):
    spoken = call("coalition", *words)
    assert spoken.exit_code == 1 and told in spoken.stderr and "Traceback" not in spoken.output
    assert json.loads(call("coalition", *words, "--json").stdout)["error"]["message"] in spoken.stderr


def test_neither_wishes_nor_a_template_is_a_usage_error(call):
    assert call("coalition", "--near", "1811AB").exit_code == 2
    assert call("coalition").exit_code == 2

import json

import pytest
from typer.testing import CliRunner

from dashboard import i18n
from dashboard.cli.areas import app
from geo.areas.judging import COUNTED
from tests.geo.areas.apiserver import ApiServer, serve_api
from tests.geo.areas.features import make_feature, write_collection


@pytest.fixture
def home(tmp_path, monkeypatch):
    monkeypatch.setenv("KRACHTENKAART_HOME", str(tmp_path / "home"))
    return tmp_path / "home"


def run(*arguments: object):
    return CliRunner().invoke(app, list(map(str, arguments)))


def test_a_file_is_installed_listed_and_removed_in_words(home, tmp_path):
    features = [make_feature(0), make_feature(1, aantal_inwoners=-99997), make_feature(2, water="JA")]
    path = write_collection(tmp_path / "wijken.geojson", *features)
    result = run("install", "--file", path, "--level", "wijk", "--year", 2024)
    assert result.stdout.splitlines() == [
        "Klaar. Uit wijken.geojson komen 2 wijken van 2024, met samen 100 inwoners.",
        "  1 rij is water of buitenland en doet niet mee.",
        "  Van 1 gebied is niet bekend hoeveel mensen er wonen.",
    ]
    assert run("list").stdout.startswith("2 wijken van 2024, met samen 100 inwoners.")
    assert json.loads(run("list", "--json").stdout)["levels"][0]["count"] == 2
    assert run("remove", "wijk").stdout == "De wijken zijn weg.\n"
    assert run("list").stdout.startswith("Er zijn nog geen gebieden")


def test_pdok_is_asked_for_gemeente_wijken_and_buurten(home):
    gemeente = make_feature(0)
    gemeente["properties"] = {"gemeentecode": "GM0361", "gemeentenaam": "Alkmaar", "aantal_inwoners": 7}
    buurt = make_feature(0)
    buurt["properties"] = {"buurtcode": "BU03610001", "buurtnaam": "Grachten", "aantal_inwoners": 7}
    features = {"gemeenten": [gemeente], "wijken": [make_feature(0)], "buurten": [buurt]}
    with serve_api(ApiServer(features)) as api:
        told = json.loads(run("install", "--gemeente", "361", "--url", api.url, "--json").stdout)
    assert [one["level"] for one in told["installed"]] == ["gemeente", "wijk", "buurt"]
    assert {one["kept"] for one in told["installed"]} == {1}


def test_a_refusal_says_what_to_do(home, tmp_path):
    path = write_collection(tmp_path / "a.geojson", make_feature(0))
    result = run("install", "--file", path)
    assert result.exit_code == 1
    assert "Noem het met --year" in result.stderr


@pytest.mark.parametrize(
    "arguments", [(), ("--level", "straat"), ("--file", "a", "--gemeente", "361"), ("--year", "12")]
)
def test_a_question_that_makes_no_sense_is_told_at_once(home, arguments):
    assert run("install", *arguments).exit_code == 2


@pytest.mark.parametrize("language", i18n.LANGUAGES)
def test_every_count_and_reason_has_its_sentence(language, monkeypatch):
    monkeypatch.setattr(i18n, "_language", lambda: language)
    assert all(i18n.n(f"areas.{name}", 2) != f"areas.{name}" for name in (*COUNTED, "elsewhere"))
    reasons = ("code", "empty", "surface", "outside", "twice")
    assert all(i18n.has(f"error.areas.row.{reason}") for reason in reasons)

import json
import re
from pathlib import Path

import pytest
from typer.testing import CliRunner

import geo
from dashboard import i18n
from dashboard.cli.postcodes import app
from geo.postcodes import install as postcode_install
from geo.postcodes.table import read_table
from tests.geo.fileserver import FileServer, serve


@pytest.fixture
def home(tmp_path, monkeypatch):
    monkeypatch.setenv("KRACHTENKAART_HOME", str(tmp_path / "home"))
    return tmp_path / "home"


def run(*arguments: object):
    return CliRunner().invoke(app, ["install", *map(str, arguments)])


def test_a_file_is_installed_with_one_sentence_at_the_end(home, reference):
    result = run(reference / "alkmaar" / "pc6.csv")
    assert result.exit_code == 0
    assert result.stdout == "Klaar. Uit pc6.csv komen 0 PC4 en 222 PC6. De kaart kent nu 222 postcodes.\n"
    assert len(read_table(home / "postcodes.parquet")) == 222


def test_rows_left_out_are_counted_and_the_first_explained(home, reference):
    lines = run(reference / "geonames" / "NL.txt").stdout.splitlines()
    assert lines[0] == "21 rijen doen niet mee, de eerste:"
    assert lines[1].startswith("  Rij 46: Dit punt van 7766 ligt meer dan 5 km")
    assert len(lines) == 1 + 5 + 1


def test_as_json_only_one_object_is_printed(home, reference):
    result = run(reference / "geonames" / "NL.txt", "--json")
    told = json.loads(result.stdout)
    assert (told["rows"], told["pc4"], told["pc6"], told["total"]) == (4304, 4064, 0, 4064)
    assert told["refused"][0].keys() == {"row", "code", "value", "message"}
    assert result.stderr == ""


def test_a_file_without_coordinates_is_refused_kindly(home, reference):
    result = run(reference / "cbs" / "pc4_inwoners.csv")
    assert result.exit_code == 1
    assert result.stdout == ""
    assert "Er staan wel postcodes in, maar geen coördinaten." in result.stderr
    assert not home.exists()


def test_a_refusal_as_json_names_code_message_and_details(home, reference):
    result = run(reference / "cbs" / "pc4_inwoners.csv", "--json")
    assert result.exit_code == 1
    error = json.loads(result.stdout)["error"]
    assert error["code"] == "postcode.no_coordinates"
    assert error["message"].startswith("Er staan wel postcodes in")
    assert error["details"]["columns"].startswith("Postcode-4")


def test_an_address_is_fetched_from(home, reference):
    content = (reference / "geonames" / "NL.txt").read_bytes()
    with serve(FileServer(content)) as server:
        result = run("--url", server.url)
    assert result.exit_code == 0
    assert "4064 PC4" in result.stdout


def test_without_a_file_geonames_is_asked_and_credited(home, reference, monkeypatch):
    with serve(FileServer((reference / "geonames" / "NL.txt").read_bytes())) as server:
        monkeypatch.setattr(postcode_install, "GEONAMES_URLS", (server.url,))
        result = run()
    assert result.stdout.endswith("Bron: GeoNames, CC BY 4.0.\n")


def test_a_file_and_an_address_together_are_a_usage_error(home):
    assert run("a.csv", "--url", "http://127.0.0.1/").exit_code == 2


@pytest.mark.parametrize("language", i18n.LANGUAGES)
def test_every_way_to_fail_has_a_sentence(language, monkeypatch):
    monkeypatch.setattr(i18n, "_language", lambda: language)
    for code in codes_in_source():
        assert i18n.has(f"error.{code}"), code


def codes_in_source() -> set[str]:
    sources = Path(geo.__path__[0]).glob("postcode*.py")
    return {code for path in sources for code in re.findall(r'"(postcode\.[a-z_]+)"', path.read_text())} - {
        "postcode.point"  # a beginning of codes, not a code
    }


def test_both_languages_have_the_same_sentences_with_the_same_places():
    words = {}
    for language in i18n.LANGUAGES:
        catalog = i18n.read_catalog(language)
        words[language] = {
            str(message.id): set(re.findall(r"{\w+}", str(message.string)))
            for message in catalog
            if "postcode." in str(message.id)
        }
    assert words["nl"] == words["en"]

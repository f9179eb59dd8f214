"""The commands `export` and `poster`, as a person and as a program call them."""

import csv
import io
import json

import pytest
from openpyxl import load_workbook
from pypdf import PdfReader
from typer.testing import CliRunner

from dashboard.cli import app


@pytest.fixture
def call(monkeypatch, tmp_path):
    monkeypatch.setenv("KRACHTENKAART_HOME", str(tmp_path))
    return lambda *words: CliRunner().invoke(app, list(map(str, words)))


def rows(path):
    return list(csv.DictReader(io.StringIO(path.read_bytes().decode("utf-8-sig")), delimiter=";"))


def test_a_list_is_for_the_public_unless_a_role_is_named(call, tmp_path):
    file = tmp_path / "lijst.csv"
    assert call("export", file).exit_code == 0
    assert {row["wie mag dit zien"] for row in rows(file)} == {"iedereen"}
    assert {row["naam"] for row in rows(file) if row["soort"] == "talent"} == {"Een buurtgenoot"}
    assert call("export", file, "--role", "connector").exit_code == 0
    assert len(rows(file)) == 250 and "Fatima" in {row["naam"] for row in rows(file)}


def test_the_answer_is_one_object_that_counts_what_was_written(call, tmp_path):
    file = tmp_path / "lijst.geojson"
    told = json.loads(call("export", file, "--near", "1811BC", "--radius", 800, "--json").stdout)
    features = json.loads(file.read_text("utf-8"))["features"]
    assert told["assets"] == len(features) == sum(told["counts"].values()) > 0
    assert (told["file"], told["role"], told["bytes"]) == (str(file), "public", file.stat().st_size)


def test_filters_are_those_of_the_map(call, tmp_path):
    file = tmp_path / "lijst.xlsx"
    call("export", file, "--wijk", "oudorp", "--kinds", "association", "--capabilities", "tuinieren")
    header, *found = load_workbook(file).active.iter_rows(values_only=True)
    assert found and {row[header.index("soort")] for row in found} == {"vereniging"}
    assert all("tuinieren" in " ".join(filter(None, map(str, row))) for row in found)


def test_a_poster_is_written_on_the_paper_that_is_asked_for(call, tmp_path):
    file = tmp_path / "poster.pdf"
    assert call("--lang", "en", "poster", file, "--wijk", "WK036102", "--paper", "a4").exit_code == 0
    page = PdfReader(file).pages[0]
    assert float(page.mediabox.width) == pytest.approx(595, abs=1)
    assert "What is here in Oudorp" in page.extract_text()


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("export", "lijst.txt"), ".csv"),
        (("export", "lijst.csv", "--role", "boss"), "neighbours"),
        (("export", "lijst.csv", "--themes", "groente"), "groen"),
        (("export", "lijst.csv", "--wijk", "Nergens"), "Oudorp"),
        (("export", "lijst.csv", "--near", "18"), "postcode"),
        (("export", "nergens/hier/lijst.csv"), "map"),
        (("poster", "poster.pdf", "--paper", "a9"), "a3"),
        (("poster", "poster.png"), ".pdf"),
        (("poster", "poster.pdf", "--text", "zzzz"), "niets"),
    ],
)
def test_what_cannot_be_is_told_in_a_sentence_and_nothing_is_written(
    call, tmp_path, monkeypatch, words, said
):
    monkeypatch.chdir(tmp_path)
    done = call(*words)
    assert done.exit_code != 0 and said in done.output and "Traceback" not in done.output
    assert not list(tmp_path.glob("lijst.*")) and not list(tmp_path.glob("poster.*"))

import ast
import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from dashboard import i18n
from dashboard.cli import app
from dashboard.import_words import issue_message, issue_todo, note_message
from geo.report import Issue, Note
from geo.vocabulary import load_vocabulary

LIST = "naam;soort;postcode;kan\nFatima;talent;1811 HP;naaien\nKoor;vereniging;1811HP;zeilmakerij\n;talent;1811HP;\n"
GEO = Path(__file__).parents[2] / "geo"


@pytest.fixture
def home(tmp_path, monkeypatch):
    monkeypatch.setenv("KRACHTENKAART_HOME", str(tmp_path / "home"))
    yield tmp_path / "home"
    i18n.speak(lambda: i18n.DEFAULT_LANGUAGE)


@pytest.fixture
def run(home):
    def run(*arguments):
        return CliRunner().invoke(app, [str(argument) for argument in arguments], catch_exceptions=False)

    return run


@pytest.fixture
def file(tmp_path):
    path = tmp_path / "lijst.csv"
    path.write_text(LIST, encoding="utf-8")
    return path


def test_an_import_tells_counts_and_rows_as_one_json_object(run, file):
    result = run("import", file, "--json")
    told = json.loads(result.stdout)
    assert result.exit_code == 0
    counts = ("rows", "kept", "remarked", "refused", "duplicates")
    assert [told[count] for count in counts] == [3, 1, 1, 1, 0]
    (refused,) = told["rows_refused"]
    assert (refused["row"], refused["column"], refused["reason"]) == (4, "naam", "name_missing")
    assert refused["message"] and refused["todo"]
    (remarked,) = told["rows_remarked"]
    assert (remarked["row"], remarked["value"], remarked["reason"]) == (3, "zeilmakerij", "word_unknown")
    assert told["columns"]["name"] == ["naam"]


def test_importing_twice_adds_nothing(run, file):
    run("import", file)
    told = json.loads(run("import", file, "--json").stdout)
    assert (told["kept"], told["remarked"], told["duplicates"]) == (0, 0, 2)


def test_checking_saves_nothing(run, file, home):
    told = json.loads(run("check", file, "--json").stdout)
    assert told["kept"] == 1
    assert not (home / "krachtenkaart.db").exists()


def test_checking_knows_what_is_there_already(run, file):
    run("import", file)
    assert json.loads(run("check", file, "--json").stdout)["duplicates"] == 2


def test_the_last_list_is_taken_out_again_once(run, file):
    run("import", file)
    told = json.loads(run("import", "--undo", "--json").stdout)
    assert told == {"undone": True, "filename": "lijst.csv", "taken_out": 2, "restored": 0, "stayed": 0}
    again = run("import", "--undo", "--json")
    assert again.exit_code == 1
    assert json.loads(again.stdout)["error"]["code"] == "import.not_last"
    assert json.loads(run("import", file, "--json").stdout)["kept"] == 1
    assert "lijst.csv is er weer uit." in run("import", "--undo").stdout


def test_taking_out_needs_no_file_and_bringing_in_does(run, file):
    assert run("import", file, "--undo").exit_code == 2
    assert run("import").exit_code == 2


def test_rows_that_resemble_a_card_are_kept_and_noted(run, file, tmp_path):
    run("import", file)
    other = tmp_path / "meer.csv"
    other.write_text(
        "naam,soort,postcode\nFatima B,talent,1811HP\nfatima,talent,1811HP\nYara,talent,1811HP\n"
    )
    told = json.loads(run("import", other, "--json").stdout)
    assert (told["kept"], told["duplicates"]) == (3, 0)
    (note,) = told["notes"]
    assert (note["code"], note["rows"], note["count"]) == ("maybe_same", [2, 3], 2)
    assert "2, 3" in note["message"]


def test_a_person_reads_a_summary_and_the_rows_that_cannot_be_taken(run, file):
    told = run("import", file).stdout
    assert "lijst.csv is ingelezen." in told
    assert "1 kracht komt zo op de kaart." in told
    assert "Er staat geen naam." in told
    assert "lijst.csv has been read." in run("--lang", "en", "import", file).stdout


def test_a_file_that_is_refused_as_a_whole_ends_with_a_sentence_and_exit_code_1(run, tmp_path):
    (tmp_path / "leeg.csv").write_text("")
    result = run("import", tmp_path / "leeg.csv")
    assert result.exit_code == 1
    assert "In dit bestand staat niets" in result.stderr
    missing = run("import", tmp_path / "weg.csv", "--json")
    assert missing.exit_code == 1
    assert json.loads(missing.stdout)["error"]["code"] == "source.unopened"


def test_a_kind_that_does_not_exist_is_a_mistake_in_use(run, file):
    assert run("import", file, "--kind", "buurvrouw").exit_code == 2


def test_the_kind_given_goes_for_the_whole_list(run, tmp_path):
    path = tmp_path / "lijst.csv"
    path.write_text("naam,postcode\nDe Eik,1811HP\n")
    assert json.loads(run("check", path, "--json").stdout)["refused"] == 1
    assert json.loads(run("check", path, "--json", "--kind", "institution").stdout)["kept"] == 1


def test_hostile_values_cannot_steer_the_terminal(run, tmp_path):
    path = tmp_path / "lijst.csv"
    path.write_text("naam,soort,postcode,[red]x\x1b[2J\nA,\x1b]0;titel\x07[bold]talent[/],1811HP,y\n")
    told = run("check", path).stdout
    assert "\x1b" not in told and "\x07" not in told
    assert "[bold]talent[/]" in told.replace("\n", "")


def test_a_long_list_of_rows_is_cut_and_says_how_many_more(run, tmp_path):
    path = tmp_path / "lijst.csv"
    path.write_text("naam,soort,postcode\n" + ",talent,1811HP\n" * 30)
    assert "En nog 10" in run("check", path).stdout


def test_every_reason_in_the_code_has_a_sentence_and_an_advice():
    reasons = set(_constants(_REASON_AT)) | _WORD_REASONS
    assert {"name_missing", "id_in_use", "ragged", "key_twice"} <= reasons
    for lang in i18n.LANGUAGES:
        catalog = i18n.read_catalog(lang)
        missing = [reason for reason in reasons if f"import.{reason}" not in catalog]
        missing += [reason for reason in reasons if f"import.{reason}.todo" not in catalog]
        assert not missing


def test_every_error_of_a_source_or_the_store_has_a_sentence():
    codes = {*_constants(_ERROR_AT), *(f"source.limit.{name}" for name in _constants({"require_within": 0}))}
    assert {"source.limit.rows", "source.json", "store.busy"} <= codes
    for lang in i18n.LANGUAGES:
        catalog = i18n.read_catalog(lang)
        assert not [code for code in codes if f"error.{code}" not in catalog]


def test_a_reason_speaks_the_words_of_the_vocabulary():
    issue = Issue(3, "kan", "naaien doen", "word_near", "naaien")
    said = issue_message(issue, vocabulary=load_vocabulary())
    assert load_vocabulary().label("naaien", "nl") in said
    assert issue_todo(Issue(3, "postcode", "0811", "postcode.leading_zero"))


def test_a_note_with_many_rows_stays_short():
    assert "…" in note_message(Note("rows_repeated", {"rows": list(range(100))}))


# Where a call holds its code: the position of the argument, by the name of what is called.
_REASON_AT = {"refuse": 1, "remark": 1, "Issue": 3, "_Unread": 0}
_ERROR_AT = {"SourceError": 0, "StoreError": 0}
_OWN_FILES = ("sources/*.py", "importing/*.py", "store/*.py", "filelock.py")
_WORD_REASONS = {"word_unknown", "word_near"}  # geo.importing.gifts passes them on


def _constants(positions):
    """Find the codes that stand in the code itself, as arguments of these calls."""
    for path in (path for pattern in _OWN_FILES for path in GEO.glob(pattern)):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call):
                name = getattr(node.func, "attr", getattr(node.func, "id", ""))
                at = positions.get(name, len(node.args))
                yield from (arg.value for arg in node.args[at : at + 1] if isinstance(arg, ast.Constant))

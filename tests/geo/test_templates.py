"""The templates of initiatives: complete, and made of capabilities that exist."""

import pytest

from geo.errors import VocabularyError
from geo.templates import TEMPLATES_FILE, load_templates
from geo.vocabulary import load_vocabulary

VOCABULARY = load_vocabulary()
TEMPLATES = load_templates(vocabulary=VOCABULARY)
NEVER = ("probleem", "behoefte", "kwetsbaar", "doelgroep", "tekort", "achterstand", "hulpvrager")


def _template(code):
    return next(template for template in TEMPLATES if template.code == code)


def test_the_two_initiatives_of_the_domain_want_what_it_says():
    assert _template("buurtmaaltijd").wants == ("koken_groep", "keuken", "zaal", "boodschap", "gastvrij")
    assert set(_template("repair_cafe").wants) == {
        "apparaten",
        "fietsreparatie",
        "naaien",
        "werkplaats",
        "gereedschap",
        "gastvrij",
    }


def test_there_are_at_least_eighteen():
    assert len(TEMPLATES) >= 18


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda template: template.code)
def test_an_initiative_is_complete_in_both_languages(template):
    assert 4 <= len(template.wants) <= 7
    assert all(VOCABULARY.capability(code) for code in template.wants)
    assert set(template.labels) == set(template.lines) == {"nl", "en"}
    assert all(line.endswith((".", "?", "!")) for line in template.lines.values())


def test_no_two_initiatives_want_the_same():
    assert len({frozenset(template.wants) for template in TEMPLATES}) == len(TEMPLATES)


def test_the_data_never_speaks_of_what_somebody_lacks():
    text = TEMPLATES_FILE.read_text(encoding="utf-8").casefold()
    assert [word for word in NEVER if word in text] == []


def test_a_broken_file_tells_all_its_faults_at_once(tmp_path):
    path = tmp_path / "templates.toml"
    path.write_text(
        """
        [[templates]]
        code = "Feest 1"
        nl = "Feest"
        line_nl = "Kom!"
        line_en = "Come!"
        wants = ["zaal", "zaal", "toverkunst", 3]

        [[templates]]
        code = "leeg"
        nl = "Leeg"
        en = "Empty"
        wants = "zaal"
        """,
        encoding="utf-8",
    )
    with pytest.raises(VocabularyError) as error:
        load_templates(path, vocabulary=VOCABULARY)
    assert error.value.code == "vocabulary.broken"
    assert [(problem.where, problem.rule, problem.value) for problem in error.value.details["problems"]] == [
        ("templates.Feest 1", "code_form", "Feest 1"),
        ("templates.Feest 1", "label_en", ""),
        ("templates.leeg", "text_line_nl", ""),
        ("templates.leeg", "text_line_en", ""),
        ("templates.Feest 1", "wants_unknown", "toverkunst"),
        ("templates.Feest 1", "wants_unknown", "3"),
        ("templates.Feest 1", "wants_twice", "zaal"),
        ("templates.leeg", "wants_number", "zaal"),
    ]

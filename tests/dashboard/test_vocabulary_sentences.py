"""Every fault that a data file can have is told in a sentence, in both languages."""

import pytest

from dashboard import i18n
from geo.errors import VocabularyError
from geo.templates import load_templates
from geo.vocabulary import load_vocabulary

WRONG_LISTS = 'themes = 3\nfillers = [1]\nthema = "x"\n'
WRONG_ENTRIES = """
[[themes]]
code = "eten"
[[themes]]
code = "eten"
nl = "Eten"
en = "Food"
[[capabilities]]
code = "Soep!"
theme = "drinken"
words_nl = ["soep", 7]
[[capabilities]]
code = "eten"
theme = "eten"
nl = "Soep"
en = "Soup"
words_nl = ["soepje"]
words_en = ["soup"]
[[modes]]
code = "needs"
[[subkinds]]
code = "school"
kind = "talent"
"""
WRONG_TEMPLATES = """
[[templates]]
code = "feest"
wants = "zaal"
[[templates]]
code = "maal"
wants = ["zaal", "zaal", "toverkunst"]
"""


def _errors(tmp_path):
    path = tmp_path / "words.toml"
    for text in (WRONG_LISTS, WRONG_ENTRIES, "[["):
        path.write_text(text, encoding="utf-8")
        with pytest.raises(VocabularyError) as error:
            load_vocabulary(path)
        yield error.value
    path.write_text(WRONG_TEMPLATES, encoding="utf-8")
    with pytest.raises(VocabularyError) as error:
        load_templates(path, vocabulary=load_vocabulary())
    yield error.value
    with pytest.raises(VocabularyError) as error:
        load_vocabulary().capability("toverkunst")
    yield error.value


@pytest.mark.parametrize("language", i18n.LANGUAGES)
def test_each_fault_is_told_in_a_sentence(tmp_path, monkeypatch, language):
    monkeypatch.setattr(i18n, "_language", lambda: language)
    rules = set()
    for error in _errors(tmp_path):
        assert i18n.has(f"error.{error.code}")
        i18n.t(f"error.{error.code}", **error.details)
        for problem in error.details.get("problems", ()):
            rules.add(problem.rule)
            assert i18n.has(f"vocabulary.rule.{problem.rule}")
            i18n.t(f"vocabulary.rule.{problem.rule}", **problem._asdict())
    assert len(rules) == 21

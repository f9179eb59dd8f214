"""Whatever can go wrong is told in words that say what to do."""

import ast
import string
from pathlib import Path

import pytest

from dashboard import i18n
from geo.errors import KrachtenkaartError

ROOT = Path(__file__).parents[2]


def raised() -> dict[str, set[str]]:
    """Code of each error that the program makes itself, with the names of its details."""
    found: dict[str, set[str]] = {}
    for folder in ("geo", "dashboard"):
        for path in (ROOT / folder).rglob("*.py"):
            for call in ast.walk(ast.parse(path.read_text("utf-8"))):
                if isinstance(call, ast.Call) and _is_error(call) and call.args:
                    code = call.args[0]
                    if isinstance(code, ast.Constant) and isinstance(code.value, str):
                        found[code.value] = {keyword.arg for keyword in call.keywords if keyword.arg}
    return found


def _is_error(call: ast.Call) -> bool:
    return isinstance(call.func, ast.Name) and call.func.id.endswith("Error") and "." in ast.dump(call)


CODES = {code: names for code, names in raised().items() if "." in code}


@pytest.mark.parametrize("language", i18n.LANGUAGES)
@pytest.mark.parametrize("code", sorted(CODES))
def test_every_error_has_its_sentence_with_the_values_that_it_names(code, language, monkeypatch):
    monkeypatch.setattr(i18n, "_language", lambda: language)
    assert i18n.has(f"error.{code}"), code
    sentence = i18n._translations(language).gettext(f"error.{code}")
    named = {name for _, name, _, _ in string.Formatter().parse(sentence) if name}
    assert named <= CODES[code]


def test_an_error_without_a_sentence_still_says_its_code():
    assert "odd.one" in i18n.error_sentence(KrachtenkaartError("odd.one"))

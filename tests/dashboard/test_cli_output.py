import json

import numpy as np
import pytest
import typer

from dashboard.cli.output import fail, plain, print_json, say, told_errors
from geo.errors import KrachtenkaartError


def test_text_from_outside_cannot_steer_the_terminal(capsys):
    say("Klus\x1b[2J\x07café\u202etxt\r\nrij 2\ttab")
    assert capsys.readouterr().out == "Klus\ufffd[2J\ufffdcafé\ufffdtxt\ufffd\nrij 2\ttab\n"


def test_a_lone_surrogate_can_be_said(capsys):
    say("naam \ud800")
    assert capsys.readouterr().out == "naam ?\n"


def test_json_carries_numpy_numbers_and_only_ascii(capsys):
    print_json({"kept": np.int64(3), "name": "café"})
    out = capsys.readouterr().out
    assert out.isascii()
    assert json.loads(out) == {"kept": 3, "name": "café"}


def test_an_error_ends_the_command_with_exit_code_1_on_stderr(capsys):
    with pytest.raises(typer.Exit) as ended, told_errors(as_json=False):
        raise KrachtenkaartError("no.such.sentence", value="{code}")
    assert ended.value.exit_code == 1
    said = capsys.readouterr()
    assert said.out == ""
    assert said.err == "Dat lukte niet (no.such.sentence).\n"


def test_an_error_as_json_is_one_object_on_stdout(capsys):
    with pytest.raises(typer.Exit):
        fail(KrachtenkaartError("no.such.sentence", value="1811A"), as_json=True)
    said = capsys.readouterr()
    assert said.err == ""
    assert json.loads(said.out)["error"] == {
        "code": "no.such.sentence",
        "message": "Dat lukte niet (no.such.sentence).",
        "details": {"value": "1811A"},
    }


def test_plain_keeps_ordinary_text_as_it_is():
    assert plain("Zaal 'De Kei' – 350 m") == "Zaal 'De Kei' – 350 m"

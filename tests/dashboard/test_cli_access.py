"""`krachtenkaart access`: passphrases, roles and sessions from the command line."""

import json
from contextlib import closing
from datetime import UTC, datetime

import pytest
from typer.testing import CliRunner

from dashboard.cli import app
from geo.inventory import store_path
from geo.store import Store
from tests.signing import PHRASE, hash_quickly, login


@pytest.fixture(autouse=True)
def store(tmp_path, monkeypatch):
    monkeypatch.setenv("KRACHTENKAART_HOME", str(tmp_path))
    hash_quickly(monkeypatch)
    with closing(Store(store_path(tmp_path))) as store:
        yield store


def run(*arguments: str, typed: str | None = None, code: int = 0) -> str:
    done = CliRunner().invoke(app, ["access", *arguments], input=typed)
    assert done.exit_code == code, done.output
    return done.output


def listed():
    return json.loads(run("list", "--json"))


def test_a_passphrase_is_asked_for_twice_and_not_repeated(store):
    said = run("set-passphrase", typed=f"{PHRASE}\n{PHRASE}\n")
    assert PHRASE not in said and "verbinder" in said
    assert store.sign_in(PHRASE) and listed()["passphrases"][0]["role"] == "connector"
    assert PHRASE not in json.dumps(listed())


def test_one_that_is_made_up_is_printed_once(store):
    made = json.loads(run("set-passphrase", "--role", "steward", "--generate", "--json"))
    assert made["role"] == "steward" and store.sign_in(made["passphrase"])


def test_an_area_may_be_named_by_code_or_name(store):
    run("grant", "wim@b.nl", "connector", "--area", "Oudorp", "--area", "WK036101")
    (given,) = listed()["grants"]
    name, _, codes = given["role"].partition(":")
    assert (name, given["who"]) == ("connector", "wim@b.nl")
    assert "WK036101" in codes.split("+") and len(codes.split("+")) == 2
    assert "Oudorp" not in given["role"] and "verbinder van" in run("list")


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (("grant", "a@b.nl", "boss"), 2),
        (("grant", "a@b.nl", "public"), 2),
        (("grant", "a@b.nl", "municipality", "--area", "Oudorp"), 2),
        (("grant", "a@b.nl", "connector", "--area", "Nergens"), 1),
        (("set-passphrase", "--role", "municipality", "--generate"), 2),
        (("revoke", "niemand@b.nl"), 1),
        (("forget-passphrase",), 1),
        (("sign-out",), 2),
        (("sign-out", "x", "--all"), 2),
        (("sign-out", "x"), 1),
    ],
)
def test_what_cannot_be_is_refused_in_a_sentence(arguments, code):
    assert run(*arguments, code=code)
    assert not any(listed().values())


def test_a_role_is_taken_back(store):
    run("grant", "Wim@B.nl", "steward")
    known = login("wim@b.nl", when=datetime.now(UTC))
    assert store.standing(login=known).session.role == "steward"
    assert json.loads(run("revoke", "wim@b.nl", "--json")) == {"who": "wim@b.nl"}
    assert store.standing(login=known).session is None


def test_everybody_is_signed_out(store):
    run("set-passphrase", typed=f"{PHRASE}\n{PHRASE}\n")
    tokens = [store.sign_in(PHRASE) for _ in range(2)]
    session = listed()["sessions"][0]["session_id"]
    assert session in run("list")
    assert json.loads(run("sign-out", session, "--json")) == {"ended": 1}
    assert json.loads(run("sign-out", "--all", "--json")) == {"ended": 1}
    assert not any(store.standing(token).session for token in tokens)
    run("forget-passphrase")
    assert store.sign_in(PHRASE) is None


@pytest.mark.parametrize(
    "command", ["set-passphrase", "forget-passphrase", "grant", "revoke", "sign-out", "list"]
)
def test_every_command_explains_itself(command):
    assert len(run(command, "--help")) > 200

"""The door: a passphrase by a plain form, a cookie that no script reads, and no guessing."""

from http.cookies import SimpleCookie
from urllib.parse import urlencode

import pytest
from starlette.applications import Starlette
from starlette.routing import Route

from dashboard.signing import door
from dashboard.viewer import SESSION
from geo.inventory import store_path
from geo.passphrases import TRIES_PER_ADDRESS, Tries
from geo.roles import STEWARD
from geo.store import Store
from geo.terms import CONNECTOR
from tests.asking import ask
from tests.signing import PHRASE, hash_quickly

HERE = {"host": "buurt.example", "origin": "https://buurt.example"}
APP = Starlette(routes=[Route(path, answer, methods=how) for path, answer, how in door.ROUTES])


@pytest.fixture(autouse=True)
def store(tmp_path, monkeypatch):
    monkeypatch.setenv("KRACHTENKAART_HOME", str(tmp_path))
    monkeypatch.setattr(door, "TRIES", Tries())
    hash_quickly(monkeypatch)
    store = Store(store_path(tmp_path))
    store.set_passphrase(PHRASE, of_role=CONNECTOR, role=STEWARD)
    yield store
    store.close()


def enter(passphrase: str, *, scheme: str = "https", **headers: str):
    body = urlencode({"passphrase": passphrase}).encode()
    return ask(APP, "/deur", method="POST", body=body, headers=HERE | headers, scheme=scheme)


@pytest.mark.parametrize("scheme", ["https", "http"])
def test_a_passphrase_opens_a_session_that_no_script_reads(store, scheme):
    status, headers, _ = enter(PHRASE, scheme=scheme)
    given = SimpleCookie(headers["set-cookie"])[SESSION]
    assert (status, headers["location"]) == (303, "aanmelden?lang=nl")
    assert (
        given["httponly"] and given["samesite"] == "Strict" and bool(given["secure"]) == (scheme == "https")
    )
    assert int(given["max-age"]) == 12 * 3600 and headers["cache-control"] == "no-store"
    assert store.standing(given.value).session.role == CONNECTOR


@pytest.mark.parametrize(
    "wrong", ["", "samen aan tafe", "é" * 300, "x" * 100_000, "<script>alert(1)</script>"]
)
def test_another_is_told_in_the_same_words_and_not_repeated(wrong):
    status, headers, body = enter(wrong)
    assert status == 403 and "set-cookie" not in headers
    assert body == enter("iets anders van mij")[2]
    assert "niet de wachtzin" in body.decode()


def test_after_a_few_tries_the_right_one_waits_too():
    for _ in range(TRIES_PER_ADDRESS):
        assert enter("iets anders")[0] == 403
    status, headers, body = enter(PHRASE)
    assert status == 429 and "set-cookie" not in headers and "minuten" in body.decode()


@pytest.mark.parametrize("origin", ["", "null", "https://evil.example", "https://buurt.example.evil.example"])
def test_another_site_cannot_sign_anybody_in(origin):
    status, headers, _ = enter(PHRASE, origin=origin)
    assert status == 403 and "set-cookie" not in headers


def test_the_form_says_the_same_to_everybody_and_runs_no_script():
    status, headers, body = ask(APP, "/deur", headers=HERE)
    assert status == 200 and headers["cache-control"] == "no-store"
    assert b"<script" not in body and b'type="password"' in body and b'method="post"' in body

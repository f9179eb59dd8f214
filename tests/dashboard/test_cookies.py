"""The secret link: what is behind the # reaches the server once, by POST, and opens a visit; nothing else does."""

from http.cookies import SimpleCookie
from typing import Any

import pytest
from starlette.applications import Starlette
from starlette.routing import Route

from dashboard.cards.cookies import PRESS, ROUTES, VISIT, PressCookie
from geo.consent import KEEP
from geo.inventory import store_path
from geo.store import Store
from geo.terms import PUBLIC
from tests import asking
from tests.stores import card, yes_to

HERE = {"host": "buurt.example", "origin": "https://buurt.example"}


@pytest.fixture
def store(tmp_path, monkeypatch):
    monkeypatch.setenv("KRACHTENKAART_HOME", str(tmp_path))
    store = Store(store_path(tmp_path))
    yield store
    store.close()


def ask(path: str, **how: Any) -> tuple[int, dict[str, str], bytes]:
    """Ask the routes, behind the middleware; gives status, headers and body."""
    app = PressCookie(Starlette(routes=[Route(path, answer, methods=how) for path, answer, how in ROUTES]))
    return asking.ask(app, path, **how)


def exchange(secret: str, **headers: str):
    return ask("/sleutel", method="POST", body=secret.encode(), headers=HERE | headers)


def test_a_secret_is_exchanged_for_a_visit_that_no_script_reads(store):
    kept = store.add_card(card(), yes_to(KEEP), role=PUBLIC, key="k")
    status, headers, body = exchange(kept.secret)
    cookie = SimpleCookie(headers["set-cookie"])[VISIT]
    assert (status, body, headers["cache-control"]) == (204, b"", "no-store")
    assert cookie["httponly"] and cookie["secure"] and cookie["samesite"] == "Strict"
    assert int(cookie["max-age"]) == 1800
    assert store.read_own(cookie.value).card.name == "Fatima"
    assert kept.secret not in str(headers)


@pytest.mark.parametrize("secret", ["", "geheim", "x" * 5000, "é"])
def test_what_is_no_secret_opens_nothing(store, secret):
    status, headers, _ = exchange(secret)
    assert status == 404 and "set-cookie" not in headers


@pytest.mark.parametrize("origin", ["", "https://evil.example", "null", "https://buurt.example.evil.example"])
def test_another_site_cannot_ask(store, origin):
    kept = store.add_card(card(), yes_to(KEEP), role=PUBLIC, key="k")
    assert exchange(kept.secret, origin=origin)[0] == 403


def test_the_page_of_the_link_says_the_same_to_everybody_and_runs_no_inline_script():
    status, headers, body = ask("/sleutel")
    assert status == 200 and headers["referrer-policy"] == "no-referrer"
    assert b"<script>" not in body and b'src="sleutel/link_page.js"' in body
    status, _, script = ask("/sleutel/link_page.js")
    assert status == 200 and b"replaceState" in script


def test_who_opens_the_form_gets_a_cookie_for_pressing_once_and_keeps_it():
    _, headers, _ = ask("/meedoen")
    cookie = SimpleCookie(headers["set-cookie"])[PRESS]
    assert (
        cookie["httponly"]
        and cookie["samesite"] == "Strict"
        and not cookie["max-age"]
        and len(cookie.value) == 32
    )
    assert "set-cookie" not in ask("/meedoen", headers={"cookie": f"{PRESS}={cookie.value}"})[1]


@pytest.mark.parametrize("path", ["/", "/samen", "/sleutel", "/meedoenx"])
def test_who_only_looks_gets_no_cookie(path):
    assert "set-cookie" not in ask(path)[1]


def test_on_this_machine_alone_the_cookie_needs_no_encryption():
    assert "Secure" not in ask("/meedoen", scheme="http")[1]["set-cookie"]

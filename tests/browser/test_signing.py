"""Signing in and out in a real browser: by a passphrase, and at a real provider of OpenID Connect on this machine."""

import json
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from dashboard.viewer import SESSION
from geo.inventory import store_path
from geo.roles import STEWARD, of_areas
from geo.store import Store
from tests.browser.conftest import PATIENCE_S, Visit
from tests.signing import PHRASE

WIM = {"sub": "wim", "email": "Wim@example.org", "email_verified": True}
OUDORP = "WK036102"


@pytest.fixture(scope="module")
def provider(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A provider of OpenID Connect that knows Wim, in a process of its own; gives its address."""
    port = free_port()
    with (tmp_path_factory.mktemp("provider") / "log").open("w") as log:
        command = [sys.executable, "-W", "ignore", "-m", "oidc_provider_mock", "--port", str(port)]
        process = subprocess.Popen(
            [*command, "--user-claims", json.dumps(WIM)], stdout=log, stderr=subprocess.STDOUT
        )
        wait_for(port, process)
        yield f"http://127.0.0.1:{port}"
        process.terminate()
        process.wait(PATIENCE_S)


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("guarded-home")


@pytest.fixture(scope="module")
def address(home: Path, provider: str, serve_app: Callable[..., str]) -> str:
    """The app on an installation that is guarded, and knows the provider."""
    port = free_port()
    (home / ".streamlit").mkdir()
    (home / ".streamlit" / "secrets.toml").write_text(
        f"""
        [auth]
        redirect_uri = "http://127.0.0.1:{port}/oauth2callback"
        cookie_secret = "for this test only"
        client_id = "krachtenkaart"
        client_secret = "for this test only"
        server_metadata_url = "{provider}/.well-known/openid-configuration"
        """
    )
    with closing(Store(store_path(home))) as store:
        store.set_passphrase(PHRASE, of_role=STEWARD, role=STEWARD)
    return serve_app(env={"HOME": str(home), "KRACHTENKAART_HOME": str(home), "TEST_PORT": str(port)})


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def wait_for(port: int, process: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + PATIENCE_S
    while time.monotonic() < deadline and process.poll() is None:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.1)
    pytest.fail("the provider did not start")


def says(page: Page, text: str) -> None:
    expect(page.get_by_text(text)).to_be_visible()


def test_who_gives_the_passphrase_is_let_in_and_out_again(address: str, visit: Visit) -> None:
    page = visit.page
    page.goto(f"{address}/aanmelden")
    says(page, "Je kijkt als bezoeker")
    page.get_by_role("link", name="Aanmelden met een wachtzin").click()
    page.get_by_label("Wachtzin").fill("iets heel anders")
    page.get_by_role("button", name="Aanmelden").click()
    expect(page.get_by_role("alert")).to_contain_text("niet de wachtzin")
    page.get_by_label("Wachtzin").fill(PHRASE)
    page.get_by_role("button", name="Aanmelden").click()
    says(page, "Je kijkt als beheerder")
    assert SESSION not in page.evaluate("document.cookie")
    page.get_by_role("button", name="Afmelden").click()
    says(page, "Je kijkt als bezoeker")
    assert not visit.blocked


def test_who_signs_in_elsewhere_has_the_role_that_was_given_until_it_is_taken_back(
    address: str, home: Path, page: Page
) -> None:
    page.goto(f"{address}/aanmelden")
    page.get_by_role("button", name="Aanmelden met je account").click()
    page.get_by_role("button", name="wim").click()
    page.wait_for_url(f"{address}/**")
    page.goto(f"{address}/aanmelden")
    says(page, "Je hebt hier nog geen rol")
    with closing(Store(store_path(home))) as store:
        store.grant("wim@example.org", of_areas([OUDORP]), role=STEWARD)
        page.reload()
        says(page, "Je bent verbinder van Oudorp")
        store.revoke("wim@example.org", role=STEWARD)
        page.reload()
        says(page, "Je kijkt als bezoeker")
        expect(page.get_by_role("button", name="Afmelden")).to_have_count(0)

"""The pages Doe mee, Mijn kaart and Wachtrij in a real browser, on a phone: from words to a card, and away again."""

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

PATIENCE_MS = 45_000


@pytest.fixture
def open_window(chromium: Browser) -> Iterator[Callable[..., Page]]:
    """Open a window of its own; `as_public` comes through a proxy, and so is nobody special."""
    opened = []

    def open_(*, as_public: bool) -> Page:
        headers = {"X-Forwarded-For": "192.0.2.7"} if as_public else {}
        opened.append(
            chromium.new_context(viewport={"width": 390, "height": 844}, extra_http_headers=headers)
        )
        opened[-1].set_default_timeout(PATIENCE_MS)
        return opened[-1].new_page()

    yield open_
    for context in opened:
        context.close()


@pytest.fixture(scope="module")
def address(serve_app, tmp_path_factory) -> str:
    """A server with a data folder that no other test looks at."""
    return serve_app(env={"KRACHTENKAART_HOME": str(tmp_path_factory.mktemp("own-home"))})


def fill_in(page: Page, name: str) -> None:
    page.get_by_label("Handen").fill("naaien en fietsen repareren")
    page.get_by_label("Hoe wil je heten?").fill(name)
    page.get_by_label("Je postcode").fill("1811 HP")
    page.get_by_label("Hoe mag de verbinder").fill("06-12345678")
    page.get_by_label("Hoe mag de verbinder").press("Tab")


def tick(page: Page, words: str) -> None:
    box = page.get_by_role("checkbox", name=words)
    expect(box).to_be_enabled(timeout=PATIENCE_MS)
    page.get_by_text(words).click()
    expect(box).to_be_checked(timeout=PATIENCE_MS)


def test_somebody_joins_with_a_phone_is_let_in_and_leaves_again(address, open_window):
    phone, laptop = open_window(as_public=True), open_window(as_public=False)
    asked: list[str] = []
    phone.on("request", lambda request: asked.append(f"{request.url} {request.headers.get('referer', '')}"))
    phone.goto(f"{address}/meedoen")
    fill_in(phone, "Fatima")
    tick(phone, "Ja, bewaar mijn kaart.")
    tick(phone, "Ja, mijn buren mogen")
    neighbours = phone.locator(".st-key-seen-neighbours-on")
    expect(neighbours).to_contain_text("Fatima", timeout=PATIENCE_MS)
    expect(neighbours).not_to_contain_text("06-12345678")
    save = phone.get_by_role("button", name="Bewaren", exact=True)
    expect(save).to_be_enabled(timeout=PATIENCE_MS)
    save.click()
    expect(phone.get_by_text("Bewaard. Dank je wel!")).to_be_visible(timeout=PATIENCE_MS)
    link = phone.locator(".st-key-secret-link code").inner_text()
    secret = link.partition("#")[2]
    assert len(secret) == 32

    laptop.goto(f"{address}/wachtrij")
    laptop.get_by_role("button", name="Zet op de kaart").click()
    expect(laptop.get_by_text("Niets dat wacht")).to_be_visible(timeout=PATIENCE_MS)

    phone.goto(link)
    expect(phone.get_by_text("Je kaart staat erop.")).to_be_visible(timeout=PATIENCE_MS)
    assert phone.url.endswith("/mijn-kaart") and "#" not in phone.url
    assert not [one for one in asked if secret in one]
    assert "krachtenkaart_visit" not in phone.evaluate("document.cookie")

    phone.get_by_role("button", name="Wis mijn kaart").click()
    phone.get_by_role("button", name="Ja, wis alles van mij").click()
    expect(phone.get_by_text("Je kaart is gewist.")).to_be_visible(timeout=PATIENCE_MS)
    phone.goto(link)
    expect(phone.get_by_text("Deze link opent geen kaart (meer).")).to_be_visible(timeout=PATIENCE_MS)


def test_the_form_fits_a_phone_and_opens_no_map(address, open_window):
    phone = open_window(as_public=True)
    phone.goto(f"{address}/meedoen?lang=en")
    expect(phone.get_by_text("What can you do?")).to_be_visible(timeout=PATIENCE_MS)
    expect(phone.get_by_text("Still to fill in")).to_be_visible(timeout=PATIENCE_MS)
    assert phone.locator("iframe").count() == 0
    assert phone.evaluate("document.scrollingElement.scrollWidth <= innerWidth")

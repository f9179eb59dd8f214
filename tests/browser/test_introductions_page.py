"""Meeting each other in a real browser: two phones that each open their own secret link, and the connector."""

from datetime import UTC, datetime

import pytest
from playwright.sync_api import Browser, Page, expect

from geo.consent import ASK, KEEP, SHOW_NEIGHBOURS, SHOW_PUBLIC
from geo.inventory import open_store
from geo.terms import CONNECTOR
from tests.browser.conftest import PATIENCE_MS
from tests.stores import card, yes_to

SEEN = (KEEP, ASK, SHOW_NEIGHBOURS, SHOW_PUBLIC)
GIFTS = {"Amina": "naaien:learns", "Bram": "naaien:teaches"}


@pytest.fixture
def home(tmp_path):
    """A data folder with two neighbours; gives the secrets of their links beside it."""
    store = open_store(tmp_path)
    made = {name: card(name, gifts=gifts, contact=f"{name}@example.org") for name, gifts in GIFTS.items()}
    kept = {
        name: store.add_card(one, yes_to(*SEEN, when=datetime.now(UTC)), role=CONNECTOR, key=name).secret
        for name, one in made.items()
    }
    store.close()
    return tmp_path, kept


def phone(chromium: Browser) -> Page:
    """Give a window of its own that comes through a proxy, and so is nobody special."""
    context = chromium.new_context(
        viewport={"width": 390, "height": 844}, extra_http_headers={"X-Forwarded-For": "192.0.2.7"}
    )
    context.set_default_timeout(PATIENCE_MS)
    return context.new_page()


def test_two_neighbours_read_each_others_contact_once_both_said_yes(serve_app, chromium, home, page):
    folder, secrets = home
    address = serve_app(env={"KRACHTENKAART_HOME": str(folder)})
    amina, bram = phone(chromium), phone(chromium)
    amina.goto(f"{address}/sleutel#{secrets['Amina']}")
    amina.get_by_role("button", name="Ik wil kennismaken").click()
    expect(amina.get_by_text("Je vraag is onderweg.")).to_be_visible()
    expect(amina.get_by_text("Jij zei ja.")).to_be_visible()
    assert "Bram" not in amina.content()

    bram.goto(f"{address}/sleutel#{secrets['Bram']}")
    expect(bram.get_by_text("Iemand bij jou in de buurt wil van jou leren")).to_be_visible()
    assert "Amina" not in bram.content()
    bram.get_by_role("button", name="Ja, leuk").click()
    expect(bram.get_by_text("Zo bereik je elkaar: Amina@example.org")).to_be_visible()

    amina.reload()
    expect(amina.get_by_text("Zo bereik je elkaar: Bram@example.org")).to_be_visible()
    page.goto(f"{address}/kennismaken")
    expect(page.get_by_text("Amina en Bram", exact=True)).to_be_visible()
    expect(page.get_by_text("Bram zei ja op")).to_be_visible()
    for window in (amina, bram):
        window.context.close()

"""How a resident may be reached stays off the page until the connector asks, which is written down."""

from contextlib import closing

import pytest

from geo.inventory import store_path
from geo.store import Store
from geo.terms import CONNECTOR, NEIGHBOURS
from tests.pages import import_list, open_page, press, sent, spoken

CONTACT = "fatima@example.org"
ROWS = [
    {"id": "f-1", "naam": "Fatima", "soort": "talent", "postcode": "1811BC", "kan": "naaien", "contact": CONTACT},
    {"id": "k-1", "naam": "Koor", "soort": "koor", "postcode": "1811BC", "kan": "zingen", "contact": "06-koor"},
]  # fmt: skip


@pytest.fixture
def home(tmp_path, monkeypatch):
    monkeypatch.setenv("KRACHTENKAART_HOME", str(tmp_path))
    import_list(tmp_path, [row | {"wie mag dit zien": "iedereen"} for row in ROWS])
    return tmp_path


def test_the_connector_asks_for_it_and_the_card_remembers(home, monkeypatch):
    monkeypatch.setattr("dashboard.viewer.role", lambda: CONNECTOR)
    page = open_page(chosen="f-1")
    assert not any(CONTACT in text for text in sent(page))
    page = press(page, "reveal-f-1")
    assert any(CONTACT in text for text in spoken(page))
    with closing(Store(store_path(home))) as store:
        (line,) = [line for line in store.read_history("f-1", role=CONNECTOR) if line["action"] == "revealed"]
    assert line["actor"] == CONNECTOR


def test_of_a_group_it_is_there_for_everybody_and_nothing_is_offered_to_neighbours(home, monkeypatch):
    monkeypatch.setattr("dashboard.viewer.role", lambda: NEIGHBOURS)
    page = open_page(chosen="k-1")
    assert any("06-koor" in text for text in spoken(page))
    assert not any(CONTACT in text for text in sent(page))
    assert not [button for button in page.button if str(button.key).startswith("reveal-")]

"""A meeting on the pages: what a neighbour hears after saving, and the connector who closes the door."""

from contextlib import closing

import pytest

from geo.consent import KEEP, SHOW_NEIGHBOURS
from geo.inventory import store_path
from geo.store import Store
from geo.terms import CONNECTOR, NEIGHBOURS
from tests.dashboard.test_add_page import fatima, open_page, press, text_under, tick
from tests.pages import run, spoken
from tests.signing import PHRASE, hash_quickly


@pytest.fixture
def store(tmp_path, monkeypatch):
    monkeypatch.setenv("KRACHTENKAART_HOME", str(tmp_path))
    hash_quickly(monkeypatch)
    with closing(Store(store_path(tmp_path))) as store:
        store.begin_meeting(PHRASE, hours=4, role=CONNECTOR)
        yield store


def test_who_saves_in_a_meeting_appears_with_others_or_at_once_when_they_choose_so(store, monkeypatch):
    monkeypatch.setattr("dashboard.viewer.role", lambda: NEIGHBOURS)
    page = press(tick(fatima(open_page("add")), KEEP, SHOW_NEIGHBOURS), "press-save")
    assert "samen met die van anderen" in " ".join(text_under(page, "saved"))
    assert store.read_assets().empty
    page = press(page, "add-appear")
    assert store.read_assets()["name"].tolist() == ["Fatima"]
    assert not [button for button in page.button if button.key == "add-appear"]


def test_the_connector_ends_the_meeting_and_neighbours_do_not(store, monkeypatch):
    monkeypatch.setattr("dashboard.viewer.role", lambda: NEIGHBOURS)
    page = open_page("sign_in")
    assert "Je kijkt als buur: je ziet ook de namen van wie dat goed vond." in spoken(page)
    assert not [button for button in page.button if button.key == "end-meeting"]
    monkeypatch.setattr("dashboard.viewer.role", lambda: CONNECTOR)
    press(run(page), "end-meeting")
    assert store.standing().meeting is None

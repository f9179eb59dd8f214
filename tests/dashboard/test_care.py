"""Does a card still hold? Confirmed in one tap, faded after a year, taken out and put back, and what visitors say."""

import pytest
from streamlit.testing.v1 import AppTest
from typer.testing import CliRunner

from dashboard import i18n, upkeep
from dashboard.cli import app
from geo.inventory import data_home, store_path
from geo.terms import CONNECTOR, PUBLIC
from tests.pages import APP, entries, import_list, keep_in, nodes, open_page, press, run, see_as, spoken

OLD = "2019-05-01"
KOOR = {
    "id": "koor",
    "naam": "Koor De Eik",
    "soort": "vereniging",
    "postcode": "1811HP",
    "samen": "zingen",
    "bevestigd op": OLD,
}


@pytest.fixture(autouse=True)
def home(tmp_path, monkeypatch):
    """A data folder with one group that nobody confirmed for long."""
    keep_in(monkeypatch, tmp_path)
    import_list(tmp_path, [KOOR])
    return tmp_path


def open_queue() -> AppTest:
    page = AppTest.from_file(str(APP), default_timeout=300)
    page.run()
    page.switch_page("app_pages/queue.py")
    return run(page)


def keys(page: AppTest) -> list[str]:
    return [getattr(node, "key", None) or "" for node in nodes(page)]


def test_a_visitor_sees_that_a_card_faded_and_says_what_changed(store, monkeypatch):
    see_as(monkeypatch, PUBLIC)
    assert "faded-koor" in keys(open_page())
    page = open_page(chosen="koor")
    assert "faded-koor-card" in keys(page) and "care-confirm-koor" not in keys(page)
    assert page.button(key="care-send-koor").disabled
    page.text_area(key="care-remark-koor").set_value("Bel 06-12345678, ze zingen op vrijdag")
    assert any("Zet je nummer liever" in text for text in spoken(run(page)))
    press(page, "care-send-koor")
    assert any("De verbinder kijkt ernaar" in text for text in spoken(page))
    (one,) = store.read_remarks(role=CONNECTOR)
    see_as(monkeypatch, CONNECTOR)
    queue = open_queue()
    assert any("op vrijdag" in text for text in spoken(queue))
    press(queue, f"settle-{one.remark_id}")
    assert store.read_remarks(role=CONNECTOR) == ()


def test_the_connector_calls_confirms_takes_out_and_puts_back(monkeypatch):
    see_as(monkeypatch, CONNECTOR)
    queue = open_queue()
    assert any("Even bellen" in one.value for one in queue.subheader)
    press(queue, "confirm-koor")
    assert not queue.subheader
    page = open_page(chosen="koor")
    assert "faded-koor-card" not in keys(page) and "care-undo-koor" not in keys(page)
    assert any("de verbinder zei dat de kaart klopt" in text for text in spoken(page))
    press(page, "care-begin-koor")
    page.text_input(key="care-edit-koor-meets").set_value("vrijdag om 20.00 uur")
    press(run(page), "care-correct-koor")
    assert any("vrijdag om 20.00 uur" in text for text in spoken(page))
    press(page, "care-undo-koor")
    assert not any("vrijdag" in text for text in spoken(page))
    press(page, "care-hold-koor")
    assert entries(page) == []
    press(open_queue(), "back-koor")
    assert entries(open_page()) == ["koor"]


@pytest.mark.parametrize("language", ["nl", "en"])
def test_history_is_the_connectors_and_is_said_in_words(language, store, monkeypatch):
    see_as(monkeypatch, CONNECTOR)
    store.delete("koor", role=CONNECTOR)
    store.undo("koor", role=CONNECTOR)
    said = " ".join(spoken(open_page(chosen="koor", lang=language)))
    assert ("draaide iets terug" if language == "nl" else "took something back") in said
    see_as(monkeypatch, PUBLIC)
    assert "care-undo-koor" not in keys(open_page(chosen="koor"))


def test_every_word_of_the_history_has_a_sentence():
    """What the store writes down is said in both languages."""
    done = (
        "import filled_in revealed added approved declined changed consent paper "
        "active hidden merged corrected confirmed held deleted undone remark"
    )
    for language in i18n.LANGUAGES:
        i18n.speak(lambda language=language: language)
        assert all(i18n.has(f"care.did.{one}") for one in done.split())


def test_the_demo_is_nobodys_to_look_after(home, monkeypatch, tmp_path_factory):
    monkeypatch.setenv("KRACHTENKAART_HOME", str(tmp_path_factory.mktemp("leeg")))
    see_as(monkeypatch, CONNECTOR)
    assert not [key for key in keys(open_page(chosen="d-001")) if key.startswith("care")]


def test_the_command_sweeps_and_says_how_many(store):
    found = CliRunner().invoke(app, ["sweep", "--json"])
    assert found.exit_code == 0 and found.stdout == '{\n  "erased": 0\n}\n'


def test_the_server_sweeps_by_itself_and_a_broken_store_does_not_stop_it(home, caplog, monkeypatch):
    swept = []
    monkeypatch.setattr("geo.store.Store.sweep", lambda _, role: swept.append(role) or 0)
    upkeep.sweep()
    assert swept == [CONNECTOR]
    store_path(data_home()).write_bytes(b"something else")
    monkeypatch.undo()
    monkeypatch.setenv("KRACHTENKAART_HOME", str(home))
    upkeep.sweep()
    assert "store.foreign" in caplog.text

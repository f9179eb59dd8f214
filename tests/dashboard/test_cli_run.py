import json
from contextlib import closing
from datetime import datetime, timedelta

import pytest
from typer.testing import CliRunner

from dashboard import server, tiles
from dashboard.cli import app
from geo.inventory import store_path
from geo.store import Store
from geo.terms import CONNECTOR
from tests.signing import PHRASE, hash_quickly

URL = "http://127.0.0.1:8501"


@pytest.fixture
def served(tmp_path, monkeypatch):
    """What the command asks of the server, which does not start; and who would be let in meanwhile."""
    asked: dict[str, object] = {}
    monkeypatch.setenv("KRACHTENKAART_HOME", str(tmp_path))
    monkeypatch.setattr("dashboard.phone_address.local_network_address", lambda: "192.168.1.20")
    hash_quickly(monkeypatch)

    def serve(**options):
        asked.update(options)
        with closing(Store(store_path(tmp_path))) as store:
            asked["meeting"] = store.standing().meeting
            asked["store"] = store
            if options["announce"]:
                options["announce"](URL)

    monkeypatch.setattr(server, "serve", serve)
    return asked


def run(*options, typed=None):
    done = CliRunner().invoke(app, ["run", *options], input=typed)
    assert done.exit_code == 0, done.output
    return done.output


def test_the_app_may_ask_for_map_tiles_unless_told_otherwise(served):
    assert CliRunner().invoke(app, ["run"]).exit_code == 0
    assert served["offline"] is False


def test_offline_is_passed_on_with_the_port(served):
    assert CliRunner().invoke(app, ["run", "--offline", "--port", "9000"]).exit_code == 0
    assert (served["offline"], served["port"]) == (True, 9000)


def test_as_json_the_address_is_one_object(served):
    assert json.loads(run("--json")) == {"url": URL}


def test_only_a_meeting_opens_the_door_to_the_network_and_it_ends_with_the_server(served):
    run()
    assert "host" not in served and served["meeting"] is None
    run("--meeting", "--hours", "2")
    assert served["host"] == "0.0.0.0"
    begun = served["meeting"]
    lasts = datetime.fromisoformat(begun.until) - datetime.fromisoformat(begun.began_at)
    assert lasts == timedelta(hours=2)
    assert served["store"].standing().meeting is None


def test_it_says_where_phones_and_the_connector_go_and_the_passphrase_once(served):
    said = run("--meeting")
    assert "http://192.168.1.20:8501/meedoen" in said and f"{URL}/aanmelden" in said
    found = json.loads(run("--meeting", "--json"))
    assert found["phones"] == "http://192.168.1.20:8501/meedoen" and len(found["passphrase"]) > 12
    assert set(found) == {"url", "phones", "passphrase", "until"}


def test_a_passphrase_that_was_typed_is_not_repeated(served):
    said = run("--meeting", "--ask-passphrase", typed=f"{PHRASE}\n")
    assert PHRASE not in said and "/aanmelden" in said


def test_a_passphrase_that_is_too_short_opens_nothing(served):
    done = CliRunner().invoke(app, ["run", "--meeting", "--ask-passphrase"], input="kort\n")
    assert done.exit_code == 1 and "12" in done.output and "host" not in served


def test_a_meeting_whose_server_was_killed_is_over_when_the_next_one_starts(served, tmp_path):
    with closing(Store(store_path(tmp_path))) as store:
        store.begin_meeting(PHRASE, hours=4, role=CONNECTOR)
        run()
        assert store.standing().meeting is None


@pytest.mark.parametrize("hours", ["0", "-1", "25"])
def test_a_meeting_lasts_a_day_at_most(served, hours):
    assert CliRunner().invoke(app, ["run", "--meeting", "--hours", hours]).exit_code == 2


def test_an_app_that_keeps_to_this_machine_knows_no_tile_server(monkeypatch):
    monkeypatch.delenv(tiles.TILES_VARIABLE, raising=False)
    assert "service.pdok.nl" in tiles.tiles_address()
    monkeypatch.setenv(tiles.TILES_VARIABLE, "")  # so that the change is undone afterwards
    tiles.keep_to_this_machine()
    assert tiles.tiles_address() == ""

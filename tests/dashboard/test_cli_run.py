import json

import pytest
from typer.testing import CliRunner

from dashboard import server, tiles
from dashboard.cli import app


@pytest.fixture
def served(monkeypatch):
    """What the command asks of the server, which does not start."""
    asked: dict[str, object] = {}
    monkeypatch.setattr(server, "serve", lambda **options: asked.update(options))
    return asked


def test_the_app_may_ask_for_map_tiles_unless_told_otherwise(served):
    assert CliRunner().invoke(app, ["run"]).exit_code == 0
    assert served["offline"] is False


def test_offline_is_passed_on_with_the_port(served):
    assert CliRunner().invoke(app, ["run", "--offline", "--port", "9000"]).exit_code == 0
    assert (served["offline"], served["port"]) == (True, 9000)


def test_as_json_the_address_is_one_object(served, capsys):
    CliRunner().invoke(app, ["run", "--json"])
    served["announce"]("http://127.0.0.1:8501")
    assert json.loads(capsys.readouterr().out) == {"url": "http://127.0.0.1:8501"}


def test_an_app_that_keeps_to_this_machine_knows_no_tile_server(monkeypatch):
    monkeypatch.delenv(tiles.TILES_VARIABLE, raising=False)
    assert "service.pdok.nl" in tiles.tiles_address()
    monkeypatch.setenv(tiles.TILES_VARIABLE, "")  # so that the change is undone afterwards
    tiles.keep_to_this_machine()
    assert tiles.tiles_address() == ""

"""The command `erase`, as a person and as a program call it."""

import json

from typer.testing import CliRunner

from dashboard.cli import app
from geo.inventory import store_path
from geo.store import Store
from tests.lists import TODAY
from tests.pages import import_list


def test_a_card_is_erased_and_erasing_it_again_says_so(monkeypatch, tmp_path):
    monkeypatch.setenv("KRACHTENKAART_HOME", str(tmp_path))
    import_list(tmp_path, [{"id": "x-1", "naam": "Fatima", "soort": "talent", "postcode": "1811HP"}])
    told = CliRunner().invoke(app, ["erase", "x-1"])
    assert told.exit_code == 0 and "x-1" in told.stdout
    assert Store(store_path(tmp_path)).read_assets(today=TODAY).empty
    again = CliRunner().invoke(app, ["erase", "x-1", "--json"])
    assert again.exit_code == 0 and json.loads(again.stdout) == {"asset_id": "x-1", "erased": False}


def test_where_nothing_was_ever_kept_nothing_is_made(monkeypatch, tmp_path):
    monkeypatch.setenv("KRACHTENKAART_HOME", str(tmp_path / "leeg"))
    assert CliRunner().invoke(app, ["erase", "x-1"]).exit_code == 0
    assert not (tmp_path / "leeg").exists()

import json

import pytest
from typer.testing import CliRunner

from dashboard.cli import basemap
from geo.basemap.layers import list_layers
from geo.basemap.tiles import list_tiles
from geo.inventory import inventory_version
from tests.geo.basemap.shapes import X, Y, make_canal, make_features, make_square, write_geopackage
from tests.geo.tileserver import TILE, TileServer, serve_tiles

NEAR = ["--postcode", "1811AB", "--radius", "500", "--zoom", "12-14"]


@pytest.fixture
def home(tmp_path, monkeypatch):
    monkeypatch.setenv("KRACHTENKAART_HOME", str(tmp_path / "home"))
    return tmp_path / "home"


@pytest.fixture
def canals(tmp_path):
    return write_geopackage(tmp_path / "Grachten.gpkg", make_features([make_canal()], {"type": ["gracht"]}))


@pytest.fixture
def tile_server(monkeypatch):
    class Tiles:
        def build_url(self) -> str:
            return server.url

    monkeypatch.setattr(basemap, "TILES", Tiles())
    with serve_tiles(TileServer()) as server:
        yield server


def run(*arguments: object, typed: str | None = None):
    return CliRunner().invoke(basemap.app, list(map(str, arguments)), input=typed)


def test_a_layer_is_added_with_what_it_holds(home, canals):
    result = run("add", canals)
    assert result.exit_code == 0
    assert result.stdout.splitlines() == [
        "De laag 'grachten' ligt nu onder elke kaart.",
        "  1 keer water; 2 hoekpunten, 0,1 MB",
        "  Lijnen zijn voor het scherm vereenvoudigd; geen lijn schoof meer dan 2 meter op.",
    ]


def test_as_json_one_object_tells_the_same(home, canals):
    told = json.loads(run("add", canals, "--name", "Water", "--json").stdout)
    assert (told["layer"]["name"], told["layer"]["shapes"]) == ("water", {"water": 1})
    assert (told["counts"]["read"], told["left_out"], told["is_replaced"]) == (1, 0, False)


def test_only_what_lies_around_a_postcode_is_taken(home, tmp_path):
    path = write_geopackage(tmp_path / "a.gpkg", make_features([make_square(), make_square(X + 90_000, Y)]))
    result = run("add", path, "--postcode", "1811AB")
    assert "1 andere vorm;" in result.stdout


def test_what_became_of_odd_shapes_is_said(home, tmp_path):
    outside = make_square(X + 900_000, Y)
    path = write_geopackage(tmp_path / "a.gpkg", make_features([make_square(), outside]))
    assert run("add", path).stdout.splitlines()[0] == "1 vorm ligt buiten het gebied."


def test_a_file_of_no_use_is_refused_kindly(home, tmp_path):
    (tmp_path / "a.gpkg").write_text("hello")
    result = run("add", tmp_path / "a.gpkg")
    assert (result.exit_code, result.stdout) == (1, "")
    assert result.stderr.strip()
    assert not home.exists()


def test_two_areas_at_once_are_a_usage_error(home, canals):
    assert run("add", canals, "--wijk", "Daalmeer", "--postcode", "1811AB").exit_code == 2


def test_an_unknown_wijk_is_refused_with_those_that_are_known(home, canals):
    result = run("add", canals, "--wijk", "Atlantis")
    assert result.exit_code == 1
    assert "Daalmeer" in result.stderr


def test_layers_are_listed_and_removed(home, canals):
    assert "basemap add" in run("list").stdout
    run("add", canals)
    assert run("list").stdout.startswith("grachten: 1 keer water")
    assert json.loads(run("list", "--json").stdout)["layers"][0]["corners"] == 2
    assert run("remove", "grachten").stdout == "De laag 'grachten' is weg.\n"
    assert list_layers(home) == ()


def test_removing_an_unknown_layer_names_those_that_are_there(home, canals):
    run("add", canals)
    result = run("remove", "wegen")
    assert result.exit_code == 1
    assert "grachten" in result.stderr


def test_open_pages_notice_every_change(home, canals, tile_server):
    seen = [inventory_version(home)]
    for arguments in (
        ["add", canals],
        ["remove", "grachten"],
        ["tiles", *NEAR, "--yes"],
        ["remove", "--tiles"],
    ):
        assert run(*arguments).exit_code == 0
        seen.append(inventory_version(home))
    assert len(set(seen)) == 3
    assert seen[0] == seen[2] == seen[4]


def test_before_anything_is_fetched_a_person_is_asked_with_all_that_matters(home, tile_server):
    result = run("tiles", *NEAR, typed="nee\n")
    assert result.exit_code == 1
    for word in ("127.0.0.1", "kaartbeelden", "MB", "CC BY 4.0", "(j/N)", "niets opgehaald"):
        assert word in result.output
    assert not tile_server.asked


@pytest.mark.parametrize("answer", ["j", "ja", "Y", " yes "])
def test_after_a_yes_the_tiles_are_fetched_and_credited(home, tile_server, answer):
    result = run("tiles", *NEAR, typed=f"{answer}\n")
    assert result.exit_code == 0
    assert result.stdout.splitlines()[-1] == "Kaartgegevens © Kadaster, CC BY 4.0."
    assert list_tiles(home).count == len(tile_server.asked) > 0


@pytest.mark.parametrize("typed", ["", "\n", "n\n", "misschien\n"])
def test_no_answer_is_no_consent(home, tile_server, typed):
    assert run("tiles", *NEAR, typed=typed).exit_code == 1
    assert not tile_server.asked


def test_a_program_must_agree_in_so_many_words(home, tile_server):
    result = run("tiles", *NEAR, "--json")
    assert json.loads(result.stdout)["error"]["code"] == "basemap.no_consent"
    assert not tile_server.asked
    told = json.loads(run("tiles", *NEAR, "--json", "--yes").stdout)
    assert told["fetched"] == told["asked"] > 0


def test_a_second_time_asks_nobody_for_anything(home, tile_server):
    run("tiles", *NEAR, "--yes")
    before = len(tile_server.asked)
    result = run("tiles", *NEAR)
    assert result.exit_code == 0
    assert len(tile_server.asked) == before
    assert "waren er al" in result.stdout


def test_a_whole_country_is_refused_politely(home, tile_server):
    result = run("tiles", "--bbox", "3.4,50.8,7.2,53.5", "--yes")
    assert result.exit_code == 1
    assert "kleiner gebied" in result.stderr
    assert not tile_server.asked


def test_tiles_of_nowhere_are_a_usage_error(home, tile_server):
    assert run("tiles", "--yes").exit_code == 2


@pytest.mark.parametrize(
    "where", [["--wijk", "WK036106"], ["--gemeente", "GM0361"], ["--bbox", "4.7,52.6,4.8,52.7"]]
)
def test_an_area_can_be_named_in_several_ways(home, tile_server, where):
    assert run("tiles", *where, "--zoom", "10-11", "--yes").exit_code == 0
    assert list_tiles(home).zooms == (10, 11)


def test_a_server_that_had_enough_is_not_pressed(home, tile_server):
    tile_server.answer = lambda number: (200, TILE) if number < 3 else (429, b"")
    result = run("tiles", *NEAR, "--yes")
    assert result.exit_code == 1
    assert "We vragen niet door" in result.stderr

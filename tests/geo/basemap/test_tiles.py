import pytest

from geo.basemap import tiles
from geo.basemap.tilegrid import Tile, tiles_in
from geo.basemap.tiles import fetch_tiles, kept_runs, list_tiles, remove_tiles, tile_file, tiles_version
from geo.errors import SourceError
from tests.geo.tileserver import TILE, TileServer, serve_tiles

WANTED = tiles_in((4.72, 52.61, 4.77, 52.65), (10, 13))


@pytest.fixture
def home(tmp_path):
    return tmp_path / "home"


def fetch(home, server: TileServer, wanted=WANTED, **options):
    with serve_tiles(server):
        return fetch_tiles(wanted, url=server.url, home=home, pause_s=0, **options)


def refused(home, server: TileServer) -> SourceError:
    with pytest.raises(SourceError) as error:
        fetch(home, server)
    return error.value


def test_every_tile_is_fetched_once_and_kept_as_it_came(home):
    server = TileServer()
    report = fetch(home, server)
    assert (report.asked, report.fetched, report.present) == (len(WANTED), len(WANTED), 0)
    assert sorted(server.asked) == sorted(f"/{z}/{x}/{y}.png" for z, x, y in WANTED)
    assert all(tile_file(home, *tile).read_bytes() == TILE for tile in WANTED)


def test_the_server_is_asked_politely(home):
    server = TileServer()
    fetch(home, server)
    assert len(server.connections) <= tiles.CONNECTIONS
    assert server.agents == {tiles.USER_AGENT}


def test_what_is_there_is_not_asked_again(home):
    fetch(home, TileServer())
    server = TileServer()
    report = fetch(home, server)
    assert (report.present, report.fetched, server.asked) == (len(WANTED), 0, [])


@pytest.mark.parametrize("status", [401, 403, 429])
def test_a_refusal_ends_it_at_once_and_the_next_time_goes_on(home, status):
    server = TileServer(lambda number: (200, TILE) if number <= 5 else (status, b""))
    error = refused(home, server)
    assert (error.code, error.details["status"]) == ("basemap.tiles_refused", status)
    assert len(server.asked) <= 5 + tiles.CONNECTIONS
    kept = list_tiles(home).count
    assert 0 < kept <= 5
    report = fetch(home, TileServer())
    assert (report.present, report.fetched) == (kept, len(WANTED) - kept)


def test_a_hiccup_of_the_server_is_tried_again(home):
    report = fetch(home, TileServer(lambda number: (503, b"") if number % 3 == 1 else (200, TILE)))
    assert report.fetched == len(WANTED)


def test_a_server_that_stays_broken_is_left_alone(home):
    server = TileServer(lambda _: (500, b""))
    assert refused(home, server).code == "basemap.tiles_unreachable"
    assert len(server.asked) <= tiles.ATTEMPTS * tiles.CONNECTIONS


def test_nobody_there_is_said(home):
    with serve_tiles(TileServer()) as server:
        url = server.url
    with pytest.raises(SourceError) as error:
        fetch_tiles(WANTED, url=url, home=home, pause_s=0)
    assert error.value.code == "basemap.tiles_unreachable"


@pytest.mark.parametrize(
    ("status", "content"),
    [(200, b"<html>Log in to the wifi</html>"), (302, b""), (200, TILE[:-20]), (200, b""), (400, b"")],
)
def test_something_else_than_a_tile_is_never_kept(home, status, content):
    assert refused(home, TileServer(lambda _: (status, content))).code == "basemap.tile_strange"
    assert list_tiles(home).count == 0


def test_a_tile_without_end_is_not_read_to_its_end(home, monkeypatch):
    monkeypatch.setattr(tiles, "MOST_TILE_BYTES", 1000)
    endless = TILE[:-12] + bytes(2_000_000) + TILE[-12:]
    assert refused(home, TileServer(lambda _: (200, endless))).code == "basemap.tile_strange"


def test_a_tile_that_the_server_does_not_have_is_passed_over(home):
    report = fetch(home, TileServer(lambda number: (404, b"") if number == 1 else (200, TILE)))
    assert (report.absent, report.fetched) == (1, len(WANTED) - 1)


def test_progress_counts_every_tile(home):
    told: list[tuple[int, int]] = []
    fetch(home, TileServer(), progress=lambda done, total: told.append((done, total)))
    assert told == [(number, len(WANTED)) for number in range(1, len(WANTED) + 1)]


def test_somebody_who_stops_it_keeps_what_came_in_whole(home):
    def stop(done: int, _total: int) -> None:
        if done == 4:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        fetch(home, TileServer(), progress=stop)
    assert 4 <= list_tiles(home).count < len(WANTED)
    assert all(path.read_bytes() == TILE for path in home.rglob("*.png"))
    assert not list(home.rglob(".tile-*"))


def test_too_many_tiles_are_refused_before_anything_is_asked(home, monkeypatch):
    monkeypatch.setattr(tiles, "MOST_TILES", 3)
    server = TileServer()
    assert refused(home, server).code == "basemap.too_many_tiles"
    assert not server.asked


def test_what_is_kept_is_told_in_runs(home):
    fetch(home, TileServer(), [Tile(10, 525, 335), Tile(10, 526, 335), Tile(10, 528, 335)])
    assert kept_runs(home) == {10: {335: [(525, 526), (528, 528)]}}
    assert list_tiles(home).zooms == (10,)


def test_strange_files_between_the_tiles_are_passed_over(home):
    fetch(home, TileServer(), [Tile(10, 525, 335)])
    for name in ("tiles/note.txt", "tiles/10/x", "tiles/10/525/a.png", "tiles/99/1/1.png"):
        (home / name).parent.mkdir(parents=True, exist_ok=True)
        (home / name).write_bytes(b"")
    assert kept_runs(home) == {10: {335: [(525, 525)]}}


def test_the_version_changes_with_the_tiles(home):
    seen = [tiles_version(home)]
    fetch(home, TileServer())
    seen.append(tiles_version(home))
    assert remove_tiles(home) == len(WANTED)
    assert len(set(seen)) == 2
    assert tiles_version(home) == seen[0]


@pytest.mark.parametrize("place", [(5, 0, 0), (10, -1, 3), (10, 1, 2**10), (10**6, 0, 0)])
def test_no_number_leads_out_of_the_folder(home, place):
    assert tile_file(home, *place) is None

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.basemap.tilegrid import Tile, count_tiles, is_tile, parse_zooms, runs_of, tiles_in
from geo.errors import SourceError

ALKMAAR = (4.70, 52.60, 4.80, 52.66)


def test_the_tile_of_a_known_place():
    # Alkmaar, 4.75 E 52.63 N at zoom 12: x = 184.75 / 360 * 4096 = 2102.04;
    # y = (1 - asinh(tan(52.63 degrees)) / pi) / 2 * 4096 = (1 - 1.08422 / 3.14159) * 2048 = 1341.2.
    assert tiles_in((4.75, 52.63, 4.75, 52.63), (12, 12)) == [Tile(12, 2102, 1341)]


def test_tiles_come_from_far_to_near_and_each_once():
    tiles = tiles_in(ALKMAAR, (6, 14))
    assert [tile.z for tile in tiles] == sorted(tile.z for tile in tiles)
    assert len(set(tiles)) == len(tiles) == count_tiles(ALKMAAR, (6, 14))


def test_every_tile_lies_under_a_tile_of_the_zoom_before():
    tiles = set(tiles_in(ALKMAAR, (8, 15)))
    assert all(Tile(z - 1, x // 2, y // 2) in tiles for z, x, y in tiles if z > 8)


@pytest.mark.parametrize(("text", "zooms"), [("10-16", (10, 16)), ("14", (14, 14)), (" 6-19 ", (6, 19))])
def test_zooms_are_read(text, zooms):
    assert parse_zooms(text) == zooms


@pytest.mark.parametrize("text", ["", "16-10", "5-9", "10-20", "a", "-10", "10-16-18", "²-³", "9" * 5000])
def test_anything_else_is_no_zoom(text):
    with pytest.raises(SourceError):
        parse_zooms(text)


@given(st.sets(st.tuples(st.integers(6, 8), st.integers(0, 20), st.integers(0, 20))))
def test_runs_hold_exactly_the_tiles(places):
    runs = runs_of(Tile(*place) for place in places)
    unpacked = {
        (z, x, y)
        for z, rows in runs.items()
        for y, pairs in rows.items()
        for first, last in pairs
        for x in range(first, last + 1)
    }
    assert unpacked == places


@pytest.mark.parametrize("place", [(5, 0, 0), (20, 0, 0), (6, 64, 0), (6, 0, 64), (6, -1, 0), (6, 10**30, 0)])
def test_there_is_no_tile_beyond_the_map(place):
    assert not is_tile(*place)

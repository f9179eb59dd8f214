import base64
import gzip
import json
import re

import geopandas as gpd
import pytest

from dashboard import map_files
from dashboard.map_files import FILES, MapFiles, publish_background, publish_outlines
from dashboard.map_nets import encode
from geo.basemap.layers import add_layer
from geo.basemap.tilegrid import Tile
from geo.basemap.tiles import tile_file
from tests.geo.basemap.shapes import make_canal, make_features, make_square, write_geopackage
from tests.geo.tileserver import TILE

SQUARE = {"type": "Polygon", "coordinates": [[[4.7, 52.6], [4.8, 52.6], [4.8, 52.7], [4.7, 52.6]]]}
HOSTILE = '"});alert(1);</script><img src=x>${1}`{{ 7*191 }}\u2028 wijk'


def content_of(name: str, files: MapFiles = FILES):
    script = gzip.decompress(files.find(name)).decode()
    told = re.fullmatch(r'krachtenkaart\.take\("([a-z]+-[0-9a-f]{16}\.js)",(.*)\);', script, re.DOTALL)
    assert told and told[1] == name
    return json.loads(told[2])


def points_of(packed: str) -> list[int]:
    """Unpack as the browser does: pairs of latitude and longitude in steps of 1e-5 degree."""
    numbers, value, shift = [], 0, 0
    for byte in base64.b64decode(packed):
        value |= (byte & 0x7F) << shift
        shift += 7
        if byte < 0x80:
            numbers.append((value >> 1) ^ -(value & 1))
            value = shift = 0
    for i in range(2, len(numbers)):
        numbers[i] += numbers[i - 2]
    return numbers


def test_equal_contents_are_one_file_and_others_another():
    files = MapFiles()
    names = [files.publish("outlines", content) for content in ([1], [1], [2])]
    assert names[0] == names[1] != names[2]


def test_the_name_of_a_file_survives_the_mark_of_the_component():
    """The component drops `_` and what follows from what it compares: there must be none."""
    assert "_" not in MapFiles().publish("outlines", [])


def test_old_contents_make_room_and_what_is_asked_for_again_stays(monkeypatch):
    monkeypatch.setattr(map_files, "MOST_FILES", 2)
    files = MapFiles()
    first, second = files.publish("a", 1), files.publish("a", 2)
    files.publish("a", 1)
    files.publish("a", 3)
    assert files.find(first) is not None
    assert files.find(second) is None


@pytest.mark.parametrize("name", ["", "..", "../server.py", "outlines-0000000000000000.js"])
def test_there_is_nothing_but_what_was_published(name):
    assert MapFiles().find(name) is None


def test_names_of_areas_pass_the_encoder():
    (area,) = content_of(publish_outlines([(HOSTILE, "WK1", SQUARE)]))["outlines"]
    assert area["name"] == encode(HOSTILE)
    script = gzip.decompress(FILES.find(publish_outlines([(HOSTILE, "WK1", SQUARE)]))).decode()
    assert script.isascii()
    assert not [sign for sign in ("<", "${", "`", "{{ 7", "alert(") if sign in script]


def test_an_outline_holds_its_rings_and_a_point_inside():
    (area,) = content_of(publish_outlines([("Daalmeer", "WK1", SQUARE)]))["outlines"]
    assert points_of(area["rings"][0])[:4] == [5260000, 470000, 5260000, 480000]
    assert 52.6 < area["middle"][0] < 52.7 and 4.7 < area["middle"][1] < 4.8


def test_without_layers_and_tiles_there_is_no_file(tmp_path):
    assert publish_background(tmp_path) == ()


def test_a_layer_is_told_by_style_with_the_rings_of_each_shape(tmp_path):
    yard = make_square(side=100).difference(make_square(side=100).buffer(-20))
    shapes, kinds = [make_canal(), yard, make_square(side=50)], ["gracht", "park", "park"]
    path = write_geopackage(tmp_path / "a.gpkg", make_features(shapes, {"type": kinds}))
    add_layer(path, home=tmp_path)
    (name,) = publish_background(tmp_path)
    green, water = content_of(name)["layers"]
    assert (green["style"], green["surface"], sorted(green["rings"]), green["corners"]) == (
        "green",
        True,
        [1, 2],
        [5, 5, 5],
    )
    assert (water["style"], water["surface"], water["rings"], water["corners"]) == ("water", False, [1], [2])
    assert len(points_of(water["points"])) == 4
    west = gpd.GeoSeries([make_canal()], crs="EPSG:28992").to_crs("EPSG:4326").total_bounds[0]
    assert points_of(water["points"])[1] == pytest.approx(west * 1e5, abs=1)


def test_kept_tiles_are_told_in_runs(tmp_path):
    for column in (525, 526):
        file = tile_file(tmp_path, *Tile(10, column, 335))
        file.parent.mkdir(parents=True)
        file.write_bytes(TILE)
    (name,) = publish_background(tmp_path)
    assert content_of(name) == {"tiles": {"10": {"335": [[525, 526]]}}}

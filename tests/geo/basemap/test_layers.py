import pytest

from geo.basemap import layers
from geo.basemap.layers import add_layer, layers_version, list_layers, name_of, read_layers, remove_layer
from geo.basemap.lightening import corners
from geo.errors import NotFoundError, SourceError
from tests.geo.basemap.shapes import X, make_canal, make_features, make_square, write_geopackage


@pytest.fixture
def home(tmp_path):
    return tmp_path / "home"


@pytest.fixture
def roads(tmp_path):
    return write_geopackage(tmp_path / "Wegen 2024.gpkg", make_features([make_canal()], {"type": ["weg"]}))


def test_a_layer_is_kept_under_the_name_of_its_file(home, roads):
    added = add_layer(roads, home=home)
    assert added.layer.name == "wegen-2024"
    assert added.layer.shapes == {"road": 1}
    assert list_layers(home) == (added.layer,)


def test_all_layers_are_read_as_one_in_the_order_of_drawing(home, roads, tmp_path):
    add_layer(roads, home=home)
    add_layer(write_geopackage(tmp_path / "z.gpkg", make_features([make_square()])), home=home, name="Water!")
    background = read_layers(home)
    assert background["style"].tolist() == ["water", "road"] or background["style"].tolist() == [
        "plain",
        "road",
    ]
    assert background.crs.to_epsg() == 28992


def test_without_layers_there_is_an_empty_background(home):
    assert (list_layers(home), len(read_layers(home)), read_layers(home).crs.to_epsg()) == ((), 0, 28992)


def test_adding_under_the_same_name_replaces(home, roads, tmp_path):
    add_layer(roads, home=home, name="a")
    again = add_layer(
        write_geopackage(tmp_path / "b.gpkg", make_features([make_square()])), home=home, name="a"
    )
    assert again.is_replaced
    assert list_layers(home)[0].shapes == {"plain": 1}


def test_a_file_of_no_use_leaves_everything_as_it_was(home, roads, tmp_path):
    add_layer(roads, home=home, name="a")
    before = layers_version(home)
    wrong = tmp_path / "wrong.gpkg"
    wrong.write_text("hello")
    with pytest.raises(SourceError):
        add_layer(wrong, home=home, name="a")
    assert layers_version(home) == before


def test_an_error_while_writing_leaves_the_old_layer_and_no_rest(home, roads, monkeypatch):
    add_layer(roads, home=home, name="a")
    before = layers_version(home)

    def break_down(*_, **__):
        raise OSError("no space left")

    monkeypatch.setattr(layers.gpd.GeoDataFrame, "to_parquet", break_down)
    with pytest.raises(SourceError) as error:
        add_layer(roads, home=home, name="a")
    assert error.value.code == "basemap.not_written"
    assert layers_version(home) == before
    assert [path.name for path in (home / "basemap").iterdir()] == ["a.parquet"]


def test_no_layer_has_more_corners_than_allowed(home, tmp_path):
    squares = [make_square(X + 300 * number) for number in range(40)]
    path = write_geopackage(tmp_path / "a.gpkg", make_features(squares))
    added = add_layer(path, home=home, most_corners=50)
    assert added.layer.corners == 50
    assert added.left_out == 30
    assert corners(read_layers(home).geometry.to_numpy()) == 50


def test_there_is_a_most_of_layers(home, roads, monkeypatch):
    monkeypatch.setattr(layers, "MOST_LAYERS", 2)
    for name in ("a", "b", "b"):
        add_layer(roads, home=home, name=name)
    with pytest.raises(SourceError) as error:
        add_layer(roads, home=home, name="c")
    assert (error.value.code, error.value.details["known"]) == ("basemap.too_many_layers", "a, b")


def test_a_layer_is_removed_by_name(home, roads):
    add_layer(roads, home=home, name="a")
    remove_layer("a", home=home)
    assert list_layers(home) == ()


@pytest.mark.parametrize("name", ["b", "../a", "a.parquet", "", "A"])
def test_removing_what_is_not_there_removes_nothing(home, roads, name):
    add_layer(roads, home=home, name="a")
    with pytest.raises(NotFoundError):
        remove_layer(name, home=home)
    assert len(list_layers(home)) == 1


def test_every_change_changes_the_version(home, roads):
    seen = [layers_version(home)]
    add_layer(roads, home=home, name="a")
    seen.append(layers_version(home))
    add_layer(roads, home=home, name="a")
    seen.append(layers_version(home))
    remove_layer("a", home=home)
    assert len(set(seen)) == 3
    assert layers_version(home) == seen[0]


def test_a_damaged_layer_is_no_background_and_no_error(home, roads):
    add_layer(roads, home=home, name="a")
    (home / "basemap" / "a.parquet").write_bytes(b"broken")
    assert len(read_layers(home)) == 0
    assert list_layers(home)[0].corners == 0


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Wegen & water (2024)", "wegen-water-2024"),
        ("Gracht é", "gracht-e"),
        ("../../etc/passwd", "etc-passwd"),
    ],
)
def test_a_name_can_be_typed_and_is_no_path(text, name):
    assert name_of(text) == name


def test_a_name_without_letters_is_refused():
    with pytest.raises(SourceError):
        name_of("///")

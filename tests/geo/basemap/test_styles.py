import pytest

from geo.basemap.styles import STYLES, classify
from tests.geo.basemap.shapes import make_canal, make_features, make_square

LINE, SURFACE = make_canal(), make_square()


@pytest.mark.parametrize(
    ("column", "value", "shape", "style"),
    [
        ("waterway", "canal", LINE, "water"),
        ("typewater", "meer, plas, ven, vijver", SURFACE, "water"),
        ("natural", "water", SURFACE, "water"),
        ("natural", "wood", SURFACE, "green"),
        ("typelandgebruik", "loofbos", SURFACE, "green"),
        ("highway", "residential", LINE, "road"),
        ("highway", "motorway", LINE, "main_road"),
        ("typeweg", "autosnelweg", LINE, "main_road"),
        ("bgt_functie", "voetpad", SURFACE, "road"),
        ("bgt_functie", "parkeervlak", SURFACE, "road"),
        ("railway", "rail", LINE, "rail"),
        ("typespoorbaan", "trein", LINE, "rail"),
        ("building", "yes", SURFACE, "building"),
        ("landuse", "commercial", SURFACE, "plain"),
        ("landuse", None, SURFACE, "plain"),
        ("naam", "Watermolenweg", LINE, "plain"),
        ("name", "Parkhotel", SURFACE, "plain"),
    ],
)
def test_a_style_follows_from_what_the_data_says(column, value, shape, style):
    assert classify(make_features([shape], {column: [value]})).tolist() == [style]


@pytest.mark.parametrize(
    ("hint", "shape", "style"),
    [("waterdeel top10nl", SURFACE, "water"), ("wegvakken", LINE, "road"), ("iets", LINE, "plain")],
)
def test_the_name_of_the_layer_tells_what_the_attributes_do_not(hint, shape, style):
    assert classify(make_features([shape]), hint=hint).tolist() == [style]


def test_attributes_go_before_the_name_of_the_layer():
    features = make_features([LINE, LINE], {"waterway": ["canal", None]})
    assert classify(features, hint="wegen").tolist() == ["water", "road"]


def test_every_style_that_is_given_is_known():
    shapes = [LINE, SURFACE] * 4
    values = ["canal", "park", "huis", "weg", "trunk", "spoor", "x", "y"]
    assert set(classify(make_features(shapes, {"type": values}))) <= set(STYLES)


def test_nothing_gives_nothing():
    assert classify(make_features([])).tolist() == []

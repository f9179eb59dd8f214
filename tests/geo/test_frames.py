"""The asset frame and its rules."""

import pytest

from geo.errors import CrsError, SchemaError
from geo.frames import ASSET_COLUMNS, empty_assets, validate_assets
from tests.factories import make_assets


def test_the_empty_frame_is_valid():
    assert list(validate_assets(empty_assets()).columns) == list(ASSET_COLUMNS)


def test_all_problems_are_told_at_once():
    assets = make_assets([{}, {}])
    assets["kind"] = ["robot", "talent"]
    assets["postcode"] = ["1811AB", "0811"]
    with pytest.raises(SchemaError) as refused:
        validate_assets(assets)
    assert {(column, row) for column, _, row in refused.value.details["problems"]} == {
        ("kind", 0),
        ("postcode", 1),
    }


def test_a_frame_in_degrees_is_refused():
    with pytest.raises(CrsError):
        validate_assets(make_assets([{}]).to_crs(4326))


def test_a_talent_never_stands_on_its_own_point():
    with pytest.raises(SchemaError):
        make_assets([{"placed_by": "own"}])


@pytest.mark.parametrize("asset_id", ["", "a_b", "a b", "<script>", "a\n", "x" * 41])
def test_an_id_that_could_mean_something_elsewhere_is_refused(asset_id):
    assets = make_assets([{}])
    assets["asset_id"] = asset_id
    with pytest.raises(SchemaError):
        validate_assets(assets)


def test_a_missing_column_is_named():
    with pytest.raises(SchemaError) as refused:
        validate_assets(make_assets([{}]).drop(columns="meets"))
    assert refused.value.details["problems"] == [("meets", "missing", None)]

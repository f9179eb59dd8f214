"""The index answers as if it were built anew, whatever the order of rows and however it came to be."""

import numpy as np
import pytest
from geopandas.testing import assert_geodataframe_equal
from hypothesis import given, settings
from hypothesis import strategies as st

from geo import index as index_module
from geo.complements import complements_of_asset, complements_of_place
from geo.errors import CrsError, NotFoundError, VocabularyError
from geo.index import AssetIndex
from geo.index_columns import hash_text, hash_texts
from geo.terms import AUDIENCES
from tests.factories import PLACE, make_assets, make_unchecked_assets
from tests.strategies import CAPABILITIES, asset_ids, neighbourhoods

pytestmark = pytest.mark.usefixtures("ranked_in")

TEMPLATES = (("feest", ("bakken", "zaal", "zingen")),)


def index_of(rows):
    return AssetIndex.build(make_unchecked_assets(rows), capabilities=CAPABILITIES)


def all_answers(index, rows):
    """Everything that anybody can ask of the complements of some rows."""
    ask = {"radius_m": 1200.0, "audiences": AUDIENCES}
    return (
        [complements_of_asset(index, row["asset_id"], templates=TEMPLATES, **ask) for row in rows],
        complements_of_place(index, PLACE, CAPABILITIES, **ask),
        len(index),
    )


changes = st.lists(st.tuples(neighbourhoods(max_size=4), st.sets(asset_ids, max_size=4)), max_size=4)


@pytest.mark.parametrize("changes_at_most", [0, 5, 2048])
@settings(max_examples=25, deadline=None)
@given(rows=neighbourhoods(), changes=changes)
def test_an_index_with_changes_equals_one_built_anew(changes_at_most, rows, changes):
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(index_module, "CHANGES_AT_MOST", changes_at_most)
        index = index_of(rows)
        living = {row["asset_id"]: row for row in rows}
        for added, withdrawn in changes:
            index = index.with_changes(added=make_unchecked_assets(added), withdrawn=withdrawn)
            living = {key: row for key, row in living.items() if key not in withdrawn}
            living |= {row["asset_id"]: row for row in added}
    now = list(living.values())
    assert all_answers(index, now) == all_answers(index_of(now), now)


def test_an_index_stays_as_it_is_when_another_is_made_from_it():
    rows = [{"gifts": "zaal:seeks"}, {"gifts": "zaal:can"}]
    index = index_of(rows)
    before = complements_of_asset(index, "a1", radius_m=10)
    changed = index.with_changes(
        added=make_assets([{"asset_id": "b", "gifts": "zaal:can"}]), withdrawn=["a2"]
    )
    assert complements_of_asset(index, "a1", radius_m=10) == before
    assert [one.asset_id for one in complements_of_asset(changed, "a1", radius_m=10)] == ["b"]
    assert changed.base.columns is index.base.columns


def test_a_withdrawn_asset_is_not_found():
    index = index_of([{"gifts": "zaal:seeks"}]).with_changes(withdrawn=["a1", "never-seen"])
    assert len(index) == 0
    with pytest.raises(NotFoundError):
        complements_of_asset(index, "a1", radius_m=10)


def test_an_asset_with_an_own_new_capability_is_found_by_it():
    index = index_of([{"gifts": "zaal:can"}])
    with pytest.raises(VocabularyError):
        index.position("toveren")
    changed = index.with_changes(added=make_assets([{"asset_id": "b", "gifts": "toveren:can"}]))
    (found,) = complements_of_place(changed, PLACE, ["toveren"], radius_m=10)
    assert (found.asset_id, found.reasons[0].capability) == ("b", "toveren")


def test_many_capabilities_need_no_more_than_their_number():
    codes = [f"kunst_{chr(97 + i // 26)}{chr(97 + i % 26)}" for i in range(600)]
    rows = [{"gifts": f"{code}:can"} for code in codes]
    index = AssetIndex.build(make_assets(rows), capabilities=codes)
    (found,) = complements_of_place(index, PLACE, [codes[-1]], radius_m=0)
    assert found.asset_id == "a600"


def test_a_frame_in_another_crs_is_refused():
    with pytest.raises(CrsError):
        AssetIndex.build(make_assets([{}]).to_crs(4326), capabilities=CAPABILITIES)


def test_the_frame_is_not_changed_and_may_be_a_part_of_a_larger_one():
    assets = make_assets([{"gifts": "zaal:can"}, {"gifts": "zaal:seeks"}, {"gifts": ""}])
    copy = assets.copy()
    index = AssetIndex.build(assets.iloc[1:], capabilities=CAPABILITIES)
    assert_geodataframe_equal(assets, copy)
    assert complements_of_asset(index, "a2", radius_m=10) == ()


@given(st.lists(st.text("abcdefghijklmnopqrstuvwxyzABCXYZ0123456789-", min_size=1, max_size=40), max_size=30))
def test_an_id_has_the_same_hash_alone_and_in_a_column(ids):
    import pyarrow as pa

    column = hash_texts(pa.array(["shift", *ids], pa.large_string())[1:])
    assert column.tolist() == [hash_text(one) for one in ids]


def test_rows_far_apart_and_below_zero_are_found():
    rows = [{"gifts": "zaal:can", "x": x, "y": y} for x, y in ((-1e6, -2e6), (0.0, 0.0), (3e6, 1e6))]
    index = index_of(rows)
    for number, row in enumerate(rows, start=1):
        (found,) = complements_of_place(index, (row["x"], row["y"]), ["zaal"], radius_m=0)
        assert found.asset_id == f"a{number}"


@given(
    place=st.tuples(st.floats(-3000, 3000), st.floats(-3000, 3000)),
    radius_m=st.floats(0, 4000),
    seed=st.integers(0, 9),
)
def test_every_point_within_the_radius_lies_in_a_range_of_the_grid(place, radius_m, seed):
    from geo.grid import expand_ranges, order_by_cell

    x, y = np.random.default_rng(seed).uniform(-2000, 2000, (2, 300))
    order, grid = order_by_cell(x, y)
    rows = order[expand_ranges(*grid.row_ranges(*place, radius_m))]
    within = np.hypot(x - place[0], y - place[1]) <= radius_m
    assert set(np.flatnonzero(within)) <= set(rows)
    assert len(set(rows)) == len(rows)

"""Detail: every asset of a window is shown once, alone or counted, whatever the order of the rows."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.detail import CELL_STEPS, DEEPEST, Detail, Window, WorldPoints

rows = st.lists(
    st.tuples(st.floats(4.6, 4.9), st.floats(52.5, 52.7), st.integers(0, 2), st.booleans()), max_size=60
)
zooms = st.integers(0, DEEPEST)
fews = st.sampled_from([0, 1, 5, 1500])


def tile(longitude, latitude, zoom):
    """Column and row of a tile as the formula of the standard says it, one point at a time."""
    sine = np.sin(np.radians(latitude))
    return (
        int((longitude + 180) / 360 * 2**zoom),
        int((0.5 - np.log((1 + sine) / (1 - sine)) / (4 * np.pi)) * 2**zoom),
    )


def window_at(zoom: int, reach: int = 2) -> Window:
    column, row = tile(4.75, 52.6, zoom)
    size = 2**zoom
    return (
        Window(
            zoom,
            max(column - reach, 0),
            max(row - reach, 0),
            min(column + reach, size),
            min(row + reach, size),
        )
        if zoom
        else Window(0, 0, 0, 1, 1)
    )


def columns(assets) -> tuple[np.ndarray, ...]:
    longitude, latitude, kind, matches = zip(*assets, strict=True) if assets else ((), (), (), ())
    return (
        np.array(longitude, float),
        np.array(latitude, float),
        np.array(kind, np.uint8),
        np.array(matches, bool),
    )


def look(assets, window: Window, **options) -> Detail:
    longitude, latitude, kind, matches = columns(assets)
    return WorldPoints.of(longitude, latitude, kind).look(matches, window, **options)


def is_inside(asset, window: Window) -> bool:
    column, row = tile(asset[0], asset[1], window.zoom)
    return window.left <= column < window.right and window.top <= row < window.bottom


def as_told(detail: Detail) -> tuple:
    cells = detail.cells
    return (
        ()
        if cells is None
        else tuple(
            tuple(np.asarray(part).ravel().tolist())
            for part in (cells.column, cells.row, cells.counts, cells.east, cells.south)
        )
    )


@given(rows, zooms, fews)
def test_alone_and_counted_assets_are_the_matching_ones_of_the_window(assets, zoom, few):
    window = window_at(zoom)
    detail = look(assets, window, few=few)
    wanted = [row for row, one in enumerate(assets) if one[3] and is_inside(one, window)]
    kinds = np.bincount([assets[row][2] for row in wanted], minlength=3)
    alone = np.bincount([assets[row][2] for row in detail.rows.tolist()], minlength=3)
    counted = 0 if detail.cells is None else detail.cells.counts.sum(axis=0)
    assert set(detail.rows.tolist()) <= set(wanted)
    assert (alone + counted).tolist() == kinds.tolist()


@given(rows, zooms, fews)
def test_each_cell_counts_what_stands_in_it(assets, zoom, few):
    cells = look(assets, window_at(zoom), few=few).cells
    for number in range(0 if cells is None else len(cells.row)):
        here = int(cells.column[number]), int(cells.row[number])
        counted = [one[2] for one in assets if one[3] and tile(one[0], one[1], zoom + 2) == here]
        assert cells.counts[number].tolist() == np.bincount(counted, minlength=3).tolist()
        assert len(counted) > 1


@given(rows, st.randoms(), zooms, fews)
def test_the_order_of_the_rows_makes_no_difference(assets, random, zoom, few):
    order = list(range(len(assets)))
    random.shuffle(order)
    one = look(assets, window_at(zoom), few=few)
    other = look([assets[row] for row in order], window_at(zoom), few=few)
    assert as_told(one) == as_told(other)
    assert sorted(order[row] for row in other.rows.tolist()) == one.rows.tolist()


@given(rows, zooms)
def test_what_does_not_match_or_stands_elsewhere_changes_nothing(assets, zoom):
    window = window_at(zoom)
    shown = [one for one in assets if one[3] and is_inside(one, window)]
    assert as_told(look(assets, window, few=0)) == as_told(look(shown, window, few=0))


@given(rows)
def test_at_the_deepest_zoom_all_are_one_by_one(assets):
    crowd = [(4.75, 52.6, kind, True) for kind in (0, 1, 2)] * 15 + assets
    detail = look(crowd, window_at(DEEPEST), few=1)
    assert detail.cells is None and set(range(45)) <= set(detail.rows.tolist())


def test_the_middle_of_a_cell_is_the_middle_of_its_assets():
    # At zoom 10 a cell is 1/4096 of the world wide; both stand in the cell that begins at 2100/4096, at a quarter
    # and at three quarters of it, so their middle is half way.
    west, width = 2100 / 4096 * 360 - 180, 360 / 4096
    cells = look(
        [(west + width * share, 52.6, 0, True) for share in (0.25, 0.75)],
        Window(10, 520, 330, 530, 340),
        few=0,
    ).cells
    assert cells.column.tolist() == [2100] and abs(cells.east[0] - CELL_STEPS / 2) <= 1


def test_an_asset_without_a_point_is_nowhere():
    detail = look([(np.nan, np.nan, 0, True), (4.75, 52.6, 1, True)], Window(0, 0, 0, 1, 1))
    assert detail.rows.tolist() == [1]


def test_nothing_to_show_is_no_cells_and_no_rows():
    detail = look([], window_at(8), few=0)
    assert len(detail.rows) == 0 and detail.cells is None


@pytest.mark.parametrize(
    "parts",
    [
        (20, 0, 0, 1, 1),
        (-1, 0, 0, 1, 1),
        (3, 0, 0, 9, 1),
        (3, 2, 0, 2, 1),
        (3, -1, 0, 2, 1),
        (10, 0, 0, 100, 100),
    ],
)
def test_what_is_no_part_of_the_world_is_refused(parts):
    with pytest.raises(ValueError, match=r"world|screen"):
        Window(*parts)

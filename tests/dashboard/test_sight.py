"""Where a map looks: reckoned until the browser tells, and never taken on trust."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard import sight
from geo.detail import Window

ALKMAAR = (4.68, 52.58, 4.82, 52.69)
HOORN = (5.02, 52.62, 5.1, 52.66)
TOLD = {"window": [12, 2100, 1340, 2108, 1346], "focus": "", "size": [600, 560], "seen": 1.0}


def answer(**changes) -> dict:
    return {"last_active_drawing": {"type": "Feature", "properties": {**TOLD, **changes}}}


@pytest.fixture
def session(monkeypatch):
    """A session in which the browser has told this."""
    kept: dict = {"answer": None, "seen": (None, None, None)}
    monkeypatch.setattr(sight.state, "map_answer", lambda _: kept["answer"])
    monkeypatch.setattr(sight.state, "sight", lambda _: kept["seen"])
    monkeypatch.setattr(sight.state, "remember_sight", lambda _, seen: kept.update(seen=seen))
    return kept


def look(focus=None, extent=ALKMAAR) -> Window:
    return sight.window("map", focus=focus, extent=extent)


def covers(window: Window, bounds) -> bool:
    """Whether the middles of all sides of some bounds lie in a window."""
    west, south, east, north = bounds
    size = sight.TILE_PX / 2**window.zoom
    (left, top), (right, bottom) = sight._world(west, north), sight._world(east, south)
    return (
        window.left * size <= left
        and right <= window.right * size
        and window.top * size <= top
        and bottom <= window.bottom * size
    )


corner = st.tuples(st.floats(3.4, 7.0), st.floats(50.8, 53.4))
sizes = st.tuples(st.integers(150, 3840), st.integers(200, 2160))


@given(corner, st.floats(0.001, 0.8), st.floats(0.001, 0.6), sizes)
def test_the_reckoned_window_holds_the_bounds_that_the_map_will_fit(corner, wide, high, size):
    bounds = (corner[0], corner[1], corner[0] + wide, corner[1] + high)
    assert covers(sight.reckon(bounds, size), bounds)


def test_the_reckoned_window_is_what_the_browser_told_of_a_map_of_its_size():
    # A map of 595 by 568 pixels that fitted these bounds stood at zoom 7 over these tiles, in a real browser.
    country = (4.006, 50.871, 6.99, 53.384)
    assert sight.reckon(country, (595, 568)).zoom == 7


def test_a_first_look_is_reckoned_and_kept(session):
    first = look()
    assert covers(first, ALKMAAR)
    assert look(extent=HOORN) == first  # what is found changed; where the map looks did not
    assert session["seen"][2] == first


def test_what_the_browser_tells_is_followed(session):
    look()
    session["answer"] = answer()
    assert look() == Window(*TOLD["window"])


def test_a_new_focus_is_reckoned_for_the_size_that_the_browser_told(session):
    session["answer"] = answer()
    look()
    assert look(focus=HOORN) == sight.reckon(HOORN, (600, 560))


def test_a_view_told_under_an_earlier_focus_does_not_undo_a_new_one(session):
    look(focus=ALKMAAR)
    session["answer"] = answer(focus=sight.focus_mark(ALKMAAR), seen=2.0)
    assert look(focus=HOORN) == sight.reckon(HOORN, (600, 560))


@pytest.mark.parametrize(
    "told",
    [
        None,
        7,
        {},
        {"last_active_drawing": None},
        {"last_active_drawing": {"properties": []}},
        answer(window=[12, 2100, 1340, 2000, 1346]),
        answer(window=[99, 0, 0, 1, 1]),
        answer(window=[15, 0, 0, 32768, 32768]),
        answer(window=["12", 0, 0, 1, 1]),
        answer(window=[12.0, 0, 0, 1, 1]),
        answer(window=[True, 0, 0, 1, 1]),
        answer(size=[600]),
        answer(seen="<script>"),
    ],
)
def test_nonsense_from_the_browser_changes_nothing(session, told):
    session["answer"] = told
    assert covers(look(), ALKMAAR)

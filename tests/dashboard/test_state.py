"""The view in the session and the address bar: written and read back, whatever stands in it."""

import pytest
import streamlit
from hypothesis import example, given, settings
from hypothesis import strategies as st
from streamlit.testing.v1 import AppTest

from dashboard import state
from geo.query import RADII_M, MapQuery
from geo.terms import KINDS, MODES
from tests.pages import address

QUERIES = st.builds(
    MapQuery,
    postcode=st.sampled_from(["", "1811", "1811HP"]),
    radius_m=st.sampled_from(RADII_M),
    wijk=st.sampled_from(["", "WK036102"]),
    kinds=st.lists(st.sampled_from(KINDS), unique=True).map(tuple),
    themes=st.lists(st.sampled_from(["eten", "groen", "zin"]), unique=True).map(tuple),
    capabilities=st.lists(st.sampled_from(["naaien", "zaal"]), unique=True).map(tuple),
    modes=st.lists(st.sampled_from(MODES), unique=True).map(tuple),
    text=st.text(st.characters(codec="utf-8", exclude_categories=["Cs"]), max_size=40),
)


def one_run() -> None:
    """A page that adopts the address, does as the test asks, and publishes."""
    import streamlit

    from dashboard import state

    state.adopt_address()
    order = streamlit.session_state.pop("order", None)
    if order:
        order(state)
    state.publish_address()
    streamlit.session_state["query"] = state.query()
    streamlit.session_state["told"] = {
        "chosen": state.chosen(),
        "pane": state.pane(),
        "language": state.language(),
        "problem": state.place_problem(),
    }


def visit(order=None, /, **query: str) -> AppTest:
    """Open a session at this address and let it do something."""
    session = AppTest.from_function(one_run)
    for name, value in query.items():
        session.query_params[name] = value
    return do(session, order)


def do(session: AppTest, order=None) -> AppTest:
    session.session_state["order"] = order
    session.run()
    assert not session.exception, session.exception
    return session


def told(session: AppTest) -> dict:
    return session.session_state["told"]


def test_the_beginning_needs_no_address():
    session = visit()
    assert address(session) == {}
    assert session.session_state["query"] == MapQuery()
    assert told(session) == {"chosen": "", "pane": "list", "language": "nl", "problem": None}


@settings(max_examples=20)
@given(QUERIES)
@example(MapQuery(kinds=()))
@example(MapQuery(text="a.b&c=d#e%20+🦢"))
def test_a_question_survives_the_address(query):
    asked = visit(lambda state: state.ask(query))
    assert asked.session_state["query"] == query
    again = visit(**address(asked))
    assert again.session_state["query"] == query
    assert address(again) == address(asked)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("radius", "401"),
        ("radius", "-400"),
        ("radius", "400.0"),
        ("radius", "²"),
        ("radius", "9" * 5000),
        ("lang", "fr"),
        ("lang", "NL "),
        ("pane", "both"),
        ("chosen", "../../etc/passwd"),
        ("chosen", "a b"),
        ("chosen", "d-001\n"),
        ("chosen", "a" * 41),
        ("nobody", "knows"),
    ],
)
def test_what_cannot_be_meant_is_left_out(name, value):
    session = visit(**{name: value})
    assert session.session_state["query"] == MapQuery()
    assert address(session) == {}


def test_long_texts_are_cut():
    session = visit(text="a" * 5000, place="1" * 5000)
    assert max(len(value) for value in address(session).values()) <= 200


def test_what_is_no_postcode_stays_in_the_box_and_asks_nothing():
    session = visit(place="1811A")
    assert address(session) == {"place": "1811A"}
    assert session.session_state["query"].postcode == ""
    assert told(session)["problem"].code == "postcode.one_letter"


@pytest.mark.parametrize("empty", ["", " ", "\t"])
def test_an_empty_place_box_is_no_mistake(empty):
    assert told(visit(place=empty))["problem"] is None


def test_the_browsers_back_button_is_followed():
    session = visit(lambda state: state.choose("d-001"), text="koffie")
    assert address(session) == {"text": "koffie", "chosen": "d-001"}
    del session.query_params["chosen"]
    do(session)
    assert told(session)["chosen"] == ""
    assert session.session_state["query"].text == "koffie"


def test_a_click_that_crosses_the_new_address_on_its_way_is_kept():
    session = visit(lambda state: state.choose("d-001"), text="koffie")
    del session.query_params["chosen"]  # the browser has not heard of it yet
    session.session_state["text"] = "thee"
    do(session)
    assert told(session)["chosen"] == "d-001"
    assert address(session) == {"text": "thee", "chosen": "d-001"}
    do(session)
    session.query_params["text"] = "koffie"
    do(session)
    assert session.session_state["query"].text == "koffie"  # by the button back, with nothing changed


def test_a_quick_click_on_a_new_page_keeps_the_view(monkeypatch):
    session = visit(lambda state: state.choose("d-001"), text="koffie")
    monkeypatch.setattr(state, "_path", lambda: "/samen")  # Streamlit empties the address for a new page
    session.query_params.clear()
    do(session, lambda _: streamlit.stop())  # a click ends the first run before the view is published
    do(session)
    assert told(session)["chosen"] == "d-001"
    assert session.session_state["query"].text == "koffie"


def test_starting_over_keeps_language_and_card():
    session = visit(lambda state: state.start_over(), lang="en", chosen="d-001", text="koffie", kinds="-")
    assert address(session) == {"lang": "en", "chosen": "d-001"}
    assert session.session_state["query"] == MapQuery()


def test_codes_that_do_not_exist_are_forgotten_but_not_what_was_typed():
    known = MapQuery(themes=("eten",))
    session = visit(
        lambda state: state.forget_unknown(known),
        themes="eten.nonsense",
        wijk="WK1",
        place="18",
        text=" a  b ",
    )
    assert address(session) == {"themes": "eten", "place": "18", "text": " a  b "}


def test_a_card_chosen_on_the_map_is_known_as_such_until_another_is_chosen():
    seen = []

    def look(state):
        seen.append(state.is_chosen_on_map())

    session = visit(lambda state: (state.choose("d-001", on_map=True), look(state)))
    do(session, lambda state: (state.choose("d-002"), look(state)))
    assert seen == [True, False]


def test_a_new_question_starts_at_the_top_of_the_list():
    rows = []

    def unfold(state):
        state.show_more("one")
        rows.extend([state.rows_shown("one"), state.rows_shown("another")])

    visit(unfold)
    assert rows == [20, 10]

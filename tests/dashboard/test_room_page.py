"""The page Bijeenkomst as a program: what a room hears and sees, what it never sees, and its way of moving."""

import re

import pytest
from streamlit.testing.v1 import AppTest

from dashboard import i18n
from dashboard.room import view as room_view
from dashboard.room import words as room_words
from geo.bridges import Bridge
from geo.reasons import Reason
from geo.terms import CONNECTOR, NEIGHBOURS, PUBLIC
from geo.vocabulary import load_vocabulary
from tests.hostile import PAYLOADS, hostile_rows
from tests.pages import APP, address, import_list, keep_in, nodes, press, run, see_as, spoken, texts_of

UNTRANSLATED = re.compile(r"\b(room|join|count|empty)\.[a-z_.]+")
SURNAME, SECRET = "Secretson", "canary@example.org"
JOKE = {
    "id": "joke-secretson",
    "soort": "talent",
    "naam": f"Joke {SURNAME}",
    "omschrijving": f"{SURNAME} bakt",
    "leert anderen": "naaien",
    "contact": SECRET,
    "wanneer": SECRET,
    "postcode": "1811AB",
    "wie mag dit zien": "iedereen",
}
WIM = JOKE | {
    "id": "wim",
    "naam": f"{SURNAME}, Wim",
    "wil leren": "naaien",
    "leert anderen": "",
    "wie mag dit zien": "buren",
}
ZOE = JOKE | {"id": "zoe", "naam": f"Zoë {SURNAME}", "wie mag dit zien": "verbinder"}
KOOR = {
    "id": "koor",
    "soort": "vereniging",
    "naam": "Koor De Hoek",
    "samen": "zingen",
    "zoekt": "naaien",
    "contact": SECRET,
    "postcode": "1811HP",
    "wie mag dit zien": "iedereen",
}
VER = {"id": "ver", "soort": "vereniging", "naam": "Club Ver", "samen": "wandelen", "postcode": "1829EA"}
ROWS = [JOKE, WIM, ZOE, KOOR, VER]


@pytest.fixture(scope="session")
def filled_home(tmp_path_factory):
    """A data folder with five cards for three audiences; tests do not add to it."""
    home = tmp_path_factory.mktemp("filled-home")
    assert import_list(home, ROWS).refused == 0
    return home


@pytest.fixture(autouse=True)
def visitor(demo_home, monkeypatch):
    """The connector, looking at the demo."""
    keep_in(monkeypatch, demo_home)
    see_as(monkeypatch, CONNECTOR)


@pytest.fixture
def own_home(filled_home, monkeypatch):
    monkeypatch.setenv("KRACHTENKAART_HOME", str(filled_home))
    return filled_home


@pytest.fixture
def clock(monkeypatch):
    """A clock that stands still until the test moves it on."""
    now = [1000.0]
    monkeypatch.setattr("dashboard.room.view.now", lambda: now[0])
    return now


def open_page(name: str = "room", **address: str) -> AppTest:
    page = AppTest.from_file(str(APP), default_timeout=300)
    page.run()
    for key, value in address.items():
        page.query_params[key] = value
    page.switch_page(f"app_pages/{name}.py")
    return run(page)


def of_room(page) -> list[str]:
    """All that the page itself sends, without the sidebar and the menu."""
    return [text for node in nodes(page) for text in texts_of(node)]


def line(page, key: str) -> str:
    """The text under a key of the style sheet, or ""."""
    holders = [node for node in nodes(page) if getattr(node, "key", None) == key]
    return next((child.value for holder in holders for child in holder.children.values()), "")


def sentence(page) -> str:
    return line(page, "room-sentence")


def buttons(page) -> set[str]:
    return {button.key for button in page.button}


# ---- nothing yet


def test_a_wijk_where_nobody_was_asked_is_an_invitation(own_home):
    page = open_page(wijk="WK036107")
    assert sentence(page) == "Hier is nog niemand gevraagd. Begin jij?"
    assert page.button(key="room-next").disabled and page.button(key="room-previous").disabled


def test_one_card_is_enough_for_a_meeting(tmp_path, monkeypatch):
    monkeypatch.setenv("KRACHTENKAART_HOME", str(tmp_path))
    import_list(tmp_path, [JOKE])
    page = open_page()
    assert sentence(page) == "In de wijk Centrum woont iemand die dit kan: naaien en verstellen."
    assert line(page, "room-count-talent") == "1 talent"


# ---- as usual


@pytest.mark.parametrize("language", i18n.LANGUAGES)
def test_everything_is_said_in_the_reader_s_language(language):
    page = open_page(lang=language, connections="1", qr="1", stop="2", paused="1")
    texts = of_room(page)
    assert not [text for text in texts if UNTRANSLATED.search(text)]
    assert sentence(page).startswith({"nl": "In de wijk ", "en": "In "}[language])


def test_the_tour_goes_round():
    page = open_page(paused="1")
    first = sentence(page)
    last = sentence(press(page, "room-previous"))
    assert "Loop je mee?" in first and last != first
    assert sentence(press(page, "room-next")) == first


def test_each_stop_is_reached_by_next_and_left_by_previous():
    page = open_page(paused="1")
    heard = [sentence(page)]
    for _ in range(3):
        heard.append(sentence(press(page, "room-next")))
    assert len(set(heard)) == 4 and address(page)["stop"] == "4"
    assert sentence(press(page, "room-previous")) == heard[2]


def test_the_tour_moves_on_by_itself_but_not_while_it_is_paused(clock):
    page = open_page()
    first = sentence(page)
    clock[0] += room_view.STEP_S - 1
    assert sentence(run(page)) == first
    clock[0] += 2
    second = sentence(run(page))
    assert second != first and "stop" not in address(page)  # an address per step would bury the button back
    press(page, "room-pause")
    clock[0] += 10 * room_view.STEP_S
    assert sentence(run(page)) == second and address(page)["stop"] == "2"
    press(page, "room-pause")
    assert sentence(page) == second
    clock[0] += room_view.STEP_S + 1
    assert sentence(run(page)) != second


def test_wijk_and_theme_go_round_and_count_along():
    page = open_page()
    everything = line(page, "room-count-talent")
    press(page, "room-wijk")
    assert address(page)["wijk"] == "WK036101" and line(page, "room-place").startswith("Wijk Zuid")
    assert line(page, "room-count-talent") != everything
    press(page, "room-theme")
    assert address(page)["theme"] == "eten" and "Koken & samen eten" in line(page, "room-place")
    for _ in range(8):
        press(page, "room-wijk")
    assert "wijk" not in address(page)


def test_connections_say_why():
    page = open_page(stop="2", paused="1")
    press(page, "room-connections")
    reasons = [
        line(page, f"room-line-{style}-{number}")
        for style in ("solid", "dashed", "dotted")
        for number in range(3)
    ]
    assert any(reasons) and address(page)["connections"] == "1"
    assert line(page, "room-line-dashed") == "wil leren – leert anderen"


def test_two_neighbours_without_a_name_are_told_apart():
    words = load_vocabulary()
    reason = Reason("naaien", "they_answer", "learns", "teaches", None, "naaien", 0.0)
    bridge = Bridge("a", "b", 0.0, 1.0, True, (reason,))
    said = room_words.connection(bridge, "", "", words=words)
    assert (
        said == "Een buurtgenoot leert anderen: naaien en verstellen. Een andere buurtgenoot wil dat leren."
    )
    both = bridge._replace(reasons=(reason._replace(own_mode="together", other_mode="together"),))
    assert (
        room_words.connection(both, "", "", words=words)
        == "Twee buurtgenoten doen dit graag samen: naaien en verstellen."
    )
    assert room_words.connection(both, "", "Koor", words=words).startswith("Koor en een buurtgenoot")


def test_who_is_new_is_welcomed_for_a_while_and_the_tour_waits(tmp_path, monkeypatch, clock):
    monkeypatch.setenv("KRACHTENKAART_HOME", str(tmp_path))
    import_list(tmp_path, [KOOR])
    page = open_page()
    import_list(tmp_path, [JOKE, WIM, ZOE])
    assert sentence(run(page)) == "Welkom! Nieuw op de kaart: een buurtgenoot (naaien en verstellen)."
    clock[0] += room_view.STEP_S + 1  # a step would be due, but not now
    assert sentence(run(page)).startswith("Welkom!")
    clock[0] += room_view.WELCOME_S
    assert not sentence(run(page)).startswith("Welkom!")


def test_many_newcomers_are_counted(tmp_path, monkeypatch):
    monkeypatch.setenv("KRACHTENKAART_HOME", str(tmp_path))
    import_list(tmp_path, [KOOR])
    page = open_page()
    import_list(tmp_path, [KOOR | {"id": f"k{number}", "naam": f"Koor {number}"} for number in range(5)])
    assert sentence(run(page)).endswith("En nog 2 anderen.")


def test_a_switch_of_names_welcomes_nobody(own_home):
    page = open_page()
    assert not sentence(press(page, "room-names")).startswith("Welkom")


def test_the_code_tells_kindly_when_phones_cannot_come_in():
    page = open_page(qr="1")
    assert "Telefoons kunnen deze laptop nog niet bereiken" in line(page, "room-code-unreachable")


# ---- what a room never sees


@pytest.mark.parametrize("role", [PUBLIC, NEIGHBOURS, CONNECTOR])
@pytest.mark.parametrize("names", ["", "1"])
def test_a_room_sees_no_surname_no_contact_no_postcode_and_no_card_of_the_connector(
    own_home, monkeypatch, role, names
):
    see_as(monkeypatch, role)
    page = open_page(names=names, connections="1", paused="1")
    everything = " ".join(of_room(page))
    for _ in range(3):
        everything += " ".join(of_room(press(page, "room-next")))
    shows_names = bool(names) and role != PUBLIC
    for secret in (SURNAME, SECRET, "canary", "Zoë", "joke-secretson", "1811AB", "1811HP"):
        assert secret not in everything
    assert ("Joke" in everything) is shows_names and ("Wim" in everything) is shows_names
    assert line(page, "room-count-talent") == ("2 talenten" if shows_names else "1 talent")


@pytest.mark.parametrize("role", [PUBLIC, CONNECTOR])
def test_only_who_may_know_the_names_can_let_a_room_see_them(monkeypatch, role):
    see_as(monkeypatch, role)
    assert ("room-names" in buttons(open_page(names="1"))) is (role == CONNECTOR)


def test_whatever_is_pressed_no_secret_is_sent(own_home):
    """The law behind it, for all cards, is in tests/geo/test_audience.py."""
    page = open_page()
    for key in ("names", "next", "connections", "qr", "theme", "wijk", "pause"):
        press(page, f"room-{key}")
        text = " ".join(of_room(page))
        assert SURNAME not in text and "canary" not in text and "Zoë" not in text and "1811AB" not in text


def test_a_hidden_card_leaves_no_trace_in_the_room(own_home, tmp_path, monkeypatch):
    with_card = of_room(open_page(connections="1", paused="1"))
    monkeypatch.setenv("KRACHTENKAART_HOME", str(tmp_path))
    import_list(tmp_path, [JOKE, WIM, KOOR, VER])
    assert of_room(open_page(connections="1", paused="1")) == with_card


def test_hostile_names_are_shown_as_they_are(tmp_path, monkeypatch):
    monkeypatch.setenv("KRACHTENKAART_HOME", str(tmp_path))
    import_list(
        tmp_path, [row | {"contact": "", "wie mag dit zien": "iedereen"} for row in hostile_rows(PAYLOADS)]
    )
    page = open_page(paused="1", connections="1")
    plain = set(spoken(page))
    for text in of_room(page):
        assert text in plain or not any(name in text for name in PAYLOADS if len(name) > 3)


# ---- a bad address


def test_an_address_full_of_nonsense_gives_a_room():
    page = open_page(
        stop="999", paused="ja", theme="{{7*7}}", wijk="WK999999", names="<b>", qr="0", connections="nee"
    )
    assert "Loop je mee?" in sentence(page) and address(page) == {}


def test_a_stop_that_is_there_no_more_is_the_first():
    page = open_page(stop="900", paused="1")
    assert "Loop je mee?" in sentence(page) and address(page) == {"paused": "1"}


def test_the_address_brings_the_view_back():
    page = open_page(stop="3", paused="1", wijk="WK036108", connections="1")
    again = open_page(**address(page))
    assert of_room(again) == of_room(page)

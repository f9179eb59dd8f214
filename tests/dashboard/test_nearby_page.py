"""The page In mijn buurt as a program: where, what is listed and opened, and what is told to nobody."""

import re
from datetime import datetime

import pytest
from icalendar import Calendar
from streamlit.testing.v1 import AppTest

from dashboard import i18n
from dashboard.nearby import here as nearby_here
from dashboard.nearby import view as nearby_view
from dashboard.nearby.page import DEMO_POSTCODE
from dashboard.tickets import TICKETS
from geo.nearby import LATITUDE_STEP, LONGITUDE_STEP, coarse_place
from geo.terms import CONNECTOR, PUBLIC, TALENT
from tests.hostile import PAYLOADS
from tests.pages import (
    APP,
    address,
    choose,
    entries,
    import_list,
    nodes,
    press,
    run,
    see_as,
    sent,
    spoken,
    texts_of,
)

UNTRANSLATED = re.compile(r"[a-z_]+(\.[a-z_]+)+")
TUESDAY_EVENING = datetime(2026, 11, 24, 20, 0)
KINGS_DAY = datetime(2027, 4, 27, 20, 0)
ALKMAAR = (4.7485, 52.6320)

KOOR = {
    "id": "koor",
    "soort": "vereniging",
    "type": "koor",
    "naam": "Koor Net Niet Vals",
    "omschrijving": "Wij zingen alles.",
    "samen": "zingen",
    "zoekt": "zaal",
    "postcode": "1814CG",
    "wanneer": "Elke dinsdag 19.30 - 21.30 uur",
    "contact": "koor@example.org",
    "website": "https://example.org/koor",
}
BUURTHUIS = {
    "id": "huis",
    "soort": "instelling",
    "naam": "Buurthuis De Punt",
    "leent uit": "zaal; keuken",
    "postcode": "1814CL",
    "wanneer": "Elke dag 9.00 - 22.00 uur",
    "contact": "072 512 34 56",
}
TUIN = {
    "id": "tuin",
    "soort": "vereniging",
    "naam": "Tuinclub De Hark",
    "samen": "moestuin",
    "postcode": "1815JN",
    "wanneer": "Als de zon schijnt",
    "contact": "Vraag naar Joke",
}
MINA = {"id": "mina", "soort": "talent", "naam": "Mina", "kan": "koken_groep", "postcode": "1814CL"}
PUBLIC_ROWS = [row | {"wie mag dit zien": "iedereen"} for row in (MINA, KOOR, BUURTHUIS, TUIN)]


@pytest.fixture(autouse=True)
def visitor(demo_home, monkeypatch):
    """A resident, on a Tuesday evening, looking at the demo."""
    monkeypatch.setattr(i18n, "_language", i18n._language)  # given back after the test
    monkeypatch.setattr(nearby_view, "now", lambda: TUESDAY_EVENING)
    monkeypatch.setattr("dashboard.nearby.page.now", lambda: TUESDAY_EVENING)
    monkeypatch.setenv("KRACHTENKAART_HOME", str(demo_home))
    see_as(monkeypatch, PUBLIC)


@pytest.fixture
def own_home(tmp_path, monkeypatch):
    """A data folder of one's own, with a neighbourhood of four."""
    monkeypatch.setenv("KRACHTENKAART_HOME", str(tmp_path))
    assert import_list(tmp_path, PUBLIC_ROWS).refused == 0
    return tmp_path


def open_nearby(**address: str) -> AppTest:
    """Open the page at this address."""
    page = AppTest.from_file(str(APP), default_timeout=300)
    for name, value in address.items():
        page.query_params[name] = value
    page.run()
    page.switch_page("app_pages/nearby.py")
    return run(page)


def stand_here(page: AppTest) -> AppTest:
    """Let the visitor's own place be known, as after a tap."""
    page.session_state["own_place"] = coarse_place(*ALKMAAR)
    return run(page)


def listed(page: AppTest) -> list[str]:
    """Ids in the list, in order; the opened one as it stands there."""
    return [one.removeprefix("opened-") for one in entries(page)]


def links(page: AppTest) -> dict[str, str]:
    """The links of the opened card, by what they are for."""
    found = {}
    for node in nodes(page):
        if node.type == "link_button":
            found[node.proto.label] = node.proto.url
    return found


# Nothing yet


def test_without_a_place_the_page_says_what_to_do_and_shows_nobody():
    page = open_nearby()
    assert any("Vul je postcode in, of tik op 'Bij mij'" in text for text in spoken(page))
    assert listed(page) == []


def test_the_demo_offers_a_postcode_to_begin_with():
    page = press(open_nearby(), "near-demo")
    assert address(page) == {"place": DEMO_POSTCODE}
    assert len(listed(page)) > 5


@pytest.mark.parametrize("language", i18n.LANGUAGES)
def test_every_word_is_in_the_readers_language(language):
    for asked in (
        {},
        {"place": "1811HP", "chosen": "d-021"},
        {"place": "1811HP", "who": "talent"},
        {"place": "x"},
    ):
        page = open_nearby(lang=language, **asked)
        assert not [text for text in sent(page) if UNTRANSLATED.fullmatch(text)]


# Normal


def test_clubs_and_places_come_first_by_distance_and_then_neighbours(own_home):
    page = open_nearby(place="1814CL", radius="3000")
    assert listed(page) == ["huis", "koor", "tuin", "mina"]


def test_no_map_is_sent_before_it_is_asked_for():
    page = open_nearby(place="1811HP")
    assert not [node for node in nodes(page) if node.type == "component_instance"]
    page = choose(page, "view", "map")
    assert [node for node in nodes(page) if node.type == "component_instance"]
    assert address(page)["view"] == "map"


def test_the_walk_is_told_in_minutes_with_how_it_is_reckoned(own_home):
    page = open_nearby(place="1814CL")
    assert any(re.fullmatch(r"1 min lopen · 10 m · .*", text) for text in spoken(page))
    assert any("rechte lijn × 1,3, met 4,8 km per uur" in one.value for one in page.caption)


def test_a_card_opens_in_its_place_and_folds_up_again(own_home):
    page = press(open_nearby(place="1814CL"), "open-near-koor")
    assert entries(page)[:2] == ["huis", "opened-koor"]
    texts = spoken(page)
    assert {"Wij zingen alles.", "Samen doen: zingen", "koor@example.org"} <= set(texts)
    assert any("Meedoen? Kom langs" in text for text in texts)
    assert address(page)["chosen"] == "koor"
    page = press(page, "shut-near-koor")
    assert entries(page)[:2] == ["huis", "koor"]


def test_who_meets_now_says_so(own_home):
    page = open_nearby(place="1814CL", radius="3000")
    assert "Nu open · Elke dinsdag 19.30 - 21.30 uur" in spoken(page)
    assert "Als de zon schijnt" in spoken(page)


@pytest.mark.parametrize(
    ("asked", "ids"),
    [
        ({"who": "association"}, ["koor", "tuin"]),
        ({"who": "institution.talent"}, ["huis", "mina"]),
        ({"themes": "groen"}, ["tuin"]),
        ({"when": "now"}, ["huis", "koor"]),
        ({"who": "association", "when": "today", "themes": "podium"}, ["koor"]),
    ],
)
def test_chips_leave_out_what_is_not_looked_for(own_home, asked, ids):
    assert listed(open_nearby(place="1814CL", radius="3000", **asked)) == ids


def test_the_address_brings_the_page_back(own_home):
    page = open_nearby(place="1814CL")
    page = choose(page, "radius", 3000)
    page = choose(page, "who", ["association"])
    page = choose(page, "when", ["today"])
    page = press(page, "open-near-koor")
    again = open_nearby(**address(page))
    assert listed(again) == listed(page) == ["koor"]
    assert "Wij zingen alles." in spoken(again)


def test_the_list_grows_by_a_button():
    page = open_nearby(place="1811HP")
    before = listed(page)
    page = press(page, "near-more-places")
    assert len(listed(page)) == len(before) + 10
    assert listed(page)[:10] == before[:10]


def test_neighbours_unfold_in_stead_of_clubs_and_places():
    page = press(open_nearby(place="1811HP"), "near-only-people")
    assert address(page)["who"] == TALENT
    assert len(listed(page)) == 10
    assert len(listed(press(page, "near-more-people"))) == 20


def test_a_card_that_was_passed_on_opens_without_a_place(own_home):
    page = open_nearby(chosen="koor")
    assert entries(page) == ["opened-koor"]
    assert "Wij zingen alles." in spoken(page)


# What a telephone can do with a card


def test_an_address_is_opened_and_a_number_is_called(own_home):
    assert links(open_nearby(place="1814CL", chosen="koor"))["Mailen"].startswith(
        "mailto:koor@example.org?subject="
    )
    assert links(open_nearby(place="1814CL", chosen="koor"))["Website"] == "https://example.org/koor"
    assert links(open_nearby(place="1814CL", chosen="huis"))["Bellen"] == "tel:+31725123456"


def test_a_contact_in_words_stays_words(own_home):
    page = open_nearby(place="1814CL", radius="3000", chosen="tuin")
    assert "Vraag naar Joke" in spoken(page)
    assert not {"Mailen", "Bellen", "Website"} & set(links(page))


def test_a_certain_meeting_can_be_kept_in_a_calendar(own_home):
    found = re.fullmatch(r"lijst/([\w-]+)\?lang=nl", links(open_nearby(chosen="koor"))["Bewaar in agenda"])
    ticket = TICKETS.redeem(found[1])
    assert ticket.filename == "agenda-koor.ics" and ticket.media_type.startswith("text/calendar")
    (event,) = Calendar.from_ical(ticket.body).walk("VEVENT")
    assert event["SUMMARY"] == "Koor Net Niet Vals"
    assert event["DTSTART"].dt.replace(tzinfo=None) == datetime(2026, 11, 24, 19, 30)
    assert event["RRULE"].to_ical() == b"FREQ=WEEKLY;BYDAY=TU"


@pytest.mark.parametrize("asset_id", ["huis", "tuin", "mina"])
def test_opening_hours_and_uncertain_times_are_no_appointment(own_home, asset_id):
    assert "Bewaar in agenda" not in links(open_nearby(place="1814CL", chosen=asset_id))


# Whose place, and who sees what


def test_from_ones_own_place_the_same_is_listed_and_nothing_of_it_is_in_the_address(own_home):
    page = stand_here(open_nearby(radius="3000"))
    assert set(listed(page)) == {"huis", "koor", "tuin", "mina"}
    assert address(page) == {"radius": "3000"}
    assert any("afgerond op ongeveer 100 meter" in one.value for one in page.caption)


def test_a_postcode_takes_the_place_of_ones_own_place(own_home):
    page = choose(stand_here(open_nearby()), "place", "1815JN")
    assert listed(page)[0] == "tuin"
    assert address(page) == {"place": "1815JN"}


def test_another_address_forgets_ones_own_place(own_home):
    page = stand_here(open_nearby())
    assert listed(page)
    page.query_params["lang"] = "en"
    assert listed(run(page)) == []


def test_ones_own_place_is_kept_by_no_cache(own_home, monkeypatch):
    monkeypatch.setattr("dashboard.cache._near", lambda *_: pytest.fail("a visitor's own place was kept"))
    assert listed(stand_here(open_nearby()))


@pytest.mark.parametrize(
    ("answer", "trouble"),
    [
        ({"longitude": 13.4, "latitude": 52.5}, "outside"),
        ({"trouble": "refused"}, "refused"),
        ({"trouble": "unavailable"}, "unavailable"),
        ({"trouble": "<b>"}, "not_found"),
        ({"longitude": "4.7", "latitude": 52.6}, "not_found"),
        ({"longitude": True, "latitude": 1e400}, "not_found"),
        ({"longitude": 4.7}, "not_found"),
        ([4.7, 52.6], "not_found"),
        (None, "not_found"),
    ],
)
def test_whatever_the_browser_answers_gives_a_place_or_a_reason(answer, trouble):
    assert nearby_here.read_answer(answer) == (None, trouble)
    assert i18n.has(f"nearby.here.{trouble}")


def test_an_answer_in_the_netherlands_is_a_place():
    place, trouble = nearby_here.read_answer({"longitude": ALKMAAR[0], "latitude": ALKMAAR[1]})
    assert trouble == "" and place == coarse_place(*ALKMAAR)


def test_browser_and_server_round_alike():
    script = nearby_here.SCRIPT.read_text("utf-8")
    assert f"const LATITUDE_STEP = {LATITUDE_STEP};" in script
    assert f"const LONGITUDE_STEP = {LONGITUDE_STEP};" in script


@pytest.mark.parametrize("trouble", nearby_here.TROUBLES)
def test_why_ones_own_place_is_not_known_is_said_once(trouble):
    page = open_nearby()
    page.session_state["own_place_trouble"] = trouble
    said = i18n.t(f"nearby.here.{trouble}")
    assert said in spoken(run(page))
    assert said not in spoken(run(page))


def test_of_a_neighbour_the_public_reads_no_name_and_no_metres(own_home, monkeypatch):
    page = open_nearby(place="1814CL", chosen="mina")
    assert not [text for text in sent(page) if "Mina" in text]
    assert any(text.startswith("ergens in 1814") for text in spoken(page))
    see_as(monkeypatch, CONNECTOR)
    assert "Mina" in spoken(open_nearby(place="1814CL", chosen="mina"))


def test_a_hidden_card_cannot_be_opened_by_its_id(tmp_path, monkeypatch):
    monkeypatch.setenv("KRACHTENKAART_HOME", str(tmp_path))
    import_list(
        tmp_path, [KOOR | {"wie mag dit zien": "verbinder"}, BUURTHUIS | {"wie mag dit zien": "iedereen"}]
    )
    page = open_nearby(place="1814CL", chosen="koor")
    assert listed(page) == ["huis"]
    assert not [text for text in sent(page) if "Net Niet Vals" in text]


# Bad input and nothing found


@pytest.mark.parametrize("place", ["1811SA", "1811SD", "1811SS"])
def test_letters_that_no_postcode_has_are_explained(place):
    page = open_nearby(place=place)
    assert any("de letters SA, SD en SS komen in postcodes niet voor" in text for text in spoken(page))
    assert listed(page) == []


def test_a_postcode_that_nobody_knows_is_said():
    page = open_nearby(place="9999ZZ")
    assert any("9999ZZ staat nog niet op onze lijst" in text for text in spoken(page))


@pytest.mark.parametrize(
    "asked",
    [
        {"who": "robot.talent", "when": "later", "themes": "x.groen", "view": "globe", "radius": "7"},
        {"chosen": "nobody"},
        {"chosen": "../../etc"},
        {"who": "-", "when": "-", "themes": "-"},
    ],
)
def test_nonsense_in_the_address_is_left_out(asked):
    assert listed(open_nearby(place="1811HP", **asked))


def test_nothing_within_the_walk_offers_the_next_walk_that_finds_something(own_home):
    page = open_nearby(place="1814CL", radius="400", themes="groen")
    assert any("Binnen 400 meter vinden we dit nog niet" in text for text in spoken(page))
    page = press(page, "near-farther")
    assert listed(page) == ["tuin"]


def test_choices_that_leave_nobody_are_taken_off_with_one_button(own_home):
    page = open_nearby(place="1814CL", who="talent", themes="groen")
    assert listed(page) == []
    assert listed(press(page, "near-all-off"))


def test_a_neighbourhood_in_which_nobody_was_asked_invites(tmp_path, monkeypatch):
    monkeypatch.setenv("KRACHTENKAART_HOME", str(tmp_path))
    import_list(tmp_path, [KOOR | {"wie mag dit zien": "verbinder"}])
    assert "Hier is nog niemand gevraagd. Begin jij?" in spoken(open_nearby(place="1814CG"))


def test_on_a_public_holiday_the_page_says_to_ask_first(own_home, monkeypatch):
    monkeypatch.setattr(nearby_view, "now", lambda: KINGS_DAY)
    said = "Vandaag is een feestdag. Vraag even na of het doorgaat."
    assert said in spoken(open_nearby(place="1814CL", when="today"))
    assert said not in spoken(open_nearby(place="1814CL"))


def test_hostile_texts_are_shown_as_they_are_and_nowhere_else(tmp_path, monkeypatch):
    monkeypatch.setenv("KRACHTENKAART_HOME", str(tmp_path))
    rows = [
        KOOR
        | {
            "id": f"h{number}",
            "naam": text,
            "omschrijving": text,
            "contact": text,
            "wie mag dit zien": "iedereen",
        }
        for number, text in enumerate(PAYLOADS)
    ]
    report = import_list(tmp_path, rows)
    assert report.refused < len(rows) / 2
    for number in range(0, len(rows), 5):
        page = open_nearby(place="1814CG", chosen=f"h{number}")
        shown = {node.type for node in nodes(page) for text in texts_of(node) if rows[number]["naam"] in text}
        assert shown <= {"text"}

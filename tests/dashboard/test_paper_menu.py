"""Bewaren en printen, as a program: what is offered, to whom, and what is in the file."""

import csv
import io
import re

import pytest
from pypdf import PdfReader

from dashboard.paper import menu
from dashboard.tickets import TICKETS
from geo.terms import CONNECTOR, NEIGHBOURS, PUBLIC
from tests.pages import choose, import_list, keep_in, open_page, press, sent, spoken

ROWS = [
    {"id": "p-1", "naam": "Koor", "soort": "koor", "wie mag dit zien": "iedereen", "contact": "06-koor"},
    {"id": "p-2", "naam": "Mina", "soort": "talent", "wie mag dit zien": "iedereen", "contact": "06-mina"},
    {"id": "p-3", "naam": "Buurman", "soort": "talent", "wie mag dit zien": "buren", "contact": "06-buur"},
    {"id": "p-4", "naam": "Stil", "soort": "talent", "wie mag dit zien": "verbinder", "contact": "06-stil"},
]


@pytest.fixture(autouse=True)
def home(tmp_path, monkeypatch):
    keep_in(monkeypatch, tmp_path)
    import_list(tmp_path, [{**row, "postcode": "1814CG", "kan": "naaien"} for row in ROWS])
    return tmp_path


@pytest.fixture
def role(monkeypatch):
    return lambda role: monkeypatch.setattr("dashboard.viewer.role", lambda: role)


def fetch(page):
    """Take the file whose link stands on the page."""
    (token,) = {match[1] for text in sent(page) if (match := re.match(r"lijst/([^?]+)", text))}
    ticket = TICKETS.redeem(token)
    assert ticket is not None and TICKETS.redeem(token) is None
    return ticket


def listed(ticket):
    rows = csv.DictReader(io.StringIO(ticket.body.decode("utf-8-sig")), delimiter=";")
    return {row["id"]: row for row in rows}


def test_nothing_is_made_before_somebody_asks(role, monkeypatch):
    role(CONNECTOR)
    monkeypatch.setattr(menu, "make_poster", lambda *_, **__: pytest.fail("made unasked"))
    page = open_page()
    choose(page, "paper-form", "a4")
    assert not [text for text in sent(page) if text.startswith("lijst/")]


@pytest.mark.parametrize(
    ("who", "ids"),
    [
        (PUBLIC, {"p-1", "p-2"}),
        (NEIGHBOURS, {"p-1", "p-2", "p-3"}),
        (CONNECTOR, {"p-1", "p-2", "p-3", "p-4"}),
    ],
)
def test_the_list_holds_what_the_screen_shows_to_this_visitor(role, who, ids):
    role(who)
    ticket = fetch(press(choose(open_page(), "paper-form", "csv"), "paper-make"))
    found = listed(ticket)
    assert set(found) == ids and ticket.filename == "krachtenkaart-lijst.csv"
    assert found["p-2"]["contact"] == ("06-mina" if who == CONNECTOR else "")
    assert found["p-2"]["naam"] == ("Een buurtgenoot" if who == PUBLIC else "Mina")


def test_the_list_has_the_filters_of_the_screen(role):
    role(CONNECTOR)
    page = choose(open_page(kinds="association", lang="en"), "paper-form", "csv")
    assert set(listed(fetch(press(page, "paper-make")))) == {"p-1"}


def test_a_poster_is_for_everyone_unless_its_maker_chooses_other_readers(role):
    role(CONNECTOR)
    page = open_page()
    said = "".join(
        one.extract_text() for one in PdfReader(io.BytesIO(fetch(press(page, "paper-make")).body)).pages
    )
    assert "Koor" in said and "Mina" not in said and "Stil" not in said
    page = press(choose(page, "paper-reader-poster", NEIGHBOURS), "paper-make")
    said = "".join(one.extract_text() for one in PdfReader(io.BytesIO(fetch(page).body)).pages)
    assert "Mina" in said and "Buurman" in said and "Stil" not in said and "06-" not in said


def test_the_public_is_not_asked_who_reads_it_and_cannot_choose_more(role):
    role(PUBLIC)
    page = open_page()
    assert "paper-reader-poster" not in [group.key for group in page.button_group]
    assert not [text for text in sent(page) if text in ("Mina", "Buurman", "Stil")]


def test_a_reader_who_sees_more_than_the_visitor_is_taken_for_the_public(monkeypatch):
    monkeypatch.setattr("dashboard.viewer.role", lambda: NEIGHBOURS)
    assert [menu._allowed(one) for one in (PUBLIC, NEIGHBOURS, CONNECTOR)] == [PUBLIC, NEIGHBOURS, PUBLIC]


def test_a_list_that_is_too_long_is_told_in_a_sentence(role, monkeypatch):
    role(CONNECTOR)
    monkeypatch.setitem(menu.MOST_ROWS, "xlsx", 3)
    page = press(choose(open_page(), "paper-form", "xlsx"), "paper-make")
    assert any("4 regels" in text and "3" in text for text in spoken(page))


@pytest.mark.parametrize("form", ["csv", "a3"])
def test_an_empty_view_is_told_in_a_sentence(role, form):
    role(CONNECTOR)
    page = press(choose(open_page(text="zzzz"), "paper-form", form), "paper-make")
    assert any("Hier is nog niets" in text for text in spoken(page))


def test_the_card_of_a_resident_is_for_neighbours_first_and_has_no_contact_then(role):
    role(CONNECTOR)
    page = open_page(chosen="p-2")
    said = PdfReader(io.BytesIO(fetch(press(page, "card-p-2-make")).body)).pages[0].extract_text()
    assert "Mina" in said and "06-mina" not in said
    page = press(choose(page, "card-reader-p-2", CONNECTOR), "card-p-2-make")
    assert "06-mina" in PdfReader(io.BytesIO(fetch(page).body)).pages[0].extract_text()


def test_a_card_that_only_the_connector_sees_is_offered_to_no_other_reader(role):
    role(CONNECTOR)
    page = open_page(chosen="p-4")
    assert "card-reader-p-4" not in [group.key for group in page.button_group]
    assert "Stil" in PdfReader(io.BytesIO(fetch(press(page, "card-p-4-make")).body)).pages[0].extract_text()

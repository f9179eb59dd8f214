"""Posters and cards: what stands on them, for whom, and that texts from outside only ever stand there."""

import io
import re
import unicodedata
import zlib
from datetime import datetime
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from pypdf import PdfReader

from dashboard import i18n
from dashboard.paper import map_svg, markers, pages
from dashboard.paper.card import A5, A6, make_card
from dashboard.paper.poster import A3, A4, MOST_NUMBERED, make_poster
from dashboard.paper.typesetting import PAPERS_MM
from dashboard.paper.view import paper_view
from geo.errors import NotFoundError
from geo.inventory import Inventory, open_areas, open_inventory, open_postcodes
from geo.query import MapQuery, Surroundings
from geo.terms import ASSOCIATION, CONNECTOR, NEIGHBOURS, PUBLIC
from geo.vocabulary import load_vocabulary
from tests.factories import make_asset, make_assets
from tests.hostile import PAYLOADS
from tests.strategies import neighbourhoods

NOW = datetime(2026, 11, 22, 20, 0, 0, 123)
LINK = "https://buurt.example.nl/?wijk=WK036102"
INJECTIONS = [
    *PAYLOADS,
    '#eval("1+1")',
    '#read("/etc/passwd")',
    '#image("/etc/hostname")',
    '#import "@preview/cetz:0.3.1"',
    "#sys.inputs",
    "#panic()",
    "= Kop",
    "*vet* _schuin_ @verwijzing <merk>",
    "\\u{1F600} \\#",
    "]#[",
    '"); #eval("1',
]


@pytest.fixture(autouse=True)
def dutch(monkeypatch):
    monkeypatch.setattr(i18n, "_language", lambda: "nl")


def opened(rows):
    around = Surroundings(open_postcodes_once(), open_areas_once(), load_vocabulary())
    return Inventory(make_assets(rows), around, (), "test", False)


def once(make):
    made = []
    return lambda: made[0] if made else made.append(make()) or made[0]


open_postcodes_once = once(lambda: open_postcodes(Path("/nowhere")))
open_areas_once = once(open_areas)


@pytest.fixture(scope="module")
def demo(tmp_path_factory):
    return open_inventory(tmp_path_factory.mktemp("home"))


def poster(inventory, *, query=None, role=PUBLIC, paper=A4, link=LINK):
    view = paper_view(inventory, query or MapQuery(), role=role)
    return make_poster(view, paper=paper, now=NOW, link=link)


def read(pdf):
    """The text of a PDF without white space and marks for breaking."""
    text = "".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages)
    return squeezed(text)


def chunks(page):
    """The texts of a page, each as it was set by itself."""
    found = []
    page.extract_text(visitor_text=lambda text, *_: found.append(text.strip()))
    return found


def squeezed(text):
    return re.sub(r"[\s\u200b]+", "", unicodedata.normalize("NFKC", text))


def sizes_mm(pdf):
    boxes = [page.mediabox for page in PdfReader(io.BytesIO(pdf)).pages]
    return [(float(box.width) / 72 * 25.4, float(box.height) / 72 * 25.4) for box in boxes]


@pytest.mark.parametrize("paper", [A3, A4])
def test_every_page_of_a_poster_has_the_size_of_the_paper(demo, paper):
    for width, height in sizes_mm(poster(demo, query=MapQuery(wijk="WK036102"), paper=paper)):
        assert (width, height) == pytest.approx(PAPERS_MM[paper], abs=0.1)


@pytest.mark.parametrize("language", i18n.LANGUAGES)
def test_a_poster_says_which_view_it_is_what_there_is_and_when_it_was_made(demo, monkeypatch, language):
    monkeypatch.setattr(i18n, "_language", lambda: language)
    query = MapQuery(wijk="WK036102", kinds=("association",), themes=("groen",))
    said = read(poster(demo, query=query))
    title, sentence, legend, day = {
        "nl": (
            "WaterinOudorpis",
            "JezietverenigingeninOudorpvoorgroen&dieren.",
            "3verenigingen",
            "22november2026",
        ),
        "en": (
            "WhatishereinOudorp",
            "YouseeassociationsinOudorpforgreen&animals.",
            "3associations",
            "November22,2026",
        ),
    }[language]
    assert title in said and day in said and "CCBY4.0" in said
    assert sentence.lower() in said.lower()
    assert legend in said


def test_five_assets_stand_large_on_one_page_with_name_gifts_and_time(demo):
    view = paper_view(
        demo, MapQuery(wijk="WK036102", kinds=(ASSOCIATION,), themes=("eten", "groen")), role=PUBLIC
    )
    pdf = make_poster(view, paper=A3, now=NOW)
    assert len(PdfReader(io.BytesIO(pdf)).pages) == 1
    for asset in view.assets.to_dict("records"):
        assert squeezed(asset["name"]) in read(pdf)
        assert squeezed(asset["meets"]) in read(pdf)


def test_every_asset_has_its_number_on_the_map_and_in_the_list(demo):
    view = paper_view(demo, MapQuery(wijk="WK036102"), role=NEIGHBOURS)
    reader = PdfReader(io.BytesIO(make_poster(view, paper=A4, now=NOW)))
    numbers = [text for page in reader.pages for text in chunks(page)]
    for number in range(1, len(view.assets) + 1):
        assert numbers.count(str(number)) >= 2, numbers
    assert len(reader.pages) > 1


@pytest.mark.parametrize("paper", [A3, A4])
def test_more_than_can_be_numbered_is_counted_and_the_poster_says_so(paper):
    count = MOST_NUMBERED[paper] + 1
    rows = [{"kind": ASSOCIATION, "name": f"Koor {n}", "x": 111_500 + 9 * n} for n in range(count)]
    said = read(poster(opened(rows), paper=paper))
    assert "Koor" not in said
    assert f"Ditzijner{count}:teveel" in said and str(MOST_NUMBERED[paper]) in said


def test_nothing_to_show_is_told_and_not_drawn():
    with pytest.raises(NotFoundError) as raised:
        poster(opened([]))
    assert raised.value.code == "paper.nothing"
    assert i18n.has("error.paper.nothing")


@pytest.mark.parametrize("role", [PUBLIC, NEIGHBOURS])
@settings(max_examples=8)
@given(rows=neighbourhoods(min_size=1, max_size=6))
def test_a_poster_is_the_same_to_the_byte_with_and_without_what_its_reader_may_not_see(role, rows):
    shown = [
        {**row, "audience": role, "kind": ASSOCIATION, "name": f"Koor {n}"} for n, row in enumerate(rows)
    ]
    hidden = {"asset_id": "h-1", "name": "Geheim", "audience": CONNECTOR, "x": rows[0]["x"]}
    assert poster(opened([*shown, hidden]), role=role) == poster(opened(shown), role=role)


def test_the_public_reads_no_name_story_time_or_exact_place_of_a_resident():
    secret = {
        "name": "Geheim",
        "description": "geheim",
        "meets": "geheim",
        "contact": "geheim",
        "website": "geheim.nl",
    }
    inventory = opened([{**secret, "words": "geheim:can", "gifts": "naaien:can"}])
    pdf = poster(inventory)
    assert "eheim" not in read(pdf) and "1811AB" not in read(pdf)
    assert "naaien" in read(pdf)
    assert b"eheim" not in everything(pdf)
    row = paper_view(inventory, MapQuery(), role=PUBLIC).assets.iloc[0].to_dict()
    assert b"eheim" not in everything(make_card(row, load_vocabulary(), paper=A6, now=NOW))


def test_a_poster_never_tells_how_to_reach_somebody():
    assert "0612345678" not in read(poster(opened([{"contact": "0612345678"}]), role=CONNECTOR))


def everything(pdf):
    """All that a PDF holds: its streams unpacked, its metadata, its text."""
    streams = re.findall(rb"stream\r?\n(.*?)\r?\nendstream", pdf, re.DOTALL)
    unpacked = b"".join(map(inflated, streams))
    return pdf + unpacked + read(pdf).encode() + repr(PdfReader(io.BytesIO(pdf)).metadata).encode()


def inflated(stream):
    try:
        return zlib.decompress(stream)
    except zlib.error:
        return stream


def test_what_looks_like_markup_or_code_stands_on_paper_as_it_was_written():
    rows = [{"name": text, "meets": text, "kind": ASSOCIATION} for text in INJECTIONS]
    inventory = opened(rows)
    said = read(poster(inventory, paper=A3))
    for text in INJECTIONS:
        assert said.count(squeezed(text)) >= 2, text
    assert "root:" not in said
    for asset in inventory.assets.to_dict("records"):
        asset |= {"description": asset["name"], "contact": asset["name"]}
        card = read(make_card(asset, load_vocabulary(), paper=A6, now=NOW))
        assert card.count(squeezed(asset["name"])) >= 3


def test_a_search_that_looks_like_code_is_quoted_in_the_sentence():
    inventory = opened([{"name": '#eval("1+1")', "kind": ASSOCIATION}])
    assert 'waarin‘#eval("1+1")’staat' in read(poster(inventory, query=MapQuery(text='#eval("1+1")')))


@pytest.mark.parametrize("paper", [A5, A6])
@pytest.mark.parametrize("text", ["kort", "w" * 10_000, "lang " * 2_000, "\n\t\u202e\x07"])
def test_a_card_is_one_page_whatever_it_has_to_say(paper, text):
    row = make_asset(name=f"N{text}", description=text, meets=text, contact=text, words=f"{text[:200]}:can")
    pdf = make_card(row, load_vocabulary(), paper=paper, now=NOW, link=LINK)
    (size,) = sizes_mm(pdf)
    assert size == pytest.approx(PAPERS_MM[paper], abs=0.1)


def test_a_card_tells_gifts_time_and_how_to_join():
    row = make_asset(
        name="Koor", kind=ASSOCIATION, gifts="zingen:together", meets="Elke dinsdag", contact="06-1"
    )
    said = read(make_card(row, load_vocabulary(), paper=A6, now=NOW, link=LINK))
    for part in ("Vereniging", "Koor", "Doetgraagsamen:zingen", "Wanneer:Elkedinsdag", "Meedoen:06-1"):
        assert part in said
    assert "Meedoen:vraaghetdebuurtverbinder" in read(
        make_card(make_asset(), load_vocabulary(), paper=A6, now=NOW)
    )


def test_turkish_and_arabic_names_are_letters_also_without_any_font_of_the_computer():
    row = make_asset(name="Şükriye Ğöçmen ığ عائشة")
    pdf = make_card(row, load_vocabulary(), paper=A6, now=NOW, system_fonts=False)
    fonts = {
        str(font.get_object()["/BaseFont"])
        for font in PdfReader(io.BytesIO(pdf)).pages[0]["/Resources"]["/Font"].values()
    }
    assert any("DejaVu" in font for font in fonts)  # the one that typst brings along and that knows Arabic
    assert "Şükriye" in read(pdf)


points = st.lists(st.tuples(st.integers(10, 190), st.integers(10, 190)), min_size=1, max_size=40)


@settings(max_examples=25)
@given(points)
@example([(100, 100)] * 40)
@example([(10, 10)] * 12)
def test_markers_never_overlap_and_stay_on_the_map(found):
    radii = np.full(len(found), 6.0)
    places = markers.spread(np.array(found, dtype=float), radii, (200.0, 200.0))
    away = np.hypot(*(places[:, None] - places[None]).transpose(2, 0, 1)) + np.eye(len(found)) * 99
    assert away.min() > 12 * 0.95
    assert places.min() >= 6 - 1e-9 and places.max() <= 194 + 1e-9


def test_a_marker_with_room_stands_where_it_belongs():
    found = np.array([(20.0, 20.0), (100.0, 90.0), (180.0, 30.0)])
    assert np.abs(markers.spread(found, np.full(3, 6.0), (200.0, 200.0)) - found).max() < 0.1


def test_counts_of_cells_add_up():
    found = np.array([(1.0, 1.0), (2.0, 2.0), (30.0, 1.0)])
    centres, counts = markers.count_cells(found, np.array([0, 2, 1]), 10.0, kind_count=3)
    assert counts.tolist() == [[1, 0, 1], [0, 1, 0]]  # two in the first cell, one in the fourth
    assert centres.tolist() == [[1.5, 1.5], [30.0, 1.0]]


def test_a_drawing_holds_no_word_from_outside():
    assets = make_assets([{"name": "Geheim"}, {"kind": ASSOCIATION, "x": 111_900.0}])
    areas = open_areas_once()
    window = map_svg.look_at(
        assets.geometry.x.to_numpy(), assets.geometry.y.to_numpy(), width=200, height=200
    )
    drawn = map_svg.numbered_map(assets, areas, window, radius=5, circle=(111_500.0, 516_300.0, 800.0))
    assert "Geheim" not in drawn.svg and "Centrum" not in drawn.svg
    assert [mark["text"] for mark in drawn.marks] == ["1", "2"]
    assert "Centrum" in [label["text"] for label in drawn.labels]


heights = st.lists(st.floats(1, 80), min_size=1, max_size=60)


@given(heights, st.integers(1, 3))
def test_every_part_of_a_list_stands_once_and_in_order_where_it_fits(high, columns):
    filled = pages.paginate(high, columns, first=50.0, other=200.0)
    assert [part for page in filled for column in page for part in column] == list(range(len(high)))
    for page, room in zip(filled, [50.0, *[200.0] * len(filled)], strict=False):
        assert len(page) <= columns
        assert all(sum(high[part] for part in column) <= room + 0.1 for column in page)


@given(heights, st.integers(1, 3))
def test_columns_of_one_page_are_as_low_as_can_be(high, columns):
    low = pages.lowest(high, columns)
    assert sum(map(len, pages.fill(high, low, columns))) == len(high)
    assert low >= max(max(high), sum(high) / columns) - 0.1
    assert low <= sum(high) / columns + max(high) + 0.1
    assert all(
        one < other for one, other in pairwise([part for c in pages.fill(high, low, columns) for part in c])
    )

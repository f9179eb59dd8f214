"""The page Lijst inlezen as a program: from a dropped file to cards on the map, and out again."""

import pytest
from streamlit.testing.v1 import AppTest

from dashboard import i18n
from dashboard.bring_in.mending import make_file
from dashboard.tickets import TICKETS
from geo.importing import open_upload
from geo.inventory import store_path
from geo.sources.columns import FIELDS
from geo.terms import CONNECTOR, PUBLIC
from geo.vocabulary import load_vocabulary
from tests.hostile import PAYLOADS, hostile_rows, squeezed
from tests.lists import read_list
from tests.pages import APP, import_list, keep_in, press, run, see_as, sent, spoken

PLAIN = "text/csv"


@pytest.fixture(autouse=True)
def home(tmp_path, monkeypatch):
    """An empty data folder, seen by the connector."""
    keep_in(monkeypatch, tmp_path)
    see_as(monkeypatch, CONNECTOR)
    return tmp_path


def open_page(language: str = "nl") -> AppTest:
    page = AppTest.from_file(str(APP), default_timeout=300)
    page.query_params["lang"] = language
    page.run()
    page.switch_page("app_pages/bring_in.py")
    return run(page)


def drop(page: AppTest, content: str | bytes, filename: str = "lijst.csv") -> AppTest:
    data = content.encode() if isinstance(content, str) else content
    page.file_uploader[0].set_value((filename, data, PLAIN))
    return run(page)


def turn_to(page: AppTest, part: str) -> AppTest:
    control = next(one for one in page.button_group if (one.key or "").startswith("bring-in-part-"))
    control.set_value(part)
    return run(page)


def says(page: AppTest, words: str) -> bool:
    return any(words in text for text in spoken(page))


def test_a_list_is_looked_at_put_on_the_map_and_taken_out_again(store, home):
    import_list(home, [{"naam": "Koor De Merel", "soort": "vereniging", "postcode": "1811HP"}])
    before = store.read_assets().to_json()
    page = drop(
        open_page(),
        "naam,soort,postcode,website\nKoor de Merel,vereniging,1811HP,www.merel.nl\n"
        "Yara,talent,1811HP,\n=1+1,talent,geen,\n",
    )
    assert len(store.read_assets()) == 1  # nothing is written by looking
    assert says(page, "Buurtgenoten uit een lijst vragen we eerst")
    assert says(page, "1 rij lijkt op een kaart die er al is")
    assert {"Koor De Merel", "Koor de Merel"} <= set(spoken(page))
    choice = next(one for one in page.button_group if one.key == "bring-in-choice-2")
    choice.set_value("fill_in")
    page = turn_to(run(page), "refused")
    assert says(page, "Rij 4, kolom postcode") and says(page, "'geen'")
    page = press(page, "bring-in-save")
    assert (
        says(page, "1 kaart erbij")
        and says(page, "1 kaart is aangevuld")
        and says(page, "1 rij kan er nog niet")
    )
    assert store.read_assets()["website"].tolist() == ["www.merel.nl", ""]
    page = press(page, "bring-in-mend-make")
    link = next(text for text in sent(page) if text.startswith("lijst/"))
    body = TICKETS.redeem(link.removeprefix("lijst/").partition("?")[0]).body.decode("utf-8-sig")
    assert "'=1+1;talent;geen" in body
    page = press(page, "bring-in-undo")
    assert says(page, "lijst.csv is er weer uit.") and says(page, "1 kaart is weer zoals hij was")
    assert store.read_assets().to_json() == before


def test_a_column_means_what_the_connector_says(store):
    page = drop(open_page(), "wie,waar,soort\nYara,1811HP,talent\n")
    assert page.button(key="bring-in-save").disabled
    boxes = {one.label: one for one in page.selectbox if (one.key or "").startswith("bring-in-column-")}
    boxes["Kolom 1 betekent"].set_value("name")
    boxes["Kolom 2 betekent"].set_value("postcode")
    page = press(run(page), "bring-in-save")
    assert store.read_assets()["name"].tolist() == ["Yara"]


def test_a_mended_file_holds_the_rows_as_they_were_and_can_be_dropped_again():
    i18n.speak(lambda: "nl")
    text = 'naam;soort;postcode\nA;talent;0811\nB;talent;1811BC;te veel\nC;"t"a;1811BC\n=D;talent;1811BC\n'
    file, refusals = open_upload(text.encode(), "lijst.csv"), read_list(text).report.refusals
    for form in ("csv", "xlsx"):
        made = make_file(file, refusals, form=form, words=load_vocabulary())
        again = open_upload(made.body, made.filename).table
        rows = list(zip(*again.cells, strict=True))
        assert again.names == (
            "naam",
            "soort",
            "postcode",
            "",
            "rij in je lijst",
            "waarom nog niet",
            "wat je kunt doen",
        )
        assert [row[:5] for row in rows] == [
            ("A", "talent", "0811", "", "2"),
            ("B", "talent", "1811BC", "te veel", "3"),
            ('C;"t"a;1811BC', "", "", "", "4"),
        ]
        assert all(row[5] and row[6] for row in rows) and rows[0][5].startswith("postcode: ")
    mended = read_list(
        make_file(file, refusals, form="csv", words=load_vocabulary()).body.replace(b"0811", b"1811BC")
    )
    assert mended.assets["name"].tolist() == ["A", "B"]
    assert {issue.row for issue in mended.report.refusals} == {4}


@pytest.mark.parametrize(
    ("content", "filename", "told"),
    [
        (b"", "leeg.csv", "In dit bestand staat niets"),
        (b"%PDF-1.7 {{ 7*191 }}", "<b>lijst</b>.csv", "<b>lijst</b>.csv is geen bestand dat we kunnen lezen"),
        ('naam\n"open', "open.csv", "aanhalingsteken dat nergens sluit"),
        ('{"type": "x"', "kapot.geojson", "geen goede JSON"),
        (b"SQLite format 3\x00", "lijst.csv", "GeoPackage lezen we hier niet"),
    ],
)
def test_a_file_that_cannot_be_read_is_told_in_a_sentence(content, filename, told, home):
    page = drop(open_page(), content, filename)
    assert says(page, told) and says(page, "Er is niets veranderd")
    assert not store_path(home).exists()


def test_hostile_texts_are_shown_as_they_are(home):
    rows = hostile_rows(PAYLOADS)
    import_list(home, rows[:4])
    lines = ["naam,soort,postcode,<b>{{ 7*191 }}</b>"]
    lines += ['"' + row["naam"].replace('"', '""') + '!",vereniging,1814CG,${x}' for row in rows]
    page = drop(open_page(), "\n".join([*lines, '"{% x",geen,0000,y']), "{{ 7*191 }}.csv")
    texts = {squeezed(text) for text in spoken(page)}
    assert squeezed("<b>{{ 7*191 }}</b>") in texts and squeezed(PAYLOADS[0]) in texts
    page = turn_to(page, "new")
    assert page.dataframe[0].value["Naam"].str.removesuffix("!").isin(PAYLOADS).all()
    page = turn_to(page, "refused")
    assert not [one for one in page.markdown if "7*191" in one.value or "onerror" in one.value]


def test_the_page_is_closed_to_others(monkeypatch):
    see_as(monkeypatch, PUBLIC)
    page = open_page()
    assert says(page, "Deze pagina is van de verbinder") and not page.file_uploader


def test_every_field_has_a_name_in_both_languages():
    for language in i18n.LANGUAGES:
        catalog = i18n.read_catalog(language)
        assert not [field for field in FIELDS if f"bring_in.field.{field}" not in catalog]


def test_how_a_resident_may_be_reached_is_not_told_by_the_way(home):
    import_list(home, [{"naam": "Yara", "soort": "talent", "postcode": "1811HP", "telefoon": "06-kanarie"}])
    page = drop(open_page(), "naam,soort,postcode\nyara,talent,1811HP\n")
    assert says(page, "1 rij lijkt op een kaart die er al is") and "Yara" in spoken(page)
    assert not [text for text in sent(page) if "kanarie" in text]


def test_many_pairs_are_turned_page_by_page_and_settled_at_once(store, home):
    names = [f"Straatfeest {letters}" for letters in "abcdefghijkl"]
    import_list(home, [{"naam": name, "soort": "vereniging", "postcode": "1811HP"} for name in names])
    rows = "\n".join(f"{name.upper()},vereniging,1811HP" for name in names)
    page = drop(open_page(), f"naam,soort,postcode\n{rows}\n")
    assert says(page, "1 tot en met 10 van 12")
    page = press(page, "bring-in-later")
    assert says(page, "11 tot en met 12 van 12")
    page = press(page, "bring-in-all-leave_out")
    last = next(one for one in page.button_group if one.key == "bring-in-choice-13")
    assert last.value == "leave_out"
    last.set_value("keep_both")
    page = press(run(page), "bring-in-save")
    assert says(page, "1 kaart erbij") and says(page, "11 rijen waren er al")
    assert len(store.read_assets()) == 13

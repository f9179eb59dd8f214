"""The map page as a program: what it says for every question, to every visitor."""

import json
import re
from collections import Counter

import pandas as pd
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from dashboard import i18n, map_nets
from geo.datafile import DATA
from geo.terms import CONNECTOR, KINDS, NEIGHBOURS, PUBLIC
from tests import pages
from tests.conftest import REFERENCE
from tests.hostile import PAYLOADS, hostile_rows, squeezed
from tests.pages import (
    address,
    choose,
    entries,
    import_list,
    keep_in,
    open_page,
    press,
    run,
    sent,
    spoken,
    total,
)

DEMO = pd.read_csv(DATA / "demo" / "assets.csv", dtype=str, keep_default_na=False)
DEMO_SIZE = len(DEMO)
UNTRANSLATED = re.compile(r"[a-z_]+(\.[a-z_]+)+")

# Two neighbours who answer each other, on two postcodes of the demo's table.
NAAISTER = {
    "id": "own-1",
    "soort": "talent",
    "naam": "Mina",
    "omschrijving": "Ik zoom graag gordijnen.",
    "leert anderen": "naaien",
    "zoekt": "",
    "postcode": "1814CG",
    "wie mag dit zien": "iedereen",
}
CAFE = {
    "id": "own-2",
    "soort": "vereniging",
    "naam": "Repaircafé Om De Hoek",
    "omschrijving": "Elke zaterdag open.",
    "leert anderen": "",
    "zoekt": "naaien",
    "postcode": "1814CL",
    "wie mag dit zien": "iedereen",
}


@pytest.fixture(autouse=True)
def visitor(demo_home, monkeypatch):
    """The connector, looking at the demo."""
    keep_in(monkeypatch, demo_home)
    monkeypatch.setattr("dashboard.viewer.role", lambda: CONNECTOR)


@pytest.fixture
def own_home(tmp_path, monkeypatch):
    """A data folder of one's own."""
    monkeypatch.setenv("KRACHTENKAART_HOME", str(tmp_path))
    return tmp_path


# ---- the first view


def test_the_first_view_shows_the_whole_demo():
    page = open_page()
    kinds = Counter(DEMO["soort"])
    assert f"Op de kaart: {kinds['talent']} talenten" in spoken(page)[0]
    assert f"{kinds['vereniging']} verenigingen, {kinds['instelling']} instellingen." in spoken(page)[0]
    assert total(page) == DEMO_SIZE
    assert entries(page) == DEMO["id"].tolist()[: len(entries(page))]
    assert address(page) == {}


def test_the_demo_says_that_it_is_one():
    assert any("voorbeeld" in caption.value for caption in open_page().caption)


def test_the_list_unfolds_until_everything_stands_in_it():
    page = open_page(wijk="WK036102")
    everything = total(page)
    before = len(entries(page))
    assert before < everything
    while any(button.key == "list-more" for button in page.button):
        press(page, "list-more")
    assert len(entries(page)) == everything == len(set(entries(page)))


# ---- one postcode box


@pytest.mark.parametrize(
    "written", ["1811HP", "1811 HP", "1811hp", " 1811 hp ", "NL-1811 HP", "1811-HP", "nl 1811hp"]
)
def test_a_postcode_works_however_it_is_written(written):
    page = open_page()
    choose(page, "place", written)
    assert page.button(key="off-postcode").label == "binnen 1,6 km van 1811HP"
    assert entries(page)[0] == "d-001"  # Fatima lives there
    assert 0 < total(page) < DEMO_SIZE


def test_four_digits_are_a_place_as_well():
    page = open_page(place="1811")
    assert page.button(key="off-postcode").label == "binnen 1,6 km van 1811"
    assert 0 < total(page) < DEMO_SIZE


def test_a_postcode_that_is_only_known_by_its_digits_says_so():
    page = open_page(place="1811AB")
    assert "We kennen 1811AB niet precies. We kijken vanuit het midden van 1811." in [
        caption.value for caption in page.caption
    ]
    assert total(page) == total(open_page(place="1811"))


@pytest.mark.parametrize(
    ("written", "why"),
    [
        ("0811AB", "nul"),
        ("1811SS", "SA, SD en SS"),
        ("1811A", "letter"),
        ("B-1000", "Belgi"),
        ("hallo", "is geen postcode"),
        ("{value}", "'{value}'"),
        ("🦢", "zoals 1811 AB"),
        ("' OR 1=1 --", "postcode"),
    ],
)
def test_what_is_no_postcode_is_said_kindly_and_nothing_is_lost(written, why):
    page = open_page(text="naaien")
    with_text = total(page)
    choose(page, "place", written)
    assert any(why in text and text.endswith(".") for text in spoken(page))
    assert page.text_input(key="place").value == written
    assert page.text_input(key="text").value == "naaien"
    assert total(page) == with_text


def test_a_postcode_that_is_not_on_the_list_is_said_and_everything_stays():
    page = open_page(place="9999ZZ")
    assert any(text.startswith("9999ZZ staat nog niet op onze lijst") for text in spoken(page))
    assert total(page) == DEMO_SIZE


# ---- filters


FILTERS = {
    "postcode": ("place", "1811HP"),
    "wijk": ("wijk", "WK036102"),
    "kinds": ("kinds", ["association"]),
    "themes": ("themes", ["groen"]),
    "capabilities": ("capabilities", ["naaien"]),
    "modes": ("modes", ["lends"]),
    "text": ("text", "breien"),
}


@pytest.mark.parametrize(("name", "key", "value"), [(name, *what) for name, what in FILTERS.items()])
def test_each_filter_leaves_fewer_and_can_be_taken_off(name, key, value):
    page = open_page()
    choose(page, key, value)
    assert 0 < total(page) < DEMO_SIZE
    assert key in address(page)
    press(page, f"off-{name}")
    assert total(page) == DEMO_SIZE
    assert address(page) == {}


def test_each_filter_asks_what_it_says():
    offers = DEMO["leent uit"].str.split("; ").str.len().where(DEMO["leent uit"] != "", 0)
    assert total(choose(open_page(), "modes", ["lends"])) == (offers > 0).sum()
    assert (
        total(choose(open_page(), "kinds", ["talent", "institution"]))
        == (DEMO["soort"] != "vereniging").sum()
    )
    sewing = DEMO[["kan", "leert anderen", "wil leren", "samen", "leent uit", "zoekt"]].agg("; ".join, axis=1)
    assert total(choose(open_page(), "capabilities", ["naaien"])) == sewing.str.contains(r"\bnaaien\b").sum()


def test_a_longer_walk_finds_more():
    page = open_page(place="1811HP", radius="400")
    found = [total(page)]
    for radius in (800, 1600, 3000, 5000):
        found.append(total(choose(page, "radius", radius)))
    assert found == sorted(found)
    assert found[0] < found[-1]


def test_everyday_words_find_what_is_meant():
    fixers = total(open_page(text="fietsenmaker"))
    assert fixers == total(open_page(text="FIETSENMAKER "))
    assert fixers == total(open_page(capabilities="fietsreparatie"))


def test_all_filters_can_be_taken_off_at_once():
    page = open_page(place="1811HP", themes="eten", kinds="talent")
    assert total(page) < DEMO_SIZE
    press(page, "off-all")
    assert total(page) == DEMO_SIZE
    assert page.text_input(key="place").value == ""


@pytest.mark.parametrize(
    ("query", "named"),
    [
        ({"place": "1814CG", "radius": "400", "text": "Repair"}, "400 meter"),
        ({"place": "1484", "radius": "5000"}, "binnen 5 km van 1484"),
        ({"wijk": "WK036107"}, "Daalmeer/Koedijk"),
        ({"kinds": "institution"}, "'Instellingen'"),
        ({"kinds": "-"}, "niemand aangezet"),
        ({"themes": "zin.groen"}, "'Groen & dieren, Zingeving & culturen'"),
        ({"capabilities": "fluiten"}, "'Wedstrijden fluiten'"),
        ({"modes": "lends"}, "'leent uit'"),
        ({"text": "zzzz"}, "'zzzz'"),
        ({"text": "{filter} $x^2$ :smile:"}, "'{filter} $x^2$ :smile:'"),
    ],
)
def test_when_nothing_is_left_the_page_names_the_filter_and_its_button_helps(own_home, query, named):
    import_list(own_home, [NAAISTER, CAFE | {"postcode": "1815EX"}])
    page = open_page(**query)
    assert entries(page) == []
    (sentence,) = [text for text in spoken(page) if text.endswith("?")]
    assert named in sentence
    label = page.button(key="way-out").label
    press(page, "way-out")
    promised = re.search(r"\b(?:die|er al|zijn er al) (\d+)\b", label)
    assert total(page) == (int(promised[1]) if promised else 1)


def test_when_no_single_step_helps_the_button_starts_over():
    page = open_page(kinds="-", text="zzzz")
    press(page, "way-out")
    assert total(page) == DEMO_SIZE


# ---- the card


def test_a_list_entry_opens_its_card_and_back_goes_back():
    page = open_page(text="fatima")
    listed = entries(page)
    press(page, "open-list-d-001")
    assert DEMO.loc[0, "omschrijving"] in spoken(page)
    assert "Postcode: 1811HP" in spoken(page)
    assert address(page) == {"text": "fatima", "chosen": "d-001"}
    press(page, "back-to-list")
    assert entries(page) == listed
    assert address(page) == {"text": "fatima"}


def test_a_card_shows_who_belongs_with_it_and_why(own_home):
    import_list(own_home, [NAAISTER, CAFE])
    page = open_page(chosen="own-1")
    assert entries(page, "match") == ["own-2"]
    assert "Mina leert anderen: naaien en verstellen. Repaircafé Om De Hoek zoekt dat." in spoken(page)
    # 1814CG (52.6254, 4.7456) to 1814CL (52.6285, 4.7431): 345 m north, 169 m west, so 384 m
    assert "380 meter, ongeveer 6 min lopen" in spoken(page)


def test_every_complement_has_a_reason_and_a_distance_and_opens_its_own_card():
    page = open_page(chosen="d-001")
    matches = entries(page, "match")
    assert matches
    for asset_id in matches:
        name = DEMO.loc[DEMO["id"] == asset_id, "naam"].item()
        assert any(name in text and "Fatima" in text for text in spoken(page))
    assert sum("min lopen" in text for text in spoken(page)) == len(matches)
    press(page, f"open-match-{matches[0]}")
    assert address(page) == {"chosen": matches[0]}


def test_complements_keep_to_the_kinds_that_are_asked_for():
    page = open_page(chosen="d-001", kinds="association")
    keys = [getattr(node, "key", None) or "" for node in pages.nodes(page)]
    assert {key.split("-")[1] for key in keys if key.startswith("match-")} == {"association"}


def test_an_asset_without_company_gets_an_invitation_to_ask_around(own_home):
    import_list(own_home, [NAAISTER])
    page = open_page(chosen="own-1")
    assert any("Vraag jij eens rond?" in text for text in spoken(page))


# ---- the address bar


VIEWS = [
    {"place": "1811 hp", "radius": "800", "kinds": "talent.association", "chosen": "d-001"},
    {"lang": "en", "wijk": "WK036102", "themes": "eten.groen", "modes": "can.teaches"},
    {"text": "koffie", "capabilities": "gastvrij", "pane": "map"},
    {"kinds": "-"},
]


@pytest.mark.parametrize("view", VIEWS)
def test_the_address_holds_the_whole_view(view):
    page = open_page(**view)
    assert address(page) == view
    again = open_page(**address(page))
    assert sent(again) == sent(page)


def test_what_is_done_by_hand_gives_an_address_that_shows_the_same():
    page = open_page()
    choose(page, "place", "1811HP")
    choose(page, "themes", ["eten"])
    choose(page, "lang", "en")
    press(page, f"open-list-{entries(page)[0]}")
    again = run(open_page(**address(page)))  # at rest: only a first answer fills in the boxes
    assert sent(again) == sent(page)
    assert [box.value for box in again.text_input] == [box.value for box in page.text_input]


KEYS = (
    "lang",
    "place",
    "radius",
    "wijk",
    "kinds",
    "themes",
    "capabilities",
    "modes",
    "text",
    "chosen",
    "pane",
    "x",
)
NONSENSE = [
    "",
    ".",
    "-",
    "..",
    "0",
    "-1",
    "1e9",
    "99999999999999999999",
    "null",
    "talent.talent",
    "d-001.d-002",
]
NAUGHTY = json.loads((REFERENCE / "blns" / "blns.json").read_text("utf-8")) if REFERENCE.is_dir() else []


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.dictionaries(
        st.sampled_from(KEYS),
        st.sampled_from(NONSENSE + NAUGHTY) | st.text(max_size=30),
        min_size=1,
        max_size=6,
    )
)
@example({"radius": "²"})
@example({"chosen": "d-001\n", "lang": "fr", "pane": "list.map"})
@example({"themes": "eten.eten.nonsense", "kinds": "talent.robot"})
@example({"text": "*" * 5000, "place": "1" * 5000})
def test_nonsense_in_the_address_still_gives_a_page(query):
    page = open_page(**query)
    assert not page.error
    assert entries(page) or any(button.key in ("way-out", "back-to-list") for button in page.button)
    assert sent(open_page(**address(page))) == sent(page)


def test_a_card_that_has_gone_gives_the_list():
    page = open_page(chosen="d-999999")
    assert total(page) == DEMO_SIZE


# ---- two languages


def test_the_language_switch_keeps_filters_and_card():
    page = open_page(place="1811HP", themes="eten", chosen="d-001")
    company = entries(page, "match")
    choose(page, "lang", "en")
    assert address(page) == {"place": "1811HP", "themes": "eten", "chosen": "d-001", "lang": "en"}
    assert entries(page, "match") == company
    assert "Who lives around your corner?" in [heading.value for heading in page.subheader]
    assert page.button(key="off-themes").label == "Food & eating together"
    choose(page, "lang", "nl")
    assert page.button(key="off-themes").label == "Koken & samen eten"


STATES = [
    {},
    {"chosen": "d-001"},
    {"place": "1811AB", "radius": "400", "wijk": "WK036102", "modes": "can", "text": "koffie"},
    {"place": "nergens"},
    {"place": "9999ZZ", "kinds": "-"},
    {"kinds": "-", "text": "zzzz"},
]


@pytest.mark.parametrize("language", i18n.LANGUAGES)
@pytest.mark.parametrize("query", STATES)
def test_no_word_is_left_untranslated(language, query):
    texts = sent(open_page(**query, lang=language))
    assert [text for text in texts if UNTRANSLATED.fullmatch(text.strip())] == []


DUTCH_ONLY = re.compile(r"\b(niemand|vinden|waar|wijk|laten|zoekt|leert|lopen|buurt|kaart)\b", re.IGNORECASE)


@pytest.mark.parametrize("query", STATES)
def test_the_english_page_speaks_no_dutch_of_its_own(own_home, query):
    import_list(own_home, [NAAISTER | {"naam": "Mina", "omschrijving": "", "id": "d-001"}])
    page = open_page(**query, lang="en")
    labels = [
        widget.label
        for sort in (page.text_input, page.selectbox, page.multiselect, page.button)
        for widget in sort
    ]
    said = [*labels, *spoken(page), *(one.value for one in (*page.caption, *page.subheader))]
    assert [text for text in said if DUTCH_ONLY.search(text.replace("nergens", ""))] == []


@pytest.mark.parametrize("language", i18n.LANGUAGES)
def test_the_page_about_the_map_speaks_both_languages(language):
    page = open_page(lang=language)
    page.switch_page("app_pages/about.py")
    run(page)
    assert page.title[0].value == {"nl": "Over de Krachtenkaart", "en": "About Krachtenkaart"}[language]
    assert [text for text in sent(page) if UNTRANSLATED.fullmatch(text.strip())] == []


# ---- an inventory of one's own


def test_an_own_inventory_never_mixes_with_the_demo(own_home):
    open_session = open_page()
    assert total(open_session) == DEMO_SIZE
    import_list(own_home, [NAAISTER, CAFE])
    for page in (open_page(), run(open_session)):
        assert entries(page) == ["own-1", "own-2"]
        assert total(page) == 2
        assert not any("voorbeeld" in one.value for one in page.caption)
        assert not any("Opa Henk" in text or map_nets.encode("Opa Henk") in text for text in sent(page))
    assert total(open_page(chosen="d-001")) == 2


def test_a_store_that_cannot_be_read_is_left_alone_and_tells_nothing_of_its_inside(own_home):
    content = b"this is no database, " * 400
    (own_home / "krachtenkaart.db").write_bytes(content)
    page = pages.AppTest.from_file(str(pages.APP), default_timeout=300).run()
    told = str(sent(page))
    assert not any(secret in told for secret in ("Traceback", "store.py", str(own_home), "sqlite"))
    assert (own_home / "krachtenkaart.db").read_bytes() == content


# ---- who may see what

CANARY = {
    "id": "own-3",
    "soort": "talent",
    "naam": "Kanarievogel",
    "omschrijving": "Zingt zachtjes kwinkelier.",
    "leert anderen": "naaien",
    "zoekt": "",
    "postcode": "1814CJ",
    "contact": "fluit@kwinkelier.example",
    "wanneer": "elke kwinkelierdag",
}
TRACES = ("Kanarievogel", "kwinkelier", "1814CJ", "1814 CJ")


def traces(page) -> list[str]:
    texts = str(sent(page))
    return [trace for trace in TRACES if trace in texts or map_nets.encode(trace) in texts]


def test_the_connector_sees_everything_of_a_resident(own_home):
    import_list(own_home, [CANARY | {"wie mag dit zien": "iedereen"}, CAFE])
    assert traces(open_page(chosen="own-3")) == list(TRACES[:3])


@pytest.mark.parametrize(
    "query", [{}, {"chosen": "own-3"}, {"chosen": "own-2"}, {"place": "1814", "lang": "en"}]
)
def test_the_public_learns_no_name_no_words_and_no_exact_place_of_a_resident(own_home, monkeypatch, query):
    import_list(own_home, [CANARY | {"wie mag dit zien": "iedereen"}, CAFE])
    monkeypatch.setattr("dashboard.viewer.role", lambda: PUBLIC)
    page = open_page(**query)
    assert traces(page) == []
    nameless = {"nl": "Een buurtgenoot", "en": "A neighbour"}[query.get("lang", "nl")]
    assert any(nameless in text for text in spoken(page))


@pytest.mark.parametrize(
    "query", [{}, {"chosen": "own-3"}, {"chosen": "own-2"}, {"capabilities": "naaien"}, {"place": "1814CG"}]
)
@pytest.mark.parametrize(
    ("role", "audience"), [(PUBLIC, "buren"), (PUBLIC, "buurtverbinder"), (NEIGHBOURS, "buurtverbinder")]
)
def test_a_hidden_resident_changes_nothing_on_the_page(tmp_path, monkeypatch, query, role, audience):
    monkeypatch.setattr("dashboard.viewer.role", lambda: role)
    told = []
    for name, rows in (
        ("with", [NAAISTER, CAFE, CANARY | {"wie mag dit zien": audience}]),
        ("without", [NAAISTER, CAFE]),
    ):
        home = tmp_path / name
        home.mkdir()
        monkeypatch.setenv("KRACHTENKAART_HOME", str(home))
        report = import_list(home, rows)
        assert report.refused == 0
        page = open_page(**query)
        told.append((sent(page), entries(page), entries(page, "match")))
    assert told[0] == told[1]


def test_kinds_have_a_shape_beside_their_colour():
    labels = open_page().button_group(key="kinds").options
    signs = {str(getattr(label, "content", label)).split()[0] for label in labels}
    assert len(signs) == len(KINDS)


# ---- hostile text


def test_hostile_texts_reach_no_sink_but_plain_text(own_home, monkeypatch, reference):
    names = PAYLOADS + json.loads((reference / "blns" / "blns.json").read_text("utf-8"))
    report = import_list(own_home, hostile_rows(names))
    monkeypatch.setattr("dashboard.state.PAGE_SIZE", len(names))
    page = open_page()
    assert len(entries(page)) == report.kept + report.remarked
    said = {squeezed(text) for text in spoken(page)}
    refused = {issue.row - 2 for issue in report.refusals}
    taken = [
        name for number, name in enumerate(names) if number not in refused and squeezed(name).isprintable()
    ]
    assert len(taken) > 450
    assert [name for name in taken if len(name) < 200 and squeezed(name) not in said] == []
    for view in (page, open_page(chosen="h-0"), open_page(chosen="h-6")):
        others = [node for node in pages.nodes(view) if node.type != "text"]
        elsewhere = "\n".join(text for node in others for text in pages.texts_of(node))
        assert [name for name in PAYLOADS if len(name) > 2 and name in elsewhere] == []

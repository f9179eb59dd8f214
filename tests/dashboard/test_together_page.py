"""The page Samen as a program: what is possible, who is in a group, and what is saved and passed on."""

import json
import re

import pytest
from streamlit.testing.v1 import AppTest

from dashboard import i18n, map_nets, state
from dashboard.tickets import TICKETS
from dashboard.together.invitation import Invitation, as_csv
from geo.cells import guard
from geo.initiatives import make_initiative
from geo.inventory import store_path
from geo.store import Store
from geo.templates import load_templates
from geo.terms import CONNECTOR, NEIGHBOURS, PUBLIC
from geo.vocabulary import load_vocabulary
from tests.hostile import PAYLOADS
from tests.pages import (
    APP,
    address,
    choose,
    entries,
    import_list,
    keep_in,
    nodes,
    press,
    run,
    see_as,
    sent,
    spoken,
    texts_of,
)

UNTRANSLATED = re.compile(r"[a-z_]+(\.[a-z_]+)+")
TEMPLATES = load_templates(vocabulary=load_vocabulary())

KOK = {"id": "kok", "soort": "talent", "naam": "Mina", "kan": "koken_groep", "postcode": "1814CL"}
KOK_TWEE = KOK | {"id": "kok-2", "naam": "Bram", "postcode": "1814CG"}
ZAAL = {
    "id": "zaal",
    "soort": "vereniging",
    "naam": "Club De Hoek",
    "leent uit": "zaal; keuken",
    "contact": "hoek@club.example",
    "postcode": "1814CL",
}
PUBLIC_ROWS = [row | {"wie mag dit zien": "iedereen"} for row in (KOK, KOK_TWEE, ZAAL)]
MEAL = {"place": "1814CG", "template": "buurtmaaltijd"}


@pytest.fixture(autouse=True)
def visitor(demo_home, monkeypatch):
    """The connector, looking at the demo."""
    keep_in(monkeypatch, demo_home)
    see_as(monkeypatch, CONNECTOR)


@pytest.fixture
def own_home(tmp_path, monkeypatch):
    """A data folder of one's own, with a neighbourhood of three."""
    monkeypatch.setenv("KRACHTENKAART_HOME", str(tmp_path))
    assert import_list(tmp_path, PUBLIC_ROWS).refused == 0
    return tmp_path


def open_together(**address: str) -> AppTest:
    """Open the page at this address."""
    page = AppTest.from_file(str(APP), default_timeout=300)
    for name, value in address.items():
        page.query_params[name] = value
    page.run()
    page.switch_page("app_pages/together.py")
    return run(page)


def heading(page) -> str:
    return page.subheader[0].value


def members(page) -> list[str]:
    return [*entries(page, "member"), *entries(page, "member-chosen")]


def keys(page, start: str) -> list[str]:
    found = [getattr(node, "key", None) or "" for node in nodes(page)]
    return [key.removeprefix(start) for key in found if key.startswith(start)]


def open_places(page) -> list[str]:
    return keys(page, "vacant-")


def save(page, name: str) -> AppTest:
    choose(page, state.NEW_NAME, name)
    return press(page, "save")


# ---- nothing yet


def test_without_a_place_it_asks_for_one_and_shows_what_people_start():
    page = open_together()
    assert heading(page) == "Wat wil je samen doen?"
    assert any("Met je postcode" in text for text in spoken(page))
    assert keys(page, "choose-") == [one.code for one in TEMPLATES]
    assert keys(page, "share-") == []
    choose(page, state.PLACE_HERE, "1811 hp")
    assert address(page)["place"] == "1811 hp"
    assert heading(page) == "Wat kan hier?"


def test_a_place_that_is_no_postcode_is_told_and_asked_again():
    page = open_together(place="1811SA")
    assert any("SA" in text for text in spoken(page))
    assert page.text_input(key=state.PLACE_HERE)
    unknown = open_together(place="9999ZZ")
    assert "9999ZZ staat nog niet op onze lijst met postcodes. Probeer er een in de buurt." in spoken(unknown)


def test_what_is_possible_here_is_listed_from_the_most_complete_on(own_home):
    page = open_together(place="1814CG")
    assert keys(page, "choose-")[0] == "buurtmaaltijd"  # 3 of 5, no other template comes near
    assert "3 van de 5. Ook welkom: boodschappen doen, gasten ontvangen." in spoken(page)
    assert len(keys(page, "share-")) == len(TEMPLATES)
    assert "Hier is nog niemand gevraagd. Begin jij?" in spoken(page)  # for what nobody told of


def test_what_is_complete_says_so():
    page = open_together(place="1811HP", radius="5000")
    shares = [text for text in spoken(page) if re.fullmatch(r"Alle \d zijn er al", text)]
    assert shares


def test_choosing_what_is_possible_gives_its_group(own_home):
    page = press(open_together(place="1814CG"), "choose-buurtmaaltijd")
    assert heading(page) == "Voor de buurtmaaltijd zijn er al 3 van de 5. Wie doet mee met boodschappen doen?"
    assert members(page) == ["kok", "zaal"]
    assert address(page) == {"template": "buurtmaaltijd", "place": "1814CG"} | {
        "wants": "koken_groep.keuken.zaal.boodschap.gastvrij"
    }


# ---- a group


def test_each_member_stands_with_what_it_brings_and_how_far_it_is(own_home):
    page = open_together(**MEAL)
    texts = spoken(page)
    assert "Mina kan: koken voor een groep." in texts
    assert "Club De Hoek leent uit: een keuken, een zaal of kamer." in texts
    assert any(re.fullmatch(r"\d+ meter, ongeveer \d+ min lopen", text) for text in texts)
    assert any(re.match(r"Samen \d+ meter: de verste is", text) for text in texts)


def test_open_places_stand_at_the_end_as_invitations(own_home):
    page = open_together(place="1814CG", wants="koken_groep.beamer")
    assert open_places(page) == ["beamer"]
    assert "Wie heeft beamer en geluidsset?" in spoken(page)
    assert not any(word in " ".join(sent(page)).lower() for word in ("tekort", "ontbreekt", "missen"))


def test_when_nobody_at_all_was_asked_it_asks_who_begins(own_home):
    page = open_together(place="1814CG", wants="beamer.zon")
    assert heading(page) == "Hier is nog niemand gevraagd. Begin jij?"
    assert (members(page) == [] and open_places(page) == ["zon", "beamer"]) or open_places(page) == [
        "beamer",
        "zon",
    ]
    assert not keys(page, "invite")


def test_a_longer_walk_is_offered_where_it_fills_an_open_place(own_home):
    import_list(own_home, [{**ZAAL, "id": "ver", "leent uit": "beamer", "postcode": "1811HP"}])
    page = open_together(place="1814CG", radius="400", wants="beamer.zon")
    assert keys(page, "further-") == ["beamer"]
    page = press(page, "further-beamer")
    assert members(page) == ["ver"]
    assert int(address(page).get("radius", 1600)) > 400


def test_the_best_groups_can_be_compared():
    page = open_together(place="1811HP", template="repair_cafe")
    first = members(page)
    choose(page, state.GROUP, 2)
    assert address(page)["group"] == "2"
    assert members(page) != first


def test_the_map_is_told_of_members_and_their_lines_and_of_nobody_else(own_home):
    page = open_together(**MEAL)
    told = "\n".join(sent(page))
    bonds = re.search(r"bonds\W+?(\[\[.*?\]\])", told)
    assert bonds and sorted(json.loads(bonds[1])) == [[-1, 0], [0, 1]]
    assert map_nets.encode("Mina") in told and map_nets.encode("Bram") not in told


def test_a_bounded_answer_is_told_in_plain_words(own_home, monkeypatch):
    from geo.coalition import find_coalitions

    def unsure(index, wish, **options):
        return tuple(one._replace(exact=False, bound=1.26) for one in find_coalitions(index, wish, **options))

    monkeypatch.setattr("dashboard.cache.find_coalitions", unsure)
    page = open_together(place="1814CL", template="buurtmaaltijd")
    assert any("hooguit 1,3 keer zo ver" in text for text in spoken(page))


# ---- swapping, keeping, leaving out


def test_swapping_brings_the_next_best_and_keeps_the_others(own_home):
    page = press(open_together(**MEAL), "swap-kok")
    assert members(page) == ["kok-2", "zaal"]
    assert address(page)["must"] == "zaal" and address(page)["without"] == "kok"
    page = press(page, "include-kok")
    assert members(page) == ["kok", "zaal"]


def test_swapping_the_last_of_a_kind_opens_the_place(own_home):
    page = press(press(open_together(**MEAL), "swap-kok"), "swap-kok-2")
    assert "koken_groep" in open_places(page) and members(page) == ["zaal"]


def test_who_is_kept_stays_though_another_makes_a_closer_group(own_home):
    page = open_together(**MEAL, must="kok-2")
    assert "kok-2" in members(page)
    page = press(page, "unpin-kok-2")
    assert members(page) == ["kok", "zaal"] and "must" not in address(page)
    assert address(press(page, "pin-zaal"))["must"] == "zaal"


def test_who_is_left_out_is_named_and_can_come_back(own_home):
    page = press(open_together(**MEAL), "exclude-zaal")
    assert "zaal" not in members(page) and set(open_places(page)) >= {"keuken", "zaal"}
    assert any(text.endswith("Club De Hoek") for text in spoken(page))
    assert "zaal" in members(press(page, "include-zaal"))


def test_all_who_are_kept_can_be_set_free_at_once(own_home):
    page = open_together(**MEAL, must="kok.zaal")
    page = press(page, "unpin-all")
    assert "must" not in address(page)


def test_another_template_begins_afresh(own_home):
    page = open_together(**MEAL, must="kok-2", without="zaal", group="2")
    choose(page, state.TEMPLATE, "soepgroep")
    asked = address(page)
    assert asked["template"] == "soepgroep" and not asked.keys() & {"must", "without", "group"}
    assert asked["wants"].split(".") == list(next(one.wants for one in TEMPLATES if one.code == "soepgroep"))


def test_wishes_can_be_changed_and_put_together_freely(own_home):
    page = open_together(**MEAL)
    choose(page, state.WANTS, ["zaal", "naaien"])
    assert set(open_places(page)) == {"naaien"} and members(page) == ["zaal"]
    choose(page, state.TEMPLATE, state.OWN_MIX)
    assert set(address(page)["wants"].split(".")) == {"zaal", "naaien"}
    assert heading(page).startswith("Voor jullie plan is er al 1 van de 2.")
    choose(page, state.WANTS, [])
    assert heading(page) == "Wat kan hier?" and address(page)["template"] == "own-mix"


# ---- the address


NONSENSE = [
    {"template": "<script>"},
    {"wants": "drakentemmen.zaal.zaal.."},
    {"wants": ".".join(term.code for term in load_vocabulary().capabilities)},
    {"must": "nobody.kok.'--", "without": "kok.x"},
    {"group": "7", "template": "buurtmaaltijd", "place": "1814CG"},
    {"group": "nul", "sheet": "x", "initiative": "../../etc"},
    {"initiative": "nobody-knows", "place": "1814CG"},
    {"sheet": "invitations"},
    {"place": "{{ 7*7 }}", "radius": "-1", "wants": "-"},
]


@pytest.mark.parametrize("query", NONSENSE)
def test_nonsense_in_the_address_gives_a_page(own_home, query):
    page = open_together(**query)
    assert heading(page)
    again = open_together(**address(page))
    assert address(again) == address(page) and sent(again) == sent(page)


def test_more_wishes_than_a_group_can_cover_are_cut_to_twelve(own_home):
    page = open_together(place="1814CG", wants=".".join(one.code for one in load_vocabulary().capabilities))
    assert len(address(page)["wants"].split(".")) == 12


def test_the_view_survives_reload_and_another_language():
    query = {"place": "1811HP", "radius": "800", "template": "straatfeest", "without": "d-025"}
    page = open_together(**query)
    group = members(page)
    asked = address(page)
    assert members(open_together(**asked)) == group
    choose(page, "lang", "en")
    assert members(page) == group and address(page) == asked | {"lang": "en"}
    assert heading(page).startswith("For the street party")


@pytest.mark.parametrize("language", i18n.LANGUAGES)
@pytest.mark.parametrize(
    "query",
    [
        {},
        {"place": "1811HP"},
        {
            "place": "1811HP",
            "template": "straatfeest",
            "radius": "400",
            "must": "d-001.d-002",
            "without": "d-025",
        },
        {"place": "1811HP", "wants": "zon.keuken", "sheet": "invitations"},
    ],
)
def test_no_word_is_left_untranslated(language, query):
    texts = sent(open_together(**query, lang=language))
    assert [text for text in texts if UNTRANSLATED.fullmatch(text.strip())] == []


def test_every_template_has_its_words_in_a_sentence():
    for language in i18n.LANGUAGES:
        i18n.speak(lambda chosen=language: chosen)
        assert [one.code for one in TEMPLATES if not i18n.has(f"together.plan.{one.code}")] == []


# ---- saved


def stored(home, page):
    store = Store(store_path(home))
    try:
        return store.read_initiative(address(page)["initiative"])
    finally:
        store.close()


def version(home) -> int:
    store = Store(store_path(home))
    try:
        return store.version
    finally:
        store.close()


def test_a_saved_plan_is_found_again_by_its_link(own_home):
    page = save(open_together(**MEAL, radius="800"), "Soep op vrijdag")
    found = stored(own_home, page)
    assert (found.name, found.template, found.members) == (
        "Soep op vrijdag",
        "buurtmaaltijd",
        ("kok", "zaal"),
    )
    again = open_together(initiative=found.initiative_id)
    assert spoken(again)[0] == "Soep op vrijdag"
    assert members(again) == ["kok", "zaal"]
    assert heading(again).startswith("Voor de buurtmaaltijd zijn er al 3 van de 5.")
    assert again.text_input(key="place").value == "1814CG"
    assert address(again)["radius"] == "800"


def test_saving_twice_saves_once(own_home):
    page = save(open_together(**MEAL), "Soep")
    first, before = address(page)["initiative"], version(own_home)
    choose(page, state.WANTS, ["koken_groep", "keuken", "zaal", "boodschap"])  # leaves the saved plan
    choose(page, state.WANTS, ["koken_groep", "keuken", "zaal", "boodschap", "gastvrij"])
    press(page, "unpin-all")
    page = save(page, "Soep")
    assert address(page)["initiative"] == first and version(own_home) == before
    assert stored(own_home, page).name == "Soep"


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("", "Geef je plan een naam, bijvoorbeeld: Soep op vrijdag."),
        (" \t ", "Geef je plan een naam, bijvoorbeeld: Soep op vrijdag."),
        ("x" * 81, "Die naam heeft 81 tekens. Maak er hooguit 80 van, dan past hij op een regel."),
    ],
)
def test_a_name_that_cannot_be_is_told_and_nothing_is_saved(own_home, name, told):
    before = version(own_home)
    page = save(open_together(**MEAL), name)
    assert told in spoken(page)
    assert version(own_home) == before and "initiative" not in address(page)
    assert told not in spoken(run(page))  # said once


def test_a_hostile_name_is_shown_as_it_is_and_in_plain_text_only(own_home):
    for name in (" ".join(PAYLOADS[start : start + 3]) for start in range(0, len(PAYLOADS), 3)):
        page = open_together(initiative=plan_with(own_home, "kok", name=name[:80]))
        assert spoken(page)[0] == name[:80].strip()
        elsewhere = "\n".join(text for node in nodes(page) if node.type != "text" for text in texts_of(node))
        assert name[:80].strip() not in elsewhere


def test_an_unknown_plan_is_told_and_the_page_goes_on(own_home):
    page = open_together(**MEAL, initiative="nobody-knows")
    assert any("Misschien mist er een stukje van de link" in text for text in spoken(page))
    assert members(page) == ["kok", "zaal"]


def test_a_saved_plan_can_be_built_on_from_its_members(own_home):
    page = save(open_together(**MEAL), "Soep")
    page = open_together(initiative=address(page)["initiative"])
    choose(page, state.WANTS, ["koken_groep", "keuken", "naaien"])
    assert "initiative" not in address(page)
    assert set(address(page)["must"].split(".")) == {"kok", "zaal"}


def test_who_came_since_joins_a_saved_plan_only_when_asked(own_home):
    page = save(open_together(**MEAL), "Soep")
    saved = address(page)["initiative"]
    import_list(
        own_home, [KOK | {"id": "gast", "naam": "Zus", "kan": "gastvrij", "wie mag dit zien": "iedereen"}]
    )
    page = open_together(initiative=saved)
    assert members(page) == ["kok", "zaal"] and "gastvrij" in open_places(page)
    page = press(page, "look-on")
    assert set(members(page)) == {"kok", "zaal", "gast"} and "gastvrij" not in open_places(page)


def test_saving_in_the_demo_keeps_the_demo(tmp_path, monkeypatch):
    monkeypatch.setenv("KRACHTENKAART_HOME", str(tmp_path))
    page = save(open_together(place="1811HP", template="repair_cafe"), "Plakken")
    assert any("voorbeeld" in caption.value for caption in page.caption)
    assert len(members(page)) > 1
    assert members(open_together(initiative=address(page)["initiative"])) == members(page)


# ---- who may see what

CANARY = {
    "id": "kwinkelier",
    "soort": "talent",
    "naam": "Kanarievogel",
    "kan": "koken_groep; gastvrij; boodschap; naaien",
    "postcode": "1814CG",
    "contact": "fluit@kwinkelier.example",
}
VIEWS = [
    {"place": "1814CG"},
    MEAL,
    MEAL | {"must": "kwinkelier.kok", "lang": "en"},
    MEAL | {"without": "kwinkelier", "chosen": "kwinkelier"},
    MEAL | {"sheet": "invitations"},
    {"place": "1814CG", "wants": "naaien", "radius": "400"},
]


@pytest.mark.parametrize("query", VIEWS)
@pytest.mark.parametrize(("role", "audience"), [(PUBLIC, "buren"), (NEIGHBOURS, "buurtverbinder")])
def test_a_hidden_resident_changes_nothing_on_the_page(tmp_path, monkeypatch, query, role, audience):
    see_as(monkeypatch, role)
    monkeypatch.setattr(TICKETS, "issue", lambda ticket: f"token-{hash(ticket)}")
    told = []
    for name, rows in (
        ("with", [*PUBLIC_ROWS, CANARY | {"wie mag dit zien": audience}]),
        ("without", PUBLIC_ROWS),
    ):
        home = tmp_path / name
        home.mkdir()
        monkeypatch.setenv("KRACHTENKAART_HOME", str(home))
        assert import_list(home, rows).refused == 0
        page = open_together(**query)
        told.append((sent(page), address(page)))
    assert told[0] == told[1]


def plan_with(home, *ids: str, name: str = "Soep") -> str:
    """Store a plan with these members and give its id."""
    made = make_initiative(
        name=name,
        template="buurtmaaltijd",
        wants=("koken_groep", "keuken", "zaal", "boodschap", "gastvrij"),
        postcode="1814CG",
        radius_m=1600,
        members=ids,
    )
    store = Store(store_path(home))
    store.add_initiative(made)
    store.close()
    return made.initiative_id


@pytest.mark.parametrize(("role", "audience"), [(PUBLIC, "buren"), (NEIGHBOURS, "buurtverbinder")])
def test_a_hidden_member_of_a_saved_plan_is_not_there_and_the_place_is_open(
    own_home, monkeypatch, role, audience
):
    import_list(own_home, [CANARY | {"wie mag dit zien": audience}])
    with_canary = plan_with(own_home, "kwinkelier", "zaal")
    without = plan_with(own_home, "zaal")
    assert set(members(open_together(initiative=with_canary))) == {"kwinkelier", "zaal"}
    see_as(monkeypatch, role)
    pages = [open_together(initiative=one) for one in (with_canary, without)]
    assert members(pages[0]) == ["zaal"] and "koken_groep" in open_places(pages[0])
    told = [[text.replace(with_canary, without) for text in sent(page)] for page in pages]
    assert told[0] == told[1]


def test_a_member_who_was_never_there_leaves_an_open_place(own_home):
    page = open_together(initiative=plan_with(own_home, "gone", "kok"))
    assert members(page) == ["kok"] and {"keuken", "zaal"} <= set(open_places(page))


# ---- invitations


def test_the_sheet_names_whom_to_ask_for_what_and_why(own_home):
    page = press(open_together(**MEAL), "invite")
    texts = spoken(page)
    assert address(page)["sheet"] == "invitations"
    assert "1. Mina" in texts and "2. Club De Hoek" in texts
    assert "Onze vraag: Koken voor een groep" in texts
    assert "Mina kan: koken voor een groep. Dat past mooi bij de buurtmaaltijd." in texts
    assert "Nog welkom: Boodschappen doen, Gasten ontvangen" in texts
    assert "Contact: hoek@club.example" in texts
    assert members(press(page, "sheet-back")) == ["kok", "zaal"]


@pytest.mark.parametrize("role", [PUBLIC, NEIGHBOURS])
def test_only_the_connector_gets_contacts(own_home, monkeypatch, role):
    see_as(monkeypatch, role)
    issued = []
    monkeypatch.setattr(TICKETS, "issue", lambda ticket: issued.append(ticket) or "token")
    page = open_together(**MEAL, sheet="invitations")
    assert not any("hoek@club.example" in text for text in sent(page))
    assert b"hoek@club.example" not in issued[-1].body and b"contact" not in issued[-1].body


def test_the_file_waits_behind_a_link_that_works_once(own_home):
    page = open_together(**MEAL, sheet="invitations")
    link = next(text for text in sent(page) if text.startswith("lijst/"))
    token = re.fullmatch(r"lijst/([\w-]{32,})\?lang=nl", link)[1]
    ticket = TICKETS.redeem(token)
    assert ticket.filename == "uitnodigingen.csv" and "Mina" in ticket.body.decode("utf-8-sig")
    assert TICKETS.redeem(token) is None


ROW = Invitation("talent", "Mina", "Naaien", "Mina kan: naaien.", "10 meter", 9.7, "")


def test_a_spreadsheet_reads_the_list_as_it_is_meant():
    lines = as_csv((ROW,), with_contact=False).decode("utf-8")
    assert lines == "\ufeffnaam;onze vraag;waarom;meter\r\nMina;Naaien;Mina kan: naaien.;10\r\n"


@pytest.mark.parametrize(
    "name",
    ["=1+1", "+31 6", "-2", "@SUM(A1)", "\t=1", "\r=1", " =1", "\n@x", '=HYPERLINK("http://x")', "＝1"],
)
def test_nothing_in_the_list_is_calculated(name):
    row = replace_all(ROW, name)
    cells = as_csv((row,), with_contact=True).decode("utf-8-sig").split("\r\n", 1)[1]
    assert cells.lstrip('"').startswith("'") and guard(name) == f"'{name}"
    assert guard("Mina = top") == "Mina = top"


def replace_all(row: Invitation, text: str) -> Invitation:
    return row._replace(name=text, reason=text, contact=text)

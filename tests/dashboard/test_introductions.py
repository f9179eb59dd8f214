"""Bringing people together on the pages: from a bridge or a complement to what came of it, and a double yes."""

import json
from datetime import UTC, datetime

import pytest
from typer.testing import CliRunner

from dashboard.cli import app
from geo.consent import ASK, KEEP, SHOW_NEIGHBOURS, SHOW_PUBLIC
from geo.initiatives import make_initiative
from geo.introductions import MET
from geo.terms import CONNECTOR, PUBLIC
from tests.pages import APP, AppTest, import_list, keep_in, nodes, press, run, spoken
from tests.stores import card, yes_to

ROWS = [
    {"id": "koor", "soort": "vereniging", "naam": "Koor De Kraan", "zoekt": "zaal"},
    {"id": "kerk", "soort": "instelling", "naam": "De Toren", "leent uit": "zaal"},
    {"id": "ver", "soort": "vereniging", "naam": "Club Ver", "samen": "wandelen", "postcode": "1829EA"},
]
SEEN = (KEEP, ASK, SHOW_NEIGHBOURS, SHOW_PUBLIC)


@pytest.fixture(autouse=True)
def home(tmp_path, monkeypatch):
    """Two groups that complement each other and one far away, seen by the connector."""
    keep_in(monkeypatch, tmp_path)
    see_as(monkeypatch, CONNECTOR)
    import_list(tmp_path, [{"postcode": "1814CG", "wie mag dit zien": "iedereen"} | row for row in ROWS])
    return tmp_path


def see_as(monkeypatch, role: str, token: str = "") -> None:
    monkeypatch.setattr("dashboard.viewer.role", lambda: role)
    for module in ("dashboard.introductions.bring", "dashboard.cards.mine"):
        monkeypatch.setattr(f"{module}.visit", lambda: token)


def open_page(name: str, **address: str) -> AppTest:
    page = AppTest.from_file(str(APP), default_timeout=300)
    for key, value in address.items():
        page.query_params[key] = value
    page.run()
    if name != "map":
        page.switch_page(f"app_pages/{name}.py")
    return run(page)


def keys(page: AppTest, start: str) -> list[str]:
    found = [getattr(node, "key", None) or "" for node in nodes(page)]
    return [key.removeprefix(start) for key in found if key.startswith(start)]


def put_up(store, name: str, gifts: str) -> str:
    """Put up a card of somebody, and give the secret of its link."""
    made = card(name, gifts=gifts, asset_id=name.lower(), postcode="1811BC", contact=f"{name}@example.org")
    return store.add_card(made, yes_to(*SEEN, when=datetime.now(UTC)), role=CONNECTOR, key=name).secret


def test_a_bridge_on_samen_begins_an_introduction_and_is_not_proposed_again():
    page = open_page("together", place="1814CG")
    assert keys(page, "bridge-") == ["kerk-koor"]
    press(page, "bring-bridge-kerk-koor")
    assert keys(page, "bridge-") == []
    counted = "2 mensen en groepen zijn aan elkaar voorgesteld."
    assert counted in spoken(page) and any(counted in text for text in spoken(open_page("room")))


def test_a_complement_on_the_map_page_begins_one_that_the_connector_follows_to_its_end(store):
    page = press(open_page("map", chosen="koor"), "bring-match-koor-kerk")
    assert keys(page, "brought-") == ["match-koor-kerk"] and not keys(page, "bring-")
    (found,) = store.read_introductions(role=CONNECTOR)
    page = open_page("introductions")
    said = spoken(page)
    assert "Koor De Kraan en De Toren" in said
    assert "De Toren leent uit: een zaal of kamer. Koor De Kraan zoekt dat." in said
    page.radio(key=f"outcome-{found.introduction_id}").set_value(MET)
    page.text_input(key=f"note-{found.introduction_id}").set_value("Bel 06-12345678")
    press(page, f"save-{found.introduction_id}")
    assert any("06-12345678" in text for text in spoken(page)) and store.read_introductions(
        role=CONNECTOR
    ) == (found,)
    page.text_input(key=f"note-{found.introduction_id}").set_value("Zij zingen daar op dinsdag")
    press(page, f"save-{found.introduction_id}")
    assert "Zij zingen daar op dinsdag" in spoken(page) and len(page.expander) == 1
    assert store.read_introductions(role=CONNECTOR)[0].outcome == MET
    press(page, f"undo-{found.introduction_id}")
    assert store.read_introductions(role=CONNECTOR) == ()


def test_only_who_may_is_offered_to_bring_together_and_to_follow_up(store, monkeypatch):
    store.introduce("koor", "kerk", role=CONNECTOR)
    see_as(monkeypatch, PUBLIC)
    page = open_page("map", chosen="koor")
    assert not keys(page, "bring-") and not keys(page, "meet-") and not keys(page, "brought-")
    page = open_page("introductions")
    assert "Deze pagina is van de verbinder." in spoken(page) and not keys(page, "followed-")


def test_somebody_asks_to_meet_and_both_read_each_others_contact_after_two_times_yes(store, monkeypatch):
    amina, bram = put_up(store, "Amina", "naaien:learns"), put_up(store, "Bram", "naaien:teaches")
    see_as(monkeypatch, PUBLIC, store.open_link(amina))
    assert keys(open_page("nearby", chosen="bram"), "ask-to-meet-") == ["bram"]
    page = press(open_page("map", chosen="bram"), "ask-to-meet-bram")
    assert any(text.startswith("Je vraag is onderweg") for text in spoken(page))
    page = open_page("mine")
    assert any(text.startswith("Jij zei ja.") for text in spoken(page)) and keys(page, "around-") == ["bram"]
    assert not [text for text in spoken(page) if "Bram" in text]
    see_as(monkeypatch, PUBLIC, store.open_link(bram))
    page = open_page("mine")
    assert "Iemand bij jou in de buurt wil van jou leren: naaien en verstellen." in spoken(page)
    (asked,) = store.read_own_introductions(store.open_link(bram), role=PUBLIC)
    press(page, f"answer-yes-{asked.introduction_id}")
    assert "Zo bereik je elkaar: Amina@example.org" in spoken(page)
    see_as(monkeypatch, PUBLIC, store.open_link(amina))
    assert "Zo bereik je elkaar: Bram@example.org" in spoken(open_page("mine"))


def test_a_yes_on_paper_is_noted_by_the_connector(store):
    put_up(store, "Amina", "naaien:learns")
    one = store.introduce("amina", "koor", role=CONNECTOR)
    page = open_page("introductions")
    assert "Van Amina hoorden we nog niets" in spoken(page)
    press(page, f"yes-amina-{one}")
    assert any(text.startswith("Amina zei ja op papier of aan jou") for text in spoken(page))


def test_a_plan_gathers_its_introductions(store, monkeypatch):
    plan = make_initiative(
        name="Zingen",
        template="",
        wants=["zaal", "zingen"],
        postcode="1814CG",
        radius_m=800,
        members=["koor", "kerk"],
    )
    store.add_initiative(plan)
    page = press(open_page("together", initiative=plan.initiative_id, place="1814CG"), "plan-introduces")
    assert "Koor De Kraan en De Toren" in spoken(page) or "De Toren en Koor De Kraan" in spoken(page)
    assert store.read_connections(role=PUBLIC)["initiative_id"].tolist() == [plan.initiative_id]
    see_as(monkeypatch, PUBLIC)
    page = open_page("together", initiative=plan.initiative_id, place="1814CG")
    assert "Voor dit plan aan elkaar voorgesteld" in spoken(page) and not keys(page, "plan-introduces-")


def test_the_commands_list_who_is_to_be_called_and_propose_nobody_twice(store):
    bridges = ["bridges", "--near", "1814CG", "--json"]
    assert len(json.loads(CliRunner().invoke(app, bridges).stdout)["bridges"]) == 1
    one = store.introduce("koor", "kerk", role=CONNECTOR)
    assert json.loads(CliRunner().invoke(app, bridges).stdout)["bridges"] == []
    told = json.loads(CliRunner().invoke(app, ["introductions", "--json"]).stdout)["introductions"]
    assert [(each["id"], [end["name"] for end in each["ends"]]) for each in told] == [
        (one, ["Koor De Kraan", "De Toren"])
    ]
    assert "Koor De Kraan en De Toren" in CliRunner().invoke(app, ["introductions"]).stdout
    store.follow_up(one, MET, "", role=CONNECTOR)
    assert json.loads(CliRunner().invoke(app, ["introductions", "--json"]).stdout) == {"introductions": []}

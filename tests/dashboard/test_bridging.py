"""The overview of Samen: whom to introduce to each other around a place, and plans that were saved."""

from datetime import datetime

import pytest

from dashboard import i18n, state
from geo.initiatives import make_initiative
from geo.inventory import store_path
from geo.store import Store
from geo.terms import CONNECTOR, PUBLIC
from tests.hostile import PAYLOADS
from tests.pages import APP, import_list, nodes, run, spoken
from tests.pages import AppTest as Page

CHOIR = {"id": "koor", "soort": "vereniging", "naam": "Koor De Kraan", "zoekt": "zaal", "postcode": "1814CG"}
CHURCH = {"id": "kerk", "soort": "instelling", "naam": "De Toren", "leent uit": "zaal", "postcode": "1814CL"}
SINGER = {"id": "mina", "soort": "talent", "naam": "Mina", "leent uit": "zaal", "postcode": "1814CL"}
ROWS = [row | {"wie mag dit zien": "iedereen"} for row in (CHOIR, CHURCH, SINGER)]
HERE = {"place": "1814CG"}


@pytest.fixture(autouse=True)
def home(tmp_path, monkeypatch):
    """The connector, in a neighbourhood of three."""
    monkeypatch.setattr(i18n, "_language", i18n._language)
    monkeypatch.setenv("KRACHTENKAART_HOME", str(tmp_path))
    monkeypatch.setattr("dashboard.viewer.role", lambda: CONNECTOR)
    assert import_list(tmp_path, ROWS).refused == 0
    return tmp_path


def open_together(**query: str) -> Page:
    page = Page.from_file(str(APP), default_timeout=300)
    for name, value in query.items():
        page.query_params[name] = value
    page.run()
    page.switch_page("app_pages/together.py")
    return run(page)


def keys(page: Page, start: str) -> list[str]:
    found = [getattr(node, "key", None) or "" for node in nodes(page)]
    return [key.removeprefix(start) for key in found if key.startswith(start)]


def save_plan(home, name: str, **differs) -> str:
    plan = make_initiative(
        **{
            "name": name,
            "template": "buurtmaaltijd",
            "wants": ("zaal",),
            "postcode": "1814CG",
            "radius_m": 800,
            "members": ("kerk",),
            **differs,
        }
    )
    store = Store(store_path(home))
    store.add_initiative(plan)
    store.close()
    return plan.initiative_id


def test_two_groups_that_have_something_for_each_other_are_shown_with_the_reason():
    page = open_together(**HERE)
    assert keys(page, "bridge-") == ["kerk-koor"]
    said = spoken(page)
    assert "De Toren leent uit: een zaal of kamer. Koor De Kraan zoekt dat." in said
    assert any(text.startswith("Van elkaar: ") for text in said)


def test_each_of_the_two_has_a_way_to_its_card():
    page = open_together(**HERE, lang="en", radius="800")
    links = [node.proto for node in nodes(page) if node.type == "page_link"]
    wanted = {f"{state.CHOSEN}={one}" for one in ("koor", "kerk")}
    found = {part for link in links for part in link.query_string.split("&")}
    assert wanted < found and "lang=en" in found and "radius=800" in found


def test_where_nobody_has_anything_for_another_it_says_what_would_help():
    page = open_together(place="1811HP", radius="400")
    assert keys(page, "bridge-") == []
    assert any(text.startswith("Vertellen hier binnen") for text in spoken(page))


def test_without_a_place_nobody_is_introduced():
    assert keys(open_together(), "bridge-") == []


def test_a_hidden_group_is_in_no_introduction(home, monkeypatch):
    hidden = CHURCH | {"id": "zaal-2", "naam": "De Kelder", "wie mag dit zien": "verbinder"}
    import_list(home, [hidden])
    assert "koor-zaal-2" in keys(open_together(**HERE), "bridge-")
    monkeypatch.setattr("dashboard.viewer.role", lambda: PUBLIC)
    page = open_together(**HERE)
    assert keys(page, "bridge-") == ["kerk-koor"]
    assert not any("De Kelder" in text for text in spoken(page))


def test_saved_plans_are_listed_the_newest_first_with_a_way_back(home):
    for day in (1, 2, 3, 4):
        moment = f"2026-11-0{day}T10:00:00+00:00"
        save_plan(home, f"Plan {day}", when=datetime.fromisoformat(moment))
    page = open_together()
    assert [text for text in spoken(page) if text.startswith("Plan ")] == [
        "Plan 4",
        "Plan 3",
        "Plan 2",
        "Plan 1",
    ]
    assert "Al begonnen: 4 plannen" in [one.label for one in page.expander]
    links = [node.proto.query_string for node in nodes(page) if node.type == "page_link"]
    assert len([link for link in links if f"{state.INITIATIVE}=" in link]) == 4


def test_only_the_connector_sees_the_list_of_plans(home, monkeypatch):
    save_plan(home, "Eten bij Fatima")
    assert "Eten bij Fatima" in spoken(open_together())
    monkeypatch.setattr("dashboard.viewer.role", lambda: PUBLIC)
    assert "Eten bij Fatima" not in spoken(open_together())


def test_a_hostile_name_of_a_plan_is_shown_as_it_is(home):
    name = next(text for text in PAYLOADS if "<" in text and len(text) <= 80)
    save_plan(home, name)
    assert " ".join(name.split()) in spoken(open_together())

"""The page Dekking, its report and its command: the same numbers everywhere, and no more than a role may know."""

import io
import json
from datetime import date, datetime

import pytest
from pypdf import PdfReader
from typer.testing import CliRunner

from dashboard import cache, cli, i18n, viewer
from dashboard.coverage import closer, words
from dashboard.coverage import page as coverage_page
from dashboard.coverage.paper_map import STEPS
from dashboard.coverage.report import MOST_ROWS, make_report, report_data
from dashboard.coverage.view import CoverageView
from dashboard.map_layer import SCRIPTS
from dashboard.mapview import Fills, MapScene, build
from geo.areas.levels import LEVELS
from geo.coverage.classes import CLASSES, IS_MERGED, IS_NOT_ASKED, IS_UNKNOWN
from geo.coverage.figures import STATES, measure
from geo.coverage.opening import open_coverage
from geo.coverage.query import MEASURES, CoverageQuery
from geo.inventory import open_inventory
from geo.terms import CONNECTOR, PUBLIC
from tests.pages import APP, choose, open_page, run, sent

REACH = CoverageQuery(measure="reach", theme="eten")
PLAN = CoverageQuery(measure="reach", template="repair_cafe")
TALENTS = CoverageQuery(kind="talent", theme="eten")


@pytest.fixture(autouse=True)
def home(demo_home, monkeypatch):
    monkeypatch.setenv("KRACHTENKAART_HOME", str(demo_home))
    i18n.speak(lambda: "nl")
    return demo_home


@pytest.fixture
def look(monkeypatch):
    """Look as a role."""
    return lambda role: monkeypatch.setattr(viewer, "role", lambda: role)


def view_of(query):
    return CoverageView(cache.coverage(query.level), cache.figures(query))


def open_coverage_page(**address):
    page = open_page(**address)
    page.switch_page(str(APP.parent / "app_pages" / "coverage.py"))
    for name, value in address.items():
        page.query_params[name] = value
    return run(page)


def expected(home, query, role):
    return measure(query, open_coverage(home, open_inventory(home), role=role, today=date.today()))


def rows_of(pdf):
    return "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages)


@pytest.mark.parametrize(
    ("query", "asked"), [(REACH, {"theme": "eten"}), (PLAN, {"plan": "repair_cafe", "theme": "eten"})]
)
def test_page_report_and_command_tell_the_numbers_of_the_function(home, look, query, asked):
    look(CONNECTOR)
    found = expected(home, query, CONNECTOR)
    percent = (found.table["value"] * 100).astype(float).round(1)
    page = open_coverage_page(measure="reach", lang="nl", **asked)
    shown = page.dataframe[0].value
    assert dict(zip(shown["name"], shown["value"], strict=True)) == dict(
        zip(found.table["name"], percent, strict=True)
    )
    report = rows_of(make_report(view_of(query), now=datetime(2026, 11, 27)))
    about = ("--template", query.template) if query.template else ("--theme", query.theme)
    told = json.loads(
        CliRunner().invoke(cli.app, ["coverage", "--measure", "reach", *about, "--json"]).stdout
    )
    assert told["whole"] == pytest.approx(found.whole, abs=1e-6)
    for row in told["areas"]:
        assert row["value"] == pytest.approx(found.table["value"][row["code"]], abs=1e-6)
        assert f"{round(row['value'] * 100)} %" in report
    assert words.number(query, found.whole) in report
    assert page.selectbox(key="theme").value == query.theme


def test_a_plan_a_capability_or_a_theme_takes_the_place_of_the_others(look):
    look(CONNECTOR)
    page = open_coverage_page(measure="reach", plan="repair_cafe", lang="nl")
    said = sent(page)
    assert any(text.endswith("heeft alles voor het repaircafé binnen 800 meter lopen.") for text in said)
    assert any("apparaten repareren, fietsen repareren" in text for text in said)
    choose(page, "capability", "naaien")
    assert (page.selectbox(key="plan").value, page.selectbox(key="capability").value) == ("", "naaien")
    assert any("met 'Naaien en verstellen'" in text for text in sent(page))
    choose(page, "theme", "eten")
    assert page.selectbox(key="capability").value == ""
    assert "eten" in page.query_params["theme"]  # in a list, if the address had it at first
    assert not {"plan", "capability"} & page.query_params.keys()


def test_a_closer_look_names_the_plan_beside_the_one_number_that_is_of_it(look):
    look(CONNECTOR)
    labels = [label for label, _ in closer.facts(view_of(PLAN), "WK036108")]
    assert labels[labels.index("Plan") + 1] == "Heeft alles op 800 m"
    assert [label for label, _ in closer.facts(view_of(REACH), "WK036108")][:2] == ["Inwoners", "Thema"]


def test_who_may_not_count_talents_is_told_whose_plan_it_is(look):
    look("municipality")
    view = view_of(PLAN)
    assert "bij verenigingen en instellingen alles voor het repaircafé" in words.says(view)[0]
    assert "Voor het repaircafé komt dit bij elkaar" in rows_of(make_report(view, now=datetime(2026, 11, 27)))
    assert words.class_words(PLAN, 0) == "nog niet alles"


def test_the_address_holds_the_view_and_nonsense_in_it_does_no_harm(look):
    look(CONNECTOR)
    page = open_coverage_page(measure="strengths", kind="association", area="WK036108", month="2026-03")
    assert page.selectbox(key="kind").value == "association"
    assert page.selectbox(key="month").value == "2026-03"
    assert page.query_params["area"] == ["WK036108"] or page.query_params["area"] == "WK036108"
    page = open_coverage_page(
        measure="<b>", kind="x", theme="no", level="straat", month="1", area="'", within="7"
    )
    assert page.selectbox(key="measure").value == "strengths"
    assert len(page.dataframe[0].value) == 8


def test_a_visitor_is_sent_no_talents(look):
    look(PUBLIC)
    page = open_coverage_page(kind="talent", measure="asked")
    assert page.selectbox(key="measure").value == "strengths"
    assert "talent" not in page.selectbox(key="kind").options
    assert page.dataframe[0].value["value"].sum() == 110
    assert not [text for text in sent(page) if "250" in text.split()]


def test_what_is_told_together_names_the_areas_and_has_no_number_of_its_own(look):
    look("municipality")
    view = view_of(TALENTS)
    table = coverage_page.table(view)
    merged = table[table["told"] != ""]
    assert len(merged) == 6
    assert merged["value"].isna().all()
    assert merged["told"].str.match("ongeveer [0-9]+( of meer)?, samen met ").all()
    assert "afgerond" in rows_of(make_report(view, now=datetime(2026, 11, 27)))


def test_a_report_is_two_to_four_pages_whatever_is_asked(look):
    look(CONNECTOR)
    for query in (REACH, CoverageQuery(measure="diversity")):
        pdf = make_report(view_of(query), now=datetime(2026, 11, 27), link="https://kaart.example.nl/dekking")
        assert 2 <= len(PdfReader(io.BytesIO(pdf)).pages) <= 4


def test_more_areas_than_fit_are_told_by_class(look, monkeypatch):
    look(CONNECTOR)
    monkeypatch.setattr("dashboard.coverage.report.MOST_ROWS", 5)
    assert MOST_ROWS > 5
    rows = report_data(view_of(CoverageQuery()), now=datetime(2026, 11, 27))["table"]["rows"]
    assert sum(int(row[-1]) for row in rows) == 8


def test_the_map_gets_codes_and_class_numbers_only():
    fills = Fills((1, IS_NOT_ASKED), ((1, "1 t/m 4"), (IS_NOT_ASKED, "<b>nog niet")))
    _, groups = build(MapScene((), (), (), (), fills=fills))
    (layer,) = groups[-1]._children.values()
    told = layer.options["fills"]
    assert told["classes"] == [1, IS_NOT_ASKED]
    assert "<" not in json.dumps(told["legend"])  # encoded, as all words on the map


def test_paper_and_screen_have_the_same_steps():
    script = next(path for path in SCRIPTS if path.name == "fills.js").read_text()
    assert len(STEPS) == CLASSES + 1
    assert f"[{', '.join(json.dumps(step) for step in STEPS)}]" in script


@pytest.mark.parametrize("language", i18n.LANGUAGES)
def test_every_state_measure_and_level_has_its_words(language, monkeypatch):
    monkeypatch.setattr(i18n, "_language", lambda: language)
    for name in MEASURES:
        assert all(
            i18n.has(f"coverage.{part}.{name}") for part in ("measure", "title", "column", "method", "says")
        )
    assert all(i18n.has(f"coverage.state.{state}") for state in STATES if state != "present")
    for level in LEVELS:
        assert i18n.n(f"coverage.says.present.{level}", 2, all=3) != f"coverage.says.present.{level}"
        assert all(i18n.has(f"coverage.{part}.{level}") for part in ("level", "area.label", "beside.label"))
    for query in (CoverageQuery(), REACH, CoverageQuery(measure="diversity")):
        said = [words.class_words(query, step) for step in range(IS_UNKNOWN, CLASSES + 1)]
        assert len(set(said)) == len(said)
    assert words.class_words(CoverageQuery(), IS_MERGED) != "coverage.state.merged"


@pytest.mark.parametrize(
    "arguments",
    [
        ("--measure", "ranking"),
        ("--theme", "no"),
        ("--measure", "reach", "--template", "no"),
        ("--kind", "talent", "--role", "public"),
        ("--level", "pc4"),
    ],
)
def test_what_cannot_be_answered_is_told_on_the_command_line(arguments):
    result = CliRunner().invoke(cli.app, ["coverage", *arguments])
    assert result.exit_code == 1
    assert "Traceback" not in result.output


def test_the_command_gives_csv_and_words():
    result = CliRunner().invoke(cli.app, ["coverage", "--role", "public", "--csv"])
    assert len(result.stdout.splitlines()) == 9
    said = CliRunner().invoke(cli.app, ["coverage", "--role", "municipality", "--kind", "talent"]).stdout
    assert "ongeveer" in said

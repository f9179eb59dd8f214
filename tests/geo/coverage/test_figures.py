"""Figures: one measure for all areas, as one role may know it, with why a place on the map is empty."""

import csv
import io
import json
from dataclasses import replace
from datetime import date

import pandas as pd
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.coverage.asked import contacts_of_assets
from geo.coverage.classes import CLASSES, IS_MERGED, IS_NOT_ASKED, IS_UNKNOWN, breaks_of, classify
from geo.coverage.data import CoverageData
from geo.coverage.figures import (
    FIGURE_COLUMNS,
    MERGED,
    NOT_ASKED,
    NOTHING_YET,
    PRESENT,
    UNKNOWN,
    grow,
    grow_whole,
    measure,
)
from geo.coverage.origins import spread_origins
from geo.coverage.query import (
    MEASURES,
    CoverageQuery,
    checked,
    kinds_of,
    measures_of,
    months_of,
    require_asked,
)
from geo.coverage.reach import RADII_M
from geo.coverage.records import about, records, write_csv, write_geojson
from geo.errors import NotFoundError
from geo.introductions import make_connections
from geo.release.categories import categories_within
from geo.release.counting import people_of
from geo.release.reading import make_release
from geo.templates import Template, load_templates
from geo.vocabulary import load_vocabulary
from tests.factories import make_assets
from tests.geo.coverage.places import POINTS, make_areas, make_assignment

TODAY = date(2026, 11, 27)
WORDS = load_vocabulary()
TEMPLATES = load_templates(vocabulary=WORDS)
DINNER = Template("dinner", {}, {}, ("koken_groep", "zaal"))
A, B = "1811AA", "1812AA"


def make_place(kind="association", postcode=A, gifts="koken_groep:can", **values):
    x, y = POINTS[postcode]
    return {"kind": kind, "postcode": postcode, "gifts": gifts, "x": x, "y": y, **values}


def make_data(
    rows=(), *, contacts=None, exact=frozenset(), release=None, people=100, **values
) -> CoverageData:
    areas = make_areas(inhabitants=people)
    assigned = make_assignment(areas=areas)
    assets = make_assets(rows)
    found = {
        "level": "wijk",
        "assigned": assigned,
        "assets": assets,
        "days": assets["confirmed_on"],
        "contacts": contacts_of_assets(assets) if contacts is None else contacts,
        "connections": make_connections(()),
        "origins": spread_origins(assigned),
        "exact": exact,
        "release": release,
        "may_ask": True,
        "may_connect": True,
        "vocabulary": WORDS,
        "templates": (DINNER, *TEMPLATES),
        "today": TODAY,
    }
    return CoverageData(**{**found, **values})


def make_contacts(*postcodes: str) -> pd.DataFrame:
    days = pd.to_datetime(["2026-01-01"] * len(postcodes)).astype("datetime64[s]")
    return pd.DataFrame({"postcode": pd.Series(postcodes, dtype="str"), "day": days})


def make_talents(count: int, postcode: str, gifts: str = "koken_groep:can"):
    return [make_place("talent", postcode, gifts) for _ in range(count)]


def test_every_area_is_there_once_with_its_number_and_the_rest_is_outside():
    rows = [make_place(), make_place(), make_place("institution", B), make_place(postcode="1813AA")]
    found = measure(CoverageQuery(), make_data(rows))
    assert tuple(found.table.columns) == FIGURE_COLUMNS
    assert found.table["value"].to_dict() == {"A": 2, "B": 1}
    assert (found.whole, found.outside, found.is_rounded) == (3, 1, False)


def test_not_asked_yet_is_another_thing_than_nothing_yet():
    data = make_data([make_place(gifts="zaal:lends")], contacts=make_contacts(A))
    found = measure(CoverageQuery(theme="eten"), data)
    assert found.table["value"].tolist() == [0, 0]
    assert found.table["state"].tolist() == [NOTHING_YET, NOT_ASKED]
    assert classify(found).tolist() == [0, IS_NOT_ASKED]
    assert found.states[NOT_ASKED] == 1


def test_per_1000_is_unknown_where_inhabitants_are():
    found = measure(
        CoverageQuery(measure="per_1000"), make_data([make_place()], people={"A": 500, "B": None})
    )
    assert found.table["value"]["A"] == 2  # 1 x 1,000 / 500
    assert found.table["state"].tolist() == [PRESENT, UNKNOWN]
    assert found.whole == 2  # of the areas whose people are known
    assert classify(found)["B"] == IS_UNKNOWN


def test_reach_of_all_is_the_share_of_all_people():
    # A has 300 people at two postcodes 800 m apart, B 100 at two; what stands at 1811AA reaches itself only.
    data = make_data([make_place()], people={"A": 300, "B": 100})
    found = measure(CoverageQuery(measure="reach", theme="eten", radius_m=400), data)
    assert found.table["value"].to_dict() == {"A": 0.5, "B": 0.0}
    assert found.whole == pytest.approx(150 / 400)
    assert found.basis == "spread"


def test_a_plan_is_near_those_who_have_all_of_it_nearby_of_whomever():
    # Homes at x = 100 and 900 (A, 300 people), 1,100 and 1,900 (B, 100 people); the hall is at 100, the cooks at 900.
    # 1,600 m on foot is 1,231 m: both are near the first three homes, only the cooks near the last.
    # 400 m on foot is 308 m: each home is near one of the two at most.
    data = make_data(
        [make_place("institution", gifts="zaal:lends"), make_place(postcode="1811AB")],
        people={"A": 300, "B": 100},
    )
    expected = {
        ("template", "dinner", 1600): {"A": 1.0, "B": 0.5},
        ("template", "dinner", 400): {"A": 0.0, "B": 0.0},
        ("capability", "koken_groep", 400): {"A": 0.5, "B": 0.5},
        ("capability", "zaal", 400): {"A": 0.5, "B": 0.0},
    }
    for (name, code, radius_m), shares in expected.items():
        query = CoverageQuery(measure="reach", radius_m=radius_m, **{name: code})
        found = measure(query, data)
        assert found.table["value"].to_dict() == shares
        assert found.whole == pytest.approx((300 * shares["A"] + 100 * shares["B"]) / 400)
        assert grow(query, data).iloc[:, -1].to_dict() == shares
        assert about(found, year=2024)[name] == code


def test_a_plan_counts_talents_only_where_all_are_known_exactly():
    rows = [make_place("institution", gifts="zaal:lends"), *make_talents(6, A)]
    query = CoverageQuery(measure="reach", template="dinner", radius_m=400)
    assert measure(query, make_data(rows, exact=None)).table["value"]["A"] == 0.5
    for release in (None, make_released((6, A))):
        assert measure(query, make_data(rows, release=release)).whole == 0


@settings(max_examples=20)
@given(
    st.lists(st.tuples(st.sampled_from(sorted(POINTS)), st.sampled_from(TEMPLATES[0].wants)), max_size=12),
    st.sampled_from(RADII_M),
)
def test_a_plan_is_never_near_more_people_than_each_thing_that_it_needs(placed, radius_m):
    data = make_data([make_place(postcode=place, gifts=f"{code}:can") for place, code in placed])
    query = CoverageQuery(measure="reach", radius_m=radius_m)
    whole = measure(replace(query, template=TEMPLATES[0].code), data).table["value"]
    for code in TEMPLATES[0].wants:
        assert (whole <= measure(replace(query, capability=code), data).table["value"]).all()


def test_of_plan_capability_and_theme_the_first_that_is_known_counts():
    data = make_data()
    asked = CoverageQuery(measure="reach", theme="eten", capability="zaal", template="dinner")
    assert checked(asked, data) == CoverageQuery(measure="reach", template="dinner")
    assert checked(replace(asked, template="no"), data) == CoverageQuery(measure="reach", capability="zaal")
    assert checked(replace(asked, measure="strengths"), data) == CoverageQuery(theme="eten")


@pytest.mark.parametrize(
    ("asked", "code", "told"),
    [
        ({"template": "dinner", "theme": "eten"}, "coverage.several", {"what": "template, theme"}),
        ({"template": "dinner", "measure": "per_1000"}, "coverage.reach_only", {"what": "template"}),
        ({"capability": "no"}, "coverage.unknown", {"what": "capability", "value": "no"}),
        ({"template": "no"}, "template.not_found", {"template": "no", "known": "dinner"}),
    ],
)
def test_a_question_that_somebody_typed_is_refused_with_what_there_is(asked, code, told):
    with pytest.raises(NotFoundError) as caught:
        require_asked(CoverageQuery(**{"measure": "reach", **asked}), make_data(templates=(DINNER,)))
    assert (caught.value.code, caught.value.details) == (code, told)


def test_without_a_kind_talents_count_only_where_all_are_known_exactly():
    rows = [make_place(), *make_talents(3, A)]
    assert measure(CoverageQuery(), make_data(rows, exact=None)).whole == 4
    assert measure(CoverageQuery(), make_data(rows, exact=frozenset("A"))).whole == 1
    assert measure(CoverageQuery(kind="talent"), make_data(rows, exact=None)).whole == 3


def test_a_connector_of_an_area_reads_exact_talents_there_and_nothing_elsewhere():
    data = make_data(make_talents(3, A), exact=frozenset("A"))
    found = measure(CoverageQuery(kind="talent"), data)
    assert found.table["value"]["A"] == 3
    assert found.table["state"].tolist() == [PRESENT, UNKNOWN]
    assert found.whole is None


def make_released(*counts: tuple[int, str]):
    talents = make_assets([row for count, postcode in counts for row in make_talents(count, postcode)])
    within = categories_within(WORDS)
    return make_release(
        people_of(talents, make_areas(), within).values(), make_areas(), within, quarter="2026-Q4"
    )


def test_others_read_talents_from_the_release_rounded_or_together():
    found = measure(CoverageQuery(kind="talent"), make_data(release=make_released((12, A), (6, B))))
    assert found.table["value"].to_dict() == {"A": 10, "B": 5}
    assert (found.whole, found.is_rounded, found.quarter) == (15, True, "2026-Q4")
    merged = measure(CoverageQuery(kind="talent"), make_data(release=make_released((12, A), (2, B))))
    assert merged.table["state"].tolist() == [MERGED, MERGED]
    assert merged.table["value"].isna().all()
    assert merged.table["cell_value"].tolist() == [15, 15]
    assert merged.table["together"].tolist() == [2, 2]
    assert classify(merged).tolist() == [IS_MERGED, IS_MERGED]


def test_fewer_than_five_everywhere_gives_no_number_at_all():
    found = measure(CoverageQuery(kind="talent"), make_data(release=make_released((3, A))))
    assert found.whole is None
    assert found.table["cell_value"].isna().all()


def test_what_a_role_may_not_ask_is_not_asked():
    data = make_data([make_place()], may_ask=False, may_connect=False)
    assert measures_of(data) == ("strengths", "per_1000", "diversity", "reach")
    assert kinds_of(data, "strengths") == ("association", "institution")
    asked = CoverageQuery(measure="asked", kind="talent", theme="no", month="1999-01", radius_m=123)
    assert checked(asked, data) == CoverageQuery()
    with pytest.raises(NotFoundError) as caught:
        require_asked(CoverageQuery(kind="talent"), data)
    assert caught.value.details == {"what": "kind", "value": "talent"}


def test_a_month_that_is_over_counts_what_was_there_by_then():
    rows = [
        make_place(confirmed_on="2026-03-31"),
        make_place(confirmed_on="2026-04-01"),
        make_place(confirmed_on=None),
    ]
    data = make_data(rows)
    assert months_of(data, CoverageQuery())[-1] == "2026-03"
    assert measure(CoverageQuery(month="2026-03"), data).whole == 2  # the one without a day always was
    assert measure(CoverageQuery(), data).whole == 3


@pytest.mark.parametrize("name", [one for one in MEASURES if one != "diversity"])
def test_a_line_over_time_ends_at_the_value_of_now(name):
    rows = [make_place(confirmed_on="2026-09-09"), make_place("institution", B, confirmed_on="2026-10-10")]
    data, query = make_data(rows), CoverageQuery(measure=name)
    line = grow(query, data)
    found = measure(query, data)
    assert line.iloc[:, -1].tolist() == found.table["value"].tolist()
    if name != "connections":
        assert line.shape[1] == 3  # September, October, November
        assert grow_whole(line, query, data).iloc[-1] == pytest.approx(found.whole)


def test_what_comes_from_a_release_and_diversity_have_no_line():
    data = make_data([make_place()], release=make_released((12, A)))
    assert grow(CoverageQuery(kind="talent"), data).shape == (2, 0)
    assert grow(CoverageQuery(measure="diversity"), data).shape == (2, 0)


def test_classes_are_fixed_and_begin_above_nothing():
    rows = [make_place() for _ in range(5)]
    found = measure(CoverageQuery(), make_data(rows))
    assert breaks_of(found.query) == (5, 10, 25, 50)
    assert classify(found).to_dict() == {"A": 2, "B": IS_NOT_ASKED}
    assert breaks_of(CoverageQuery(level="gemeente")) == (50, 100, 250, 500)
    for name in MEASURES:
        breaks = breaks_of(CoverageQuery(measure=name))
        assert len(breaks) == CLASSES - 1
        assert sorted(breaks) == list(breaks)


@settings(max_examples=15)
@given(st.lists(st.sampled_from([A, B, "1813AA"]), max_size=8), st.randoms())
def test_numbers_and_outside_equal_all_in_whatever_order_rows_come(postcodes, shuffle):
    rows = [make_place(postcode=one) for one in postcodes]
    found = measure(CoverageQuery(), make_data(rows))
    assert found.whole + found.outside == len(rows)
    shuffle.shuffle(rows)
    assert measure(CoverageQuery(), make_data(rows)).table["value"].equals(found.table["value"])


def test_files_hold_the_same_numbers_and_nothing_that_is_calculated():
    data = make_data([make_place()])
    found = measure(CoverageQuery(measure="reach", theme="eten"), data)
    found.table.loc["A", "name"] = "=1+1"
    rows = records(found)
    assert [row["value"] for row in rows] == found.table["value"].tolist()
    assert about(found, year=2024)["whole"] == pytest.approx(found.whole)
    text = write_csv(found, year=2024).decode("utf-8-sig")
    read = list(csv.DictReader(io.StringIO(text), delimiter=";"))
    assert [float(row["value"]) for row in read] == [row["value"] for row in rows]
    assert (read[0]["name"], read[0]["theme"], read[0]["radius_m"]) == ("'=1+1", "eten", "800")
    features = json.loads(write_geojson(found, data.areas, year=2024))["features"]
    assert [one["properties"]["value"] for one in features] == [row["value"] for row in rows]
    assert all(shapely.geometry.shape(one["geometry"]).is_valid for one in features)

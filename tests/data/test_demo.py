"""The embedded demo: true facts of Alkmaar, invented neighbours, kind words."""

import csv
import datetime as dt
import json
import re
import tomllib
from collections import Counter
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely

from geo.areas import area_of_points, read_areas
from geo.crs import RD, to_rd

DATA = Path(__file__).parents[2] / "data"
DEMO = DATA / "demo"
HEADER = (
    "id,soort,type,naam,omschrijving,kan,leert anderen,wil leren,samen,leent uit,zoekt,"
    "postcode,lat,lon,wanneer,contact,website,wie mag dit zien,bron,bevestigd op"
)
MODES = ("kan", "leert anderen", "wil leren", "samen", "leent uit", "zoekt")
ANSWERS = {
    "kan": ("zoekt",),
    "leert anderen": ("wil leren",),
    "wil leren": ("leert anderen",),
    "samen": ("samen",),
    "leent uit": ("zoekt",),
    "zoekt": ("kan", "leent uit"),
}
TODAY = dt.date(2026, 11, 22)
WORDS_OF_LACK = (
    r"probleem|problemen|behoefte|kwetsba|doelgroep|tekort|achterstand|hulpvra|hulp nodig|eenza(am|me)"
    r"|armoede|schulden|\bzieke?\b|beperking|gebrek|probleemwijk|zielig|hulpbehoevend"
)


@pytest.fixture(scope="module")
def rows() -> list[dict[str, str]]:
    with (DEMO / "assets.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, strict=True))


@pytest.fixture(scope="module")
def areas() -> gpd.GeoDataFrame:
    return read_areas(DEMO / "wijken.geojson")


@pytest.fixture(scope="module")
def postcodes() -> dict[str, tuple[float, float]]:
    with (DEMO / "postcodes.csv").open(encoding="utf-8", newline="") as file:
        return {row["postcode"]: (float(row["lon"]), float(row["lat"])) for row in csv.DictReader(file)}


@pytest.fixture(scope="module")
def source_wijken(reference) -> gpd.GeoDataFrame:
    wijken = gpd.read_file(reference / "alkmaar" / "wijken_2024.geojson").to_crs(RD)
    return wijken.sort_values("wijkCode", ignore_index=True)


@pytest.fixture(scope="module")
def vocabulary() -> dict:
    return tomllib.loads((DATA / "vocabulary.toml").read_text(encoding="utf-8"))


def points_of(degrees: list[tuple[float, float]]) -> gpd.GeoSeries:
    return gpd.GeoSeries(gpd.points_from_xy(*to_rd(*np.array(degrees).T)), crs=RD)


def place_of(row: dict[str, str], postcodes: dict[str, tuple[float, float]]) -> tuple[float, float]:
    return (float(row["lon"]), float(row["lat"])) if row["lat"] else postcodes[row["postcode"]]


def terms(row: dict[str, str], mode: str) -> set[str]:
    return set(filter(None, row[mode].split("; ")))


# Wijken


def test_the_eight_wijken_hold_94_790_people_under_their_official_names_and_codes(areas, source_wijken):
    assert areas["code"].tolist() == source_wijken["wijkCode"].tolist()
    assert areas["name"].tolist() == source_wijken["wijkNaam"].tolist()
    assert areas["inhabitants"].tolist() == source_wijken["aantalInwoners"].tolist()
    assert areas["inhabitants"].sum() == 94_790
    assert areas["year"].unique().tolist() == [2024]


def test_no_border_moved_more_than_25_metres(areas, source_wijken):
    ours, theirs = (shapely.segmentize(frame.boundary.to_numpy(), 5) for frame in (areas, source_wijken))
    assert shapely.hausdorff_distance(ours, theirs).max() < 25
    exchanged = areas.geometry.symmetric_difference(source_wijken.geometry).area / source_wijken.area
    assert exchanged.max() < 0.01


def test_neighbouring_wijken_share_their_borders_without_gap_or_overlap():
    # In degrees, as stored: there the corner points of two neighbours are the same numbers.
    collection = json.loads((DEMO / "wijken.geojson").read_text(encoding="utf-8"))
    outlines = [shapely.geometry.shape(feature["geometry"]) for feature in collection["features"]]
    assert shapely.coverage_is_valid(outlines)
    whole = shapely.union_all(outlines)
    assert whole.geom_type == "Polygon"
    assert len(whole.interiors) == 0


def test_39_of_the_47_schools_lie_in_the_wijken(areas, reference):
    schools = gpd.read_file(reference / "alkmaar" / "scholen.geojson").to_crs(RD)
    assert len(schools) == 47
    assert (area_of_points(schools, areas) != "").sum() == 39


def test_the_outlines_are_light_enough_for_every_page():
    assert (DEMO / "wijken.geojson").stat().st_size < 25_000


# Postcodes


def test_every_demo_pc6_stands_where_the_reference_puts_it_in_the_same_wijk(postcodes, areas, reference):
    source = pd.read_csv(reference / "alkmaar" / "pc6.csv").set_index("postcode")
    pc6 = [code for code in postcodes if len(code) == 6]
    found = source.loc[pc6]
    assert [postcodes[code] for code in pc6] == list(zip(found["lon"], found["lat"], strict=True))
    codes = area_of_points(points_of([postcodes[code] for code in pc6]), areas)
    assert codes.tolist() == found["wijkCode"].tolist()


def test_only_pc6_that_are_used_are_kept(postcodes, rows):
    assert {code for code in postcodes if len(code) == 6} == {row["postcode"] for row in rows}


def test_every_pc4_of_alkmaar_is_known_so_that_any_pc6_there_has_a_place(postcodes, reference):
    lines = (reference / "geonames" / "NL.txt").read_text(encoding="utf-8").splitlines()
    alkmaar = {parts[1] for parts in (line.split("\t") for line in lines) if parts[5] == "Alkmaar"}
    assert "1811" in alkmaar
    assert alkmaar <= set(postcodes)
    assert {code[:4] for code in postcodes} <= set(postcodes)


def test_postcodes_are_sorted_distinct_and_in_the_dutch_form(postcodes):
    lines = (DEMO / "postcodes.csv").read_text(encoding="utf-8").splitlines()
    codes = [line.split(",")[0] for line in lines[1:]]
    assert codes == sorted(set(codes))
    assert all(re.fullmatch(r"[1-9][0-9]{3}([A-Z]{2})?", code) for code in codes)


# Assets


def test_the_demo_has_the_header_of_the_import_format_and_250_rows(rows):
    assert ",".join(rows[0]) == HEADER
    assert Counter(row["soort"] for row in rows) == {"talent": 140, "vereniging": 70, "instelling": 40}
    assert all(None not in row and None not in row.values() for row in rows)


def test_ids_and_names_are_unique(rows):
    assert len({row["id"] for row in rows}) == len(rows)
    assert len({row["naam"].casefold() for row in rows}) == len(rows)
    assert all(re.fullmatch(r"d-[0-9]{3}", row["id"]) for row in rows)


def test_every_wijk_has_all_three_kinds_in_proportion_to_its_people(rows, postcodes, areas):
    wijk = area_of_points(points_of([place_of(row, postcodes) for row in rows]), areas)
    assert (wijk != "").all()
    found = pd.crosstab(wijk, [row["soort"] for row in rows])
    assert found.shape == (8, 3)
    assert (found > 0).all(axis=None)
    share = areas.set_index("code")["inhabitants"] / areas["inhabitants"].sum()
    assert (found.sum(axis=1) - share * len(rows)).abs().max() <= 2


def test_own_coordinates_lie_in_the_wijk_of_the_postcode(rows, postcodes, areas):
    own = [row for row in rows if row["lat"]]
    assert 20 < len(own) < 110
    there = area_of_points(points_of([place_of(row, postcodes) for row in own]), areas)
    expected = area_of_points(points_of([postcodes[row["postcode"]] for row in own]), areas)
    assert there.tolist() == expected.tolist()


def test_no_talent_has_coordinates(rows):
    assert not [row["naam"] for row in rows if row["soort"] == "talent" and (row["lat"] or row["lon"])]


def test_every_capability_occurs_and_no_other_word(rows, vocabulary):
    used = Counter(term for row in rows for mode in MODES for term in terms(row, mode))
    assert set(used) == {capability["code"] for capability in vocabulary["capabilities"]}
    assert len(used) >= 116


def test_every_mode_is_common(rows):
    assert all(sum(bool(row[mode]) for row in rows) >= 50 for mode in MODES)
    assert all(any(row[mode] for mode in MODES) for row in rows)


def test_every_kind_of_association_and_institution_is_there(rows, vocabulary):
    kinds = {"vereniging": "association", "instelling": "institution"}
    found = {(kinds[row["soort"]], row["type"]) for row in rows if row["soort"] != "talent"}
    assert found == {(subkind["kind"], subkind["code"]) for subkind in vocabulary["subkinds"]}
    assert {row["type"] for row in rows if row["soort"] == "talent"} == {""}


def test_fatima_sews_and_the_repair_cafe_350_metres_away_looks_for_that(rows, postcodes):
    by_name = {row["naam"]: row for row in rows}
    fatima, cafe = by_name["Fatima"], by_name["Repair Café De Losse Schroef"]
    assert "naaien" in terms(fatima, "kan") & terms(fatima, "leert anderen") & terms(cafe, "zoekt")
    ours, theirs = points_of([place_of(fatima, postcodes), place_of(cafe, postcodes)])
    assert ours.distance(theirs) == pytest.approx(350, abs=10)


def test_nearly_everybody_is_answered_by_three_others_within_a_kilometre(rows, postcodes):
    points = points_of([place_of(row, postcodes) for row in rows])
    gifts = [{mode: terms(row, mode) for mode in MODES} for row in rows]

    def is_answered(one: dict, other: dict) -> bool:
        return any(one[mode] & other[answer] for mode in MODES for answer in ANSWERS[mode])

    near = [
        np.flatnonzero((points.distance(point) <= 1000) & (points.index != row))
        for row, point in points.items()
    ]
    answers = [sum(is_answered(gifts[row], gifts[other]) for other in near[row]) for row in range(len(rows))]
    lonely = [rows[row]["naam"] for row, count in enumerate(answers) if count < 3]
    assert len(lonely) <= 5, lonely


def test_audiences_are_mixed_for_talents_and_public_for_all_others(rows):
    talents = Counter(row["wie mag dit zien"] for row in rows if row["soort"] == "talent")
    assert 30 <= talents["buren"] <= 40
    assert 3 <= talents["verbinder"] <= 8
    assert set(talents) == {"iedereen", "buren", "verbinder"}
    assert {row["wie mag dit zien"] for row in rows if row["soort"] != "talent"} == {"iedereen"}


def test_confirmations_lie_before_today_and_some_are_over_a_year_old(rows):
    dates = [dt.date.fromisoformat(row["bevestigd op"]) for row in rows]
    assert dt.date(2025, 1, 1) <= min(dates)
    assert max(dates) < TODAY
    assert sum((TODAY - date).days > 365 for date in dates) >= 20


def test_associations_say_when_they_meet(rows):
    assert all(row["wanneer"] for row in rows if row["soort"] == "vereniging")


def test_contacts_use_only_domains_that_belong_to_nobody(rows):
    text = "\n".join(
        " ".join(row[column] for column in ("omschrijving", "contact", "website")) for row in rows
    )
    hosts = re.findall(r"(?:@|https?://)([a-z0-9.-]+)", text)
    assert hosts
    assert set(hosts) <= {"example.org", "example.com", "example.net"}
    assert not re.search(r"(?:\d[ -]?){8,}|\+31|\bwww\.", text)


def test_texts_are_warm_and_name_no_lack(rows):
    for row in rows:
        text = f"{row['naam']} {row['omschrijving']}"
        assert not re.search(WORDS_OF_LACK, text, re.IGNORECASE), text
        assert 30 <= len(row["omschrijving"]) <= 180, text


def test_no_two_descriptions_begin_or_end_alike(rows):
    texts = [row["omschrijving"] for row in rows]
    assert len({text[:25] for text in texts}) == len(texts)
    assert len({text[-25:] for text in texts}) == len(texts)


def test_no_cell_can_become_a_formula(rows):
    assert not [cell for row in rows for cell in row.values() if cell.startswith(("=", "+", "-", "@", "\t"))]


def test_everything_is_marked_as_demo(rows):
    assert {row["bron"] for row in rows} == {"demo"}

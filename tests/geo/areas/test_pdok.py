"""Areas from an OGC API, over pages, whatever the server does."""

import json
import os
from collections.abc import Iterator

import pytest
from shapely.geometry import box

from geo.areas.install import install_from_pdok, read_gemeente
from geo.areas.kept import list_levels, read_level
from geo.errors import SourceError
from tests.geo.areas.apiserver import ApiServer, serve_api
from tests.geo.areas.features import SIDE_M, X, Y, make_feature, make_square

WIJKEN = [make_feature(row) for row in range(5)]


@pytest.fixture
def api() -> Iterator[ApiServer]:
    with serve_api(ApiServer({"wijken": WIJKEN})) as server:
        yield server


def install(api, home, level="wijk", gemeente="GM0361", **options):
    return install_from_pdok(level, home=home, gemeente=gemeente, base=api.url, pause_s=0.0, **options)


def test_all_pages_come_in_and_are_kept_with_their_year(api, tmp_path):
    told = []
    report = install(api, tmp_path, year=2023, progress=lambda done, total: told.append((done, total)))
    assert (report.kept, report.rows, report.year, report.inhabitants) == (5, 5, 2023, 1500)
    assert told == [(2, 5), (4, 5), (5, 5)]
    assert api.asked[0].startswith("/wijken-en-buurten-2023/ogc/v1/collections/wijken/items?")
    assert "gemeentecode=GM0361" in api.asked[0]
    assert read_level(tmp_path, "wijk")["year"].unique().tolist() == [2023]
    assert not (tmp_path / "areas-download").exists()


def test_a_download_that_was_cut_goes_on_where_it_stopped(api, tmp_path):
    api.spoil = lambda number, answer: answer if number < 3 else (599, b"")
    with pytest.raises(SourceError) as caught:
        install(api, tmp_path)
    assert caught.value.code == "areas.unreachable"
    assert not (tmp_path / "areas").exists()
    api.asked.clear()
    api.spoil = lambda _number, answer: answer
    assert install(api, tmp_path).kept == 5
    assert len(api.asked) == 1  # the first two pages were there
    assert "cursor=4" in api.asked[0]


def test_pages_of_yesterday_are_fetched_anew(api, tmp_path):
    api.spoil = lambda number, answer: answer if number < 3 else (503, b"")
    with pytest.raises(SourceError):
        install(api, tmp_path)
    for page in (tmp_path / "areas-download").rglob("*.json"):
        os.utime(page, (1, 1))
    api.asked.clear()
    api.spoil = lambda _number, answer: answer
    assert install(api, tmp_path).kept == 5
    assert len(api.asked) == 3


def test_a_server_that_stumbles_is_asked_again(api, tmp_path):
    api.spoil = lambda number, answer: (503, b"busy") if number == 2 else answer
    assert install(api, tmp_path).kept == 5
    assert len(api.asked) == 4


def _next_elsewhere(answer):
    page = json.loads(answer[1])
    page["links"] = [{"rel": "next", "href": "http://localhost:1/steal"}]
    return answer[0], json.dumps(page).encode()


def _next_again(answer):
    page = json.loads(answer[1])
    page["links"] = [{"rel": "next", "href": page["links"][0]["href"]}]
    return answer[0], json.dumps(page).encode()


@pytest.mark.parametrize(
    ("spoil", "code"),
    [
        (lambda _answer: (200, b"<html>Welcome to the hotel</html>"), "areas.answer_strange"),
        (lambda _answer: (200, b"[]"), "areas.answer_strange"),
        (lambda answer: (200, answer[1][:40]), "areas.answer_strange"),
        (_next_elsewhere, "areas.answer_strange"),
        (_next_again, "areas.answer_strange"),
        (lambda _answer: (404, b"no such year"), "areas.http"),
        (lambda _answer: (302, b""), "areas.http"),
        (lambda _answer: (200, b'{"features": [{"type": "Feature"}]}'), "areas.no_code_column"),
        (lambda _answer: (200, b'{"features": []}'), "areas.nothing_there"),
    ],
)
def test_a_bad_answer_changes_nothing_and_the_next_time_starts_over(api, tmp_path, spoil, code):
    install(api, tmp_path)
    before = list_levels(tmp_path)
    api.spoil = lambda _number, answer: spoil(answer)
    with pytest.raises(SourceError) as caught:
        install(api, tmp_path)
    assert caught.value.code == code
    assert list_levels(tmp_path) == before
    assert not list((tmp_path / "areas-download").rglob("*.json"))


def test_a_server_that_is_not_there_is_told(api, tmp_path):
    with pytest.raises(SourceError) as caught:
        install_from_pdok("wijk", home=tmp_path, gemeente="GM0361", base="http://127.0.0.1:9", pause_s=0.0)
    assert caught.value.code == "areas.unreachable"


def test_areas_of_a_gemeente_join_those_of_others_and_replace_its_own(api, tmp_path):
    install(api, tmp_path)
    api.features["wijken"] = [make_feature(row + 9, wijkcode=f"WK0400{row:02d}") for row in range(2)]
    report = install(api, tmp_path, gemeente="400")
    assert (report.kept, report.total, report.replaced) == (2, 7, 0)
    api.features["wijken"] = WIJKEN[:3]
    report = install(api, tmp_path)
    assert (report.kept, report.total, report.replaced) == (3, 5, 5)
    assert len(read_level(tmp_path, "wijk")) == 5


def test_codes_of_two_years_never_stand_beside_each_other(api, tmp_path):
    install(api, tmp_path, year=2023)
    api.features["wijken"] = [make_feature(0, wijkcode="WK040000")]
    with pytest.raises(SourceError) as caught:
        install(api, tmp_path, gemeente="GM0400", year=2024)
    assert caught.value.code == "areas.year_beside"
    api.features["wijken"] = WIJKEN
    assert install(api, tmp_path, year=2024).total == 5  # its own make room, so no other year is left


def test_areas_of_another_gemeente_than_was_asked_for_are_refused(api, tmp_path):
    with pytest.raises(SourceError) as caught:
        install(api, tmp_path, gemeente="GM0400")
    assert caught.value.code == "areas.other_gemeente"


def test_the_pc4_of_a_gemeente_are_those_with_their_middle_in_it(api, tmp_path):
    outline = make_feature(0, shape=box(X, Y, X + 2 * SIDE_M, Y + SIDE_M))
    outline["properties"] = {"gemeentecode": "GM0361", "gemeentenaam": "Alkmaar", "aantal_inwoners": 5}
    squares = [make_feature(row, shape=make_square(row)) for row in range(3)]
    for row, square in enumerate(squares):
        square["properties"] = {
            "postcode": 1811 + row,
            "aantal_inwoners": -99997 if row else 70,
            "jaarcode": 2024,
        }
    api.features = {"gemeenten": [outline], "postcode4": squares}
    report = install(api, tmp_path, level="pc4")
    assert read_level(tmp_path, "pc4")["code"].tolist() == ["1811", "1812"]
    assert (report.inhabitants, report.counts["unknown"], report.counts["elsewhere"]) == (70, 1, 1)
    assert "bbox=" in api.asked[-1] and "jaarcode=2024" in api.asked[-1]


@pytest.mark.parametrize("text", ["361", "0361", " gm0361 ", "GM0361"])
def test_a_gemeente_is_read_as_people_write_it(text):
    assert read_gemeente(text) == "GM0361"


@pytest.mark.parametrize("text", ["", "Alkmaar", "GM", "12345", "GM-361", "３６１"])
def test_what_is_no_gemeente_is_refused(text):
    with pytest.raises(SourceError):
        read_gemeente(text)

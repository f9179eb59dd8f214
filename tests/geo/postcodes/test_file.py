import zipfile

import numpy as np
import pandas as pd
import pytest

from geo.crs import to_rd
from geo.errors import SourceError
from geo.postcodes import file as postcode_file
from geo.postcodes.file import Judged, read_postcode_text


def silent(done: int, total: int | None) -> None:
    pass


@pytest.fixture
def read(tmp_path):
    def read_content(content: str | bytes, name: str = "list.csv") -> Judged:
        path = tmp_path / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return read_postcode_text(path, progress=silent)

    return read_content


def refusal(read, content: str | bytes, name: str = "list.csv") -> str:
    with pytest.raises(SourceError) as refused:
        read(content, name)
    return refused.value.code


WAAG_RD = tuple(float(value[0]) for value in to_rd(np.array([4.7518]), np.array([52.6291])))

WAYS_TO_WRITE_ONE_POINT = {
    "comma": "postcode,lat,lon\n1811 BC,52.6291,4.7518\n",
    "semicolon and decimal comma": "Postcode;Breedtegraad;Lengtegraad\r\n1811BC;52,6291;4,7518\r\n",
    "tab": "PC6\tLongitude\tLatitude\n1811BC\t4.7518\t52.6291\n",
    "byte order mark and quotes": '\ufeff"postcode6","lng","lat"\n"1811BC","4.7518","52.6291"\n',
    "pc6 beside pc4": "pc4,pc6,lat,lon\n1811,1811BC,52.6291,4.7518\n",
    "empty lines": "postcode,lat,lon\n\n1811BC,52.6291,4.7518\n\n",
    "degrees named x and y": "postcode,x,y\n1811BC,4.7518,52.6291\n",
    "rd metres": f"postcode,x,y\n1811BC,{WAAG_RD[0]},{WAAG_RD[1]}\n",
    "rd metres with thousands": "postcode;X-coördinaat;Y-coördinaat\n1811BC;111.979,490;515.920,674\n",
    "rd metres named lat and lon": f"postcode,lon,lat\n1811BC,{WAAG_RD[0]},{WAAG_RD[1]}\n",
    "pgeocode's own cache": "country_code,postal_code,latitude,longitude\nNL,1811BC,52.6291,4.7518\n",
}


@pytest.mark.parametrize("way", WAYS_TO_WRITE_ONE_POINT)
def test_every_way_to_write_a_point_gives_the_same(read, way):
    judged = read(WAYS_TO_WRITE_ONE_POINT[way])
    assert judged.points["postcode"].tolist() == ["1811BC"]
    np.testing.assert_allclose(judged.points[["x", "y"]].to_numpy()[0], WAAG_RD, atol=0.01)
    assert judged.refused.empty


@pytest.mark.parametrize("encoding", ["cp1252", "utf-16"])
def test_other_encodings_of_windows_are_read(read, encoding):
    judged = read("postcode,plaats,lat,lon\n8711AB,Súdwest,53.06,5.4\n".encode(encoding))
    assert judged.points["postcode"].tolist() == ["8711AB"]


@pytest.mark.parametrize("accuracy", ["", "\t6"])
def test_geonames_is_known_by_its_shape_with_and_without_accuracy(read, accuracy):
    line = f'NL\t1811\t"Alkmaar\tNoord-Holland\t07\tAlkmaar\t0361\t\t\t52.63\t4.75{accuracy}\n'
    judged = read(line * 2, "NL.txt")
    assert judged.points["postcode"].tolist() == ["1811", "1811"]
    assert judged.points["row"].tolist() == [1, 2]


def test_every_refused_row_has_its_line_and_reason(read):
    judged = read(
        "postcode,lat,lon\n"  # line 1
        "1811AB,52.6,4.7\n"
        "1811A,52.6,4.7\n"
        "1811AC,,4.7\n"
        "1811AD,nan,inf\n"
        "\n"
        "1811AE,0,0\n"
        "1811AF,52.6\n"
        "1811AG,52.6,4.7,extra\n"
        "1811AH,52.6,4.7\n"
    )
    assert judged.points["row"].tolist() == [2, 10]
    assert judged.refused[["row", "reason"]].to_numpy().tolist() == [
        [3, "postcode.one_letter"],
        [4, "postcode.point_missing"],
        [5, "postcode.point_missing"],
        [7, "postcode.point_outside"],
        [8, "postcode.broken_line"],
        [9, "postcode.broken_line"],
    ]
    assert judged.refused["value"].tolist()[3:5] == ["0, 0", "1811AF,52.6"]


def test_belgian_rows_of_geonames_are_not_taken_for_dutch_ones(read):
    line = "BE\t2000\tAntwerpen\tVlaanderen\tVLG\tAntwerpen\tVAN\t\t\t51.22\t4.40\n"
    assert read(line, "BE.txt").refused["reason"].tolist() == ["postcode.other_country"]


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        ("", "not_a_table"),
        ("<!doctype html>\n<title>Not, found</title>", "not_a_table"),
        ('{"type": "FeatureCollection", "features": []}', "not_a_table"),
        ("just a line of words\n", "not_a_table"),
        (b"\x89PNG\r\n\x1a\n\0\0,\0", "not_a_table"),
        ("postcode,lat,lon\n", "no_rows"),
        ("name,lat,lon\nx,52,5\n", "no_postcode_column"),
        ("postcode,lat\n1811AB,52\n", "no_coordinates"),
        ("postcode,x,lat\n1811AB,5,52\n", "no_coordinates"),
    ],
)
def test_what_is_no_list_of_postcodes_is_refused_with_a_reason(read, content, reason):
    assert refusal(read, content) == f"postcode.{reason}"


def test_a_statistics_file_without_coordinates_says_what_it_lacks(reference):
    with pytest.raises(SourceError) as refused:
        read_postcode_text(reference / "cbs" / "pc4_inwoners.csv", progress=silent)
    assert refused.value.code == "postcode.no_coordinates"
    assert refused.value.details["columns"].startswith("Postcode-4, Totaal, Man")


@pytest.fixture
def make_zip(tmp_path):
    def make(members: dict[str, str]) -> bytes:
        path = tmp_path / "made.zip"
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
            for name, content in members.items():
                archive.writestr(name, content)
        return path.read_bytes()

    return make


ONE = WAYS_TO_WRITE_ONE_POINT["comma"]


def test_the_one_list_in_a_zip_is_found_beside_a_readme(read, make_zip):
    judged = read(make_zip({"readme.txt": "words", "NL.csv": ONE, "__MACOSX/NL.csv": "x"}), "NL.csv.zip")
    assert judged.points["postcode"].tolist() == ["1811BC"]


@pytest.mark.parametrize("members", [{}, {"a.csv": ONE, "b.csv": ONE}, {"a.shp": "x"}])
def test_a_zip_without_exactly_one_list_is_refused(read, make_zip, members):
    assert refusal(read, make_zip(members), "a.zip") == "postcode.zip_content"


def test_a_damaged_zip_is_refused(read, make_zip):
    whole = bytearray(make_zip({"NL.csv": ONE * 50}))
    whole[45] ^= 0xFF  # inside the packed text
    assert refusal(read, bytes(whole), "a.zip") == "postcode.zip_damaged"


def test_a_cut_zip_is_refused(read, make_zip):
    whole = make_zip({"NL.csv": ONE * 50})
    assert refusal(read, whole[: len(whole) // 2], "a.zip").startswith("postcode.")


def test_a_zip_that_unpacks_beyond_the_limit_is_refused(read, make_zip, monkeypatch):
    monkeypatch.setattr(postcode_file, "MAX_BYTES", 1000)
    assert refusal(read, make_zip({"NL.csv": ONE * 50}), "a.zip") == "postcode.too_large"


def test_a_zip_that_lies_about_its_size_is_refused_while_unpacking(read, make_zip, monkeypatch):
    monkeypatch.setattr(postcode_file, "MAX_BYTES", 1000)
    content = make_zip({"NL.csv": ONE * 50})
    size = len(ONE * 50).to_bytes(4, "little")
    assert refusal(read, content.replace(size, (10).to_bytes(4, "little")), "a.zip").startswith("postcode.")


def test_progress_ends_at_the_size_of_the_file(tmp_path):
    seen = []
    (tmp_path / "a.csv").write_text(ONE)
    read_postcode_text(tmp_path / "a.csv", progress=lambda done, total: seen.append((done, total)))
    assert seen[-1] == (len(ONE), len(ONE))


def test_real_geonames_is_read_whole(reference):
    judged = read_postcode_text(reference / "geonames" / "NL.txt", progress=silent)
    assert len(judged.points) == 4304
    assert judged.points["postcode"].nunique() == 4064
    assert judged.refused.empty
    assert isinstance(judged.points, pd.DataFrame)

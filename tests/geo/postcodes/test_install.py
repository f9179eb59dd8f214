import io
import zipfile

import geopandas as gpd
import pandas as pd
import pytest
from shapely import Point, box

from geo.errors import CrsError, SourceError
from geo.postcodes import install as postcode_install
from geo.postcodes.install import install_from_file, install_from_geonames
from geo.postcodes.table import PostcodeTable, read_table
from tests.geo.fileserver import FileServer, serve


@pytest.fixture
def target(tmp_path):
    return tmp_path / "home" / "postcodes.parquet"


@pytest.fixture
def make_list(tmp_path):
    def make(*rows: str, header: str = "postcode,x,y"):
        path = tmp_path / "list.csv"
        path.write_text("\n".join([header, *rows]) + "\n")
        return path

    return make


def files_beside(target) -> list[str]:
    return sorted(path.name for path in target.parent.iterdir())


@pytest.fixture(scope="session")
def geonames_zip(reference) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("readme.txt", "Readme for GeoNames Postal Code files")
        archive.write(reference / "geonames" / "NL.txt", "NL.txt")
    return packed.getvalue()


def test_real_geonames_fills_the_whole_country(reference, target):
    report = install_from_file(reference / "geonames" / "NL.txt", target=target)
    assert (report.rows, report.pc4, report.pc6, report.total) == (4304, 4064, 0, 4064)
    assert report.kept + sum(report.reasons.values()) == 4304
    assert set(report.reasons) == {"postcode.point_stray"}
    assert files_beside(target) == ["postcodes.parquet"]


def test_the_namesake_elsewhere_does_not_draw_a_postcode_away(reference, target):
    install_from_file(reference / "geonames" / "NL.txt", target=target)
    table = read_table(target)
    # 8461 is Rottum near Joure (x 189 km, y 550 km); GeoNames has a second row for it at Epe, 66 km south
    assert table.point("8461")[:2] == pytest.approx((189_161, 549_969), abs=1)


def test_pc4_and_pc6_are_kept_beside_each_other(reference, target):
    install_from_file(reference / "alkmaar" / "pc6.csv", target=target)
    report = install_from_file(reference / "geonames" / "NL.txt", target=target)
    assert (report.pc4, report.pc6, report.total) == (4064, 0, 4064 + 222)
    table = read_table(target)
    assert table.point("1811BC").placed_by == "pc6"
    assert table.point("1012AB").placed_by == "pc4"


def test_several_near_points_of_one_code_give_their_mean(make_list, target):
    # x: (100000 + 101000) / 2 = 100500; y: (500000 + 502000) / 2 = 501000
    install_from_file(make_list("1811,100000,500000", "1811,101000,502000"), target=target)
    assert read_table(target).point("1811") == (100_500.0, 501_000.0, "pc4")


def test_the_order_of_rows_makes_no_difference(make_list, target):
    rows = ["1811,100000,500000", "1811,101000,502000", "1811,160000,420000", "1812,100000,503000"]
    tables = []
    for order in (rows, rows[::-1]):
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(postcode_install, "MIN_USABLE", 0.5)
            install_from_file(make_list(*order), target=target)
        tables.append(read_table(target).to_frame())
    pd.testing.assert_frame_equal(*tables)


def test_a_newer_point_of_the_same_code_counts(make_list, target):
    install_from_file(make_list("1811AB,100000,500000", "1811AC,100000,500000"), target=target)
    install_from_file(make_list("1811AB,101000,501000"), target=target)
    table = read_table(target)
    assert table.point("1811AB").x == 101_000
    assert table.point("1811AC").x == 100_000


def test_installing_twice_adds_nothing(make_list, target):
    rows = make_list("1811AB,100000,500000")
    install_from_file(rows, target=target)
    before = read_table(target).to_frame()
    install_from_file(rows, target=target)
    pd.testing.assert_frame_equal(read_table(target).to_frame(), before)


def test_a_few_bad_rows_are_reported_and_left_out(make_list, target):
    good = [f"18{number},100000,500000" for number in range(10, 28)]
    report = install_from_file(make_list(*good, "1811A,100000,500000", "1830,0,0"), target=target)
    assert (report.rows, report.kept) == (20, 18)
    assert [(row.row, row.code) for row in report.refused] == [
        (20, "postcode.one_letter"),
        (21, "postcode.point_outside"),
    ]


def test_a_file_that_is_mostly_something_else_changes_nothing(make_list, target):
    install_from_file(make_list("1811AB,100000,500000"), target=target)
    before = target.read_bytes()
    with pytest.raises(SourceError) as refused:
        install_from_file(make_list("1811AC,100000,500000", "x,100000,500000"), target=target)
    assert refused.value.code == "postcode.too_few"
    assert (refused.value.details["kept"], refused.value.details["rows"]) == (1, 2)
    assert refused.value.details["refused"][0]["row"] == 3
    assert target.read_bytes() == before
    assert files_beside(target) == ["postcodes.parquet"]


def test_a_file_without_any_usable_row_is_refused(make_list, target):
    with pytest.raises(SourceError) as refused:
        install_from_file(make_list("x,,", "y,1,2"), target=target)
    assert refused.value.code == "postcode.too_few"
    assert not target.exists()


def test_reported_rows_and_values_are_bounded(make_list, target, monkeypatch):
    monkeypatch.setattr(postcode_install, "MIN_USABLE", 0)
    report = install_from_file(
        make_list("1811,100000,500000", *["x" * 100 + ",100000,500000"] * 200), target=target
    )
    assert len(report.refused) == postcode_install.MAX_SHOWN
    assert max(len(row.value) for row in report.refused) <= 40
    assert report.reasons == {"postcode.too_long": 200}


def test_a_missing_file_is_told_and_changes_nothing(tmp_path, target):
    with pytest.raises(SourceError) as refused:
        install_from_file(tmp_path / "nope.csv", target=target)
    assert refused.value.code == "postcode.file_unreadable"
    assert not target.parent.exists()


def test_a_damaged_table_is_replaced(make_list, target):
    target.parent.mkdir()
    target.write_bytes(b"PAR1 half")
    assert install_from_file(make_list("1811AB,100000,500000"), target=target).total == 1


def test_a_disk_that_refuses_leaves_the_old_table(make_list, target, monkeypatch):
    install_from_file(make_list("1811AB,100000,500000"), target=target)

    def no_space(_descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.fsync", no_space)
    with pytest.raises(SourceError) as refused:
        install_from_file(make_list("1811AC,100000,500000"), target=target)
    assert refused.value.code == "postcode.not_written"
    assert "1811AC" not in read_table(target)
    assert files_beside(target) == ["postcodes.parquet"]


def make_geopackage(path, crs="EPSG:28992", column="postcode6", layer=None):
    square = box(111_000, 516_000, 111_200, 516_400)
    outlines = gpd.GeoDataFrame(
        {column: ["1811AB", "1811AC"]}, geometry=[square, Point(111_500, 516_500)], crs=28992
    )
    outlines = outlines.to_crs(crs) if crs else outlines.set_crs(None, allow_override=True)
    outlines.to_file(path, driver="GPKG", **({"layer": layer} if layer else {}))
    return path


@pytest.mark.parametrize("crs", ["EPSG:28992", "EPSG:4326"])
def test_outlines_in_a_geopackage_give_their_centroids(tmp_path, target, crs):
    report = install_from_file(make_geopackage(tmp_path / "cbs.gpkg", crs), target=target)
    assert report.pc6 == 2
    # the middle of x 111000-111200 and y 516000-516400
    assert read_table(target).point("1811AB")[:2] == pytest.approx((111_100, 516_200), abs=0.5)


def test_the_layer_with_postcodes_is_found(tmp_path, target):
    path = make_geopackage(tmp_path / "cbs.gpkg", column="name", layer="other")
    make_geopackage(path, layer="postcodes")
    assert install_from_file(path, target=target).pc6 == 2


@pytest.mark.filterwarnings("ignore:'crs' was not provided")
def test_a_geopackage_without_crs_is_refused(tmp_path, target):
    with pytest.raises(CrsError):
        install_from_file(make_geopackage(tmp_path / "cbs.gpkg", None), target=target)


def test_a_geopackage_without_postcodes_is_refused(tmp_path, target):
    with pytest.raises(SourceError) as refused:
        install_from_file(make_geopackage(tmp_path / "cbs.gpkg", column="name"), target=target)
    assert refused.value.code == "postcode.no_postcode_column"


def test_a_damaged_geopackage_is_refused(tmp_path, target):
    (tmp_path / "cbs.gpkg").write_bytes(b"SQLite format 3\0" + b"\0" * 500)
    with pytest.raises(SourceError) as refused:
        install_from_file(tmp_path / "cbs.gpkg", target=target)
    assert refused.value.code == "postcode.not_a_table"


def test_geonames_is_fetched_and_leaves_only_the_table(geonames_zip, target):
    with serve(FileServer(geonames_zip)) as server:
        report = install_from_geonames(target=target, url=server.url)
    assert (report.source, report.pc4) == ("127.0.0.1", 4064)
    assert files_beside(target) == ["postcodes.parquet"]


def test_a_cut_download_goes_on_in_the_next_installation(geonames_zip, target):
    with serve(FileServer(geonames_zip, cuts=[10_000, 10_000, 10_000])) as server:
        with pytest.raises(SourceError) as cut:
            install_from_geonames(target=target, url=server.url, pause_s=0)
        assert cut.value.code == "postcode.connection_cut"
        assert not target.exists()
        assert install_from_geonames(target=target, url=server.url).pc4 == 4064
    assert server.asked[-1] == "bytes=30000-"
    assert files_beside(target) == ["postcodes.parquet"]


@pytest.mark.parametrize(
    "content", [b"<html>Please log in to this wifi, or not</html>", b"", b"PK\x03\x04 cut", b"a,b\n1,2\n"]
)
def test_a_wrong_file_changes_nothing_and_is_not_gone_on_with(geonames_zip, target, content):
    with serve(FileServer(content)) as server:
        with pytest.raises(SourceError):
            install_from_geonames(target=target, url=server.url, pause_s=0)
        assert files_beside(target) == []
        server.content = geonames_zip
        assert install_from_geonames(target=target, url=server.url).pc4 == 4064


def test_when_the_source_gives_an_error_its_copy_is_asked(geonames_zip, target, monkeypatch):
    with serve(FileServer(b"", status=503)) as source, serve(FileServer(geonames_zip)) as copy:
        monkeypatch.setattr(postcode_install, "GEONAMES_URLS", (source.url, copy.url))
        assert install_from_geonames(target=target, pause_s=0).pc4 == 4064
    assert (len(source.asked), len(copy.asked)) == (1, 1)


def test_the_addresses_are_those_of_geonames_for_the_netherlands():
    assert postcode_install.GEONAMES_URLS[0] == "https://download.geonames.org/export/zip/NL.zip"


def test_every_pc6_of_the_country_fits_in_one_file(tmp_path, target):
    codes = [f"{pc4}{a}{b}" for pc4 in range(1000, 1200) for a in "ABCDE" for b in "ABCDE"]
    path = tmp_path / "pc6.csv.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("pc6.csv", "PC6;X;Y\n" + "".join(f"{code};121.000,5;487.000,5\n" for code in codes))
    report = install_from_file(path, target=target)
    assert report.pc6 == 5000
    assert isinstance(read_table(target), PostcodeTable)

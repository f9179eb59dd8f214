import random
from functools import partial

import pytest

from geo.errors import SourceError
from geo.postcodes import download as postcode_download
from geo.postcodes.download import download
from tests.geo.fileserver import FileServer, serve

CONTENT = random.Random(1).randbytes(300_000)


def silent(done: int, total: int | None) -> None:
    pass


fetch = partial(download, progress=silent, pause_s=0)


@pytest.fixture
def part(tmp_path):
    return tmp_path / "postcodes.download"


def test_a_whole_file_comes_in_once_with_its_progress(part):
    seen = []
    with serve(FileServer(CONTENT)) as server:
        download(server.url, part, progress=lambda done, total: seen.append((done, total)))
    assert part.read_bytes() == CONTENT
    assert server.asked == [None]
    assert seen[-1] == (len(CONTENT), len(CONTENT))


def test_a_cut_connection_is_gone_on_with_where_it_stopped(part):
    with serve(FileServer(CONTENT, cuts=[100_000])) as server:
        fetch(server.url, part)
    assert part.read_bytes() == CONTENT
    assert server.asked == [None, "bytes=100000-"]


def test_after_three_cuts_what_came_in_waits_for_the_next_time(part):
    with serve(FileServer(CONTENT, cuts=[50_000, 50_000, 50_000])) as server:
        with pytest.raises(SourceError) as cut:
            fetch(server.url, part)
        assert cut.value.code == "postcode.connection_cut"
        assert part.read_bytes() == CONTENT[:150_000]
        fetch(server.url, part)
    assert part.read_bytes() == CONTENT
    assert server.asked[-1] == "bytes=150000-"


@pytest.mark.parametrize("change", [{"gives_ranges": False}, {"etag": ""}, {"etag": 'W/"v1"'}])
def test_a_server_that_cannot_go_on_gives_the_file_anew(part, change):
    with serve(FileServer(CONTENT, cuts=[100_000], **change)) as server:
        fetch(server.url, part)
    assert part.read_bytes() == CONTENT


def test_a_file_that_changed_meanwhile_is_not_glued_to_the_old_one(part):
    with serve(FileServer(CONTENT, cuts=[50_000] * 3)) as server:
        with pytest.raises(SourceError):
            fetch(server.url, part)
        server.content, server.etag = CONTENT[::-1], '"v2"'
        fetch(server.url, part)
    assert part.read_bytes() == CONTENT[::-1]


def test_a_file_that_became_shorter_is_fetched_anew(part):
    with serve(FileServer(CONTENT, cuts=[200_000, 10_000, 10_000])) as server:
        with pytest.raises(SourceError):
            fetch(server.url, part)
        server.content = CONTENT[:1000]  # under the same ETag: the range is refused with 416
        fetch(server.url, part)
    assert part.read_bytes() == CONTENT[:1000]


def test_the_partial_file_of_another_address_is_not_gone_on_with(part):
    with serve(FileServer(CONTENT, cuts=[50_000] * 3)) as first, pytest.raises(SourceError):
        fetch(first.url, part)
    with serve(FileServer(CONTENT[::-1])) as second:
        fetch(second.url, part)
    assert part.read_bytes() == CONTENT[::-1]
    assert second.asked == [None]


def test_a_damaged_note_means_a_fresh_start(part):
    part.write_bytes(b"half of something")
    part.with_name(f"{part.name}.json").write_text("{")
    with serve(FileServer(CONTENT)) as server:
        fetch(server.url, part)
    assert part.read_bytes() == CONTENT


def test_a_file_of_unknown_length_is_read_to_its_end(part):
    seen = []
    with serve(FileServer(CONTENT, gives_length=False)) as server:
        download(server.url, part, progress=lambda _done, total: seen.append(total))
    assert part.read_bytes() == CONTENT
    assert set(seen) == {None}


@pytest.mark.parametrize("status", [404, 500, 503])
def test_an_error_of_the_server_is_told_with_its_status(part, status):
    with serve(FileServer(b"<html>sorry", status=status)) as server, pytest.raises(SourceError) as refused:
        fetch(server.url, part)
    assert refused.value.code == "postcode.http"
    assert refused.value.details == {"host": "127.0.0.1", "status": status}


def test_nobody_listening_is_told_as_unreachable(part):
    with serve(FileServer(CONTENT)) as server:
        pass
    with pytest.raises(SourceError) as refused:
        fetch(server.url, part)
    assert refused.value.code == "postcode.unreachable"


@pytest.mark.parametrize("gives_length", [True, False])
def test_too_large_a_download_is_refused(part, monkeypatch, gives_length):
    monkeypatch.setattr(postcode_download, "MAX_DOWNLOAD_BYTES", 1000)
    with (
        serve(FileServer(CONTENT, gives_length=gives_length)) as server,
        pytest.raises(SourceError) as refused,
    ):
        fetch(server.url, part)
    assert refused.value.code == "postcode.too_large"


@pytest.mark.parametrize(
    "url",
    ["", "NL.zip", "file:///etc/passwd", "ftp://127.0.0.1/NL.zip", "http://", "http://[", "http://a b/x"],
)
def test_only_web_addresses_are_fetched(part, url):
    with pytest.raises(SourceError) as refused:
        fetch(url, part)
    assert refused.value.code == "postcode.url"

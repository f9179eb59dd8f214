"""Streamlit's own files are sent packed, from memory, and only those."""

import asyncio
import gzip

import pytest

from dashboard.frontend import Frontend

SCRIPT = b"console.log('buurt');" * 50
ACCEPTS = [(b"accept-encoding", b"gzip, br")]


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "static" / "js").mkdir(parents=True)
    (tmp_path / "static" / "js" / "index.Ab-3.js").write_bytes(SCRIPT)
    (tmp_path / "geheim.js").write_text("niet voor jou")
    return tmp_path


def ask(folder, path, *, headers=ACCEPTS, method="GET", base_path=""):
    """Give the messages of the answer; one of the application itself has status 299."""
    said = []

    async def application(scope, receive, send):
        await send({"type": "http.response.start", "status": 299, "headers": []})

    async def send(message):
        said.append(message)

    scope = {"type": "http", "method": method, "path": path, "headers": headers}
    asyncio.run(Frontend(application, base_path=base_path, folder=folder)(scope, None, send))
    return said


def test_a_script_is_sent_packed_and_may_be_kept_for_good(folder):
    start, body = ask(folder, "/buurt/static/js/index.Ab-3.js", base_path="/buurt")
    headers = dict(start["headers"])
    assert headers[b"content-encoding"] == b"gzip" and b"immutable" in headers[b"cache-control"]
    assert b"javascript" in headers[b"content-type"]
    assert int(headers[b"content-length"]) == len(body["body"]) < len(SCRIPT)
    assert gzip.decompress(body["body"]) == SCRIPT


@pytest.mark.parametrize(
    "path",
    ["/static/js/other.js", "/static/js/../geheim.js", "/static/js/..", "/static/geheim.js", "/meedoen"],
)
def test_what_is_no_file_of_the_frontend_is_left_to_the_application(folder, path):
    (start,) = ask(folder, path)
    assert start["status"] == 299


@pytest.mark.parametrize(
    ("headers", "method"),
    [([], "GET"), (ACCEPTS, "HEAD"), ([*ACCEPTS, (b"range", b"bytes=0-9")], "GET")],
)
def test_who_cannot_unpack_or_asks_for_a_part_is_left_to_the_application(folder, headers, method):
    (start,) = ask(folder, "/static/js/index.Ab-3.js", headers=headers, method=method)
    assert start["status"] == 299

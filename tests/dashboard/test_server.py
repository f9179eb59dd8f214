"""How the server starts, wherever it is started from."""

import asyncio
import gzip
import json
import os
import socket
import subprocess
import sys

import pytest
from starlette.requests import Request
from streamlit import config

from dashboard import server
from dashboard.map_files import FILES
from geo.basemap.tiles import tile_file
from tests.geo.tileserver import TILE


def run(code: str, folder) -> str:
    """Run this in a new Python that was started in another folder."""
    env = {**os.environ, "HOME": str(folder)}
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=folder,
        env=env,
        capture_output=True,
        text=True,
        check=True,
        timeout=300,
    )
    return done.stdout


def test_the_settings_apply_in_every_working_directory(tmp_path):
    asked = [
        "browser.gatherUsageStats",
        "client.showErrorDetails",
        "client.toolbarMode",
        "theme.light.blueColor",
    ]
    code = (
        "import json; from dashboard.server import make_app; make_app(); from streamlit import config; "
        f"print(json.dumps([config.get_option(name) for name in {asked!r}]))"
    )
    assert json.loads(run(code, tmp_path)) == [False, "none", "minimal", "#0072B2"]


def test_importing_the_server_starts_nothing(tmp_path):
    code = "import dashboard.server; from streamlit import runtime; print(runtime.exists())"
    assert run(code, tmp_path).strip() == "False"


def test_the_next_free_port_is_taken_when_the_first_is_in_use():
    with server.bind("127.0.0.1", 0) as first:
        port = first.getsockname()[1]
        with server.bind("127.0.0.1", port) as second:
            assert port < second.getsockname()[1] < port + server.PORTS_TRIED


def test_only_this_machine_is_listened_to_unless_asked_otherwise():
    with server.bind("127.0.0.1", 0) as listener:
        assert listener.getsockname()[0] == "127.0.0.1"
        assert listener.family == socket.AF_INET


def test_no_free_port_is_said_and_not_waited_for(monkeypatch):
    monkeypatch.setattr(server, "PORTS_TRIED", 1)
    with server.bind("127.0.0.1", 0) as first, pytest.raises(OSError, match="no free port"):
        server.bind("127.0.0.1", first.getsockname()[1])


def test_every_map_file_is_there():
    assert all(path.is_file() for path in server.MAP_FILES.values())


def ask(send, accept_encoding: str = "", **place: object):
    """Ask one route for what stands at this place of its address."""
    headers = [(b"accept-encoding", accept_encoding.encode())]
    scope = {"type": "http", "method": "GET", "headers": headers, "path_params": place}
    return asyncio.run(send(Request(scope)))


def test_a_file_of_the_map_comes_compressed_and_may_be_kept_for_good():
    name = FILES.publish("outlines", ["x" * 1000])
    packed = ask(server.send_map_file, "br, gzip", name=name)
    plain = ask(server.send_map_file, name=name)
    assert (packed.headers["content-encoding"], len(packed.body) < 200) == ("gzip", True)
    assert gzip.decompress(packed.body) == plain.body
    assert "content-encoding" not in plain.headers
    for answer in (packed, plain):
        assert answer.media_type == "text/javascript"
        assert "immutable" in answer.headers["cache-control"]


@pytest.mark.parametrize("name", ["outlines-0.js", "server.py", "..", "map_layer"])
def test_another_name_gives_no_file(name):
    assert ask(server.send_map_file, name=name).status_code == 404


def test_a_kept_tile_is_sent_and_another_is_not_there(tmp_path, monkeypatch):
    monkeypatch.setenv("KRACHTENKAART_HOME", str(tmp_path))
    file = tile_file(tmp_path, 12, 2102, 1341)
    file.parent.mkdir(parents=True)
    file.write_bytes(TILE)
    answer = ask(server.send_tile, z=12, x=2102, y=1341)
    assert (answer.status_code, str(answer.path), answer.media_type) == (200, str(file), "image/png")
    assert ask(server.send_tile, z=12, x=2102, y=1342).status_code == 404


@pytest.mark.parametrize("place", [(0, 0, 0), (12, 4096, 0), (12, 0, 10**40), (10**30, 1, 1), (12, -1, 5)])
def test_no_number_leads_beyond_the_tiles(tmp_path, monkeypatch, place):
    monkeypatch.setenv("KRACHTENKAART_HOME", str(tmp_path))
    z, x, y = place
    assert ask(server.send_tile, z=z, x=x, y=y).status_code == 404


@pytest.fixture
def known_as(monkeypatch):
    """Let Streamlit know these names, and no others, while a test lasts."""
    options: dict[str, object] = {"server.allowedHosts": []}
    monkeypatch.setattr(server.config, "set_option", options.__setitem__)
    monkeypatch.setattr(server.config, "get_option", options.get)
    monkeypatch.setattr("dashboard.server.local_network_address", lambda: "192.168.1.20")
    monkeypatch.setattr("socket.gethostname", lambda: "Laptop")
    return options


def test_for_a_meeting_the_server_answers_to_its_own_names_only(known_as):
    server._note_address("0.0.0.0", 8501)
    names = known_as["server.allowedHosts"]
    assert names == ["127.0.0.1", "localhost", "::1", "192.168.1.20", "laptop", "laptop.local"]


def test_names_that_somebody_chose_for_the_server_stay(known_as):
    known_as["server.allowedHosts"] = ["buurt.example"]
    server._note_address("0.0.0.0", 8501)
    assert known_as["server.allowedHosts"] == ["buurt.example"]
    server._note_address("127.0.0.1", 8501)
    assert known_as["server.allowedHosts"] == ["127.0.0.1", "localhost", "::1"]


LAN = "192.168.1.20:8501"


@pytest.mark.parametrize(
    ("host", "origin", "may_come"),
    [
        (LAN, None, True),
        (LAN, f"http://{LAN}", True),
        ("localhost:8501", "http://localhost:8501", True),
        (LAN, "http://evil.example", False),
        (LAN, "http://192.168.1.20:9999", False),
        (LAN, "null", False),
        ("evil.example:8501", None, False),
        ("evil.example:8501", "http://evil.example:8501", False),
        (None, None, False),
    ],
)
def test_another_site_reaches_nothing_neither_by_its_own_name_nor_by_ours(
    monkeypatch, host, origin, may_come
):
    config.set_option("server.allowedHosts", ["localhost", "192.168.1.20"])
    try:
        assert server.is_welcome(host, origin) == may_come
    finally:
        config.set_option("server.allowedHosts", [])


def test_forged_requests_are_refused_by_streamlit_too():
    assert config.get_option("server.enableXsrfProtection") and config.get_option("server.enableCORS")

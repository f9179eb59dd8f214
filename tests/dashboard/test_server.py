"""How the server starts, wherever it is started from."""

import json
import os
import socket
import subprocess
import sys

import pytest

from dashboard import server


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
        timeout=60,
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

"""In which role someone looks: the connector only at the machine itself, in doubt the public."""

from types import SimpleNamespace

import pytest
from streamlit.runtime.context import StreamlitHeaders

from dashboard import viewer
from geo.terms import CONNECTOR, PUBLIC


def role(monkeypatch, *, server: str | None = "127.0.0.1", **headers: str) -> str:
    pairs = [(name.replace("_", "-"), value) for name, value in headers.items()]
    request = SimpleNamespace(headers=StreamlitHeaders(pairs))
    monkeypatch.setattr(
        viewer, "st", SimpleNamespace(context=request, get_option={"server.address": server}.__getitem__)
    )
    return viewer.role()


@pytest.mark.parametrize("host", ["127.0.0.1:8501", "localhost:8501", "localhost", "127.0.0.1", "[::1]:8501"])
@pytest.mark.parametrize("server", ["127.0.0.1", "localhost", "::1"])
def test_who_sits_at_this_machine_is_the_connector(monkeypatch, host, server):
    assert role(monkeypatch, server=server, Host=host) == CONNECTOR


@pytest.mark.parametrize(
    "host",
    [
        "buurt.example.org",
        "192.168.1.20:8501",
        "127.0.0.1.evil.example:8501",
        "localhost.evil.example",
        "evil.example:127",
        "0.0.0.0:8501",
        "",
        ":8501",
        "[",
        "🦢",
    ],
)
def test_who_comes_by_another_name_is_the_public(monkeypatch, host):
    assert role(monkeypatch, Host=host) == PUBLIC


def test_a_request_without_a_name_is_the_publics(monkeypatch):
    assert role(monkeypatch) == PUBLIC


@pytest.mark.parametrize("server", [None, "", "0.0.0.0", "::", "192.168.1.20"])
def test_on_a_server_that_listens_to_others_everybody_is_the_public(monkeypatch, server):
    assert role(monkeypatch, server=server, Host="localhost:8501") == PUBLIC


@pytest.mark.parametrize("header", ["X_Forwarded_For", "x_forwarded_for", "X_Real_Ip", "Forwarded", "Via"])
def test_who_comes_through_a_proxy_is_the_public(monkeypatch, header):
    assert role(monkeypatch, Host="localhost:8501", **{header: "127.0.0.1"}) == PUBLIC

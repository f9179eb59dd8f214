"""In which role someone looks: as they signed in, else as the connector at this very machine, in doubt the public."""

from datetime import UTC, datetime
from types import SimpleNamespace

import pytest
from streamlit.runtime.context import StreamlitHeaders

from dashboard import viewer
from geo.inventory import store_path
from geo.roles import MUNICIPALITY, STEWARD, of_areas
from geo.store import Store
from geo.terms import CONNECTOR, NEIGHBOURS, PUBLIC
from tests.signing import PHRASE, claims, hash_quickly

EVERYWHERE = "0.0.0.0"
IN_ROOM = {"server": EVERYWHERE, "Host": "192.168.1.20:8501"}


@pytest.fixture(autouse=True)
def store(tmp_path, monkeypatch):
    monkeypatch.setenv("KRACHTENKAART_HOME", str(tmp_path))
    hash_quickly(monkeypatch)
    store = Store(store_path(tmp_path))
    yield store
    store.close()


def role(
    monkeypatch,
    *,
    server: str | None = "127.0.0.1",
    token: str = "",
    user: dict[str, object] | None = None,
    **headers: str,
) -> str:
    pairs = [(name.replace("_", "-"), value) for name, value in headers.items()]
    request = SimpleNamespace(headers=StreamlitHeaders(pairs), cookies={viewer.SESSION: token})
    streamlit = SimpleNamespace(
        context=request,
        get_option={"server.address": server}.__getitem__,
        user=SimpleNamespace(to_dict=lambda: user or {}),
    )
    monkeypatch.setattr(viewer, "st", streamlit)
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


def test_once_a_passphrase_was_set_who_sits_here_signs_in_too(monkeypatch, store):
    store.set_passphrase(PHRASE, of_role=CONNECTOR, role=STEWARD)
    assert role(monkeypatch, Host="localhost:8501") == PUBLIC
    token = store.sign_in(PHRASE)
    assert role(monkeypatch, Host="localhost:8501", token=token) == CONNECTOR
    store.end_sessions(role=STEWARD)
    assert role(monkeypatch, Host="localhost:8501", token=token) == PUBLIC


def test_in_a_meeting_everybody_is_a_neighbour_and_the_connector_signs_in_also_at_the_laptop(
    monkeypatch, store
):
    store.begin_meeting(PHRASE, hours=4, role=CONNECTOR)
    token = store.sign_in(PHRASE)
    for host in ("192.168.1.20:8501", "localhost:8501"):
        assert role(monkeypatch, server=EVERYWHERE, Host=host) == NEIGHBOURS
        assert role(monkeypatch, server=EVERYWHERE, Host=host, token=token) == CONNECTOR
    store.end_meeting(role=CONNECTOR)
    assert role(monkeypatch, **IN_ROOM) == role(monkeypatch, **IN_ROOM, token=token) == PUBLIC


def test_who_comes_to_a_meeting_through_another_server_is_the_public(monkeypatch, store):
    store.begin_meeting(PHRASE, hours=4, role=CONNECTOR)
    assert role(monkeypatch, **IN_ROOM, X_Forwarded_For="10.0.0.1") == PUBLIC


def test_who_signed_in_elsewhere_has_the_role_that_was_given_and_else_none(monkeypatch, store):
    now = datetime.now(UTC)
    wim = claims(email="wim@b.nl", email_verified=True, when=now) | {"is_logged_in": True}
    assert role(monkeypatch, **IN_ROOM, user=wim) == PUBLIC
    store.grant("wim@b.nl", of_areas(["WK036106"]), role=STEWARD)
    assert role(monkeypatch, **IN_ROOM, user=wim) == "connector:WK036106"
    store.grant("wim@b.nl", MUNICIPALITY, role=STEWARD)
    assert role(monkeypatch, **IN_ROOM, user=wim) == MUNICIPALITY
    for user in (wim | {"is_logged_in": False}, wim | {"email_verified": False, "nonce": "2"}, {}):
        assert role(monkeypatch, **IN_ROOM, user=user) == PUBLIC


def test_who_signs_out_is_out_at_the_next_look(monkeypatch, store):
    store.grant("wim@b.nl", CONNECTOR, role=STEWARD)
    wim = claims(email="wim@b.nl", email_verified=True, when=datetime.now(UTC)) | {"is_logged_in": True}
    assert role(monkeypatch, **IN_ROOM, user=wim) == CONNECTOR
    viewer.sign_out()
    assert role(monkeypatch, **IN_ROOM, user=wim) == PUBLIC


@pytest.mark.parametrize("address", ["192.168.1.20", "10.0.0.1", "fd00::2", "laptop.local"])
def test_a_link_in_the_local_network_is_known_as_one(address):
    assert viewer.is_nearby(address)
    assert not any(map(viewer.is_nearby, ["buurt.example", "145.100.1.1", "", None]))

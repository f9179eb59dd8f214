"""What a real browser receives, byte by byte, and what the server writes down: nothing of who is hidden."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Error, Page, Response, WebSocket, expect

from dashboard.pages import FOR_CONNECTORS, FOR_EVERYBODY, MORE
from tests.browser.conftest import wait_at_rest
from tests.pages import APP, import_list

HOME_OF = "1814CG"
"""The PC6 of all talents; no place, no example and no demo has it."""

ROWS = (
    {"id": "b-1", "naam": "Koor", "soort": "koor", "kan": "zingen", "postcode": "1811HP", "zoekt": "zaal"},
    {"id": "b-2", "naam": "De Eik", "soort": "buurthuis", "leent uit": "zaal; keuken", "postcode": "1811HP"},
    {"id": "b-3", "naam": "Xantippe", "soort": "talent", "kan": "naaien", "contact": "06-xantippe"},
    {"id": "b-4", "naam": "Yolanthe", "soort": "talent", "kan": "zaal", "wie mag dit zien": "buren"},
    {"id": "b-5", "naam": "Zebedeus", "soort": "talent", "kan": "keuken", "wie mag dit zien": "verbinder"},
)
SECRETS = ("xantippe", "yolanthe", "zebedeus", HOME_OF.lower(), "1814 cg", "kanariegeel")
ADDRESSES = (
    *(one.path for one in (*FOR_EVERYBODY, *FOR_CONNECTORS, *MORE)),
    "?chosen=b-3",
    "?chosen=b-5",
    "?place=1811HP&radius=1600&kinds=talent",
    "buurt?place=1811HP&radius=1600",
    "samen?place=1811HP&radius=1600&template=own-mix&wants=zaal.naaien",
    "bijeenkomst?paused=1&names=1&connections=1",
)
"""Every page, those of the connector too, and some views of them."""

CANARY = "Kanarievogel"
SCRIPT = f"""
import logging, runpy
import streamlit as st
from streamlit.logger import set_log_level
logging.basicConfig(level=logging.INFO, force=True)
logging.getLogger("sqlalchemy.engine").setLevel(logging.INFO)
set_log_level("debug")
if "breek" in st.query_params:
    raise ValueError(st.query_params["breek"])
runpy.run_path({str(APP)!r})
"""


@pytest.fixture(scope="module")
def home(tmp_path_factory) -> Path:
    home = tmp_path_factory.mktemp("hidden-bytes")
    everybody = {"wie mag dit zien": "iedereen", "postcode": HOME_OF, "omschrijving": "kanariegeel"}
    import_list(home, [everybody | row for row in ROWS if row["soort"] == "talent"], filename="mensen.csv")
    import_list(home, [{"wie mag dit zien": "iedereen"} | row for row in ROWS if row["soort"] != "talent"])
    return home


@pytest.fixture(scope="module")
def address(serve_app, home, tmp_path_factory) -> str:
    """A server that tells all that it can, and breaks with what stands in its address when asked to."""
    script = tmp_path_factory.mktemp("script") / "breakable.py"
    script.write_text(SCRIPT)
    return serve_app(script, env={"KRACHTENKAART_HOME": str(home)})


@pytest.fixture
def visitor(chromium: Browser) -> Iterator[Page]:
    """A window that comes through a proxy, and so is nobody special."""
    context = chromium.new_context(extra_http_headers={"X-Forwarded-For": "192.0.2.7"}, locale="nl-NL")
    yield context.new_page()
    context.close()


def listen(page: Page) -> tuple[list[bytes], list[Response]]:
    """Keep all frames and all answers that a page receives."""
    frames: list[bytes] = []
    answers: list[Response] = []

    def keep(data: bytes | str) -> None:
        frames.append(data.encode() if isinstance(data, str) else data)

    def hear(socket: WebSocket) -> None:
        socket.on("framereceived", keep)

    page.on("websocket", hear)
    page.on("response", lambda answer: answers.append(answer))
    return frames, answers


def whole(page: Page, answer: Response) -> bytes:
    """Give the body of an answer; one that the browser has let go of already is asked for again."""
    try:
        return answer.body()
    except Error:
        return page.request.get(answer.url).body()


def test_a_visitor_receives_no_byte_of_who_is_hidden(address, visitor):
    frames, answers = listen(visitor)
    bodies = []
    for path in ADDRESSES:
        visitor.goto(f"{address}/{path}")
        wait_at_rest(visitor)
        own = (one for one in answers if "/static/" not in one.url and one.ok)
        bodies += [whole(visitor, one) for one in own]
        answers.clear()
    received = b"\n".join([*frames, *bodies]).lower()
    assert b"koor" in received and b"naaien" in received  # what may be seen has come
    assert [secret for secret in SECRETS if secret.encode() in received] == []


def test_the_server_writes_down_nothing_of_what_people_type(address, visitor, home, tmp_path_factory):
    visitor.goto(f"{address}/?breek={CANARY}-breekt")
    expect(visitor.get_by_text("Er ging iets mis")).to_be_visible()
    visitor.goto(f"{address}/?text={CANARY}&place={CANARY}&chosen={CANARY}")
    wait_at_rest(visitor)
    for path in (f"lijst/{CANARY}", f"kaart/{CANARY}", f"sleutel?x={CANARY}#{CANARY}"):
        visitor.request.get(f"{address}/{path}")
    visitor.goto(f"{address}/sleutel#{CANARY}")
    expect(visitor.get_by_text("Deze link opent geen kaart (meer).")).to_be_visible()
    join(visitor, address)
    secret = visitor.locator(".st-key-secret-link code").inner_text().partition("#")[2]
    assert len(secret) == 32
    logs = list(tmp_path_factory.getbasetemp().glob("home*/server.log"))
    database = ("krachtenkaart.db", "krachtenkaart.db-wal", "krachtenkaart.db-shm")
    beside = [one for one in home.rglob("*") if one.is_file() and one.name not in database]
    written = b"\n".join(one.read_bytes() for one in [*logs, *beside])
    assert b"ValueError" in written and b"reference " in written  # the error with its reference is told
    assert b"INSERT INTO assets" in written  # and much besides
    assert CANARY.lower().encode() not in written.lower() and secret.encode() not in written


def join(page: Page, address: str) -> None:
    """Put a card up whose every word is the canary's."""
    page.goto(f"{address}/meedoen")
    page.get_by_label("Handen").fill(f"naaien voor {CANARY}")
    page.get_by_label("Hoe wil je heten?").fill(CANARY)
    page.get_by_label("Je postcode").fill("1811 HP")
    page.get_by_label("Hoe mag de verbinder").fill(f"{CANARY}@example.org")
    page.get_by_label("Hoe mag de verbinder").press("Tab")
    keep = page.get_by_role("checkbox", name="Ja, bewaar mijn kaart.")
    expect(keep).to_be_enabled()
    page.get_by_text("Ja, bewaar mijn kaart.").click()
    save = page.get_by_role("button", name="Bewaren", exact=True)
    expect(save).to_be_enabled()
    save.click()
    expect(page.get_by_text("Bewaard. Dank je wel!")).to_be_visible()

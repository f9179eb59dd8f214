"""
Nobody can tell from any page or file whether a hidden person is there, or what stands in a hidden field.

Two data folders hold the same neighbourhood, but for people and fields that the visitor may not see. One process
shows both, after the connector has looked at both, page by page; every message to the browser is the same.
"""

import io
import re
import zipfile

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from pypdf import PdfReader
from streamlit.testing.v1 import AppTest

from dashboard import i18n
from dashboard.tickets import TICKETS
from geo.inventory import store_path
from geo.store import Store
from geo.terms import CONNECTOR, NEIGHBOURS, PUBLIC
from tests.pages import APP, choose, import_list, nodes, press, run
from tests.stores import NOW, card, yes_to

SECRET = "Verborgen"
FAR = "1815"
"""A postcode where only the hidden person lives."""

SEEN = (
    {"id": "s-1", "naam": "Koor", "soort": "koor", "kan": "zingen", "zoekt": "zaal", "wie mag dit zien": "iedereen"},
    {"id": "s-2", "naam": "De Eik", "soort": "buurthuis", "leent uit": "zaal; keuken", "wie mag dit zien": "iedereen"},
    {"id": "s-3", "naam": "Mina", "soort": "talent", "leert anderen": "naaien", "wie mag dit zien": "iedereen"},
    {"id": "s-4", "naam": "Bram", "soort": "talent", "kan": "koken_groep", "wie mag dit zien": "buren"},
)  # fmt: skip
HIDDEN = {
    "id": "h-1",
    "naam": SECRET,
    "soort": "talent",
    "kan": "keramiek; zaal",
    "postcode": FAR,
    "contact": "06-9",
}
AUDIENCE = {PUBLIC: "buren", NEIGHBOURS: "verbinder"}
"""Who may see the hidden person, by the role that must not notice."""

FIELDS = {
    PUBLIC: {"omschrijving": SECRET, "contact": SECRET, "wanneer": "vrijdag"},
    NEIGHBOURS: {"contact": SECRET, "website": "www.verborgen.nl"},
}
"""What one folder has in the fields of a talent that this role may see without them."""

PAGES = ("map", "nearby", "together", "room", "coverage")
ADDRESSES = st.fixed_dictionaries(
    {},
    optional={
        "text": st.sampled_from(["verborgen", "keramiek", "mina", "zzz"]),
        "kinds": st.sampled_from(["talent", "association.institution"]),
        "themes": st.sampled_from(["maken", "ruimte", "eten"]),
        "capabilities": st.sampled_from(["keramiek", "naaien", "zaal"]),
        "place": st.sampled_from(["1811BC", FAR]),
        "radius": st.sampled_from(["400", "1600"]),
        "chosen": st.sampled_from(["h-1", "h-2", "s-1", "s-3"]),
        "wants": st.sampled_from(["keramiek.zaal", "zaal.naaien"]),
        "names": st.just("1"),
    },
)
FILES = ("csv", "xlsx", "geojson", "a4")
"""What is fetched from the map page."""

EVENINGS = st.tuples(*(ADDRESSES.filter(bool) for _ in PAGES), st.sampled_from(FILES))
"""An address for each page, and a file."""


def furnish(home, role: str, *, with_hidden: bool):
    """Fill a data folder, with or without what this role may not see."""
    home.mkdir()
    rows = [{"postcode": "1811BC", **row} for row in SEEN]
    if with_hidden:
        rows[2] |= FIELDS[role]
        rows.insert(1, {**HIDDEN, "wie mag dit zien": AUDIENCE[role]})
    import_list(home, rows)
    if with_hidden:
        store = Store(store_path(home))
        store.add_card(card(SECRET, asset_id="h-2"), yes_to(), role=CONNECTOR, key="a", when=NOW)
        store.add_card(card(f"{SECRET} wacht"), yes_to(), role=PUBLIC, key="b", when=NOW)
        store.close()
    return home


@pytest.fixture(scope="module", params=[PUBLIC, NEIGHBOURS])
def neighbourhood(request, tmp_path_factory):
    """The role that looks, and its two data folders."""
    folder = tmp_path_factory.mktemp("homes")
    homes = [
        furnish(folder / name, request.param, with_hidden=is_with)
        for name, is_with in (("with", True), ("without", False))
    ]
    return request.param, homes


def look(name: str, address: dict[str, str], form: str = "") -> list[bytes]:
    """Open a page at an address, fetch a file from the map page if asked; give all that came."""
    page = AppTest.from_file(str(APP), default_timeout=300)
    for key, value in address.items():
        page.query_params[key] = value
    page.run()
    if name != "map":
        page.switch_page(f"app_pages/{name}.py")
        run(page)
    elif form:
        choose(page, "paper-form", form)
        press(page, "paper-make")
    assert not page.exception
    received = [node.proto.SerializeToString(deterministic=True) for node in nodes(page) if node.proto]
    everything = b"\n".join(received)
    tokens = re.findall(rb"lijst/([\w-]+)", everything)
    for number, token in enumerate(dict.fromkeys(tokens)):
        received.append(content(TICKETS.redeem(token.decode())))
        everything = everything.replace(token, b"%d" % number)
    return [everything, *received[len(received) - len(set(tokens)) :]]


def content(ticket) -> bytes:
    """Give what a file says; the moment at which it was made is no part of that."""
    if ticket.filename.endswith("pdf"):
        return "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(ticket.body)).pages).encode()
    if ticket.filename.endswith("xlsx"):
        packed = zipfile.ZipFile(io.BytesIO(ticket.body))
        return b"\n".join(packed.read(name) for name in packed.namelist() if name != "docProps/core.xml")
    return ticket.body


@given(evening=EVENINGS)
@settings(
    max_examples=3,
    derandomize=True,
    phases=[Phase.generate],  # an example takes seconds; shrinking would take minutes
    suppress_health_check=list(HealthCheck),
)
def test_no_page_address_or_file_tells_whether_a_hidden_person_is_there(neighbourhood, evening):
    role, homes = neighbourhood
    *addresses, form = evening
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(i18n, "_language", i18n._language)
        for home in homes:
            patched.setenv("KRACHTENKAART_HOME", str(home))
            patched.setattr("dashboard.viewer.role", lambda: CONNECTOR)
            look(PAGES[0], addresses[0])
        patched.setattr("dashboard.viewer.role", lambda: role)
        for name, address in zip(PAGES, addresses, strict=True):
            told = []
            for home in homes:
                patched.setenv("KRACHTENKAART_HOME", str(home))
                told.append(look(name, address, form if name == "map" else ""))
            assert told[0] == told[1], (name, address, form)


def test_the_comparison_sees_a_person_who_may_be_seen(neighbourhood, monkeypatch):
    _, homes = neighbourhood
    monkeypatch.setattr(i18n, "_language", i18n._language)
    monkeypatch.setattr("dashboard.viewer.role", lambda: CONNECTOR)
    told = []
    for home in homes:
        monkeypatch.setenv("KRACHTENKAART_HOME", str(home))
        told.append(look("map", {}, "csv"))
    assert all(one != other for one, other in zip(*told, strict=True))
    assert SECRET.encode() in told[0][0] and SECRET.encode() in told[0][1]

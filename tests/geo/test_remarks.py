"""What visitors say is not right any more: for the connector, bounded, and silent about what they cannot see."""

from contextlib import closing

import pytest

from geo.consent import KEEP, SHOW_NEIGHBOURS
from geo.errors import AccessError, CardError, NotFoundError
from geo.roles import MUNICIPALITY, of_areas
from geo.store import Store
from geo.store.remarks import PER_CARD, PER_VISITOR, REMARK_AT_MOST
from geo.terms import CONNECTOR, NEIGHBOURS, PUBLIC
from tests.lists import read_list
from tests.stores import NOW, card, yes_to

LIST = "id,naam,soort,postcode\n" + "".join(f"k{n},Koor {n},vereniging,1811BC\n" for n in range(6))


@pytest.fixture
def path(tmp_path):
    return tmp_path / "krachtenkaart.db"


@pytest.fixture
def store(path):
    with closing(Store(path)) as store:
        store.add_import(read_list(LIST + "t,Amina,talent,1811BC\n"))
        yield store


def said(store, role=CONNECTOR):
    return [(one.card.name, one.text) for one in store.read_remarks(role=role)]


def remark(store, asset_id="k0", text="Ze zingen nu op vrijdag", *, role=PUBLIC, key="press"):
    store.remark(asset_id, text, role=role, key=key, when=NOW)


def test_what_a_visitor_says_reaches_the_connector_and_changes_nothing(store):
    version = store.version
    remark(store, text=" Ze zingen\nnu op vrijdag\u202e ")
    assert said(store) == [("Koor 0", "Ze zingen nu op vrijdag")] and store.version == version
    with pytest.raises(AccessError):
        store.read_remarks(role=NEIGHBOURS)
    assert said(store, of_areas(["WK1"])) == []


def test_the_same_visitor_says_one_thing_about_a_card(store):
    remark(store)
    remark(store, text="Nee, op zaterdag")
    assert said(store) == [("Koor 0", "Nee, op zaterdag")]


def test_what_was_seen_to_is_put_away_once(store):
    remark(store)
    (one,) = store.read_remarks(role=CONNECTOR)
    with pytest.raises(AccessError):
        store.settle_remark(one.remark_id, role=PUBLIC)
    store.settle_remark(one.remark_id, role=CONNECTOR, when=NOW)
    assert said(store) == []
    assert store.read_history("k0", role=CONNECTOR)[-1]["action"] == "remark"
    with pytest.raises(NotFoundError, match=r"queue\.decided"):
        store.settle_remark(one.remark_id, role=CONNECTOR)


@pytest.mark.parametrize("role", [PUBLIC, NEIGHBOURS, MUNICIPALITY])
def test_about_a_card_that_one_cannot_see_nothing_is_kept_and_nothing_tells_so(store, role):
    kept = store.add_card(card(), yes_to(KEEP), role=CONNECTOR, key="a", when=NOW)
    for asset_id in ("t", kept.asset_id, "nobody"):
        remark(store, asset_id, role=role)
    assert said(store) == []


def test_a_neighbour_may_say_something_of_a_neighbours_card(store):
    kept = store.add_card(card(), yes_to(KEEP, SHOW_NEIGHBOURS), role=CONNECTOR, key="a", when=NOW)
    remark(store, kept.asset_id)
    assert said(store) == []
    remark(store, kept.asset_id, role=NEIGHBOURS)
    assert len(said(store)) == 1
    store.erase(kept.asset_id, role=CONNECTOR)
    assert said(store) == []


@pytest.mark.parametrize(
    ("text", "code"),
    [
        (" \u200b", "remark.empty"),
        ("n" * (REMARK_AT_MOST + 1), "card.too_long"),
        ("het is 111222333", "card.bsn"),
    ],
)
def test_what_cannot_be_kept_is_told(store, text, code):
    with pytest.raises(CardError, match=code):
        remark(store, text=text)


def test_nobody_fills_the_store_with_remarks(store):
    for number in range(PER_CARD):
        remark(store, key=f"visitor {number}")
    with pytest.raises(CardError, match=r"remark\.full"):
        remark(store, key="one more")
    for number in range(1, 1 + PER_VISITOR):
        remark(store, f"k{number}", key="busy")
    with pytest.raises(CardError, match=r"remark\.full"):
        remark(store, "t", key="busy", role=CONNECTOR)


def test_of_who_said_it_only_a_digest_is_kept(store, path):
    remark(store, key="sleutel-van-drukken")
    content = b"".join(one.read_bytes() for one in path.parent.iterdir())
    assert b"vrijdag" in content and b"sleutel-van-drukken" not in content

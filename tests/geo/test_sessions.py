"""Who is signed in: looked up each time, ended by itself or at once, by a passphrase or a login elsewhere."""

import sqlite3
from datetime import timedelta

import pytest

from geo.errors import AccessError, NotFoundError
from geo.roles import MUNICIPALITY, STEWARD, of_areas
from geo.signing import LASTS, LASTS_UNSEEN, LOGIN, MEETING, PASSPHRASE, Standing, read_login
from geo.store import Store
from geo.terms import CONNECTOR, NEIGHBOURS, PUBLIC
from tests.signing import PHRASE, claims, hash_quickly, login
from tests.stores import NOW

A_MINUTE = timedelta(minutes=1)


@pytest.fixture
def store(tmp_path, monkeypatch):
    hash_quickly(monkeypatch)
    store = Store(tmp_path / "krachtenkaart.db")
    yield store
    store.close()


@pytest.fixture
def token(store):
    store.set_passphrase(PHRASE, of_role=CONNECTOR, role=STEWARD, when=NOW)
    return store.sign_in(PHRASE, when=NOW)


def role(store, token="", *, after=timedelta(0), **known):
    found = store.standing(token, when=NOW + after, **known).session
    return found.role if found else None


# ---- by a passphrase


def test_where_nothing_was_ever_set_nobody_signs_in_and_nothing_is_written(store, tmp_path):
    assert store.sign_in(PHRASE) is None and store.standing("x") == Standing()
    store.end_session("x")
    assert list(tmp_path.iterdir()) == []


def test_a_passphrase_opens_its_role_and_no_other_text_does(store, token):
    assert role(store, token) == CONNECTOR
    assert store.standing(token, when=NOW).session.how == PASSPHRASE
    assert store.sign_in("samen aan tafeI", when=NOW) is None
    assert role(store, "") is role(store, "x") is role(store, token[:-1]) is None


def test_from_then_on_the_installation_is_guarded(store):
    assert not store.standing().is_guarded
    store.set_passphrase(PHRASE, of_role=CONNECTOR, role=STEWARD)
    assert store.standing().is_guarded
    store.forget_passphrase(of_role=CONNECTOR, role=STEWARD)
    assert not store.standing().is_guarded
    store.grant("a@b.nl", CONNECTOR, role=STEWARD)
    assert store.standing().is_guarded


def test_of_tokens_and_passphrases_nothing_is_kept_that_opens_anything(store, token, tmp_path):
    store.close()
    for file in tmp_path.iterdir():
        assert token.encode() not in file.read_bytes() and PHRASE.encode() not in file.read_bytes()


def test_a_session_ends_after_a_while_unseen(store, token):
    for hours in range(3):
        assert role(store, token, after=timedelta(hours=hours)) == CONNECTOR
    assert role(store, token, after=timedelta(hours=2) + LASTS_UNSEEN + A_MINUTE) is None
    assert role(store, token, after=timedelta(hours=2) + A_MINUTE) == CONNECTOR


def test_a_session_ends_after_its_maximum_however_often_it_is_seen(store, token):
    for hours in range(12):
        assert role(store, token, after=timedelta(hours=hours)) == CONNECTOR
    assert role(store, token, after=LASTS) is None


def test_being_seen_is_not_written_down_at_each_look(store, token, tmp_path):
    def seen_at():
        with sqlite3.connect(tmp_path / "krachtenkaart.db") as connection:
            return connection.execute("SELECT seen_at FROM sessions").fetchone()[0]

    begun = seen_at()
    role(store, token, after=timedelta(seconds=30))
    assert seen_at() == begun
    role(store, token, after=A_MINUTE)
    assert seen_at() > begun


def test_who_signs_out_is_out_at_once_and_others_stay(store, token):
    other = store.sign_in(PHRASE, when=NOW)
    store.end_session(token, when=NOW)
    assert role(store, token) is None and role(store, other) == CONNECTOR


def test_sessions_are_ended_one_by_one_or_all_at_once(store, token):
    tokens = [token, *(store.sign_in(PHRASE, when=NOW) for _ in range(2))]
    one = store.standing(token, when=NOW).session
    assert one in store.list_sessions(role=STEWARD, when=NOW)
    assert store.end_sessions(one.session_id, role=STEWARD, when=NOW) == 1
    assert [role(store, each) for each in tokens] == [None, CONNECTOR, CONNECTOR]
    assert store.end_sessions(role=STEWARD, when=NOW) == 2
    assert not any(role(store, each) for each in tokens)
    assert store.list_sessions(role=STEWARD, when=NOW) == ()


@pytest.mark.parametrize("again", [PHRASE, "een andere wachtzin"])
def test_a_passphrase_that_is_replaced_opens_nothing_any_more(store, token, again):
    store.set_passphrase("van de beheerder", of_role=STEWARD, role=STEWARD, when=NOW)
    steward = store.sign_in("van de beheerder", when=NOW)
    store.set_passphrase(again, of_role=CONNECTOR, role=STEWARD, when=NOW)
    assert role(store, token) is None and role(store, steward) == STEWARD
    assert (store.sign_in(PHRASE, when=NOW) is None) == (again != PHRASE)


def test_a_passphrase_may_open_one_area(store):
    here = of_areas(["WK036106"])
    store.set_passphrase(PHRASE, of_role=here, role=STEWARD, when=NOW)
    assert role(store, store.sign_in(PHRASE, when=NOW)) == here
    assert [one.role for one in store.list_passphrases(role=STEWARD)] == [here]


def test_who_is_signed_in_changes_nothing_that_caches_must_know(store, token):
    version = store.version
    store.sign_in(PHRASE, when=NOW)
    store.grant("a@b.nl", CONNECTOR, role=STEWARD)
    assert store.version == version == 0 and store.is_empty


# ---- by a login elsewhere


def test_who_signs_in_elsewhere_is_a_visitor_until_a_role_is_given(store):
    store.grant("other@b.nl", STEWARD, role=STEWARD)
    known = login("wim@b.nl")
    assert role(store, login=known) == PUBLIC
    store.grant(" Wim@B.nl", of_areas(["WK1"]), role=STEWARD)
    assert role(store, login=known) == of_areas(["WK1"])
    store.grant("wim@b.nl", MUNICIPALITY, role=STEWARD)
    assert role(store, login=known) == MUNICIPALITY


def test_a_role_may_be_given_to_a_subject(store):
    store.grant("https://id.example#42", CONNECTOR, role=STEWARD)
    assert role(store, login=login("wim@b.nl")) == CONNECTOR
    assert role(store, login=login(sub="43")) == PUBLIC


def test_an_address_that_was_not_verified_gives_nothing():
    for said in (False, None, "true", 1):
        assert read_login(claims(email="wim@b.nl", email_verified=said)).email == ""
    assert read_login(claims(email="Wim@B.nl", email_verified=True)).email == "wim@b.nl"


@pytest.mark.parametrize("lacks", ["iss", "sub", "iat"])
def test_claims_that_cannot_be_told_from_another_login_are_none(lacks):
    assert read_login({name: value for name, value in claims().items() if name != lacks}) is None


def test_a_role_that_is_taken_back_counts_at_once_and_ends_the_session(store):
    store.grant("wim@b.nl", STEWARD, role=STEWARD)
    known = login("wim@b.nl")
    assert role(store, login=known) == STEWARD
    store.revoke("WIM@b.nl", role=STEWARD, when=NOW)
    assert role(store, login=known) is None
    with pytest.raises(NotFoundError, match=r"access\.nobody"):
        store.revoke("wim@b.nl", role=STEWARD)


def test_a_login_that_was_signed_out_never_comes_back_and_the_next_one_does(store):
    store.grant("wim@b.nl", CONNECTOR, role=STEWARD)
    known = login("wim@b.nl")
    assert role(store, login=known) == CONNECTOR
    store.end_session("", login=known, when=NOW)
    for days in range(40):
        assert role(store, login=known, after=timedelta(days=days)) is None
    again = login("wim@b.nl", nonce="second", when=NOW + A_MINUTE)
    assert role(store, login=again, after=A_MINUTE) == CONNECTOR


def test_a_login_of_long_ago_begins_no_session(store):
    store.grant("wim@b.nl", CONNECTOR, role=STEWARD)
    assert role(store, login=login("wim@b.nl"), after=LASTS) is None
    assert role(store, login=login("wim@b.nl", nonce="late"), after=LASTS - A_MINUTE) == CONNECTOR
    assert role(store, login=login("wim@b.nl", nonce="late"), after=LASTS) is None
    assert role(store, login=login("wim@b.nl", when=NOW + timedelta(hours=1))) is None


def test_a_session_by_passphrase_goes_before_a_login(store, token):
    store.grant("wim@b.nl", MUNICIPALITY, role=STEWARD)
    assert role(store, token, login=login("wim@b.nl")) == CONNECTOR
    assert role(store, "x", login=login("wim@b.nl")) == MUNICIPALITY
    assert [one.how for one in store.list_sessions(role=STEWARD, when=NOW)].count(LOGIN) == 1


# ---- a meeting


def test_a_meeting_lasts_for_its_hours_and_its_passphrase_as_long(store):
    begun = store.begin_meeting(PHRASE, hours=4, role=CONNECTOR, when=NOW)
    token = store.sign_in(PHRASE, when=NOW)
    found = store.standing(token, when=NOW)
    assert (found.meeting, found.session.role, found.session.how) == (begun, CONNECTOR, MEETING)
    over = NOW + timedelta(hours=4)
    assert role(store, token, after=timedelta(hours=1)) == CONNECTOR
    assert store.standing(token, when=over) == Standing()
    assert store.sign_in(PHRASE, when=over) is None


def test_a_meeting_that_is_ended_is_over_at_once(store):
    store.begin_meeting(PHRASE, hours=4, role=CONNECTOR, when=NOW)
    token = store.sign_in(PHRASE, when=NOW)
    assert store.end_meeting(role=CONNECTOR, when=NOW)
    assert store.standing(token, when=NOW) == Standing()
    assert not store.end_meeting(role=CONNECTOR, when=NOW)


def test_the_next_meeting_ends_the_one_before(store):
    store.begin_meeting(PHRASE, hours=4, role=CONNECTOR, when=NOW)
    token = store.sign_in(PHRASE, when=NOW)
    store.begin_meeting("een andere wachtzin", hours=1, role=CONNECTOR, when=NOW + A_MINUTE)
    assert role(store, token, after=A_MINUTE) is None
    assert store.sign_in(PHRASE, when=NOW + A_MINUTE) is None


# ---- who may


@pytest.mark.parametrize("who", [PUBLIC, NEIGHBOURS, CONNECTOR, of_areas(["WK1"]), MUNICIPALITY, "", "boss"])
def test_only_the_steward_manages_roles(store, who):
    for attempt in (
        lambda: store.set_passphrase(PHRASE, of_role=CONNECTOR, role=who),
        lambda: store.forget_passphrase(of_role=CONNECTOR, role=who),
        lambda: store.list_passphrases(role=who),
        lambda: store.grant("a@b.nl", STEWARD, role=who),
        lambda: store.revoke("a@b.nl", role=who),
        lambda: store.list_grants(role=who),
        lambda: store.list_sessions(role=who),
        lambda: store.end_sessions(role=who),
    ):
        with pytest.raises(AccessError, match=r"access\.refused"):
            attempt()


@pytest.mark.parametrize("who", [PUBLIC, NEIGHBOURS, MUNICIPALITY, ""])
def test_only_connectors_lead_a_meeting(store, who):
    with pytest.raises(AccessError, match=r"access\.refused"):
        store.begin_meeting(PHRASE, hours=4, role=who)
    with pytest.raises(AccessError, match=r"access\.refused"):
        store.end_meeting(role=who)


@pytest.mark.parametrize("strange", ["", "boss", "steward:WK1"])
def test_a_role_that_does_not_exist_is_given_to_nobody(store, strange):
    with pytest.raises(AccessError, match=r"access\.role_unknown"):
        store.grant("a@b.nl", strange, role=STEWARD)

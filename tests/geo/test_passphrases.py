"""Passphrases: kept as a slow digest, compared as people type them, and not guessed for long."""

import pytest

from geo import passphrases as phrases
from geo.errors import AccessError
from geo.passphrases import AT_LEAST, TRIES_IN_TOTAL, TRIES_PER_ADDRESS, WINDOW_S, Tries, network_of
from tests.signing import hash_quickly


def test_what_is_kept_is_a_digest_by_argon2id_with_a_salt(monkeypatch):
    assert phrases._NOBODYS.startswith("$argon2id$")
    hash_quickly(monkeypatch)
    kept = [phrases.digest("samen aan tafel") for _ in range(2)]
    assert kept[0] != kept[1] and "tafel" not in kept[0] and kept[0].startswith("$argon2id$")


@pytest.mark.parametrize("typed", ["samen aan tafel", "  samen aan tafel\n", "ｓａｍｅｎ aan tafel"])
def test_a_passphrase_is_known_as_people_type_it(monkeypatch, typed):
    hash_quickly(monkeypatch)
    assert phrases.is_of(phrases.digest("samen aan tafel"), typed)


@pytest.mark.parametrize("typed", ["", "Samen aan tafel", "samen aan tafel!", "x" * 10_000, "\ud800"])
def test_another_passphrase_is_refused(monkeypatch, typed):
    hash_quickly(monkeypatch)
    assert not phrases.is_of(phrases.digest("samen aan tafel"), typed)
    assert not phrases.is_of("", typed) and not phrases.is_of("no digest", typed)


@pytest.mark.parametrize("chosen", ["", "kort", " " * 40, "x" * 201])
def test_a_passphrase_that_is_too_short_or_too_long_is_refused(chosen):
    with pytest.raises(AccessError, match=r"access\.passphrase_length"):
        phrases.digest(chosen)


def test_one_that_is_made_up_is_long_enough_and_not_the_same_again():
    assert len(phrases.invent()) >= AT_LEAST and phrases.invent() != phrases.invent()


def test_an_address_tries_a_few_times_and_then_waits_while_others_may():
    tries = Tries()
    for _ in range(TRIES_PER_ADDRESS):
        tries.begin("192.168.1.7", now=0.0)
    with pytest.raises(AccessError) as refused:
        tries.begin("192.168.1.7", now=60.0)
    assert (refused.value.code, refused.value.details) == ("access.too_many_tries", {"minutes": 4})
    tries.begin("192.168.1.8", now=60.0)
    tries.begin("192.168.1.7", now=WINDOW_S)


def test_all_addresses_together_try_so_often_only():
    tries = Tries()
    for number in range(TRIES_IN_TOTAL):
        tries.begin(f"10.0.0.{number}", now=0.0)
    with pytest.raises(AccessError, match=r"access\.too_many_tries"):
        tries.begin("10.0.1.1", now=1.0)


def test_who_gets_it_right_begins_again():
    tries = Tries()
    for _ in range(3 * TRIES_PER_ADDRESS):
        tries.begin("10.0.0.1", now=0.0)
        tries.forgive("10.0.0.1")


@pytest.mark.parametrize(
    ("address", "network"),
    [
        ("192.168.1.7", "192.168.1.7"),
        ("2001:db8:1:2:3::4", "2001:db8:1:2::"),
        ("2001:db8:1:2:ffff::", "2001:db8:1:2::"),
        ("::ffff:10.0.0.1", "10.0.0.1"),
        ("testclient", "testclient"),
        ("", ""),
    ],
)
def test_all_addresses_of_one_household_count_as_one(address, network):
    assert network_of(address) == network

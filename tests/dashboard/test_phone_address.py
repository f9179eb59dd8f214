"""The address for phones: only one that a phone can really reach."""

import pytest

from dashboard.phone_address import LONGEST, local_network_address, phone_address
from dashboard.viewer import is_loopback

LAN = "192.168.1.20"


def address(here, *, language="", listens_on="127.0.0.1", own=LAN):
    return phone_address(
        here, page="bijeenkomst", path="meedoen", language=language, listens_on=listens_on, own_address=own
    )


@pytest.mark.parametrize(
    ("here", "there"),
    [
        ("http://192.168.1.20:8501/bijeenkomst?names=1#x", "http://192.168.1.20:8501/meedoen"),
        ("https://buurt.example.org/bijeenkomst", "https://buurt.example.org/meedoen"),
        ("https://example.org/kaart/bijeenkomst/", "https://example.org/kaart/meedoen"),
        ("http://[fd00::2]:8501/bijeenkomst", "http://[fd00::2]:8501/meedoen"),
    ],
)
def test_what_the_browser_used_serves_phones_too(here, there):
    assert address(here) == there


def test_the_language_goes_along():
    assert address("https://buurt.example.org/bijeenkomst", language="en").endswith("/meedoen?lang=en")


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1", "[::1]"])
def test_a_server_that_listens_to_everybody_is_reached_by_its_own_address(host):
    here = f"http://{host}:8501/bijeenkomst"
    assert address(here, listens_on="0.0.0.0") == f"http://{LAN}:8501/meedoen"
    assert address(here, listens_on="0.0.0.0", own="fd00::2") == "http://[fd00::2]:8501/meedoen"


@pytest.mark.parametrize("listens_on", ["127.0.0.1", "localhost", "::1", None])
def test_a_server_that_listens_to_this_machine_only_has_no_address_for_phones(listens_on):
    assert address("http://localhost:8501/bijeenkomst", listens_on=listens_on) == ""


@pytest.mark.parametrize("here", ["", "about:blank", "https://example.org/" + LONGEST * "x"])
def test_an_address_that_cannot_be_scanned_is_none(here):
    assert address(here) == ""
    assert address("http://localhost:8501/bijeenkomst", listens_on="0.0.0.0", own=None) == ""


def test_the_own_address_is_never_the_machine_itself():
    found = local_network_address()
    assert found is None or not is_loopback(found)

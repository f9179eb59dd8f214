"""Contacts that can be opened with one tap, and all others, which stay text."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.contact import Contact, read_contact, web_link


@pytest.mark.parametrize(
    ("text", "contact"),
    [
        ("koor@example.org", Contact(email="mailto:koor@example.org")),
        (" Koor@Example.ORG ", Contact(email="mailto:Koor@example.org")),
        ("a?cc=x@example.org", Contact(email="mailto:a%3Fcc%3Dx@example.org")),
        ("072 512 34 56", Contact(phone="tel:+31725123456")),
        ("06-12345678", Contact(phone="tel:+31612345678")),
        ("+31 (0)72 5123456", Contact(phone="tel:+31725123456")),
        ("0800 1234", Contact(phone="tel:+318001234")),
    ],
)
def test_a_whole_address_or_number_can_be_opened(text, contact):
    assert read_contact(text) == contact


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Vraag naar Joke",
        "koor@example.org of bel 072 512 34 56",
        "06-12345678 (na zes uur)",
        "06-123456789",  # one digit too many
        "112",
        "mailto:koor@example.org?bcc=all@example.org",
        "koor@example.org?subject=x",
        "koor@example.org\nbcc: x@example.org",
        "javascript:alert(1)",
        "koor@localhost",
        "+31725123456;ext=1",
        "0" * 5000,
    ],
)
def test_anything_else_stays_text(text):
    assert read_contact(text) == Contact()


@given(st.text(max_size=300))
def test_whatever_is_told_opens_nothing_but_mail_and_telephone(text):
    found = read_contact(text)
    assert found.email == "" or found.email.startswith("mailto:")
    assert not set("?&<>\"' \r\n") & set(found.email + found.phone)
    assert found.phone == "" or found.phone.removeprefix("tel:+").isdigit()


@pytest.mark.parametrize("text", ["https://example.org", "http://example.org/koor?a=1#b"])
def test_a_website_can_be_opened(text):
    assert web_link(text) == text


@pytest.mark.parametrize(
    "text",
    [
        "",
        "example.org",
        "javascript:alert(1)",
        "https://",
        "https://a@b.nl",
        "https://a b",
        "ftp://a.nl",
        "http://[x",
    ],
)
def test_what_is_no_website_is_no_link(text):
    assert web_link(text) == ""

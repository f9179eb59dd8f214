"""Hostile text in an inventory, an address and a filter: shown as it is, for everybody, and nothing runs."""

import json
import re
from urllib.parse import quote

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import wait_at_rest
from tests.hostile import PAYLOADS, hostile_rows, squeezed
from tests.pages import import_list

TILE_HOST = "service.pdok.nl"


@pytest.fixture(scope="module")
def names(reference) -> list[str]:
    return PAYLOADS + json.loads((reference / "blns" / "blns.json").read_text("utf-8"))


@pytest.fixture(scope="module")
def address(serve_app, tmp_path_factory, names) -> str:
    """A server whose own inventory has these names and descriptions, among them two that belong together."""
    home = tmp_path_factory.mktemp("hostile")
    report = import_list(home, hostile_rows(names))
    refused = {names[issue.row - 2] for issue in report.refusals}
    assert not refused & set(PAYLOADS)
    assert report.kept + report.remarked > 450
    return serve_app(env={"KRACHTENKAART_HOME": str(home)})


@pytest.fixture
def unharmed(visit):
    """A visit during which nothing ran, and nobody but the tile host was asked."""
    yield visit
    assert visit.dialogs == []
    assert visit.errors == []
    assert set(visit.blocked) <= {TILE_HOST}
    for frame in visit.page.frames:
        assert frame.evaluate("window.hacked") is None
        assert "1337" not in frame.content()


def names_listed(page):
    return page.locator("[class*='st-key-item-'] [class*='st-key-name-'] [data-testid=stText]")


def listed(page) -> list[str]:
    return names_listed(page).all_text_contents()


def test_hostile_names_stand_in_the_list_as_they_are(address, unharmed, the_map, names):
    page = unharmed.page
    page.goto(address)
    the_map.wait()
    for unfolded in range(20, 60, 10):
        page.get_by_role("button", name=re.compile("Meer laten zien")).click()
        expect(names_listed(page)).to_have_count(unfolded)
    wait_at_rest(page)
    shown = [squeezed(text) for text in listed(page)]
    expected = [squeezed(name) for name in names]
    assert shown[: len(PAYLOADS)] == expected[: len(PAYLOADS)]
    assert len(shown) >= 50
    assert set(shown) <= set(expected)
    assert (
        page.locator("[class*='st-key-item-'] :is(img, a, script, svg.katex, .katex, h1, strong)").count()
        == 0
    )


@pytest.mark.parametrize("number", [0, 6, 13])
def test_a_hostile_card_chosen_by_its_address_is_text_throughout(address, unharmed, the_map, number):
    page, name = unharmed.page, PAYLOADS[number]
    page.goto(f"{address}/?chosen=h-{number}")
    the_map.wait()
    card = page.locator(".st-key-card-association")
    assert squeezed(card.locator("[class*='st-key-cardname-']").text_content()) == squeezed(name)
    assert squeezed(card.locator("[class*='st-key-cardtext-']").text_content()) == squeezed(name)
    assert squeezed(name) in squeezed(card.locator("[class*='st-key-fact-contact-']").text_content())
    reasons = page.locator("[class*='st-key-reason-']").all_text_contents()
    assert reasons
    assert all(squeezed(name) in squeezed(reason) for reason in reasons)
    label = the_map.box.content_frame.locator(".krachten-chosen")
    assert squeezed(label.text_content()) == squeezed(name)
    assert page.locator("[data-testid=stMain] :is(script, .katex)").count() == 0
    links = page.locator("[data-testid=stMain] a").all()
    assert [link.get_attribute("href") for link in links] == ["#list"]  # past the map: our own


def test_hostile_filter_texts_are_said_as_they_are(address, unharmed, the_map):
    page = unharmed.page
    page.goto(address)
    the_map.wait()
    box = page.get_by_label("Zoek een woord")
    for hostile in (
        "{{ 7*191 }}",
        "${alert(1)}",
        "<img src=x onerror=alert(1)>",
        ":smile: $x^2$",
        "{filter} %s",
    ):
        payload = f"{hostile} qqxx"  # nobody's words
        box.fill(payload)
        sentence = page.locator(".st-key-nothing-here").filter(has_text=payload)
        sentence.wait_for()
        assert f"'{payload}'" in sentence.text_content()
        assert sentence.locator("img, .katex, a").count() == 0
    box.fill("{{ 7*191 }}")
    page.get_by_text("1 kracht bij jou in de buurt").wait_for()
    expect(names_listed(page)).to_have_text(["{{ 7*191 }}"])


def test_a_hostile_place_is_said_as_it_is(address, unharmed, the_map):
    page = unharmed.page
    page.goto(f"{address}/?place={quote('<img src=x onerror=alert(1)>')}&text=->")
    the_map.wait()
    page.get_by_text("'<img src=x onerror=alert(1)>'").wait_for()


def test_a_hostile_address_gives_every_visitor_a_page(address, unharmed, the_map):
    page = unharmed.page
    for payload in (PAYLOADS[0], PAYLOADS[4], PAYLOADS[6]):
        words = quote(payload)
        page.goto(
            f"{address}/?lang={words}&radius={words}&wijk={words}&kinds={words}&themes={words}&chosen={words}"
        )
        page.locator(".st-key-nothing-here, [class*='st-key-item-']").first.wait_for()
    page.goto(address)
    the_map.wait()
    expect(names_listed(page)).to_have_count(10)

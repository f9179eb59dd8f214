"""The pages Doe mee, Mijn kaart and Wachtrij as a program: from free words to a card that others see."""

import pytest
from streamlit.testing.v1 import AppTest

from dashboard.cards.consent import reading
from geo.cards import make_card
from geo.consent import ASK, FORM, KEEP, PURPOSES, SHOW_NEIGHBOURS, SHOW_PUBLIC, record
from geo.errors import StoreError
from geo.gifts import Gift
from geo.inventory import data_home, open_postcodes
from geo.terms import CONNECTOR, NEIGHBOURS, PUBLIC, TALENT
from tests.hostile import PAYLOADS
from tests.lists import TODAY
from tests.pages import APP, entries, import_list, keep_in, nodes, run, see_as, sent, spoken
from tests.stores import NOW


@pytest.fixture(autouse=True)
def home(tmp_path, monkeypatch):
    """An empty data folder, seen by the public."""
    keep_in(monkeypatch, tmp_path)
    see_as(monkeypatch, PUBLIC)
    return tmp_path


def visit(monkeypatch, token: str) -> None:
    monkeypatch.setattr("dashboard.cards.mine.visit", lambda: token)


def open_page(name: str, language: str = "nl") -> AppTest:
    page = AppTest.from_file(str(APP), default_timeout=300)
    page.query_params["lang"] = language
    page.run()
    page.switch_page(f"app_pages/{name}.py")
    return run(page)


def fill(page: AppTest, **answers: str) -> AppTest:
    """Answer questions by the last part of their keys."""
    for name, text in answers.items():
        sorts = (page.text_area, page.text_input)
        next(one for sort in sorts for one in sort if one.key == f"add-{name}").set_value(text)
    return run(page)


def tick(page: AppTest, *purposes: str, of: str = "add") -> AppTest:
    for purpose in purposes:
        page.checkbox(key=f"{of}-consent-{purpose}").check()
        run(page)
    return page


def press(page: AppTest, key: str) -> AppTest:
    page.button(key=key).click()
    return run(page)


def fatima(page: AppTest) -> AppTest:
    return fill(page, hands="naaien en vlaggen vouwen", name="Fatima", postcode="1811 hp", contact="06-1234")


def text_under(page: AppTest, key: str) -> list[str]:
    """Give the plain texts in the container whose key begins so."""
    found = next(node for node in nodes(page) if (getattr(node, "key", None) or "").startswith(key))
    return [text.value for text in found.get("text")]


def keys(page: AppTest) -> list[str]:
    return [getattr(node, "key", None) or "" for node in nodes(page)]


def add_fatima(store, *, role=PUBLIC, purposes=(KEEP, SHOW_NEIGHBOURS), name="Fatima"):
    """Put up a card as the form does."""
    made = make_card(
        kind=TALENT,
        name=name,
        postcode="1811HP",
        postcodes=open_postcodes(data_home()),
        gifts=[Gift("naaien", "can")],
        contact="06-1234",
    )
    said = record(purposes, reading=reading(), channel=FORM, when=NOW)
    return store.add_card(made, said, role=role, key=name, when=NOW)


# ---- nothing yet


@pytest.mark.parametrize(
    ("language", "heading", "still_open"),
    [("nl", "Wat kun jij?", "Nog even invullen"), ("en", "What can you do?", "Still")],
)
def test_an_empty_form_asks_and_says_what_is_open(language, heading, still_open):
    page = open_page("add", language)
    assert page.title[0].value == heading
    assert any(text.startswith(still_open) for text in spoken(page))
    assert "press-save" not in keys(page)


def test_the_form_carries_no_map():
    assert not [node for node in nodes(open_page("add")) if node.type == "component_instance"]


# ---- from words to a card


def test_free_words_become_capabilities_that_can_be_taken_off(store):
    page = fatima(open_page("add"))
    assert page.checkbox(key="add-gift-naaien-can").value
    assert any("vlaggen vouwen" in text for text in spoken(page))
    fill(page, head="tuinieen")
    assert not page.checkbox(key="add-gift-tuinieren-can").value  # a guess is asked about
    page.checkbox(key="add-gift-naaien-can").uncheck()
    run(page)
    assert "Naaien" not in " ".join(text_under(page, "seen-connector"))


def test_nothing_is_on_until_it_is_ticked_and_without_keeping_nothing_is_saved(store):
    page = fatima(open_page("add"))
    assert not any(page.checkbox(key=f"add-consent-{purpose}").value for purpose in PURPOSES)
    assert page.button(key="press-save").disabled
    assert page.checkbox(key=f"add-consent-{SHOW_PUBLIC}").disabled


def test_the_preview_is_what_others_then_see(store, monkeypatch):
    page = tick(fatima(open_page("add")), KEEP, SHOW_NEIGHBOURS, SHOW_PUBLIC)
    public = text_under(page, "seen-public-on")
    neighbours = text_under(page, "seen-neighbours-on")
    assert "Fatima" in neighbours and "Fatima" not in public
    for lines in (public, neighbours):
        assert "06-1234" not in " ".join(lines) and "1811HP" not in " ".join(lines)
    press(page, "press-save")
    (waiting,) = store.read_queue(role=CONNECTOR)
    store.approve(waiting.suggestion.suggestion_id, role=CONNECTOR)
    for role, lines in ((PUBLIC, public), (NEIGHBOURS, neighbours)):
        see_as(monkeypatch, role)
        seen = " ".join(sent(open_page("map")))
        gifts = next(line for line in lines if line.startswith("Kan: "))
        assert gifts in seen and ("Fatima" in seen) == (role == NEIGHBOURS)


def test_contact_is_shown_to_the_connector_only_after_a_yes_to_being_asked():
    page = tick(fatima(open_page("add")), KEEP)
    assert "06-1234" not in " ".join(text_under(page, "seen-connector-on"))
    tick(page, ASK)
    assert "06-1234" in " ".join(text_under(page, "seen-connector-on"))


def test_saving_tells_that_it_waits_and_hands_over_the_link_once(store):
    page = press(tick(fatima(open_page("add")), KEEP), "press-save")
    assert page.title[0].value == "Bewaard. Dank je wel!"
    secret = page.code[0].value.partition("#")[2]
    assert store.open_link(secret)
    (waiting,) = store.read_queue(role=CONNECTOR)
    assert waiting.suggestion.card.name == "Fatima" and waiting.purposes == {KEEP}
    press(page, "add-next")
    assert not page.code and page.text_input(key="add-name").value == ""


def test_what_was_said_yes_to_is_kept_with_its_text(store):
    page = press(tick(fatima(open_page("add")), KEEP), "press-save")
    token = store.open_link(page.code[0].value.partition("#")[2])
    records = {one.purpose: one for one in store.read_own(token).consents}
    assert {purpose for purpose, one in records.items() if one.is_given} == {KEEP}
    assert records[KEEP].text_digest == reading().digest(KEEP)
    assert records[KEEP].text_version.endswith(".nl")


def test_the_same_press_from_the_same_browser_says_that_it_was_saved_already(store, monkeypatch):
    monkeypatch.setattr("dashboard.cards.save.press", lambda: "this-browser")
    for heading in ("Bewaard. Dank je wel!", "Al bewaard. Dank je wel!"):  # the second in a new session
        page = press(tick(fatima(open_page("add")), KEEP), "press-save")
        assert page.title[0].value == heading
    assert len(store.read_queue(role=CONNECTOR)) == 1


def test_a_second_person_on_the_same_phone_is_another_card(store, monkeypatch):
    monkeypatch.setattr("dashboard.cards.save.press", lambda: "this-browser")
    page = press(tick(fatima(open_page("add")), KEEP), "press-save")
    press(page, "add-next")
    press(tick(fill(fatima(page), name="Bram"), KEEP), "press-save")
    assert {one.suggestion.card.name for one in store.read_queue(role=CONNECTOR)} == {"Fatima", "Bram"}


def test_a_group_says_what_it_does_beyond_its_name_and_when(store):
    page = open_page("add")
    page.button_group(key="add-kind").set_value("association")
    run(page)
    fill(page, does="zingen", empty="zaal", name="Koor De Eik", meets="dinsdag", postcode="1811HP")
    press(tick(page, KEEP, SHOW_NEIGHBOURS, SHOW_PUBLIC), "press-save")
    (waiting,) = store.read_queue(role=CONNECTOR)
    made = waiting.suggestion.card
    assert (made.kind, made.gifts, made.meets) == ("association", "zaal:lends zingen:together", "dinsdag")


# ---- bad input


@pytest.mark.parametrize(
    ("language", "differs", "told"),
    [
        ("nl", {"postcode": "1811A"}, "Een postcode heeft"),
        ("en", {"postcode": "1811A"}, "postcode"),
        ("nl", {"postcode": "9999 XX"}, "staat nog niet op onze lijst"),
        ("en", {"postcode": "9999 XX"}, "not on our list"),
        ("nl", {"hands": "111222333"}, "burgerservicenummer"),
        ("en", {"hands": "111222333"}, "citizen service number"),
        ("nl", {"hands": ""}, "Vertel eerst iets"),
    ],
)
def test_what_cannot_be_kept_is_told_in_words(language, differs, told, store):
    page = fill(fatima(open_page("add", language)), **differs)
    assert any(told in text for text in spoken(page)), spoken(page)
    assert "press-save" not in keys(page) and store.read_queue(role=CONNECTOR) == ()


@pytest.mark.parametrize(
    ("text", "told"),
    [("bel 06-12345678", "Zet je nummer liever"), ("ik heb ADHD", "gezondheid"), ("Dorpsstraat 12", "adres")],
)
def test_what_had_better_not_be_read_by_others_is_asked_about_and_not_refused(text, told):
    page = fatima(open_page("add"))
    fill(page, heart=text)
    assert any(told in line for line in spoken(page))
    assert "press-save" in keys(page)


def test_hostile_words_stay_words():
    page = tick(fill(fatima(open_page("add")), name=PAYLOADS[0][:80], head=PAYLOADS[-1][:300]), KEEP)
    assert PAYLOADS[0][:80].split()[0] in " ".join(spoken(page))


def test_a_store_that_fails_is_told_and_what_was_filled_in_stays(store, monkeypatch):
    def fall_over(*_, **__):
        raise StoreError("store.busy", waited_s=30)

    monkeypatch.setattr("geo.store.Store.add_card", fall_over)
    page = press(tick(fatima(open_page("add")), KEEP), "press-save")
    assert page.error and page.text_input(key="add-name").value == "Fatima"


# ---- from paper


def test_only_the_connector_fills_in_for_others(monkeypatch):
    assert "add-whose" not in keys(open_page("add"))
    see_as(monkeypatch, CONNECTOR)
    assert "add-whose" in keys(open_page("add"))


def test_a_card_from_paper_sleeps_and_the_next_one_follows(store, monkeypatch):
    see_as(monkeypatch, CONNECTOR)
    page = open_page("add")
    page.button_group(key="add-for-other").set_value("other")
    fatima(run(page))
    assert not [key for key in keys(page) if key.startswith("add-consent")]
    assert not any(page.checkbox(key=f"add-signed-{purpose}").value for purpose in PURPOSES)
    press(page, "press-save")
    assert [one.name for one in store.read_sleepers(role=CONNECTOR)] == ["Fatima"]
    assert store.read_assets(today=TODAY).empty
    press(page, "add-next")
    assert page.button_group(key="add-for-other").value == "other"
    assert (page.text_input(key="add-postcode").value, page.text_input(key="add-name").value) == (
        "1811HP",
        "",
    )


def test_what_was_signed_on_the_paper_counts_when_the_card_is_saved(store, monkeypatch):
    see_as(monkeypatch, CONNECTOR)
    page = open_page("add")
    page.button_group(key="add-for-other").set_value("other")
    fatima(run(page))
    for purpose in (KEEP, SHOW_NEIGHBOURS):
        page.checkbox(key=f"add-signed-{purpose}").check()
        run(page)
    press(page, "press-save")
    assert store.read_sleepers(role=CONNECTOR) == ()
    assert store.read_assets(today=TODAY)["audience"].tolist() == [NEIGHBOURS]


def test_a_place_says_what_it_lends_and_what_it_does_not_do(store):
    page = open_page("add")
    page.button_group(key="add-kind").set_value("institution")
    run(page)
    fill(page, lends="zaal", wont="geen verhuur", name="Buurthuis", postcode="1811HP")
    page = tick(page, KEEP, SHOW_NEIGHBOURS, SHOW_PUBLIC)
    assert "Doen we niet: geen verhuur" in text_under(page, "seen-public-on")
    press(page, "press-save")
    (waiting,) = store.read_queue(role=CONNECTOR)
    assert (waiting.suggestion.card.gifts, waiting.suggestion.card.kind) == ("zaal:lends", "institution")


# ---- the queue


@pytest.mark.parametrize("language", ["nl", "en"])
def test_the_queue_is_the_connectors(language, store):
    add_fatima(store)
    page = open_page("queue", language)
    assert not [text for text in sent(page) if "Fatima" in text]
    assert not [key for key in keys(page) if key.startswith("approve")]


def test_an_empty_queue_says_so(monkeypatch):
    see_as(monkeypatch, CONNECTOR)
    assert any("Niets dat wacht" in text for text in spoken(open_page("queue")))


def test_what_is_approved_is_on_the_map_at_once(store, monkeypatch):
    add_fatima(store)
    see_as(monkeypatch, CONNECTOR)
    page = open_page("queue")
    assert any("Fatima" in text for text in spoken(page))
    approve = next(key for key in keys(page) if key.startswith("approve-"))
    press(page, approve)
    assert any("Niets dat wacht" in text for text in spoken(page))
    assert any("Fatima" in text for text in sent(open_page("map")))


def test_a_kind_word_reaches_who_sent_it(store, monkeypatch):
    kept = add_fatima(store)
    see_as(monkeypatch, CONNECTOR)
    page = open_page("queue")
    word = next(one for one in page.text_area if (one.key or "").startswith("word-"))
    word.set_value("Wat leuk! Vertel je nog iets meer?")
    press(page, word.key.replace("word-", "decline-"))
    visit(monkeypatch, store.open_link(kept.secret))
    assert any("Vertel je nog iets meer?" in text for text in spoken(open_page("mine")))


def test_what_looks_the_same_stands_beside_it_and_is_joined_by_hand(store, home, monkeypatch):
    row = {"id": "z-1", "naam": "fatima", "soort": "talent", "postcode": "1811HP", "kan": "zingen"}
    import_list(home, [row], are_confirmed=False)
    add_fatima(store)
    see_as(monkeypatch, CONNECTOR)
    page = open_page("queue")
    merge = next(key for key in keys(page) if key.startswith("merge-"))
    assert any("1 kaart slaapt" in one.value for one in page.subheader)
    assert merge.endswith("z-1") and any("Lijkt op deze kaart" in one.value for one in page.caption)
    press(page, merge)
    assert store.read_assets(today=TODAY)["gifts"].tolist() == ["naaien:can zingen:can"]


def test_a_decision_that_somebody_else_took_is_told(store, monkeypatch):
    add_fatima(store)
    see_as(monkeypatch, CONNECTOR)
    page = open_page("queue")
    (waiting,) = store.read_queue(role=CONNECTOR)
    store.approve(waiting.suggestion.suggestion_id, role=CONNECTOR)
    press(page, f"approve-{waiting.suggestion.suggestion_id}")
    assert any("iemand je voor" in text for text in spoken(page))


# ---- whom to ask

LISTED = [
    {"id": "a", "naam": "Amina", "soort": "talent", "postcode": "1811HP", "kan": "naaien", "contact": "06-1"}
    | {"omschrijving": "Bel 06-12345678"},
    {"id": "b", "naam": "Bram", "soort": "talent", "postcode": "1824EE", "kan": "zingen"},
]


def test_residents_of_a_list_are_asked_one_by_one_per_wijk(home, store, monkeypatch):
    import_list(home, LISTED, are_confirmed=False)
    assert entries(open_page("map")) == []
    see_as(monkeypatch, CONNECTOR)
    page = open_page("queue")
    assert [one.value for one in page.subheader] == ["Nog te vragen: 2 kaarten slapen"]
    assert any("Kijk even naar '06-12345678'" in text for text in spoken(page))
    assert any("(2)" in option for option in page.selectbox(key="asking-wijk").options)
    wijken = page.selectbox(key="asking-wijk").options
    assert len(wijken) == 3 and sum("(1)" in one for one in wijken) == 2
    press(page, "link-b")
    assert store.open_link(page.code[0].value.partition("#")[2])
    press(page, "sign-a")
    assert page.button(key="note-a").disabled
    for purpose in (KEEP, SHOW_NEIGHBOURS):
        page.checkbox(key=f"sign-a-{purpose}").check()
        run(page)
    press(page, "note-a")
    press(page, "erase-b")
    assert not page.subheader
    see_as(monkeypatch, NEIGHBOURS)
    shown = " ".join(sent(open_page("map")))
    assert "Amina" in shown and "06-1" not in shown and "Bram" not in shown


def test_nobody_but_the_connector_is_told_who_is_to_be_asked(home):
    import_list(home, LISTED, are_confirmed=False)
    page = open_page("queue", "en")
    assert not [text for text in sent(page) if "Amina" in text or "to ask" in text]


# ---- one's own card


@pytest.mark.parametrize("language", ["nl", "en"])
def test_without_a_link_there_is_no_card(language):
    page = open_page("mine", language)
    assert page.title[0].value in ("Mijn kaart", "My card") and not page.checkbox


def test_its_person_takes_back_a_yes_and_it_counts_at_once(store, monkeypatch):
    kept = add_fatima(store, role=CONNECTOR)
    visit(monkeypatch, store.open_link(kept.secret))
    page = open_page("mine")
    assert page.checkbox(key="mine-consent-show_neighbours").value
    page.checkbox(key="mine-consent-show_neighbours").uncheck()
    press(run(page), "mine-do-mine.consent.save")
    assert store.read_assets(today=TODAY)["audience"].tolist() == [CONNECTOR]
    see_as(monkeypatch, NEIGHBOURS)
    assert not [text for text in sent(open_page("map")) if "Fatima" in text]


def test_its_person_says_in_one_tap_that_all_is_still_right_for_another_year(store, monkeypatch):
    kept = add_fatima(store, role=CONNECTOR)
    visit(monkeypatch, store.open_link(kept.secret))
    press(open_page("mine"), "mine-do-mine.confirm")
    assert store.read_history(kept.asset_id, role=CONNECTOR)[-1]["action"] == "confirmed"
    records = store.read_own(store.open_link(kept.secret)).consents
    assert len(records) == 2 * len(PURPOSES) and {one.channel for one in records} == {"form", "link"}
    assert store.read_assets()["audience"].tolist() == [NEIGHBOURS]


def test_its_person_wakes_a_card_that_was_filled_in_from_paper(store, monkeypatch):
    see_as(monkeypatch, CONNECTOR)
    page = open_page("add")
    page.button_group(key="add-for-other").set_value("other")
    page = press(fatima(run(page)), "press-save")
    visit(monkeypatch, store.open_link(page.code[0].value.partition("#")[2]))
    see_as(monkeypatch, PUBLIC)
    own = open_page("mine")
    assert any("slaapt" in text for text in spoken(own))
    press(tick(own, KEEP, SHOW_NEIGHBOURS, of="mine"), "mine-do-mine.consent.save")
    assert store.read_assets(today=TODAY)["audience"].tolist() == [NEIGHBOURS]


def test_its_person_changes_hides_and_erases(store, monkeypatch):
    kept = add_fatima(store, role=CONNECTOR)
    visit(monkeypatch, store.open_link(kept.secret))
    page = open_page("mine")
    page.text_input(key="mine-name").set_value("Fatima B.")
    page.text_area(key="mine-more").set_value("zingen")
    press(page, "mine-do-mine.change.save")
    (waiting,) = store.read_queue(role=CONNECTOR)
    assert (waiting.suggestion.card.name, waiting.suggestion.card.gifts) == (
        "Fatima B.",
        "naaien:can zingen:can",
    )
    press(page, "mine-do-mine.hide")
    assert store.read_assets(today=TODAY).empty
    press(page, "mine-do-mine.erase.button")
    assert any("gewist" in text for text in spoken(page)) and not page.checkbox
    assert store.read_queue(role=CONNECTOR) == ()


def test_a_visit_that_is_over_shows_nothing_of_the_card(store, monkeypatch):
    kept = add_fatima(store, role=CONNECTOR)
    token = store.open_link(kept.secret)
    visit(monkeypatch, token)
    page = open_page("mine")
    store.end_visit(token)
    run(page)
    assert not [text for text in sent(page) if "Fatima" in text]

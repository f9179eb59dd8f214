"""Cards: what may be kept of what was typed, and what a text had better not hold."""

import pytest
from geopandas.testing import assert_geodataframe_equal
from hypothesis import given
from hypothesis import strategies as st

from geo.cards import as_frame, changes, clean_text, joined, make_card, one_line
from geo.errors import CardError, PostcodeError
from geo.frames import validate_assets
from geo.freetext import ADDRESS, BSN, EMAIL, HEALTH, PHONE, find_hints, is_bsn
from geo.gifts import Gift
from geo.terms import AUDIENCES, KINDS, PUBLIC, TALENT
from tests.lists import postcodes
from tests.stores import card


def made(**differs):
    arguments = {"kind": TALENT, "name": "Fatima", "postcode": "1811 bc", "gifts": [Gift("naaien", "can")]}
    return make_card(postcodes=postcodes(), **arguments | differs)


def test_a_card_stands_at_its_postcode_and_nowhere_nearer():
    one = made()
    assert (one.postcode, one.placed_by) == ("1811BC", "pc6")
    assert (made(postcode="1811ZZ").placed_by, made(postcode="1811").placed_by) == ("pc4", "pc4")


def test_each_card_gets_an_id_that_cannot_be_guessed():
    assert len({made().asset_id for _ in range(50)}) == 50


@pytest.mark.parametrize(
    ("differs", "code"),
    [
        ({"name": " \u200b\t"}, "card.no_name"),
        ({"name": "!!"}, "card.no_name"),
        ({"name": "n" * 81}, "card.too_long"),
        ({"description": "n" * 601}, "card.too_long"),
        ({"gifts": []}, "card.nothing"),
        ({"gifts": [], "words": [(" ; ", "can")]}, "card.nothing"),
        ({"words": [(f"woord {n}", "can") for n in range(31)]}, "card.too_many"),
        ({"postcode": "9999XX"}, "card.place_unknown"),
        ({"website": "geen website"}, "card.website"),
        ({"website": "javascript:alert(1)"}, "card.website"),
        ({"description": "mijn nummer is 111222333"}, "card.bsn"),
        ({"words": [("1112.22.333", "can")]}, "card.bsn"),
    ],
)
def test_what_cannot_be_kept_is_told(differs, code):
    with pytest.raises(CardError, match=code):
        made(**differs)


def test_what_is_no_postcode_is_told():
    with pytest.raises(PostcodeError):
        made(postcode="Alkmaar")


def test_words_that_the_vocabulary_does_not_know_are_kept_as_they_were_said():
    one = made(gifts=[], words=[("Vlaggen; vouwen: groot", "can"), ("jongleren", "together")])
    assert one.words == "Vlaggen, vouwen, groot:can; jongleren:together"


@given(st.text(max_size=80))
def test_any_text_becomes_one_line_that_hides_nothing(text):
    line = one_line(text)
    assert line == one_line(line) and "\n" not in line and "\u202e" not in line and "\x00" not in line


def test_line_ends_stay_in_a_story():
    assert clean_text(" een\r\ntwee\x07\u202e ") == "een\ntwee"


def test_the_frame_of_a_card_says_what_the_card_says():
    one = made(contact="06-1")
    (row,) = as_frame(one, audience=PUBLIC).to_dict("records")
    assert (row["name"], row["contact"], row["audience"], row["asset_id"]) == (
        "Fatima",
        "06-1",
        PUBLIC,
        one.asset_id,
    )
    assert (row["geometry"].x, row["geometry"].y) == (one.x, one.y)


@given(
    name=st.text(min_size=1, max_size=60),
    story=st.text(max_size=200),
    word=st.text(max_size=60),
    postcode=st.sampled_from(["1811 bc", "1811", "3511AA", "NL-1811CK"]),
    kind=st.sampled_from(KINDS),
    contact=st.text(max_size=60),
)
def test_whatever_is_typed_the_frame_of_a_card_is_one_that_the_program_takes(
    name, story, word, postcode, kind, contact
):
    """`as_frame` does not look itself, so every card that can be made must pass."""
    try:
        one = made(
            kind=kind, name=name, description=story, words=[(word, "can")], postcode=postcode, contact=contact
        )
    except CardError:
        return
    for audience in AUDIENCES:
        frame = as_frame(one, audience=audience)
        assert_geodataframe_equal(validate_assets(frame), frame)


def test_only_what_changed_is_told():
    before, after = card("Fatima", asset_id="a"), card("Fatima B.", asset_id="a")
    assert changes(before, after) == {"name": ("Fatima", "Fatima B.")}


def test_two_cards_joined_hold_what_both_say():
    kept = card("Fatima", gifts="zingen:can", contact="oud", asset_id="a", description="van de lijst")
    other = card("Fatima B.", gifts="naaien:can", contact="nieuw", postcode="1811CK")
    whole = joined(kept, other)
    assert (whole.asset_id, whole.name, whole.contact) == ("a", "Fatima B.", "nieuw")
    assert (whole.gifts, whole.description) == ("naaien:can zingen:can", "van de lijst")
    assert (whole.postcode, whole.x) == ("1811CK", other.x)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("bel me op 06-12345678", PHONE),
        ("06 12 34 56 78", PHONE),
        ("+31 6 12345678 graag", PHONE),
        ("072 511 1234", PHONE),
        ("(072) 5111234", PHONE),
        ("mail naar fatima@voorbeeld.nl", EMAIL),
        ("Kom langs op Dorpsstraat 12", ADDRESS),
        ("ik woon aan de Lange-Kade 3", ADDRESS),
        ("1811 AB 12", ADDRESS),
        ("huisnummer 4", ADDRESS),
        ("111222333", BSN),
        ("ik heb ADHD", HEALTH),
        ("Na mijn burn-out ben ik gaan breien", HEALTH),
        ("multiple sclerose? nee, Alzheimer", HEALTH),
        ("since my stroke", HEALTH),
        ("Ik ben hartpatiënt", HEALTH),
        ("I live with anxiety", HEALTH),
        ("Suïcidaal geweest", HEALTH),
        ("Kerkstraat 12a", ADDRESS),
        ("Kerkstraat 12 bis", ADDRESS),
        ("Verdronkenoord 45", ADDRESS),
        ("ik woon op de Laat 100", ADDRESS),
        ("I live at Mient 5", ADDRESS),
        ("12 High Street", ADDRESS),
        ("+49 30 1234567", PHONE),
        ("+31(0)6 12345678", PHONE),
        ("nummer 111 222 333", BSN),
    ],
)
def test_what_had_better_not_stand_there_is_pointed_at(text, reason):
    assert {hint.reason for hint in find_hints(text)} == {reason}


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Ik kan 3 soorten soep koken voor 40 mensen",
        "Elke dinsdag om 19.30 uur, van 2019 tot 2026",
        "Buurthuis in 1811 AB",
        "Wij zijn met 123456789 vrienden",  # fails the eleven test
        "luisteren naar ervaringen, EHBO",
        "Ms. Jansen adds a song",
        "van de straat 1e hulp",
        "Kerstmarkt 12 december",
        "Op het Waagplein 19.30 uur",
        "We wandelen het Hoefpad 2 keer rond",
        "ik woon hier 12 jaar",
        "Wij wonen met 4 mensen",
        "I live here since 2019",
        "5 Friends sing",
    ],
)
def test_ordinary_stories_are_left_alone(text):
    assert find_hints(text) == ()


@pytest.mark.parametrize(
    ("digits", "passes"), [("111222333", True), ("111222334", False), ("000000000", False)]
)
def test_the_eleven_test_by_hand(digits, passes):
    # 111222333: 9+8+7 + 2*(6+5+4) + 3*(3+2) - 3 = 24 + 30 + 15 - 3 = 66 = 6 * 11
    assert is_bsn(digits) == passes

"""From free words to gifts: said outright, guessed, or kept as they were said."""

import pytest

from geo.duplicates import find_close
from geo.gifts import Gift
from geo.previews import NEEDED, preview
from geo.recognition import hear, hear_all
from geo.terms import CAN, CONNECTOR, LEARNS, NEIGHBOURS, PUBLIC, TOGETHER
from geo.vocabulary import load_vocabulary
from tests.factories import PLACE, make_assets
from tests.lists import postcodes
from tests.stores import card

WORDS = load_vocabulary()


@pytest.mark.parametrize(
    ("text", "gifts"),
    [
        ("naaien, breien en taarten bakken", ["naaien", "breien", "bakken"]),
        ("Ik kan goed naaien en fietsen repareren.", ["naaien", "fietsreparatie"]),
        ("Ik vertel graag verhalen over vroeger", ["verhalen"]),
        ("I like knitting and gardening", ["breien", "tuinieren"]),
        ("naaien\nNaaien; NAAIEN", ["naaien"]),
        ("", []),
        ("?!; ,", []),
    ],
)
def test_a_sentence_is_understood(text, gifts):
    assert hear(text, vocabulary=WORDS).gifts == tuple(Gift(code, CAN) for code in gifts)


def test_a_mode_that_is_said_counts_more_than_the_question():
    heard = hear("wil leren breien", vocabulary=WORDS, mode=CAN)
    assert heard.gifts == (Gift("breien", LEARNS),)


def test_a_slip_of_the_finger_is_asked_about_and_not_taken_for_said():
    heard = hear("tuinieen", vocabulary=WORDS)
    assert (heard.gifts, heard.guesses, heard.words) == ((), (Gift("tuinieren", CAN),), ())


def test_what_nobody_knows_yet_stays_as_it_was_said():
    assert hear("Vlaggen vouwen", vocabulary=WORDS).words == (("Vlaggen vouwen", CAN),)


def test_what_is_said_twice_counts_once_and_each_question_has_its_mode():
    heard = hear_all([("naaien", CAN), ("naaien, wandelen", TOGETHER), ("naaien", CAN)], vocabulary=WORDS)
    assert heard.gifts == (Gift("naaien", CAN), Gift("naaien", TOGETHER), Gift("wandelen", TOGETHER))


def test_a_story_without_end_is_read_up_to_a_point():
    assert len(hear("onzin, " * 5000, vocabulary=WORDS).words) == 1
    assert len(hear(", ".join(f"woord{n}" for n in range(5000)), vocabulary=WORDS).words) <= 40


# ---- previews


@pytest.mark.parametrize("role", [PUBLIC, NEIGHBOURS, CONNECTOR])
def test_a_preview_shows_nothing_to_whom_the_person_did_not_say_yes(role):
    needed = NEEDED[role]
    assert len(preview(card(), needed, role=role, postcodes=postcodes())) == 1
    assert preview(card(), needed[:-1], role=role, postcodes=postcodes()).empty
    assert preview(card(), (), role=role, postcodes=postcodes()).empty


def test_the_public_sees_what_somebody_can_at_four_digits_and_no_name():
    (row,) = preview(card(), NEEDED[PUBLIC], role=PUBLIC, postcodes=postcodes()).to_dict("records")
    assert (row["name"], row["contact"], row["postcode"], row["gifts"]) == ("", "", "1811", "naaien:can")


def test_contact_is_the_connectors_and_only_when_the_person_may_be_asked():
    for purposes, contact in (((*NEEDED[CONNECTOR], "ask"), "06-1234"), (NEEDED[CONNECTOR], "")):
        seen = preview(card(), purposes, role=CONNECTOR, postcodes=postcodes())
        assert seen["contact"].tolist() == [contact]


# ---- near-duplicates


def test_a_nearly_equal_name_around_the_corner_may_be_the_same():
    one = card("Fatima Bakker", asset_id="new")
    assets = make_assets(
        {"asset_id": asset_id, "name": name, "kind": kind, "x": one.x + east, "y": one.y}
        for asset_id, name, kind, east in [
            ("slip", "Fatma Bakker", "talent", 100),
            ("turned", "Bakker, Fatima", "talent", 400),
            ("far", "Fatima Bakker", "talent", 5000),
            ("club", "Fatima Bakker", "association", 0),
            ("other", "Karel de Vries", "talent", 0),
            ("new", "Fatima Bakker", "talent", 0),
        ]
    )
    close = find_close(one, assets)
    assert [found.asset_id for found in close] == ["turned", "slip"]
    assert close[0].likeness == 100 and close[0].distance_m == pytest.approx(400)


def test_in_an_empty_inventory_nothing_is_the_same():
    assert find_close(card(), make_assets()) == ()
    assert find_close(card(), make_assets([{"x": PLACE[0] + 90_000}])) == ()

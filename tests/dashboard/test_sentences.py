"""Sentences made from data, in both languages."""

import re
from datetime import date

import pytest

from dashboard import i18n, sentences
from geo.complements import Reason
from geo.fit import ANSWER_FIT
from geo.gifts import format_gifts, parse_gifts
from geo.terms import CAN, KINDS, LEARNS, LENDS, SEEKS, TEACHES, TOGETHER
from geo.vocabulary import load_vocabulary

WORDS = load_vocabulary()
MEETING = [(wish, answer) for wish, answers in ANSWER_FIT.items() for answer in answers]
PAIRS = [*MEETING, *((answer, wish) for wish, answer in MEETING), (TOGETHER, TOGETHER)]


@pytest.fixture(autouse=True, params=i18n.LANGUAGES)
def language(request, monkeypatch):
    monkeypatch.setattr(i18n, "_language", lambda: request.param)
    return request.param


def reason(own_mode: str, other_mode: str, **more) -> Reason:
    values = {"capability": "naaien", "own_capability": "naaien", "direction": "", "template": None}
    return Reason(**values | {"own_mode": own_mode, "other_mode": other_mode, "distance_m": 350.0} | more)


def say(one: Reason, *, own: str = "Fatima", other: str = "Repair Café") -> str:
    initiatives = {"repair_cafe": "Repair Café-middag"}
    return sentences.reason_sentence(
        one, own_name=own, other_name=other, words=WORDS, initiatives=initiatives
    )


@pytest.mark.parametrize(
    ("metres", "said"),
    [
        (0, "10 met"),
        (4.9, "10 met"),
        (349, "350 met"),
        (994, "990 met"),
        (1000, "1 km"),
        (1049, "1 km"),
        (12_000, "12 km"),
    ],
)
def test_a_distance_is_rounded_to_what_matters_on_foot(metres, said):
    assert sentences.distance(metres).startswith(said)


def test_no_distance_is_told_as_a_thousand_metres():
    assert "1000" not in sentences.distance(996)


def test_kilometres_have_the_decimal_sign_of_the_language(language):
    assert sentences.distance(1600) == {"nl": "1,6 km", "en": "1.6 km"}[language]


def test_a_walk_takes_at_least_a_minute():
    assert re.search(r"\b1 min", sentences.walk(0))


def test_a_walk_is_told_in_minutes():
    # 400 m as the crow flies is 520 m over the street; at 4.8 km/h that is 6.5 minutes
    assert re.search(r"\b[67] min", sentences.walk(400))


def test_a_day_is_told_in_the_language(language):
    assert (
        sentences.day(date(2026, 11, 22)) == {"nl": "22 november 2026", "en": "November 22, 2026"}[language]
    )


@pytest.mark.parametrize(
    ("label", "inside"),
    [
        ("Naaien", "naaien"),
        ("A hall or room", "a hall or room"),
        ("EHBO", "EHBO"),
        ("CV maken", "CV maken"),
        ("", ""),
    ],
)
def test_a_label_stands_small_inside_a_sentence_unless_it_is_an_abbreviation(label, inside):
    assert sentences.in_sentence(label) == inside


def test_gifts_are_told_per_mode_in_the_fixed_order(language):
    said = sentences.gift_lines(
        format_gifts(parse_gifts("zaal:lends naaien:can naaien:seeks breien:can")), WORDS
    )
    assert list(said) == [CAN, LENDS, SEEKS]
    assert said[CAN].count(",") == 1
    assert said[CAN].startswith({"nl": "Kan: ", "en": "Can: "}[language])


def test_counts_are_singular_and_plural(language):
    said = sentences.counts(dict(zip(KINDS, (1, 2, 0), strict=True)))
    assert (
        said
        == {
            "nl": "1 talent, 2 verenigingen, 0 instellingen",
            "en": "1 talent, 2 associations, 0 institutions",
        }[language]
    )


@pytest.mark.parametrize(("own_mode", "other_mode"), PAIRS)
def test_every_pair_of_modes_has_a_sentence_that_names_both_and_what(own_mode, other_mode):
    said = say(reason(own_mode, other_mode))
    assert not said.startswith("reason.")
    what = sentences.in_sentence(WORDS.label("naaien", i18n.language()))
    assert all(part in said for part in ("Fatima", "Repair Café", what))


def test_who_has_it_and_who_seeks_it_are_not_swapped(language):
    said = {"nl": "Fatima kan: naaien en verstellen. Repair Café zoekt dat."}
    swapped = {"nl": "Repair Café kan: naaien en verstellen. Fatima zoekt dat."}
    if language == "nl":
        assert say(reason(CAN, SEEKS)) == said["nl"]
        assert say(reason(SEEKS, CAN)) == swapped["nl"]
    assert say(reason(CAN, SEEKS)) != say(reason(SEEKS, CAN))


def test_a_shared_initiative_names_it_and_both_places():
    said = say(reason(CAN, LENDS, template="repair_cafe", own_capability="naaien", capability="werkplaats"))
    labels = [sentences.in_sentence(WORDS.label(code, i18n.language())) for code in ("naaien", "werkplaats")]
    assert all(part in said for part in ("Repair Café-middag", *labels))


@pytest.mark.parametrize("name", ["{own}", "{0.__class__}", "{", "}}", "%s", "$x^2$", "{{ 7*191 }}"])
def test_a_name_is_never_read_as_a_pattern(name):
    assert say(reason(CAN, SEEKS), own=name).count(name) == 1


@pytest.mark.parametrize(
    ("modes", "template", "sign"),
    [
        ((CAN, SEEKS), None, "solid"),
        ((SEEKS, LENDS), None, "solid"),
        ((TEACHES, LEARNS), None, "dashed"),
        ((LEARNS, TEACHES), None, "dashed"),
        ((TEACHES, SEEKS), None, "solid"),
        ((TOGETHER, TOGETHER), None, "dotted"),
        ((CAN, LENDS), "repair_cafe", "dotted"),
    ],
)
def test_the_line_has_the_sign_of_the_best_reason(modes, template, sign):
    best = reason(*modes, template=template)
    assert sentences.line_style([best, reason(TOGETHER, TOGETHER)]) == sign


@pytest.mark.parametrize("kind", KINDS)
def test_who_has_no_name_for_this_visitor_gets_a_friendly_word(kind):
    word = sentences.name_of({"name": "", "kind": kind})
    assert " " in word and "." not in word
    assert sentences.name_of({"name": "Fatima", "kind": kind}) == "Fatima"

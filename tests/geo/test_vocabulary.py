"""The vocabulary: every entry complete, every word leads home, nothing hostile gets through."""

import json
import re
import unicodedata
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.errors import VocabularyError
from geo.terms import KINDS, MODES
from geo.vocabulary import VOCABULARY_FILE, load_vocabulary
from geo.words import fold

VOCABULARY = load_vocabulary()
CAPABILITY_WORDS = [
    (word, capability.code)
    for capability in VOCABULARY.capabilities
    for word in (
        capability.code,
        *capability.labels.values(),
        *capability.synonyms["nl"],
        *capability.synonyms["en"],
    )
]
DOMAIN = """
koken_groep bakken wereldkeuken eettafel inmaken voedsel_delen gastvrij tuinieren snoeien moestuin
stekken composteren natuurgids hond dieren klus_huis schilderen timmeren elektra loodgieten
fietsreparatie apparaten sjouwen energiecoach isoleren zon hergebruik zwerfvuil autodelen naaien
breien tekenen keramiek hout fotografie bloemen zingen instrument muziekles toneel dans verhalen
presenteren geluid_licht wandelen fietsen trainen yoga zwemmen bordspel fluiten speelmiddag
taalmaatje andere_taal huiswerk voorlezen rekenen tolken cursus leeskring telefoonhulp website
ontwerp video programmeren schrijven luisteren boodschap bezoek mantelzorg_steun lotgenoot ehbo
ervaring oppassen mentor jeugdleider opvoeden speelgoed schoolreis rijden meerijden fietsles
begeleiden bezorgen rolstoel feest voorzitten werven fondsen penningmeester bemiddelen verbinden
buurtwacht formulieren belasting recht budget cv ondernemen wonen culturen vieren stilte filosofie
nieuwkomers herdenken zaal keuken werkplaats buitenplek gereedschap beamer meubels bakfiets drukken
opslag
"""
NEVER = ("probleem", "behoefte", "kwetsbaar", "doelgroep", "tekort", "achterstand", "hulpvrager")
DUO_TYPES = """
basisschool VBO/MAVO VBO/MAVO/HAVO/VWO VBO PRO HAVO/VWO MAVO/HAVO/VWO BRUGJAAR VWO VBO/MAVO/HAVO
MAVO VBO/MAVO/PRO VBO/MAVO/HAVO/VWO/PRO VBO/PRO HAVO VBO/HAVO/VWO MAVO/HAVO VBO/HAVO
"""


def test_all_capabilities_of_the_domain_are_there():
    assert len(DOMAIN.split()) == 116
    assert set(DOMAIN.split()) <= {capability.code for capability in VOCABULARY.capabilities}


def test_there_are_sixteen_themes_six_modes_and_forty_subkinds():
    assert len(VOCABULARY.themes) == 16
    assert tuple(mode.code for mode in VOCABULARY.modes) == MODES
    assert tuple(kind.code for kind in VOCABULARY.kinds) == KINDS
    assert sum(subkind.kind == "association" for subkind in VOCABULARY.subkinds) == 22
    assert sum(subkind.kind == "institution" for subkind in VOCABULARY.subkinds) == 18


def test_every_theme_has_capabilities():
    assert {capability.theme for capability in VOCABULARY.capabilities} == {t.code for t in VOCABULARY.themes}


@pytest.mark.parametrize("capability", VOCABULARY.capabilities, ids=lambda capability: capability.code)
def test_a_capability_has_words_in_both_languages_and_fits_a_chip(capability):
    assert len(capability.synonyms["nl"]) >= 4
    assert len(capability.synonyms["en"]) >= 2
    assert all(3 <= len(label) <= 40 for label in capability.labels.values())


def test_the_data_never_speaks_of_what_somebody_lacks():
    text = VOCABULARY_FILE.read_text(encoding="utf-8").casefold()
    assert [word for word in NEVER if word in text] == []


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("naaien", "naaien"),
        ("zaal", "zaal"),
        ("fietsenmaker", "fietsreparatie"),
        ("bandenplakker", "fietsreparatie"),
        ("kokkin", "koken_groep"),
        ("koken voor een groep", "koken_groep"),
        ("oma-oppas", "oppassen"),
        ("Klusjesman", "klus_huis"),
        ("buurtkamer", "zaal"),
        ("zaaltje", "zaal"),
        ("  Naaien en Verstellen ", "naaien"),
        ("sewing", "naaien"),
        ("koken_groep", "koken_groep"),
        ("EHBO'er", "ehbo"),
        ("Financien", "penningmeester"),
    ],
)
def test_words_that_people_use_lead_to_a_capability(text, code):
    match = VOCABULARY.resolve(text)
    assert match is not None
    assert (match.code, match.how != "near") == (code, True)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("naaimachines", "naaien"),
        ("taartjes", "bakken"),
        ("boekje", "leeskring"),
        ("boormachines", "gereedschap"),
        ("gitaren", "instrument"),
        ("hondjes", "hond"),
        ("zaaltjes", "zaal"),
        ("boompje", "snoeien"),
        ("boekhoudster", "penningmeester"),
        ("houtbewerker", "hout"),
        ("koks", "koken_groep"),
        ("naai machine", "naaien"),
        ("computer-hulp", "telefoonhulp"),
    ],
)
def test_other_forms_of_a_word_lead_to_the_same_capability(text, code):
    match = VOCABULARY.resolve(text)
    assert (match.code, match.how != "near") == (code, True)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("een beetje naaien", "naaien"),
        ("heel goed taarten bakken", "bakken"),
        ("hulp bij formulieren", "formulieren"),
        ("ik ben goed in gitaar", "instrument"),
        ("help with sewing", "naaien"),
    ],
)
def test_little_words_around_a_term_make_no_difference(text, code):
    assert VOCABULARY.resolve(text).code == code


@pytest.mark.parametrize(
    "text", ["fruit", "maïs", "drugs", "bus", "om", "les van de dag", "treinen", "keuren"]
)
def test_a_short_word_that_resembles_another_is_not_taken_for_it(text):
    assert VOCABULARY.resolve(text) is None


@pytest.mark.parametrize(
    ("text", "code", "mode"),
    [
        ("wil leren breien", "breien", "learns"),
        ("Ik kan naaien", "naaien", "can"),
        ("leert anderen naaien", "naaien", "teaches"),
        ("zoekt een zaaltje", "zaal", "seeks"),
        ("zingen (samen)", "zingen", "together"),
        ("gereedschap te leen", "gereedschap", "lends"),
        ("wants to learn knitting", "breien", "learns"),
        ("samen eten", "eettafel", None),
        ("naaien", "naaien", None),
    ],
)
def test_a_phrase_gives_capability_and_mode_together(text, code, mode):
    match, found = VOCABULARY.resolve_gift(text)
    assert (match.code, found) == (code, mode)


@pytest.mark.parametrize("text", ["", "wil leren", "zoekt raketten", "kan", None])
def test_a_phrase_without_a_known_capability_gives_no_gift(text):
    assert VOCABULARY.resolve_gift(text) is None


@pytest.mark.parametrize(
    ("text", "code"),
    [("fietsemaker", "fietsreparatie"), ("computrehulp", "telefoonhulp"), ("gardning", "tuinieren")],
)
def test_a_near_spelling_is_found_and_marked_as_a_guess(text, code):
    match = VOCABULARY.resolve(text)
    assert (match.code, match.how) == (code, "near")


@pytest.mark.parametrize(
    "text", ["", "   ", "naa", "haaien", "kernfysica", "bark", "mond", "x" * 10_000, "?!", "12345"]
)
def test_what_is_no_known_word_stays_unresolved(text):
    assert VOCABULARY.resolve(text) is None


@pytest.mark.parametrize("value", [None, 3, float("nan"), ["naaien"], b"naaien"])
def test_what_is_no_text_stays_unresolved(value):
    assert VOCABULARY.resolve(value) is None
    assert VOCABULARY.resolve_mode(value) is None
    assert VOCABULARY.resolve_kind(value) is None


def test_every_word_in_the_file_leads_to_its_own_capability():
    lost = [(word, code) for word, code in CAPABILITY_WORDS if VOCABULARY.resolve(word).code != code]
    assert lost == []


@given(
    st.sampled_from(CAPABILITY_WORDS),
    st.sampled_from((str.upper, str.lower, str.title, str.swapcase)),
    st.sampled_from(("", " ", "\t", "\n", "  ")),
    st.sampled_from(("", "\u0301", "\u0308", "\u0327")),
)
def test_case_spaces_and_accents_make_no_difference(entry, recase, space, accent):
    word, code = entry
    written = space + recase(word[:1] + accent + word[1:]) + space
    assert VOCABULARY.resolve(written) == VOCABULARY.resolve(word)
    assert VOCABULARY.resolve(word).code == code


@given(st.text(max_size=120))
def test_any_text_is_resolved_or_not_but_never_raises(text):
    match = VOCABULARY.resolve(text)
    assert match is None or VOCABULARY.capability(match.code)
    assert VOCABULARY.resolve_mode(text) in (None, *MODES)
    VOCABULARY.resolve_kind(text)
    VOCABULARY.resolve_gift(text)
    VOCABULARY.search(text, "nl")


@given(st.text())
def test_folding_twice_is_folding_once(text):
    assert fold(fold(text)) == fold(text)


def test_hostile_strings_are_never_recognised(reference):
    hostile = json.loads((reference / "blns" / "blns.json").read_text(encoding="utf-8"))
    found = [text for text in hostile if VOCABULARY.resolve(text) or VOCABULARY.resolve_kind(text)]
    assert found == []
    assert not VOCABULARY.resolve_column(pd.Series(hostile))["code"].any()


@pytest.mark.parametrize("text", DUO_TYPES.split())
def test_every_kind_of_school_in_the_national_list_is_a_school(text):
    assert VOCABULARY.resolve_kind(text) == ("institution", "school")


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("talent", ("talent", "")),
        ("Bewoner", ("talent", "")),
        ("person", ("talent", "")),
        ("vereniging", ("association", "")),
        ("Club", ("association", "")),
        ("zangkoor", ("association", "muziek")),
        ("koren", ("association", "muziek")),
        ("Sportvereniging", ("association", "sport")),
        ("instelling", ("institution", "")),
        ("organisation", ("institution", "")),
        ("organization", ("institution", "")),
        ("service provider", ("institution", "")),
        ("bieb", ("institution", "bibliotheek")),
        ("kerk/moskee", ("institution", "kerkgebouw")),
        ("school/bibliotheek", ("institution", "")),
        ("vrouwenkoor", ("association", "muziek")),
        ("tafeltennisvereniging", ("association", "sport")),
        ("hondenvereniging", ("association", "")),
        ("montessoribasisschool", ("institution", "school")),
    ],
)
def test_kind_words_lead_to_a_kind_and_a_subkind(text, kind):
    assert VOCABULARY.resolve_kind(text) == kind


@pytest.mark.parametrize(
    "text", ["", "/", "school/", "school/koor", "maandag", "VBO/onbekend", "workshop", "superbewoner"]
)
def test_kind_words_that_disagree_or_are_unknown_lead_nowhere(text):
    assert VOCABULARY.resolve_kind(text) is None


@pytest.mark.parametrize(
    ("text", "mode"),
    [
        ("kan", "can"),
        ("ik kan", "can"),
        ("Biedt", "can"),
        ("geeft les in", "teaches"),
        ("leert anderen", "teaches"),
        ("wil leren", "learns"),
        ("samen", "together"),
        ("doet graag samen", "together"),
        ("leent uit", "lends"),
        ("zoekt", "seeks"),
        ("looking for", "seeks"),
        ("teaches", "teaches"),
        ("maandag", None),
    ],
)
def test_phrases_lead_to_a_mode(text, mode):
    assert VOCABULARY.resolve_mode(text) == mode


def test_a_column_is_resolved_on_its_own_index():
    words = pd.Series(["Zaal", "raketbouw", "naaien", "Zaal", None], index=[7, 7, 3, 1, 0])
    matches = VOCABULARY.resolve_column(words)
    assert matches["code"].tolist() == ["zaal", "", "naaien", "zaal", ""]
    assert matches["how"].tolist() == ["code", "", "code", "code", ""]
    assert matches.index.tolist() == [7, 7, 3, 1, 0]


def test_an_empty_column_gives_an_empty_table():
    assert VOCABULARY.resolve_column(pd.Series([], dtype="str")).columns.tolist() == ["code", "how", "word"]


def test_themes_of_gifts_come_in_file_order_and_once():
    assert VOCABULARY.themes_of("zaal:lends naaien:can breien:can koken_groep:seeks") == (
        "eten",
        "maken",
        "ruimte",
    )
    assert VOCABULARY.themes_of("") == ()


def test_a_capability_that_left_the_file_gives_no_theme_but_the_rest_stays():
    assert VOCABULARY.themes_of("toverkunst:can zaal:lends") == ("ruimte",)


def test_themes_of_a_column_follow_its_rows():
    themes = VOCABULARY.themes_of_column(pd.Series(["zaal:lends", "", "zaal:lends"], index=[2, 0, 1]))
    assert themes.to_dict() == {2: ("ruimte",), 0: (), 1: ("ruimte",)}


def test_positions_are_the_order_of_the_file():
    codes = [capability.code for capability in VOCABULARY.capabilities]
    assert [VOCABULARY.position(code) for code in codes] == list(range(len(codes)))


def test_any_term_has_a_label_and_an_unknown_one_is_an_error():
    assert VOCABULARY.label("naaien", "en") == "Sewing and mending"
    assert VOCABULARY.label("eten", "nl") == "Koken & samen eten"
    assert VOCABULARY.label("teaches", "nl") == "leert anderen"
    assert VOCABULARY.label("association", "nl") == "Vereniging"
    assert VOCABULARY.label("school", "en") == "School"
    for ask in (VOCABULARY.capability, VOCABULARY.position, VOCABULARY.theme_of):
        with pytest.raises(VocabularyError) as error:
            ask("toverkunst")
        assert (error.value.code, error.value.details) == ("vocabulary.unknown_term", {"term": "toverkunst"})


def test_search_finds_labels_before_synonyms_and_synonyms_before_insides():
    assert VOCABULARY.search("naai", "nl")[0] == "naaien"
    assert VOCABULARY.search("groen", "nl")[0] == "groen"
    assert VOCABULARY.search("kok", "nl")[:2] == ("eten", "koken_groep")
    assert "leeskring" in VOCABULARY.search("bieb", "nl")


def test_search_falls_back_on_the_other_language():
    assert VOCABULARY.search("sewing", "nl") == VOCABULARY.search("sewing", "en") != ()


def test_search_wants_every_typed_word():
    assert VOCABULARY.search("koken groep", "nl") == ("koken_groep",)
    assert VOCABULARY.search("koken raket", "nl") == ()
    assert VOCABULARY.search("  ", "nl") == ()


@given(st.sampled_from(CAPABILITY_WORDS), st.sampled_from(("nl", "en")))
def test_typing_a_whole_word_finds_its_capability(entry, lang):
    word, code = entry
    assert code in VOCABULARY.search(word, lang) or code in VOCABULARY.search(
        word, {"nl": "en", "en": "nl"}[lang]
    )


def _write(tmp_path: Path, *changes: tuple[str, str]) -> Path:
    text = VOCABULARY_FILE.read_text(encoding="utf-8")
    for before, after in changes:
        assert before in text
        text = text.replace(before, after, 1)
    path = tmp_path / "words.toml"
    path.write_text(text, encoding="utf-8")
    return path


def test_a_broken_file_tells_all_its_faults_at_once(tmp_path):
    path = _write(
        tmp_path,
        ('code = "naaien"', 'code = "Naaien!"'),
        ('en = "Baking"\n', ""),
        ('"loodgieter",', '"loodgieter", "fietsenmaker",'),
        ('code = "snoeien"\ntheme = "groen"', 'code = "snoeien"\ntheme = "grijs"'),
        ('code = "breien"', 'code = "tekenen"'),
        ('code = "sport"\nkind = "association"', 'code = "sport"\nkind = "talent"'),
        ('code = "seeks"', 'code = "needs"'),
        ('"tuinman",', '"tuinman", 7, "",'),
    )
    with pytest.raises(VocabularyError) as error:
        load_vocabulary(path)
    problems = {(problem.where, problem.rule) for problem in error.value.details["problems"]}
    assert error.value.code == "vocabulary.broken"
    assert problems >= {
        ("capabilities.Naaien!", "code_form"),
        ("capabilities.bakken", "label_en"),
        ("capabilities.fietsreparatie", "word_twice"),
        ("capabilities.snoeien", "theme_unknown"),
        ("capabilities.tekenen", "code_twice"),
        ("subkinds.sport", "kind_unknown"),
        ("modes.seeks", "fixed_absent"),
        ("modes.needs", "fixed_unknown"),
        ("capabilities.tuinieren", "word_form"),
    }
    assert error.value.details["count"] == len(error.value.details["problems"])


@pytest.mark.parametrize(
    "content", ["[[themes]\n", "themes = 3\n", "themes = [3]\n", "[thema]\n", "fillers = [1]\n", "\x00"]
)
def test_a_file_that_is_no_list_of_entries_is_refused_in_one_way(tmp_path, content):
    path = tmp_path / "words.toml"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(VocabularyError):
        load_vocabulary(path)


def test_an_absent_file_is_refused_by_name(tmp_path):
    with pytest.raises(VocabularyError) as error:
        load_vocabulary(tmp_path / "nergens.toml")
    assert (error.value.code, error.value.details["file"]) == ("vocabulary.unreadable", "nergens.toml")


def test_a_file_with_a_byte_order_mark_and_windows_line_ends_is_read(tmp_path):
    path = tmp_path / "words.toml"
    text = VOCABULARY_FILE.read_text(encoding="utf-8").replace("\n", "\r\n")
    path.write_bytes(b"\xef\xbb\xbf" + text.encode())
    assert load_vocabulary(path).capability("naaien").labels["nl"] == "Naaien en verstellen"


def test_a_vocabulary_cannot_be_changed():
    with pytest.raises(TypeError):
        VOCABULARY.capability("naaien").labels["nl"] = "x"
    with pytest.raises(AttributeError):
        VOCABULARY.themes = ()


def test_labels_hold_no_marks_that_a_screen_would_read_as_layout():
    labels = [
        label for term in (*VOCABULARY.themes, *VOCABULARY.capabilities) for label in term.labels.values()
    ]
    assert [label for label in labels if re.search(r"[<>{}$`*_\[\]\\|]", label)] == []
    assert all(unicodedata.is_normalized("NFC", label) for label in labels)

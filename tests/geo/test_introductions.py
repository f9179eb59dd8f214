"""Introductions: a double yes, in which a no, no answer and going away are the same to the other side."""

import shutil
import tempfile
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from geo.access import FOLLOW_UP, INTRODUCE, may
from geo.consent import ASK, KEEP, SHOW_NEIGHBOURS, SHOW_PUBLIC
from geo.errors import AccessError, CardError, KrachtenkaartError, NotFoundError
from geo.gifts import Gift, parse_gifts
from geo.introductions import (
    ASKS_AT_MOST,
    CONNECTION_COLUMNS,
    DOING,
    MET,
    NO_GIFT,
    NOTHING,
    QUESTION_LASTS,
    TO_HEAR,
    about_gifts,
    between_seen,
    count_connected,
    pairs,
    read_note,
    told_pair_by_pair,
)
from geo.roles import MUNICIPALITY, of_areas
from geo.store import Store
from geo.terms import ASSOCIATION, CONNECTOR, NEIGHBOURS, PUBLIC
from tests.lists import TODAY, read_list
from tests.stores import NOW, card, yes_to

SEEN = (KEEP, ASK, SHOW_NEIGHBOURS, SHOW_PUBLIC)
GROUPS = """id,naam,soort,postcode,zoekt,leent uit
koor,Koor De Kraan,vereniging,1811BC,zaal,
eik,De Eik,buurthuis,1811CK,,zaal
"""
TEACH, LEARN = Gift("naaien", "teaches"), Gift("naaien", "learns")
LATER = NOW + timedelta(days=14)
OUTLIVED = NOW + QUESTION_LASTS + timedelta(days=1)


class Hood:
    """A store with two groups from a list, Amina who learns, and Bram who teaches."""

    def __init__(self, path: Path, secrets: dict[str, str] | None = None) -> None:
        self.path, self.store, self.secrets = path, Store(path), dict(secrets or {})

    def joins(self, name: str, *purposes: str) -> None:
        made = card(name, asset_id=name.lower(), contact=f"{name}@example.org", gifts="naaien:can")
        kept = self.store.add_card(made, yes_to(*(purposes or SEEN)), role=CONNECTOR, key=name, when=NOW)
        self.secrets[name] = kept.secret

    def visit(self, name: str, when=NOW) -> str:
        return self.store.open_link(self.secrets[name], when=when) or "gone"

    def asks(self, name: str, other: str, when=NOW) -> str:
        visit = self.visit(name, when)
        return self.store.ask_own(visit, other, role=PUBLIC, about=(LEARN, TEACH), when=when)

    def reads(self, name: str, when=NOW):
        return self.store.read_own_introductions(self.visit(name, when), role=PUBLIC, when=when)

    def says(self, name: str, is_yes: bool, when=NOW) -> None:
        (found,) = self.reads(name, when)
        self.store.answer_own(self.visit(name, when), found.introduction_id, is_yes=is_yes, when=when)

    def follow_ups(self):
        return self.store.read_introductions(role=CONNECTOR, today=TODAY)

    def connected(self, role=PUBLIC) -> tuple:
        return pairs(self.store.read_connections(role=role, today=TODAY))


@pytest.fixture(scope="module")
def begun(tmp_path_factory):
    """The neighbourhood before anything happens, made once."""
    hood = Hood(tmp_path_factory.mktemp("begun") / "krachtenkaart.db")
    with closing(hood.store):
        hood.store.add_import(read_list(GROUPS))
        hood.joins("Amina")
        hood.joins("Bram")
    return hood


@pytest.fixture
def hood(begun, tmp_path):
    yield from copied(begun, tmp_path / "krachtenkaart.db")


def copied(hood: Hood, path: Path):
    shutil.copy(hood.path, path)
    copy = Hood(path, hood.secrets)
    with closing(copy.store):
        yield copy


# ---- who may


@pytest.mark.parametrize("role", [PUBLIC, NEIGHBOURS, "niemand"])
def test_only_the_connector_brings_together_and_follows_up(hood, role):
    assert may(CONNECTOR, INTRODUCE) and may(CONNECTOR, FOLLOW_UP)
    one = hood.store.introduce("koor", "eik", role=CONNECTOR, when=NOW)
    for refused in (
        lambda: hood.store.introduce("koor", "eik", role=role),
        lambda: hood.store.read_introductions(role=role),
        lambda: hood.store.note_yes(one, "koor", role=role),
        lambda: hood.store.follow_up(one, MET, "", role=role),
        lambda: hood.store.undo_introduction(one, role=role),
    ):
        with pytest.raises(AccessError, match=r"access\.refused"):
            refused()


def test_who_is_not_seen_cannot_be_asked_and_neither_can_nobody(hood):
    hood.joins("Chi", KEEP, ASK)
    for other in ("chi", "niemand", "eik-2"):
        with pytest.raises(NotFoundError, match=r"card\.gone"):
            hood.asks("Amina", other)
    with pytest.raises(CardError, match=r"introduction\.same"):
        hood.asks("Amina", "amina")
    assert hood.follow_ups() == ()


def test_who_may_not_be_asked_does_not_ask_either(hood):
    hood.joins("Chi", KEEP, SHOW_NEIGHBOURS, SHOW_PUBLIC)
    with pytest.raises(CardError, match=r"introduction\.own_closed"):
        hood.asks("Chi", "bram")


def test_only_so_many_questions_are_on_their_way(hood):
    for number in range(ASKS_AT_MOST):
        hood.joins(f"buur{number}")
        hood.asks("Amina", f"buur{number}")
    with pytest.raises(CardError, match=r"introduction\.many"):
        hood.asks("Amina", "bram")
    assert hood.asks("Amina", "bram", OUTLIVED)


# ---- the double yes


def test_two_groups_are_connected_at_once(hood):
    hood.store.introduce("koor", "eik", role=CONNECTOR, when=NOW)
    assert hood.connected() == (("eik", "koor"),)


def test_contact_is_exchanged_when_both_said_yes_and_not_before(hood):
    hood.asks("Amina", "bram")
    (asked,) = hood.reads("Bram")
    assert (asked.is_question, asked.about, asked.made_on) == (True, TEACH, "2026-11-22")
    assert asked.other_name == asked.other_contact == ""
    (before,) = hood.reads("Amina")
    assert (before.is_question, before.is_agreed, before.other_name) == (False, False, "")
    assert hood.connected() == ()
    hood.says("Bram", True)
    (mine,), (his,) = hood.reads("Amina"), hood.reads("Bram")
    assert (mine.is_agreed, mine.other_name, mine.other_contact) == (True, "Bram", "Bram@example.org")
    assert (his.is_agreed, his.other_name, his.other_contact) == (True, "Amina", "Amina@example.org")
    assert hood.connected() == (("amina", "bram"),)


def test_two_who_are_brought_together_are_both_asked(hood):
    hood.store.introduce("amina", "bram", role=CONNECTOR, about=(LEARN, TEACH), when=NOW)
    before = hood.reads("Bram")
    hood.says("Amina", True)
    assert hood.reads("Bram") == before and before[0].is_question and hood.connected() == ()
    hood.says("Bram", True)
    assert hood.reads("Amina")[0].other_contact == "Bram@example.org"


def test_a_group_is_named_to_a_resident_who_decides_alone(hood):
    hood.store.introduce("koor", "amina", role=CONNECTOR, when=NOW)
    (asked,) = hood.reads("Amina")
    assert (asked.other_name, asked.is_agreed) == ("Koor De Kraan", False) and hood.connected() == ()
    hood.says("Amina", True)
    assert hood.connected() == (("amina", "koor"),)


def test_two_who_ask_each_other_have_both_said_yes(hood):
    hood.asks("Amina", "bram")
    hood.asks("Bram", "amina")
    assert hood.reads("Amina")[0].is_agreed and hood.reads("Bram")[0].is_agreed


def test_the_same_question_again_is_one_question(hood):
    assert hood.asks("Amina", "bram") == hood.asks("Amina", "bram", LATER)
    assert len(hood.reads("Bram")) == 1 and len(hood.follow_ups()) == 1


def test_a_question_that_was_not_answered_goes_after_a_while(hood):
    hood.asks("Amina", "bram")
    assert hood.reads("Bram", OUTLIVED) == hood.reads("Amina", OUTLIVED) == ()


def test_a_question_of_somebody_else_cannot_be_answered(hood):
    one = hood.asks("Amina", "bram")
    hood.joins("Chi")
    with pytest.raises(NotFoundError, match=r"introduction\.gone"):
        hood.store.answer_own(hood.visit("Chi"), one, is_yes=True, when=NOW)


def goes_quietly(hood: Hood) -> None:
    """Say nothing."""


def says_no(hood: Hood) -> None:
    hood.says("Bram", False)


def says_yes_and_then_no(hood: Hood) -> None:
    hood.says("Bram", True)
    hood.says("Bram", False)


def may_not_be_asked_any_more(hood: Hood) -> None:
    hood.store.consent_own(hood.visit("Bram"), yes_to(KEEP, SHOW_NEIGHBOURS, SHOW_PUBLIC), when=NOW)


def sleeps(hood: Hood) -> None:
    hood.store.consent_own(hood.visit("Bram"), yes_to(), when=NOW)


def hides(hood: Hood) -> None:
    hood.store.hide_own(hood.visit("Bram"), is_hidden=True, when=NOW)


def is_erased(hood: Hood) -> None:
    hood.store.erase("bram", role=CONNECTOR)


def said_yes_and_went(hood: Hood) -> None:
    hood.says("Bram", True)
    may_not_be_asked_any_more(hood)


GOING = (
    goes_quietly,
    says_no,
    says_yes_and_then_no,
    may_not_be_asked_any_more,
    sleeps,
    hides,
    is_erased,
    said_yes_and_went,
)


@pytest.mark.parametrize("went", GOING)
@pytest.mark.parametrize("by", ["Amina", CONNECTOR])
def test_whatever_the_other_does_but_say_yes_looks_the_same(hood, tmp_path, went, by):
    if by == "Amina":
        hood.asks("Amina", "bram")
    else:
        hood.store.introduce("amina", "bram", role=CONNECTOR, about=(LEARN, TEACH), when=NOW)
        hood.says("Amina", True)
    hood.store.close()
    (quiet,) = copied(hood, tmp_path / "quiet.db")
    went(hood)
    for when in (NOW, LATER, OUTLIVED):
        assert repr(hood.reads("Amina", when)) == repr(quiet.reads("Amina", when))
    quiet.store.close()
    if by == "Amina" and went not in (sleeps, hides, is_erased):
        assert hood.asks("Amina", "bram") == hood.reads("Amina")[0].introduction_id


@pytest.mark.parametrize(
    "went", [says_no, may_not_be_asked_any_more, says_yes_and_then_no, said_yes_and_went]
)
def test_the_connector_cannot_tell_a_no_from_no_answer(hood, went):
    hood.asks("Amina", "bram")
    before = hood.follow_ups()
    went(hood)
    assert hood.follow_ups() == before


def test_the_connector_cannot_tell_in_which_way_a_card_went(hood, tmp_path):
    hood.asks("Amina", "bram")
    hood.store.follow_up(
        hood.follow_ups()[0].introduction_id, TO_HEAR, "Zij bellen", role=CONNECTOR, when=NOW
    )
    hood.store.close()
    left = []
    for went in (hides, sleeps, is_erased):
        for other in copied(hood, tmp_path / f"{went.__name__}.db"):
            went(other)
            left.append(repr(other.follow_ups()))
    assert len(set(left)) == 1 and "bram" not in left[0] and "bellen" not in left[0]


# ---- following up


def test_open_follow_ups_come_oldest_first_and_ask_for_a_call_after_two_weeks(hood):
    hood.store.introduce("amina", "bram", role=CONNECTOR, when=LATER)
    hood.store.introduce("koor", "eik", role=CONNECTOR, when=NOW)
    first, second = hood.follow_ups()
    assert [end.asset_id for end in first.ends] == ["koor", "eik"] and first.is_open
    assert [one.is_due(LATER.date()) for one in (first, second)] == [True, False]
    assert not first.is_due(LATER.date() - timedelta(days=1))
    hood.store.follow_up(first.introduction_id, DOING, "Zij zingen in De Eik", role=CONNECTOR, when=LATER)
    done = hood.follow_ups()[0]
    assert (done.outcome, done.outcome_on, done.is_open) == (DOING, "2026-12-06", False)
    assert done.note == "Zij zingen in De Eik" and not done.is_due(OUTLIVED.date())


def test_a_yes_on_paper_is_noted_as_such_and_counts(hood):
    one = hood.asks("Amina", "bram")
    hood.store.note_yes(one, "bram", role=CONNECTOR, when=NOW)
    (followed,) = hood.follow_ups()
    assert [(end.said_yes_on, end.is_on_paper) for end in followed.ends] == [
        ("2026-11-22", False),
        ("2026-11-22", True),
    ]
    assert hood.connected() == (("amina", "bram"),)
    assert hood.reads("Amina")[0].other_contact == "Bram@example.org"


def test_a_yes_on_paper_does_not_undo_what_somebody_said_behind_the_link(hood):
    one = hood.asks("Amina", "bram")
    before = hood.reads("Amina")
    hood.says("Bram", False)
    hood.store.note_yes(one, "bram", role=CONNECTOR, when=NOW)
    assert hood.reads("Amina") == before and hood.connected() == ()


def test_who_met_is_connected_whatever_was_pressed(hood):
    one = hood.asks("Amina", "bram")
    hood.store.follow_up(one, NOTHING, "", role=CONNECTOR, when=NOW)
    assert hood.connected() == () and hood.reads("Bram") == ()
    hood.store.follow_up(one, MET, "", role=CONNECTOR, when=NOW)
    assert hood.connected() == (("amina", "bram"),)


def test_an_introduction_that_was_a_mistake_leaves_nothing(hood):
    one = hood.store.introduce("koor", "eik", role=CONNECTOR, when=NOW)
    version = hood.store.introductions_version
    hood.store.undo_introduction(one, role=CONNECTOR)
    assert hood.follow_ups() == () and hood.connected() == ()
    assert hood.store.introductions_version > version
    with pytest.raises(NotFoundError, match=r"introduction\.gone"):
        hood.store.follow_up(one, MET, "", role=CONNECTOR)


@pytest.mark.parametrize("text", ["Bel 06-12345678", "Amina heeft diabetes", "Woont Kerkstraat 5"])
def test_a_note_holds_nothing_that_had_better_not_be_kept_of_somebody(text):
    with pytest.raises(CardError, match=r"introduction\.note_hint"):
        read_note(text)
    assert read_note("  Zij\ngaan samen   naaien ") == "Zij gaan samen naaien"


# ---- what is left, and who is counted


def test_erasing_leaves_no_trace_of_a_card_in_its_introductions(hood):
    one = hood.asks("Amina", "bram")
    hood.store.follow_up(one, TO_HEAR, "Bram belt Amina", role=CONNECTOR, when=NOW)
    is_erased(hood)
    hood.store.close()
    on_disk = b"".join(file.read_bytes() for file in hood.path.parent.iterdir() if file.is_file())
    assert b"bram" not in on_disk.lower() and b"teaches" not in on_disk
    assert len(hood.follow_ups()) == 1
    hood.store.erase("amina", role=CONNECTOR)
    assert hood.follow_ups() == ()


def test_a_connection_frame_holds_only_who_the_role_may_see(hood):
    hood.joins("Chi", KEEP, ASK)
    hood.store.introduce("chi", "koor", role=CONNECTOR, initiative_id="soep", when=NOW)
    hood.says("Chi", True)
    for role, expected in ((CONNECTOR, [("chi", "koor")]), (NEIGHBOURS, []), (PUBLIC, [])):
        found = hood.store.read_connections(role=role, today=TODAY)
        assert tuple(found.columns) == CONNECTION_COLUMNS and found["day"].dtype == "datetime64[s]"
        assert list(pairs(found)) == expected and found["initiative_id"].tolist() == ["soep"] * len(expected)


def test_people_and_groups_are_counted_once_and_only_when_seen(hood):
    hood.store.introduce("koor", "eik", role=CONNECTOR, when=NOW)
    hood.store.introduce("amina", "koor", role=CONNECTOR, when=NOW)
    hood.says("Amina", True)
    found = hood.store.read_connections(role=PUBLIC, today=TODAY)
    assert count_connected(found) == 3  # koor, eik, amina
    assert count_connected(between_seen(found, {"koor", "eik"})) == 2
    assert pairs(told_pair_by_pair(found, role=PUBLIC)) == (("eik", "koor"),)
    assert len(told_pair_by_pair(found, role=CONNECTOR)) == 2


def test_a_consent_taken_back_later_changes_no_count(hood):
    hood.asks("Amina", "bram")
    hood.says("Bram", True)
    before = hood.connected()
    may_not_be_asked_any_more(hood)
    assert hood.connected() == before == (("amina", "bram"),)


@settings(
    max_examples=6,
    deadline=None,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=list(HealthCheck),
)
@given(
    steps=st.lists(
        st.tuples(st.sampled_from(["ask", "bring", "yes", "no", sleeps, hides, is_erased]), st.booleans()),
        max_size=8,
    )
)
def test_no_step_of_a_hidden_person_changes_what_others_read_of_introductions(begun, steps):
    with tempfile.TemporaryDirectory() as folder:
        for hood in copied(begun, Path(folder) / "krachtenkaart.db"):
            hood.store.consent_own(hood.visit("Bram"), yes_to(KEEP, ASK), when=NOW)
            hood.store.introduce("koor", "amina", role=CONNECTOR, when=NOW)
            expected = _public(hood)
            for step, is_amina in steps:
                _take(hood, step, "amina" if is_amina else "koor")
                assert _public(hood) == expected


def _public(hood: Hood) -> str:
    """All that the public reads of introductions."""
    found = hood.store.read_connections(role=PUBLIC, today=TODAY)
    return f"{found.to_csv()}{hood.connected(NEIGHBOURS)}"


def _take(hood: Hood, step, other: str) -> None:
    """Let Bram, who is hidden, do something; what he may not do at that moment he leaves."""
    try:
        if step == "ask":
            hood.asks("Bram", other)
        elif step == "bring":
            hood.store.introduce("bram", other, role=CONNECTOR, when=NOW)
        elif step in ("yes", "no"):
            for found in hood.reads("Bram"):
                hood.store.answer_own(
                    hood.visit("Bram"), found.introduction_id, is_yes=step == "yes", when=NOW
                )
        else:
            step(hood)
    except KrachtenkaartError:
        pass


def test_an_association_with_a_card_of_its_own_asks_too(hood):
    made = card("Repair", kind=ASSOCIATION, asset_id="repair", contact="repair@example.org")
    kept = hood.store.add_card(made, yes_to(*SEEN), role=CONNECTOR, key="r", when=NOW)
    hood.secrets["Repair"] = kept.secret
    hood.asks("Repair", "bram")
    assert hood.reads("Bram")[0].other_name == "Repair" and not hood.reads("Repair")[0].other_name
    hood.says("Bram", True)
    assert hood.reads("Repair")[0].other_contact == "Bram@example.org"


def test_a_connector_of_an_area_brings_together_and_follows_up_there_only(hood):
    of_oudorp = of_areas(["WK036106"])
    hood.store.introduce("koor", "eik", role=CONNECTOR, when=NOW)
    for is_there in (False, True):
        wijk = "WK036106" if is_there else "WK036104"
        with closing(Store(hood.path, wijk_of=lambda *_, wijk=wijk: wijk)) as store:
            assert len(store.read_introductions(role=of_oudorp, today=TODAY)) == is_there
            assert store.may_introduce([card("Amina"), card("Bram")], role=of_oudorp) == is_there
            if is_there:
                assert store.introduce("amina", "koor", role=of_oudorp, when=NOW)
            else:
                with pytest.raises(AccessError, match=r"access\.refused"):
                    store.introduce("amina", "koor", role=of_oudorp, when=NOW)


def test_the_municipality_reads_connections_of_groups_only(hood):
    hood.store.introduce("koor", "eik", role=CONNECTOR, when=NOW)
    hood.store.introduce("koor", "amina", role=CONNECTOR, when=NOW)
    hood.says("Amina", True)
    assert hood.connected(MUNICIPALITY) == (("eik", "koor"),) and len(hood.connected(PUBLIC)) == 2


def test_two_gifts_that_answer_each_other_say_what_it_is_about():
    own, other = parse_gifts("naaien:learns zaal:seeks"), parse_gifts("naaien:teaches zaal:lends")
    assert about_gifts(own, other) == (LEARN, TEACH)
    assert about_gifts(own[:1], other[1:]) == (NO_GIFT, NO_GIFT)

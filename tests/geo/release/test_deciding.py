"""When a quarter brings a new release: at least ten people apart, and no withdrawal waits twice."""

from hypothesis import given
from hypothesis import strategies as st

from geo.release.deciding import CHANGED_AT_LEAST, Decision, Former, decide

TWELVE = {f"p{number}": "x" for number in range(12)}


def less(people, count):
    return dict(list(people.items())[count:])


def test_nine_people_are_too_few_for_a_first_release_and_ten_are_enough():
    assert decide(less(TWELVE, 3), Former({})).counted is None
    assert decide(less(TWELVE, 2), Former({})).counted == less(TWELVE, 2).keys()


def test_a_quarter_in_which_nine_joined_or_changed_keeps_the_release_however_often():
    now = {one: "y" if number < 4 else "x" for number, one in enumerate(TWELVE)} | {
        f"n{i}": "x" for i in range(5)
    }
    decision = decide(now, Former(TWELVE))
    assert decision == Decision(None, has_postponed=False)
    assert decide(now, Former(TWELVE, has_postponed=True)) == decision  # whoever had left is back


def test_a_withdrawal_waits_once_and_then_nine_others_rest():
    now = less(TWELVE, 1)
    assert decide(now, Former(TWELVE)) == Decision(None, has_postponed=True)
    many = TWELVE | {f"q{number}": "x" for number in range(20)}
    counted = decide(less(many, 1), Former(many, has_postponed=True)).counted
    assert "p0" not in counted and len(counted) == len(many) - 10


def test_an_erased_person_counts_as_a_withdrawal_though_nothing_is_left_of_them():
    left = less(TWELVE, 1)
    assert decide(left, Former(left, erased=1)) == Decision(None, has_postponed=True)
    assert decide(left, Former(left, erased=1, has_postponed=True)) == Decision(frozenset())


def test_a_release_of_fewer_than_ten_is_of_nobody():
    counted = decide(less(TWELVE, 11), Former(TWELVE)).counted
    assert counted == frozenset()


lives = st.lists(
    st.dictionaries(st.integers(0, 24), st.sampled_from("xyz"), max_size=25), min_size=2, max_size=8
)


@given(lives, st.sets(st.integers(0, 24)))
def test_releases_that_follow_each_other_are_the_same_or_ten_people_apart(quarters, erased):
    """A made-up life of a release, with everything that the store does around `decide`."""
    contents: dict[int, str] = {}
    has_postponed, waiting = False, set()
    for number, people in enumerate(quarters):
        now = {str(one): digest for one, digest in people.items() if not (number and one in erased)}
        known = {one: digest for one, digest in contents.items() if not (number and int(one) in erased)}
        decision = decide(now, Former(known, len(contents) - len(known), has_postponed))
        gone = contents.keys() - now.keys()
        if decision.counted is None:
            assert not gone & waiting  # nobody who was postponed is postponed again
            waiting, has_postponed = gone, decision.has_postponed
            continue
        fresh = {one: now[one] for one in decision.counted}
        apart = [one for one in fresh.keys() | contents.keys() if fresh.get(one) != contents.get(one)]
        assert len(apart) >= CHANGED_AT_LEAST
        assert not fresh or len(fresh) >= CHANGED_AT_LEAST
        contents, has_postponed, waiting = fresh, False, set()

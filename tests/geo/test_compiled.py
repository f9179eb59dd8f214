"""The compiled loops are optional, and equal plain numpy to the last bit."""

from importlib import import_module

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geo import compiled, ranking
from geo.index import AssetIndex
from geo.question import Question, asker_of
from geo.terms import AUDIENCES, KINDS, MODES
from geo.walking import no_decay, straight_line, walk_decay
from tests.factories import PLACE, make_unchecked_assets
from tests.strategies import CAPABILITIES, asset_ids, neighbourhoods

TEMPLATES = (("feest", ("bakken", "zaal", "zingen")), ("atelier", ("naaien", "zaal")))

questions = st.builds(
    Question,
    radius_m=st.sampled_from((0.0, 300.0, 500.0, 1100.0, float("inf"))),
    limit=st.integers(1, 7),
    templates=st.sampled_from(((), TEMPLATES)),
    decay=st.just(walk_decay),
    distance=st.just(straight_line),
    audiences=st.sets(st.sampled_from(AUDIENCES), min_size=1).map(tuple),
)


@pytest.fixture(scope="module", autouse=True)
def loops():
    compiled.warm(wait=True)
    return compiled.loops()


def both(index: AssetIndex, asset_id: str, question: Question) -> tuple:
    """Rank in compiled loops and in plain numpy."""
    view = index.view(question.audiences)
    asker = asker_of(view, asset_id)
    in_loops = ranking.rank(view, asker, question)
    with compiled.plain_numpy():
        in_numpy = ranking.rank(view, asker, question)
    return [list(map(list, zip(*one, strict=True))) for one in (in_loops, in_numpy)]


def a_town(size: int) -> AssetIndex:
    """A few thousand assets on few points, so that nearly all ties there are do happen."""
    rng = np.random.default_rng(7)
    gifts = [f"{capability}:{mode}" for capability in CAPABILITIES for mode in MODES]
    rows = [
        {
            "asset_id": f"a{number}",
            "kind": KINDS[number % 3],
            "audience": AUDIENCES[int(rng.integers(3))],
            "gifts": " ".join(sorted(set(rng.choice(gifts, 3)))),
            "x": PLACE[0] + 100.0 * int(rng.integers(-30, 30)),
            "y": PLACE[1] + 100.0 * int(rng.integers(-30, 30)),
        }
        for number in rng.permutation(size)
    ]
    index = AssetIndex.build(make_unchecked_assets(rows[100:]), capabilities=CAPABILITIES)
    return index.with_changes(added=make_unchecked_assets(rows[:100]), withdrawn=["a5", "a50", "a500"])


@settings(max_examples=150, deadline=None)
@given(
    rows=neighbourhoods(min_size=1),
    added=neighbourhoods(max_size=4),
    withdrawn=st.sets(asset_ids),
    question=questions,
)
def test_compiled_and_plain_ranking_are_equal_to_the_last_bit(rows, added, withdrawn, question):
    asker = rows[0] | {"audience": question.audiences[0]}
    index = AssetIndex.build(make_unchecked_assets([asker, *rows[1:]]), capabilities=CAPABILITIES)
    others = [row for row in added if row["asset_id"] != asker["asset_id"]]
    changed = index.with_changes(
        added=make_unchecked_assets(others), withdrawn=withdrawn - {asker["asset_id"]}
    )
    in_loops, in_numpy = both(changed, asker["asset_id"], question)
    assert in_loops == in_numpy


@pytest.mark.parametrize("templates", [(), TEMPLATES])
@pytest.mark.parametrize("radius_m", [300.0, 1500.0, float("inf")])
def test_they_are_equal_where_thousands_tie(templates, radius_m):
    index = a_town(3000)
    for number in (3, 1500, 2999):
        in_loops, in_numpy = both(index, f"a{number}", Question(radius_m, 25, templates, audiences=AUDIENCES))
        assert len(in_loops) > 0
        assert in_loops == in_numpy


def test_no_question_makes_the_loops_compile_anew(loops):
    assert len(loops.rank_answers.signatures) == len(loops.add_templates.signatures) == 1


def test_a_decay_of_ones_own_is_answered_in_numpy():
    rows = [{"gifts": "zaal:seeks"}, {"gifts": "zaal:can", "x": PLACE[0] + 3000}]
    index = AssetIndex.build(make_unchecked_assets(rows), capabilities=CAPABILITIES)
    found = ranking.rank_of_asset(index, "a1", Question(5000.0, decay=no_decay))
    assert (found.asset_id, found.score) == (("a2",), [1.0])


def test_without_numba_there_are_no_loops_and_no_trouble(monkeypatch):
    def missing(name: str):
        if name == "geo.index_compiled":
            raise ImportError(name)
        return import_module(name)

    monkeypatch.setattr(compiled, "_ready", [])
    monkeypatch.setattr(compiled, "import_module", missing)
    compiled.warm(wait=True)
    assert compiled.loops() is None

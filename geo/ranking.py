"""Ranking: the order of the assets near an asker by how well the two answer each other, before it is explained."""

from geo import compiled
from geo.answers import Asker
from geo.index import AssetIndex, View
from geo.question import Question, Ranking, asker_of, shared_templates
from geo.ranking_compiled import rank_in_loops
from geo.ranking_numpy import rank_in_numpy
from geo.walking import straight_line, walk_decay

_LOOPS_AT_MOST = 1000
"""Keeping more in order one by one costs more than sorting them at once."""


def rank_of_asset(index: AssetIndex, asset_id: str, question: Question) -> Ranking:
    """Rank the assets near an asset: `geo.complements.complements_of_asset` without the reasons."""
    view = index.view(question.audiences)
    return rank(view, asker_of(view, asset_id), question)


def rank(view: View, asker: Asker, question: Question) -> Ranking:
    """Rank the assets near an asker: in compiled loops when they are ready and know the question, or in numpy."""
    shared = shared_templates(view, asker, question)
    loops = compiled.loops()
    if loops and _is_usual(question):
        return rank_in_loops(loops, view, asker, question, shared)
    return rank_in_numpy(view, asker, question, shared)


def _is_usual(question: Question) -> bool:
    return (
        question.decay is walk_decay
        and question.distance is straight_line
        and question.limit <= _LOOPS_AT_MOST
    )

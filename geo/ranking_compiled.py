"""How `geo.ranking` puts its question to the compiled loops, and what comes back."""

from collections.abc import Sequence
from types import ModuleType
from typing import NamedTuple

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from geo.answers import Asker
from geo.fit import TEMPLATE_FIT, fit_table
from geo.index import AssetIndex, View
from geo.index_block import Block
from geo.index_columns import MODE_SETS, Columns
from geo.question import Question, Ranking, Templates, partner_capabilities, rings, shared_templates
from geo.ranking_numpy import rank_in_numpy
from geo.walking import walk_decay

_NO_PARTNERS = np.zeros(0, bool)
_REHEARSED = (("0", ("0", "1", "4")),)
"""A template for the rehearsal."""


class Asked(NamedTuple):
    """
    A question about one block.

    Attributes
    ----------
    gifts
        Capability positions of the asker, shape (g,).
    worth
        What each mode set of them is worth, shape (g, 64).
    seen
        Per audience whether it may be found.
    edges
        Ranges of cells (`geo.grid.Grid.cell_edges`).
    x, y, radius_m
        Where, in EPSG:28992 metres.
    partners
        Per capability whether it fills a place beside the asker in a template; empty for no templates.
    row
        Row of the asker in this block, or one that it does not have.
    """

    gifts: NDArray[np.int64]
    worth: NDArray[np.float64]
    seen: NDArray[np.bool_]
    edges: NDArray[np.int64]
    x: float
    y: float
    radius_m: float
    partners: NDArray[np.bool_]
    row: int


def rank_in_loops(
    loops: ModuleType, view: View, asker: Asker, question: Question, shared: Templates
) -> Ranking:
    """
    Rank the assets near an asker, who can fill a place in the shared templates.

    Parameters
    ----------
    loops
        `geo.index_compiled`.
    question
        With the usual decay and distance; others are for `geo.ranking_numpy`.
    """
    partners = partner_capabilities(view, asker, shared) if shared else _NO_PARTNERS
    found = [
        _rank_block(loops, block, first, _ask(view, block, first, asker, question, partners), question)
        for first, block in view.index.blocks
    ]
    columns = found[0] if len(found) == 1 else _merge(found, question.limit)
    low, *rest = columns
    return Ranking([-value for value in low], *rest)


def rehearse(loops: ModuleType) -> None:
    """
    Have the loops compiled for all types that they will meet, and see that they answer as plain numpy does.

    Raises
    ------
    RuntimeError
        If they do not: an old compilation was kept, or this processor counts in another way.
    """
    view = _made_up_town().view()
    for row in range(5):
        asker = Asker(view.point(row), view.gifts(row), row)
        for templates in ((), _REHEARSED):
            question = Question(1500.0, 8, templates)
            shared = shared_templates(view, asker, question)
            heard = rank_in_loops(loops, view, asker, question, shared)
            told = rank_in_numpy(view, asker, question, shared)
            if list(zip(*heard, strict=True)) != list(zip(*told, strict=True)):
                raise RuntimeError("the compiled loops do not answer as plain numpy does")


def _made_up_town() -> AssetIndex:
    """Make a few hundred assets with two gifts each, without a frame."""
    rng, size, capabilities = np.random.default_rng(1), 400, 6
    columns = Columns(
        x=rng.integers(0, 3000, size).astype(np.float64),
        y=rng.integers(0, 3000, size).astype(np.float64),
        kind=rng.integers(0, 3, size).astype(np.uint8),
        audience=(rng.random(size) < 0.2).astype(np.uint8),
        offsets=np.arange(0, 2 * size + 1, 2, dtype=np.int32),
        capability=(rng.integers(0, 3, 2 * size) + [0, 3] * size).astype(np.uint16),
        modes=rng.integers(1, MODE_SETS, 2 * size).astype(np.uint8),
    )
    ids = pa.array([f"a{number}" for number in range(size)], pa.large_string())
    nobody = Block.of(ids[:0], columns.take(np.zeros(0, np.int64)))
    return AssetIndex(Block.of(ids, columns), nobody, {str(code): code for code in range(capabilities)})


def _ask(
    view: View, block: Block, first: int, asker: Asker, question: Question, partners: NDArray[np.bool_]
) -> Asked:
    x, y = asker.place
    return Asked(
        gifts=np.array(list(asker.gifts), np.int64),
        worth=fit_table(tuple(asker.gifts.values())),
        seen=view.seen,
        edges=block.grid.cell_edges(x, y, question.radius_m),
        x=float(x),
        y=float(y),
        radius_m=float(question.radius_m),
        partners=partners,
        row=asker.row - first,
    )


def _rank_block(
    loops: ModuleType, block: Block, first: int, asked: Asked, question: Question
) -> list[Sequence]:
    """Give the columns of `Ranking` for one block, with minus the score in front."""
    count, best = loops.rank_answers(block.filed, tuple(asked), question.limit)
    if len(asked.partners):
        count, best = _add_templates(loops, block, asked, count, best)
    low, kind, far_m, row, met, template, weight = (column[:count] for column in best)
    ids = block.ids(row)
    row = row + first if first else row
    return [
        low.tolist(),
        kind.tolist(),
        far_m.tolist(),
        ids,
        row.tolist(),
        met.tolist(),
        template.tolist(),
        weight.tolist(),
    ]


def _add_templates(
    loops: ModuleType, block: Block, asked: Asked, count: int, best: Sequence[NDArray]
) -> tuple[int, Sequence[NDArray]]:
    """Let those join who share a template only, ring by ring as in `geo.ranking_numpy`."""
    inner_m = -1.0
    for reach_m in rings(asked.radius_m):
        ranges = _ranges(block, asked, reach_m)
        ring = tuple(asked._replace(radius_m=reach_m))
        count, best = loops.add_templates(block.filed, ring, *ranges, inner_m, best, count)
        beyond = TEMPLATE_FIT * float(walk_decay(np.array([reach_m]))[0])
        if count == len(best[0]) and -best[0][-1] > beyond:
            break
        inner_m = reach_m
    return count, best


def _ranges(block: Block, asked: Asked, reach_m: float) -> tuple[NDArray[np.int32], NDArray[np.int32]]:
    starts, ends = block.grid.row_ranges(asked.x, asked.y, reach_m)
    return np.ascontiguousarray(starts), np.ascontiguousarray(ends)


def _merge(found: list[list[Sequence]], limit: int) -> Sequence[Sequence]:
    """Put the best of several blocks in one order: minus the score, kind, distance, id."""
    rows = sorted(row for columns in found for row in zip(*columns, strict=True))[:limit]
    return list(zip(*rows, strict=True)) if rows else ((),) * len(Ranking._fields)

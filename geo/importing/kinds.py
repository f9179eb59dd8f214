"""Kinds and subkinds from the words that people use for them."""

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from geo.importing.candidates import Candidates, map_unique, texts
from geo.sources.columns import KIND, SUBKIND
from geo.terms import TALENT
from geo.vocabulary import Vocabulary

_UNKNOWN = ("", "")

Resolve = Callable[[str], tuple[str, str]]


def read_kinds(
    candidates: Candidates, *, vocabulary: Vocabulary, kind: str | None
) -> tuple[NDArray, NDArray]:
    """
    Tell the kind and subkind of every row.

    Parameters
    ----------
    kind
        Kind of rows whose own words name none; without it such rows are refused.

    Returns
    -------
    kinds, subkinds
        Codes, object arrays of shape (n,); "" where there is none.
    """

    def resolve(text: str) -> tuple[str, str]:
        return (text and vocabulary.resolve_kind(text)) or _UNKNOWN

    words = candidates.text(KIND)
    found = map_unique(words, resolve)
    kinds, subkinds = texts([pair[0] for pair in found]), texts([pair[1] for pair in found])
    _settle_kinds(candidates, words, kinds, kind)
    _settle_subkinds(candidates, kinds, subkinds, resolve)
    return kinds, subkinds


def _settle_kinds(candidates: Candidates, words: NDArray, kinds: NDArray, kind: str | None) -> None:
    is_open = kinds == ""
    is_strange = is_open & (words != "")
    if kind:
        candidates.ledger.remark(
            is_strange, "kind_word", column=candidates.label(KIND), values=words, details=kind
        )
        kinds[is_open] = kind
        return
    candidates.ledger.refuse(is_strange, "kind_unknown", column=candidates.label(KIND), values=words)
    candidates.ledger.refuse(is_open & (words == ""), "kind_missing", column=candidates.label(KIND))


def _settle_subkinds(candidates: Candidates, kinds: NDArray, subkinds: NDArray, resolve: Resolve) -> None:
    words = candidates.text(SUBKIND)
    found = map_unique(words, resolve)
    own = texts([pair[1] if pair[0] == kind else "" for pair, kind in zip(found, kinds, strict=True)])
    is_told = words != ""
    subkinds[is_told] = own[is_told]
    is_strange = is_told & (own == "")
    candidates.ledger.remark(is_strange, "subkind_unknown", column=candidates.label(SUBKIND), values=words)
    subkinds[np.asarray(kinds == TALENT, dtype=bool)] = ""

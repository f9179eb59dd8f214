"""
What is wanted near people, as values, and as bits: any capability of a theme, or all that an initiative needs.

Each question about a capability or theme is one bit; a word of 64 bits then answers many questions about one
place at once, and what is within a walk is the OR of what stands there.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import geopandas as gpd
import numpy as np
from numpy.typing import NDArray

from geo.errors import SchemaError
from geo.fit import OFFER_SET
from geo.index_columns import Columns, read_columns
from geo.templates import Template
from geo.vocabulary import Vocabulary

_WORD_BITS = 64


@dataclass(frozen=True)
class Want:
    """
    What must be within reach.

    Attributes
    ----------
    name
        Code of the theme, capability or template: the column of the answer.
    capabilities
        Capability codes; a theme of which there are none is nowhere.
    needs_all
        Whether each of them must be there, be it of different assets; else any one is enough.
    """

    name: str
    capabilities: frozenset[str]
    needs_all: bool = False


def theme_wants(vocabulary: Vocabulary) -> tuple[Want, ...]:
    """Want any capability of each theme, in file order."""
    return tuple(
        Want(theme.code, frozenset(one.code for one in vocabulary.capabilities if one.theme == theme.code))
        for theme in vocabulary.themes
    )


def capability_want(code: str) -> Want:
    """Want one capability."""
    return Want(code, frozenset({code}))


def template_want(template: Template) -> Want:
    """Want all that an initiative brings together."""
    return Want(template.code, frozenset(template.wants), needs_all=True)


@dataclass(frozen=True, eq=False)
class Plan:
    """
    Which bits answer which wants.

    Attributes
    ----------
    wants
        What was asked, in order.
    bits
        Bit numbers per want, all of which must be set.
    capability_bits
        Bits that an offer of each capability sets.
    """

    wants: tuple[Want, ...]
    bits: tuple[tuple[int, ...], ...]
    capability_bits: dict[str, tuple[int, ...]]

    @classmethod
    def of(cls, wants: Sequence[Want]) -> "Plan":
        """
        Lay out the bits of wants; equal questions share one.

        Raises
        ------
        SchemaError
            If a want needs all of nothing, or two have the same name.
        """
        _require_wants(wants)
        known: dict[frozenset[str], int] = {}
        bits = tuple(tuple(known.setdefault(group, len(known)) for group in _groups(want)) for want in wants)
        setting: dict[str, tuple[int, ...]] = {}
        for group, bit in known.items():
            for code in group:
                setting[code] = (*setting.get(code, ()), bit)
        return cls(tuple(wants), bits, setting)

    @property
    def words(self) -> int:
        """How many words of 64 bits an answer takes; at least one."""
        most = max((bit for bits in self.bits for bit in bits), default=0)
        return most // _WORD_BITS + 1

    def masks_of_assets(self, columns: Columns, codes: Sequence[str]) -> NDArray[np.uint64]:
        """
        Give the bits that each asset sets by what it offers.

        Parameters
        ----------
        columns
            The assets, shape (n,).
        codes
            Capability code of each position in `columns.capability`.

        Returns
        -------
        masks
            Shape (n, words).
        """
        masks = np.zeros((len(columns), self.words), np.uint64)
        row = np.repeat(np.arange(len(columns)), np.diff(columns.offsets))
        offered = (columns.modes & OFFER_SET) > 0
        given = self._capability_masks(codes)[columns.capability[offered]]
        for word in range(self.words):
            sets = given[:, word] > 0
            np.bitwise_or.at(masks[:, word], row[offered][sets], given[sets, word])
        return masks

    def answers(self, masks: NDArray[np.uint64]) -> NDArray[np.bool_]:
        """Tell per place which wants its bits answer, shape (n, n_wants)."""
        found = np.ones((len(masks), len(self.wants)), bool)
        for position, bits in enumerate(self.bits):
            for bit in bits:
                found[:, position] &= (masks[:, bit // _WORD_BITS] >> np.uint64(bit % _WORD_BITS)) & 1 > 0
        return found

    def _capability_masks(self, codes: Sequence[str]) -> NDArray[np.uint64]:
        masks = np.zeros((max(len(codes), 1), self.words), np.uint64)
        for position, code in enumerate(codes):
            for bit in self.capability_bits.get(code, ()):
                masks[position, bit // _WORD_BITS] |= np.uint64(1 << bit % _WORD_BITS)
        return masks


def read_masks(assets: gpd.GeoDataFrame, plan: Plan) -> tuple[Columns, NDArray[np.uint64]]:
    """
    Read the bits of each asset of a frame.

    Returns
    -------
    columns
        The assets as bare columns, in the order of the frame.
    masks
        Shape (n, words).

    Raises
    ------
    CrsError
        If the frame is not in EPSG:28992.
    """
    _, columns, positions = read_columns(assets, {})
    codes = sorted(positions, key=positions.__getitem__)
    return columns, plan.masks_of_assets(columns, codes)


def wants_of_assets(assets: gpd.GeoDataFrame, wants: Sequence[Want]) -> NDArray[np.bool_]:
    """Tell which wants each asset of a frame answers alone, shape (n, n_wants)."""
    plan = Plan.of(wants)
    return plan.answers(read_masks(assets, plan)[1])


def _groups(want: Want) -> list[frozenset[str]]:
    """Give the questions of a want, each of which any one capability of a group answers."""
    if want.needs_all:
        return [frozenset({code}) for code in sorted(want.capabilities)]
    return [want.capabilities]


def _require_wants(wants: Sequence[Want]) -> None:
    names = [want.name for want in wants]
    problems = [
        (want.name, "no_capabilities", None) for want in wants if want.needs_all and not want.capabilities
    ]
    problems += [(name, "twice", None) for name in sorted({one for one in names if names.count(one) > 1})]
    if problems:
        raise SchemaError("schema.values", problems=problems)

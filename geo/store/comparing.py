"""What of an import is new to the store: what is there already, in use for other content, erased, or elsewhere."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import Column, Connection, select

from geo import frames
from geo.importing import Import
from geo.importing.choices import KEEP_BOTH, Choice, Choices
from geo.report import Issue, Report
from geo.sources.columns import ID
from geo.store.ledger import Ledger
from geo.store.schema import assets as table
from geo.store.schema import settled

_AT_ONCE = 10_000  # values in one IN (...); SQLite allows 32,766


@dataclass(frozen=True, eq=False)
class Foreseen:
    """
    What an import would do.

    Attributes
    ----------
    is_new
        Which of the import's assets are not there yet, shape (n_assets,).
    """

    report: Report
    is_new: NDArray[np.bool_]


def compare(
    connection: Connection,
    imported: Import,
    ledger: Ledger,
    elsewhere: NDArray[np.bool_],
    choices: Choices,
) -> tuple[Foreseen, dict[int, Choice]]:
    """Tell which rows of an import are new, the report that says so, and what was said of others, by position."""
    known_digests = present(connection, table.c.digest, imported.digests)
    known_digests |= present(connection, settled.c.digest, imported.digests)
    is_duplicate = np.array([digest in known_digests for digest in imported.digests], dtype=bool)
    ids = imported.assets[frames.ASSET_ID].tolist()
    known_ids = present(connection, table.c[frames.ASSET_ID], ids)
    is_known = np.array([asset_id in known_ids for asset_id in ids], dtype=bool)
    in_use = is_known & imported.has_own_id & ~is_duplicate & ~elsewhere
    is_erased = _erased(imported, ids, ledger) & ~is_duplicate & ~in_use & ~elsewhere
    is_elsewhere = elsewhere & ~is_duplicate
    column = next(iter(imported.report.columns.get(ID, ())), "")
    refusals = [
        Issue(int(imported.rows[position]), column, ids[position], "id_in_use")
        for position in np.flatnonzero(in_use)
    ]
    refusals += [
        Issue(int(imported.rows[position]), "", "", "erased") for position in np.flatnonzero(is_erased)
    ]
    refusals += issues_elsewhere(imported, is_elsewhere)
    is_new = ~is_duplicate & ~in_use & ~is_erased & ~is_elsewhere
    chosen = _chosen(imported, is_new, choices)
    is_new[list(chosen)] = False
    is_duplicate[list(chosen)] = True
    duplicates = imported.rows[is_duplicate].tolist()
    report = imported.report.after_store(duplicates=duplicates, refusals=refusals)
    return Foreseen(report, is_new), chosen


def issues_elsewhere(imported: Import, at: NDArray[np.bool_]) -> list[Issue]:
    """Refuse the rows in the mask, for who brings in cards of an area only."""
    postcodes = imported.assets[frames.POSTCODE]
    column = next(iter(imported.report.columns.get(frames.POSTCODE, ())), "")
    return [
        Issue(int(imported.rows[position]), column, postcodes.iloc[position], "elsewhere")
        for position in np.flatnonzero(at)
    ]


def _erased(imported: Import, ids: Sequence[str], ledger: Ledger) -> NDArray[np.bool_]:
    """Tell which rows are of people who had themselves erased: a list from before does not bring them back."""
    if not len(ledger):
        return np.zeros(len(ids), dtype=bool)
    rows = zip(ids, imported.has_own_id, imported.digests, strict=True)
    return np.array([digest in ledger or (own and one in ledger) for one, own, digest in rows], dtype=bool)


def present(connection: Connection, column: Column, values: Sequence[str]) -> set[str]:
    """Return those of the values that the column holds."""
    found: set[str] = set()
    for start in range(0, len(values), _AT_ONCE):
        part = values[start : start + _AT_ONCE]
        found.update(connection.execute(select(column).where(column.in_(part))).scalars())
    return found


def _chosen(imported: Import, is_new: NDArray[np.bool_], choices: Choices) -> dict[int, Choice]:
    """Give the choices about new rows that are not to be kept beside the others, by position."""
    if not choices:
        return {}
    rows = imported.rows.tolist()
    said = {position: choices.get(rows[position]) for position in np.flatnonzero(is_new).tolist()}
    return {position: choice for position, choice in said.items() if choice and choice.what != KEEP_BOTH}

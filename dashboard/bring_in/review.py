"""A look at what would come of a file: understood, compared with what is here, and nothing written."""

from dataclasses import dataclass
from datetime import date

import geopandas as gpd
import numpy as np
import streamlit as st
from numpy.typing import NDArray

from dashboard import cache, state, viewer
from dashboard.i18n import t
from geo.duplicates import Alike, find_alike
from geo.frames import ASSET_ID, empty_assets
from geo.importing import Import, RawFile, understand
from geo.inventory import data_home
from geo.report import Report

_KEPT = "bring-in-review"
_UNDERSTOOD, _COMPARED = 0.5, 0.6  # shares of the work, roughly


@dataclass(frozen=True, eq=False)
class Review:
    """
    What would come of a file.

    Attributes
    ----------
    report
        As the store would give it.
    new, same
        Positions in `imported.assets` of what is new and like nobody, and of what is there already.
    alike
        What is new and may be somebody who is there; its `newcomer` are positions in `imported.assets`.
    known
        Asset frame of who is there, as this visitor may see it.
    fillable
        Ids of those in `alike` that a list may fill in.
    """

    file: RawFile
    imported: Import
    report: Report
    new: NDArray[np.int64]
    same: NDArray[np.int64]
    alike: Alike
    known: gpd.GeoDataFrame
    fillable: frozenset[str]

    @property
    def can_be_saved(self) -> bool:
        """Tell whether there is anything to add."""
        return bool(len(self.new) or len(self.alike.newcomer))


def look(file: RawFile, *, meanings: tuple[str, ...], kind: str | None) -> Review:
    """
    Look at a file; looked at once for the same question.

    Raises
    ------
    KrachtenkaartError
        If the file cannot be understood, or the store cannot be read.
    """
    question = (file, meanings, kind, cache.version(), viewer.role())
    asked, known = state.filled(_KEPT, (None, None))
    if asked == question:
        return known
    bar = st.progress(0.0, text=t("bring_in.understanding"))
    try:
        found = _look(file, meanings, kind, bar)
    finally:
        bar.empty()
    state.fill(_KEPT, (question, found))
    return found


def put_away() -> None:
    """Let go of what was looked at."""
    state.fill(_KEPT, (None, None))


def _look(file: RawFile, meanings: tuple[str, ...], kind: str | None, bar) -> Review:
    opened, store, role = cache.inventory(), cache.store(data_home()), viewer.role()
    imported = understand(
        file,
        vocabulary=opened.around.vocabulary,
        postcodes=opened.around.postcodes,
        today=date.today(),
        kind=kind,
        meanings=meanings,
    )
    bar.progress(_UNDERSTOOD, text=t("bring_in.comparing"))
    found = store.foresee(imported, role=role)
    known = empty_assets() if opened.is_demo else cache.visible_assets()
    alike = _find_alike(imported, found.is_new, known, bar)
    refused = np.array([issue.row for issue in found.report.refusals], dtype=np.int64)
    is_same = ~found.is_new & ~np.isin(imported.rows, refused)
    return Review(
        file=file,
        imported=imported,
        report=found.report,
        new=np.setdiff1d(np.flatnonzero(found.is_new), alike.newcomer),
        same=np.flatnonzero(is_same),
        alike=alike,
        known=known,
        fillable=store.fillable(known[ASSET_ID].iloc[alike.known].tolist(), role=role),
    )


def _find_alike(imported: Import, is_new: NDArray[np.bool_], known: gpd.GeoDataFrame, bar) -> Alike:
    """Find which new rows may be there already, by their positions in the import."""
    positions = np.flatnonzero(is_new)

    def tell(share: float) -> None:
        bar.progress(_COMPARED + (1 - _COMPARED) * share, text=t("bring_in.comparing"))

    alike = find_alike(imported.assets.iloc[positions], known, progress=tell)
    return alike._replace(newcomer=positions[alike.newcomer])

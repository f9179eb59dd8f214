"""How a resident may be reached: shown to the connector who asks for it, and written down in the card's history."""

from collections.abc import Iterable

import geopandas as gpd
import pandas as pd
import streamlit as st

from dashboard import cache, state, viewer
from dashboard.i18n import error_sentence, t
from geo.access import REVEAL, may
from geo.errors import KrachtenkaartError
from geo.frames import ASSET_ID, CONTACT, KIND
from geo.inventory import data_home
from geo.terms import TALENT

_SHOWN, _TROUBLE = "reveal-shown-", "reveal-trouble"


def veiled(asset: pd.Series) -> pd.Series:
    """Give an asset without its contact where that must be asked for first."""
    if _is_shown(asset):
        return asset
    without = asset.copy()
    without[CONTACT] = ""
    return without


def offer(asset: pd.Series) -> None:
    """Offer to show how a resident may be reached; that somebody did is written down."""
    if not _is_shown(asset):
        st.button(
            t("reveal.show"),
            key=f"reveal-{asset[ASSET_ID]}",
            icon=":material/contact_phone:",
            help=t("reveal.note"),
            on_click=_show,
            args=(asset[ASSET_ID],),
        )
    if (trouble := state.filled(_TROUBLE, None)) is not None:
        st.text(error_sentence(trouble))
        state.fill(_TROUBLE, None)


def write_down(assets: gpd.GeoDataFrame) -> None:
    """Write down that a list or file gives the present visitor the contacts of these residents."""
    with_contact = assets[(assets[KIND] == TALENT) & (assets[CONTACT] != "")]
    _log(with_contact[ASSET_ID])


def _is_shown(asset: pd.Series) -> bool:
    return (
        asset[KIND] != TALENT or not asset[CONTACT] or bool(state.filled(f"{_SHOWN}{asset[ASSET_ID]}", False))
    )


def _show(asset_id: str) -> None:
    try:
        _log([asset_id])
    except KrachtenkaartError as error:
        state.fill(_TROUBLE, error)
    else:
        state.fill(f"{_SHOWN}{asset_id}", True)


def _log(asset_ids: Iterable[str]) -> None:
    ids, role, found = list(asset_ids), viewer.role(), viewer.session()
    if ids and may(role, REVEAL):
        cache.store(data_home()).log_reveal(ids, role=role, who=found.who if found else "")

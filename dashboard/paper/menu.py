"""
"Bewaren en printen" on the pages: a file is made when somebody asks for it, and waits behind a link that works once.

Who will read it is asked, because a poster on a wall has other readers than the screen of its maker; nobody can
choose a reader who sees more than they do themselves.
"""

from collections.abc import Callable
from datetime import datetime
from typing import NamedTuple

import streamlit as st

from dashboard import cache, reveal, state, viewer
from dashboard.i18n import error_sentence, language, t
from dashboard.paper.card import CARD_PAPERS, make_card
from dashboard.paper.lists import CSV, GEOJSON, LISTS, MEDIA_TYPES, XLSX, make_list
from dashboard.paper.poster import A3, A4, make_poster
from dashboard.paper.view import PaperView, paper_view
from dashboard.tickets import TICKETS, Ticket
from geo.audience import as_reader, project
from geo.errors import KrachtenkaartError, NotFoundError, SourceError
from geo.frames import ASSET_ID, KIND
from geo.query import MapQuery
from geo.terms import NEIGHBOURS, PUBLIC, TALENT

POSTERS = (A3, A4)
MOST_ROWS = {CSV: 100_000, GEOJSON: 40_000, XLSX: 15_000}
"""More rows are not written while somebody waits; the command line writes any number."""

_PDF = "application/pdf"


class Made(NamedTuple):
    """A file that is ready."""

    body: bytes
    filename: str
    media_type: str


@st.fragment
def save_and_print(query: MapQuery) -> None:
    """Offer the poster and the list of this view."""
    with (
        st.container(key="save-and-print"),
        st.popover(t("paper.menu"), icon=":material/print:", type="tertiary"),
    ):
        form = st.segmented_control(
            t("paper.form"),
            (*POSTERS, *LISTS),
            default=A3,
            required=True,
            format_func=lambda code: t(f"paper.form.{code}"),
            key="paper-form",
        )
        reader = _reader(f"paper-reader-{'poster' if form in POSTERS else 'list'}", form)
        st.caption(t(f"paper.says.{'poster' if form in POSTERS else 'list'}.{reader}"))
        make_on_demand("paper", lambda: _file(query, form, reader))


def _reader(key: str, form: str) -> str:
    """Ask who will read it: for a wall everybody unless one says so, for a list those who see this screen."""
    known = cache.audiences()
    if len(known) == 1:
        return known[0]
    return st.segmented_control(
        t("paper.reader"),
        known,
        default=PUBLIC if form in POSTERS else known[-1],
        required=True,
        format_func=lambda role: t(f"paper.reader.{role}"),
        key=key,
    )


def make_on_demand(key: str, make: Callable[[], Made]) -> None:
    """Make the file when the button is pressed, and give its link; what hinders is told in a sentence."""
    if not st.button(t("paper.make"), key=f"{key}-make", type="primary"):
        return
    try:
        with st.spinner(t("paper.making")):
            made = make()
    except KrachtenkaartError as error:
        st.text(error_sentence(error))
        return
    token = TICKETS.issue(Ticket(made.body, made.filename, made.media_type))
    st.link_button(
        t("paper.save", filename=made.filename),
        f"lijst/{token}?lang={language()}",
        icon=":material/download:",
    )
    st.caption(t("paper.once"))


def _file(query: MapQuery, form: str, reader: str) -> Made:
    view = _view(query, reader)
    filename = t("paper.filename.poster" if form in POSTERS else "paper.filename.list")
    if form in POSTERS:
        body = make_poster(view, paper=form, now=datetime.now(), link=state.map_link())
        return Made(body, f"{filename}-{form}.pdf", _PDF)
    if view.assets.empty:
        raise NotFoundError("paper.nothing")
    if len(view.assets) > MOST_ROWS[form]:
        raise SourceError("paper.too_many", found=len(view.assets), allowed=MOST_ROWS[form])
    reveal.write_down(view.assets)
    body = make_list(view.assets, form=form, words=view.around.vocabulary)
    return Made(body, f"{filename}.{form}", MEDIA_TYPES[form])


def _view(query: MapQuery, reader: str) -> PaperView:
    return paper_view(cache.inventory(), query, role=_allowed(reader))


def _allowed(reader: str) -> str:
    """Give the role for the reader that was chosen, never more than the visitor sees."""
    return as_reader(viewer.role(), reader)


@st.fragment
def card_on_paper(asset_id: str) -> None:
    """Offer the card of this asset as a small sheet."""
    readers = [reader for reader in cache.audiences() if _card_for(asset_id, reader) is not None]
    if not readers:
        return
    with (
        st.container(key="card-on-paper"),
        st.popover(t("paper.card"), icon=":material/print:", type="tertiary"),
    ):
        paper = st.segmented_control(
            t("paper.size"),
            CARD_PAPERS,
            default=CARD_PAPERS[0],
            required=True,
            format_func=str.upper,
            key=f"card-paper-{asset_id}",
        )
        reader = _card_reader(asset_id, readers)
        make_on_demand(f"card-{asset_id}", lambda: _card(asset_id, paper, reader))


def _card_reader(asset_id: str, readers: list[str]) -> str:
    """Ask who will read the card; a resident's card first has neighbours as readers: the public sees no name."""
    if len(readers) == 1:
        return readers[0]
    asset = cache.asset(asset_id)
    is_resident = asset is not None and asset[KIND] == TALENT and NEIGHBOURS in readers
    return st.segmented_control(
        t("paper.reader"),
        readers,
        default=NEIGHBOURS if is_resident else readers[0],
        required=True,
        format_func=lambda role: t(f"paper.reader.{role}"),
        key=f"card-reader-{asset_id}",
    )


def _card_for(asset_id: str, reader: str):
    """Give the asset as this reader sees it, or None."""
    opened = cache.inventory()
    rows = opened.assets[opened.assets[ASSET_ID] == asset_id]
    around = opened.around
    seen = project(rows, role=_allowed(reader), postcodes=around.postcodes, areas=around.areas)
    return None if seen.empty else seen.iloc[0].to_dict()


def _card(asset_id: str, paper: str, reader: str) -> Made:
    asset = _card_for(asset_id, reader)
    if asset is None:
        raise NotFoundError("paper.nothing")
    body = make_card(
        asset,
        cache.vocabulary(),
        paper=paper,
        now=datetime.now(),
        link=state.asset_link(asset_id),
        is_demo=cache.inventory().is_demo,
    )
    return Made(body, f"{t('paper.filename.card')}-{paper}.pdf", _PDF)

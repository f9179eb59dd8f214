"""Which pages there are: where they are found, and who finds them in the navigation."""

from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

import streamlit as st
from streamlit.navigation.page import Page

from dashboard import viewer
from dashboard.i18n import t
from geo.access import FOLLOW_UP, IMPORT, READ_QUEUE, may

FOLDER = Path(__file__).parent / "app_pages"


class Listed(NamedTuple):
    """
    One page.

    Attributes
    ----------
    name
        Name of its file; its title is the sentence `page.<name>`.
    path
        Where it is in the address; the first page is the app's own address.
    icon
        Name of a Material symbol.
    action
        Only who may do this (`geo.access`) finds it in the navigation; "" for everybody.
    is_secret
        Nobody finds it there: it is known by its address alone.
    """

    name: str
    path: str
    icon: str
    action: str = ""
    is_secret: bool = False


FOR_EVERYBODY = (
    Listed("map", "", "map"),
    Listed("nearby", "buurt", "near_me"),
    Listed("together", "samen", "handshake"),
    Listed("room", "bijeenkomst", "co_present"),
    Listed("add", "meedoen", "waving_hand"),
    Listed("mine", "mijn-kaart", "person", is_secret=True),
)
FOR_CONNECTORS = (
    Listed("queue", "wachtrij", "inbox", READ_QUEUE),
    Listed("introductions", "kennismaken", "diversity_3", FOLLOW_UP),
    Listed("bring_in", "inlezen", "upload_file", IMPORT),
)
MORE = (
    Listed("coverage", "dekking", "donut_small"),
    Listed("about", "about", "info"),
    Listed("sign_in", "aanmelden", "key"),
)


def navigation() -> Page:
    """Show the navigation of this visitor, and give the page that is asked for."""
    groups = {"": FOR_EVERYBODY, t("pages.connectors"): FOR_CONNECTORS, t("pages.more"): MORE}
    return st.navigation({name: _pages(listed) for name, listed in groups.items()}, position="top")


def _pages(listed: Iterable[Listed]) -> list[Page]:
    role = viewer.role()
    return [
        st.Page(
            FOLDER / f"{one.name}.py",
            title=t(f"page.{one.name}"),
            icon=f":material/{one.icon}:",
            url_path=one.path or None,
            default=not one.path,
            visibility="visible" if _is_found(one, role) else "hidden",
        )
        for one in listed
    ]


def _is_found(page: Listed, role: str) -> bool:
    return not page.is_secret and (not page.action or may(role, page.action))

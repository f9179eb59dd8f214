"""`krachtenkaart erase`: take somebody's card out for good, wherever it left a trace."""

from typing import Annotated

import typer

from dashboard.cli.output import print_json, say, told_errors
from dashboard.i18n import t
from geo.terms import CONNECTOR

AssetId = Annotated[str, typer.Argument(help="Id of the card.", show_default=False)]
AsJson = Annotated[bool, typer.Option("--json", help="Print one JSON object and nothing else.")]


def erase(asset_id: AssetId, as_json: AsJson = False) -> None:
    """
    Erase a card for good: rows, history, consent, links, the database's log, and saved initiatives.

    Who may run commands on this machine acts as the connector. A ledger beside the database makes a backup that
    is put back forget the card again, so keep that file (krachtenkaart.db.erased) when you restore.
    """
    from geo.inventory import data_home, store_path
    from geo.store import Store

    with told_errors(as_json=as_json):
        store = Store(store_path(data_home()))
        try:
            was_there = store.erase(asset_id, role=CONNECTOR)
        finally:
            store.close()
    if as_json:
        print_json({"asset_id": asset_id, "erased": was_there})
    else:
        say(t("erase.done" if was_there else "erase.absent", asset_id=asset_id))

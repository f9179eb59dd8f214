"""`krachtenkaart sweep`: erase what has had its time, as the server does every day."""

from typing import Annotated

import typer

from dashboard.cli.output import print_json, say, told_errors
from dashboard.i18n import n
from geo.terms import CONNECTOR

AsJson = Annotated[bool, typer.Option("--json", help="Print one JSON object and nothing else.")]


def sweep(as_json: AsJson = False) -> None:
    """
    Erase residents who said no yes for 24 months, and cards that were deleted a month ago.

    The server does this when it starts and once a day. Associations and institutions are never erased by it.
    """
    from geo.inventory import data_home, open_store

    with told_errors(as_json=as_json):
        store = open_store(data_home())
        try:
            erased = store.sweep(role=CONNECTOR)
        finally:
            store.close()
    if as_json:
        print_json({"erased": erased})
    else:
        say(n("sweep.done", erased))

"""`krachtenkaart asked`: write down at which postcodes people were asked, for the page Dekking."""

from datetime import date, datetime
from typing import Annotated

import typer

from dashboard import sentences
from dashboard.cli.output import print_json, say, told_errors
from dashboard.i18n import n
from geo.inventory import data_home, open_store
from geo.terms import CONNECTOR

Postcodes = Annotated[
    list[str], typer.Argument(help="Postcodes, such as 1811BC or 1811.", show_default=False)
]
Day = Annotated[datetime | None, typer.Option(formats=["%Y-%m-%d"], help="The day; today if not given.")]
Undo = Annotated[bool, typer.Option("--undo", help="Take back marks that were made by mistake.")]
AsJson = Annotated[bool, typer.Option("--json", help="Print one JSON object and nothing else.")]


def asked(postcodes: Postcodes, day: Day = None, undo: Undo = False, as_json: AsJson = False) -> None:
    """
    Mark that people at these postcodes were asked, so that "not asked yet" is told from "nothing yet".

    A mark says where and on which day, never whom. Who may run commands on this machine acts as the connector.
    """
    on = day.date() if day else date.today()
    if on > date.today():
        raise typer.BadParameter("that day is still to come", param_hint="--day")
    with told_errors(as_json=as_json):
        store = open_store(data_home())
        try:
            change = store.unmark_asked if undo else store.mark_asked
            count = change(postcodes, role=CONNECTOR, day=on)
        finally:
            store.close()
    if as_json:
        print_json({"day": on.isoformat(), "removed" if undo else "added": count})
    else:
        say(n("asked.removed" if undo else "asked.added", count, day=sentences.day(on)))

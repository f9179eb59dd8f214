"""`krachtenkaart introductions`: of whom the connector would like to hear."""

from datetime import date
from typing import Annotated, Any

import typer

from dashboard.cli.output import print_json, say, told_errors
from dashboard.i18n import t
from dashboard.sentences import day, name_of
from geo.frames import ASSET_ID
from geo.introductions import FollowedEnd, FollowUp
from geo.inventory import data_home, open_inventory, open_store
from geo.terms import CONNECTOR

AsJson = Annotated[bool, typer.Option("--json", help="Print one JSON object.")]


def introductions(as_json: AsJson = False) -> None:
    """
    List the introductions of which nothing was heard yet, oldest first.

    Who may run commands on this machine acts as the connector.
    """
    with told_errors(as_json=as_json):
        store = open_store(data_home())
        try:
            found = [one for one in store.read_introductions(role=CONNECTOR) if one.is_open]
        finally:
            store.close()
        names = _names() if found else {}
    told = [_as_data(one, names) for one in found]
    if as_json:
        print_json({"introductions": told})
    else:
        _say(told)


def _names() -> dict[str, str]:
    assets = open_inventory(data_home()).assets
    return {asset[ASSET_ID]: name_of(asset) for asset in assets.to_dict("records")}


def _as_data(one: FollowUp, names: dict[str, str]) -> dict[str, Any]:
    return {
        "id": one.introduction_id,
        "made_on": one.made_on,
        "due": one.is_due(date.today()),
        "asked_by_owner": one.is_asked_by_owner,
        "initiative_id": one.initiative_id,
        "note": one.note,
        "ends": [_end(end, names) for end in one.ends],
    }


def _end(end: FollowedEnd, names: dict[str, str]) -> dict[str, Any]:
    """Give one end as data; all of it is empty for a card that is not on the map now."""
    return {
        "id": end.asset_id,
        "name": names.get(end.asset_id, ""),
        "kind": end.kind,
        "capability": end.about.capability,
        "mode": end.about.mode,
        "said_yes_on": end.said_yes_on,
        "on_paper": end.is_on_paper,
    }


def _say(told: list[dict[str, Any]]) -> None:
    if not told:
        say(t("introductions.cli.none"))
    for one in told:
        first, second = (end["name"] or t("introductions.someone") for end in one["ends"])
        pair = t("introductions.pair", one=first, other=second)
        made_on = day(date.fromisoformat(one["made_on"]))
        say(t("introductions.cli.line", date=made_on, pair=pair))
        if one["due"]:
            say(t("introductions.cli.due"))

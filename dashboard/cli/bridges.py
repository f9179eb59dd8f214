"""`krachtenkaart bridges`: which groups could be introduced to each other, around a postcode or per wijk."""

from typing import Annotated, Any

import typer

from dashboard import sentences
from dashboard.cli.output import print_json, say, told_errors
from dashboard.i18n import t
from geo.areas import area_of_points
from geo.bridges import GROUPS, Bridge, Introductions, find_bridges, find_bridges_near
from geo.frames import ASSET_ID
from geo.index import AssetIndex
from geo.introductions import pairs
from geo.inventory import Inventory, data_home, open_inventory, open_store
from geo.postcodes.parsing import parse_postcode
from geo.terms import ASSOCIATION, AUDIENCES, CONNECTOR

Near = Annotated[
    str | None, typer.Option(help="Postcode around which to look; else per wijk.", show_default=False)
]
Radius = Annotated[float, typer.Option(min=1, help="Straight-line metres: how far away, and how far apart.")]
Limit = Annotated[int, typer.Option(min=1, help="How many to give at most, of each wijk.")]
Json = Annotated[bool, typer.Option("--json", help="Print one JSON object.")]


def bridges(near: Near = None, radius: Radius = 1600, limit: Limit = 10, as_json: Json = False) -> None:
    """Find groups that have something for each other and could be introduced, the strongest pairs first."""
    with told_errors(as_json=as_json):
        opened = open_inventory(data_home())
        introduced = _introduced(opened)
        index = AssetIndex.build(
            opened.assets, capabilities=[term.code for term in opened.around.vocabulary.capabilities]
        )
        asked: dict[str, Any] = {"radius_m": radius}
        if near is None:
            areas = _per_wijk(opened, index, radius, limit, introduced)
        else:
            postcode = parse_postcode(near)
            place = opened.around.postcodes.point(postcode)
            asked = {"postcode": postcode, "placed_by": place.placed_by, **asked}
            found = find_bridges_near(
                index,
                (place.x, place.y),
                radius_m=radius,
                introduced=introduced,
                limit=limit,
                audiences=AUDIENCES,
            )
            areas = {"": found}
    names = _names(opened)
    told = {area: [_as_data(opened, bridge, names) for bridge in found] for area, found in areas.items()}
    if as_json:
        print_json({**asked, "bridges": told[""]} if near else {**asked, "areas": _by_area(opened, told)})
    else:
        _say(opened, told)


def _introduced(opened: Inventory) -> tuple[tuple[str, str], ...]:
    """Give who has met whom already; nobody in the demo."""
    if opened.is_demo:
        return ()
    store = open_store(data_home())
    try:
        return pairs(store.read_connections(role=CONNECTOR))
    finally:
        store.close()


def _per_wijk(
    opened: Inventory, index: AssetIndex, radius: float, limit: int, introduced: Introductions
) -> dict[str, tuple[Bridge, ...]]:
    codes = area_of_points(opened.assets, opened.around.areas)
    area_of = {one: code for one, code in zip(opened.assets[ASSET_ID], codes, strict=True) if code}
    return find_bridges(
        index,
        area_of,
        kinds=GROUPS,
        led_by=(ASSOCIATION,),
        radius_m=radius,
        introduced=introduced,
        limit=limit,
        audiences=AUDIENCES,
    )


def _names(opened: Inventory) -> dict[str, str]:
    return {asset[ASSET_ID]: sentences.name_of(asset) for asset in opened.assets.to_dict("records")}


def _wijken(opened: Inventory) -> dict[str, str]:
    return dict(zip(opened.around.areas["code"], opened.around.areas["name"], strict=True))


def _by_area(opened: Inventory, told: dict[str, list[dict[str, Any]]]) -> list[dict[str, Any]]:
    names = _wijken(opened)
    return [{"code": code, "name": names[code], "bridges": lines} for code, lines in told.items()]


def _as_data(opened: Inventory, bridge: Bridge, names: dict[str, str]) -> dict[str, Any]:
    """Give a bridge as data, with its reasons also as sentences."""
    one, other = names[bridge.one], names[bridge.other]
    said = [
        sentences.reason_sentence(
            reason, own_name=one, other_name=other, words=opened.around.vocabulary, initiatives={}
        )
        for reason in bridge.reasons
    ]
    return {
        "one": {"id": bridge.one, "name": one},
        "other": {"id": bridge.other, "name": other},
        "distance_m": bridge.distance_m,
        "strength": bridge.strength,
        "joins": bridge.joins,
        "reasons": [reason._asdict() for reason in bridge.reasons],
        "sentences": said,
    }


def _say(opened: Inventory, told: dict[str, list[dict[str, Any]]]) -> None:
    names = _wijken(opened)
    if not any(told.values()):
        say(t("complements.cli.none"))
    for area, lines in told.items():
        if area and lines:
            say(t("bridges.cli.area", name=names[area]))
        for line in lines:
            walk = sentences.walk(line["distance_m"])
            one, other = line["one"], line["other"]
            ends = {"one": f"{one['name']} ({one['id']})", "other": f"{other['name']} ({other['id']})"}
            say(t("bridges.cli.pair", walk=walk, **ends))
            for sentence in line["sentences"]:
                say(f"  {sentence}")

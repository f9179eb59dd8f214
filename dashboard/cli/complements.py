"""`krachtenkaart complements`: what belongs together with an asset, or answers wishes at a place."""

from typing import Annotated

import typer

from dashboard import sentences
from dashboard.cli.output import print_json, say, told_errors
from dashboard.i18n import language, t
from geo.complements import Complement, complements_of_asset, complements_of_place
from geo.errors import NotFoundError, VocabularyError
from geo.frames import ASSET_ID
from geo.index import AssetIndex
from geo.inventory import Inventory, data_home, open_inventory
from geo.postcodes.parsing import parse_postcode
from geo.terms import AUDIENCES
from geo.vocabulary import Vocabulary

AssetId = Annotated[str | None, typer.Argument(metavar="[ID]", help="Id of an asset.", show_default=False)]
Near = Annotated[
    str | None, typer.Option(help="Postcode to look around, instead of an asset.", show_default=False)
]
Wants = Annotated[str, typer.Option(help="Wished capabilities or words for them, with commas between.")]
Radius = Annotated[float, typer.Option(min=1, help="Straight-line metres to look around.")]
Limit = Annotated[int, typer.Option(min=1, help="How many to give at most.")]
Json = Annotated[bool, typer.Option("--json", help="Print one JSON object.")]


def complements(
    asset_id: AssetId = None,
    near: Near = None,
    wants: Wants = "",
    radius: Radius = 1600,
    limit: Limit = 10,
    as_json: Json = False,
) -> None:
    """Rank what complements an asset nearby (ID), or who answers wishes near a postcode (--near, --wants)."""
    if (asset_id is None) == (near is None):
        raise typer.BadParameter("give either an ID or --near with --wants", param_hint="ID")
    if near is not None and not wants.strip():
        raise typer.BadParameter("say what is wished, e.g. --wants naaien,zaal", param_hint="--wants")
    with told_errors(as_json=as_json):
        opened = open_inventory(data_home())
        if asset_id is not None:
            found, own = _of_asset(opened, asset_id, radius, limit)
        else:
            found, own = _of_place(opened, near or "", wants, radius, limit)
        lines = _told(opened, found, own)
    if as_json:
        print_json({**own, "radius_m": radius, "complements": lines})
    else:
        _say(lines)


def _index(opened: Inventory) -> AssetIndex:
    return AssetIndex.build(
        opened.assets, capabilities=[term.code for term in opened.around.vocabulary.capabilities]
    )


def _templates(opened: Inventory) -> list[tuple[str, tuple[str, ...]]]:
    return [(template.code, template.wants) for template in opened.templates]


def _of_asset(opened: Inventory, asset_id: str, radius: float, limit: int):
    """Answer for an asset; the second value says who asks, as it stands in the JSON object."""
    if asset_id not in set(opened.assets[ASSET_ID]):
        raise NotFoundError("asset.not_found", asset_id=asset_id)
    found = complements_of_asset(
        _index(opened),
        asset_id,
        radius_m=radius,
        limit=limit,
        templates=_templates(opened),
        audiences=AUDIENCES,
    )
    return found, {"id": asset_id}


def _of_place(opened: Inventory, near: str, wants: str, radius: float, limit: int):
    """Answer for a place with wishes; the second value says who asks, as it stands in the JSON object."""
    postcode = parse_postcode(near)
    place = opened.around.postcodes.point(postcode)
    wished = wished_capabilities(wants, opened.around.vocabulary)
    found = complements_of_place(
        _index(opened), (place.x, place.y), wished, radius_m=radius, limit=limit, audiences=AUDIENCES
    )
    return found, {"postcode": postcode, "placed_by": place.placed_by, "wants": list(wished)}


def wished_capabilities(wants: str, words: Vocabulary) -> tuple[str, ...]:
    """
    Read wishes as people type them, "naaien, een zaaltje", into capability codes, each once.

    Raises
    ------
    VocabularyError
        If a word is no capability that the vocabulary knows.
    """
    wished: dict[str, None] = {}
    for word in filter(None, (part.strip() for part in wants.split(","))):
        match = words.resolve(word)
        if match is None:
            raise VocabularyError("vocabulary.wish_unknown", word=word)
        wished[match.code] = None
    return tuple(wished)


def _told(opened: Inventory, found: tuple[Complement, ...], own: dict) -> list[dict]:
    """Give each complement as data, with its reasons also as sentences."""
    cards = opened.assets.set_index(ASSET_ID)
    words = opened.around.vocabulary
    initiatives = {template.code: template.labels[language()] for template in opened.templates}
    own_name = cards.at[own["id"], "name"] if "id" in own else t("complements.you")
    lines = []
    for one in found:
        name = cards.at[one.asset_id, "name"]
        said = sentences.reasons(
            one, own_name=own_name, other_name=name, words=words, initiatives=initiatives
        )
        lines.append({**_as_data(one), "name": name, "sentences": said})
    return lines


def _as_data(one: Complement) -> dict:
    said = one._asdict()
    reasons = [reason._asdict() for reason in one.reasons]
    return {"id": said.pop("asset_id"), **said, "parts": one.parts._asdict(), "reasons": reasons}


def _say(lines: list[dict]) -> None:
    if not lines:
        say(t("complements.cli.none"))
    for line in lines:
        say(f"{line['name']} ({line['id']}) - {sentences.walk(line['distance_m'])}")
        for sentence in line["sentences"]:
            say(f"  {sentence}")

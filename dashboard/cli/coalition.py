"""`krachtenkaart coalition`: a small group of near neighbours that covers an initiative together."""

from typing import Annotated, Any

import typer

from dashboard import sentences
from dashboard.cli.complements import wished_capabilities
from dashboard.cli.output import print_json, say, told_errors
from dashboard.i18n import language, t
from dashboard.together import words as words_of
from geo.coalition import Coalition, Member, Wish, find_coalitions
from geo.errors import NotFoundError
from geo.frames import ASSET_ID
from geo.index import AssetIndex
from geo.inventory import Inventory, data_home, open_inventory
from geo.postcodes.parsing import parse_postcode
from geo.terms import AUDIENCES

Near = Annotated[str, typer.Option(help="Postcode around which to look.", show_default=False)]
Wants = Annotated[str, typer.Option(help="Wished capabilities or words for them, with commas between.")]
TemplateCode = Annotated[str, typer.Option("--template", help="Code of an initiative whose wishes to take.")]
Radius = Annotated[float, typer.Option(min=1, help="Straight-line metres that people want to walk.")]
Must = Annotated[list[str] | None, typer.Option(help="Id of somebody who is in it in any case; repeatable.")]
Without = Annotated[list[str] | None, typer.Option(help="Id of somebody who is not in it; repeatable.")]
Best = Annotated[int, typer.Option(min=1, max=20, help="How many groups to give at most.")]
Json = Annotated[bool, typer.Option("--json", help="Print one JSON object.")]


def coalition(
    near: Near,
    wants: Wants = "",
    template: TemplateCode = "",
    radius: Radius = 1600,
    must: Must = None,
    without: Without = None,
    best: Best = 3,
    as_json: Json = False,
) -> None:
    """Find the smallest near groups that together cover what an initiative wants (--wants or --template)."""
    if not (wants.strip() or template):
        raise typer.BadParameter("say what is wished, e.g. --wants keuken,zaal", param_hint="--wants")
    with told_errors(as_json=as_json):
        opened = open_inventory(data_home())
        postcode = parse_postcode(near)
        place = opened.around.postcodes.point(postcode)
        asked = _wishes(opened, wants, template)
        wish = Wish((place.x, place.y), asked, radius, tuple(must or ()), tuple(without or ()), AUDIENCES)
        index = AssetIndex.build(
            opened.assets, capabilities=[term.code for term in opened.around.vocabulary.capabilities]
        )
        found = find_coalitions(index, wish, best=best)
    if as_json:
        own = {"postcode": postcode, "placed_by": place.placed_by, "wants": list(asked), "radius_m": radius}
        print_json({**own, **_as_data(opened, found)})
    else:
        _say(opened, found, postcode, template)


def _wishes(opened: Inventory, wants: str, template: str) -> tuple[str, ...]:
    """Give the wishes of the template, and those that were typed besides, each once."""
    known = {one.code: one.wants for one in opened.templates}
    if template and template not in known:
        raise NotFoundError("template.not_found", template=template, known=", ".join(known))
    typed = wished_capabilities(wants, opened.around.vocabulary)
    return tuple(dict.fromkeys([*known.get(template, ()), *typed]))


def _as_data(opened: Inventory, found: tuple[Coalition, ...]) -> dict[str, Any]:
    """Give all groups, and what there is to know of the best one once more by itself."""
    names = _names(opened)
    groups = [_group(one, names) for one in found]
    best = {key: groups[0][key] for key in ("members", "cost_m", "uncovered", "exact", "bound")}
    return {**best, "coalitions": groups}


def _group(one: Coalition, names: dict[str, str]) -> dict[str, Any]:
    said = {name: value for name, value in one._asdict().items() if name != "wish"}
    return said | {"members": [_member(member, names) for member in one.members]}


def _member(member: Member, names: dict[str, str]) -> dict[str, Any]:
    return {
        "id": member.asset_id,
        "name": names[member.asset_id],
        "kind": member.kind,
        "covers": list(member.covers),
        "distance_m": member.distance_m,
    }


def _names(opened: Inventory) -> dict[str, str]:
    return {asset[ASSET_ID]: sentences.name_of(asset) for asset in opened.assets.to_dict("records")}


def _say(opened: Inventory, found: tuple[Coalition, ...], postcode: str, template: str) -> None:
    names, words = _names(opened), opened.around.vocabulary
    plan = words_of.plan(template, {one.code: one.labels[language()] for one in opened.templates})
    say(words_of.progress(found[0], plan, words))
    for number, group in enumerate(found, start=1):
        if not group.members:
            continue
        say("")
        nearness = words_of.nearness(group, postcode)
        say(f"{t('together.cli.group', number=number)} {nearness}")
        for member in group.members:
            walk = sentences.walk(member.distance_m)
            say(f"  {words_of.reason(member, names[member.asset_id], words)} ({member.asset_id}, {walk})")
        for want in group.uncovered:
            say(f"  {words_of.question(want, words)}")
        if words_of.bounded(group):
            say(f"  {words_of.bounded(group)}")

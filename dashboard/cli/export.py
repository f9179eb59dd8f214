"""`krachtenkaart export` and `krachtenkaart poster`: the list of a view as a file, and its poster."""

from collections.abc import Iterable
from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

from dashboard.cli.complements import wished_capabilities
from dashboard.cli.output import print_json, say, told_errors
from dashboard.i18n import n, t
from dashboard.paper.lists import LISTS, make_list
from dashboard.paper.view import PaperView, paper_view
from geo.errors import NotFoundError, StoreError
from geo.frames import ASSET_ID, CONTACT, KIND
from geo.inventory import Inventory, data_home, open_inventory, open_store
from geo.postcodes.parsing import parse_postcode
from geo.query import DEFAULT_RADIUS_M, RADII_M, MapQuery
from geo.terms import AUDIENCES, CONNECTOR, KINDS, MODES, PUBLIC, TALENT
from geo.words import fold

ListFile = Annotated[Path, typer.Argument(metavar="FILE", help="What to write: a .csv, .xlsx or .geojson.")]
PosterFile = Annotated[Path, typer.Argument(metavar="FILE", help="What to write: a .pdf.")]
Near = Annotated[str, typer.Option(help="Postcode around which to look.", show_default=False)]
Radius = Annotated[int, typer.Option(help=f"Straight-line metres around it: {', '.join(map(str, RADII_M))}.")]
Wijk = Annotated[str, typer.Option(help="Code or name of a wijk.", show_default=False)]
Kinds = Annotated[str, typer.Option("--kinds", help=f"Only these: {', '.join(KINDS)}; with commas between.")]
Themes = Annotated[str, typer.Option("--themes", help="Codes of themes, with commas between.")]
Capabilities = Annotated[
    str, typer.Option("--capabilities", help="Capabilities or words for them, with commas between.")
]
Modes = Annotated[str, typer.Option("--modes", help=f"Only these: {', '.join(MODES)}; with commas between.")]
Text = Annotated[str, typer.Option("--text", help="Words that must be in it.")]
Role = Annotated[
    str,
    typer.Option(
        help=f"Whose eyes it is for: {', '.join(AUDIENCES)}. Public unless you say so: without names of residents."
    ),
]
Paper = Annotated[str, typer.Option(help="Size of the paper: a3 or a4.")]
Address = Annotated[
    str, typer.Option("--address", help="Web address of this view, for the QR code.", show_default=False)
]
Json = Annotated[bool, typer.Option("--json", help="Print one JSON object.")]


def export(
    file: ListFile,
    near: Near = "",
    radius: Radius = DEFAULT_RADIUS_M,
    wijk: Wijk = "",
    kinds: Kinds = "",
    themes: Themes = "",
    capabilities: Capabilities = "",
    modes: Modes = "",
    text: Text = "",
    role: Role = PUBLIC,
    as_json: Json = False,
) -> None:
    """Write what answers these filters as CSV, XLSX or GeoJSON, for one kind of reader."""
    form = file.suffix.lower().removeprefix(".")
    if form not in LISTS:
        raise typer.BadParameter(f"end it with .{', .'.join(LISTS)}", param_hint="FILE")
    with told_errors(as_json=as_json):
        opened = open_inventory(data_home())
        query = _query(opened, near, radius, wijk, kinds, themes, capabilities, modes, text)
        view = _view(opened, query, role)
        _write_down(view)
        data = make_list(view.assets, form=form, words=opened.around.vocabulary)
        _write(file, data)
    _tell(view, file, data, role, as_json=as_json)


def poster(
    file: PosterFile,
    near: Near = "",
    radius: Radius = DEFAULT_RADIUS_M,
    wijk: Wijk = "",
    kinds: Kinds = "",
    themes: Themes = "",
    capabilities: Capabilities = "",
    modes: Modes = "",
    text: Text = "",
    role: Role = PUBLIC,
    paper: Paper = "a3",
    address: Address = "",
    as_json: Json = False,
) -> None:
    """Make a poster (PDF) of what answers these filters, for one kind of reader."""
    from dashboard.paper.poster import MOST_NUMBERED, make_poster  # typst takes a moment: only when needed

    _require_one("--paper", paper, MOST_NUMBERED)
    if file.suffix.lower() != ".pdf":
        raise typer.BadParameter("end it with .pdf", param_hint="FILE")
    with told_errors(as_json=as_json):
        opened = open_inventory(data_home())
        query = _query(opened, near, radius, wijk, kinds, themes, capabilities, modes, text)
        view = _view(opened, query, role)
        data = make_poster(view, paper=paper, now=datetime.now(), link=address)
        _write(file, data)
    _tell(view, file, data, role, as_json=as_json)


def _view(opened: Inventory, query: MapQuery, role: str) -> PaperView:
    _require_one("--role", role, AUDIENCES)
    return paper_view(opened, query, role=role)


def _write_down(view: PaperView) -> None:
    """Write in the history of residents' cards that a file holds how they may be reached."""
    with_contact = view.assets[(view.assets[KIND] == TALENT) & (view.assets[CONTACT] != "")]
    if len(with_contact):
        store = open_store(data_home())
        store.log_reveal(with_contact[ASSET_ID], role=CONNECTOR)
        store.close()


def _query(
    opened: Inventory,
    near: str,
    radius: int,
    wijk: str,
    kinds: str,
    themes: str,
    capabilities: str,
    modes: str,
    text: str,
) -> MapQuery:
    """Make the question; what does not exist is told, not passed over."""
    words = opened.around.vocabulary
    _require_one("--radius", radius, RADII_M)
    postcode = parse_postcode(near) if near else ""
    if postcode:
        opened.around.postcodes.point(postcode)
    return MapQuery(
        postcode=postcode,
        radius_m=radius,
        wijk=_wijk(opened, wijk),
        kinds=_codes("--kinds", kinds, KINDS) or KINDS,
        themes=_codes("--themes", themes, [theme.code for theme in words.themes]),
        capabilities=wished_capabilities(capabilities, words),
        modes=_codes("--modes", modes, MODES),
        text=text,
    )


def _wijk(opened: Inventory, wijk: str) -> str:
    if not wijk:
        return ""
    areas = opened.around.areas
    for code, name in zip(areas["code"], areas["name"], strict=True):
        if fold(wijk) in (fold(code), fold(name)):
            return str(code)
    raise NotFoundError("paper.wijk_unknown", wijk=wijk, known=", ".join(areas["name"]))


def _codes(option: str, text: str, known: Iterable[str]) -> tuple[str, ...]:
    codes = tuple(filter(None, (part.strip() for part in text.split(","))))
    for code in codes:
        _require_one(option, code, known)
    return codes


def _require_one(option: str, value: object, known: Iterable[object]) -> None:
    if value not in known:
        raise typer.BadParameter(f"choose from {', '.join(map(str, known))}", param_hint=option)


def _write(file: Path, data: bytes) -> None:
    try:
        file.write_bytes(data)
    except OSError as error:
        raise StoreError("paper.unwritable", filename=str(file)) from error


def _tell(view: PaperView, file: Path, data: bytes, role: str, *, as_json: bool) -> None:
    if as_json:
        told = {"file": str(file), "bytes": len(data), "role": role}
        print_json({**told, "assets": len(view.assets), "counts": view.counts})
    else:
        say(n("paper.cli.written", len(view.assets), file=str(file), reader=t(f"paper.reader.{role}")))

"""`krachtenkaart basemap`: what lies under the assets where there is no internet."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from babel.numbers import format_decimal
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from dashboard.cli.output import REFUSED, plain, print_json, say, told_errors
from dashboard.i18n import language, n, t
from dashboard.tiles import LICENCE, TILES
from geo.errors import SourceError

if TYPE_CHECKING:
    from geo.basemap.layers import AddedLayer, StoredLayer
    from geo.basemap.tiles import FetchReport, KeptTiles
    from geo.basemap.window import Bounds

app = typer.Typer(help="What lies under the assets where there is no internet.", no_args_is_help=True)

Postcode = Annotated[str | None, typer.Option(help="Only around this postcode.", show_default=False)]
Radius = Annotated[float, typer.Option(min=100, max=50_000, help="Metres around the postcode.")]
Gemeente = Annotated[str | None, typer.Option(help="Only this gemeente, e.g. GM0361.", show_default=False)]
Wijk = Annotated[str | None, typer.Option(help="Only this wijk, by code or name.", show_default=False)]
Box = Annotated[
    str | None,
    typer.Option("--bbox", help="Only this box: west,south,east,north in degrees.", show_default=False),
]
AsJson = Annotated[bool, typer.Option("--json", help="Print one JSON object and nothing else.")]


@app.command()
def add(
    file: Annotated[Path, typer.Argument(help="GeoPackage or GeoJSON with lines or surfaces.")],
    name: Annotated[str | None, typer.Option(help="Name of the layer; else made of the file's name.")] = None,
    layer: Annotated[str | None, typer.Option(help="Which layer of a GeoPackage.")] = None,
    postcode: Postcode = None,
    radius: Radius = 5000,
    gemeente: Gemeente = None,
    wijk: Wijk = None,
    bbox: Box = None,
    as_json: AsJson = False,
) -> None:
    """
    Put a layer of your own under every map: roads, water, buildings, green.

    A light copy is kept, of at most 100,000 corners; with more, lines are simplified harder. For a file of the
    whole country name the area that you need.
    """
    from geo.basemap.layers import add_layer
    from geo.inventory import data_home

    with told_errors(as_json=as_json):
        window = _window(postcode, radius, gemeente, wijk, bbox)
        with _progress("basemap.reading", is_shown=not as_json) as progress:
            added = add_layer(
                file, home=data_home(), name=name, layer=layer, window=window, progress=progress
            )
    if as_json:
        print_json(asdict(added))
    else:
        _tell_added(added)


@app.command("list")
def list_(as_json: AsJson = False) -> None:
    """List the layers and the map tiles that are there."""
    from geo.basemap.layers import list_layers
    from geo.basemap.tiles import list_tiles
    from geo.inventory import data_home

    layers, tiles = list_layers(data_home()), list_tiles(data_home())
    if as_json:
        print_json({"layers": [asdict(one) for one in layers], "tiles": asdict(tiles)})
    else:
        _tell_list(layers, tiles)


@app.command()
def remove(
    name: Annotated[str | None, typer.Argument(help="Name of the layer.", show_default=False)] = None,
    tiles: Annotated[bool, typer.Option("--tiles", help="Remove all map tiles instead.")] = False,
    as_json: AsJson = False,
) -> None:
    """Remove a layer, or with --tiles all map tiles."""
    from geo.basemap.layers import remove_layer
    from geo.basemap.tiles import remove_tiles
    from geo.inventory import data_home

    if (name is None) != tiles:
        raise typer.BadParameter("give a NAME or --tiles")
    told: dict[str, object]
    with told_errors(as_json=as_json):
        if name is not None:
            remove_layer(name, home=data_home())
            told, said = {"removed": name}, t("basemap.removed", name=name)
        else:
            count = remove_tiles(data_home())
            told, said = {"removed_tiles": count}, n("basemap.removed_tiles", count)
    if as_json:
        print_json(told)
    else:
        say(said)


@app.command()
def tiles(
    postcode: Postcode = None,
    radius: Radius = 3000,
    gemeente: Gemeente = None,
    wijk: Wijk = None,
    bbox: Box = None,
    zoom: Annotated[str, typer.Option(help="From far to near, within 6-19.")] = "10-16",
    yes: Annotated[bool, typer.Option("--yes", help="You agree to the terms of the tile server.")] = False,
    as_json: AsJson = False,
) -> None:
    """
    Keep the map tiles of an area, so that the map has its background without internet.

    Says first what is asked of whom and under which terms. What is there already is not fetched again; after
    a break the same command goes on where it stopped.
    """
    from geo.basemap.tiles import fetch_tiles
    from geo.inventory import data_home

    with told_errors(as_json=as_json):
        window = _window(postcode, radius, gemeente, wijk, bbox)
        if window is None:
            raise typer.BadParameter("say where: --postcode, --gemeente, --wijk or --bbox")
        wanted, missing = _wanted(window, zoom)
        if missing and not yes:
            _ask_consent(missing, as_json=as_json)
        with _progress("basemap.fetching", is_shown=not as_json) as progress:
            report = fetch_tiles(wanted, url=TILES.build_url(), home=data_home(), progress=progress)
    if as_json:
        print_json({**asdict(report), "server": _server(), "licence": LICENCE})
    else:
        _tell_fetched(report)


def _window(
    postcode: str | None, radius: float, gemeente: str | None, wijk: str | None, bbox: str | None
) -> "Bounds | None":
    """Read which area is asked for, in degrees; None for everything."""
    from geo.basemap import window
    from geo.inventory import data_home, open_areas, open_postcodes
    from geo.postcodes.parsing import parse_postcode

    if sum(one is not None for one in (postcode, gemeente, wijk, bbox)) > 1:
        raise typer.BadParameter("give one of --postcode, --gemeente, --wijk and --bbox")
    if postcode is not None:
        point = open_postcodes(data_home()).point(parse_postcode(postcode))
        return window.around((point.x, point.y), radius_m=radius)
    if gemeente is not None:
        return window.of_gemeente(open_areas(data_home()), gemeente)
    if wijk is not None:
        return window.of_wijk(open_areas(data_home()), wijk)
    return window.parse_box(bbox) if bbox is not None else None


def _wanted(window: "Bounds", zoom: str):
    """List the tiles of an area, and count those that are not there yet."""
    from geo.basemap.tilegrid import count_tiles, parse_zooms, tiles_in
    from geo.basemap.tiles import MOST_TILES, tile_file
    from geo.inventory import data_home

    zooms = parse_zooms(zoom)
    count = count_tiles(window, zooms)
    if count > MOST_TILES:
        raise SourceError("basemap.too_many_tiles", found=count, allowed=MOST_TILES)
    wanted = tiles_in(window, zooms)
    files = (tile_file(data_home(), *tile) for tile in wanted)
    return wanted, sum(file is not None and not file.exists() for file in files)


def _ask_consent(missing: int, *, as_json: bool) -> None:
    """Fetch nothing from others before a person has agreed to it."""
    from geo.basemap.tiles import BYTES_PER_TILE

    if as_json:
        raise SourceError("basemap.no_consent", host=_server())
    values = {"host": _server(), "megabytes": _megabytes(missing * BYTES_PER_TILE), "licence": LICENCE}
    typer.echo(plain(n("basemap.consent", missing, **values)), err=True)
    try:
        answer = typer.prompt(
            t("basemap.consent_question"), default="", show_default=False, prompt_suffix=" ", err=True
        )
    except typer.Abort:  # nobody is there to answer
        answer = ""
    if answer.strip().casefold() not in t("basemap.yes_words").split():
        typer.echo(t("basemap.not_fetched"), err=True)
        raise typer.Exit(REFUSED)


def _server() -> str:
    return TILES.build_url().split("/")[2]


def _megabytes(count: float) -> str:
    return format_decimal(max(0.1, round(count / 1e6, 1)), locale=language())


@contextmanager
def _progress(words: str, *, is_shown: bool) -> Iterator[Callable[[int, int | None], object]]:
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    bar = Progress(*columns, console=Console(stderr=True), transient=True, disable=not is_shown)
    with bar:
        task = bar.add_task(t(words), total=None)
        yield lambda done, total: bar.update(task, completed=done, total=total)


def _tell_added(added: "AddedLayer") -> None:
    for reason in ("mended", "points", "empty", "outside"):
        if added.counts[reason]:
            say(n(f"basemap.{reason}", added.counts[reason]))
    if added.left_out:
        say(n("basemap.left_out", added.left_out))
    say(t("basemap.replaced" if added.is_replaced else "basemap.added", name=added.layer.name))
    say("  " + _contents(added.layer))
    say("  " + t("basemap.tolerance", metres=round(added.tolerance_m)))


def _contents(layer: "StoredLayer") -> str:
    shapes = ", ".join(n(f"basemap.style.{style}", count) for style, count in layer.shapes.items())
    size = t("basemap.size", corners=_number(layer.corners), megabytes=_megabytes(layer.bytes))
    return f"{shapes}; {size}" if shapes else t("basemap.unreadable")


def _number(count: int) -> str:
    return format_decimal(count, locale=language())


def _tell_list(layers: "tuple[StoredLayer, ...]", tiles: "KeptTiles") -> None:
    for layer in layers:
        say(f"{layer.name}: {_contents(layer)}")
    if tiles.count:
        zooms = f"{tiles.zooms[0]}-{tiles.zooms[-1]}"
        say(n("basemap.tiles", tiles.count, megabytes=_megabytes(tiles.bytes), zooms=zooms))
    if not layers and not tiles.count:
        say(t("basemap.none"))


def _tell_fetched(report: "FetchReport") -> None:
    if report.absent:
        say(n("basemap.absent", report.absent))
    if report.present:
        say(n("basemap.present", report.present))
    say(n("basemap.fetched", report.fetched, megabytes=_megabytes(report.bytes)))
    say(t("basemap.credit", licence=LICENCE))

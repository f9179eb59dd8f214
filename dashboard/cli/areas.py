"""`krachtenkaart areas`: outlines of gemeenten, wijken, buurten and PC4, with their inhabitants."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from babel.numbers import format_decimal
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

from dashboard.cli.output import print_json, say, told_errors
from dashboard.i18n import error_sentence, language, n, t
from geo.areas.levels import LEVELS, WIJK
from geo.errors import KrachtenkaartError

if TYPE_CHECKING:
    from geo.areas.columns import Chosen
    from geo.areas.install import AreaReport
    from geo.areas.judging import RefusedArea
    from geo.areas.kept import KeptLevel

SHOWN_ROWS = 5
OF_A_GEMEENTE = LEVELS[:3]
"""What `--gemeente` brings when no level is named: the gemeente itself, its wijken and its buurten."""

app = typer.Typer(help="Outlines of gemeenten, wijken, buurten and PC4.", no_args_is_help=True)

AsJson = Annotated[bool, typer.Option("--json", help="Print one JSON object and nothing else.")]
Levels = Annotated[
    list[str] | None, typer.Option("--level", help=f"One of {', '.join(LEVELS)}; may be given several times.")
]


@app.command()
def install(
    gemeente: Annotated[
        str | None, typer.Option(help="Ask PDOK for the areas of this gemeente, e.g. GM0361.")
    ] = None,
    file: Annotated[Path | None, typer.Option(help="GeoPackage (CBS) or GeoJSON with outlines.")] = None,
    level: Levels = None,
    year: Annotated[int | None, typer.Option(min=1995, max=2199, help="Year of the codes.")] = None,
    code_column: Annotated[str | None, typer.Option(help="Column of the codes, when it is not seen.")] = None,
    name_column: Annotated[str | None, typer.Option(help="Column of the names.")] = None,
    inhabitants_column: Annotated[str | None, typer.Option(help="Column of the inhabitants.")] = None,
    inhabitants: Annotated[
        Path | None, typer.Option(help="CSV with inhabitants per code, for outlines without them.")
    ] = None,
    layer: Annotated[str | None, typer.Option(help="Layer of a GeoPackage.")] = None,
    url: Annotated[str | None, typer.Option(help="Another address of the API.", hidden=True)] = None,
    as_json: AsJson = False,
) -> None:
    """
    Install areas: from PDOK (--gemeente, or --level alone for the whole country), or from a --file.

    Areas of a gemeente join those of others; a file replaces its level. What cannot be used changes nothing, and a
    download that was cut goes on where it stopped.
    """
    from geo.areas.columns import Chosen

    _require_known(level, file=file, gemeente=gemeente)
    with told_errors(as_json=as_json):
        if file is not None:
            chosen = Chosen(code_column, name_column, inhabitants_column)
            reports = [_from_file(file, level, layer, chosen, year, inhabitants)]
        else:
            with _progress(is_shown=not as_json) as progress:
                reports = _from_pdok(gemeente, level, year, url, progress)
    if as_json:
        print_json({"installed": [_as_json(report) for report in reports]})
        return
    for report in reports:
        _tell(report, is_pdok=file is None)


def _require_known(level: list[str] | None, *, file: Path | None, gemeente: str | None) -> None:
    if file is not None and gemeente is not None:
        raise typer.BadParameter("give --gemeente or --file, not both")
    unknown = [one for one in level or () if one not in LEVELS]
    if unknown:
        raise typer.BadParameter(f"choose one of {', '.join(LEVELS)}", param_hint="--level")
    if file is not None and len(level or ()) > 1:
        raise typer.BadParameter("a file is of one --level")
    if file is None and gemeente is None and not level:
        raise typer.BadParameter("give --gemeente, --file, or --level for the whole country")


def _from_file(
    file: Path,
    level: list[str] | None,
    layer: str | None,
    chosen: "Chosen",
    year: int | None,
    inhabitants: Path | None,
) -> "AreaReport":
    from geo.areas.install import install_from_file
    from geo.inventory import data_home

    return install_from_file(
        file,
        level=(level or [WIJK])[0],
        home=data_home(),
        layer=layer,
        chosen=chosen,
        year=year,
        inhabitants=inhabitants,
    )


def _from_pdok(
    gemeente: str | None,
    level: list[str] | None,
    year: int | None,
    url: str | None,
    progress: Callable[[int, int | None], object],
) -> "list[AreaReport]":
    from geo.areas.install import install_from_pdok
    from geo.areas.pdok import LATEST_YEAR, PDOK
    from geo.inventory import data_home

    return [
        install_from_pdok(
            one,
            home=data_home(),
            gemeente=gemeente,
            year=year or LATEST_YEAR,
            base=url or PDOK,
            progress=progress,
        )
        for one in level or OF_A_GEMEENTE
    ]


@app.command("list")
def list_(as_json: AsJson = False) -> None:
    """List the levels that are installed."""
    from geo.areas.kept import list_levels
    from geo.inventory import data_home

    with told_errors(as_json=as_json):
        found = list_levels(data_home())
    if as_json:
        print_json({"levels": [asdict(one) for one in found]})
        return
    for one in found:
        say(_line(one))
    if not found:
        say(t("areas.none"))


@app.command()
def remove(
    level: Annotated[str, typer.Argument(help=f"One of {', '.join(LEVELS)}.")], as_json: AsJson = False
) -> None:
    """Remove the areas of a level."""
    from geo.areas.kept import remove_level
    from geo.inventory import data_home

    with told_errors(as_json=as_json):
        remove_level(level, home=data_home())
    if as_json:
        print_json({"removed": level})
    else:
        say(t("areas.removed", level=t(f"areas.levels.{level}")))


@contextmanager
def _progress(*, is_shown: bool) -> Iterator[Callable[[int, int | None], object]]:
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
    bar = Progress(*columns, console=Console(stderr=True), transient=True, disable=not is_shown)
    with bar:
        task = bar.add_task(t("areas.fetching"), total=None)
        yield lambda done, total: bar.update(task, completed=done, total=total)


def _tell(report: "AreaReport", *, is_pdok: bool) -> None:
    left_out = sum(report.reasons.values())
    if left_out:
        say(n("areas.left_out", left_out))
        for row in report.refused[:SHOWN_ROWS]:
            say("  " + t("areas.refused_row", row=row.row, reason=_reason(row)))
    say(
        t(
            "areas.installed",
            source=report.source,
            areas=_areas(report.level, report.kept),
            year=report.year,
            people=_number(report.inhabitants),
        )
    )
    for reason, count in report.counts.items():
        if count:
            say("  " + n(f"areas.{reason}", count))
    if report.replaced:
        say("  " + n("areas.replaced", report.replaced))
    if report.total != report.kept:
        say("  " + t("areas.total", areas=_areas(report.level, report.total)))
    if is_pdok:
        say("  " + t("areas.credit"))


def _areas(level: str, count: int) -> str:
    return n(f"areas.count.{level}", count)


def _line(one: "KeptLevel") -> str:
    told = t("areas.line", areas=_areas(one.level, one.count), year=one.year, people=_number(one.inhabitants))
    return f"{told} {n('areas.unknown', one.unknown)}" if one.unknown else told


def _number(count: int) -> str:
    return format_decimal(count, locale=language())


def _reason(row: "RefusedArea") -> str:
    return error_sentence(KrachtenkaartError(row.code, value=row.value))


def _as_json(report: "AreaReport") -> dict[str, object]:
    refused = [{**row._asdict(), "message": _reason(row)} for row in report.refused]
    return {**asdict(report), "refused": refused}

"""`krachtenkaart postcodes`: know where every postcode of the country lies."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import BarColumn, DownloadColumn, Progress, TextColumn

from dashboard.cli.output import print_json, say, told_errors
from dashboard.i18n import error_sentence, n, t
from geo.errors import KrachtenkaartError
from geo.postcodes.install import InstallReport, RefusedRow, install_from_file, install_from_geonames

SHOWN_ROWS = 5

app = typer.Typer(help="Know where every postcode of the country lies.", no_args_is_help=True)


@app.callback()
def _postcodes() -> None:
    """Keep `install` a command with its own name, also while it is the only one."""


@app.command()
def install(
    file: Annotated[
        Path | None,
        typer.Argument(
            help="NL.txt or NL.zip of GeoNames, a CSV (or .csv.zip) with postcodes and lat/lon or RD x/y, "
            "or a GeoPackage of CBS. Without it, GeoNames is asked."
        ),
    ] = None,
    url: Annotated[str | None, typer.Option(help="Fetch the file from this address instead.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object and nothing else.")] = False,
) -> None:
    """
    Install the postcodes of the whole country, on top of those already there.

    A PC4 file keeps the PC6 that you have, and the other way round. A file of no use changes nothing,
    and a download that was cut goes on where it stopped.
    """
    if file and url:
        raise typer.BadParameter("give a FILE or --url, not both")
    with told_errors(as_json=as_json):
        with _progress(is_shown=not as_json) as progress:
            report = _install(file, url, progress)
        if as_json:
            print_json({**asdict(report), "refused": [_row_as_json(row) for row in report.refused]})
        else:
            _tell(report, is_geonames=not (file or url))


def _install(
    file: Path | None, url: str | None, progress: Callable[[int, int | None], object]
) -> InstallReport:
    from geo.inventory import data_home, postcodes_path

    target = postcodes_path(data_home())
    if file:
        return install_from_file(file, target=target, progress=progress)
    return install_from_geonames(target=target, progress=progress, url=url)


@contextmanager
def _progress(*, is_shown: bool) -> Iterator[Callable[[int, int | None], object]]:
    columns = (TextColumn("{task.description}"), BarColumn(), DownloadColumn())
    bar = Progress(*columns, console=Console(stderr=True), transient=True, disable=not is_shown)
    with bar:
        task = bar.add_task(t("postcode.installing"), total=None)
        yield lambda done, total: bar.update(task, completed=done, total=total)


def _tell(report: InstallReport, *, is_geonames: bool) -> None:
    left_out = sum(report.reasons.values())
    if left_out:
        say(n("postcode.left_out", left_out))
        for row in report.refused[:SHOWN_ROWS]:
            say("  " + t("postcode.refused_row", row=row.row, reason=_reason(row)))
    say(
        t("postcode.installed", source=report.source, pc4=report.pc4, pc6=report.pc6, total=report.total)
        + (" " + t("postcode.geonames_credit") if is_geonames else "")
    )


def _reason(row: RefusedRow) -> str:
    return error_sentence(KrachtenkaartError(row.code, value=row.value))


def _row_as_json(row: RefusedRow) -> dict[str, object]:
    return {**row._asdict(), "message": _reason(row)}

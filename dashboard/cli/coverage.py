"""`krachtenkaart coverage`: the figures of the page Dekking, for all areas of a level."""

from datetime import date
from typing import TYPE_CHECKING, Annotated

import typer

from dashboard.cli.output import print_json, say, told_errors
from dashboard.i18n import t
from geo.areas.levels import LEVELS
from geo.terms import CONNECTOR, KINDS

if TYPE_CHECKING:
    from geo.coverage.data import CoverageData
    from geo.coverage.figures import Figures

OneTheme = Annotated[str, typer.Option(help="Only of this theme, e.g. eten.", show_default=False)]
OneCapability = Annotated[
    str, typer.Option(help="Only of this capability, for reach, e.g. naaien.", show_default=False)
]
OnePlan = Annotated[
    str, typer.Option(help="All that this initiative needs, for reach, e.g. repair_cafe.", show_default=False)
]
Metres = Annotated[int, typer.Option(help="Metres on foot, for reach: 400, 800 or 1600.")]
Month = Annotated[
    str, typer.Option(help="As it was at the end of this month, e.g. 2026-03.", show_default=False)
]


def coverage(
    level: Annotated[
        str | None, typer.Option(help=f"One of {', '.join(LEVELS)}.", show_default=False)
    ] = None,
    measure: Annotated[
        str, typer.Option(help="strengths, per_1000, diversity, reach, asked or connections.")
    ] = "strengths",
    kind: Annotated[str, typer.Option(help=f"Only of {', '.join(KINDS)}.", show_default=False)] = "",
    theme: OneTheme = "",
    capability: OneCapability = "",
    template: OnePlan = "",
    radius: Metres = 800,
    month: Month = "",
    role: Annotated[str, typer.Option(help="As whom: connector, municipality or public.")] = CONNECTOR,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object and nothing else.")] = False,
    as_csv: Annotated[bool, typer.Option("--csv", help="Print CSV and nothing else.")] = False,
) -> None:
    """
    Tell, area by area, what an inventory holds and reaches.

    The numbers are those of the page Dekking. "Not asked yet" is told apart from "nothing yet". Of --theme,
    --capability and --template give one at most.
    """
    from geo.coverage.figures import measure as answer
    from geo.coverage.query import CoverageQuery, require_asked
    from geo.coverage.reach import RADII_M
    from geo.coverage.records import about, records, write_csv

    _require_choices(level, role, as_json=as_json, as_csv=as_csv)
    if radius not in RADII_M:
        raise typer.BadParameter(f"choose one of {', '.join(map(str, RADII_M))}", param_hint="--radius")
    with told_errors(as_json=as_json):
        data = _open(level, role)
        query = CoverageQuery(data.level, measure, kind, theme, capability, template, radius, month)
        figures = answer(require_asked(query, data), data)
        year = int(data.areas["year"].iloc[0])
    if as_json:
        print_json({**about(figures, year=year), "areas": records(figures)})
    elif as_csv:
        typer.echo(write_csv(figures, year=year).decode("utf-8-sig"), nl=False)
    else:
        _tell(figures)


def _require_choices(level: str | None, role: str, *, as_json: bool, as_csv: bool) -> None:
    from geo.roles import name_of

    if level is not None and level not in LEVELS:
        raise typer.BadParameter(f"choose one of {', '.join(LEVELS)}", param_hint="--level")
    if not name_of(role):
        raise typer.BadParameter("there is no such role", param_hint="--role")
    if as_json and as_csv:
        raise typer.BadParameter("give --json or --csv, not both")


def _open(level: str | None, role: str) -> "CoverageData":
    from geo.coverage.opening import open_coverage
    from geo.inventory import data_home, open_inventory

    home = data_home()
    return open_coverage(home, open_inventory(home), role=role, today=date.today(), level=level)


def _tell(figures: "Figures") -> None:
    from dashboard.coverage import words

    query = figures.query
    if figures.whole is not None:
        say(t("coverage.cli.whole", number=words.number(query, figures.whole)))
    for code, name in figures.table["name"].sort_values().items():
        say(f"{name}: {words.value_words(figures, str(code))}")

"""`krachtenkaart release`: what a municipality reads of talents, made by quarter and shown as it is stored."""

from datetime import date
from typing import Annotated, Any

import pandas as pd
import typer

from dashboard.cli.output import print_json, say, told_errors
from dashboard.i18n import language, t
from geo.inventory import data_home, make_due_release, open_areas, open_release, open_vocabulary
from geo.release.categories import ALL, capability_category, theme_category
from geo.release.reading import CATEGORY, CELL_COLUMNS, Release
from geo.release.splitting import LEAST
from geo.terms import CONNECTOR
from geo.vocabulary import Vocabulary

app = typer.Typer(
    help="What a municipality reads of talents: small numbers put together.", no_args_is_help=True
)

AsJson = Annotated[bool, typer.Option("--json", help="Print one JSON object and nothing else.")]
Of = Annotated[
    list[str] | None,
    typer.Option(
        help="Category to show, such as theme:eten; may be given more than once. Else all but capabilities."
    ),
]


@app.command()
def make(as_json: AsJson = False) -> None:
    """
    Make the release if a quarter has begun; the server does the same every day.

    When fewer than ten people changed, the former release stays. Nobody who withdrew waits for more than one
    quarter.
    """
    with told_errors(as_json=as_json):
        outcome = make_due_release(data_home(), today=date.today())
    if as_json:
        print_json({"outcome": outcome})
    else:
        say(t(f"release.{outcome}"))


@app.command()
def show(of: Of = None, as_json: AsJson = False) -> None:
    """Show the release that stands, of the demo as well: per category which areas together hold how many people."""
    with told_errors(as_json=as_json):
        found = open_release(data_home(), role=CONNECTOR, today=date.today())
        words = open_vocabulary(data_home())
        wanted = of or _categories(found, is_all=as_json)
        cells = {one: _as_data(found.cells_of(one)) for one in wanted} if found else {}
    if as_json:
        about = {"quarter": found and found.quarter, "year_of_codes": found and found.year_of_codes}
        print_json({**about, "categories": cells})
    elif found is None:
        say(t("release.none"))
    else:
        say(t("release.heading", quarter=found.quarter, year=found.year_of_codes))
        _say(cells, words)


def _categories(found: Release | None, *, is_all: bool) -> list[str]:
    known = found.categories if found else ()
    return [one for one in known if is_all or not one.startswith(capability_category(""))]


def _as_data(cells: pd.DataFrame) -> list[dict[str, Any]]:
    plain = cells.astype(object).where(cells.notna(), None)
    return plain[[column for column in CELL_COLUMNS if column != CATEGORY]].to_dict("records")


def _say(cells: dict[str, list[dict[str, Any]]], words: Vocabulary) -> None:
    areas = open_areas(data_home())
    names = dict(zip(areas["code"], areas["name"], strict=True))
    labels = {ALL: t("release.all")}
    labels |= {theme_category(term.code): term.labels[language()] for term in words.themes}
    labels |= {capability_category(term.code): term.labels[language()] for term in words.capabilities}
    for category, rows in cells.items():
        say(f"{labels.get(category, category)}:")
        for row in rows:
            where = (
                t("release.everywhere") if len(row["codes"]) == len(names) else _named(row["codes"], names)
            )
            say(f"  {where}: {_number(row)}")


def _named(codes: tuple[str, ...], names: dict[str, str]) -> str:
    return " + ".join(names.get(code, code) for code in codes)


def _number(row: dict[str, Any]) -> str:
    if row["is_below"]:
        return t("release.below", least=LEAST)
    return t("release.or_more" if row["highest"] is None else "release.about", number=row["shown"])

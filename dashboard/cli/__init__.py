"""The command line: one file per command, registered here."""

from typing import Annotated

import typer

from dashboard import i18n
from dashboard.cli import (
    access,
    areas,
    asked,
    basemap,
    bridges,
    coalition,
    complements,
    coverage,
    erase,
    export,
    import_,
    introductions,
    postcodes,
    release,
    run,
    sweep,
)

app = typer.Typer(
    name="krachtenkaart",
    help="An asset map for neighbourhoods: who can what, nearby, and what belongs together.",
    no_args_is_help=False,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)

Language = Annotated[str, typer.Option(help=f"Language of the answers: {' or '.join(i18n.LANGUAGES)}.")]


@app.callback(invoke_without_command=True)
def start(context: typer.Context, lang: Language = i18n.DEFAULT_LANGUAGE) -> None:
    """
    Krachtenkaart: an asset map for neighbourhoods.

    Without a command it starts the app, as `krachtenkaart run` does. Data is kept in the folder named by
    KRACHTENKAART_HOME (else your user's data folder); while it is empty you see the demo of Alkmaar.
    """
    if lang not in i18n.LANGUAGES:
        raise typer.BadParameter(f"choose {' or '.join(i18n.LANGUAGES)}", param_hint="--lang")
    i18n.speak(lambda: lang)
    if context.invoked_subcommand is None:
        run.run()


app.command("run")(run.run)
app.command("import")(import_.import_file)
app.command("check")(import_.check_file)
app.command("complements")(complements.complements)
app.command("coalition")(coalition.coalition)
app.command("bridges")(bridges.bridges)
app.command("introductions")(introductions.introductions)
app.command("asked")(asked.asked)
app.command("coverage")(coverage.coverage)
app.command("erase")(erase.erase)
app.command("sweep")(sweep.sweep)
app.command("export")(export.export)
app.command("poster")(export.poster)
app.add_typer(access.app, name="access")
app.add_typer(postcodes.app, name="postcodes")
app.add_typer(basemap.app, name="basemap")
app.add_typer(areas.app, name="areas")
app.add_typer(release.app, name="release")


def main() -> None:
    """Run the command line."""
    app()

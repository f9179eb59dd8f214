"""`krachtenkaart run`: start the app on this machine."""

from typing import Annotated

import typer

from dashboard.cli.output import print_json

Port = Annotated[int, typer.Option(help="Port to try first; the next free one is taken when it is in use.")]
Offline = Annotated[
    bool, typer.Option("--offline", help="Ask no other machine for anything, map tiles included.")
]
Json = Annotated[bool, typer.Option("--json", help="Print the address as one JSON object.")]


def run(port: Port = 8501, offline: Offline = False, as_json: Json = False) -> None:
    """Start the app in this window and print its address. Only this machine can reach it. Ctrl+C stops it."""
    from dashboard.server import serve  # Streamlit takes a second to import: other commands need not wait

    serve(port=port, offline=offline, announce=(lambda url: print_json({"url": url})) if as_json else None)

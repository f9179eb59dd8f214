"""`krachtenkaart run`: start the app on this machine, or open it to the room for a meeting."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Annotated

import typer

from dashboard.cli.output import print_json, say, told_errors
from dashboard.i18n import t
from geo.inventory import data_home, open_store
from geo.passphrases import invent
from geo.signing import Meeting
from geo.store.meetings import HOURS_AT_MOST
from geo.terms import CONNECTOR

Port = Annotated[int, typer.Option(help="Port to try first; the next free one is taken when it is in use.")]
Offline = Annotated[
    bool, typer.Option("--offline", help="Ask no other machine for anything, map tiles included.")
]
InMeeting = Annotated[
    bool,
    typer.Option(
        "--meeting", help="Let phones in the local network in, as neighbours, while the meeting lasts."
    ),
]
Hours = Annotated[
    float,
    typer.Option(min=0.1, max=HOURS_AT_MOST, help="How long a meeting lasts, if nobody ends it before."),
]
AskPassphrase = Annotated[
    bool,
    typer.Option("--ask-passphrase", help="Type the connector's passphrase yourself; else one is made up."),
]
Json = Annotated[bool, typer.Option("--json", help="Print the address as one JSON object.")]


def run(
    port: Port = 8501,
    offline: Offline = False,
    meeting: InMeeting = False,
    hours: Hours = 4,
    ask_passphrase: AskPassphrase = False,
    as_json: Json = False,
) -> None:
    """
    Start the app in this window and print its address. Ctrl+C stops it.

    Only this machine can reach it, and who sits here is the connector. With --meeting the local network can, for a
    few hours: phones open the printed address and are neighbours; the connector signs in with a passphrase.
    """
    from dashboard.server import serve  # Streamlit takes a second to import: other commands need not wait

    with told_errors(as_json=as_json):
        if not meeting:
            _end_forgotten_meeting()
            announce = (lambda url: print_json({"url": url})) if as_json else None
            serve(port=port, offline=offline, announce=announce)
            return
        passphrase = typer.prompt(t("run.passphrase"), hide_input=True) if ask_passphrase else invent()
        with _meeting(passphrase, hours) as begun:
            shown = "" if ask_passphrase else passphrase
            serve(
                host="0.0.0.0",
                port=port,
                offline=offline,
                announce=lambda url: _announce(url, begun, shown, as_json=as_json),
            )


@contextmanager
def _meeting(passphrase: str, hours: float) -> Iterator[Meeting]:
    """Hold a meeting for as long as the server runs. Who starts it acts as the connector."""
    store = open_store(data_home())
    begun = store.begin_meeting(passphrase, hours=hours, role=CONNECTOR)
    try:
        yield begun
    finally:
        store.end_meeting(role=CONNECTOR)
        store.close()


def _end_forgotten_meeting() -> None:
    """End a meeting whose server was switched off without a word."""
    store = open_store(data_home())
    if store.standing().meeting:
        store.end_meeting(role=CONNECTOR)
    store.close()


def _announce(url: str, begun: Meeting, passphrase: str, *, as_json: bool) -> None:
    """Print where the laptop and the phones find the map, and what the connector needs; "" is not repeated."""
    from dashboard.phone_address import EVERYWHERE, local_network_address, phone_address

    phones = phone_address(
        f"{url}/bijeenkomst",
        page="bijeenkomst",
        path="meedoen",
        listens_on=EVERYWHERE[0],
        own_address=local_network_address(),
    )
    if as_json:
        print_json({"url": url, "phones": phones, "passphrase": passphrase, "until": begun.until})
        return
    say(t("server.address", address=url))
    say(t("run.until", time=datetime.fromisoformat(begun.until).astimezone().strftime("%H:%M")))
    say(t("run.signs_in", address=f"{url}/aanmelden"))
    if passphrase:
        say(t("run.made_up", passphrase=passphrase))
    say(t("run.phones", address=phones) if phones else t("run.no_network"))
    if phones:
        _print_code(phones)


def _print_code(address: str) -> None:
    """Print the address for phones as a QR code, where the window can show one."""
    import segno

    if typer.get_text_stream("stdout").isatty():
        segno.make(address, micro=False).terminal(compact=True)

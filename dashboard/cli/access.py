"""
`krachtenkaart access`: passphrases, roles and who is signed in.

Who may run commands on this machine acts as the steward.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from typing import Annotated

import typer

from dashboard.cli.output import print_json, say, told_errors
from dashboard.i18n import n, t
from geo.errors import NotFoundError
from geo.inventory import data_home, open_areas, open_store
from geo.passphrases import invent
from geo.roles import MUNICIPALITY, STEWARD, areas_of, name_of, of_areas
from geo.store import Store
from geo.terms import CONNECTOR, NEIGHBOURS
from geo.words import fold

GRANTED = (NEIGHBOURS, CONNECTOR, MUNICIPALITY, STEWARD)

app = typer.Typer(
    help="Say who may see and do what: passphrases, roles for who signs in elsewhere, and sessions.",
    no_args_is_help=True,
    rich_markup_mode=None,
)

Who = Annotated[
    str,
    typer.Argument(
        metavar="WHO",
        help="E-mail address that the provider verified, or what the page Aanmelden shows to who has no role yet.",
        show_default=False,
    ),
]
Role = Annotated[
    str, typer.Argument(metavar="ROLE", help=f"One of {', '.join(GRANTED)}.", show_default=False)
]
RoleOption = Annotated[str, typer.Option("--role", help=f"Which role it opens: {CONNECTOR} or {STEWARD}.")]
Area = Annotated[
    list[str] | None,
    typer.Option(
        "--area", help="Wijk (code or name) of a connector; again for more. Everywhere unless given."
    ),
]
Generate = Annotated[
    bool, typer.Option("--generate", help="Make one up and print it once, instead of asking.")
]
SessionId = Annotated[str, typer.Argument(metavar="[SESSION]", help="Id that `access list` shows.")]
Everybody = Annotated[bool, typer.Option("--all", help="Sign everybody out.")]
Json = Annotated[bool, typer.Option("--json", help="Print one JSON object and nothing else.")]


@app.command("set-passphrase")
def set_passphrase(
    role: RoleOption = CONNECTOR,
    area: Area = None,
    generate: Generate = False,
    as_json: Json = False,
) -> None:
    """
    Let a passphrase open a role. It replaces the former one, and signs out who came in by that.

    From then on everybody signs in, also who sits at this machine. Only a slow digest (Argon2id) is kept.
    """
    with _store(as_json=as_json) as store:
        of_role = _role(role, area, allowed=(CONNECTOR, STEWARD))
        given = invent() if generate else _asked()
        store.set_passphrase(given, of_role=of_role, role=STEWARD)
    shown = given if generate else ""
    if as_json:
        print_json({"role": of_role, "passphrase": shown})
    else:
        say(t("access.set", role=_said(of_role)))
        if shown:
            say(t("access.made_up", passphrase=shown))


@app.command("forget-passphrase")
def forget_passphrase(role: RoleOption = CONNECTOR, area: Area = None, as_json: Json = False) -> None:
    """Let no passphrase open this role any more, and sign out who came in by it."""
    with _store(as_json=as_json) as store:
        of_role = _role(role, area, allowed=(CONNECTOR, STEWARD))
        was_there = store.forget_passphrase(of_role=of_role, role=STEWARD)
        if not was_there:
            raise NotFoundError("access.no_passphrase", role=_said(of_role))
    _tell("access.forgotten", as_json=as_json, role=of_role)


@app.command("grant")
def grant(who: Who, role: Role, area: Area = None, as_json: Json = False) -> None:
    """
    Give a role to who signs in at the provider of OpenID Connect, instead of an earlier one.

    Who signs in there without a role is a visitor.
    """
    with _store(as_json=as_json) as store:
        of_role = _role(role, area, allowed=GRANTED)
        store.grant(who, of_role, role=STEWARD)
    _tell("access.granted", as_json=as_json, role=of_role, who=who)


@app.command("revoke")
def revoke(who: Who, as_json: Json = False) -> None:
    """Take a role back; it counts at once, in open pages too."""
    with _store(as_json=as_json) as store:
        store.revoke(who, role=STEWARD)
    _tell("access.revoked", as_json=as_json, who=who)


@app.command("sign-out")
def sign_out(session: SessionId = "", everybody: Everybody = False, as_json: Json = False) -> None:
    """End one session, or all of them; it counts at once, in open pages too."""
    if bool(session) == everybody:
        raise typer.BadParameter("give the id of a session, or --all", param_hint="SESSION")
    with _store(as_json=as_json) as store:
        ended = store.end_sessions(session, role=STEWARD)
        if session and not ended:
            raise NotFoundError("access.no_session", session=session)
    if as_json:
        print_json({"ended": ended})
    else:
        say(n("access.ended", ended))


@app.command("list")
def show(as_json: Json = False) -> None:
    """List passphrases (since when, never what), roles, and who is signed in."""
    with _store(as_json=as_json) as store:
        phrases = store.list_passphrases(role=STEWARD)
        grants = store.list_grants(role=STEWARD)
        sessions = store.list_sessions(role=STEWARD)
    if as_json:
        given = {"passphrases": list(map(asdict, phrases)), "grants": list(map(asdict, grants))}
        print_json({**given, "sessions": list(map(asdict, sessions))})
        return
    if not (phrases or grants or sessions):
        say(t("access.nothing"))
    for one in phrases:
        say(t("access.list.passphrase", role=_said(one.role), since=one.since))
    for one in grants:
        say(t("access.list.grant", who=one.who, role=_said(one.role), since=one.since))
    for session in sessions:
        who = session.who or t("access.list.by_passphrase")
        say(t("access.list.session", session=session.session_id, who=who, role=_said(session.role)))


@contextmanager
def _store(*, as_json: bool) -> Iterator[Store]:
    with told_errors(as_json=as_json):
        store = open_store(data_home())
        try:
            yield store
        finally:
            store.close()


def _asked() -> str:
    return typer.prompt(t("access.ask"), hide_input=True, confirmation_prompt=t("access.ask_again"))


def _role(role: str, areas: list[str] | None, *, allowed: tuple[str, ...]) -> str:
    """Give the role with its areas, by their codes."""
    if role not in allowed:
        raise typer.BadParameter(f"choose one of {', '.join(allowed)}", param_hint="ROLE")
    if areas and role != CONNECTOR:
        raise typer.BadParameter("only a connector has areas", param_hint="--area")
    return of_areas(map(_code, areas)) if areas else role


def _code(area: str) -> str:
    known = open_areas(data_home())
    for code, name in zip(known["code"], known["name"], strict=True):
        if fold(area) in (fold(code), fold(name)):
            return str(code)
    raise NotFoundError("paper.wijk_unknown", wijk=area, known=", ".join(known["name"]))


def _said(role: str) -> str:
    codes = areas_of(role)
    name = t(f"access.role.{name_of(role)}")
    return name if codes is None else t("access.role.of", role=name, areas=", ".join(sorted(codes)))


def _tell(key: str, *, as_json: bool, **values: str) -> None:
    if as_json:
        print_json(values)
    else:
        say(t(key, **values | ({"role": _said(values["role"])} if "role" in values else {})))

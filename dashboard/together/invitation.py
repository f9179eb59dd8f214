"""The list of invitations: whom to ask for what and why, as rows and as a file."""

import csv
import io
from typing import NamedTuple

from dashboard import cache, reveal, sentences, viewer
from dashboard.i18n import language, t
from dashboard.tickets import TICKETS, Ticket
from dashboard.together import words as words_of
from dashboard.together.gathered import Gathered
from geo.access import REVEAL, may
from geo.cells import guard
from geo.coalition import Member
from geo.frames import ASSET_ID, CONTACT


class Invitation(NamedTuple):
    """
    One person or group to invite.

    Attributes
    ----------
    name
        Text from outside.
    asked, reason, walk
        Sentences; `reason` holds the name.
    distance_m
        Straight line from the place, metres.
    contact
        Text from outside, for the connector only; else "".
    """

    kind: str
    name: str
    asked: str
    reason: str
    walk: str
    distance_m: float
    contact: str


def invitations(view: Gathered) -> tuple[Invitation, ...]:
    """List the members of the group in this view, nearest first."""
    members = view.group.members if view.group else ()
    assets = cache.visible_assets()
    reveal.write_down(assets[assets[ASSET_ID].isin([member.asset_id for member in members])])
    return tuple(_invitation(member, view) for member in members)


def _invitation(member: Member, view: Gathered) -> Invitation:
    asset = cache.asset(member.asset_id)
    name, words = sentences.name_of(asset), cache.vocabulary()
    reasons = [words_of.reason(member, name, words), t("invitation.for", plan=view.plan)]
    return Invitation(
        kind=member.kind,
        name=name,
        asked=words_of.asked(member, words),
        reason=" ".join(reasons),
        walk=sentences.walk(member.distance_m),
        distance_m=member.distance_m,
        contact=asset[CONTACT] if may(viewer.role(), REVEAL) else "",
    )


def as_csv(rows: tuple[Invitation, ...], *, with_contact: bool) -> bytes:
    """
    Write invitations for a spreadsheet.

    Returns
    -------
    data
        UTF-8 with BOM, semicolons, a line of column names first. What a spreadsheet would calculate begins
        with an apostrophe and is read as text.
    """
    text = io.StringIO()
    writer = csv.writer(text, delimiter=";", lineterminator="\r\n")
    columns = ["name", "asked", "reason", "metres", *(["contact"] if with_contact else [])]
    writer.writerow([t(f"invitation.column.{column}") for column in columns])
    for row in rows:
        cells = [row.name, row.asked, row.reason, str(round(row.distance_m))]
        writer.writerow([guard(cell) for cell in [*cells, *([row.contact] if with_contact else [])]])
    return text.getvalue().encode("utf-8-sig")


def file_link(rows: tuple[Invitation, ...]) -> str:
    """Let the file wait behind a link that works once, and give the link, relative to the page."""
    data = as_csv(rows, with_contact=may(viewer.role(), REVEAL))
    token = TICKETS.issue(Ticket(data, f"{t('invitation.filename')}.csv", "text/csv; charset=utf-8"))
    return f"lijst/{token}?lang={language()}"

"""Introductions in their rows: made, answered, and read with the cards of their ends as these are now."""

from datetime import date
from math import nan

from sqlalchemy import ColumnElement, Connection, Row, func, insert, literal, select, update
from sqlalchemy.dialects.sqlite import insert as upsert

from geo.cards import OWNER
from geo.consent import audience_of, contact_for
from geo.errors import CardError, NotFoundError
from geo.gifts import Gift
from geo.initiatives import fresh_id
from geo.introductions import HAVE_MET, NOTHING, QUESTION_LASTS, TO_HEAR, YES, End, Introduction
from geo.store.consents import all_purposes, purposes_of_asked
from geo.store.schema import INTRODUCED, assets, meta
from geo.store.schema import introduction_ends as ends
from geo.store.schema import introductions as table

_OWN = (
    "introduction_id",
    "made_on",
    "asked_by",
    "connected_on",
    "outcome",
    "outcome_on",
    "note",
    "initiative_id",
)
_OF_END = ("asset_id", "capability", "mode", "answer", "answered_on", "noted_on")
_OF_CARD = ("kind", "state", "name", "contact", "x", "y", "audience")


def ask(connection: Connection, own: str, other: str, about: tuple[Gift, Gift], day: date) -> str:
    """Let a person ask to meet another, and with that say yes."""
    known = _own_way(connection, own, other, day)
    if known:
        introduction_id = go_on(connection, known, "", day)
    else:
        introduction_id = begin(connection, (own, other), about, OWNER, "", day)
    write_answer(connection, introduction_id, own, YES, day)
    return introduction_id


def _own_way(connection: Connection, own: str, other: str, day: date) -> Introduction | None:
    """
    Give the introduction on which a person goes on who asks to meet another; None to make a new one.

    One in which the other agrees already, or one that this person asked for before. Never another: to find
    oneself in somebody's unanswered question would tell who had asked.
    """
    for known in between(connection, own, other, day):
        side = known.side_of(own)
        is_own = known.asked_by == OWNER and side == 0
        is_standing = known.is_agreed or known.is_fresh(day)
        if is_standing and (is_own or known.ends[1 - side].has_agreed):
            return known
    return None


def begin(
    connection: Connection,
    pair: tuple[str, str],
    about: tuple[Gift, Gift],
    asked_by: str,
    initiative_id: str,
    day: date,
) -> str:
    """Make an introduction of which nothing was heard yet."""
    if pair[0] == pair[1]:
        raise CardError("introduction.same")
    introduction_id = fresh_id()
    made = {
        "made_on": day.isoformat(),
        "asked_by": asked_by,
        "outcome": TO_HEAR,
        "initiative_id": initiative_id,
    }
    unknown = dict.fromkeys(("connected_on", "outcome_on", "note"), "")
    connection.execute(insert(table).values(introduction_id=introduction_id, **made, **unknown))
    unsaid = dict.fromkeys(("answer", "answered_on", "noted_on"), "")
    for side, (asset_id, gift) in enumerate(zip(pair, about, strict=True)):
        where = {"introduction_id": introduction_id, "side": side, "asset_id": asset_id}
        connection.execute(insert(ends).values(**where, **gift._asdict(), **unsaid))
    settle(connection, introduction_id, day)
    return introduction_id


def go_on(connection: Connection, known: Introduction, initiative_id: str, day: date) -> str:
    """Open an introduction again of which nothing came, and let it belong to the plan that it is made for now."""
    is_closed = known.outcome == NOTHING and not known.connected_on
    values = {"outcome": TO_HEAR, "outcome_on": ""} if is_closed else {}
    if initiative_id and not known.initiative_id:
        values["initiative_id"] = initiative_id
    if values:
        one = table.c.introduction_id == known.introduction_id
        connection.execute(update(table).where(one).values(**values))
    settle(connection, known.introduction_id, day)
    return known.introduction_id


def write_answer(connection: Connection, introduction_id: str, asset_id: str, answer: str, day: date) -> None:
    """Keep the answer of one end; the same answer again changes nothing."""
    mine = (ends.c.introduction_id == introduction_id) & (ends.c.asset_id == asset_id)
    said = {"answer": answer, "answered_on": day.isoformat()}
    connection.execute(update(ends).where(mine, ends.c.answer != answer).values(**said))
    settle(connection, introduction_id, day)


def settle(connection: Connection, introduction_id: str, day: date) -> None:
    """Remember the day on which two became connected; the first one counts, whatever they say later."""
    found = read_one(connection, introduction_id, day)
    if not found.connected_on and (found.is_agreed or found.outcome in HAVE_MET):
        one = table.c.introduction_id == introduction_id
        connection.execute(update(table).where(one).values(connected_on=day.isoformat()))
    raise_version(connection)


def raise_version(connection: Connection) -> None:
    """Tell all caches of introductions that there is something new; those of cards stay."""
    first = upsert(meta).values(name=INTRODUCED, value=1)
    connection.execute(first.on_conflict_do_update(index_elements=["name"], set_={"value": meta.c.value + 1}))


def read_one(connection: Connection, introduction_id: str, day: date) -> Introduction:
    """Read one introduction, or raise `NotFoundError`."""
    found = read_all(connection, table.c.introduction_id == introduction_id, day)
    if not found:
        raise NotFoundError("introduction.gone")
    return found[0]


def between(connection: Connection, one: str, other: str, day: date) -> list[Introduction]:
    """Give all introductions of these two, the latest first."""
    ids = (select(ends.c.introduction_id).where(ends.c.asset_id == asset_id) for asset_id in (one, other))
    mine, theirs = (table.c.introduction_id.in_(found) for found in ids)
    return read_all(connection, mine & theirs, day)[::-1] if one != other else []


def count_asked(connection: Connection, asset_id: str, day: date) -> int:
    """Count the questions of a person that are still on their way, answered or not."""
    asked = (
        select(func.count())
        .select_from(table.join(ends))
        .where(
            ends.c.asset_id == asset_id,
            ends.c.side == 0,
            table.c.asked_by == OWNER,
            table.c.made_on >= (day - QUESTION_LASTS).isoformat(),
        )
    )
    return int(connection.execute(asked).scalar_one())


def read_all(connection: Connection, which: ColumnElement[bool], day: date) -> list[Introduction]:
    """Read introductions with their ends and the cards of these as they are now, oldest first."""
    columns = [
        *(table.c[name] for name in _OWN),
        *(ends.c[name] for name in _OF_END),
        *(assets.c[name] for name in _OF_CARD),
    ]
    query = (
        select(*columns)
        .select_from(table.join(ends).outerjoin(assets, assets.c.asset_id == ends.c.asset_id))
        .where(which)
        .order_by(table.c.made_on, table.c.introduction_id, ends.c.side)
    )
    rows = connection.execute(query).all()
    cards = select(ends.c.asset_id).select_from(table.join(ends)).where(which)
    purposes = all_purposes(connection, today=day, among=cards)
    found = [_as_end(row, purposes.get(row.asset_id)) for row in rows]
    own = [{name: row._mapping[name] for name in _OWN} for row in rows]
    return [Introduction(**own[at], ends=(found[at], found[at + 1])) for at in range(0, len(rows), 2)]


def read_end(connection: Connection, asset_id: str, day: date) -> End:
    """Give a card as the end that it would be, before anything was said; or raise `NotFoundError`."""
    unsaid = [literal("").label(name) for name in _OF_END if name != "asset_id"]
    card = (assets.c[name] for name in ("asset_id", *_OF_CARD))
    row = connection.execute(select(*card, *unsaid).where(assets.c.asset_id == asset_id)).one_or_none()
    if row is None:
        raise NotFoundError("card.gone")
    return _as_end(row, purposes_of_asked(connection, asset_id, today=day))


def _as_end(row: Row, purposes: frozenset[str] | None) -> End:
    """Make an end of a row; without a card, which was erased, it is empty."""
    contact = row.contact or ""
    return End(
        asset_id=row.asset_id or "",
        about=Gift(row.capability, row.mode),
        kind=row.kind or "",
        state=row.state or "",
        name=row.name or "",
        contact=contact if purposes is None else contact_for(contact, purposes),
        x=nan if row.x is None else row.x,
        y=nan if row.y is None else row.y,
        audience=row.audience if purposes is None else audience_of(purposes),
        purposes=purposes,
        answer=row.answer,
        answered_on=row.answered_on,
        noted_on=row.noted_on,
    )

"""Erasing cards for good, and making a database that was put back forget what was erased since."""

from collections.abc import Iterable

from sqlalchemy import Connection, bindparam, delete, exists, select, update

from geo.store.ledger import Ledger
from geo.store.schema import (
    FORGOTTEN,
    VERSION,
    assets,
    initiatives,
    introduction_ends,
    introductions,
    meta,
    settled,
)


def is_owed(connection: Connection, ledger: Ledger) -> bool:
    """Tell whether the ledger holds more, or other, than this database has followed."""
    return _followed(connection) != len(ledger)


def catch_up(connection: Connection, ledger: Ledger) -> bool:
    """Erase what the ledger says was erased and is here again; tells whether anything was."""
    if not is_owed(connection, ledger):
        return False
    rows = connection.execute(select(assets.c.asset_id, assets.c.digest)).all()
    back = [asset_id for asset_id, digest in rows if asset_id in ledger or (digest and digest in ledger)]
    remove(connection, back)
    _mark_followed(connection, ledger)
    return bool(back)


def erase(connection: Connection, ledger: Ledger, asset_ids: Iterable[str]) -> int:
    """
    Erase cards and all that belongs to them; tells how many of them were there.

    The ledger is written first: when the machine stops in between, the cards go at the next opening.
    """
    digests = {
        one: found for one in dict.fromkeys(asset_ids) if (found := _digests(connection, one)) is not None
    }
    if not digests:
        return 0
    ledger.add([value for one, found in digests.items() for value in (one, *found)])
    remove(connection, digests)
    _mark_followed(connection, ledger)
    return len(digests)


def _digests(connection: Connection, asset_id: str) -> tuple[str, ...] | None:
    """Give the digests of the rows of lists that a card came from, or None where there is no such card."""
    row = connection.execute(select(assets.c.digest).where(assets.c.asset_id == asset_id)).one_or_none()
    if row is None:
        return None
    same = connection.execute(select(settled.c.digest).where(settled.c.asset_id == asset_id)).scalars()
    return tuple(filter(None, (row.digest, *same)))


def remove(connection: Connection, asset_ids: Iterable[str]) -> None:
    """Delete cards with all that points to them, and take them out of initiatives and introductions."""
    gone = set(asset_ids)
    if not gone:
        return
    introduced = set(connection.execute(select(introduction_ends.c.asset_id)).scalars())
    for asset_id in gone & introduced:
        _leave_introductions(connection, asset_id)
    statement = delete(assets).where(assets.c.asset_id == bindparam("gone"))
    connection.execute(statement, [{"gone": asset_id} for asset_id in gone])
    for initiative_id, members in connection.execute(
        select(initiatives.c.initiative_id, initiatives.c.members)
    ).all():
        if gone & set(members.split()):
            left = " ".join(member for member in members.split() if member not in gone)
            one = initiatives.c.initiative_id == initiative_id
            connection.execute(update(initiatives).where(one).values(members=left))
    connection.execute(update(meta).where(meta.c.name == VERSION).values(value=meta.c.value + 1))


def _leave_introductions(connection: Connection, asset_id: str) -> None:
    """
    Take a card out of its introductions, with the words about it.

    The other end stays as it was: to its person an erased card is one that did not answer. An introduction that
    nobody is left in goes.
    """
    ends = introduction_ends
    mine = select(ends.c.introduction_id).where(ends.c.asset_id == asset_id)
    connection.execute(update(introductions).where(introductions.c.introduction_id.in_(mine)).values(note=""))
    emptied = {
        "asset_id": None,
        **dict.fromkeys(("capability", "mode", "answer", "answered_on", "noted_on"), ""),
    }
    connection.execute(update(ends).where(ends.c.asset_id == asset_id).values(**emptied))
    is_held = exists().where(
        ends.c.introduction_id == introductions.c.introduction_id, ends.c.asset_id.is_not(None)
    )
    connection.execute(delete(introductions).where(~is_held))


def _followed(connection: Connection) -> int:
    return int(connection.execute(select(meta.c.value).where(meta.c.name == FORGOTTEN)).scalar_one())


def _mark_followed(connection: Connection, ledger: Ledger) -> None:
    connection.execute(update(meta).where(meta.c.name == FORGOTTEN).values(value=len(ledger)))

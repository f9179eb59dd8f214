"""Taking the last list out again: exactly what it added and filled in, and nothing that people have since used."""

import json
from collections import defaultdict
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Connection, Select, delete, func, insert, select

import geo.store.forgetting as forgetting
from geo.access import IMPORT, require_somewhere
from geo.cards import IMPORTED, changes
from geo.errors import NotFoundError
from geo.roles import areas_of
from geo.store.consents import consents_of
from geo.store.contents import read_card, write_content, write_history
from geo.store.database import Database, raise_version
from geo.store.reveals import REVEALED
from geo.store.schema import assets, history, imports, links, release_people, settled, tables, undone, visits

_NO_SIGN_OF_USE = (settled, links, visits, release_people)
"""
What may point to a card of which nobody made use: other rows of the list, a link that was handed over, and that it
was counted.
"""

_CHANGES_NOTHING = (IMPORTED, REVEALED)
"""Lines of a history that leave a card as it came: that it came, and that a connector read how to reach somebody."""


@dataclass(frozen=True)
class LastImport:
    """
    The list that was brought in last.

    Attributes
    ----------
    filename
        Text from outside.
    day
        ISO 8601, UTC.
    added, filled_in
        Cards that it added and that are still here, and cards that it filled in.
    """

    import_id: int
    filename: str
    day: str
    added: int
    filled_in: int


@dataclass(frozen=True)
class Undone:
    """
    What became of the cards of a list that was taken out.

    Attributes
    ----------
    taken_out, restored
        Cards that are gone, and cards that are as they were before the list filled them in.
    stayed
        Cards that stay as they are, because somebody took them over or changed them.
    """

    filename: str
    taken_out: int
    restored: int
    stayed: int


class UndoStore(Database):
    """Takes the last list out again."""

    def last_import(self, *, role: str) -> LastImport | None:
        """
        Tell which list can be taken out: the last one, unless it was already.

        A connector of an area takes out only what lies in that area as a whole.

        Raises
        ------
        AccessError
            If the role may not.
        """
        require_somewhere(role, IMPORT)
        if not self._exists():
            return None
        with self._reading() as connection:
            return self._last(connection, role)

    def undo_import(self, import_id: int, *, role: str, when: datetime | None = None) -> Undone:
        """
        Take out the last list, once.

        Cards that it added go, also from saved initiatives. Cards that it filled in become as they were. What a
        person has since taken over, changed, or asked to change stays as it is.

        Parameters
        ----------
        import_id
            The one that `last_import` gave, so that nobody takes out a list that they did not see.

        Raises
        ------
        AccessError
            If the role may not.
        NotFoundError
            `import.not_last` when it is not the last one, or was taken out before.
        """
        require_somewhere(role, IMPORT)
        moment = (when or datetime.now(UTC)).astimezone(UTC).isoformat(timespec="seconds")
        if not self._exists():
            raise NotFoundError("import.not_last")
        with self._writing() as connection:
            last = self._last(connection, role)
            if last is None or last.import_id != import_id:
                raise NotFoundError("import.not_last")
            restored, changed = _restore(connection, import_id, actor=role, moment=moment)
            gone = _unused(connection, import_id)
            forgetting.remove(connection, gone)
            connection.execute(insert(undone).values(import_id=import_id, undone_at=moment))
            raise_version(connection)
        return Undone(last.filename, len(gone), restored, last.added - len(gone) + changed)

    def _last(self, connection: Connection, role: str) -> LastImport | None:
        """Give the last list, unless it was taken out or holds cards that are not this role's."""
        last = _last(connection)
        if last is None or areas_of(role) is None:
            return last
        same = select(settled.c.asset_id).where(settled.c.import_id == last.import_id)
        theirs = (assets.c.import_id == last.import_id) | assets.c.asset_id.in_(same)
        cards = connection.execute(select(assets.c.x, assets.c.y).where(theirs)).all()
        return last if all(self._may_in(role, IMPORT, card) for card in cards) else None


def _last(connection: Connection) -> LastImport | None:
    newest = select(func.max(imports.c.import_id)).scalar_subquery()
    query = select(imports.c.import_id, imports.c.filename, imports.c.imported_at).where(
        imports.c.import_id == newest, imports.c.import_id.not_in(select(undone.c.import_id))
    )
    row = connection.execute(query).one_or_none()
    if row is None:
        return None
    added = select(func.count()).select_from(assets).where(assets.c.import_id == row.import_id)
    filled = select(func.count(func.distinct(settled.c.asset_id))).where(
        settled.c.import_id == row.import_id, settled.c.after != "{}"
    )
    return LastImport(
        row.import_id,
        row.filename,
        row.imported_at[:10],
        added=int(connection.execute(added).scalar_one()),
        filled_in=int(connection.execute(filled).scalar_one()),
    )


def _unused(connection: Connection, import_id: int) -> list[str]:
    """Give the cards of a list of which nobody made use: nothing points to them but how they came."""
    query = select(assets.c.asset_id).where(assets.c.import_id == import_id).order_by(assets.c.position)
    ids = connection.execute(query).scalars().all()
    used: set[str] = set()
    for signs in _signs_of_use():
        used.update(connection.execute(signs.where(assets.c.import_id == import_id)).scalars())
    return [asset_id for asset_id in ids if asset_id not in used]


def _signs_of_use() -> list[Select]:
    """Select, per table that points to cards, which cards somebody made use of."""
    signs = []
    for table in tables.sorted_tables:
        for column in table.c:
            points_here = any(key.column is assets.c.asset_id for key in column.foreign_keys)
            if points_here and table not in _NO_SIGN_OF_USE:
                sign = select(assets.c.asset_id).join(table, column == assets.c.asset_id)
                signs.append(
                    sign.where(history.c.action.not_in(_CHANGES_NOTHING)) if table is history else sign
                )
    return signs


def _restore(connection: Connection, import_id: int, *, actor: str, moment: str) -> tuple[int, int]:
    """
    Let cards that a list filled in be as they were, and forget which of its rows were theirs.

    Returns
    -------
    restored, stayed
        Numbers of cards. What was changed or taken over since stays, and so does the memory of its row.
    """
    query = select(settled).where(settled.c.import_id == import_id).order_by(settled.c.settled_id.desc())
    before: dict[str, dict[str, Any]] = defaultdict(dict)
    after: dict[str, dict[str, Any]] = defaultdict(dict)
    for row in connection.execute(query):  # latest first: the first `before` is written last, and so wins
        before[row.asset_id] |= json.loads(row.before)
        after[row.asset_id] = json.loads(row.after) | after[row.asset_id]
    stayed = {one for one in before if after[one] and not _is_as_left(connection, one, after[one])}
    restored = {one for one in before if after[one]} - stayed
    for asset_id in restored:
        card, _, _ = read_card(connection, asset_id)
        was = replace(card, **before[asset_id])
        write_content(connection, was)
        write_history(
            connection, asset_id, at=moment, actor=actor, action="undone", changed=changes(card, was)
        )
    forgotten = (settled.c.import_id == import_id) & settled.c.asset_id.not_in(stayed)
    connection.execute(delete(settled).where(forgotten))
    return len(restored), len(stayed)


def _is_as_left(connection: Connection, asset_id: str, after: dict[str, object]) -> bool:
    """Tell whether a card is nobody's yet, and still says what the list filled in."""
    card, _, _ = read_card(connection, asset_id)
    is_free = not consents_of(connection, asset_id)
    return is_free and all(getattr(card, name) == value for name, value in after.items())

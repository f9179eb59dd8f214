"""Keeping cards true: which are to be confirmed, that they were, and erasing those of whom nothing is heard."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Connection, Select, case, func, or_, select, update

import geo.store.forgetting as forgetting
from geo.access import DECIDE, ERASE, NOTE, READ_QUEUE, require, require_somewhere
from geo.cards import ACTIVE, DELETED
from geo.consent import KEEP
from geo.errors import NotFoundError
from geo.lifecycle import ERASED_AFTER, FADES_AFTER, RESTORED_WITHIN
from geo.store.asking import asleep
from geo.store.contents import moment_of, read_card, write_history
from geo.store.database import Database, raise_version
from geo.store.schema import assets, consents, history, imports
from geo.terms import TALENT


@dataclass(frozen=True)
class Faded:
    """
    A card that is shown and that nobody confirmed for long: one to call about.

    Attributes
    ----------
    since
        Day on which it was last confirmed, or else came, ISO 8601.
    x, y
        EPSG:28992 metres.
    """

    asset_id: str
    kind: str
    name: str
    postcode: str
    contact: str
    since: str
    x: float
    y: float


class UpkeepStore(Database):
    """Keeps cards true."""

    def read_faded(self, *, role: str, today: date | None = None) -> tuple[Faded, ...]:
        """
        Read which cards that are shown were not confirmed for `geo.lifecycle.FADES_AFTER`, oldest first.

        Cards whose person is to be asked anyway (`read_sleepers`) are not among them. Of a resident the contact
        stays out: reading it is another action (`geo.access.REVEAL`).

        Raises
        ------
        AccessError
            If the role may not.
        """
        require(role, READ_QUEUE)
        if not self._exists():
            return ()
        day = today or date.today()
        since = func.substr(func.coalesce(assets.c.confirmed_on, _came()), 1, 10)
        contact = case((assets.c.kind == TALENT, ""), else_=assets.c.contact)
        columns = [*(assets.c[name] for name in ("asset_id", "kind", "name", "postcode")), contact]
        query = (
            select(*columns, since, assets.c.x, assets.c.y)
            .where(assets.c.state == ACTIVE, since < (day - FADES_AFTER).isoformat())
            .where(assets.c.asset_id.not_in(asleep(assets.c.asset_id, today=day)))
            .order_by(since, assets.c.position)
        )
        with self._reading() as connection:
            found = [Faded(*row) for row in connection.execute(query)]
        return tuple(one for one in found if self._may_in(role, DECIDE, one))

    def confirm(self, asset_id: str, *, role: str, when: datetime | None = None) -> None:
        """
        Note that a card that is shown is still right, as somebody told the connector.

        It renews no yes: that is for its person to say (`consent_own`, `note_paper`).

        Raises
        ------
        AccessError
            If the role may not.
        NotFoundError
            `card.gone` when no such card is shown.
        """
        require_somewhere(role, NOTE)
        with self._writing() as connection:
            card, state, _ = read_card(connection, asset_id)
            self._require_in(role, NOTE, card)
            if state != ACTIVE:
                raise NotFoundError("card.gone")
            mark_confirmed(connection, asset_id, at=moment_of(when), actor=role)

    def sweep(self, *, role: str, when: datetime | None = None) -> int:
        """
        Erase what has had its time, as `erase` does, and tell how many cards that were.

        Those are residents who said no yes for `geo.lifecycle.ERASED_AFTER`, counted from the day on which their
        card came when they never did, and cards that the connector deleted `geo.lifecycle.RESTORED_WITHIN` ago.

        Raises
        ------
        AccessError
            If the role may not, everywhere.
        StoreError
            `store.trace_left` when a reader kept the log from being emptied.
        """
        require(role, ERASE)
        if not self._exists():
            return 0
        day = date.fromisoformat(moment_of(when)[:10])
        with self._reading() as connection:
            if not connection.execute(_overdue(day).limit(1)).all():
                return 0
        with self._writing(without_trace=True) as connection:
            overdue = connection.execute(_overdue(day)).scalars().all()
            return forgetting.erase(connection, self._ledger, overdue)


def mark_confirmed(connection: Connection, asset_id: str, *, at: str, actor: str) -> None:
    """Write down that a card was confirmed."""
    connection.execute(update(assets).where(assets.c.asset_id == asset_id).values(confirmed_on=at[:10]))
    write_history(connection, asset_id, at=at, actor=actor, action="confirmed")
    raise_version(connection)


def _came():
    """Tell when a card came: with its list, or when it was put up."""
    listed = select(imports.c.imported_at).where(imports.c.import_id == assets.c.import_id).scalar_subquery()
    added = select(func.min(history.c.at)).where(history.c.asset_id == assets.c.asset_id).scalar_subquery()
    return func.coalesce(listed, added)


def _overdue(day: date) -> Select:
    """Select the ids of cards that have had their time."""
    is_yes = (consents.c.purpose == KEEP) & (consents.c.is_given == 1)
    said = (
        select(func.max(consents.c.given_at))
        .where(consents.c.asset_id == assets.c.asset_id, is_yes)
        .scalar_subquery()
    )
    deleted = (
        select(func.max(history.c.at))
        .where(history.c.asset_id == assets.c.asset_id, history.c.action == DELETED)
        .scalar_subquery()
    )
    is_silent = func.substr(func.coalesce(said, _came()), 1, 10) < (day - ERASED_AFTER).isoformat()
    is_out = func.substr(deleted, 1, 10) < (day - RESTORED_WITHIN).isoformat()
    return select(assets.c.asset_id).where(
        or_((assets.c.kind == TALENT) & is_silent, (assets.c.state == DELETED) & is_out)
    )

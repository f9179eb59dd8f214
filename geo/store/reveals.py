"""Reading how somebody may be reached, which is written in the history of their card."""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import Connection, select

from geo.access import REVEAL, require_somewhere
from geo.roles import name_of
from geo.store.contents import write_history
from geo.store.database import Database
from geo.store.schema import assets, history
from geo.store.sessions import moment_of, moment_text
from geo.terms import TALENT

REVEALED = "revealed"


class RevealStore(Database):
    """Keeps who read how whom may be reached."""

    def log_reveal(
        self, asset_ids: Iterable[str], *, role: str, who: str = "", when: datetime | None = None
    ) -> int:
        """
        Write down that somebody reads how the people of these cards may be reached, once a day per card.

        Parameters
        ----------
        asset_ids
            Cards of residents are written down; those of groups and places, which anybody may reach, and ids that
            are not here (of the demo) are passed over.
        who
            The e-mail address or subject of who reads it; the role where that is not known.

        Returns
        -------
        written
            How many lines.

        Raises
        ------
        AccessError
            If the role may not, for one of the cards; nothing was written then.
        """
        require_somewhere(role, REVEAL)
        if not self._exists():
            return 0
        moment, actor, ids = moment_text(moment_of(when)), who or name_of(role), tuple(asset_ids)
        with self._reading() as connection:
            if not self._unwritten(connection, ids, role, actor, moment[:10]):
                return 0
        with self._writing() as connection:
            new = self._unwritten(connection, ids, role, actor, moment[:10])
            for asset_id in new:
                write_history(connection, asset_id, at=moment, actor=actor, action=REVEALED)
            return len(new)

    def _unwritten(
        self, connection: Connection, asset_ids: Iterable[str], role: str, actor: str, day: str
    ) -> list[str]:
        """Give the cards of residents of which this is not written down yet today."""
        new = []
        for asset_id in dict.fromkeys(asset_ids):
            query = select(assets.c.x, assets.c.y, assets.c.kind).where(assets.c.asset_id == asset_id)
            row = connection.execute(query).one_or_none()
            if row is None or row.kind != TALENT:
                continue
            self._require_in(role, REVEAL, row)
            if not _was_written(connection, asset_id, actor, day):
                new.append(asset_id)
        return new


def _was_written(connection: Connection, asset_id: str, actor: str, day: str) -> bool:
    same = (history.c.asset_id == asset_id) & (history.c.actor == actor) & (history.c.action == REVEALED)
    query = select(history.c.history_id).where(same, history.c.at.startswith(day)).limit(1)
    return connection.execute(query).first() is not None

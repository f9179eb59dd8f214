"""What visitors say is not right any more: short, few, and for the connector alone."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Connection, delete, func, insert, select

from geo.access import DECIDE, PROPOSE, READ_QUEUE, require, require_somewhere
from geo.audience import audiences_of
from geo.cards import ACTIVE, Card, one_line, refuse_bsn
from geo.consent import audience_of
from geo.errors import CardError, NotFoundError
from geo.initiatives import fresh_id
from geo.roles import MUNICIPALITY, name_of
from geo.store.assets import AS_LISTED
from geo.store.consents import consents_of, purposes_of
from geo.store.contents import moment_of, read_card, write_history
from geo.store.database import Database
from geo.store.links import digest
from geo.store.schema import assets, remarks
from geo.terms import AUDIENCES, TALENT

REMARK_AT_MOST = 300
"""Characters."""

PER_CARD, PER_VISITOR, IN_ALL = 5, 5, 1_000
"""So many remarks wait at once about one card, from one visitor, and together."""


@dataclass(frozen=True)
class Remark:
    """What somebody says about a card, and that card as the connector may see it; the text is from outside."""

    remark_id: str
    card: Card
    text: str
    made_on: str


class RemarkStore(Database):
    """Keeps what visitors say is not right any more."""

    def remark(self, asset_id: str, text: str, *, role: str, key: str, when: datetime | None = None) -> None:
        """
        Keep what a visitor says about a card; what the same visitor said of it before makes way.

        About a card that this role cannot see nothing is kept, and nothing tells so.

        Parameters
        ----------
        key
            Knows a browser again, as that of `add_card` does; only its digest is kept.

        Raises
        ------
        AccessError
            If the role may not.
        CardError
            `remark.empty`, `card.too_long`, `card.bsn`, or `remark.full` when too many wait.
        """
        require(role, PROPOSE)
        said = _checked(text)
        moment = moment_of(when)
        with self._writing() as connection:
            if not _is_seen(connection, asset_id, role, date.fromisoformat(moment[:10])):
                return
            made_by = digest(key)
            again = (remarks.c.asset_id == asset_id) & (remarks.c.made_by == made_by)
            connection.execute(delete(remarks).where(again))
            _require_room(connection, asset_id, made_by)
            row = {"asset_id": asset_id, "text": said, "made_at": moment, "made_by": made_by}
            connection.execute(insert(remarks).values(remark_id=fresh_id(), **row))

    def read_remarks(self, *, role: str) -> tuple[Remark, ...]:
        """
        Read what visitors said, longest first.

        Raises
        ------
        AccessError
            If the role may not.
        """
        require(role, READ_QUEUE)
        if not self._exists():
            return ()
        query = select(remarks).order_by(remarks.c.made_at, remarks.c.remark_id)
        with self._reading() as connection:
            found = [
                Remark(row.remark_id, read_card(connection, row.asset_id)[0], row.text, row.made_at[:10])
                for row in connection.execute(query).all()
            ]
        return tuple(one for one in found if self._may_in(role, DECIDE, one.card))

    def settle_remark(self, remark_id: str, *, role: str, when: datetime | None = None) -> None:
        """
        Put a remark away: the connector saw to it. What it said is not kept.

        Raises
        ------
        AccessError
            If the role may not.
        NotFoundError
            `queue.decided` when somebody was earlier.
        """
        require_somewhere(role, DECIDE)
        with self._writing() as connection:
            one = remarks.c.remark_id == remark_id
            asset_id = connection.execute(select(remarks.c.asset_id).where(one)).scalar_one_or_none()
            if asset_id is None:
                raise NotFoundError("queue.decided")
            self._require_in(role, DECIDE, read_card(connection, asset_id)[0])
            connection.execute(delete(remarks).where(one))
            write_history(connection, asset_id, at=moment_of(when), actor=role, action="remark")


def _checked(text: str) -> str:
    said = one_line(text)
    if not said:
        raise CardError("remark.empty")
    if len(said) > REMARK_AT_MOST:
        raise CardError("card.too_long", most=REMARK_AT_MOST, found=len(said))
    refuse_bsn([said])
    return said


def _is_seen(connection: Connection, asset_id: str, role: str, day: date) -> bool:
    query = select(AS_LISTED["audience"], assets.c.kind).where(
        assets.c.asset_id == asset_id, assets.c.state == ACTIVE
    )
    row = connection.execute(query).one_or_none()
    if row is None or (row.kind == TALENT and name_of(role) == MUNICIPALITY):
        return False
    has_spoken = bool(consents_of(connection, asset_id))
    audience = audience_of(purposes_of(connection, asset_id, today=day)) if has_spoken else row.audience
    return audience in AUDIENCES and audience in audiences_of(role)


def _require_room(connection: Connection, asset_id: str, made_by: str) -> None:
    for most, which in (
        (PER_CARD, remarks.c.asset_id == asset_id),
        (PER_VISITOR, remarks.c.made_by == made_by),
        (IN_ALL, True),
    ):
        if connection.execute(select(func.count()).select_from(remarks).where(which)).scalar_one() >= most:
            raise CardError("remark.full")

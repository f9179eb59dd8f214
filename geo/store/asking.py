"""Who is to be asked: cards that sleep until their person says yes, by a secret link or on paper."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ColumnElement, Connection, Select, and_, case, func, or_, select, update

from geo.access import ADD_FOR_OTHER, DECIDE, NOTE, READ_QUEUE, require, require_somewhere
from geo.cards import ACTIVE, ASLEEP
from geo.consent import KEEP, PAPER, Consent
from geo.errors import AccessError
from geo.store.consents import add_consents, purposes_of
from geo.store.contents import moment_of, read_card, set_state, write_history
from geo.store.database import Database, begin_inventory, raise_version
from geo.store.links import add_link
from geo.store.schema import assets, consents
from geo.terms import TALENT

_LAST_WORD = consents.alias("last_word")

LAPSED = "lapsed"
"""Said yes once, and that yes has ended. Else what keeps a card asleep is how it came (`geo.cards.ORIGINS`)."""


@dataclass(frozen=True)
class Sleeper:
    """
    A card whose person is to be asked, for the first time or again.

    Attributes
    ----------
    since
        Day on which it was put up, brought in or last confirmed, ISO 8601; "" when a list did not say.
    why
        `geo.cards.BEHALF`, `geo.cards.IMPORTED` or `LAPSED`.
    x, y
        EPSG:28992 metres: the middle of the postcode.
    """

    asset_id: str
    name: str
    postcode: str
    since: str
    why: str
    x: float
    y: float


class AskingStore(Database):
    """Keeps who is to be asked, and notes what they said."""

    def read_sleepers(self, *, role: str, today: date | None = None) -> tuple[Sleeper, ...]:
        """
        Read whose cards sleep until they say yes, newest first.

        Those are cards that the connector filled in, residents from a list, and cards whose yes has ended. Who
        took a yes back is not among them: that person has spoken.

        Raises
        ------
        AccessError
            If the role may not.
        """
        require(role, READ_QUEUE)
        if not self._exists():
            return ()
        why = case((_LAST_WORD.c.is_given == 1, LAPSED), else_=assets.c.origin)
        columns = [assets.c[name] for name in ("asset_id", "name", "postcode")]
        columns += [func.coalesce(assets.c.confirmed_on, ""), why, assets.c.x, assets.c.y]
        query = asleep(*columns, today=today or date.today()).order_by(assets.c.position.desc())
        with self._reading() as connection:
            found = [Sleeper(*row) for row in connection.execute(query)]
        return tuple(one for one in found if self._may_in(role, DECIDE, one))

    def new_link(self, asset_id: str, *, role: str, when: datetime | None = None) -> str:
        """
        Make another secret link for somebody whose card sleeps, to hand over.

        Raises
        ------
        AccessError
            If the role may not, or the card is somebody's who is not to be asked.
        """
        require_somewhere(role, ADD_FOR_OTHER)
        moment = moment_of(when)
        with self._writing() as connection:
            self._requireasleep(connection, asset_id, role, ADD_FOR_OTHER, moment)
            return add_link(connection, asset_id, moment)

    def note_paper(
        self, asset_id: str, said: tuple[Consent, ...], *, role: str, when: datetime | None = None
    ) -> None:
        """
        Note what somebody whose card sleeps signed on paper; it counts at once.

        Parameters
        ----------
        said
            A record of each purpose, channel `geo.consent.PAPER`.

        Raises
        ------
        AccessError
            If the role may not, or the card is somebody's who is not to be asked.
        """
        require_somewhere(role, NOTE)
        if any(one.channel != PAPER for one in said):
            raise AccessError("access.refused")
        moment = moment_of(when)
        with self._writing() as connection:
            self._requireasleep(connection, asset_id, role, NOTE, moment)
            agree(connection, asset_id, said, at=moment, actor=role, action="paper")

    def _requireasleep(
        self, connection: Connection, asset_id: str, role: str, action: str, moment: str
    ) -> None:
        """Let a role pass that may do this to the card, when its person is to be asked."""
        query = asleep(assets.c.x, assets.c.y, today=date.fromisoformat(moment[:10]))
        place = connection.execute(query.where(assets.c.asset_id == asset_id)).one_or_none()
        if place is None:
            raise AccessError("access.refused")
        self._require_in(role, action, place)


def agree(
    connection: Connection, asset_id: str, said: Iterable[Consent], *, at: str, actor: str, action: str
) -> None:
    """Add a person's yes or no to a card; a yes to keeping it confirms it, and wakes it when it slept."""
    _, state, _ = read_card(connection, asset_id)
    add_consents(connection, asset_id, said)
    write_history(connection, asset_id, at=at, actor=actor, action=action)
    if KEEP in purposes_of(connection, asset_id, today=date.fromisoformat(at[:10])):
        one = assets.c.asset_id == asset_id
        connection.execute(update(assets).where(one).values(confirmed_on=at[:10]))
        if state == ASLEEP:
            set_state(connection, asset_id, ACTIVE)
            begin_inventory(connection)
    raise_version(connection)


def asleep(*columns: ColumnElement, today: date) -> Select:
    """Select from the cards whose person is to be asked."""
    newest = select(func.max(consents.c.consent_id)).where(consents.c.purpose == KEEP)
    joined = assets.outerjoin(
        _LAST_WORD,
        and_(
            _LAST_WORD.c.asset_id == assets.c.asset_id,
            _LAST_WORD.c.consent_id.in_(newest.group_by(consents.c.asset_id)),
        ),
    )
    is_unasked = _LAST_WORD.c.asset_id.is_(None) & ((assets.c.kind == TALENT) | (assets.c.state == ASLEEP))
    has_ended = (_LAST_WORD.c.is_given == 1) & (_LAST_WORD.c.expires_on < today.isoformat())
    in_life = assets.c.state.in_((ACTIVE, ASLEEP))
    return select(*columns).select_from(joined).where(in_life, or_(is_unasked, has_ended))

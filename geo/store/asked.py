"""Where people were asked, in postcodes and days; and since when each card is there."""

from collections.abc import Iterable
from datetime import UTC, date, datetime

import geopandas as gpd
import pandas as pd
from sqlalchemy import CompoundSelect, Select, delete, func, select, union
from sqlalchemy.dialects.sqlite import insert

from geo.access import DECIDE, MARK_ASKED, READ_CONTACTS, may, require
from geo.coverage.asked import DAY, empty_contacts
from geo.frames import ASSET_ID, POSTCODE
from geo.postcodes.parsing import parse_postcode
from geo.store.database import Database, raise_version
from geo.store.schema import asked, assets, history, imports

_DAY_LENGTH = len("2026-11-27")


class AskedStore(Database):
    """Keeps the marks of where the connector went asking, and gives all contacts as postcodes and days."""

    def mark_asked(self, postcodes: Iterable[str], *, role: str, day: date | None = None) -> int:
        """
        Mark that people at these postcodes were asked, each once a day.

        A mark says where and on which day, never whom; it stays when a card there is erased.

        Parameters
        ----------
        postcodes
            As people write them, PC6 or PC4.
        day
            Today (UTC) if not given.

        Returns
        -------
        new
            How many marks were not there yet.

        Raises
        ------
        AccessError
            If the role may not.
        PostcodeError
            If one is no postcode; nothing is written then.
        """
        require(role, MARK_ASKED)
        rows = _marks(postcodes, day or datetime.now(UTC).date())
        if not rows:
            return 0
        with self._writing() as connection:
            added = sum(
                connection.execute(insert(asked).values(row).on_conflict_do_nothing()).rowcount
                for row in rows
            )
            if added:
                raise_version(connection)
        return added

    def unmark_asked(self, postcodes: Iterable[str], *, role: str, day: date) -> int:
        """Take back marks that were made by mistake; tells how many were there. Raises as `mark_asked`."""
        require(role, MARK_ASKED)
        rows = _marks(postcodes, day)
        if not rows or not self._exists():
            return 0
        with self._writing() as connection:
            gone = sum(connection.execute(delete(asked).filter_by(**row)).rowcount for row in rows)
            if gone:
                raise_version(connection)
        return gone

    def read_contacts(self, *, role: str) -> pd.DataFrame:
        """
        Read where and when there was contact: marks, and cards in whatever state of which the role decides.

        Who decides about no card, as the municipality, reads marks only; a connector of an area reads all marks and
        the area's cards. Cards that wait count at once, though they do not raise `version`.

        Returns
        -------
        contacts
            Columns `postcode` (canonical) and `day` (`datetime64[s]`, NaT: unknown), each pair once, by
            postcode and day. How many cards stand behind a pair is not told.

        Raises
        ------
        AccessError
            If the role may not.
        """
        require(role, READ_CONTACTS)
        if not self._exists():
            return empty_contacts()
        with self._reading() as connection:
            rows = [(mark.postcode, mark.day) for mark in connection.execute(select(asked))]
            if may(role, DECIDE):
                cards = connection.execute(_contacts_of_cards()).all()
                rows += [(card.postcode, card.day) for card in cards if self._may_in(role, DECIDE, card)]
        codes, days = zip(*rows, strict=True) if rows else ((), ())
        found = pd.DataFrame({POSTCODE: pd.Series(codes, dtype="str"), DAY: _as_days(list(days))})
        return found.drop_duplicates().sort_values([POSTCODE, DAY], ignore_index=True)

    def read_first_days(self, shown: gpd.GeoDataFrame) -> pd.Series:
        """
        Tell since which day each card is there, for measures over time.

        Parameters
        ----------
        shown
            Asset frame, projected to the role that asks (`geo.audience`), shape (n, 16).

        Returns
        -------
        days
            `datetime64[s]`, named `day`, on the frame's index: the day of the import or of the first saving, else
            of confirmation; NaT where none is known.
        """
        known: dict[str, str | None] = {}
        if self._exists():
            with self._reading() as connection:
                known = dict(map(tuple, connection.execute(_first_days())))
        days = _as_days([known.get(asset_id) for asset_id in shown[ASSET_ID]])
        return days.set_axis(shown.index).rename(DAY)


def _marks(postcodes: Iterable[str], day: date) -> list[dict[str, str]]:
    canonical = sorted({parse_postcode(postcode) for postcode in postcodes})
    return [{"postcode": postcode, "day": day.isoformat()} for postcode in canonical]


def _day_of(moment):  # type: ignore[no-untyped-def]  # an SQL expression of a moment
    return func.substr(moment, 1, _DAY_LENGTH)


def _contacts_of_cards() -> CompoundSelect:
    day_of_card = func.coalesce(assets.c.confirmed_on, _day_of(imports.c.imported_at)).label("day")
    place = (assets.c.postcode, assets.c.x, assets.c.y)
    cards = select(*place, day_of_card).select_from(assets.outerjoin(imports))
    return union(cards, select(*place, _day_of(history.c.at).label("day")).join(history))


def _first_days() -> Select:
    saved = (
        select(history.c.asset_id, func.min(history.c.at).label("at")).group_by(history.c.asset_id).subquery()
    )
    first = func.coalesce(_day_of(imports.c.imported_at), _day_of(saved.c.at), assets.c.confirmed_on)
    joined = assets.outerjoin(imports).outerjoin(saved, saved.c.asset_id == assets.c.asset_id)
    return select(assets.c.asset_id, first).select_from(joined)


def _as_days(days: list[str | None]) -> pd.Series:
    return pd.to_datetime(pd.Series(days, dtype="object"), format="%Y-%m-%d").astype("datetime64[s]")

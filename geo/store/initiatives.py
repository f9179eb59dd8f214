"""Saved initiatives in the store."""

from dataclasses import asdict, replace
from typing import Any

from sqlalchemy import Connection, RowMapping, func, insert, select

from geo.errors import StoreError
from geo.initiatives import Initiative
from geo.store.database import Database, raise_version
from geo.store.schema import initiatives

_LISTS = ("wants", "members")
"""Lists of codes or ids in one column, with spaces between."""


class InitiativeStore(Database):
    """Keeps initiatives."""

    def add_initiative(self, initiative: Initiative) -> bool:
        """
        Store an initiative, once.

        Returns
        -------
        is_new
            False when it is there already, whenever it was made; nothing is written then.

        Raises
        ------
        StoreError
            If its id is in use for another one (`store.id_in_use`), or the store cannot be written.
        """
        with self._writing() as connection:
            known = _find(connection, initiative.initiative_id)
            if known is None:
                connection.execute(insert(initiatives).values(**_as_row(initiative)))
                raise_version(connection)
            elif replace(known, created_at=initiative.created_at) != initiative:
                raise StoreError("store.id_in_use")
        return known is None

    def read_initiative(self, initiative_id: str) -> Initiative | None:
        """Read one initiative; None when there is none with this id."""
        if not self._exists():
            return None
        with self._reading() as connection:
            return _find(connection, initiative_id)

    def list_initiatives(self, *, limit: int) -> tuple[Initiative, ...]:
        """List the latest initiatives, the newest first; of the same second the smaller id first."""
        if not self._exists():
            return ()
        latest = select(initiatives).order_by(initiatives.c.created_at.desc(), initiatives.c.initiative_id)
        with self._reading() as connection:
            return tuple(map(_from_row, connection.execute(latest.limit(limit)).mappings()))

    def count_initiatives(self) -> int:
        """Count the initiatives that were saved."""
        if not self._exists():
            return 0
        with self._reading() as connection:
            return int(connection.execute(select(func.count()).select_from(initiatives)).scalar_one())


def _find(connection: Connection, initiative_id: str) -> Initiative | None:
    wanted = select(initiatives).where(initiatives.c.initiative_id == initiative_id)
    row = connection.execute(wanted).mappings().one_or_none()
    return _from_row(row) if row else None


def _from_row(row: RowMapping) -> Initiative:
    return Initiative(**dict(row) | {name: tuple(row[name].split()) for name in _LISTS})


def _as_row(initiative: Initiative) -> dict[str, Any]:
    row = asdict(initiative)
    return row | {name: " ".join(row[name]) for name in _LISTS}

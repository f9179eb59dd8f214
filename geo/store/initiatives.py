"""Saved initiatives in the store."""

from dataclasses import asdict, replace
from typing import Any

from sqlalchemy import Connection, insert, select

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


def _find(connection: Connection, initiative_id: str) -> Initiative | None:
    wanted = select(initiatives).where(initiatives.c.initiative_id == initiative_id)
    row = connection.execute(wanted).mappings().one_or_none()
    return Initiative(**dict(row) | {name: tuple(row[name].split()) for name in _LISTS}) if row else None


def _as_row(initiative: Initiative) -> dict[str, Any]:
    row = asdict(initiative)
    return row | {name: " ".join(row[name]) for name in _LISTS}

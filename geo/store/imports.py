"""Bringing in lists: all of one or nothing, with what a person said of rows that were there already."""

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import Connection, insert, select

from geo import frames
from geo.access import IMPORT, require_somewhere
from geo.cards import ACTIVE, IMPORTED, Card, changes, filled_in
from geo.errors import CardError
from geo.importing import Import
from geo.importing.choices import FILL_IN, Choice, Choices
from geo.importing.details import fresh_id
from geo.report import Report
from geo.roles import areas_of, name_of
from geo.store.comparing import Foreseen, compare, issues_elsewhere, present
from geo.store.consents import consents_of
from geo.store.contents import read_card, write_content, write_history
from geo.store.database import Database, begin_inventory, raise_version
from geo.store.schema import COUNTS, STORED, consents, imports, settled
from geo.store.schema import assets as table
from geo.terms import CONNECTOR

_WRITTEN_AT_ONCE = 2_000

Progress = Callable[[float], None]
"""Told the share of the rows that is written, from 0 to 1."""


@dataclass(frozen=True)
class BroughtIn:
    """
    What an import did.

    Attributes
    ----------
    report
        As `ImportStore.compare` gives it; rows that were left out or filled in count as duplicates.
    added, left_out, filled_in
        Numbers of rows.
    """

    report: Report
    added: int
    left_out: int
    filled_in: int


class ImportStore(Database):
    """Keeps what came in lists."""

    def compare(self, imported: Import) -> Report:
        """Return the report that `add_import` would return, without writing."""
        return self._compared(imported, CONNECTOR).report

    def foresee(self, imported: Import, *, role: str) -> Foreseen:
        """
        Tell what an import would do, without writing. A connector of an area brings in cards of that area only.

        Raises
        ------
        AccessError
            If the role may not.
        """
        require_somewhere(role, IMPORT)
        return self._compared(imported, role)

    def fillable(self, asset_ids: Sequence[str], *, role: str) -> frozenset[str]:
        """Tell which of these cards came in a list and belong to nobody yet, so that a list may fill them in."""
        require_somewhere(role, IMPORT)
        if not self._exists():
            return frozenset()
        asked, wanted = select(consents.c.asset_id), set(asset_ids)
        query = select(table.c.asset_id, table.c.x, table.c.y).where(
            table.c.origin == IMPORTED, table.c.asset_id.not_in(asked)
        )
        with self._reading() as connection:
            free = [row for row in connection.execute(query) if row.asset_id in wanted]
        return frozenset(row.asset_id for row in free if self._may_in(role, IMPORT, row))

    def add_import(self, imported: Import, *, when: datetime | None = None) -> Report:
        """Store an import, all or nothing, as the person at the keyboard: `bring_in` without choices."""
        return self.bring_in(imported, role=CONNECTOR, when=when).report

    def bring_in(
        self,
        imported: Import,
        *,
        role: str,
        choices: Choices | None = None,
        progress: Progress | None = None,
        when: datetime | None = None,
    ) -> BroughtIn:
        """
        Store an import, all or nothing.

        Parameters
        ----------
        choices
            What was said of rows that may be there already; it counts for rows that are new.
        when
            Moment of the import with its time zone; now if not given.

        Returns
        -------
        brought
            The import's report with duplicates, ids in use and erased rows counted, and what was written.

        Raises
        ------
        AccessError
            If the role may not, or a choice is about a card outside its area.
        CardError
            `import.not_fillable` when a row would fill in a card that belongs to somebody, or of another kind.
        NotFoundError
            If a card that a choice is about has gone.
        StoreError
            If the store cannot be written, or another writer keeps it too long.
            Nothing was written, whichever it is.
        """
        require_somewhere(role, IMPORT)
        moment = (when or datetime.now(UTC)).astimezone(UTC).isoformat(timespec="seconds")
        with self._writing() as connection:
            elsewhere = self._elsewhere(imported, role)
            found, chosen = compare(connection, imported, self._ledger, elsewhere, choices or {})
            report, is_new = found.report, found.is_new
            if is_new.any() or chosen:
                import_id = _log_import(connection, imported, report, moment)
                ids = _insert_assets(connection, imported, is_new, import_id, progress)
                _begin_histories(connection, ids, actor=role, moment=moment)
                for position, choice in chosen.items():
                    self._require_in(role, IMPORT, read_card(connection, choice.asset_id)[0])
                    _settle(connection, imported, position, choice, import_id, actor=role, moment=moment)
                begin_inventory(connection)
                raise_version(connection)
        filled = sum(choice.what == FILL_IN for choice in chosen.values())
        return BroughtIn(report, int(is_new.sum()), len(chosen) - filled, filled)

    def _compared(self, imported: Import, role: str) -> Foreseen:
        elsewhere = self._elsewhere(imported, role)
        if not self._exists():
            report = imported.report.after_store(
                duplicates=(), refusals=issues_elsewhere(imported, elsewhere)
            )
            return Foreseen(report, ~elsewhere)
        with self._reading() as connection:
            return compare(connection, imported, self._ledger, elsewhere, {})[0]

    def _elsewhere(self, imported: Import, role: str) -> NDArray[np.bool_]:
        """Tell which rows lie outside the area of this role."""
        if areas_of(role) is None:
            return np.zeros(len(imported.rows), dtype=bool)
        return np.array(
            [not self._may_in(role, IMPORT, point) for point in imported.assets.geometry], dtype=bool
        )


def _settle(
    connection: Connection,
    imported: Import,
    position: int,
    choice: Choice,
    import_id: int,
    *,
    actor: str,
    moment: str,
) -> None:
    """Write down that a row is a card that is there already, and fill that card in when that was said."""
    kept, _, origin = read_card(connection, choice.asset_id)
    changed: dict[str, tuple[object, object]] = {}
    if choice.what == FILL_IN:
        other = _card(imported, position)
        is_free = origin == IMPORTED and not consents_of(connection, choice.asset_id)
        if not is_free or other.kind != kept.kind:
            raise CardError("import.not_fillable")
        whole = filled_in(kept, other)
        changed = changes(kept, whole)
        if changed:
            write_content(connection, whole)
            write_history(
                connection, choice.asset_id, at=moment, actor=actor, action="filled_in", changed=changed
            )
    before, after = (json.dumps({name: pair[side] for name, pair in changed.items()}) for side in (0, 1))
    connection.execute(
        insert(settled).values(
            digest=imported.digests[position],
            import_id=import_id,
            asset_id=choice.asset_id,
            before=before,
            after=after,
        )
    )


def _card(imported: Import, position: int) -> Card:
    """Make the card that a row of an import would become."""
    row = imported.assets.iloc[position]
    point = {"x": float(row.geometry.x), "y": float(row.geometry.y)}
    return Card(**{name: point.get(name, row.get(name)) for name in Card.__dataclass_fields__})


def _log_import(connection: Connection, imported: Import, report: Report, moment: str) -> int:
    logged = insert(imports).values(
        filename=imported.filename,
        file_digest=imported.file_digest,
        imported_at=moment,
        **{count: getattr(report, count) for count in COUNTS},
    )
    return int(connection.execute(logged.returning(imports.c.import_id)).scalar_one())


def _insert_assets(
    connection: Connection,
    imported: Import,
    is_new: NDArray[np.bool_],
    import_id: int,
    progress: Progress | None,
) -> list[str]:
    """Store the new rows, and give the ids that they got."""
    assets = imported.assets[is_new]
    days = assets[frames.CONFIRMED_ON].dt.strftime("%Y-%m-%d").astype(object)
    ids = _free_ids(connection, assets[frames.ASSET_ID].tolist(), imported.has_own_id[is_new])
    columns = [
        ids,
        *(assets[name].tolist() for name in frames.TEXT_COLUMNS if name != frames.ASSET_ID),
        days.where(days.notna(), None).tolist(),
        assets.geometry.x.tolist(),
        assets.geometry.y.tolist(),
        [digest for digest, new in zip(imported.digests, is_new, strict=True) if new],
        [import_id] * len(assets),
        [ACTIVE] * len(assets),
        [IMPORTED] * len(assets),
    ]
    names = (*STORED, "digest", "import_id", "state", "origin")
    statement = f"INSERT INTO assets ({', '.join(names)}) VALUES ({', '.join('?' * len(names))})"
    rows = list(zip(*columns, strict=True))
    for start in range(0, len(rows), _WRITTEN_AT_ONCE):
        connection.exec_driver_sql(statement, rows[start : start + _WRITTEN_AT_ONCE])
        if progress is not None:
            progress(min(1.0, (start + _WRITTEN_AT_ONCE) / len(rows)))
    return ids


def _begin_histories(connection: Connection, ids: Sequence[str], *, actor: str, moment: str) -> None:
    """Write the first line of each card's history."""
    line = {"at": moment, "actor": name_of(actor), "action": IMPORTED, "before": "{}", "after": "{}"}
    rows = [(asset_id, *line.values()) for asset_id in ids]
    if rows:
        statement = f"INSERT INTO history (asset_id, {', '.join(line)}) VALUES (?, ?, ?, ?, ?, ?)"
        connection.exec_driver_sql(statement, rows)


def _free_ids(connection: Connection, ids: list[str], is_own: NDArray[np.bool_]) -> list[str]:
    """Replace the rare random id that another asset has already; own ids were compared before."""
    known = present(connection, table.c[frames.ASSET_ID], ids)
    taken = known.union(ids)
    return [
        fresh_id(taken) if asset_id in known and not own else asset_id
        for asset_id, own in zip(ids, is_own, strict=True)
    ]

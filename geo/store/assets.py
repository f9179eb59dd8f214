"""Imports, and reading what may be shown."""

from collections.abc import Sequence
from datetime import UTC, date, datetime

import geopandas as gpd
import numpy as np
import pandas as pd
from numpy.typing import NDArray
from sqlalchemy import Column, Connection, Row, insert, select

from geo import frames
from geo.cards import ACTIVE, IMPORTED
from geo.consent import audience_of, contact_for
from geo.crs import RD
from geo.importing import Import
from geo.importing.details import fresh_id
from geo.report import Issue, Report
from geo.sources.columns import ID
from geo.store.consents import all_purposes
from geo.store.database import Database, begin_inventory, raise_version
from geo.store.ledger import Ledger
from geo.store.schema import COUNTS, STORED, imports
from geo.store.schema import assets as table

_AT_ONCE = 10_000  # values in one IN (...); SQLite allows 32,766


class AssetStore(Database):
    """Keeps imported assets, and gives all that may be shown."""

    def read_assets(self, *, today: date | None = None) -> gpd.GeoDataFrame:
        """
        Read the assets that may be shown to anybody at all.

        Cards that wait, are hidden or asleep stay out. A card whose person was asked is shown to whom that
        person said yes, until the last day of that yes; a card that was imported and whose person was not
        asked yet is shown as its list said.

        Parameters
        ----------
        today
            Day on which a consent must still count; the real one if not given.

        Returns
        -------
        assets
            Validated asset frame, EPSG:28992, in the order of arrival. Contact is empty where its person does
            not want to be asked.

        Raises
        ------
        StoreError
            If the store cannot be read.
        """
        if not self._exists():
            return frames.empty_assets()
        shown = table.c.state == ACTIVE
        query = select(*(table.c[name] for name in STORED)).where(shown).order_by(table.c.position)
        with self._reading() as connection:
            rows = connection.execute(query).all()
            purposes = all_purposes(connection, today=today or date.today())
        allowed = _allowed(rows, purposes)
        return _frame(allowed) if allowed else frames.empty_assets()

    def compare(self, imported: Import) -> Report:
        """Return the report that `add_import` would return, without writing."""
        if not self._exists():
            return imported.report
        with self._reading() as connection:
            return _compare(connection, imported, self._ledger)[1]

    def add_import(self, imported: Import, *, when: datetime | None = None) -> Report:
        """
        Store an import, all or nothing.

        Parameters
        ----------
        when
            Moment of the import with its time zone; now if not given.

        Returns
        -------
        report
            The import's report with duplicates, ids in use and erased rows counted.

        Raises
        ------
        StoreError
            If the store cannot be written, or another writer keeps it too long; nothing was written then.
        """
        with self._writing() as connection:
            is_new, report = _compare(connection, imported, self._ledger)
            if is_new.any():
                import_id = _log_import(connection, imported, report, when or datetime.now(UTC))
                _insert_assets(connection, imported, is_new, import_id)
                begin_inventory(connection)
                raise_version(connection)
        return report


def _allowed(rows: Sequence[Row], purposes: dict[str, frozenset[str]]) -> list[tuple]:
    """Leave out who may not be shown, and give the others the audience that they said yes to."""
    if not purposes:
        return [tuple(row) for row in rows]
    kept = (_as_agreed(row, purposes.get(row.asset_id)) for row in rows)
    return [row for row in kept if row is not None]


def _as_agreed(row: Row, purposes: frozenset[str] | None) -> tuple | None:
    if purposes is None:  # nobody was asked yet: the list that it came from answers for it
        return tuple(row)
    audience = audience_of(purposes)
    if audience is None:
        return None
    contact = contact_for(row.contact, purposes)
    return tuple((dict(row._mapping) | {frames.AUDIENCE: audience, frames.CONTACT: contact}).values())


def _compare(connection: Connection, imported: Import, ledger: Ledger) -> tuple[NDArray[np.bool_], Report]:
    """Tell which rows of an import are new, and the report that says so."""
    known_digests = _present(connection, table.c.digest, imported.digests)
    is_duplicate = np.array([digest in known_digests for digest in imported.digests], dtype=bool)
    ids = imported.assets[frames.ASSET_ID].tolist()
    known_ids = _present(connection, table.c[frames.ASSET_ID], ids)
    is_known = np.array([asset_id in known_ids for asset_id in ids], dtype=bool)
    in_use = is_known & imported.has_own_id & ~is_duplicate
    is_erased = _erased(imported, ids, ledger) & ~is_duplicate & ~in_use
    column = next(iter(imported.report.columns.get(ID, ())), "")
    refusals = [
        Issue(int(imported.rows[position]), column, ids[position], "id_in_use")
        for position in np.flatnonzero(in_use)
    ]
    refusals += [
        Issue(int(imported.rows[position]), "", "", "erased") for position in np.flatnonzero(is_erased)
    ]
    duplicates = imported.rows[is_duplicate].tolist()
    report = imported.report.after_store(duplicates=duplicates, refusals=refusals)
    return ~is_duplicate & ~in_use & ~is_erased, report


def _erased(imported: Import, ids: Sequence[str], ledger: Ledger) -> NDArray[np.bool_]:
    """Tell which rows are of people who had themselves erased: a list from before does not bring them back."""
    if not len(ledger):
        return np.zeros(len(ids), dtype=bool)
    rows = zip(ids, imported.has_own_id, imported.digests, strict=True)
    return np.array([digest in ledger or (own and one in ledger) for one, own, digest in rows], dtype=bool)


def _present(connection: Connection, column: Column, values: Sequence[str]) -> set[str]:
    """Return those of the values that the column holds."""
    found: set[str] = set()
    for start in range(0, len(values), _AT_ONCE):
        part = values[start : start + _AT_ONCE]
        found.update(connection.execute(select(column).where(column.in_(part))).scalars())
    return found


def _log_import(connection: Connection, imported: Import, report: Report, when: datetime) -> int:
    logged = insert(imports).values(
        filename=imported.filename,
        file_digest=imported.file_digest,
        imported_at=when.astimezone(UTC).isoformat(timespec="seconds"),
        **{count: getattr(report, count) for count in COUNTS},
    )
    return int(connection.execute(logged.returning(imports.c.import_id)).scalar_one())


def _insert_assets(
    connection: Connection, imported: Import, is_new: NDArray[np.bool_], import_id: int
) -> None:
    assets = imported.assets[is_new]
    days = assets[frames.CONFIRMED_ON].dt.strftime("%Y-%m-%d").astype(object)
    columns = [
        _free_ids(connection, assets[frames.ASSET_ID].tolist(), imported.has_own_id[is_new]),
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
    connection.exec_driver_sql(statement, list(zip(*columns, strict=True)))


def _free_ids(connection: Connection, ids: list[str], is_own: NDArray[np.bool_]) -> list[str]:
    """Replace the rare random id that another asset has already; own ids were compared before."""
    known = _present(connection, table.c[frames.ASSET_ID], ids)
    taken = known.union(ids)
    return [
        fresh_id(taken) if asset_id in known and not own else asset_id
        for asset_id, own in zip(ids, is_own, strict=True)
    ]


def _frame(rows: Sequence[tuple]) -> gpd.GeoDataFrame:
    columns = dict(zip(STORED, zip(*rows, strict=True), strict=True))
    assets = pd.DataFrame({name: pd.Series(columns[name], dtype="str") for name in frames.TEXT_COLUMNS})
    days = pd.to_datetime(pd.Series(columns[frames.CONFIRMED_ON], dtype="object"), format="%Y-%m-%d")
    assets[frames.CONFIRMED_ON] = days.astype("datetime64[s]")
    points = gpd.GeoSeries(gpd.points_from_xy(columns["x"], columns["y"]), crs=RD)
    return frames.validate_assets(gpd.GeoDataFrame(assets, geometry=points))

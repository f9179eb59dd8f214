"""The release from which a municipality reads talents: made at the beginning of a quarter, and read as a value."""

import json
from collections.abc import Mapping
from datetime import date
from typing import Any

import geopandas as gpd
import pandas as pd
from sqlalchemy import Connection, delete, insert, select, update

from geo.access import READ_RELEASE, require
from geo.cards import ACTIVE
from geo.consent import COUNT, KEEP
from geo.crs import RD
from geo.frames import ASSET_ID, GIFTS, KIND
from geo.release.categories import categories_within
from geo.release.counting import Person, people_of
from geo.release.deciding import Former, decide
from geo.release.reading import Release, frame_of, make_release, quarter_of
from geo.release.splitting import Cell
from geo.store.consents import all_purposes
from geo.store.database import Database, raise_version
from geo.store.schema import assets, release_cells, release_people, releases
from geo.terms import TALENT
from geo.vocabulary import Vocabulary

MADE, KEPT, TOO_FEW, DECIDED = "made", "kept", "too_few", "decided"
OUTCOMES = (MADE, KEPT, TOO_FEW, DECIDED)
"""
What became of a release that may be due: made; the former one stays this quarter; there is none yet, and too few
people count; or this quarter was decided about before.
"""


class ReleaseStore(Database):
    """Keeps one release, the latest, and who counted in it."""

    def read_release(self, *, role: str) -> Release | None:
        """
        Read the release that stands; None while none was made.

        Raises
        ------
        AccessError
            If the role may not.
        StoreError
            If the store cannot be read.
        """
        require(role, READ_RELEASE)
        if not self._exists():
            return None
        with self._reading() as connection:
            header = _header(connection)
            rows = connection.execute(select(release_cells).order_by(release_cells.c.position)).all()
        if header is None:
            return None
        cells = [
            (row.category, Cell(row.cell, tuple(json.loads(row.codes)), row.lowest, row.highest, row.shown))
            for row in rows
        ]
        return Release(header["quarter"], header["year_of_codes"], frame_of(cells))

    def make_due_release(self, areas: gpd.GeoDataFrame, vocabulary: Vocabulary, *, today: date) -> str:
        """
        Make the release of this quarter, or decide that the former one stays (`geo.release.deciding`).

        Counted are active cards of talents whose person says yes to that on this day. Each quarter is decided
        about once; while there is no release at all, again at each call.

        Parameters
        ----------
        areas
            Areas of one year, EPSG:28992, at least one.

        Returns
        -------
        outcome
            One of `OUTCOMES`.

        Raises
        ------
        StoreError
            If the store cannot be read or written; the former release stays.
        """
        if not self._exists():
            return TOO_FEW
        quarter = quarter_of(today)
        with self._writing() as connection:
            header = _header(connection)
            if _is_decided(header, quarter):
                return DECIDED
            people = _who_counts(connection, areas, vocabulary, today=today)
            digests = {one: person.digest for one, person in people.items()}
            decision = decide(digests, _former(connection, header))
            if decision.counted is None:
                _postpone(connection, quarter, has_postponed=decision.has_postponed)
                return TOO_FEW if header is None else KEPT
            counted = {one: people[one] for one in decision.counted}
            made = make_release(counted.values(), areas, categories_within(vocabulary), quarter=quarter)
            _replace(connection, made, counted)
        return MADE

    def has_decided(self, today: date) -> bool:
        """Tell, cheaply, whether this quarter was decided about."""
        if not self._exists():
            return False
        with self._reading() as connection:
            return _is_decided(_header(connection), quarter_of(today))


def _is_decided(header: Mapping[str, Any] | None, quarter: str) -> bool:
    return header is not None and header["decided_in"] >= quarter


def _header(connection: Connection) -> Mapping[str, Any] | None:
    row = connection.execute(select(releases)).mappings().one_or_none()
    return None if row is None else dict(row)


def _who_counts(
    connection: Connection, areas: gpd.GeoDataFrame, vocabulary: Vocabulary, *, today: date
) -> dict[str, Person]:
    allowed = {
        asset_id
        for asset_id, purposes in all_purposes(connection, today=today).items()
        if {KEEP, COUNT} <= purposes
    }
    query = select(assets.c.asset_id, assets.c.gifts, assets.c.x, assets.c.y).where(
        assets.c.state == ACTIVE, assets.c.kind == TALENT
    )
    rows = [row for row in connection.execute(query) if row.asset_id in allowed]
    columns = {
        ASSET_ID: pd.Series([row.asset_id for row in rows], dtype="str"),
        KIND: pd.Series(TALENT, index=range(len(rows)), dtype="str"),
        GIFTS: pd.Series([row.gifts for row in rows], dtype="str"),
    }
    points = gpd.points_from_xy([row.x for row in rows], [row.y for row in rows])
    talents = gpd.GeoDataFrame(columns, geometry=points, crs=RD)
    return people_of(talents, areas, categories_within(vocabulary))


def _former(connection: Connection, header: Mapping[str, Any] | None) -> Former:
    if header is None:
        return Former({})
    digests = {row.asset_id: row.digest for row in connection.execute(select(release_people))}
    return Former(digests, header["people"] - len(digests), bool(header["has_postponed"]))


def _postpone(connection: Connection, quarter: str, *, has_postponed: bool) -> None:
    connection.execute(update(releases).values(decided_in=quarter, has_postponed=int(has_postponed)))


def _replace(connection: Connection, made: Release, counted: Mapping[str, Person]) -> None:
    for table in (releases, release_cells, release_people):
        connection.execute(delete(table))
    header = {"quarter": made.quarter, "decided_in": made.quarter, "year_of_codes": made.year_of_codes}
    connection.execute(insert(releases).values(**header, people=len(counted), has_postponed=0))
    connection.execute(insert(release_cells), _rows(made))
    people = [{"asset_id": one, "digest": counted[one].digest} for one in sorted(counted)]
    if people:
        connection.execute(insert(release_people), people)
    raise_version(connection)


def _rows(made: Release) -> list[dict[str, Any]]:
    numbers = made.cells.astype(object).where(made.cells.notna(), None)
    return [
        {
            "category": row.category,
            "cell": row.cell,
            "codes": json.dumps(row.codes),
            "lowest": row.lowest,
            "highest": row.highest,
            "shown": row.shown,
        }
        for row in numbers.itertuples()
    ]

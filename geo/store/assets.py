"""Reading what may be shown."""

from collections.abc import Sequence
from datetime import date

import geopandas as gpd
import pandas as pd
from sqlalchemy import Row, case, select

from geo import frames
from geo.cards import ACTIVE
from geo.consent import audience_of, contact_for
from geo.crs import RD
from geo.store.consents import all_purposes
from geo.store.database import Database
from geo.store.schema import STORED
from geo.store.schema import assets as table
from geo.terms import CONNECTOR, TALENT

AS_LISTED = {
    name: case((table.c.kind == TALENT, CONNECTOR), else_=table.c[name]).label(name)
    if name == frames.AUDIENCE
    else table.c[name]
    for name in STORED
}
"""What a row says before its person was asked: of a resident nobody but the connector sees it, whatever a list said."""


class AssetStore(Database):
    """Gives all that may be shown."""

    def read_assets(self, *, today: date | None = None) -> gpd.GeoDataFrame:
        """
        Read the assets that may be shown to anybody at all.

        Cards that wait, are hidden or asleep stay out. A card whose person was asked is shown to whom that
        person said yes, until the last day of that yes. Of the cards that came in a list, groups and places
        are shown as the list said, and residents to the connector alone.

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
        query = select(*AS_LISTED.values()).where(shown).order_by(table.c.position)
        with self._reading() as connection:
            rows = connection.execute(query).all()
            purposes = all_purposes(connection, today=today or date.today())
        allowed = _allowed(rows, purposes)
        return _frame(allowed) if allowed else frames.empty_assets()


def _allowed(rows: Sequence[Row], purposes: dict[str, frozenset[str]]) -> list[tuple]:
    """Leave out who may not be shown, and give the others the audience that they said yes to."""
    if not purposes:
        return [tuple(row) for row in rows]
    kept = (_as_agreed(row, purposes.get(row.asset_id)) for row in rows)
    return [row for row in kept if row is not None]


def _as_agreed(row: Row, purposes: frozenset[str] | None) -> tuple | None:
    if purposes is None:  # nobody was asked yet
        return tuple(row)
    audience = audience_of(purposes)
    if audience is None:
        return None
    contact = contact_for(row.contact, purposes)
    return tuple((dict(row._mapping) | {frames.AUDIENCE: audience, frames.CONTACT: contact}).values())


def _frame(rows: Sequence[tuple]) -> gpd.GeoDataFrame:
    columns = dict(zip(STORED, zip(*rows, strict=True), strict=True))
    assets = pd.DataFrame({name: pd.Series(columns[name], dtype="str") for name in frames.TEXT_COLUMNS})
    days = pd.to_datetime(pd.Series(columns[frames.CONFIRMED_ON], dtype="object"), format="%Y-%m-%d")
    assets[frames.CONFIRMED_ON] = days.astype("datetime64[s]")
    points = gpd.GeoSeries(gpd.points_from_xy(columns["x"], columns["y"]), crs=RD)
    return frames.validate_assets(gpd.GeoDataFrame(assets, geometry=points))

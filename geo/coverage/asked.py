"""
Asked: where somebody has been asked, or has added something, and when last.

Definition
----------
A *contact* is a postcode and a day: a card that is there in whatever state (shown, waiting, declined, hidden or
asleep), or a mark that the connector went asking. An area's share is the number of its postcodes with a contact
divided by the postcodes that are known in it: its PC6, or its PC4 where it has no PC6. A contact of which only
the PC4 is known is one with the area in which the PC4's point lies, but with none of its PC6.

*Not asked yet* (no contact at all) is another thing than *nothing yet* (asked, and nothing was added so far): the
first says something of us, and neither says anything of the people who live there.

References
----------
That an inventory must say where it did not look: J. P. Kretzmann, J. L. McKnight, Building Communities from the
Inside Out, 1993 (the capacity inventory is taken person by person).
"""

from datetime import date

import geopandas as gpd
import numpy as np
import pandas as pd

from geo.coverage.assign import Assignment
from geo.coverage.origins import home_rows
from geo.errors import SchemaError
from geo.frames import CONFIRMED_ON, POSTCODE

DAY = "day"
CONTACT_COLUMNS = (POSTCODE, DAY)
"""What is kept of a contact: a canonical postcode and a day (`datetime64[s]`, NaT: unknown). Never a person."""

KNOWN, ASKED, SHARE, LAST_ON, HAS_CONTACT = "known", "asked", "share", "last_on", "has_contact"

NOT_ASKED, NOTHING_YET, PRESENT = "not_asked", "nothing_yet", "present"
STATES = (NOT_ASKED, NOTHING_YET, PRESENT)
"""No contact at all; asked, and nothing was added so far; something is there."""


def asked(contacts: pd.DataFrame, assigned: Assignment, *, until: date | None = None) -> pd.DataFrame:
    """
    Tell in how much of each area somebody was asked, and when last.

    Parameters
    ----------
    contacts
        Columns of `CONTACT_COLUMNS`, in any order and with repeats, shape (n, 2 or more); as
        `geo.store.Store.read_contacts` gives them to a role, or `contacts_of_assets` of a projected frame.
    assigned
        Which area each postcode lies in.
    until
        Only contacts up to and including this day count; those without a day always do.

    Returns
    -------
    asked
        Index `code`, every area once. `known`: postcodes in the area; `asked`: those with a contact; `share`:
        `Float64` in [0, 1], NA where no postcode is known; `last_on`: day of the last contact with the area,
        NaT where there was none or none has a day; `has_contact`: whether there was any.

    Raises
    ------
    SchemaError
        If a column is missing.
    """
    contacts = _until(_require_contacts(contacts), until)
    rows = assigned.postcodes.rows(contacts[POSTCODE])
    number = assigned.number[rows]
    homes, area_of_home = home_rows(assigned)
    known = np.bincount(area_of_home, minlength=assigned.outside)
    met = np.bincount(area_of_home[np.isin(homes, rows)], minlength=assigned.outside)
    return pd.DataFrame(
        {
            KNOWN: known,
            ASKED: met,
            SHARE: (pd.Series(met, dtype="Float64") / pd.Series(known).where(known > 0)).array,
            LAST_ON: _last_days(contacts, number, assigned.outside),
            HAS_CONTACT: assigned.count(number)[:-1] > 0,
        },
        index=assigned.codes,
    )


def tell_states(asked: pd.DataFrame, counts: pd.Series) -> pd.Series:
    """
    Tell areas that were not asked yet from those where nothing was added yet.

    Parameters
    ----------
    asked
        As `asked` gives it.
    counts
        Assets per area of what is shown, whole numbers >= 0, index `code`; an area that is not there has none.

    Returns
    -------
    states
        One of `STATES` per area, named `state`, in the order of `asked`.
    """
    something = counts.reindex(asked.index, fill_value=0).gt(0).to_numpy()
    found = np.select([something, asked[HAS_CONTACT].to_numpy()], [PRESENT, NOTHING_YET], NOT_ASKED)
    return pd.Series(found, index=asked.index, name="state", dtype="str")


def contacts_of_assets(assets: gpd.GeoDataFrame) -> pd.DataFrame:
    """
    Take cards as contacts, where there is no store that knows more, as in the demo.

    Parameters
    ----------
    assets
        Asset frame, projected to a role (`geo.audience`), shape (n, 16).

    Returns
    -------
    contacts
        Columns of `CONTACT_COLUMNS`, one row per distinct postcode and day of confirmation.
    """
    contacts = pd.DataFrame({POSTCODE: assets[POSTCODE], DAY: assets[CONFIRMED_ON]})
    return contacts.drop_duplicates(ignore_index=True)


def empty_contacts() -> pd.DataFrame:
    """Return contacts of zero rows."""
    return pd.DataFrame({POSTCODE: pd.Series([], dtype="str"), DAY: pd.Series([], dtype="datetime64[s]")})


def _last_days(contacts: pd.DataFrame, number: np.ndarray, areas: int) -> pd.Series:
    days = contacts[DAY].astype("datetime64[s]").to_numpy()
    last = np.full(areas + 1, np.datetime64("NaT"), "datetime64[s]")
    np.fmax.at(last, number, days)
    return last[:-1]


def _until(contacts: pd.DataFrame, until: date | None) -> pd.DataFrame:
    if until is None:
        return contacts
    return contacts[contacts[DAY].isna() | (contacts[DAY] <= pd.Timestamp(until))]


def _require_contacts(contacts: pd.DataFrame) -> pd.DataFrame:
    missing = [column for column in CONTACT_COLUMNS if column not in contacts.columns]
    if missing:
        raise SchemaError("schema.columns", problems=[(column, "missing", None) for column in missing])
    return contacts

"""How long a card lives without a word from its person, group or place."""

from datetime import date, timedelta

import pandas as pd

from geo.consent import LASTING

FADES_AFTER = LASTING
"""A card of any kind that was not confirmed for so long fades, and is listed for a call. A yes lasts as long."""

ERASED_AFTER = 2 * LASTING
"""A resident who said no yes for so long is erased. Groups and places are not: they only fade."""

RESTORED_WITHIN = timedelta(days=30)
"""So long a card that the connector took out for good can be put back; then it is erased."""


def is_faded(confirmed_on: object, *, today: date) -> bool:
    """
    Tell whether a card fades.

    Parameters
    ----------
    confirmed_on
        Day on which it was last confirmed, as the asset frame has it; when that is not known it does not fade.
    """
    return not pd.isna(confirmed_on) and pd.Timestamp(confirmed_on).date() < today - FADES_AFTER  # type: ignore[call-overload, arg-type]

"""What a connector says of a row that may be somebody who is there already."""

from collections.abc import Mapping
from typing import NamedTuple

KEEP_BOTH, LEAVE_OUT, FILL_IN = "keep_both", "leave_out", "fill_in"
CHOICES = (KEEP_BOTH, LEAVE_OUT, FILL_IN)
"""They are two: keep both. It is the same: leave the row out, or fill in with it what is there."""


class Choice(NamedTuple):
    """One of `CHOICES`, and the id of the card that it is about."""

    what: str
    asset_id: str


Choices = Mapping[int, Choice]
"""By number of the row; what is not in it is kept beside all others."""

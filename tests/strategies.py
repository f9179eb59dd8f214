"""Random neighbourhoods for laws that hold for all data: few places and capabilities, so that much coincides."""

from typing import Any

from hypothesis import strategies as st

from geo.gifts import Gift, format_gifts
from geo.terms import AUDIENCES, KINDS, MODES
from tests.factories import PLACE

CAPABILITIES = ("bakken", "naaien", "tuinieren", "zaal", "zingen")

steps = st.integers(-8, 8)
gifts = st.lists(st.builds(Gift, st.sampled_from(CAPABILITIES), st.sampled_from(MODES)), max_size=4).map(
    format_gifts
)
asset_ids = st.integers(0, 40).map("b-{}".format)


@st.composite
def rows(draw: st.DrawFn, asset_id: str | None = None) -> dict[str, Any]:
    """Draw one row for `make_assets`: a point on a lattice of 100 m around `PLACE`, any kind and gifts."""
    return {
        "asset_id": asset_id or draw(asset_ids),
        "kind": draw(st.sampled_from(KINDS)),
        "audience": draw(st.sampled_from((*AUDIENCES, "public", "public"))),
        "gifts": draw(gifts),
        "x": PLACE[0] + 100.0 * draw(steps),
        "y": PLACE[1] + 100.0 * draw(steps),
    }


def neighbourhoods(*, min_size: int = 0, max_size: int = 14) -> st.SearchStrategy[list[dict[str, Any]]]:
    """Draw the rows of a neighbourhood with distinct ids."""
    return st.lists(rows(), min_size=min_size, max_size=max_size, unique_by=lambda row: row["asset_id"])

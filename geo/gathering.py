"""What is gathered at a place: how complete each initiative could be, and who of a saved group is still there."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from geo.coalition import Coalition, Wish, find_coalitions
from geo.coalition_pool import offered_bits
from geo.fit import OFFER_SET
from geo.index import AssetIndex
from geo.terms import PUBLIC


@dataclass(frozen=True)
class Possibility:
    """
    How far an initiative would come here.

    Attributes
    ----------
    template
        Code of the template.
    covered, uncovered
        What somebody within the walk offers, and what nobody told of yet, in the order of its wishes.
    """

    template: str
    covered: tuple[str, ...]
    uncovered: tuple[str, ...]

    @property
    def completeness(self) -> float:
        """Share of its wishes that somebody offers, in [0, 1]."""
        return len(self.covered) / (len(self.covered) + len(self.uncovered))


def possible_initiatives(
    index: AssetIndex,
    templates: Iterable[tuple[str, tuple[str, ...]]],
    *,
    place: tuple[float, float],
    radius_m: float,
    audiences: Sequence[str] = (PUBLIC,),
) -> tuple[Possibility, ...]:
    """
    Tell how complete each initiative would be with those who are within a walk.

    Parameters
    ----------
    index
        The assets.
    templates
        Code and wanted capabilities of each template.
    place
        Point in EPSG:28992 metres.
    radius_m
        Straight-line metres, inclusive.
    audiences
        Who asks; assets for others count for nothing.

    Returns
    -------
    possibilities
        One per template, the most complete first; at equal completeness the one with more wishes, then in
        the order given.
    """
    templates = list(templates)
    offered = _offered(index, {want for _, wants in templates for want in wants}, place, radius_m, audiences)
    found = [
        Possibility(
            code,
            tuple(want for want in wants if want in offered),
            tuple(want for want in wants if want not in offered),
        )
        for code, wants in templates
    ]
    return tuple(sorted(found, key=lambda one: (-one.completeness, -len(one.covered))))


def _offered(index: AssetIndex, wants: set[str], place, radius_m: float, audiences) -> set[str]:
    codes = sorted(wants)
    if not codes:
        return set()
    positions = [index.position(code) for code in codes]
    hits = index.view(audiences).find_capabilities(positions, place=place, radius_m=radius_m)
    return {codes[which] for which in hits.which[(hits.modes & OFFER_SET) > 0].tolist()}


def seen_ids(index: AssetIndex, asset_ids: Iterable[str], *, audiences: Sequence[str]) -> tuple[str, ...]:
    """Give those of the ids that are there and that these audiences may see, each once, in the given order."""
    view = index.view(audiences)
    return tuple(one for one in dict.fromkeys(asset_ids) if view.rows_of([one]))


def present_group(index: AssetIndex, wish: Wish, asset_ids: Iterable[str]) -> Coalition:
    """
    Tell who of a saved group is there now, and which of its places are open.

    Parameters
    ----------
    index
        The assets.
    wish
        What the group was made for, and who asks; its `must` and `must_not` are not looked at.
    asset_ids
        Members that were saved, wherever they live now.

    Returns
    -------
    coalition
        Members that are there and may be seen, and nobody besides; what none of them offers is uncovered.
    """
    members = seen_ids(index, asset_ids, audiences=wish.audiences)
    view = index.view(wish.audiences)
    positions = [index.position(want) for want in wish.wants]
    masks = [offered_bits(view.gifts(row), positions) for row in view.rows_of(members)]
    covered = tuple(want for bit, want in enumerate(wish.wants) if any(mask >> bit & 1 for mask in masks))
    asked = replace(wish, wants=covered, must=members, must_not=())  # nothing is left to look for
    group = find_coalitions(index, asked, best=1)[0]
    return group._replace(wish=wish, uncovered=tuple(want for want in wish.wants if want not in covered))

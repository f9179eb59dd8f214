"""Complements: which assets nearby answer an asset, or the wishes of a place, and why."""

from collections.abc import Collection, Iterable, Iterator
from typing import NamedTuple

from geo.answers import Asker
from geo.fit import IN_TEMPLATE, TEMPLATE_FIT, offered_mode
from geo.gifts import Gift
from geo.index import AssetIndex, View
from geo.index_columns import MODE_BIT
from geo.question import Question, Templates, asker_of, own_places, shared_templates
from geo.ranking import rank
from geo.reasons import Reason, tell_meeting
from geo.terms import KINDS, PUBLIC, SEEKS
from geo.walking import Decay, Distance, straight_line, walk_decay


class ScoreParts(NamedTuple):
    """The parts of a score, as written down in `geo.fit`; score = (the first four together) x decay."""

    they_answer: float
    i_answer: float
    together: float
    template: float
    decay: float


class Complement(NamedTuple):
    """One asset that belongs with the asked one, how well, and why."""

    asset_id: str
    kind: str
    distance_m: float
    score: float
    parts: ScoreParts
    reasons: tuple[Reason, ...]


def complements_of_asset(
    index: AssetIndex,
    asset_id: str,
    *,
    radius_m: float,
    limit: int = 20,
    templates: Templates = (),
    decay: Decay = walk_decay,
    distance: Distance = straight_line,
    audiences: Collection[str] = (PUBLIC,),
) -> tuple[Complement, ...]:
    """
    Rank the assets near an asset by how the two answer each other.

    Parameters
    ----------
    index
        The assets.
    asset_id
        The one that asks; never its own complement.
    radius_m
        Metres from its point, inclusive, >= 0.
    limit
        How many at most, >= 1.
    templates
        Initiatives: two assets that fill different places of one belong together a little.
    decay
        What a distance is worth; never rises with it.
    distance
        How far it is, never less than the straight line.
    audiences
        Who asks: assets for others are not in the answer, nor do they count in it.

    Returns
    -------
    complements
        Best first: by score, kind (resident, association, institution), distance and id. Empty is normal.

    Raises
    ------
    NotFoundError
        If the asset is not there for these audiences.
    """
    view = index.view(audiences)
    question = Question(radius_m, limit, templates, decay, distance)
    return tuple(_explain(view, asker_of(view, asset_id), question))


def complements_of_gifts(
    index: AssetIndex,
    place: tuple[float, float],
    gifts: Iterable[Gift],
    *,
    radius_m: float,
    limit: int = 20,
    decay: Decay = walk_decay,
    distance: Distance = straight_line,
    audiences: Collection[str] = (PUBLIC,),
) -> tuple[Complement, ...]:
    """
    Rank the assets near a place by how they answer gifts: as for an asset there that these audiences may not see.

    Parameters
    ----------
    index
        The assets.
    place
        Point in EPSG:28992 metres.
    gifts
        What one can, teaches, learns, does together, lends and seeks; of unknown capabilities nothing is said.
    radius_m, limit, decay, distance, audiences
        As in `complements_of_asset`.

    Returns
    -------
    complements
        Best first. Whoever has these gifts may be among them.
    """
    modes: dict[int, int] = {}
    for gift in gifts:
        if gift.capability in index.positions:
            position = index.position(gift.capability)
            modes[position] = modes.get(position, 0) | MODE_BIT[gift.mode]
    question = Question(radius_m, limit, (), decay, distance)
    return tuple(_explain(index.view(audiences), Asker(place, modes, row=-1), question))


def complements_of_place(
    index: AssetIndex,
    place: tuple[float, float],
    wants: Collection[str],
    *,
    radius_m: float,
    limit: int = 20,
    decay: Decay = walk_decay,
    distance: Distance = straight_line,
    audiences: Collection[str] = (PUBLIC,),
) -> tuple[Complement, ...]:
    """
    Rank the assets near a place by how they answer wishes: as for an asset there that only seeks these.

    Parameters
    ----------
    index
        The assets.
    place
        Point in EPSG:28992 metres.
    wants
        Capability codes that are sought.
    radius_m, limit, decay, distance, audiences
        As in `complements_of_asset`.

    Returns
    -------
    complements
        Best first; the reasons have direction `they_answer`.

    Raises
    ------
    VocabularyError
        If a wanted capability is unknown.
    """
    gifts = {index.position(capability): MODE_BIT[SEEKS] for capability in wants}
    asker = Asker(place, gifts, row=-1)
    question = Question(radius_m, limit, (), decay, distance)
    return tuple(_explain(index.view(audiences), asker, question))


def _explain(view: View, asker: Asker, question: Question) -> Iterator[Complement]:
    """Give the ranked ones with the parts of their scores and the reasons."""
    ranking = rank(view, asker, question)
    shared = shared_templates(view, asker, question)
    own = [(view.index.codes[position], modes) for position, modes in asker.gifts.items()]
    for score, kind, distance_m, asset_id, row, met, template, weight in zip(*ranking, strict=True):
        they, mine, together, reasons = tell_meeting(
            [(*gift, modes) for gift, modes in zip(own, met, strict=True) if modes], distance_m
        )
        if template:
            reasons = (*reasons, *_template_reasons(view, asker, row, shared, distance_m))
        parts = ScoreParts(they, mine, together, TEMPLATE_FIT * template, weight)
        yield Complement(asset_id, KINDS[kind], distance_m, score, parts, reasons)


def _template_reasons(
    view: View, asker: Asker, row: int, templates: Templates, distance_m: float
) -> list[Reason]:
    """Give one reason per shared template: the first of their places beside which I have another."""
    theirs = Asker(asker.place, view.gifts(row), row)
    return [
        Reason(
            other, IN_TEMPLATE, _offer(view, asker, own), _offer(view, theirs, other), code, own, distance_m
        )
        for code, places in templates
        for own, other in _first_pair(own_places(view, asker, places), own_places(view, theirs, places))
    ]


def _first_pair(own: list[str], theirs: list[str]) -> list[tuple[str, str]]:
    """Give the first pair of different places as a list of one, or none."""
    return [(mine, other) for other in theirs for mine in own if mine != other][:1]


def _offer(view: View, asset: Asker, capability: str) -> str:
    return offered_mode(asset.gifts[view.index.positions[capability]])

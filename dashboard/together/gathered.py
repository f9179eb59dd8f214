"""What the page Samen shows: the question as known here, and the groups that answer it."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from dashboard import cache, state
from dashboard.i18n import language
from dashboard.together import words
from geo.coalition import WANTS_AT_MOST, Coalition, Wish
from geo.gathering import Possibility, present_group
from geo.initiatives import Initiative
from geo.query import RADII_M


@dataclass(frozen=True)
class Gathered:
    """
    One view of the page, for the present visitor; every code and id in it is known and may be seen.

    Attributes
    ----------
    template
        Code of a template, `state.OWN_MIX`, or "" while nothing is chosen.
    wants
        Wished capability codes.
    postcode, place, radius_m
        Where: canonical postcode ("" for none), its point in EPSG:28992 metres, and metres to walk.
    number
        Which group is looked at, from 1.
    must, must_not
        Ids of those who are in it in any case, or not this time.
    initiative
        The saved initiative that is looked at, or None.
    """

    template: str
    wants: tuple[str, ...]
    postcode: str
    place: tuple[float, float] | None
    radius_m: int
    number: int
    must: tuple[str, ...]
    must_not: tuple[str, ...]
    initiative: Initiative | None

    @cached_property
    def groups(self) -> tuple[Coalition, ...]:
        """Give the best groups, or the saved one as it is now; none without a place or wishes."""
        if self.place is None or not self.wants:
            return ()
        if self.initiative is not None:
            wish = replace(self._wish, audiences=cache.audiences())
            return (present_group(cache.index(), wish, self.initiative.members),)
        return cache.coalitions(self._wish)

    @property
    def group(self) -> Coalition | None:
        """Give the group that is looked at."""
        return self.groups[min(self.number, len(self.groups)) - 1] if self.groups else None

    @property
    def plan(self) -> str:
        """Say for what the group is: "de buurtmaaltijd"."""
        return words.plan(self.template, cache.initiative_names(language()))

    @property
    def possibilities(self) -> tuple[Possibility, ...]:
        """Tell how complete each template is here; without a place only which there are."""
        if self.place is None:
            return tuple(Possibility(one.code, (), one.wants) for one in cache.inventory().templates)
        return cache.possible_initiatives(self.place, float(self.radius_m))

    @property
    def further(self) -> dict[str, int]:
        """Tell for each open place within how many metres somebody does offer it, if anywhere."""
        if self.group is None or self.place is None:
            return {}
        found: dict[str, int] = {}
        for radius_m in (one for one in RADII_M if one > self.radius_m):
            left = tuple(want for want in self.group.uncovered if want not in found)
            if left:
                wish = replace(self._wish, wants=left, radius_m=float(radius_m), must=())
                found |= dict.fromkeys(cache.coalitions(wish)[0].covered, radius_m)
        return found

    @property
    def _wish(self) -> Wish:
        assert self.place is not None
        return Wish(self.place, self.wants, float(self.radius_m), self.must, self.must_not)


def gather(initiative: Initiative | None) -> Gathered:
    """Read what the widgets ask, and leave out what is not known here or may not be seen."""
    asked = state.together()
    wants = known_wants(asked["wants"])
    must = cache.seen_ids(asked["must"])
    postcode = state.postcode()
    place = cache.place(postcode) if postcode else None
    return Gathered(
        template=known_template(asked["template"], wants),
        wants=wants,
        postcode=postcode if place else "",
        place=place,
        radius_m=state.query().radius_m,
        number=asked["group"],
        must=must,
        must_not=tuple(one for one in cache.seen_ids(asked["must_not"]) if one not in must),
        initiative=initiative,
    )


def known_wants(wants: Sequence[str]) -> tuple[str, ...]:
    """Keep the capabilities that the vocabulary knows, each once, at most as many as a group can cover."""
    known = {term.code for term in cache.vocabulary().capabilities}
    return tuple(want for want in dict.fromkeys(wants) if want in known)[:WANTS_AT_MOST]


def known_template(code: str, wants: Sequence[str]) -> str:
    """Keep a template that there is; wishes without one are a mix of one's own."""
    if template_wants(code):
        return code
    return state.OWN_MIX if wants or code == state.OWN_MIX else ""


def template_wants(code: str) -> tuple[str, ...]:
    """Give what a template brings together; nothing for an unknown one."""
    return next((one.wants for one in cache.inventory().templates if one.code == code), ())

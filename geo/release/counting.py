"""In which area and which categories a person counts, and how many people that makes per area."""

import hashlib
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import geopandas as gpd

from geo.areas import OUTSIDE, area_of_points
from geo.frames import ASSET_ID, GIFTS, KIND
from geo.release.categories import categories_of
from geo.terms import TALENT


@dataclass(frozen=True)
class Person:
    """What one person adds to a release: one in each of some categories, in one area."""

    area: str
    categories: frozenset[str]

    @property
    def digest(self) -> str:
        """Tell whether somebody adds the same as before, without keeping what it was."""
        text = f"{self.area}|{' '.join(sorted(self.categories))}"
        return hashlib.blake2b(text.encode(), digest_size=16).hexdigest()


def people_of(
    assets: gpd.GeoDataFrame, areas: gpd.GeoDataFrame, within: Mapping[str, str | None]
) -> dict[str, Person]:
    """
    Tell what each talent adds. A card is a person: who has two cards counts twice.

    Parameters
    ----------
    assets
        Frame in EPSG:28992 with at least `asset_id`, `kind` and `gifts`; who may be counted is the caller's to
        know. Groups and places are passed over: they are public and counted exactly elsewhere.
    areas
        Areas as `geo.areas` gives them; who lives in none of them does not count.
    within
        All categories, from `categories_within`.
    """
    talents = assets[assets[KIND] == TALENT]
    codes = area_of_points(talents.geometry, areas)
    categories = {gifts: categories_of(gifts, within) for gifts in talents[GIFTS].unique()}
    rows = zip(talents[ASSET_ID], codes, talents[GIFTS], strict=True)
    return {one: Person(code, categories[gifts]) for one, code, gifts in rows if code != OUTSIDE}


def count_people(people: Iterable[Person]) -> dict[str, Counter[str]]:
    """Count people per category and area; what nobody is in has no entry."""
    counts: dict[str, Counter[str]] = {}
    for person in people:
        for category in person.categories:
            counts.setdefault(category, Counter())[person.area] += 1
    return counts

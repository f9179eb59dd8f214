"""Which column of a file fills which field of the asset record, by its name in Dutch or English."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from geo.report import Note
from geo.terms import MODES
from geo.words import fold

ID, NAME, KIND, SUBKIND, DESCRIPTION = "id", "name", "kind", "subkind", "description"
GIFTS, WORDS = "gifts", "words"
POSTCODE, LATITUDE, LONGITUDE, X, Y = "postcode", "latitude", "longitude", "x", "y"
PLACED_BY = "placed_by"
MEETS, CONTACT, WEBSITE, AUDIENCE, SOURCE, CONFIRMED_ON = (
    "meets",
    "contact",
    "website",
    "audience",
    "source",
    "confirmed_on",
)

JOINED = (CONTACT,)
"""Fields that several columns fill together."""

# Per field the names that claim it, the most telling first. Case, accents, spaces and signs do not count.
_NAMES = {
    ID: ("asset_id", "id", "kenmerk", "identifier"),
    NAME: (
        *("naam", "name", "weergavenaam", "display name", "titel", "title"),
        *("organisatie", "organisatienaam", "organisation", "organization", "naam organisatie", "vereniging"),
    ),
    KIND: ("kind", "soort", "type", "soort kracht", "categorie", "category"),
    SUBKIND: ("subkind", "subsoort", "ondersoort", "subtype", "soort organisatie", "soort vereniging"),
    DESCRIPTION: (
        *("omschrijving", "beschrijving", "description", "toelichting", "over", "about"),
        *("korte omschrijving", "short description", "short desc", "verhaal"),
    ),
    GIFTS: (
        *("gifts", "gaven", "talenten", "talents", "vaardigheden", "skills", "krachten", "strengths"),
        *("kwaliteiten", "capabilities", "activiteiten", "activities"),
    ),
    WORDS: ("words", "woorden"),
    "can": ("kan", "can", "biedt", "biedt aan", "offers", "wat kan", "ik kan", "kan goed"),
    "teaches": ("leert anderen", "teaches", "kan leren aan", "leert aan anderen"),
    "learns": ("wil leren", "learns", "wants to learn", "leert graag"),
    "together": (
        "samen",
        "together",
        "doet graag samen",
        "wil samen",
        "doe graag samen",
        "likes to do together",
    ),
    "lends": ("leent uit", "lends", "uitlenen", "te leen", "leent"),
    "seeks": ("zoekt", "seeks", "gezocht", "looking for"),
    POSTCODE: (
        "postcode",
        "pc6",
        "postal code",
        "postalcode",
        "zip",
        "zipcode",
        "zip code",
        "pc4",
        "post code",
    ),
    PLACED_BY: ("placed_by", "geplaatst op", "placed on"),
    LATITUDE: ("lat", "latitude", "breedtegraad", "noorderbreedte"),
    LONGITUDE: ("lon", "lng", "long", "longitude", "lengtegraad", "oosterlengte"),
    X: ("x", "rd x", "x rd", "x coordinaat", "xcoord"),
    Y: ("y", "rd y", "y rd", "y coordinaat", "ycoord"),
    MEETS: (
        *("meets", "wanneer", "when", "bijeenkomsten", "openingstijden", "opening hours", "opening_hours"),
        *("tijden", "meeting times", "dagen en tijden"),
    ),
    CONTACT: (
        *("contact", "contactgegevens", "contact details", "contactpersoon", "contact person"),
        *("e-mail", "email", "mail", "e-mailadres", "email address"),
        *("telefoon", "telefoonnummer", "phone", "telephone", "phone number", "mobiel", "mobile", "tel"),
    ),
    WEBSITE: ("website", "internetadres", "url", "webadres", "web", "site", "homepage", "link"),
    AUDIENCE: (
        "audience",
        "wie mag dit zien",
        "zichtbaar voor",
        "zichtbaarheid",
        "visible to",
        "who may see this",
    ),
    SOURCE: ("source", "bron", "herkomst"),
    CONFIRMED_ON: (
        "confirmed_on",
        "bevestigd op",
        "last confirmed",
        "confirmed on",
        "laatst bevestigd",
        "confirmed",
    ),
}

FIELDS = tuple(_NAMES)
GIFT_FIELDS = (GIFTS, WORDS, *MODES)


def _key(name: str) -> str:
    return fold(name).replace(" ", "")


_CLAIMS = MappingProxyType(
    {
        _key(name): (field, rank)
        for field, names in reversed(_NAMES.items())
        for rank, name in enumerate(names)
    }
)


@dataclass(frozen=True)
class Recognised:
    """
    Which columns fill which fields.

    Attributes
    ----------
    positions
        Field -> positions of its columns, in the order of the file.
    unused
        Positions of the columns that fill nothing.
    """

    positions: Mapping[str, tuple[int, ...]]
    unused: tuple[int, ...]
    notes: tuple[Note, ...]

    def meanings(self) -> tuple[str, ...]:
        """Give the field of each column in the order of the file, "" for one that fills nothing."""
        field_of = {position: field for field, found in self.positions.items() for position in found}
        return tuple(field_of.get(position, "") for position in range(len(field_of) + len(self.unused)))


def recognise_columns(names: Sequence[str]) -> Recognised:
    """
    Tell which column fills which field.

    When two columns claim one field, the name that stands first in our list wins, then the leftmost; a note
    tells so. Only the contact field takes all its columns together.
    """
    claims: dict[str, list[tuple[int, int]]] = {}
    for position, name in enumerate(names):
        field, rank = _CLAIMS.get(_key(name), ("", 0))
        if field:
            claims.setdefault(field, []).append((rank, position))
    _let_second_kind_tell_subkind(claims)
    return _settled(claims, names)


def assign_columns(names: Sequence[str], meanings: Sequence[str]) -> Recognised:
    """
    Let each column fill the field that a person chose for it.

    Parameters
    ----------
    names
        Names of the columns.
    meanings
        A field per column, in the same order; "" for a column that fills nothing.

    Returns
    -------
    recognised
        As `recognise_columns` gives it; of two columns for one field the leftmost counts, and a note tells so.
    """
    claims: dict[str, list[tuple[int, int]]] = {}
    for position, field in enumerate(meanings):
        if field:
            claims.setdefault(field, []).append((0, position))
    return _settled(claims, names)


def count_known(names: Iterable[str]) -> int:
    """Count the names that claim a field."""
    return sum(_key(name) in _CLAIMS for name in names)


def _settled(claims: dict[str, list[tuple[int, int]]], names: Sequence[str]) -> Recognised:
    positions = {field: _winners(field, claims[field]) for field in FIELDS if field in claims}
    used = {position for winners in positions.values() for position in winners}
    notes = [_told_twice(field, claims[field], positions[field], names) for field in positions]
    unused = tuple(position for position in range(len(names)) if position not in used)
    return Recognised(positions, unused, tuple(note for note in notes if note))


def _let_second_kind_tell_subkind(claims: dict[str, list[tuple[int, int]]]) -> None:
    """Read "soort" beside "type" as kind and subkind, when no other column claims the subkind."""
    kinds = sorted(claims.get(KIND, []))
    if len(kinds) > 1 and SUBKIND not in claims:
        claims[KIND], claims[SUBKIND] = [kinds[0], *kinds[2:]], [kinds[1]]


def _winners(field: str, claims: list[tuple[int, int]]) -> tuple[int, ...]:
    if field in JOINED:
        return tuple(position for _, position in claims)
    return (min(claims)[1],)


def _told_twice(
    field: str, claims: list[tuple[int, int]], winners: tuple[int, ...], names: Sequence[str]
) -> Note | None:
    losers = [names[position] for _, position in claims if position not in winners]
    return (
        Note("column_twice", {"field": field, "used": names[winners[0]], "unused": losers})
        if losers
        else None
    )

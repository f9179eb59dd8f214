"""First names: what may be shown of a resident's name in a room full of people."""

import re

_BEFORE_A_SURNAME = frozenset(
    word
    for words in (
        "mevrouw mevr mw mej meneer heer dhr fam familie gezin dr drs ir ing mr prof",  # Dutch
        "mrs ms miss mister sir lord lady family the",  # English
        "van von vander vanden de den der het ten ter te op in la le les du del da das do dos di el al bin",
    )
    for word in words.split()
)
"""A name that begins with one of these goes on with a surname: nothing of it is shown."""

_BETWEEN_PERSONS = re.compile(r"\s+(?:en|and|und|et|ve)\s+|\s*[&+/]\s*", re.IGNORECASE)
_JOINT = re.compile(r"[-'’]")
_JOINED = " & "


def first_names(name: str) -> str:
    """
    Keep the first name of each person in a name.

    Parameters
    ----------
    name
        As somebody wrote it: "Joke Bakker", "Bakker, Joke", "Ahmed en Loubna".

    Returns
    -------
    names
        "Joke", "Joke", "Ahmed & Loubna"; "" where no part is surely a first name, as in "J. de Vries", "Familie
        Bakker" or "joke.bakker@example.org". A single word is taken for a first name.
    """
    first, *others = [_first_name(part) for part in _BETWEEN_PERSONS.split(name.strip())]
    return _JOINED.join(one for one in (first, *others) if one and not (one in others and one.islower()))


def _first_name(name: str) -> str:
    family, comma, given = name.partition(",")
    words = (given if comma else family).split()
    word = words[0] if words else ""
    is_name = (
        len(word) > 1
        and all(part.isalpha() for part in _JOINT.split(word))
        and word.lower() not in _BEFORE_A_SURNAME
    )
    return word if is_name else ""

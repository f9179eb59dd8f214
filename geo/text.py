"""Free text made comparable."""

import re
import unicodedata

_APART = re.compile(r"[\W_]+")


def fold(text: str) -> str:
    """Return the text in lower case, without accents, its words (letters and digits) with one space between."""
    plain = unicodedata.normalize("NFKD", text.casefold())
    return _APART.sub(" ", "".join(c for c in plain if not unicodedata.combining(c))).strip()

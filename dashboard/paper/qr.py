"""QR codes for paper."""

import io
from typing import Any
from urllib.parse import urlsplit

import segno

from dashboard import viewer
from dashboard.i18n import t

LONGEST = 1200
"""Characters; a longer address makes a code that no phone reads from paper."""


def code(link: str, words: str) -> dict[str, Any] | None:
    """
    Make what a template shows of an address: the code, the words beside it, and a remark.

    Parameters
    ----------
    link
        The address, or "".
    words
        Closed words that say what the code opens.

    Returns
    -------
    data
        None where there is no address, or one too long to be read from paper.
    """
    if not link or len(link) > LONGEST:
        return None
    picture = io.BytesIO()
    segno.make(link, micro=False, error="m").save(picture, kind="svg", border=1, light="white", xmldecl=False)
    only_here = viewer.is_loopback(urlsplit(link).hostname)
    return {
        "svg": picture.getvalue().decode(),
        "words": words,
        "remark": t("paper.only_here") if only_here else "",
    }

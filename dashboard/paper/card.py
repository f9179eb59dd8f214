"""The card of one asset on a small sheet, to hand over or to pin up."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from dashboard import sentences
from dashboard.i18n import language, t
from dashboard.paper import map_svg, qr
from dashboard.paper.typesetting import PAPERS_MM, plain, typeset
from geo.frames import CONTACT, DESCRIPTION, GIFTS, KIND, MEETS, SUBKIND, WEBSITE, WORDS
from geo.vocabulary import Vocabulary

A5, A6 = "a5", "a6"
CARD_PAPERS = (A6, A5)

_LONGEST_NAME, _LONGEST_GIFTS, _LONGEST_TEXT, _LONGEST_FACT = 90, 130, 300, 130


def make_card(
    asset: Mapping[str, Any],
    words: Vocabulary,
    *,
    paper: str,
    now: datetime,
    link: str = "",
    is_demo: bool = False,
    system_fonts: bool = True,
) -> bytes:
    """
    Make the card of an asset.

    Parameters
    ----------
    asset
        A row of an asset frame that was projected to who will read the card.
    paper
        `A6` or `A5`, upright.
    now
        The day that stands on it.
    link
        Address of the card, for the QR code; "" leaves it out.

    Returns
    -------
    pdf
        One page; long texts are set smaller, then cut.
    """
    name = plain(sentences.name_of(asset), longest=_LONGEST_NAME)
    data = {
        "lang": language(),
        "paper": paper,
        "scale": PAPERS_MM[paper][0] / PAPERS_MM[A6][0],
        "title": name,
        "name": name,
        "kind": asset[KIND],
        "sign": map_svg.sign_svg(asset[KIND]),
        "kindword": _kind_words(asset, words),
        "gifts": _gifts(asset, words),
        "description": plain(asset[DESCRIPTION], longest=_LONGEST_TEXT),
        "facts": _facts(asset),
        "qr": qr.code(link, t("paper.qr.card")),
        "remark": t("map.demo") if is_demo else "",
        "made": t("paper.made", date=sentences.day(now)),
    }
    return typeset(("card",), data, now=now, system_fonts=system_fonts)


def _kind_words(asset: Mapping[str, Any], words: Vocabulary) -> str:
    kind = t(f"kind.one.{asset[KIND]}")
    return f"{kind} · {words.label(asset[SUBKIND], language())}" if asset[SUBKIND] else kind


def _gifts(asset: Mapping[str, Any], words: Vocabulary) -> list[dict[str, str]]:
    said = [
        {"mode": _opening(words.label(mode, language())), "what": plain(what, longest=_LONGEST_GIFTS)}
        for mode, what in sentences.gifts_by_mode(asset[GIFTS], words).items()
    ]
    own = "; ".join(entry.rsplit(":", 1)[0] for entry in asset[WORDS].split("; ") if entry)
    if own:
        said.append({"mode": t("paper.card.words"), "what": plain(own, longest=_LONGEST_GIFTS)})
    return said


def _facts(asset: Mapping[str, Any]) -> list[dict[str, str]]:
    """Say when, and how to join: by what stands on the card, or else through its page."""
    facts = [(t("paper.card.when"), asset[MEETS])]
    ways = [asset[column] for column in (CONTACT, WEBSITE) if asset[column]]
    facts.append((t("paper.card.join"), " · ".join(ways) or t("paper.card.join.ask")))
    return [{"label": label, "value": plain(value, longest=_LONGEST_FACT)} for label, value in facts if value]


def _opening(label: str) -> str:
    return label[:1].upper() + label[1:]

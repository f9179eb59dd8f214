"""What stands on paper in words: which view it is, and what each asset has to give."""

from collections.abc import Iterable

from babel.lists import format_list

from dashboard import sentences
from dashboard.i18n import language, t
from dashboard.paper.typesetting import plain
from dashboard.paper.view import PaperView
from geo.frames import DESCRIPTION, GIFTS, MEETS
from geo.query import MapQuery, active_filters
from geo.vocabulary import Vocabulary

LONGEST_NAME, LONGEST_GIFTS, LONGEST_TIME = 70, 110, 80


def title(view: PaperView) -> str:
    """Name the view in a few words."""
    if view.query.wijk:
        return t("paper.title.wijk", wijk=_wijk(view))
    if view.query.postcode:
        return t("paper.title.postcode", postcode=_spaced(view.query.postcode))
    return t("paper.title.all")


def says(view: PaperView) -> str:
    """Say in one sentence what is shown; the words that somebody searched for are among it."""
    query, words = view.query, view.around.vocabulary
    parts = {
        "kinds": lambda: _listed(t(f"paper.kind.{kind}") for kind in query.kinds),
        "postcode": lambda: t(
            "paper.says.postcode",
            distance=sentences.distance(query.radius_m),
            postcode=_spaced(query.postcode),
        ),
        "wijk": lambda: t("paper.says.wijk", wijk=_wijk(view)),
        "themes": lambda: t("paper.says.themes", themes=_labels(query.themes, words)),
        "capabilities": lambda: t("paper.says.capabilities", capabilities=_labels(query.capabilities, words)),
        "modes": lambda: t("paper.says.modes", modes=_labels(query.modes, words)),
        "text": lambda: t("paper.says.text", text=plain(query.text, longest=60)),
    }
    order = ("kinds", "postcode", "wijk", "themes", "capabilities", "modes", "text")
    active = set(active_filters(query))
    said = [parts[name]() for name in order if name in active]
    if "kinds" not in active:
        said.insert(0, t("paper.says.everybody"))
    return t("paper.says", what=" ".join(said)) if view.query != MapQuery() else t("paper.says.all")


def what(asset, words: Vocabulary) -> list[str]:
    """Say what can be done with an asset, as much as fits in a few lines, or else how it describes itself."""
    lines = list(sentences.gift_lines(asset[GIFTS], words).values())
    if not lines:
        return [plain(asset[DESCRIPTION], longest=LONGEST_GIFTS)] if asset[DESCRIPTION] else []
    kept = [
        line
        for number, line in enumerate(lines)
        if number == 0 or len(" · ".join(lines[: number + 1])) <= LONGEST_GIFTS
    ]
    more = "\u00a0…" if len(kept) < len(lines) else ""
    return [plain(" · ".join(kept), longest=LONGEST_GIFTS) + more]


def when(asset) -> str:
    """Say when an asset meets, or ""."""
    return plain(asset[MEETS], longest=LONGEST_TIME)


def name(asset) -> str:
    """Give the name of an asset, or a friendly word where the reader may not know it."""
    return plain(sentences.name_of(asset), longest=LONGEST_NAME)


def _wijk(view: PaperView) -> str:
    areas = view.around.areas
    return plain(str(areas.loc[areas["code"] == view.query.wijk, "name"].iloc[0]), longest=LONGEST_NAME)


def _labels(codes: Iterable[str], words: Vocabulary) -> str:
    return _listed(sentences.in_sentence(words.label(code, language())) for code in codes)


def _listed(parts: Iterable[str]) -> str:
    return format_list(list(parts), style="or", locale=language())


def _spaced(postcode: str) -> str:
    return f"{postcode[:4]}\u00a0{postcode[4:]}".strip()

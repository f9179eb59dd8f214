"""The list of a view as a file for other programs, in the reader's words where our importer knows them."""

from collections.abc import Callable
from functools import lru_cache

import geopandas as gpd

from dashboard import sentences
from dashboard.i18n import language, t
from geo.exports import Wording, write_csv, write_geojson, write_xlsx
from geo.exports.records import FIELDS
from geo.frames import KIND, NAME, PLACED_BY
from geo.importing.gifts import split_entries
from geo.terms import AUDIENCES, CAN
from geo.vocabulary import Vocabulary

CSV, XLSX, GEOJSON = "csv", "xlsx", "geojson"
LISTS = (CSV, XLSX, GEOJSON)

MEDIA_TYPES = {
    CSV: "text/csv; charset=utf-8",
    XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    GEOJSON: "application/geo+json",
}
_WRITERS = {CSV: write_csv, XLSX: write_xlsx, GEOJSON: write_geojson}


def make_list(assets: gpd.GeoDataFrame, *, form: str, words: Vocabulary) -> bytes:
    """
    Write a list.

    Parameters
    ----------
    assets
        Asset frame in EPSG:28992, projected to its reader. Who has no name for this reader is called by a
        friendly word, as on the screen.
    form
        One of `LISTS`.
    words
        Labels of codes; one that the importer would not take for this code stays a code.

    Returns
    -------
    data
        The bytes of the file.
    """
    return _WRITERS[form](_named(assets), wording=wording(words, language()))


def wording(words: Vocabulary, lang: str) -> Wording:
    """Spell columns and codes in a language, such that the importer understands them."""
    return _wording(words, lang)


@lru_cache(maxsize=8)
def _wording(words: Vocabulary, lang: str) -> Wording:
    return Wording(
        columns={name: t(f"paper.column.{name}") for name in FIELDS if name != PLACED_BY},
        say=_speller(words, lang),
    )


def _speller(words: Vocabulary, lang: str) -> Callable[[str], str]:
    said = {audience: t(f"paper.audience.{audience}") for audience in AUDIENCES}
    for term in words.capabilities:
        label = sentences.in_sentence(term.labels[lang])
        said[term.code] = label if _means_gift(words, label, term.code) else term.code
    for kind in words.kinds:
        label = kind.labels[lang].lower()
        said[kind.code] = label if words.resolve_kind(label) == (kind.code, "") else kind.code
    for sub in words.subkinds:
        label = sentences.in_sentence(sub.labels[lang])
        said[sub.code] = label if words.resolve_kind(label) == (sub.kind, sub.code) else sub.code
    return lambda code: said.get(code, code)


def _means_gift(words: Vocabulary, label: str, code: str) -> bool:
    entries = list(split_entries(label, mode=CAN, mode_of=words.resolve_mode))
    match = words.resolve(label)
    return (
        entries == [(label, CAN)] and match is not None and (match.code, match.how == "near") == (code, False)
    )


def _named(assets: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    nameless = assets[NAME] == ""
    if not nameless.any():
        return assets
    friendly = assets.loc[nameless, KIND].map(lambda kind: t(f"nameless.{kind}"))
    named = assets.copy()
    named.loc[nameless, NAME] = friendly
    return named

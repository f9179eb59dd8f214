"""Where an asset is: by its own coordinates, its PC6 or its PC4, in EPSG:28992."""

import re
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from geo.crs import is_in_netherlands, to_rd, to_wgs84
from geo.frames import OWN, PC4, PC6
from geo.importing.candidates import Candidates, map_unique, texts
from geo.postcodes.parsing import parse_postcodes
from geo.postcodes.table import PostcodeTable
from geo.sources.columns import LATITUDE, LONGITUDE, PLACED_BY, POSTCODE, X, Y
from geo.terms import TALENT

MAX_DISTANCE_TO_PC4_M = 10_000.0
"""A point further from every known PC4 gets no postcode from it."""

_NUMBER = re.compile(
    r"[+-]?\d{1,9}(?:[.,]\d{0,20})?|[+-]?\d{1,3}(?:\.\d{3})+,\d{0,20}|[+-]?\d{1,3}(?:,\d{3})+\.\d{0,20}"
)
_RD_X, _RD_Y = (-10_000.0, 300_000.0), (300_000.0, 640_000.0)


@dataclass(frozen=True)
class Places:
    """Postcode, how it was placed, and the point in EPSG:28992 metres; each of shape (n,)."""

    postcode: NDArray
    placed_by: NDArray
    x: NDArray[np.float64]
    y: NDArray[np.float64]


@dataclass(frozen=True)
class _Own:
    """Own coordinates of every row."""

    longitude: NDArray[np.float64]  # degrees, NaN where none can be used
    latitude: NDArray[np.float64]
    shown: NDArray  # as they stand in the file
    is_told: NDArray[np.bool_]  # something stands there
    is_outside: NDArray[np.bool_]
    is_swapped: NDArray[np.bool_]  # mended already

    @property
    def is_good(self) -> NDArray[np.bool_]:
        return np.isfinite(self.longitude)


def read_places(candidates: Candidates, kinds: NDArray, *, postcodes: PostcodeTable) -> Places:
    """
    Place every row, or refuse it.

    Own coordinates go first for associations and institutions; a talent lies where its postcode lies, and
    its own coordinates are not used at all. Without a usable postcode, an association or institution gets
    that of the nearest PC4.

    Parameters
    ----------
    kinds
        Kind of every row, shape (n,).
    """
    written = candidates.text(POSTCODE)
    parsed = parse_postcodes(pd.Series(written, dtype="str"))
    codes, reasons = texts(parsed["postcode"].tolist()), texts(parsed["code"].tolist())
    is_talent = np.asarray(kinds == TALENT, dtype=bool)
    can_be_placed = postcodes.locate(pd.Series(codes, dtype="str")).placed_by != ""
    own = _without_postcode_points(_read_own(candidates), candidates, can_be_placed)
    uses_own = own.is_good & ~is_talent
    _tell_coordinates(candidates, own, is_talent, has_postcode=codes != "")
    _fill_postcodes(candidates, own, uses_own, written, codes, reasons, postcodes)
    return _place(candidates, own, uses_own, codes, postcodes)


def _place(
    candidates: Candidates, own: _Own, uses_own: NDArray, codes: NDArray, postcodes: PostcodeTable
) -> Places:
    ledger, label = candidates.ledger, candidates.label(POSTCODE)
    located = postcodes.locate(pd.Series(codes, dtype="str"))
    by_table = np.asarray(codes != "", dtype=bool) & ~uses_own & ~own.is_outside
    ledger.refuse(by_table & (located.placed_by == ""), "postcode_unknown", column=label, values=codes)
    is_long = np.fromiter(map(len, codes), dtype=np.int64, count=len(codes)) == 6
    ledger.remark(
        by_table & is_long & (located.placed_by == PC4),
        "placed_by_pc4",
        column=label,
        values=codes,
        details=texts([code[:4] for code in codes]),
    )
    own_x, own_y = to_rd(own.longitude, own.latitude)
    placed_by = np.where(uses_own, OWN, located.placed_by).astype(object)
    return Places(
        codes, placed_by, np.where(uses_own, own_x, located.x), np.where(uses_own, own_y, located.y)
    )


def _tell_coordinates(
    candidates: Candidates, own: _Own, is_talent: NDArray[np.bool_], *, has_postcode: NDArray
) -> None:
    ledger, label = candidates.ledger, candidates.label(LATITUDE) or candidates.label(X)
    ledger.remark(own.is_told & is_talent, "talent_coordinates", column=label)
    others = own.is_told & ~is_talent
    ledger.refuse(others & own.is_outside, "coordinates_outside", column=label, values=own.shown)
    ledger.remark(others & own.is_swapped, "coordinates_swapped", column=label, values=own.shown)
    unreadable = others & ~own.is_good & ~own.is_outside
    has_postcode = np.asarray(has_postcode, dtype=bool)
    ledger.remark(unreadable & has_postcode, "coordinates_left_out", column=label, values=own.shown)
    ledger.refuse(unreadable & ~has_postcode, "coordinates_unreadable", column=label, values=own.shown)


def _fill_postcodes(
    candidates: Candidates,
    own: _Own,
    uses_own: NDArray[np.bool_],
    written: NDArray,
    codes: NDArray,
    reasons: NDArray,
    postcodes: PostcodeTable,
) -> None:
    """Give rows with own coordinates the nearest PC4 where their postcode is none; refuse the other rows."""
    ledger, label = candidates.ledger, candidates.label(POSTCODE)
    is_open = np.asarray(codes == "", dtype=bool)
    is_told = np.asarray(written != "", dtype=bool)
    for reason in set(reasons[is_open & ~uses_own]):
        at = is_open & ~uses_own & ~own.is_outside & np.asarray(reasons == reason, dtype=bool)
        ledger.refuse(at, reason, column=label, values=written)
    filling = is_open & uses_own
    if not filling.any():
        return
    nearest = _nearest_pc4(own.longitude[filling], own.latitude[filling], postcodes)
    codes[filling] = nearest
    is_filled = filling & np.asarray(codes != "", dtype=bool)
    ledger.remark(is_filled & ~is_told, "postcode_nearest", column=label, details=codes)
    ledger.remark(is_filled & is_told, "postcode_replaced", column=label, values=written, details=codes)
    ledger.refuse(filling & ~is_filled, "postcode_none_near", column=label, values=own.shown)


def _nearest_pc4(longitude: NDArray, latitude: NDArray, postcodes: PostcodeTable) -> NDArray:
    pc4s = np.unique(postcodes.to_frame()["postcode"].str[:4].to_numpy(dtype=object))
    if not len(pc4s):
        return texts([""] * len(longitude))
    located = postcodes.locate(pd.Series(pc4s, dtype="str"))
    tree = shapely.STRtree(shapely.points(located.x, located.y))
    found, distances_m = tree.query_nearest(
        shapely.points(*to_rd(longitude, latitude)), return_distance=True, all_matches=False
    )
    nearest = pc4s[found[1]]
    nearest[distances_m > MAX_DISTANCE_TO_PC4_M] = ""
    return nearest


def _read_own(candidates: Candidates) -> _Own:
    if candidates.longitude is not None and candidates.latitude is not None:
        return _judge_degrees(candidates.longitude, candidates.latitude, np.isfinite(candidates.longitude))
    if candidates.has(LATITUDE) and candidates.has(LONGITUDE):
        first, second, is_told = _read_pair(candidates, LONGITUDE, LATITUDE)
        return _judge_degrees(first, second, is_told, shown=_shown(candidates, LATITUDE, LONGITUDE))
    if candidates.has(X) and candidates.has(Y):
        x, y, is_told = _read_pair(candidates, X, Y)
        return _judge_degrees(*_degrees(x, y), is_told, shown=_shown(candidates, X, Y))
    nowhere = np.full(len(candidates), np.nan)
    return _judge_degrees(nowhere, nowhere, np.zeros(len(candidates), dtype=bool))


def _without_postcode_points(own: _Own, candidates: Candidates, can_be_placed: NDArray[np.bool_]) -> _Own:
    """Leave out points that, as the file itself says, are those of a postcode (`geo.exports`) that we know."""
    is_own = ~(np.isin(candidates.text(PLACED_BY).astype(str), (PC6, PC4)) & can_be_placed)
    return replace(
        own,
        longitude=np.where(is_own, own.longitude, np.nan),
        latitude=np.where(is_own, own.latitude, np.nan),
        is_told=own.is_told & is_own,
        is_outside=own.is_outside & is_own,
        is_swapped=own.is_swapped & is_own,
    )


def _read_pair(candidates: Candidates, first: str, second: str) -> tuple[NDArray, NDArray, NDArray[np.bool_]]:
    firsts, seconds = candidates.text(first), candidates.text(second)
    is_told = np.asarray((firsts != "") | (seconds != ""), dtype=bool)
    one, other = (
        np.array(map_unique(column, parse_number), dtype=np.float64) for column in (firsts, seconds)
    )
    is_pair = np.isfinite(one) & np.isfinite(other)
    return np.where(is_pair, one, np.nan), np.where(is_pair, other, np.nan), is_told


def _degrees(x: NDArray, y: NDArray) -> tuple[NDArray, NDArray]:
    """Take x and y as RD metres, either way round, or as degrees when they are that small."""
    is_metres = (np.abs(x) > 180) | (np.abs(y) > 180)
    is_turned = is_metres & (x >= _RD_Y[0]) & (x <= _RD_Y[1]) & (y >= _RD_X[0]) & (y <= _RD_X[1])
    x, y = np.where(is_turned, y, x), np.where(is_turned, x, y)
    longitude, latitude = to_wgs84(np.where(is_metres, x, np.nan), np.where(is_metres, y, np.nan))
    longitude, latitude = np.where(is_metres, longitude, x), np.where(is_metres, latitude, y)
    # Turned metres come out as turned degrees, so that the remark is made in one place.
    return np.where(is_turned, latitude, longitude), np.where(is_turned, longitude, latitude)


def _judge_degrees(
    longitude: NDArray, latitude: NDArray, is_told: NDArray[np.bool_], *, shown: NDArray | None = None
) -> _Own:
    is_inside = is_in_netherlands(longitude, latitude)
    is_swapped = ~is_inside & is_in_netherlands(latitude, longitude)
    is_outside = ~is_inside & ~is_swapped & ~np.isnan(longitude)
    mended = np.where(is_swapped, latitude, longitude), np.where(is_swapped, longitude, latitude)
    usable = is_inside | is_swapped
    return _Own(
        longitude=np.where(usable, mended[0], np.nan),
        latitude=np.where(usable, mended[1], np.nan),
        shown=_pairs(latitude, longitude, is_told) if shown is None else shown,
        is_told=is_told,
        is_outside=is_outside,
        is_swapped=is_swapped,
    )


def parse_number(text: str) -> float:
    """Read a number with a decimal point or comma, and thousands in the other sign; NaN if it is none."""
    if not _NUMBER.fullmatch(text):
        return np.nan
    decimal = "," if text.rfind(",") > text.rfind(".") else "."
    thousands = "." if decimal == "," else ","
    return float(text.replace(thousands, "").replace(decimal, "."))


def _shown(candidates: Candidates, first: str, second: str) -> NDArray:
    pairs = zip(candidates.text(first), candidates.text(second), strict=True)
    return texts([f"{one} / {other}" for one, other in pairs])


def _pairs(latitude: NDArray, longitude: NDArray, is_told: NDArray[np.bool_]) -> NDArray:
    pairs = zip(latitude.tolist(), longitude.tolist(), is_told.tolist(), strict=True)
    return texts([f"{one:.6f} / {other:.6f}" if told else "" for one, other, told in pairs])

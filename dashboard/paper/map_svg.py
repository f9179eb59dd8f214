"""
The map on paper: outlines, markers and lines as SVG, without tiles and without a word.

Numbers and names are set by typst on top of it, at the places that are given beside the picture.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import geopandas as gpd
import numpy as np
import shapely
from numpy.typing import NDArray

from dashboard.paper import markers
from dashboard.paper.markers import Points
from geo.frames import KIND
from geo.terms import ASSOCIATION, INSTITUTION, KINDS, TALENT

COLOURS = {TALENT: "#D55E00", ASSOCIATION: "#117733", INSTITUTION: "#0072B2"}
GROUND, LAND, BORDER, INK = "#EFE9DE", "#FBF8F3", "#B9AE9C", "#3A342B"

SMALLEST_VIEW_M = 800.0
"""The map shows at least so much, however near to each other the assets are."""

AIR = 0.06
"""Share of the window that stays free around what must be seen."""

_SHAPE = {TALENT: 1.0, ASSOCIATION: 0.9, INSTITUTION: 1.22}
_LABEL_STEPS = 14  # places tried for a name, across and down


@dataclass(frozen=True)
class PaperMap:
    """
    A drawn map.

    Attributes
    ----------
    svg
        The picture; numbers and codes of ours only.
    width, height
        Millimetres.
    marks
        `{"x", "y", "text", "size"}` per number: where its middle comes, millimetres; `size` is the diameter.
    labels
        `{"x", "y", "text"}` per name of an area.
    """

    svg: str
    width: float
    height: float
    marks: list[dict[str, Any]]
    labels: list[dict[str, Any]]


@dataclass(frozen=True)
class Window:
    """What part of the country is seen: EPSG:28992 metres to millimetres on paper, y downwards."""

    west: float
    north: float
    mm_per_m: float
    width: float
    height: float

    def on_paper(self, x: NDArray[np.float64], y: NDArray[np.float64]) -> Points:
        """Give millimetres, shape (n, 2)."""
        east, south = np.asarray(x) - self.west, self.north - np.asarray(y)
        return np.column_stack([east, south]) * self.mm_per_m

    def shape_on_paper(self, shape: Any) -> Any:
        """Give a shape in millimetres, cut to a little more than the window."""
        moved = shapely.transform(shape, lambda points: self.on_paper(*points.T))
        return shapely.intersection(
            shapely.make_valid(moved), shapely.box(-9, -9, self.width + 9, self.height + 9)
        )


def look_at(x: NDArray[np.float64], y: NDArray[np.float64], *, width: float, height: float) -> Window:
    """Choose the window of this size (millimetres) that shows all points (EPSG:28992 metres) with air around."""
    west, east, south, north = x.min(), x.max(), y.min(), y.max()
    across, down = max(east - west, SMALLEST_VIEW_M), max(north - south, SMALLEST_VIEW_M)
    mm_per_m = min(width / across, height / down) * (1 - 2 * AIR)
    return Window(
        west=float((west + east) / 2 - width / mm_per_m / 2),
        north=float((south + north) / 2 + height / mm_per_m / 2),
        mm_per_m=float(mm_per_m),
        width=width,
        height=height,
    )


def numbered_map(
    assets: gpd.GeoDataFrame, areas: gpd.GeoDataFrame, window: Window, *, radius: float, circle: Any = None
) -> PaperMap:
    """
    Draw each asset as the shape of its kind, with the number of its row from 1 on.

    Parameters
    ----------
    assets
        Asset frame, EPSG:28992, shape (n, ...).
    areas
        Outlines with names, EPSG:28992.
    radius
        Of a marker, millimetres; markers that would overlap move apart, with a line to where they belong.
    circle
        (x, y, radius) in metres of the place that is asked about, or None.
    """
    points = window.on_paper(assets.geometry.x.to_numpy(), assets.geometry.y.to_numpy())
    radii = np.full(len(points), radius * 1.12)
    places = markers.spread(points, radii, (window.width, window.height))
    drawn = [*_surroundings(areas, window, circle)]
    drawn += [_leader(point, place, radius) for point, place in zip(points, places, strict=True)]
    drawn += [_marker(kind, place, radius) for kind, place in zip(assets[KIND], places, strict=True)]
    marks = [_mark(place, str(number), radius * 2) for number, place in enumerate(places, start=1)]
    return compose(drawn, window, marks, labels_of(areas, window, places, radii))


def counted_map(
    assets: gpd.GeoDataFrame, areas: gpd.GeoDataFrame, window: Window, *, cell: float, circle: Any = None
) -> PaperMap:
    """Draw how many assets there are around each place, as a ring of three parts: for many assets."""
    points = window.on_paper(assets.geometry.x.to_numpy(), assets.geometry.y.to_numpy())
    rank = {kind: number for number, kind in enumerate(KINDS)}
    kinds = assets[KIND].map(rank).to_numpy(dtype=np.int64)
    centres, counts = markers.count_cells(points, kinds, cell, kind_count=len(KINDS))
    totals = counts.sum(axis=1)
    radii = cell * (0.24 + 0.2 * np.sqrt(totals / totals.max()))
    places = markers.spread(centres, radii * 1.04, (window.width, window.height))
    drawn = [*_surroundings(areas, window, circle)]
    drawn += [_ring(place, r, count) for place, r, count in zip(places, radii, counts, strict=True)]
    marks = [_mark(place, str(total), r * 1.5) for place, r, total in zip(places, radii, totals, strict=True)]
    return compose(drawn, window, marks, labels_of(areas, window, places, radii))


def sign_svg(kind: str) -> str:
    """Draw the sign of a kind by itself, in a square of 10."""
    return _svg([_marker(kind, np.array([5.0, 5.0]), 3.9)], 10, 10)


def compose(drawn: list[str], window: Window, marks: list, labels: list) -> PaperMap:
    """Put a picture together with what typst sets on it."""
    return PaperMap(_svg(drawn, window.width, window.height), window.width, window.height, marks, labels)


def _svg(drawn: Sequence[str], width: float, height: float) -> str:
    size = f'width="{width:g}mm" height="{height:g}mm" viewBox="0 0 {width:g} {height:g}"'
    return f'<svg xmlns="http://www.w3.org/2000/svg" {size}>{"".join(drawn)}</svg>'


def _mark(place: Points, text: str, size: float) -> dict[str, Any]:
    return {"x": _round(place[0]), "y": _round(place[1]), "text": text, "size": _round(size)}


def _round(number: float) -> float:
    return round(float(number), 3)


def _surroundings(areas: gpd.GeoDataFrame, window: Window, circle: Any) -> list[str]:
    drawn = [f'<rect width="{window.width:g}" height="{window.height:g}" fill="{GROUND}"/>']
    for outline in areas.geometry:
        path = path_of(window.shape_on_paper(outline))
        if path:
            drawn.append(
                f'<path d="{path}" fill="{LAND}" stroke="{BORDER}" stroke-width="0.5" stroke-linejoin="round"/>'
            )
    if circle:
        x, y, radius_m = circle
        ((left, top),) = window.on_paper(np.array([x]), np.array([y]))
        drawn.append(
            f'<circle cx="{left:.2f}" cy="{top:.2f}" r="{radius_m * window.mm_per_m:.2f}" fill="none" '
            f'stroke="{INK}" stroke-width="0.5" stroke-dasharray="2.5 2"/>'
            f'<path d="M{left - 2:.2f} {top:.2f}h4M{left:.2f} {top - 2:.2f}v4" stroke="{INK}" stroke-width="0.8"/>'
        )
    return drawn


def path_of(shape: Any) -> str:
    """Write the outlines of a shape on paper as an SVG path."""
    polygons = [part for part in shapely.get_parts(shape) if part.geom_type == "Polygon"]
    rings = [ring for part in polygons for ring in (part.exterior, *part.interiors)]
    return "".join(
        "M" + "L".join(f"{x:.2f} {y:.2f}" for x, y in shapely.get_coordinates(ring)) + "Z" for ring in rings
    )


def _leader(point: Points, place: Points, radius: float) -> str:
    """Draw a line from where an asset belongs to where its marker stands, when that is not the same."""
    if np.hypot(*(place - point)) < radius:
        return ""
    return (
        f'<path d="M{point[0]:.2f} {point[1]:.2f}L{place[0]:.2f} {place[1]:.2f}" stroke="{INK}" '
        f'stroke-width="0.25"/><circle cx="{point[0]:.2f}" cy="{point[1]:.2f}" r="0.6" fill="{INK}"/>'
    )


def _marker(kind: str, place: Points, radius: float) -> str:
    x, y = place
    r = radius * _SHAPE[kind]
    look = f'fill="{COLOURS[kind]}" stroke="#FFFFFF" stroke-width="{radius * 0.14:.2f}"'
    if kind == TALENT:
        return f'<circle cx="{x:.2f}" cy="{y:.2f}" r="{r:.2f}" {look}/>'
    if kind == ASSOCIATION:
        corner = f'x="{x - r:.2f}" y="{y - r:.2f}" width="{2 * r:.2f}" height="{2 * r:.2f}"'
        return f'<rect {corner} rx="{r * 0.3:.2f}" {look}/>'
    return f'<path d="M{x:.2f} {y - r:.2f}L{x + r:.2f} {y:.2f}L{x:.2f} {y + r:.2f}L{x - r:.2f} {y:.2f}Z" {look}/>'


def _ring(place: Points, radius: float, counts: NDArray[np.int64]) -> str:
    """Draw a ring whose parts say how the kinds mix; parts are dashes of one circle, from the top on."""
    x, y = place
    width = radius * 0.26
    r = radius - width / 2
    drawn = [f'<circle cx="{x:.2f}" cy="{y:.2f}" r="{radius:.2f}" fill="#FFFFFF"/>']
    begin, around = 0.0, 2 * np.pi * r
    for kind, share in zip(KINDS, counts / counts.sum(), strict=True):
        if share:
            drawn.append(
                f'<circle cx="{x:.2f}" cy="{y:.2f}" r="{r:.2f}" fill="none" stroke="{COLOURS[kind]}" '
                f'stroke-width="{width:.2f}" stroke-dasharray="{share * around:.3f} {around:.3f}" '
                f'transform="rotate({begin * 360 - 90:.2f} {x:.2f} {y:.2f})"/>'
            )
        begin += share
    return "".join(drawn)


def labels_of(
    areas: gpd.GeoDataFrame, window: Window, places: Points, radii: NDArray
) -> list[dict[str, Any]]:
    """Find for the name of each area in sight the place where it covers least."""
    found: list[dict[str, Any]] = []
    inside = shapely.box(0, 0, window.width, window.height)
    size = _label_size(window)
    for name, outline in zip(areas["name"], areas.geometry, strict=True):
        seen = shapely.intersection(window.shape_on_paper(outline), inside)
        if seen.area > 0.01 * inside.area:
            at = _label_place(seen, name, size, places, radii, found, window)
            if at is not None:
                found.append({"x": _round(at[0]), "y": _round(at[1]), "text": name, "size": size})
    return found


def _label_size(window: Window) -> float:
    return _round(window.width / 46)


def _label_place(
    seen: Any, name: str, size: float, places: Points, radii: NDArray, taken: list, window: Window
) -> Points | None:
    """Give the middle of a name where it covers no marker and no other name, or None."""
    half = np.array([0.28 * size * len(name), 0.6 * size])
    west, north, east, south = seen.bounds
    across, down = np.linspace(west, east, _LABEL_STEPS), np.linspace(north, south, _LABEL_STEPS)
    tried = np.array(np.meshgrid(across, down)).reshape(2, -1).T
    tried = tried[shapely.contains_xy(seen, *tried.T)]
    tried = np.vstack([shapely.get_coordinates(seen.representative_point()), tried])
    tried = np.clip(tried, half, np.array([window.width, window.height]) - half)
    gaps = np.maximum(np.abs(tried[:, None] - places[None]) - half, 0)
    is_free = (np.hypot(gaps[..., 0], gaps[..., 1]) >= radii).all(axis=1)
    for other in taken:
        apart = half + np.array([0.28 * size * len(other["text"]), 0.6 * size])
        is_free &= (np.abs(tried - [other["x"], other["y"]]) >= apart).any(axis=1)
    if not is_free.any():
        return None
    middle = shapely.get_coordinates(seen.centroid)[0]
    off = np.hypot(*(tried - middle).T)
    return tried[np.argmin(np.where(is_free, off, np.inf))]

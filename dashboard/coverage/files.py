"""The numbers of the page Dekking as files."""

from dashboard.coverage.view import CoverageView
from geo.areas import YEAR
from geo.coverage.records import write_csv, write_geojson
from geo.inventory import data_home, open_drawn_areas

PDF, CSV, GEOJSON = "pdf", "csv", "geojson"
MEDIA_TYPES = {PDF: "application/pdf", CSV: "text/csv; charset=utf-8", GEOJSON: "application/geo+json"}


def make_csv(view: CoverageView) -> bytes:
    """Make a CSV of what the view shows."""
    return write_csv(view.figures, year=year_of(view))


def make_geojson(view: CoverageView) -> bytes:
    """Make a GeoJSON of what the view shows."""
    outlines = open_drawn_areas(data_home(), level=view.query.level)
    return write_geojson(view.figures, outlines, year=year_of(view))


def year_of(view: CoverageView) -> int:
    """Tell of which year the codes of the areas are."""
    areas = view.data.areas
    return int(areas[YEAR].iloc[0]) if len(areas) else 0

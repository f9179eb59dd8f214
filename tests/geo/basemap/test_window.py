import numpy as np
import pytest

from geo.basemap import window
from geo.crs import to_rd
from geo.errors import NotFoundError, SourceError
from geo.inventory import open_areas

AREAS = open_areas()


def test_a_circle_lies_within_its_box():
    west, south, east, north = window.around((111_600, 516_300), radius_m=3000)
    x, y = to_rd(np.array([west, east]), np.array([south, north]))
    assert x[0] < 108_601 and x[1] > 114_599 and y[0] < 513_301 and y[1] > 519_299  # to the metre
    assert x[1] - x[0] < 6300


def test_a_wijk_is_found_by_code_and_name():
    by_code = window.of_wijk(AREAS, AREAS["code"].iloc[0].lower())
    assert by_code == window.of_wijk(AREAS, AREAS["name"].iloc[0].upper())


def test_a_gemeente_holds_all_its_wijken():
    whole = window.of_gemeente(AREAS, "gm0361")
    parts = np.array([window.of_wijk(AREAS, code) for code in AREAS["code"]])
    assert whole[0] <= parts[:, 0].min() + 1e-3 and whole[3] >= parts[:, 3].max() - 1e-3


@pytest.mark.parametrize("find", [window.of_wijk, window.of_gemeente])
def test_an_unknown_area_is_refused_with_those_that_are_known(find):
    with pytest.raises(NotFoundError) as error:
        find(AREAS, "Atlantis")
    assert error.value.details["known"]


def test_a_box_is_read():
    assert window.parse_box(" 4.7, 52.6,4.8 ,52.7") == (4.7, 52.6, 4.8, 52.7)


@pytest.mark.parametrize(
    "text",
    ["", "4.7,52.6,4.8", "4.8,52.6,4.7,52.7", "nan,52,5,53", "52.6,4.7,52.7,4.8", "0,0,1,1", "a,b,c,d"],
)
def test_anything_else_is_no_box(text):
    with pytest.raises(SourceError):
        window.parse_box(text)

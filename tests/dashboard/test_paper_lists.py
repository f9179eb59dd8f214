"""The list as a file: in the reader's words, and read back as it was."""

from datetime import date

import pandas as pd
import pytest

from dashboard import i18n
from dashboard.paper.lists import LISTS, make_list, wording
from geo import frames
from geo.audience import project
from geo.importing import read_assets
from geo.inventory import open_inventory
from geo.sources.columns import recognise_columns
from geo.terms import PUBLIC, TALENT


@pytest.fixture(scope="module")
def demo(tmp_path_factory):
    return open_inventory(tmp_path_factory.mktemp("home"))


@pytest.fixture(params=i18n.LANGUAGES)
def language(request, monkeypatch):
    monkeypatch.setattr(i18n, "_language", lambda: request.param)
    return request.param


def read_back(data, form, demo):
    around = demo.around
    return read_assets(
        data,
        filename=f"lijst.{form}",
        vocabulary=around.vocabulary,
        postcodes=around.postcodes,
        today=date(2026, 11, 22),
    )


@pytest.mark.parametrize("form", LISTS)
def test_the_demo_comes_back_as_it_was_from_either_language(demo, language, form):
    back = read_back(make_list(demo.assets, form=form, words=demo.around.vocabulary), form, demo)
    assert not back.report.refused and not back.report.unused_columns
    columns = [*frames.TEXT_COLUMNS, frames.CONFIRMED_ON]
    pd.testing.assert_frame_equal(pd.DataFrame(back.assets[columns]), pd.DataFrame(demo.assets[columns]))
    assert back.assets.geometry.distance(demo.assets.geometry).max() < 0.05


def test_every_column_is_known_to_the_importer(demo, language):
    recognised = recognise_columns(wording(demo.around.vocabulary, language).header)
    assert not recognised.unused and not recognised.notes


def test_most_codes_are_spelled_as_people_say_them(demo, language):
    say = wording(demo.around.vocabulary, language).say
    assert say("koken_groep") == {"nl": "koken voor een groep", "en": "cooking for a group"}[language]
    assert say("association") == {"nl": "vereniging", "en": "association"}[language]


@pytest.mark.parametrize("form", LISTS)
def test_who_has_no_name_for_the_public_is_called_as_on_the_screen(demo, language, form):
    seen = project(demo.assets, role=PUBLIC, postcodes=demo.around.postcodes)
    back = read_back(make_list(seen, form=form, words=demo.around.vocabulary), form, demo)
    names = back.assets.loc[back.assets[frames.KIND] == TALENT, frames.NAME].unique()
    assert names.tolist() == [{"nl": "Een buurtgenoot", "en": "A neighbour"}[language]]
    assert len(back.assets) == len(seen)

"""What is open: the demo, or an inventory of one's own."""

import shutil
from datetime import date

import pytest

from geo.datafile import DATA
from geo.errors import VocabularyError
from geo.importing import read_assets
from geo.inventory import data_home, inventory_version, open_inventory, store_path
from geo.store import Store

OWN = "naam;soort;postcode;kan\nBreiclub;vereniging;1811BC;breien\n"


def import_own(home, text=OWN):
    around = open_inventory(home).around
    found = read_assets(
        text.encode(),
        filename="own.csv",
        vocabulary=around.vocabulary,
        postcodes=around.postcodes,
        today=date(2026, 11, 22),
    )
    Store(store_path(home)).add_import(found)


def test_an_empty_home_opens_with_the_demo_and_stays_empty(tmp_path):
    home = tmp_path / "new"
    opened = open_inventory(home)
    assert opened.is_demo and len(opened.assets) == 250
    assert not home.exists()


def test_an_import_of_ones_own_never_mixes_with_the_demo(tmp_path):
    import_own(tmp_path)
    opened = open_inventory(tmp_path)
    assert not opened.is_demo and list(opened.assets["name"]) == ["Breiclub"]


def test_the_version_changes_with_every_part(tmp_path):
    versions = [inventory_version(tmp_path)]
    import_own(tmp_path)
    versions.append(inventory_version(tmp_path))
    import_own(tmp_path, OWN + "Koor;vereniging;1811BC;zingen\n")
    versions.append(inventory_version(tmp_path))
    shutil.copy(DATA / "vocabulary.toml", tmp_path)
    versions.append(inventory_version(tmp_path))
    assert len(set(versions)) == 4


def test_importing_the_same_list_again_leaves_the_version_and_so_every_cache(tmp_path):
    import_own(tmp_path)
    before = inventory_version(tmp_path)
    import_own(tmp_path)
    assert inventory_version(tmp_path) == before


def test_an_edited_vocabulary_in_the_home_is_the_one_that_counts(tmp_path):
    text = (DATA / "vocabulary.toml").read_text("utf-8")
    (tmp_path / "vocabulary.toml").write_text(
        text.replace('nl = "Breien en haken"', 'nl = "Wolwerk"'), "utf-8"
    )
    assert open_inventory(tmp_path).around.vocabulary.label("breien", "nl") == "Wolwerk"


def test_a_gift_whose_term_has_left_the_vocabulary_is_kept_as_a_word(tmp_path):
    import_own(tmp_path)
    text = (DATA / "vocabulary.toml").read_text("utf-8")
    (tmp_path / "vocabulary.toml").write_text(text.replace('code = "breien"', 'code = "wolwerk"'), "utf-8")
    templates = (DATA / "templates.toml").read_text("utf-8")
    (tmp_path / "templates.toml").write_text(templates.replace('"breien"', '"wolwerk"'), "utf-8")
    card = open_inventory(tmp_path).assets.iloc[0]
    assert (card["gifts"], card["words"]) == ("", "breien:can")


def test_a_broken_vocabulary_says_what_is_wrong(tmp_path):
    (tmp_path / "vocabulary.toml").write_text("[[themes]]\ncode = 1\n", "utf-8")
    with pytest.raises(VocabularyError) as refused:
        open_inventory(tmp_path)
    assert refused.value.details["problems"]


def test_the_home_is_where_the_environment_says(monkeypatch, tmp_path):
    monkeypatch.setenv("KRACHTENKAART_HOME", str(tmp_path))
    assert data_home() == tmp_path

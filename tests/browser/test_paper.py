"""Saving from the map page in a real browser: from the quiet button to a file on the disk."""

import csv
import re
from pathlib import Path

from playwright.sync_api import expect


def test_the_list_of_a_wijk_is_saved_as_a_file_that_holds_it(page, serve_app, the_map):
    page.goto(f"{serve_app()}?wijk=WK036102&kinds=association")
    the_map.wait()
    page.get_by_role("button", name="Bewaren en printen").click()
    menu = page.get_by_test_id("stPopoverBody")
    menu.get_by_text("Lijst (CSV)", exact=True).click()
    expect(menu.get_by_text("Alles wat jij ziet, met de filters van dit scherm", exact=False)).to_be_visible()
    menu.get_by_role("button", name="Maken").click()
    link = page.get_by_role("link", name=re.compile("krachtenkaart-lijst.csv"))
    expect(link).to_be_visible()
    with page.expect_download() as saved:
        link.click()
    assert saved.value.suggested_filename == "krachtenkaart-lijst.csv"
    text = Path(saved.value.path()).read_text("utf-8-sig")
    rows = list(csv.DictReader(text.splitlines(), delimiter=";"))
    assert rows and {row["soort"] for row in rows} == {"vereniging"}

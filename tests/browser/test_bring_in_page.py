"""The page Lijst inlezen in a real browser: a file goes through the upload, the look, the map and back."""

import csv
import io
from pathlib import Path

from playwright.sync_api import expect

from tests.browser.conftest import Visit
from tests.hostile import PAYLOADS


def write_list(path: Path) -> Path:
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(["naam", "soort", "postcode", "<img src=x onerror=alert(1)>"])
    writer.writerows([name, "vereniging", "1811HP", name] for name in PAYLOADS)
    writer.writerow(["=1+1", "talent", "{{ 7*191 }}", ""])
    path.write_text(text.getvalue(), encoding="utf-8")
    return path


def test_a_list_is_dropped_looked_at_put_on_the_map_and_taken_out(serve_app, visit: Visit, tmp_path):
    home = tmp_path / "home"
    address = serve_app(env={"KRACHTENKAART_HOME": str(home)})
    page = visit.page
    page.goto(f"{address}/inlezen")
    expect(page.get_by_role("button", name="Kies een bestand")).to_be_visible()
    page.locator("input[type=file]").set_input_files(write_list(tmp_path / "{{ 7*191 }}.csv"))
    expect(page.get_by_text("Zo lezen we je lijst")).to_be_visible()
    refused = page.locator(".st-key-bring-in-issue-0")
    expect(refused).to_contain_text("Rij 26, kolom postcode")
    expect(refused).to_contain_text("{{ 7*191 }}")
    page.get_by_text("Wat betekent elke kolom?").click()
    expect(page.locator(".st-key-bring-in-name-3")).to_have_text("<img src=x onerror=alert(1)>")
    page.locator("[class*='st-key-bring-in-part-']").get_by_text("Nieuw: 24").click()
    expect(page.locator("[data-testid='stDataFrame'] canvas").first).to_be_visible()
    assert not (home / "krachtenkaart.db").exists()

    page.get_by_role("button", name="Zet deze lijst op de kaart").click()
    expect(page.get_by_text("Gelukt: 24 kaarten erbij.")).to_be_visible()
    page.get_by_role("button", name="Maken").click()
    with page.expect_download() as coming:
        page.get_by_role("link", name="aanpassen.csv").click()
    mended = coming.value.path().read_text("utf-8-sig")
    assert mended.splitlines()[1].startswith("'=1+1;talent;{{ 7*191 }};;26;")

    page.get_by_role("button", name="Haal deze lijst er weer uit").click()
    page.get_by_role("button", name="Ja, haal eruit").click()
    expect(page.get_by_text("{{ 7*191 }}.csv is er weer uit.")).to_be_visible()
    expect(page.get_by_text("24 kaarten zijn weg.")).to_be_visible()
    assert visit.dialogs == [] and visit.errors == []

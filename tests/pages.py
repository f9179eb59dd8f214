"""The app's pages without a browser: what they show, word by word, and lists of one's own to show."""

import csv
import io
import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest
from streamlit.testing.v1.element_tree import Block, Node

from dashboard import i18n
from geo.importing import read_assets
from geo.inventory import HOME_VARIABLE, open_postcodes, open_vocabulary, store_path
from geo.report import Report
from geo.store import Store
from tests.lists import TODAY
from tests.stores import confirm_people

APP = Path(__file__).parents[1] / "dashboard" / "app.py"

HEADING = re.compile("bij jou in de buurt|in your neighbourhood")
"""What the heading of the list says after the number of assets."""

NEVER_SAID = frozenset(
    {"id", "component_name", "key", "form_id", "page_script_hash", "url_pathname", "js_source_path"}
)
"""Fields of Streamlit's messages that no reader sees."""


def keep_in(monkeypatch: pytest.MonkeyPatch, home: Path) -> None:
    """Keep the data of a test in this folder, and give back the language that its pages speak."""
    monkeypatch.setattr(i18n, "_language", i18n._language)
    monkeypatch.setenv(HOME_VARIABLE, str(home))


def see_as(monkeypatch: pytest.MonkeyPatch, role: str) -> None:
    """Look at the pages in this role."""
    monkeypatch.setattr("dashboard.viewer.role", lambda: role)


def open_page(**address: str) -> AppTest:
    """Open the map page at this address."""
    page = AppTest.from_file(str(APP), default_timeout=300)
    for name, value in address.items():
        page.query_params[name] = value
    return run(page)


def run(page: AppTest) -> AppTest:
    """Run the page once more; it never breaks."""
    if "lang" in page.session_state:  # AppTest words the options itself, outside the visitor's session
        language = page.session_state["lang"]
        i18n.speak(lambda: language)
    page.run()
    assert not page.exception, [one.message for one in page.exception]
    return page


def choose(page: AppTest, key: str, value: Any) -> AppTest:
    """Set a widget, of whatever sort, and run the page."""
    sorts = (page.text_input, page.selectbox, page.multiselect, page.button_group)
    next(one for sort in sorts for one in sort if one.key == key).set_value(value)
    return run(page)


def press(page: AppTest, key: str) -> AppTest:
    """Press a button and run the page."""
    page.button(key=key).click()
    return run(page)


def import_list(
    home: Path,
    rows: Iterable[Mapping[str, str]],
    *,
    filename: str = "lijst.csv",
    are_confirmed: bool = True,
) -> Report:
    """
    Import rows (Dutch column names) into the store of this data folder.

    Its residents sign at once that the list is right, so that others see them as it says; else they sleep.
    """
    rows = list(rows)
    text = io.StringIO()
    writer = csv.DictWriter(text, list(dict.fromkeys(name for row in rows for name in row)))
    writer.writeheader()
    writer.writerows(rows)
    data = text.getvalue().encode()
    return import_file(home, data, filename=filename, are_confirmed=are_confirmed)


def import_file(
    home: Path, data: bytes, *, filename: str, kind: str | None = None, are_confirmed: bool = True
) -> Report:
    """Import a file into the store of this data folder, as the command line does, and confirm it as above."""
    found = read_assets(
        data,
        filename=filename,
        vocabulary=open_vocabulary(home),
        postcodes=open_postcodes(home),
        today=TODAY,
        kind=kind,
    )
    store = Store(store_path(home))
    try:
        report = store.add_import(found)
        if are_confirmed:
            confirm_people(store, found, when=datetime.now(UTC))
        return report
    finally:
        store.close()


def nodes(page: AppTest) -> Iterator[Node]:
    """Give every element and block of the page, in order."""
    for root in (page.main, page.sidebar):
        yield from _below(root)


def _below(block: Block) -> Iterator[Node]:
    for child in block.children.values():
        yield child
        if isinstance(child, Block):
            yield from _below(child)


def sent(page: AppTest) -> list[str]:
    """Give every text that goes to the browser: labels, values, options, and what the map is told."""
    return [text for node in nodes(page) for text in texts_of(node)]


def texts_of(node: Node) -> list[str]:
    """Give every text of one element that goes to the browser."""
    return list(_texts(node.proto))


def _texts(message) -> Iterator[str]:
    for field, value in message.ListFields():
        values = value if field.is_repeated else [value]
        if field.message_type is None:
            yield from (one for one in values if isinstance(one, str) and field.name not in NEVER_SAID)
        elif not field.message_type.GetOptions().map_entry:
            for one in values:
                yield from _texts(one)


def entries(page: AppTest, what: str = "item") -> list[str]:
    """Give the ids of the list's entries (or of the complements: "match"), in order."""
    keys = [getattr(node, "key", None) or "" for node in nodes(page)]
    found = (re.fullmatch(rf"{what}-(?:talent|association|institution)-(.+)", key) for key in keys)
    return [match[1] for match in found if match]


def spoken(page: AppTest) -> list[str]:
    """Give all plain texts on the page."""
    return [text.value for text in page.text]


def total(page: AppTest) -> int:
    """Tell how many assets the list says there are."""
    heading = next(text for text in spoken(page) if HEADING.search(text))
    return int(re.sub(r"\D", "", heading))


def address(page: AppTest) -> dict[str, str]:
    """Give what stands in the address bar."""
    return {name: value[0] if isinstance(value, list) else value for name, value in page.query_params.items()}

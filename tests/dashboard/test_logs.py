"""Log lines tell where something broke, and nothing of what people typed."""

import logging
import subprocess
import sys
import threading

import pytest

from dashboard.logs import keep_values_out

CANARY = "Kanarievogel"


@pytest.fixture
def lines(caplog, monkeypatch):
    monkeypatch.setattr(threading, "excepthook", threading.excepthook)
    before = logging.getLogRecordFactory()
    keep_values_out()
    yield lambda: caplog.text
    logging.setLogRecordFactory(before)


def trip() -> None:
    try:
        int(CANARY)
    except ValueError as error:
        raise KeyError(CANARY) from error


def test_an_error_is_logged_with_its_places_and_without_its_message(lines):
    try:
        trip()
    except KeyError:
        logging.getLogger("streamlit.some").exception("Uncaught app execution")
    assert "Uncaught app execution" in lines()
    assert "in trip" in lines() and "KeyError" in lines() and "because of ValueError" in lines()
    assert CANARY not in lines()


def test_a_line_without_an_error_stays_as_it_is(lines):
    logging.getLogger("streamlit.some").warning("reference %s", "ab12")
    assert "reference ab12" in lines()


def test_a_thread_that_breaks_tells_no_more():
    code = (
        "import threading; from dashboard.logs import keep_values_out; keep_values_out();"
        f"thread = threading.Thread(target=int, args=('{CANARY}',)); thread.start(); thread.join()"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert "a thread broke" in done.stderr and "ValueError" in done.stderr
    assert CANARY not in done.stderr

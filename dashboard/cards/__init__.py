"""Cards that belong to people: adding one, one's own, and the queue of the connector."""

from pathlib import Path

STYLE = Path(__file__).with_name("style.css")

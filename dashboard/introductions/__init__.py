"""Bringing people together: from what complements each other to what came of it."""

from pathlib import Path

STYLE = Path(__file__).with_name("style.css")

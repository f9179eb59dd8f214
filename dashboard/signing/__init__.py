"""Signing in and out, and leading a meeting."""

from pathlib import Path

STYLE = Path(__file__).parent / "style.css"

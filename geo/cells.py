"""Cells of a spreadsheet: text that a program would calculate is kept from it, and comes back as it was."""

import re

_RISKY = re.compile(r"'*\s*[=+\-@\t\r\n＝＋－＠]")
"""How a text begins that a spreadsheet would calculate, or that looks as if it had been guarded before."""


def guard(text: str) -> str:
    """Put an apostrophe before a text that a spreadsheet would calculate; other text stays as it is."""
    return f"'{text}" if _RISKY.match(text) else text


def unguard(text: str) -> str:
    """Take off the apostrophe of `guard`: `unguard(guard(text)) == text` for every text."""
    return text[1:] if text.startswith("'") and _RISKY.match(text) else text

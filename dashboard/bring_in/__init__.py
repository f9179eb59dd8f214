"""The page Lijst inlezen: from a file of one's own to a look at what would come of it, and then to the map."""

from pathlib import Path

STYLE = Path(__file__).with_name("style.css")

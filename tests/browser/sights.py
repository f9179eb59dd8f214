"""What there is to see: every page of the app, and the states worth looking at. A new page is added here."""

from dataclasses import dataclass

SIZES = ((1920, 1080), (1280, 800), (390, 844))
"""Widths and heights in CSS pixels: a large screen, a laptop, a phone."""


@dataclass(frozen=True)
class Sight:
    """One address, a selector of what stands there once it is drawn, and whether Streamlit draws it."""

    address: str
    drawn: str = "[data-testid='stHeading']"
    has_map: bool = False
    is_streamlit: bool = True


SIGHTS = {
    "map": Sight("", "[class*='st-key-item-']", has_map=True),
    "map-card": Sight("?chosen=d-001", "[class*='st-key-match-']", has_map=True),
    "map-nothing": Sight("?place=1811AB&radius=400&capabilities=fluiten", ".st-key-way-out"),
    "map-filters": Sight("?place=1811HP&radius=800&themes=eten", "[class*='st-key-item-']", has_map=True),
    "nearby": Sight("buurt"),
    "nearby-list": Sight("buurt?place=1811HP&radius=800"),
    "together": Sight("samen", "[class*='st-key-possible-']"),
    "together-possible": Sight("samen?place=1811HP&radius=800", "[class*='st-key-possible-']"),
    "together-group": Sight(
        "samen?place=1811HP&template=repair_cafe&radius=800", "[class*='st-key-member-']", has_map=True
    ),
    "together-sheet": Sight(
        "samen?place=1811HP&template=straatfeest&radius=800&sheet=invitations", ".st-key-qr img"
    ),
    "room": Sight("bijeenkomst?paused=1", has_map=True),
    "room-qr": Sight("bijeenkomst?paused=1&qr=1&connections=1&names=1", has_map=True),
    "add": Sight("meedoen"),
    "bring-in": Sight("inlezen", "[data-testid='stFileUploaderDropzone']"),
    "introductions": Sight("kennismaken"),
    "coverage": Sight(
        "dekking?measure=reach&theme=eten&within=400&area=WK036108&beside=WK036103",
        ".st-key-closer-beside",
        has_map=True,
    ),
    "about": Sight("about"),
    "sign-in": Sight("aanmelden"),
    "door": Sight("deur", "h1", is_streamlit=False),
}

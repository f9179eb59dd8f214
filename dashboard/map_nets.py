"""
Two nets between hostile text and the map.

Folium puts text into JavaScript and HTML, and branca then reads the result as a Jinja template once more, so
that a name such as `{{ 7*191 }}` would run on the server and `<img onerror=...>` in the browser. The first net,
`encode`, lets no sign through that means anything to any of them. The second, `install`, makes branca's second
pass return its text as it is.
"""

import re

import branca.element
import jinja2

_MEANINGFUL = re.compile(r"[^A-Za-z0-9 ]")

_CHILDREN = "{% for name, element in this._children.items() %}{{element.render(**kwargs)}}{% endfor %}"
"""The one template that branca itself hands to the second pass (`branca.element.Div`)."""


def encode(text: object) -> str:
    """
    Turn text from outside into plain ASCII that means nothing to Jinja, JavaScript, HTML or CSS.

    Parameters
    ----------
    text
        Anything; its `str` is taken.

    Returns
    -------
    encoded
        ASCII letters, digits and spaces as they are, every other character as a numeric entity (`&#233;`).
    """
    return _MEANINGFUL.sub(lambda sign: f"&#{ord(sign[0])};", str(text))


class Literal:
    """Text in the place of a template: rendering gives it back as it is."""

    def __init__(self, text: str) -> None:
        # Jinja drops one newline at the end of a source; so do we, for maps that are otherwise the same.
        self._text = text.removesuffix("\n")

    def render(self, **_: object) -> str:
        """Give the text back; the values for a template are not looked at."""
        return self._text


def read_template(text: str) -> Literal | jinja2.Template:
    """Stand in for `jinja2.Template` in branca: text is text, save branca's own loop over children."""
    return jinja2.Template(text) if text == _CHILDREN else Literal(text)


def install() -> None:
    """Let branca's second pass return text literally. May be called any number of times."""
    branca.element.Template = read_template  # type: ignore[assignment,misc]

"""Texts that try to run, to format or to break, and an inventory full of them."""

from collections.abc import Sequence

PAYLOADS = [
    "{{ 7*191 }}",
    "{% x",
    "{# note",
    "${alert(1)}",
    "${window.hacked=1}",
    "`;window.hacked=1;`",
    '<img src=x onerror="window.hacked=1">',
    "<script>window.hacked=1</script>",
    "</script><script>alert(1)</script>",
    "<svg/onload=alert(1)>",
    ":material/home:",
    ":smile:",
    "$x^2$",
    "$$\\rule{3000000px}{9px}$$",
    "[a](http://example.org)",
    "![a](http://example.org/a.png)",
    "->",
    "# kop",
    "**vet** _schuin_",
    ":red[rood]",
    "> citaat",
    "&lt;b&gt; &#60;b&#62;",
    "{own} {0} {value}",
    "javascript:alert(1)",
]


def squeezed(text: str) -> str:
    """Leave out white space, which a page may fold."""
    return "".join(text.split())


def hostile_rows(names: Sequence[str]) -> list[dict[str, str]]:
    """Make associations of these names, h-0 and on, with the name in every free field; neighbours fit together."""
    return [
        {
            "id": f"h-{number}",
            "soort": "vereniging",
            "naam": name,
            "omschrijving": name,
            "leert anderen": "naaien" if number % 2 else "",
            "wil leren": "" if number % 2 else "naaien",
            "wanneer": name,
            "contact": name,
            "postcode": "1814CG",
        }
        for number, name in enumerate(names)
    ]

"""Nothing that a person writes is run by Jinja on the server or as HTML or script in the browser."""

import base64
import html
import json
from collections.abc import Callable
from itertools import count

import branca.element
import folium
import jinja2
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard import map_nets

map_nets.install()

EXPRESSION, COMPUTED = "{{ 123456789 * 9 }}", "1111111101"
TEMPLATES = [
    EXPRESSION,
    "{{ cycler.__init__.__globals__.os.getcwd() }}",
    "{% x",
    "{% for i in range(2) %}zwaluw{% endfor %}",
    "{# unclosed",
    "{{ 'alert' }}",
    "${7*191}",
    "`${7*191}`",
    "</script><script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    '"); alert(1); ("',
    "'); alert(1); ('",
    "\\",
    "\u2028\u2029\x00\x1b",
]


@pytest.fixture(scope="module")
def hostile(reference) -> list[str]:
    naughty = json.loads((reference / "blns" / "blns.json").read_text("utf-8"))
    return TEMPLATES + [text for text in naughty if text]  # Folium itself refuses an empty attribution


def point(**properties: str) -> dict:
    geometry = {"type": "Point", "coordinates": [4.75, 52.63]}
    return {
        "type": "FeatureCollection",
        "features": [{"type": "Feature", "geometry": geometry, "properties": properties}],
    }


def on(layer: Callable[[str], branca.element.Element]) -> Callable[[list[str]], str]:
    def render(texts: list[str]) -> str:
        base = folium.Map(location=(52.63, 4.75), tiles=None)
        for text in texts:
            base.add_child(layer(text))
        base.add_child(folium.LayerControl())
        return base.get_root().render()

    return render


def raw_elements(texts: list[str]) -> str:
    figure = branca.element.Figure()
    for text in texts:
        figure.html.add_child(branca.element.Element(text))
    return figure.render()


def frames(texts: list[str]) -> str:
    sources = [branca.element.IFrame(text).render() for text in texts]
    return "".join(base64.b64decode(source.split("base64,")[1].split('"')[0]).decode() for source in sources)


AT = (52.63, 4.75)
SINKS: dict[str, Callable[[list[str]], str]] = {
    "popup": on(lambda text: folium.Marker(AT, popup=text)),
    "popup as html": on(lambda text: folium.Marker(AT, popup=folium.Popup(folium.Html(text), lazy=True))),
    "frame": frames,
    "tooltip": on(lambda text: folium.CircleMarker(AT, tooltip=text)),
    "tooltip object": on(lambda text: folium.Circle(AT, tooltip=folium.Tooltip(text, sticky=True))),
    "icon": on(lambda text: folium.Marker(AT, icon=folium.DivIcon(html=text))),
    "layer name": on(lambda text: folium.FeatureGroup(name=text)),
    "attribution": on(lambda text: folium.TileLayer("https://tiles.example/{z}/{x}/{y}.png", attr=text)),
    "property": on(lambda text: folium.GeoJson(point(naam=text))),
    "property in a tooltip": on(
        lambda text: folium.GeoJson(point(naam=text), tooltip=folium.GeoJsonTooltip(["naam"], aliases=[text]))
    ),
    "property in a popup": on(
        lambda text: folium.GeoJson(point(naam=text), popup=folium.GeoJsonPopup(["naam"], aliases=[text]))
    ),
    "title": on(lambda text: folium.Marker(AT, title=text, alt=text)),
    "raw element": raw_elements,
}


@pytest.mark.parametrize("sink", SINKS)
def test_raw_text_is_never_run_as_a_template(sink, hostile):
    """The second net alone: nothing was encoded, yet no expression is computed and nothing breaks."""
    written = SINKS[sink](hostile)
    assert COMPUTED not in written
    assert "zwaluwzwaluw" not in written


@pytest.mark.parametrize("sink", SINKS)
def test_encoded_text_arrives_as_it_is_and_means_nothing(sink, hostile):
    """The first net: what the browser's HTML parser will read is the text, and the carrier has no other sign."""
    encoded = [map_nets.encode(text) for text in hostile]
    written = SINKS[sink](encoded)
    assert all(any(form in written for form in carriers(text)) for text in encoded)


def carriers(encoded: str) -> set[str]:
    """The ways in which Folium writes harmless text: as it is, in JSON, or escaped for HTML."""
    in_json = encoded.replace("&", "\\u0026")
    in_html = html.escape(encoded)
    return {encoded, in_json, in_html, in_html.replace("&", "\\u0026")}


@pytest.mark.parametrize("sink", SINKS)
def test_without_the_nets_a_template_would_run(sink, monkeypatch):
    """Guards this file: were a sink harmless by itself, its tests above would prove nothing."""
    monkeypatch.setattr(branca.element, "Template", jinja2.Template)
    assert COMPUTED in SINKS[sink]([EXPRESSION])


def test_ordinary_maps_are_the_same_with_and_without_the_net(monkeypatch):
    def render() -> str:
        numbers = count()
        monkeypatch.setattr(branca.element.Element, "_generate_id", lambda *_: f"{next(numbers):032x}")
        base = folium.Map(location=AT, zoom_start=12, control_scale=True)
        group = folium.FeatureGroup(name="verenigingen").add_to(base)
        folium.Marker(AT, popup="Het Repair Café", tooltip="elke maandag").add_to(group)
        folium.GeoJson(point(naam="Fatima"), tooltip=folium.GeoJsonTooltip(["naam"])).add_to(base)
        folium.LayerControl().add_to(base)
        figure = branca.element.Figure()
        figure.add_subplot(1, 2, 1).add_child(folium.Map(location=AT, tiles=None))
        return base.get_root().render() + figure.render()

    with_net = render()
    monkeypatch.setattr(branca.element, "Template", jinja2.Template)
    assert render() == with_net


@given(st.text())
def test_encoding_keeps_every_character_and_writes_only_harmless_ones(text):
    encoded = map_nets.encode(text)
    assert encoded.isascii()
    assert set(encoded) - set("&#;") <= set("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789 ")
    decoded = "".join(chr(int(part[2:-1])) if part.startswith("&") else part for part in tokens(encoded))
    assert decoded == text


def tokens(encoded: str) -> list[str]:
    parts: list[str] = []
    while encoded:
        length = encoded.index(";") + 1 if encoded[0] == "&" else 1
        parts.append(encoded[:length])
        encoded = encoded[length:]
    return parts


def test_what_is_no_text_is_encoded_as_its_text():
    assert map_nets.encode(None) == "None"
    assert map_nets.encode(1811) == "1811"
    assert map_nets.encode(float("nan")) == "nan"

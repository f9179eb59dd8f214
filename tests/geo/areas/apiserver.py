"""A web server on loopback that speaks OGC API Features, as well or as badly as a test asks."""

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qs, urlsplit

from tests.geo.loopback import QuietHandler, serve_on_loopback

Answer = tuple[int, bytes]


@dataclass
class ApiServer:
    """Gives the features of each collection, two to a page."""

    features: dict[str, list[Any]] = field(default_factory=dict)
    page_size: int = 2
    spoil: Callable[[int, Answer], Answer] = lambda _number, answer: answer
    """Changes the answer to a request, counted from 1."""
    asked: list[str] = field(default_factory=list)
    url: str = ""

    def answer(self, path: str) -> Answer:
        self.asked.append(path)
        return self.spoil(len(self.asked), self._right_answer(path))

    def _right_answer(self, path: str) -> Answer:
        parts = urlsplit(path)
        query = parse_qs(parts.query)
        collection = parts.path.split("/collections/")[1].removesuffix("/items")
        found = self.features.get(collection, [])
        start = int(query.get("cursor", ["0"])[0])
        page = found[start : start + self.page_size]
        links: list[dict[str, str]] = [{"rel": "self", "href": f"{self.url}{path}"}]
        if start + self.page_size < len(found):
            first = path.split("&cursor=")[0]
            links.append({"rel": "next", "href": f"{self.url}{first}&cursor={start + self.page_size}"})
        told = {"type": "FeatureCollection", "features": page, "links": links, "numberMatched": len(found)}
        return 200, json.dumps(told).encode()


@contextmanager
def serve_api(server: ApiServer) -> Iterator[ApiServer]:
    class Handler(QuietHandler):
        def do_GET(self) -> None:
            status, content = server.answer(self.path)
            self.send_response(status)
            self.send_header("Content-Type", "application/geo+json")
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content if status != 599 else b"")

    with serve_on_loopback(Handler) as port:
        server.url = f"http://127.0.0.1:{port}"
        yield server

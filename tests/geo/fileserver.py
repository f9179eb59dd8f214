"""A real web server on loopback that gives one file, as well or as badly as a test asks."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler

from tests.geo.loopback import QuietHandler, serve_on_loopback


@dataclass
class FileServer:
    content: bytes = b""
    status: int = 200
    etag: str = '"v1"'
    gives_ranges: bool = True
    gives_length: bool = True
    cuts: list[int] = field(default_factory=list)  # bytes after which each next answer breaks off
    asked: list[str | None] = field(default_factory=list)  # the Range of every request
    url: str = ""

    def answer(self, handler: BaseHTTPRequestHandler) -> None:
        wanted = handler.headers.get("Range")
        self.asked.append(wanted)
        start = (
            int(wanted.removeprefix("bytes=").rstrip("-")) if wanted and self._may_continue(handler) else 0
        )
        if start >= len(self.content) > 0:
            handler.send_error(416)
            return
        self._send(handler, start)

    def _may_continue(self, handler: BaseHTTPRequestHandler) -> bool:
        return self.gives_ranges and handler.headers.get("If-Range") == self.etag

    def _send(self, handler: BaseHTTPRequestHandler, start: int) -> None:
        body = self.content[start:]
        handler.send_response(206 if start else self.status)
        if start:
            handler.send_header("Content-Range", f"bytes {start}-{len(self.content) - 1}/{len(self.content)}")
        if self.gives_length:
            handler.send_header("Content-Length", str(len(body)))
        if self.etag:
            handler.send_header("ETag", self.etag)
        handler.end_headers()
        handler.wfile.write(body[: self.cuts.pop(0)] if self.cuts else body)


@contextmanager
def serve(server: FileServer) -> Iterator[FileServer]:
    class Handler(QuietHandler):
        def do_GET(self) -> None:
            server.answer(self)

    with serve_on_loopback(Handler) as port:
        server.url = f"http://127.0.0.1:{port}/NL.zip"
        yield server

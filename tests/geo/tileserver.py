"""A web server on loopback that gives map tiles, and can be told to refuse, break or give something else."""

import struct
import threading
import zlib
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from tests.geo.loopback import QuietHandler, serve_on_loopback


def make_tile(colour: tuple[int, int, int] = (200, 205, 208), side: int = 256) -> bytes:
    """A PNG of one colour, with a line along its edge."""
    edge, inner = bytes(150 for _ in range(3)), bytes(colour)
    rows = [edge * side] + [edge + inner * (side - 1)] * (side - 1)
    data = zlib.compress(b"".join(b"\0" + row for row in rows))

    def chunk(name: bytes, content: bytes) -> bytes:
        return (
            struct.pack(">I", len(content)) + name + content + struct.pack(">I", zlib.crc32(name + content))
        )

    header = struct.pack(">IIBBBBB", side, side, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", data) + chunk(b"IEND", b"")


TILE = make_tile()


@dataclass
class TileServer:
    answer: Callable[[int], tuple[int, bytes]] = lambda _number: (200, TILE)
    """Gives status and content of each request, counted from 1."""
    asked: list[str] = field(default_factory=list)
    agents: set[str] = field(default_factory=set)
    connections: Counter[int] = field(default_factory=Counter)
    url: str = ""


@contextmanager
def serve_tiles(server: TileServer) -> Iterator[TileServer]:
    lock = threading.Lock()

    class Handler(QuietHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            with lock:
                server.asked.append(self.path)
                server.agents.add(self.headers.get("User-Agent", ""))
                server.connections[self.client_address[1]] += 1
                status, content = server.answer(len(server.asked))
            self.send_response(status)
            if status == 302:
                self.send_header("Location", "/login")
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

    with serve_on_loopback(Handler) as port:
        server.url = f"http://127.0.0.1:{port}/{{z}}/{{x}}/{{y}}.png"
        yield server

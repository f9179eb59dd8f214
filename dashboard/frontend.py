"""
Streamlit's own frontend from memory, packed once.

A browser that was never here asks for some sixty files at once, and so does every phone in a hall. Sent one by one
from the disk, and not compressed, they take more of the server than all that a visitor does afterwards.
"""

import gzip
import mimetypes
import re
from pathlib import Path

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import Headers
from streamlit import file_util

from dashboard.security import App, Message, Receive, Send

_NAMES = re.compile(r"/static/(js|css)/([A-Za-z0-9_-][A-Za-z0-9._-]*)")
"""Their names hold a digest of the content, so a browser may keep them for good."""

_HEADERS = [
    (b"cache-control", b"public, max-age=31536000, immutable"),
    (b"content-encoding", b"gzip"),
    (b"vary", b"accept-encoding"),
]


class Frontend:
    """
    Answers for the scripts and styles of Streamlit's frontend, as a pure ASGI middleware.

    Parameters
    ----------
    app
        The application, which is asked for all else, and by who cannot unpack.
    base_path
        Path under which it lives, or "".
    folder
        Where the files are; in the installed package unless given.
    """

    def __init__(self, app: App, *, base_path: str = "", folder: Path | None = None) -> None:
        self._app = app
        self._base_path = base_path.rstrip("/")
        self._folder = folder or Path(file_util.get_static_dir())
        self._packed: dict[str, bytes] = {}

    async def __call__(self, scope: Message, receive: Receive, send: Send) -> None:
        """Serve one connection."""
        name = self._asked(scope)
        body = await self._find(name) if name else b""
        if not body:
            await self._app(scope, receive, send)
            return
        media_type = mimetypes.guess_type(name)[0] or "text/javascript"
        about = [(b"content-type", media_type.encode()), (b"content-length", str(len(body)).encode())]
        await send({"type": "http.response.start", "status": 200, "headers": [*about, *_HEADERS]})
        await send({"type": "http.response.body", "body": body})

    def _asked(self, scope: Message) -> str:
        """Give the file that a whole, packed answer is asked of, or ""."""
        if scope["type"] != "http" or scope["method"] != "GET":
            return ""
        found = _NAMES.fullmatch(scope["path"].removeprefix(self._base_path))
        headers = Headers(scope=scope)
        if not found or "range" in headers or "gzip" not in headers.get("accept-encoding", ""):
            return ""
        return f"{found[1]}/{found[2]}"

    async def _find(self, name: str) -> bytes:
        """Give a packed file, or nothing when there is none; only files that are there are kept."""
        if name not in self._packed:
            path = self._folder / "static" / name
            if not path.is_file():
                return b""
            self._packed[name] = await run_in_threadpool(lambda: gzip.compress(path.read_bytes(), 6))
        return self._packed[name]

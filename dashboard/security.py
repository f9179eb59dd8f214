"""
What every answer of the server says to the browser about safety, as a pure ASGI middleware.

Pages may run the app's own files only. The map component needs inline script and `eval` (it draws Folium's
script), so it lives in a sandbox of its own without access to the page, to cookies or to any address but the
map tiles.
"""

import base64
import hashlib
import re
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any
from urllib.parse import parse_qs, urlsplit

from dashboard.i18n import DEFAULT_LANGUAGE, LANGUAGES

Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
App = Callable[[Message, Receive, Send], Awaitable[None]]

Welcome = Callable[[str | None, str | None], bool]
"""Tells whether a request may come in, by its Host and, where it opens a connection, its Origin."""

HIDDEN = ("/_stcore/metrics", "/_stcore/agent")
"""Parts of Streamlit's server that this app does not offer."""

_COMPONENT = "/component/"
_INLINE_SCRIPT = re.compile(rb"<script>(.*?)</script>", re.DOTALL)
_LANGUAGE = re.compile(rb"<html lang=\"[^\"]*\"")
_APP_SCRIPT = b'<script type="module"'
_TITLE = re.compile(rb"<title>[^<]*</title>")
_MOST_PAGE_BYTES = 1_000_000


def page_policy(*, script_hashes: tuple[str, ...] = ()) -> str:
    """Give the content security policy of a page; `script_hashes` are the inline scripts that it came with."""
    scripts = " ".join(["'self'", "'wasm-unsafe-eval'", *(f"'{one}'" for one in script_hashes)])
    return (
        f"default-src 'self'; script-src {scripts}; style-src 'self' 'unsafe-inline'; "
        "img-src 'self' data: blob:; font-src 'self' data:; connect-src 'self' ws: wss:; frame-src 'self'; "
        "frame-ancestors 'self'; object-src 'none'; base-uri 'none'; form-action 'self'"
    )


def component_policy(tiles: str) -> str:
    """Give the content security policy of the map component; `tiles` is the address of the map tiles, or ""."""
    address = urlsplit(tiles)
    host = f" {address.scheme}://{address.netloc}" if tiles else ""
    return (
        "default-src 'none'; script-src 'self' 'unsafe-inline' 'unsafe-eval'; style-src 'self' 'unsafe-inline'; "
        f"img-src 'self' data:{host}; connect-src 'none'; frame-ancestors 'self'; "
        "base-uri 'none'; form-action 'none'; sandbox allow-scripts"
    )


def script_hash(script: bytes) -> str:
    """Give the name by which a policy admits one inline script."""
    return "sha256-" + base64.b64encode(hashlib.sha256(script).digest()).decode()


class Guard:
    """
    Adds the headers, tells the page's language, and hides what is not offered.

    Parameters
    ----------
    app
        The application to guard.
    tiles
        Address of the map tiles, the only foreign address that the map may ask; "" for none at all.
    base_path
        Path under which the app lives, such as `/buurt`, or "".
    script
        Address of the app's own script, seen from a page, or "" for none.
    is_welcome
        Refuses requests by another name than the server has, so that no other site can reach a server in the local
        network through its visitor's browser (DNS rebinding), and connections that another site opens.
    """

    def __init__(
        self,
        app: App,
        *,
        tiles: str,
        base_path: str = "",
        script: str = "",
        is_welcome: Welcome = lambda host, origin: True,  # noqa: ARG005 - the shape of a `Welcome`
    ) -> None:
        self._app = app
        self._is_welcome = is_welcome
        self._script = script
        self._base_path = base_path.rstrip("/")
        self._component_policy = component_policy(tiles)

    async def __call__(self, scope: Message, receive: Receive, send: Send) -> None:
        """Serve one connection."""
        if scope["type"] == "lifespan":
            await self._app(scope, receive, send)
        elif not self._may_come_in(scope):
            await _turn_away(scope, send)
        elif scope["type"] == "websocket":
            await self._app(scope, receive, send)
        else:
            await self._serve_page(scope, receive, send)

    def _may_come_in(self, scope: Message) -> bool:
        headers = {name: value.decode("latin-1") for name, value in scope["headers"]}
        origin = headers.get(b"origin") if scope["type"] == "websocket" else None
        return self._is_welcome(headers.get(b"host"), origin)

    async def _serve_page(self, scope: Message, receive: Receive, send: Send) -> None:
        path = scope["path"].removeprefix(self._base_path)
        if path.startswith(HIDDEN):
            await _refuse(send)
        elif path.startswith(_COMPONENT):
            await self._app(scope, receive, _with_policy(send, self._component_policy))
        else:
            page = _Page(send, asked_language(scope), script=self._script)
            await self._app(_asking_plainly(scope), receive, page.send)


def asked_language(scope: Message) -> str:
    """Tell which language the address asks for (`?lang=en`)."""
    asked = parse_qs(scope.get("query_string", b"").decode("latin-1")).get("lang", [""])[-1]
    return asked if asked in LANGUAGES else DEFAULT_LANGUAGE


def _asking_plainly(scope: Message) -> Message:
    """Ask for a page that can be read and rewritten: whole and not compressed."""
    headers = scope["headers"]
    if not any(name == b"accept" and b"text/html" in value for name, value in headers):
        return scope
    unwanted = (b"accept-encoding", b"if-none-match", b"if-modified-since", b"range")
    return {**scope, "headers": [(name, value) for name, value in headers if name not in unwanted]}


def _common_headers(policy: str) -> list[tuple[bytes, bytes]]:
    return [
        (b"content-security-policy", policy.encode()),
        (b"x-content-type-options", b"nosniff"),
        (b"x-frame-options", b"SAMEORIGIN"),  # for browsers that do not know frame-ancestors
        (b"referrer-policy", b"same-origin"),
        (b"cross-origin-opener-policy", b"same-origin"),
        (b"permissions-policy", b"camera=(), microphone=(), geolocation=(self)"),
    ]


def _replaced(
    headers: list[tuple[bytes, bytes]], new: list[tuple[bytes, bytes]]
) -> list[tuple[bytes, bytes]]:
    names = {name for name, _ in new}
    return [(name, value) for name, value in headers if name.lower() not in names] + new


def _with_policy(send: Send, policy: str) -> Send:
    async def guarded(message: Message) -> None:
        if message["type"] == "http.response.start":
            message = {
                **message,
                "headers": _replaced(list(message.get("headers", [])), _common_headers(policy)),
            }
        await send(message)

    return guarded


async def _turn_away(scope: Message, send: Send) -> None:
    if scope["type"] == "websocket":
        await send({"type": "websocket.close", "code": 1008})
    else:
        await _refuse(send, status=421, word=b"Misdirected request")


async def _refuse(send: Send, *, status: int = 404, word: bytes = b"Not found") -> None:
    headers = [(b"content-type", b"text/plain"), *_common_headers(page_policy())]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": word})


class _Page:
    """One answer outside the component: an HTML page is collected and rewritten, all else passes through."""

    def __init__(self, send: Send, language: str, *, script: str = "") -> None:
        self._send = send
        self._script = script
        self._language = language
        self._start: Message | None = None
        self._body = b""

    async def send(self, message: Message) -> None:
        """Take one message of the application's answer."""
        if message["type"] == "http.response.start":
            await self._begin(message)
        elif self._start is None:
            await self._send(message)
        else:
            await self._collect(message)

    async def _begin(self, message: Message) -> None:
        headers = dict(message.get("headers", []))
        if self._is_rewritable(headers):
            self._start = message
        else:
            await _with_policy(self._send, page_policy())(message)

    @staticmethod
    def _is_rewritable(headers: dict[bytes, bytes]) -> bool:
        is_html = headers.get(b"content-type", b"").startswith(b"text/html")
        size = int(headers.get(b"content-length", b"0"))
        return is_html and b"content-encoding" not in headers and size <= _MOST_PAGE_BYTES

    def _own_script(self) -> bytes:
        """Give the element that loads the app's own script, before Streamlit's."""
        if not self._script:
            return b""
        return f'<script src="{self._script}" data-languages="{" ".join(LANGUAGES)}"></script>'.encode()

    async def _collect(self, message: Message) -> None:
        self._body += message.get("body", b"")
        if message.get("more_body"):
            return
        assert self._start is not None
        hashes = tuple(script_hash(script) for script in _INLINE_SCRIPT.findall(self._body))
        body = _LANGUAGE.sub(b'<html lang="%s"' % self._language.encode(), self._body, count=1)
        body = _TITLE.sub(b"<title>Krachtenkaart</title>", body, count=1)
        body = body.replace(_APP_SCRIPT, self._own_script() + _APP_SCRIPT, 1)
        dropped = (b"etag", b"last-modified", b"accept-ranges", b"content-length")
        headers = [(name, value) for name, value in self._start["headers"] if name.lower() not in dropped]
        if self._body:
            headers.append((b"content-length", str(len(body)).encode()))
        headers = _replaced(headers, _common_headers(page_policy(script_hashes=hashes)))
        await self._send({**self._start, "headers": headers})
        await self._send({"type": "http.response.body", "body": body})

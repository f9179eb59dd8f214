"""
The two cookies of this app. Both are needed for what their visitor asks, end with the visit, and no script reads them.

- `krachtenkaart_press` tells two presses of save from one that is sent again, also after a restart of the server.
- `krachtenkaart_visit` lets the person of a card in, for half an hour after opening the secret link.

A secret link is `/sleutel#secret`. What stands behind `#` never leaves the browser by itself, so it is in no log
and in no Referer; the page there takes it out of the address bar at once, exchanges it by POST for the second
cookie, and moves on to the card.
"""

import secrets
from collections.abc import Callable
from pathlib import Path
from typing import Any

import streamlit as st
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import FileResponse, HTMLResponse, Response

from dashboard.i18n import say_in
from dashboard.own_routes import PRIVATE, cookie, is_asked_by_own_page, is_safe, short_body
from dashboard.security import App, Message, Receive, Send, asked_language
from geo.inventory import data_home, lookup_store, store_path

PRESS, VISIT = "krachtenkaart_press", "krachtenkaart_visit"
ADD_PAGE, OWN_PAGE, LINK_PATH = "meedoen", "mijn-kaart", "sleutel"
VISIT_S = 30 * 60

_HERE = Path(__file__).parent
SCRIPT = _HERE / "link_page.js"
_PAGE = (_HERE / "link_page.html").read_text("utf-8")


def press() -> str:
    """Give the cookie that this visitor's presses bear, or ""."""
    return str(st.context.cookies.get(PRESS, ""))


def visit() -> str:
    """Give the cookie by which this visitor was let in to a card, or ""."""
    return str(st.context.cookies.get(VISIT, ""))


class PressCookie:
    """
    Gives who opens the form a cookie, as a pure ASGI middleware.

    Parameters
    ----------
    app
        The application.
    base_path
        Path under which it lives, or "".
    """

    def __init__(self, app: App, *, base_path: str = "") -> None:
        self._app = app
        self._path = f"{base_path.rstrip('/')}/{ADD_PAGE}"

    async def __call__(self, scope: Message, receive: Receive, send: Send) -> None:
        """Serve one connection."""
        is_form = scope["type"] == "http" and scope["path"].rstrip("/") == self._path
        if is_form and PRESS not in Request(scope).cookies:
            send = _with_cookie(send, cookie(PRESS, secrets.token_urlsafe(24), is_safe=is_safe(scope)))
        await self._app(scope, receive, send)


def _with_cookie(send: Send, given: str) -> Send:
    async def giving(message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = [*message.get("headers", []), (b"set-cookie", given.encode())]
            message = {**message, "headers": headers}
        await send(message)

    return giving


async def send_link_page(request: Request) -> Response:
    """Send the page that takes the secret out of the address; it says the same to everybody."""
    language = asked_language(request.scope)
    words = {name: say_in(language, f"link.{name}") for name in ("wait", "gone", "again")}
    return HTMLResponse(_PAGE.format(language=language, **words), headers=PRIVATE)


async def send_link_script(_: Request) -> Response:
    """Send the script of that page."""
    return FileResponse(SCRIPT, media_type="text/javascript", headers={"cache-control": "no-cache"})


async def exchange(request: Request) -> Response:
    """Exchange a secret for a cookie; only the page itself may ask."""
    if not is_asked_by_own_page(request):
        return Response(status_code=403, headers=PRIVATE)
    secret = await short_body(request)
    token = await run_in_threadpool(_open, secret) if secret else None
    if token is None:
        return Response(status_code=404, headers=PRIVATE)
    visit_cookie = cookie(VISIT, token, is_safe=is_safe(request.scope), lasts_s=VISIT_S)
    return Response(status_code=204, headers={**PRIVATE, "set-cookie": visit_cookie})


def _open(secret: str) -> str | None:
    return lookup_store(store_path(data_home())).open_link(secret)


ROUTES: tuple[tuple[str, Callable[..., Any], tuple[str, ...]], ...] = (
    (f"/{LINK_PATH}", send_link_page, ("GET",)),
    (f"/{LINK_PATH}", exchange, ("POST",)),
    (f"/{LINK_PATH}/{SCRIPT.name}", send_link_script, ("GET",)),
)
"""Path, what answers it, and how it is asked."""

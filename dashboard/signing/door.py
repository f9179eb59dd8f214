"""
The door: a small page of its own where somebody gives a passphrase and gets the cookie of a session.

Streamlit cannot set a cookie that no script reads. The passphrase is sent by a plain form, compared slowly, and stands
in no address and no log; how often somebody may try is limited per address and in total.
"""

import time
from collections.abc import Callable
from html import escape
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from dashboard.i18n import say_in
from dashboard.own_routes import PRIVATE, cookie, is_asked_by_own_page, is_safe, short_body
from dashboard.security import asked_language
from dashboard.viewer import SESSION
from geo.errors import AccessError
from geo.inventory import data_home, lookup_store, store_path
from geo.passphrases import AT_MOST, Tries
from geo.signing import LASTS

PATH, AFTERWARDS = "deur", "aanmelden"
TRIES = Tries()
_PAGE = (Path(__file__).parent / "door.html").read_text("utf-8")
_MOST_FORM_BYTES = 12 * AT_MOST + 100  # each character may be sent as four bytes of three signs


async def show_door(request: Request) -> Response:
    """Show the form; it says the same to everybody."""
    return _page(request)


async def enter(request: Request) -> Response:
    """Let somebody in who gives a passphrase; only the page itself may ask."""
    if not is_asked_by_own_page(request):
        return Response(status_code=403, headers=PRIVATE)
    form = parse_qs(await short_body(request, most=_MOST_FORM_BYTES))
    address = request.client.host if request.client else ""
    try:
        TRIES.begin(address, now=time.monotonic())
    except AccessError as error:
        return _page(request, f"error.{error.code}", status=429, **error.details)
    token = await run_in_threadpool(_sign_in, form.get("passphrase", [""])[0])
    if token is None:
        return _page(request, "sign.wrong", status=403)
    TRIES.forgive(address)
    given = cookie(SESSION, token, is_safe=is_safe(request.scope), lasts_s=int(LASTS.total_seconds()))
    where = f"{AFTERWARDS}?lang={asked_language(request.scope)}"
    return RedirectResponse(where, status_code=303, headers={**PRIVATE, "set-cookie": given})


def _page(request: Request, told: str = "", *, status: int = 200, **details: object) -> Response:
    language = asked_language(request.scope)
    words = {
        name: escape(say_in(language, f"sign.door.{name}")) for name in ("heading", "label", "button", "back")
    }
    sentence = escape(say_in(language, told, **details)) if told else ""
    page = _PAGE.format(language=language, told=sentence, hidden="" if told else " hidden", **words)
    return HTMLResponse(page, status_code=status, headers=PRIVATE)


def _sign_in(passphrase: str) -> str | None:
    return lookup_store(store_path(data_home())).sign_in(passphrase)


ROUTES: tuple[tuple[str, Callable[..., Any], tuple[str, ...]], ...] = (
    (f"/{PATH}", show_door, ("GET",)),
    (f"/{PATH}", enter, ("POST",)),
)
"""Path, what answers it, and how it is asked."""

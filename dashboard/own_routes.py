"""What the routes of this app beside Streamlit's share: cookies that no script reads, and who may ask."""

from http.cookies import SimpleCookie
from urllib.parse import urlsplit

from starlette.requests import Request

from dashboard.security import Message

PRIVATE = {"cache-control": "no-store", "referrer-policy": "no-referrer"}
"""Headers of an answer that is for one person."""

MOST_BODY_BYTES = 200


def cookie(name: str, value: str, *, is_safe: bool, lasts_s: int | None = None) -> str:
    """
    Write a cookie that no script reads and no other site sends along.

    Parameters
    ----------
    is_safe
        Whether the connection is encrypted, so that the cookie may ask for that.
    lasts_s
        Seconds; until the browser closes unless given.
    """
    made: SimpleCookie = SimpleCookie({name: value})
    how = {"path": "/", "httponly": True, "samesite": "Strict", "secure": is_safe}
    if lasts_s is not None:
        how["max-age"] = str(lasts_s)
    for attribute, setting in how.items():
        made[name][attribute] = setting
    return made[name].OutputString()


def is_safe(scope: Message) -> bool:
    """Tell whether the connection is encrypted."""
    return scope.get("scheme") in ("https", "wss")


def is_asked_by_own_page(request: Request) -> bool:
    """Tell whether a page of this app asks, not one of another site."""
    origin = request.headers.get("origin", "")
    return urlsplit(origin).netloc == request.headers.get("host", "") != ""


async def short_body(request: Request, *, most: int = MOST_BODY_BYTES) -> str:
    """Read what was sent; "" when it is longer than `most` bytes."""
    body = b""
    async for part in request.stream():
        body += part
        if len(body) > most:
            return ""
    return body.decode("utf-8", "replace")

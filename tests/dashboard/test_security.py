"""What the guard adds to every answer, and what it keeps back."""

import asyncio

import pytest

from dashboard.security import Guard, component_policy, script_hash

TILES = "https://tiles.example/{z}/{x}/{y}.png"
PAGE = (
    b'<!DOCTYPE html>\n<html lang="en"><head><title>Streamlit</title>'
    b"<script>\n  var ready = false\n</script></head></html>"
)


def make_app(body=PAGE, content_type=b"text/html; charset=utf-8", headers=(), pieces=1):
    """An application that answers every request with this body, and remembers what it was asked."""
    asked = []

    async def app(scope, receive, send):
        asked.append(scope)
        if scope["type"] != "http":
            await send({"type": "websocket.accept"})
            return
        length = (b"content-length", str(len(body)).encode())
        start = [(b"content-type", content_type), length, *headers]
        await send({"type": "http.response.start", "status": 200, "headers": start})
        size = -(-len(body) // pieces)
        for piece in range(pieces):
            part = body[piece * size : (piece + 1) * size]
            await send({"type": "http.response.body", "body": part, "more_body": piece < pieces - 1})

    app.asked = asked
    return app


def ask(app, path="/", query=b"", base_path="", kind="http", headers=((b"accept", b"text/html"),), **guarded):
    """Ask the guarded application; gives the status, headers and body of its answer."""
    sent = []

    async def send(message):
        sent.append(message)

    async def receive():
        return {"type": "http.request"}

    scope = {"type": kind, "path": path, "query_string": query, "headers": list(headers), "method": "GET"}
    asyncio.run(Guard(app, tiles=TILES, base_path=base_path, **guarded)(scope, receive, send))
    if kind != "http":
        return sent
    body = b"".join(message.get("body", b"") for message in sent[1:])
    return sent[0]["status"], dict(sent[0]["headers"]), body


def policy(headers) -> dict[str, str]:
    rules = headers[b"content-security-policy"].decode().split("; ")
    return dict(rule.split(" ", 1) if " " in rule else (rule, "") for rule in rules)


def test_a_page_runs_only_its_own_files_and_the_inline_script_it_came_with():
    _, headers, _ = ask(make_app())
    rules = policy(headers)
    inline = script_hash(b"\n  var ready = false\n")
    assert rules["script-src"] == f"'self' 'wasm-unsafe-eval' '{inline}'"
    assert rules["default-src"] == "'self'"
    assert (rules["object-src"], rules["base-uri"], rules["frame-ancestors"]) == (
        "'none'",
        "'none'",
        "'self'",
    )


def test_the_map_component_lives_in_a_sandbox_and_may_ask_the_tile_host_only():
    _, headers, body = ask(make_app(), "/component/streamlit_folium.st_folium/index.html")
    rules = policy(headers)
    assert rules["sandbox"] == "allow-scripts"
    assert rules["connect-src"] == "'none'"
    assert rules["img-src"] == "'self' data: https://tiles.example"
    assert "https" not in rules["script-src"]
    assert body == PAGE


def test_without_a_tile_host_the_map_may_ask_nobody():
    rules = dict(rule.split(" ", 1) for rule in component_policy("").split("; ") if " " in rule)
    assert rules["img-src"] == "'self' data:"
    assert "//" not in component_policy("")


@pytest.mark.parametrize("path", ["/", "/component/x/index.html", "/static/a.js", "/_stcore/metrics"])
def test_every_answer_carries_the_plain_protections(path):
    _, headers, _ = ask(make_app(), path)
    assert headers[b"x-content-type-options"] == b"nosniff"
    assert headers[b"x-frame-options"] == b"SAMEORIGIN"
    assert headers[b"referrer-policy"] == b"same-origin"


@pytest.mark.parametrize("path", ["/_stcore/metrics", "/_stcore/agent/interact"])
@pytest.mark.parametrize("base_path", ["", "/buurt"])
def test_what_is_not_offered_is_not_found_and_never_asked(path, base_path):
    app = make_app()
    status, _, _ = ask(app, base_path + path, base_path=base_path)
    assert status == 404
    assert app.asked == []


@pytest.mark.parametrize(
    ("query", "language"),
    [
        (b"", b"nl"),
        (b"lang=en", b"en"),
        (b"radius=800&lang=en", b"en"),
        (b"lang=nl", b"nl"),
        (b"lang=xx", b"nl"),
        (b"lang=%22%3E%3Cscript%3E", b"nl"),
        (b"lang", b"nl"),
        (b"\xff%ff", b"nl"),
    ],
)
def test_a_page_says_in_which_language_it_is(query, language):
    _, headers, body = ask(make_app(), query=query)
    assert b'<html lang="%s">' % language in body
    assert int(headers[b"content-length"]) == len(body)


def test_a_page_that_comes_in_pieces_is_whole():
    _, headers, body = ask(make_app(pieces=5))
    assert body.startswith(b"<!DOCTYPE html>")
    assert body.endswith(b"</html>")
    assert b"<title>Krachtenkaart</title>" in body
    assert int(headers[b"content-length"]) == len(body)


def test_a_page_is_not_answered_from_an_earlier_language():
    """The same file serves both languages; an `ETag` of the file would keep the first."""
    app = make_app(headers=[(b"etag", b'"1"'), (b"last-modified", b"yesterday")])
    asking = ((b"accept", b"text/html"), (b"if-none-match", b'"1"'), (b"accept-encoding", b"gzip"))
    _, headers, _ = ask(app, headers=asking)
    assert b"etag" not in headers
    assert dict(app.asked[0]["headers"]) == {b"accept": b"text/html"}


def test_a_compressed_page_passes_untouched_but_guarded():
    _, headers, body = ask(make_app(b"\x1f\x8b...", headers=[(b"content-encoding", b"gzip")]))
    assert body == b"\x1f\x8b..."
    assert b"content-security-policy" in headers


def test_other_files_pass_piece_by_piece():
    script = b'var text = "<title>Streamlit</title>";'
    _, headers, body = ask(make_app(script, b"text/javascript", pieces=3), "/static/a.js", headers=())
    assert body == script
    assert b"content-security-policy" in headers


def test_a_header_of_the_application_does_not_weaken_the_guard():
    _, headers, _ = ask(make_app(headers=[(b"content-security-policy", b"default-src *")]))
    assert b"*" not in headers[b"content-security-policy"]


def test_the_websocket_passes():
    assert ask(make_app(), "/_stcore/stream", kind="websocket") == [{"type": "websocket.accept"}]


def test_who_asks_by_another_name_reaches_nothing_of_the_application():
    asked = []

    def is_welcome(host, origin):
        asked.append((host, origin))
        return False

    app, named = make_app(), ((b"host", b"evil.example"), (b"origin", b"http://evil.example"))
    status, headers, body = ask(app, headers=named, is_welcome=is_welcome)
    assert (status, body) == (421, b"Misdirected request") and b"content-security-policy" in headers
    closed = ask(app, "/_stcore/stream", kind="websocket", headers=named, is_welcome=is_welcome)
    assert closed == [{"type": "websocket.close", "code": 1008}]
    assert app.asked == []
    assert asked == [("evil.example", None), ("evil.example", "http://evil.example")]

"""
The server: the app as ASGI, with the files of the map, the guard, and calm words when something breaks.

`app` is for any ASGI server; `serve` starts one on this machine.
"""

import gzip
import logging
import secrets
import socket
import tomllib
from collections.abc import AsyncIterator, Callable, Iterator, Mapping
from contextlib import asynccontextmanager
from hashlib import blake2s
from importlib.util import find_spec
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import streamlit as st
import uvicorn
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import FileResponse, PlainTextResponse, Response
from starlette.routing import Route
from streamlit import config
from streamlit.components.v1.custom_component import CustomComponent
from streamlit.runtime import get_instance
from streamlit.web.server.server_util import is_allowed_origin
from streamlit.web.server.starlette.starlette_websocket import is_host_allowed
from xstatic.pkg import leaflet

from dashboard import upkeep
from dashboard.cards.cookies import ROUTES as LINK_ROUTES
from dashboard.cards.cookies import PressCookie
from dashboard.frontend import Frontend
from dashboard.i18n import error_sentence, say_in, t
from dashboard.logs import keep_values_out
from dashboard.map_files import FILES
from dashboard.map_layer import script
from dashboard.phone_address import EVERYWHERE, local_network_address
from dashboard.security import Guard, asked_language
from dashboard.signing.door import ROUTES as DOOR_ROUTES
from dashboard.signing.meeting import arrivals_let_in
from dashboard.tickets import TICKETS
from dashboard.tiles import keep_to_this_machine, tiles_address
from dashboard.viewer import is_loopback
from geo.basemap.tiles import tile_file
from geo.errors import KrachtenkaartError
from geo.inventory import data_home

HERE = Path(__file__).parent
PAGE = HERE / "app.py"
SETTINGS = (HERE.parent / ".streamlit" / "config.toml", HERE / "config.toml")
"""Where the settings are: in the source tree, and beside this file in an installed package."""

PAGE_SCRIPT = HERE / "page.js"
MAP_FILES = {
    "page.js": PAGE_SCRIPT,
    "leaflet.js": Path(leaflet.BASE_DIR) / "leaflet.js",
    "leaflet.css": Path(leaflet.BASE_DIR) / "leaflet.css",
}
OWN_ROUTES = (*LINK_ROUTES, *DOOR_ROUTES)
PORTS_TRIED = 50
LOOPBACK = ("127.0.0.1", "localhost", "::1")

log = logging.getLogger(__name__)


def make_app(script: Path = PAGE) -> st.App:
    """
    Make the ASGI application.

    Parameters
    ----------
    script
        The Streamlit script; the app's own unless a test brings another.
    """
    apply_settings()
    base_path = config.get_option("server.baseUrlPath").strip("/")
    base_path = f"/{base_path}" if base_path else ""
    return st.App(
        script,
        routes=[
            Route(f"{base_path}/kaart/{{name}}", send_map_file),
            Route(f"{base_path}/kaart/tegels/{{z:int}}/{{x:int}}/{{y:int}}.png", send_tile),
            Route(f"{base_path}/lijst/{{token}}", send_list),
            *(Route(f"{base_path}{path}", answer, methods=how) for path, answer, how in OWN_ROUTES),
        ],
        middleware=[
            Middleware(
                Guard,
                tiles=tiles_address(),
                base_path=base_path,
                script=page_script(),
                is_welcome=is_welcome,
            ),
            Middleware(Frontend, base_path=base_path),
            Middleware(PressCookie, base_path=base_path),
        ],
        on_script_error=tell_calmly,
        lifespan=_know_the_map,
    )


@asynccontextmanager
async def _know_the_map(_: st.App) -> AsyncIterator[None]:
    """
    Serve the map component from the first request on; by itself it is known only after a page imports it.

    And write nothing down, from the first request on, of what people type.
    """
    keep_values_out()
    package = find_spec("streamlit_folium")
    assert package is not None and package.submodule_search_locations
    frontend = Path(package.submodule_search_locations[0]) / "frontend" / "build"
    component = CustomComponent(
        "streamlit_folium.st_folium", path=str(frontend), module_name="streamlit_folium"
    )
    get_instance().component_registry.register_component(component)
    async with upkeep.daily():
        if is_loopback(config.get_option("server.address")):
            yield
            return
        async with arrivals_let_in():  # nobody comes to a meeting on a server that only this machine reaches
            yield


def apply_settings() -> None:
    """Apply `.streamlit/config.toml`, wherever the server was started from."""
    found = next((path for path in SETTINGS if path.is_file()), None)
    if found:
        for option, value in _flat(tomllib.loads(found.read_text("utf-8"))):
            config.set_option(option, value, str(found))


def _flat(table: Mapping[str, Any], prefix: str = "") -> Iterator[tuple[str, Any]]:
    for key, value in table.items():
        if isinstance(value, Mapping):
            yield from _flat(value, f"{prefix}{key}.")
        else:
            yield f"{prefix}{key}", value


def page_script() -> str:
    """Give the address of the pages' own script, seen from a page; it holds the version."""
    return f"./kaart/page.js?v={blake2s(PAGE_SCRIPT.read_bytes(), digest_size=6).hexdigest()}"


async def send_map_file(request: Request) -> Response:
    """Send one file of the map. Its address holds its version, so a browser may keep it for good."""
    name = request.path_params["name"]
    headers = {"cache-control": "public, max-age=31536000, immutable"}
    if name == "map_layer.js":
        return Response(script(), media_type="text/javascript", headers=headers)
    if name in MAP_FILES:
        return FileResponse(MAP_FILES[name], headers=headers)
    packed = FILES.find(name)
    return Response(status_code=404) if packed is None else _unpacked_if_needed(request, packed, headers)


def _unpacked_if_needed(request: Request, packed: bytes, headers: Mapping[str, str]) -> Response:
    """Send a compressed script as it is to a browser that can read it."""
    headers = {**headers, "vary": "accept-encoding"}
    if "gzip" in request.headers.get("accept-encoding", ""):
        return Response(packed, media_type="text/javascript", headers={**headers, "content-encoding": "gzip"})
    return Response(gzip.decompress(packed), media_type="text/javascript", headers=headers)


async def send_tile(request: Request) -> Response:
    """Send a map tile that is kept here; whole numbers on the map only, so no address leads elsewhere."""
    place = request.path_params
    file = tile_file(data_home(), place["z"], place["x"], place["y"])
    if file is None or not file.is_file():
        return Response(status_code=404, headers={"cache-control": "no-store"})
    return FileResponse(file, media_type="image/png", headers={"cache-control": "public, max-age=86400"})


async def send_list(request: Request) -> Response:
    """Send a file that waits behind its token, once; a look ahead (HEAD) does not take it."""
    headers = {"cache-control": "no-store", "referrer-policy": "no-referrer"}
    if request.method != "GET":
        return Response(status_code=405, headers=headers)
    ticket = TICKETS.redeem(request.path_params["token"])
    if ticket is None:
        gone = say_in(asked_language(request.scope), "server.list_gone")
        return PlainTextResponse(gone, status_code=410, headers=headers)
    disposition = f'attachment; filename="{ticket.filename}"'
    headers |= {"content-disposition": disposition}
    return Response(ticket.body, media_type=ticket.media_type, headers=headers)


def tell_calmly(error: Exception) -> bool:
    """
    Say what a person can mend; of anything else only that it broke, with a reference that the log bears too.

    Never a traceback: it would show paths and values.
    """
    if isinstance(error, KrachtenkaartError):
        st.error(t("error.heading"))
        st.text(error_sentence(error))  # may hold text from outside
        return True
    reference = secrets.token_hex(3)
    log.error("reference %s: %s", reference, type(error).__name__)
    st.error(t("error.unexpected", reference=reference))
    return True


def serve(
    host: str = "127.0.0.1",
    port: int = 8501,
    *,
    script: Path = PAGE,
    announce: Callable[[str], None] | None = None,
    offline: bool = False,
) -> None:
    """
    Serve the app until it is stopped.

    Parameters
    ----------
    host
        Address to listen on. The default is reachable from this machine only.
    port
        First port to try; the next free one is taken when it is in use.
    script
        The Streamlit script.
    announce
        Told the local address once it is known; prints it unless given.
    offline
        Ask no other machine for anything, map tiles included.

    Raises
    ------
    OSError
        If no port from `port` on is free.
    """
    if offline:
        keep_to_this_machine()
    listener = bind(host, port)
    taken = listener.getsockname()[1]
    application = make_app(script)
    _note_address(host, taken)
    name = "127.0.0.1" if host in ("0.0.0.0", "") else host
    (announce or _print_address)(f"http://{f'[{name}]' if ':' in name else name}:{taken}{_base()}")
    settings = uvicorn.Config(
        application,
        ws="websockets-sansio",
        ws_per_message_deflate=False,
        log_level="warning",
        access_log=False,
        server_header=False,
        timeout_graceful_shutdown=3,
    )
    uvicorn.Server(settings).run(sockets=[listener])


def bind(host: str, port: int) -> socket.socket:
    """Take the first free port from `port` on."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    for candidate in range(port, port + PORTS_TRIED):
        listener = socket.socket(family)
        try:
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            listener.bind((host, candidate))
            listener.listen(128)
        except OSError:
            listener.close()
        else:
            return listener
    raise OSError(f"no free port from {port} to {port + PORTS_TRIED - 1}")


def is_welcome(host: str | None, origin: str | None) -> bool:
    """
    Tell whether a request names this server, and comes from its own pages where it says from which.

    Streamlit asks both of the connection of a page only, and to find its own address it asks a machine elsewhere.
    """
    is_own = origin is None or urlsplit(origin).netloc == host or is_allowed_origin(origin)
    return is_own and is_host_allowed(host)


def _note_address(host: str, port: int) -> None:
    """Let Streamlit know where it is served, and by which names it answers."""
    config.set_option("server.address", host)
    config.set_option("server.port", port)
    if host in LOOPBACK:
        config.set_option("server.allowedHosts", [*LOOPBACK])
    elif not config.get_option("server.allowedHosts"):
        config.set_option("server.allowedHosts", own_names(host))


def own_names(host: str) -> list[str]:
    """Give the names by which this machine is known in the local network; the server answers to no other."""
    name = socket.gethostname().lower()
    known = (*LOOPBACK, host, local_network_address(), name, f"{name.removesuffix('.local')}.local")
    return list(dict.fromkeys(one for one in known if one and one not in EVERYWHERE))


def _base() -> str:
    base = config.get_option("server.baseUrlPath").strip("/")
    return f"/{base}" if base else ""


def _print_address(address: str) -> None:
    print(t("server.address", address=address), flush=True)


def __getattr__(name: str) -> st.App:
    """Make `app` when an ASGI server asks for it, so that importing this module starts nothing."""
    if name == "app":
        return make_app()
    raise AttributeError(name)

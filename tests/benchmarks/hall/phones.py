"""A phone in the hall: it fetches the page, speaks the websocket as Streamlit's frontend does, and saves."""

import asyncio
import re
import secrets
import time
from dataclasses import dataclass, field
from urllib.parse import urljoin, urlsplit

import requests
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.asyncio.client import ClientConnection, connect

FILES = re.compile(r'(?:src|href)="(\./static/[^"]+)"')
PATIENCE_S = 120.0


@dataclass
class Phone:
    """
    One visitor.

    Attributes
    ----------
    widgets
        Ids of the widgets on the page, by the key that the app gave them.
    texts
        Every text that was received since the last question.
    received
        Bytes that came over the websocket.
    """

    address: str
    page: str
    widgets: dict[str, str] = field(default_factory=dict)
    texts: list[str] = field(default_factory=list)
    received: int = 0
    values: dict[str, object] = field(default_factory=dict)
    socket: ClientConnection | None = None

    async def fetch(self) -> None:
        """Fetch the page and the files that it names, as a browser does that was never here."""
        await asyncio.to_thread(self._fetch)

    def _fetch(self) -> None:
        with requests.Session() as browser:
            page = browser.get(f"{self.address}/{self.page}", timeout=PATIENCE_S)
            for name in dict.fromkeys(FILES.findall(page.text)):
                browser.get(urljoin(f"{self.address}/", name), timeout=PATIENCE_S).raise_for_status()

    async def open(self) -> None:
        """Open the websocket and wait until the page is whole."""
        cookie = {"Cookie": f"krachtenkaart_press={secrets.token_urlsafe(24)}"}
        self.socket = await connect(
            f"ws://{urlsplit(self.address).netloc}/_stcore/stream",
            max_size=None,
            origin=self.address,
            additional_headers=cookie,
            open_timeout=PATIENCE_S,
            compression=None,
        )
        await self.ask()

    async def ask(self, *, press: str = "") -> float:
        """Send all widgets, one button pressed or none, and wait for the end of the answer; gives seconds."""
        began = time.perf_counter()
        message = BackMsg()
        message.rerun_script.page_name = self.page
        message.rerun_script.context_info.url = f"{self.address}/{self.page}"
        for key, value in self.values.items():
            _set(message.rerun_script.widget_states.widgets.add(id=self.widgets[key]), value)
        if press:
            message.rerun_script.widget_states.widgets.add(id=self.widgets[press], trigger_value=True)
        self.texts.clear()
        assert self.socket is not None
        await self.socket.send(message.SerializeToString())
        await self.hear()
        return time.perf_counter() - began

    async def hear(self) -> None:
        """Listen until a run has ended that was not stopped to run again."""
        assert self.socket is not None
        while True:
            data = await asyncio.wait_for(self.socket.recv(), PATIENCE_S)
            self.received += len(data)
            told = ForwardMsg.FromString(data)
            self._note(told)
            if told.WhichOneof("type") == "script_finished" and told.script_finished == ENDED:
                return

    def _note(self, told: ForwardMsg) -> None:
        if told.WhichOneof("type") != "delta" or not told.delta.HasField("new_element"):
            return
        element = told.delta.new_element
        body = getattr(element, element.WhichOneof("type"))
        widget = str(getattr(body, "id", ""))
        if widget.startswith("$$ID-"):
            self.widgets[widget.split("-", 2)[2]] = widget
        self.texts += [str(value) for _, value in body.ListFields() if isinstance(value, str)]

    async def close(self) -> None:
        """Hang up."""
        if self.socket is not None:
            await self.socket.close()


ENDED = ForwardMsg.FINISHED_SUCCESSFULLY


def _set(state, value: object) -> None:
    if isinstance(value, bool):
        state.bool_value = value
    else:
        state.string_value = str(value)

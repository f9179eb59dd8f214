"""Many visitors at once, each of whom changes a filter every few seconds; without a browser, which would take all."""

import asyncio
import random
import time
from concurrent.futures import ThreadPoolExecutor
from urllib.parse import urlsplit

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.asyncio.client import connect

QUESTIONS = (
    "kinds=talent",
    "kinds=association",
    "kinds=talent.institution",
    "themes=eten",
    "themes=groen.maken",
    "modes=teaches",
    "capabilities=naaien",
    "themes=klussen&modes=can",
    "text=buurtclub",
    "text=12",
    "",
)


async def visit(address: str, *, every_s: float, until: float, seconds: list[float], number: int) -> None:
    """Open a session and ask one question after the other; notes how long each answer took."""
    chance = random.Random(number)
    parts = urlsplit(address)
    async with connect(f"ws://{parts.netloc}/_stcore/stream", max_size=None, origin=address) as socket:
        await _ask(socket, "")
        await asyncio.sleep(chance.uniform(0, every_s))
        while time.perf_counter() < until:
            began = time.perf_counter()
            await _ask(socket, chance.choice(QUESTIONS))
            seconds.append(time.perf_counter() - began)
            await asyncio.sleep(every_s)


async def _ask(socket, question: str) -> None:
    message = BackMsg()
    message.rerun_script.query_string = question
    message.rerun_script.context_info.url = "http://127.0.0.1/"
    await socket.send(message.SerializeToString())
    while True:
        told = ForwardMsg.FromString(await socket.recv())
        if told.WhichOneof("type") == "script_finished":
            return


async def _visit_all(address: str, count: int, every_s: float, for_s: float) -> list[float]:
    seconds: list[float] = []
    until = time.perf_counter() + for_s
    visits = [
        visit(address, every_s=every_s, until=until, seconds=seconds, number=number)
        for number in range(count)
    ]
    await asyncio.gather(*visits)
    return seconds


def sessions(address: str, *, count: int = 20, every_s: float = 5.0, for_s: float = 60.0) -> list[float]:
    """Seconds from each question until its answer is whole."""
    with ThreadPoolExecutor(1) as other:  # Playwright's own loop runs in this thread
        return other.submit(asyncio.run, _visit_all(address, count, every_s, for_s)).result()

"""During a meeting: let in what has waited for its batch, while the server runs."""

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

from starlette.concurrency import run_in_threadpool

from geo.errors import KrachtenkaartError
from geo.inventory import data_home, open_store
from geo.store import Store

LOOKS_EVERY_S = 2.0

log = logging.getLogger(__name__)


@asynccontextmanager
async def arrivals_let_in() -> AsyncIterator[None]:
    """Look every few seconds whether a batch may appear; one look without a meeting reads a few rows."""
    store = open_store(data_home())
    looking = asyncio.create_task(_look(store))
    try:
        yield
    finally:
        looking.cancel()
        with suppress(asyncio.CancelledError):
            await looking
        store.close()


async def _look(store: Store) -> None:
    while True:
        await asyncio.sleep(LOOKS_EVERY_S)
        try:
            await run_in_threadpool(store.admit_arrivals)
        except KrachtenkaartError as error:  # told on the pages too; the next look may do better
            log.error("no batch was let in: %s", error.code)

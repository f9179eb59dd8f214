"""
What the server does by itself, once when it starts and then every day.

It lets go of what has had its time, and when a quarter has begun it makes what a municipality reads of talents.
"""

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from datetime import date

from dashboard import cache
from geo.errors import KrachtenkaartError
from geo.inventory import data_home, make_due_release, open_store
from geo.terms import CONNECTOR

EVERY_S = 24 * 3600

log = logging.getLogger(__name__)


@asynccontextmanager
async def daily(every_s: float = EVERY_S) -> AsyncIterator[None]:
    """Do so now and every so many seconds, beside whatever happens inside."""
    task = asyncio.create_task(_again_and_again(every_s))
    try:
        yield
    finally:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task


async def _again_and_again(every_s: float) -> None:
    while True:
        await asyncio.to_thread(sweep)
        await asyncio.to_thread(begin_quarter)
        await asyncio.sleep(every_s)


def sweep() -> None:
    """Sweep the store; what is amiss with it is told on the pages, and in the log by its code alone."""
    try:
        store = open_store(data_home())
        try:
            erased = store.sweep(role=CONNECTOR)
        finally:
            store.close()
    except KrachtenkaartError as error:
        log.error("not swept: %s", error.code)
        return
    if erased:
        log.info("swept: %d", erased)
        cache.forget()


def begin_quarter() -> None:
    """Make the release if one is due; what is amiss is told on the pages, and in the log by its code alone."""
    try:
        make_due_release(data_home(), today=date.today())
    except KrachtenkaartError as error:
        log.error("no release was made: %s", error.code)

"""
Whether compiled loops are at hand: numba is optional (`pip install krachtenkaart[fast]`), plain numpy is not.

Compiling takes seconds, so nobody waits for it: `warm` does it in a thread of its own, and until then, and
where numba is missing or does not work here, questions are answered in plain numpy, with the same answers.
"""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
from threading import Lock, Thread
from types import ModuleType

WORTH_IT = 20_000
"""From so many assets on a page can tell the difference, and numba is worth its second of loading."""

_log = logging.getLogger(__name__)
_lock = Lock()
_ready: list[ModuleType | None] = []


def loops() -> ModuleType | None:
    """Give the compiled loops (`geo.index_compiled`) when they are ready, else None: then answer in numpy."""
    return _ready[-1] if _ready else None


def warm(*, wait: bool = False) -> None:
    """
    Have the loops compiled, once per process.

    Parameters
    ----------
    wait
        Come back when they are ready or known to be unavailable; else at once, while a thread does it.
    """
    if wait:
        _compile()
    elif not _ready:
        Thread(target=_compile, name="compile-loops").start()


@contextmanager
def plain_numpy() -> Iterator[None]:
    """Answer in plain numpy inside, for comparison. For one thread: others are answered so meanwhile too."""
    _ready.append(None)
    try:
        yield
    finally:
        _ready.pop()


def _compile() -> None:
    with _lock:
        if _ready:
            return
        try:
            module = import_module("geo.index_compiled")
            import_module("geo.ranking_compiled").rehearse(module)
        except Exception as error:  # whatever is wrong with numba here, there is an answer without it
            _log.info("No compiled loops (%s): questions are answered in plain numpy.", error)
            module = None
        _ready.append(module)

"""What the server writes down: where something broke and what sort of error it was, never the values in it."""

import logging
import threading
import traceback
from collections.abc import Iterator
from types import TracebackType
from typing import Any

log = logging.getLogger(__name__)


def keep_values_out() -> None:
    """
    Let no line of any log of this process repeat the message of an error, which may hold what somebody typed.

    Streamlit logs every error of a page with its message before the app is asked what to say of it.
    """
    logging.setLogRecordFactory(_record)
    threading.excepthook = _tell_of_thread


def _record(*args: Any, **kwargs: Any) -> logging.LogRecord:
    record = logging.LogRecord(*args, **kwargs)
    if isinstance(record.exc_info, tuple) and record.exc_info[0] is not None:
        record.exc_text = "\n".join(_places(record.exc_info[1], record.exc_info[2]))
    record.exc_info = None
    return record


def _places(error: BaseException | None, trace: TracebackType | None) -> Iterator[str]:
    """Give a line per place that an error came through, and at the end its sort."""
    for frame in traceback.extract_tb(trace):
        yield f"  {frame.filename}:{frame.lineno} in {frame.name}"
    yield type(error).__name__
    cause = error and (error.__cause__ or error.__context__)
    if cause:
        yield f"because of {type(cause).__name__}"


def _tell_of_thread(args: threading.ExceptHookArgs) -> None:
    if args.exc_type is not SystemExit:
        log.error("a thread broke", exc_info=(args.exc_type, args.exc_value, args.exc_traceback))  # type: ignore[arg-type]

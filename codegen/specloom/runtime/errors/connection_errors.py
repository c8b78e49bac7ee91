"""Logs why a connection to the database could not be opened: once for many requests.

Errors while connecting contain no values of clients, so their texts may be logged.
"""

import logging
import time
from collections.abc import Awaitable, Callable
from functools import partial
from importlib import import_module
from typing import Any

from sqlalchemy import ExceptionContext, event, make_url

log = logging.getLogger(__name__)
_REPEAT_AFTER = 10.0
"""Seconds after which the same reason is logged again."""
_MAX_REASONS = 20
"""The maximum number of reasons in memory."""
_CONNECTING = "specloom_connecting"
"""The attribute that marks errors that were raised while connecting."""


class ConnectionReport:
    """Logs why connections fail: each reason at most once in `_REPEAT_AFTER` seconds."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        """Take the clock, which returns seconds."""
        self._clock = clock
        self.reasons: dict[str, tuple[float, int]] = {}
        """For each reason the time when it was logged, and the number of times it occurred since."""

    def __call__(self, error: Exception) -> None:
        """Log the reason of an error, unless it was logged recently."""
        reason, now = _reason(error), self._clock()
        logged, since = self.reasons.get(reason, (now - _REPEAT_AFTER, 0))
        if now - logged < _REPEAT_AFTER:
            self.reasons[reason] = (logged, since + 1)
            return
        if len(self.reasons) >= _MAX_REASONS:
            self.reasons.clear()
        self.reasons[reason] = (now, 0)
        times = f" ({since + 1} times since)" if since else ""
        log.error("cannot connect to the database: %s%s", reason, times)

    def forget(self) -> None:
        """Forget all reasons, so that each is logged when it occurs next."""
        self.reasons.clear()


report = ConnectionReport()


def _reason(error: Exception) -> str:
    """Return the class, the SQLSTATE and the message of an error, in one line."""
    text = " ".join(str(error.args[0] if hasattr(error, "sqlstate") and error.args else error).split())
    state = getattr(error, "sqlstate", None)
    name = f"{type(error).__qualname__}, SQLSTATE {state}" if state else type(error).__qualname__
    if isinstance(error, TimeoutError):
        text = text or "timeout"
    hint = " (behind a pooler, set DATABASE_POOLER=transaction)" if "startup parameter" in text else ""
    return f"{name}: {text}{hint}"


async def _reported(connect: Callable[..., Awaitable[Any]], *arguments: Any, **options: Any) -> Any:
    try:
        return await connect(*arguments, **options)
    except Exception as error:
        report(error)
        vars(error)[_CONNECTING] = True
        raise


def happened_while_connecting(error: Exception) -> bool:
    """Return True for an error that asyncpg raised while connecting."""
    return _CONNECTING in vars(error)


def report_failures(_dialect: Any, _entry: Any, _arguments: list[Any], options: dict[str, Any]) -> None:
    """Report errors of asyncpg while it connects. A listener for `do_connect` of its dialect."""
    connect = options.get("async_creator_fn") or import_module("asyncpg").connect
    options["async_creator_fn"] = partial(_reported, connect)


def report_other_drivers(context: ExceptionContext) -> None:
    """Report errors of another driver while it connects. A listener for `handle_error` of its dialect."""
    if context.connection is None and isinstance(context.original_exception, Exception):
        report(context.original_exception)


for _url in ("sqlite+aiosqlite://", "postgresql+psycopg_async://"):
    event.listen(make_url(_url).get_dialect(), "handle_error", report_other_drivers)

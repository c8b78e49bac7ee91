"""Trackers of errors, such as Sentry: whether one has wrapped each request, and which errors nobody handled."""

from importlib import import_module
from types import FunctionType
from typing import Any

from starlette.applications import Starlette

from .error_log import is_unhandled


def _original(method: Any, owner: type[Any]) -> Any:
    """Return a method, or None if a tracker that started before this import has replaced it."""
    module = import_module(owner.__module__)
    return method if type(method) is FunctionType and method.__globals__ is vars(module) else None


_STARLETTE_CALL = _original(Starlette.__call__, Starlette)
"""Starlette's own method, if it is known."""


def wraps_requests() -> bool:
    """Return True if a tracker has replaced Starlette's own method, to know of each request."""
    return Starlette.__call__ is not _STARLETTE_CALL


def mark_unhandled(event: Any, hint: Any) -> Any:
    """Return an event of Sentry with errors that nobody handled marked as such: `init(before_send=...)` takes this.

    Sentry has the errors from the log, and takes each error that is logged for one that was handled.
    """
    record = hint.get("log_record")
    if record is not None and is_unhandled(record):
        for each in event.get("exception", {}).get("values", ()):
            each.setdefault("mechanism", {})["handled"] = False
    return event

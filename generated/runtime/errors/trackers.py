# Generated from spec/*.yaml. Do not edit: change the spec, then `make generate`.
# digest: dd714e6b82e29629a8c816214debd5b9
"""Support for error trackers such as Sentry: whether one wraps each request, and which errors are unhandled."""

from importlib import import_module
from types import FunctionType
from typing import Any

from starlette.applications import Starlette

from .error_log import is_unhandled


def _original(method: Any, owner: type[Any]) -> Any:
    """Return a method, or None if a tracker has replaced it before this import."""
    module = import_module(owner.__module__)
    return method if type(method) is FunctionType and method.__globals__ is vars(module) else None


_STARLETTE_CALL = _original(Starlette.__call__, Starlette)
"""Starlette's own method, or None if it is unknown."""


def wraps_requests() -> bool:
    """Return True if a tracker has replaced Starlette's own method in order to see each request."""
    return Starlette.__call__ is not _STARLETTE_CALL


def mark_unhandled(event: Any, hint: Any) -> Any:
    """Return a Sentry event whose unhandled errors are marked as unhandled. Pass this function as `before_send`.

    Sentry gets the errors from the log. Without this function it treats every logged error as handled.
    """
    record = hint.get("log_record")
    if record is not None and is_unhandled(record):
        for each in event.get("exception", {}).get("values", ()):
            each.setdefault("mechanism", {})["handled"] = False
    return event

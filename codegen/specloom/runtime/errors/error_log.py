"""Logs unhandled errors with their text and stack, without the values of hidden fields.

`LOG_ERRORS=full` keeps hidden values in the texts, for development.
"""

import logging
import sys
from collections.abc import Callable, Collection, MutableMapping
from typing import Any

from ..types.hidden_values import CURRENT, seen_in
from .error_copies import MARK, Redact, location_of, redacted_copy, text_of
from .redaction import WITHHELD, redact
from .sent_values import UnreadableRequest, sent_values

log = logging.getLogger(__name__)
_LINE = "unhandled %s at %s: %s"
_REQUEST = "__request__"
"""The attribute of an error that contains the scope of its request."""


class _Settings:
    full = False
    """True if errors are logged with hidden values."""


def set_error_logs(*, full: bool) -> None:
    """Set whether errors are logged with their full texts (`full`) or without the values of hidden fields.

    `full` is for development. It logs a warning.
    """
    _Settings.full = full
    if full:
        log.warning("errors are logged with hidden values (LOG_ERRORS=full): this is for development")


def log_error(error: BaseException, scope: MutableMapping[str, Any] | None = None) -> None:
    """Log an unhandled error: its class, the line of the application that raised it, its text and its stack."""
    clean = redaction_of(_current(scope))
    copy = redacted_copy(error, clean)
    log.error(
        _LINE,
        type(error).__qualname__,
        location_of(error),
        text_of(error, clean),
        exc_info=(type(copy), copy, copy.__traceback__),
    )


def is_unhandled(record: logging.LogRecord) -> bool:
    """Return True for the log record of an unhandled error."""
    return record.name == log.name and record.msg == _LINE


def redaction_of(scope: MutableMapping[str, Any] | None) -> Redact:
    """Return a function that removes the hidden values of a request from a text. Without a request it does nothing."""
    if _Settings.full or scope is None:
        return lambda text: text
    seen = seen_in(scope)
    try:
        values = [*seen.values, *sent_values(scope, _hidden_names(scope))]
    except UnreadableRequest:
        return _withheld
    if seen.withheld:
        return _withheld
    return lambda text: redact(text, values)


def _withheld(text: str) -> str:
    return WITHHELD if text else ""


def _hidden_names(scope: MutableMapping[str, Any]) -> Collection[str]:
    """Return the names of all hidden fields of the application that serves a request."""
    found: Collection[str] = getattr(scope.get("app"), "hidden_names", ())
    return found


def remember_request(error: BaseException, scope: MutableMapping[str, Any]) -> None:
    """Store the scope of the request with an error, for log records that are made after the request."""
    vars(error)[_REQUEST] = scope


def _current(scope: MutableMapping[str, Any] | None) -> MutableMapping[str, Any] | None:
    return CURRENT.get() or scope


def hide_values_in_records() -> None:
    """Replace errors by redacted copies in every log record of the process.

    This covers `exc_info` and errors in the arguments of a message. Formatters, handlers and error trackers then get no
    hidden values and no local variables.
    """
    make: Callable[..., logging.LogRecord] = logging.getLogRecordFactory()
    if getattr(make, "hides_values", False):
        return

    def make_hidden(*arguments: Any, **options: Any) -> logging.LogRecord:
        record = make(*arguments, **options)
        if record.exc_info and record.exc_info[1] is not None and not hasattr(record.exc_info[1], MARK):
            of_loop = (
                record.name == "asyncio"
            )  # it logs after the request has ended, and its message contains the text
            record.exc_info = redacted_exc_info(record.exc_info[1], known=not of_loop)
            if of_loop:
                record.msg, record.args = str(record.msg).partition("\n")[0], ()
        record.msg = _redacted_argument(record.msg)
        if isinstance(record.args, tuple):
            record.args = tuple(map(_redacted_argument, record.args))
        elif record.args:
            record.args = {name: _redacted_argument(each) for name, each in record.args.items()}
        return record

    vars(make_hidden)["hides_values"] = True
    logging.setLogRecordFactory(make_hidden)


def _redacted_argument(value: Any) -> Any:
    """Return the redacted copy of an error, and any other value unchanged."""
    if not isinstance(value, BaseException):
        return value
    return redacted_copy(value, redaction_of(_request_of(value)))


def _request_of(error: BaseException) -> MutableMapping[str, Any] | None:
    """Return the scope of the current request, or of the request that raised an error."""
    return CURRENT.get() or getattr(error, _REQUEST, None)


def redacted_exc_info(error: BaseException | None, *, known: bool = True) -> Any:
    """Return the `exc_info` of a redacted copy of an error. None stands for the error that is being handled.

    If its request is not `known`, its texts are withheld.
    """
    error = sys.exc_info()[1] if error is None else error
    if error is None:
        return None
    clean = redaction_of(_request_of(error)) if known or _Settings.full else _withheld
    copy = redacted_copy(error, clean)
    return type(copy), copy, copy.__traceback__

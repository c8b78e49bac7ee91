# Generated from spec/*.yaml. Do not edit: change the spec, then `make generate`.
# digest: 196f77372c3e3aa7b8ee379eefae1a64
"""Unhandled errors in the log: their text and stack, without what hidden fields held.

`LOG_ERRORS=full` leaves hidden values in the texts, for development.
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
"""Name of the attribute of an error that has the scope of its request."""


class _Settings:
    full = False
    """True if texts are logged with hidden values."""


def set_error_logs(*, full: bool) -> None:
    """Set whether errors are logged with all that their texts say, or without the values of hidden fields.

    The former is for development, and is said in the log.
    """
    _Settings.full = full
    if full:
        log.warning("errors are logged with hidden values (LOG_ERRORS=full): this is for development")


def log_error(error: BaseException, scope: MutableMapping[str, Any] | None = None) -> None:
    """Log an error that nobody handled: its name, the application's line that it came from, its text and stack."""
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
    """Return True for the record of an error that nobody handled."""
    return record.name == log.name and record.msg == _LINE


def redaction_of(scope: MutableMapping[str, Any] | None) -> Redact:
    """Return what takes out of a text the hidden values that a request has sent or seen; outside of one, nothing."""
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
    """Note on an error which request it belongs to, for records that are made when that is over."""
    vars(error)[_REQUEST] = scope


def _current(scope: MutableMapping[str, Any] | None) -> MutableMapping[str, Any] | None:
    return CURRENT.get() or scope


def hide_values_in_records() -> None:
    """Put copies of errors into every record of `logging`: of hand-written code, of libraries and of the server.

    That is so for `exc_info`, and for errors among the arguments of a message. Formatters and handlers then see no
    hidden value and no local variable, nor does a tracker that reads records.
    """
    make: Callable[..., logging.LogRecord] = logging.getLogRecordFactory()
    if getattr(make, "hides_values", False):
        return

    def make_hidden(*arguments: Any, **options: Any) -> logging.LogRecord:
        record = make(*arguments, **options)
        if record.exc_info and record.exc_info[1] is not None and not hasattr(record.exc_info[1], MARK):
            of_loop = (
                record.name == "asyncio"
            )  # which logs long after the request, and the text in its message too
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
    """Return the copy of an error, and any other value as it is."""
    if not isinstance(value, BaseException):
        return value
    return redacted_copy(value, redaction_of(_request_of(value)))


def _request_of(error: BaseException) -> MutableMapping[str, Any] | None:
    """Return the scope of the request that is served, or of the one that an error came from."""
    return CURRENT.get() or getattr(error, _REQUEST, None)


def redacted_exc_info(error: BaseException | None, *, known: bool = True) -> Any:
    """Return `exc_info` of the copy of an error, or of the error that is being handled.

    Its texts are withheld if it is not `known` which request it belongs to.
    """
    error = sys.exc_info()[1] if error is None else error
    if error is None:
        return None
    clean = redaction_of(_request_of(error)) if known or _Settings.full else _withheld
    copy = redacted_copy(error, clean)
    return type(copy), copy, copy.__traceback__

"""The maximum size of a response, and the errors for a response that would exceed it."""

from typing import NamedTuple

from ..problems.problem import ErrorItem, Problem


class Limits(NamedTuple):
    """The maximum size of a response."""

    size: int = 16 * 1024 * 1024
    """Bytes of the body."""
    rows: int = 20_000
    """Rows, including expanded ones. A row that the body contains twice counts twice."""


class _Settings:
    limits = Limits()


def set_response_limits(*, size: int, rows: int) -> None:
    """Set the maximum number of bytes and rows of a response."""
    _Settings.limits = Limits(size, rows)


def response_limits() -> Limits:
    """Return the maximum number of bytes and rows of a response."""
    return _Settings.limits


class ResponseTooLarge(Exception):
    """A page exceeds the limits. `fitting` is a smaller number of items that may fit, at least 1."""

    def __init__(self, fitting: int) -> None:
        super().__init__()
        self.fitting = fitting


def expansion_too_large() -> Problem:
    """Return the 409 for a single row whose expansion exceeds the limits."""
    message = "Expand fewer relations, or request their rows separately."
    detail = "The row with its expanded relations is larger than a response may be."
    return Problem(409, detail, [ErrorItem("/query/expand", "too_large", message)])

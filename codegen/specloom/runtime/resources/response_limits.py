"""How many bytes and rows a response may have, and what is raised where there would be more."""

from typing import NamedTuple

from ..problems.problem import ErrorItem, Problem


class Limits(NamedTuple):
    """The most that a response may hold."""

    size: int = 16 * 1024 * 1024
    """Bytes of its body."""
    rows: int = 20_000
    """Rows, those that others are expanded by among them; one that is shown in two places counts twice."""


class _Settings:
    limits = Limits()


def set_response_limits(*, size: int, rows: int) -> None:
    """Set how many bytes and rows a response may have from now on."""
    _Settings.limits = Limits(size, rows)


def response_limits() -> Limits:
    """Return how many bytes and rows a response may have."""
    return _Settings.limits


class ResponseTooLarge(Exception):
    """A page is more than a response may hold. `fitting` items of it may be less: always fewer, and one at least."""

    def __init__(self, fitting: int) -> None:
        super().__init__()
        self.fitting = fitting


def expansion_too_large() -> Problem:
    """Return the 409 for one row that is expanded by more than a response may hold."""
    message = "Expand it by fewer relations, or ask for their rows by themselves."
    detail = "What a single row is expanded by is more than a response may hold."
    return Problem(409, detail, [ErrorItem("/query/expand", "too_large", message)])

"""Errors of the database without the values that they quote.

SQLAlchemy's `hide_parameters` keeps parameters out of the text of an error, but PostgreSQL and its driver quote values
themselves: `Key (email)=(...) already exists`, `Failing row contains (...)`, `invalid input for query argument $1`.
Python does the same where it cannot convert a value. Each of these may be a hidden value, and texts of errors get into
logs.
"""

from typing import Any

from sqlalchemy import event
from sqlalchemy.engine import ExceptionContext
from sqlalchemy.exc import DBAPIError, StatementError
from sqlalchemy.ext.asyncio import AsyncEngine

from .error_texts import column_text, driver_text


def hide_values_in_errors(engine: AsyncEngine) -> None:
    """Remove the values from every error that an engine raises from now on. Its code and names stay."""
    event.listen(engine.sync_engine, "handle_error", _hide)


def _hide(context: ExceptionContext) -> None:
    error = context.sqlalchemy_exception
    original: Any = context.original_exception
    if isinstance(error, DBAPIError):
        driver = getattr(original, "orig", None) or original  # SQLAlchemy wraps what asyncpg raises
        _rewrite(driver_text(driver), driver, original, error)
    elif isinstance(error, StatementError):
        _rewrite(column_text(original), original, original, error)


def _rewrite(text: str, driver: Any, original: Any, error: StatementError) -> None:
    """Replace the texts of all three errors."""
    for name in ("detail", "hint", "where", "internal_query"):
        if getattr(driver, name, None) is not None:
            setattr(driver, name, None)
    driver.args = original.args = (text,)
    driver.__cause__ = driver.__context__ = None  # of an argument that could not be converted: it quotes it
    error.args = (f"({type(driver).__module__}.{type(driver).__qualname__}) {text}",)

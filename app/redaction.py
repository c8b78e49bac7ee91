"""Errors of the database without the values that they quote.

SQLAlchemy's `hide_parameters` keeps parameters out of the text of an error, but PostgreSQL and its driver quote values
themselves: `Key (email)=(...) already exists`, `Failing row contains (...)`, `invalid input for query argument $1`, and
so does Python where it cannot convert one. Any of these may be a password's hash or another value that must never be
seen, and texts of errors end up in logs.
"""

from typing import Any

from sqlalchemy import event
from sqlalchemy.engine import ExceptionContext
from sqlalchemy.exc import DBAPIError, StatementError
from sqlalchemy.ext.asyncio import AsyncEngine

from generated.runtime.errors.error_texts import column_text, driver_text


def hide_values(engine: AsyncEngine) -> None:
    """Take the values out of every error that the engine raises from now on; its code and names stay."""
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
    """Let all three say this text and nothing else."""
    for name in ("detail", "hint", "where", "internal_query"):
        if getattr(driver, name, None) is not None:
            setattr(driver, name, None)
    driver.args = original.args = (text,)
    driver.__cause__ = driver.__context__ = None  # of an argument that could not be converted: it quotes it
    error.args = (f"({type(driver).__module__}.{type(driver).__qualname__}) {text}",)

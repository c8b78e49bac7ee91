"""Removes values from the texts of database errors, because these texts are logged.

SQLAlchemy's `hide_parameters` removes parameters from the text of an error. But PostgreSQL and its driver quote values
too: `Key (email)=(...) already exists`, `Failing row contains (...)`, `invalid input for query argument $1`. So does
Python when it cannot convert a value. Any of them may be a hidden value.
"""

from typing import Any

from sqlalchemy import event
from sqlalchemy.engine import ExceptionContext
from sqlalchemy.exc import DBAPIError, StatementError
from sqlalchemy.ext.asyncio import AsyncEngine

from .error_texts import column_text, driver_text


def hide_values_in_errors(engine: AsyncEngine) -> None:
    """Remove the values from every error that an engine raises from now on. Codes and names stay."""
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
    """Replace the texts of the three errors that wrap each other."""
    for name in ("detail", "hint", "where", "internal_query"):
        if getattr(driver, name, None) is not None:
            setattr(driver, name, None)
    driver.args = original.args = (text,)
    driver.__cause__ = driver.__context__ = (
        None  # the cause may be a conversion error, which quotes the value
    )
    error.args = (f"({type(driver).__module__}.{type(driver).__qualname__}) {text}",)

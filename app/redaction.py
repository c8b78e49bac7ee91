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

_NAMES_ONLY = frozenset("08 0A 23 25 26 28 3D 3F 40 42 53 54 55 57 58".split())
"""Classes of SQLSTATE whose message names tables, columns and constraints, and leaves values to its details."""
_MISFIT = "a value does not fit its column"


def hide_values(engine: AsyncEngine) -> None:
    """Take the values out of every error that the engine raises from now on; its code and names stay."""
    event.listen(engine.sync_engine, "handle_error", _hide)


def _hide(context: ExceptionContext) -> None:
    error = context.sqlalchemy_exception
    original: Any = context.original_exception
    if isinstance(error, DBAPIError):
        driver = getattr(original, "orig", None) or original  # SQLAlchemy wraps what asyncpg raises
        _rewrite(_driver_text(driver), driver, original, error)
    elif isinstance(error, StatementError):
        _rewrite(_column_text(original), original, original, error)


def _rewrite(text: str, driver: Any, original: Any, error: StatementError) -> None:
    """Let all three say this text and nothing else."""
    for name in ("detail", "hint", "where", "internal_query"):
        if getattr(driver, name, None) is not None:
            setattr(driver, name, None)
    driver.args = original.args = (text,)
    driver.__cause__ = driver.__context__ = None  # of an argument that could not be converted: it quotes it
    error.args = (f"({type(driver).__module__}.{type(driver).__qualname__}) {text}",)


def _driver_text(driver: Any) -> str:
    """Return the message of an error of the driver if it can hold no value, otherwise its code or nothing."""
    state = getattr(driver, "sqlstate", None)
    if state is not None:
        return str(driver.args[0]) if state[:2] in _NAMES_ONLY else f"SQLSTATE {state}"
    return _MISFIT if isinstance(driver, ValueError) else str(driver)


def _column_text(error: Exception) -> str:
    """Return the message of an error of a column's type. Those of ours say what was expected, never what was given."""
    text = str(error)
    return text if type(error) is ValueError and text.startswith("expected ") else _MISFIT

"""Errors of PostgreSQL without the values that they quote.

SQLAlchemy's `hide_parameters` keeps parameters out of the text of an error, but the server and its driver quote values
themselves: `Key (email)=(...) already exists`, `Failing row contains (...)`, `invalid input for query argument $1`. Any
of these may be a password's hash or another value that must never be seen, and texts of errors end up in logs.
"""

from typing import Any

from sqlalchemy import event
from sqlalchemy.engine import ExceptionContext
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncEngine

_NAMES_ONLY = frozenset("08 0A 23 25 26 28 3D 3F 40 42 53 54 55 57 58".split())
"""Classes of SQLSTATE whose message names tables, columns and constraints, and leaves values to its details."""


def hide_values(engine: AsyncEngine) -> None:
    """Take the values out of every error that the engine raises from now on; its code and names stay."""
    event.listen(engine.sync_engine, "handle_error", _hide)


def _hide(context: ExceptionContext) -> None:
    error = context.sqlalchemy_exception
    if not isinstance(error, DBAPIError):  # none of the driver's
        return
    adapter: Any = context.original_exception
    driver: Any = getattr(adapter, "orig", None) or adapter
    text = _text(driver)
    for name in ("detail", "hint", "where", "internal_query"):
        if getattr(driver, name, None) is not None:
            setattr(driver, name, None)
    driver.args = (text,)
    driver.__cause__ = driver.__context__ = None  # of an argument that could not be converted: it quotes it
    if adapter is not driver:
        adapter.args = (text,)
    error.args = (f"({type(driver).__module__}.{type(driver).__name__}) {text}",)


def _text(driver: Any) -> str:
    """Return the message of an error if it can hold no value, otherwise its code or nothing."""
    state = getattr(driver, "sqlstate", None)
    if state is not None:
        return str(driver.args[0]) if state[:2] in _NAMES_ONLY else f"SQLSTATE {state}"
    return "a value does not fit its column" if isinstance(driver, ValueError) else str(driver)

# Generated from spec/*.yaml. Do not edit: change the spec, then `make generate`.
# digest: 92b712a0007396b7966e8510e5a734df
"""Texts of database and validation errors without the values that they quote."""

from typing import Any

from fastapi.exceptions import RequestValidationError, ValidationException
from pydantic import ValidationError
from sqlalchemy.exc import StatementError

from ..problems.problem import pointer
from .violations import driver_error, is_database_error

_NAMES_ONLY = frozenset("08 0A 23 25 26 28 3D 3F 40 42 53 54 55 57 58".split())
"""SQLSTATE classes whose message contains only names. Values are in the details of the error."""
_MISFIT = "a value does not fit its column"
_BY_TRIGGER = "SQLITE_CONSTRAINT_TRIGGER"
_RESTRICTED = "FOREIGN KEY constraint failed"
"""SQLite's own message for `ON DELETE RESTRICT`, which it implements as a trigger."""
_MAX_ERRORS = 20
"""The maximum number of validation errors in a text."""


def text_without_values(error: BaseException) -> str | None:
    """Return the text of a database or validation error without values, or None for any other error."""
    if isinstance(error, ValidationError | ValidationException):
        return _validation_text(error)
    if not isinstance(error, Exception) or not is_database_error(error):
        return None
    driver: Any = driver_error(error)
    if driver is error:
        return driver_text(driver)
    text = column_text(driver) if type(error) is StatementError else driver_text(driver)
    return f"({type(driver).__module__}.{type(driver).__qualname__}) {text}"


def driver_text(driver: Any) -> str:
    """Return the message of a driver error if it cannot contain values. Otherwise return its code or a general text."""
    state = getattr(driver, "sqlstate", None)
    if state is not None:
        return str(driver.args[0]) if state[:2] in _NAMES_ONLY else f"SQLSTATE {state}"
    if getattr(driver, "sqlite_errorname", None) == _BY_TRIGGER and str(driver) != _RESTRICTED:
        return _BY_TRIGGER  # the message comes from the trigger and may contain anything
    return _MISFIT if isinstance(driver, ValueError) else str(driver)


def column_text(error: Exception) -> str:
    """Return the message of an error of a column type. The runtime's own messages never contain the given value."""
    text = str(error)
    return text if type(error) is ValueError and text.startswith("expected ") else _MISFIT


def _validation_text(error: ValidationError | ValidationException) -> str:
    """Return the places and codes of validation errors."""
    if isinstance(error, ValidationError):
        title = f"{error.title}: "
        errors: Any = error.errors(include_url=False, include_context=False, include_input=False)
    else:
        title, errors = "", error.errors()
    body = isinstance(error, RequestValidationError)
    named = [f"{_place(each['loc'], body=body)} {each['type']}" for each in errors[:_MAX_ERRORS]]
    more = [f"{len(errors) - _MAX_ERRORS} more"] if len(errors) > _MAX_ERRORS else []
    return title + ", ".join([*named, *more])


def _place(loc: Any, *, body: bool) -> str:
    return pointer(loc) if body and loc else pointer(("", *loc))[1:] or "/"

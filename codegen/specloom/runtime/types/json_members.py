"""Checks that numbers in JSON values of a body lose no digits when the body is parsed."""

from collections.abc import Iterable, Iterator
from functools import cache
from typing import Any, get_args

from pydantic import BaseModel, ValidationError

from .json_numbers import rounded_numbers
from .json_values import AnyJson, inexact_number_error


@cache
def has_json(model: type[BaseModel]) -> bool:
    """Return True if a model, or a model in it, has a member with JSON values."""
    return any(each is None or has_json(each) for each in _members(model).values())


def require_exact(model: type[BaseModel], body: bytes) -> None:
    """Raise ValidationError if a JSON value in a valid body has a number that is neither an integer nor a double."""
    places = [each for each in rounded_numbers(body) if _is_in_json(model, each)]
    if places:
        raise ValidationError.from_exception_data(
            model.__name__, [{"type": inexact_number_error(), "loc": each, "input": None} for each in places]
        )


def _is_in_json(model: type[BaseModel], place: Iterable[str | int]) -> bool:
    for part in place:
        if isinstance(part, int):
            continue
        members = _members(model)
        if part not in members:
            return False
        below = members[part]
        if below is None:
            return True
        model = below
    return False


@cache
def _members(model: type[BaseModel]) -> dict[str, type[BaseModel] | None]:
    """Return the members of a model whose type is a model or a list of it. Members with JSON values are None."""
    found: dict[str, type[BaseModel] | None] = {}
    for name, field in model.__pydantic_fields__.items():
        for each in (*field.metadata, *_within(field.annotation)):
            if isinstance(each, AnyJson):
                found[field.alias or name] = None
            elif isinstance(each, type) and issubclass(each, BaseModel):
                found[field.alias or name] = each
    return found


def _within(annotation: Any) -> Iterator[Any]:
    yield annotation
    for each in get_args(annotation):
        yield from _within(each)

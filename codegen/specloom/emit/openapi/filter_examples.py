"""Examples of filters: realistic values to compare a field with."""

import re
from functools import lru_cache
from typing import Any

from specloom.emit.filters import Filter
from specloom.emit.list_patterns import list_schema
from specloom.emit.openapi.examples import NO_EXAMPLE, example, examples
from specloom.emit.openapi.value_schemas import json_form
from specloom.resolve.literals import Misfit, literal
from specloom.types import Type

_TEXTS = frozenset("string text email url slug ip".split())
_FEW = 4
"""Number of examples from which two are chosen for a list."""


@lru_cache(maxsize=4096)
def filter_example(filter_: Filter) -> Any:
    """Return an example for a filter, or NO_EXAMPLE."""
    name = "id" if filter_.linked or filter_.name.endswith("_id") else filter_.name
    match filter_.operator:
        case "isnull":
            return True
        case "in":
            return _listed(filter_, name)
        case "contains" | "startswith":
            return _part(filter_, name)
    if filter_.example is not None and _fits(filter_.type, filter_.example):
        return json_form(filter_.type, filter_.example)
    return example(filter_.type, name)


def _listed(filter_: Filter, name: str) -> Any:
    given = () if filter_.example is None else (filter_.example,)
    schema = list_schema(filter_.type)
    assert schema is not None
    values = [*map(_written, (*given, *examples(filter_.type, name, _FEW)))]
    usable = [each for each in dict.fromkeys(values) if each and re.fullmatch(schema["pattern"], each)]
    shown = 1 if filter_.type.kind in _TEXTS else 2
    return ",".join(usable[:shown]) if usable else NO_EXAMPLE


def _written(value: Any) -> str:
    """Return a value as text in a URL."""
    return str(value).lower() if isinstance(value, bool) else str(value)


def _part(filter_: Filter, name: str) -> Any:
    """Return the first word of the field's example."""
    whole = filter_.example if isinstance(filter_.example, str) else example(filter_.type, name)
    found = re.match(r"\w+", whole) if isinstance(whole, str) else None
    return whole if found is None else found[0]


def _fits(type_: Type, value: object) -> bool:
    try:
        literal(type_, value)
    except Misfit:
        return False
    return True

# Generated from spec/*.yaml. Do not edit: change the spec, then `make generate`.
# digest: 021cafaf59edaff8b5d86a77a3d373e3
"""Arrays with unique items."""

from collections.abc import Sequence
from typing import Any

from pydantic import GetCoreSchemaHandler
from pydantic_core import CoreSchema, PydanticCustomError, core_schema


class Unique:
    """Annotation of a list with unique items.

    Items that are equal in JSON are rejected, as with JSON Schema's `uniqueItems`. If items are different in JSON but
    have the same value, such as a UUID in upper and in lower case, only the first one is kept.
    """

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        """Return the core schema (a hook of Pydantic)."""
        return core_schema.no_info_wrap_validator_function(_distinct, handler(source))


def _distinct(given: Any, validate: core_schema.ValidatorFunctionWrapHandler) -> Any:
    values = validate(given)
    if isinstance(given, Sequence) and len(_distinct_items(given)) < len(given):
        raise PydanticCustomError("unique_items", "Items should be different from each other")
    return _distinct_items(values)


def _distinct_items(items: Sequence[Any]) -> list[Any]:
    """Return the items without duplicates. `true` and 1 are not equal."""
    return list({(isinstance(item, bool), item): item for item in items}.values())

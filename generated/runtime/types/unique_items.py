# Generated from spec/*.yaml. Do not edit: change the spec, then `make generate`.
# digest: 34015363524ad01b5ac4dadf4863b9f6
"""Arrays whose items must differ from each other."""

from collections.abc import Sequence
from typing import Any

from pydantic import GetCoreSchemaHandler
from pydantic_core import CoreSchema, PydanticCustomError, core_schema


class Unique:
    """Annotation of a list that holds no item twice.

    Items that are the same in JSON are refused, as JSON Schema's `uniqueItems` has it. Of items that JSON writes
    differently but that are the same value, such as a UUID in upper and in lower case, the first one stays.
    """

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        """Return the schema that Pydantic calls for."""
        return core_schema.no_info_wrap_validator_function(_distinct, handler(source))


def _distinct(given: Any, validate: core_schema.ValidatorFunctionWrapHandler) -> Any:
    values = validate(given)
    if isinstance(given, Sequence) and len(_distinct_items(given)) < len(given):
        raise PydanticCustomError("unique_items", "Items should be different from each other")
    return _distinct_items(values)


def _distinct_items(items: Sequence[Any]) -> list[Any]:
    """Return the items without those that equal an earlier one; `true` and 1 are not equal."""
    return list({(isinstance(item, bool), item): item for item in items}.values())

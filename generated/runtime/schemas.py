# Generated from spec/*.yaml. Do not edit: change the spec, then `make generate`.
# digest: 6abb935a8ae46844f8e58e9ed487c6fc
"""Base classes of the request and response schemas."""

from typing import Any

from pydantic import BaseModel, ConfigDict, GetCoreSchemaHandler
from pydantic_core import CoreSchema, core_schema


class JsonBytes(bytes):
    """The body of a request, to be parsed by the schema that validates it."""


def _road(value: Any) -> str:
    return "json" if type(value) is JsonBytes else "python"


class RequestModel(BaseModel):
    """Base of what a client sends. Unknown fields are refused, and no error repeats a value.

    It is validated as JSON, strictly, if it is given as `JsonBytes` or through `model_validate_json`.
    """

    model_config = ConfigDict(
        extra="forbid",
        strict=True,
        allow_inf_nan=False,
        hide_input_in_errors=True,
        use_attribute_docstrings=True,
        protected_namespaces=(),  # generated attributes are checked against the names that Pydantic has
    )

    @classmethod
    def __get_pydantic_core_schema__(cls, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        """Return the model's schema with the road for `JsonBytes`."""
        schema = handler(source)
        return core_schema.json_or_python_schema(
            json_schema=schema,
            python_schema=core_schema.tagged_union_schema(
                {"json": core_schema.json_schema(schema), "python": schema}, discriminator=_road
            ),
        )


class ResponseModel(BaseModel):
    """Base of what the service answers: a row of a table, or anything with its attributes."""

    model_config = ConfigDict(from_attributes=True, allow_inf_nan=False, protected_namespaces=())

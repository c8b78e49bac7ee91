"""Validates values that are written as text: first the text by a pattern, then the value.

The patterns are the same as in the OpenAPI document, so that exactly the documented texts are accepted.
"""

import re
from collections.abc import Callable
from typing import Any

from pydantic import GetCoreSchemaHandler
from pydantic_core import CoreSchema, core_schema


class Lexical:
    """Annotation of a type whose values are strings in JSON and match a pattern.

    `parse` is the schema that converts a matching text to a value; `write` converts a value to its text. JSON input
    must be text. Python input (paths and queries) may also be an instance of the type; its JSON text is validated.
    """

    def __init__(self, pattern: str, parse: CoreSchema, write: Callable[[Any], str]) -> None:
        self.form: CoreSchema = core_schema.str_schema(strict=True, pattern=pattern)
        self.parse = parse
        self.write = write

    def __get_pydantic_core_schema__(self, source: type[Any], handler: GetCoreSchemaHandler) -> CoreSchema:
        """Return the core schema (a hook of Pydantic)."""
        text = core_schema.chain_schema([self.form, self.parse])

        def as_text(value: Any) -> Any:
            return self.write(value) if isinstance(value, source) else value

        return core_schema.json_or_python_schema(
            json_schema=text,
            python_schema=core_schema.no_info_before_validator_function(as_text, text),
            serialization=core_schema.plain_serializer_function_ser_schema(
                self.write, return_schema=core_schema.str_schema(), when_used="json"
            ),
        )


class Plain:
    """Annotation of a type that is not a string in JSON, but is text in paths and queries.

    `pattern` describes the JSON form, `read` converts a matching text to a value, and `value` validates values.
    """

    def __init__(self, pattern: str, read: Callable[[str], Any], value: CoreSchema) -> None:
        self.pattern = re.compile(pattern)
        self.read = read
        self.value = value

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        """Return the core schema (a hook of Pydantic)."""
        return core_schema.json_or_python_schema(
            json_schema=self.value,
            python_schema=core_schema.no_info_before_validator_function(self._given, self.value),
        )

    def _given(self, value: Any) -> Any:
        return self.read(value) if isinstance(value, str) and self.pattern.fullmatch(value) else value

# Generated from spec/*.yaml. Do not edit: change the spec, then `make generate`.
# digest: b7ee20b6a26502e23f44f201a6d92d18
"""How a value that JSON writes as a string is checked: first the text, by a pattern, then what it says.

The patterns are those of the OpenAPI document, so that exactly what it allows is taken.
"""

import re
from collections.abc import Callable
from typing import Any

from pydantic import GetCoreSchemaHandler
from pydantic_core import CoreSchema, core_schema


class Lexical:
    """Annotation of a type whose values are written as strings that match a pattern.

    `parse` is the schema that makes a value of a text that matches, `write` makes the text of a value. In JSON only
    texts are taken; in Python (and so in paths and queries) also instances of the type, which are checked as the
    text that they would be in JSON.
    """

    def __init__(self, pattern: str, parse: CoreSchema, write: Callable[[Any], str]) -> None:
        self.form: CoreSchema = core_schema.str_schema(strict=True, pattern=pattern)
        self.parse = parse
        self.write = write

    def __get_pydantic_core_schema__(self, source: type[Any], handler: GetCoreSchemaHandler) -> CoreSchema:
        """Return the schema that Pydantic calls for."""
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
    """Annotation of a type that JSON has a form of its own for, while a path or query has only text.

    `read` makes a value of a text that is written as JSON would write it (`pattern`); `value` checks values.
    """

    def __init__(self, pattern: str, read: Callable[[str], Any], value: CoreSchema) -> None:
        self.pattern = re.compile(pattern)
        self.read = read
        self.value = value

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        """Return the schema that Pydantic calls for."""
        return core_schema.json_or_python_schema(
            json_schema=self.value,
            python_schema=core_schema.no_info_before_validator_function(self._given, self.value),
        )

    def _given(self, value: Any) -> Any:
        return self.read(value) if isinstance(value, str) and self.pattern.fullmatch(value) else value

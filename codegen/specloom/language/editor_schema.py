"""The JSON Schema of the language, for completion and validation in editors."""

import json
from typing import Any

from pydantic.json_schema import GenerateJsonSchema, JsonSchemaValue
from pydantic_core import core_schema

from specloom.language.spec import Spec


class _EditorSchema(GenerateJsonSchema):
    """JSON Schema as a user writes a spec: optional keys are absent, not null."""

    def nullable_schema(self, schema: core_schema.NullableSchema) -> JsonSchemaValue:
        return self.generate_inner(schema["schema"])

    def default_schema(self, schema: core_schema.WithDefaultSchema) -> JsonSchemaValue:
        return self.generate_inner(schema["schema"])


def editor_schema() -> str:
    """Return the JSON Schema of a spec file as text: the content of `codegen/specloom/spec.schema.json`."""
    schema = Spec.model_json_schema(schema_generator=_EditorSchema)
    schema = {"$schema": "https://json-schema.org/draft/2020-12/schema", **schema, "title": "Specloom spec"}
    return json.dumps(_without_titles(schema), indent=2, ensure_ascii=False) + "\n"


def _without_titles(value: Any) -> Any:
    """Return the schema without the titles that repeat the name of a key."""
    if isinstance(value, list):
        return [_without_titles(each) for each in value]
    if not isinstance(value, dict):
        return value
    titled = isinstance(value.get("title"), str) and "$schema" not in value
    return {key: _without_titles(each) for key, each in value.items() if not (titled and key == "title")}

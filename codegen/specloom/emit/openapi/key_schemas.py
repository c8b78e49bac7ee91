"""JSON Schemas of primary keys in requests: in paths, and in the items of batches."""

from specloom.emit.openapi.examples import NO_EXAMPLE, example
from specloom.model import Entity, Field
from specloom.types import JsonSchema, row


def key_schemas(entity: Entity) -> dict[str, JsonSchema]:
    """Return the JSON Schema of each field of the key, by name, with an example."""
    return {each.name: _key_schema(each) for each in entity.key}


def _key_schema(field: Field) -> JsonSchema:
    schema = row(field.type).schema(field.type.as_key())
    found = example(field.type, "id" if field.reference is not None else field.name)
    return schema if found is NO_EXAMPLE else {**schema, "examples": [found]}

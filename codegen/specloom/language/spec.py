"""The spec language as Pydantic models.

The models define the keys and the kind of each value. `resolve` checks the meaning. Editors show the text of each
`description`.
"""

from typing import Annotated, Any, Literal

from pydantic import (
    BeforeValidator,
    Field,
    GetJsonSchemaHandler,
    PlainValidator,
    WithJsonSchema,
)
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema, PydanticKnownError, core_schema

from specloom.language.base import Part, Text
from specloom.language.field_spec import EnumSpec, FieldSpec, Name, Value
from specloom.language.service import ServiceSpec

Operation = Literal["list", "create", "read", "update", "replace", "delete", "batch"]
ID_TYPES = ("uuid", "integer", "bigint", "string")


def _versioned(value: Any) -> bool | str:
    if isinstance(value, bool | str) and value in (True, False, "required"):
        return value
    raise PydanticKnownError("literal_error", {"expected": "'true', 'false' or 'required'"})


Versioned = Annotated[
    bool | Literal["required"],
    PlainValidator(_versioned),
    WithJsonSchema({"enum": [True, False, "required"]}),
]


def _id_mapping(value: Any) -> Any:
    if isinstance(value, str):
        return {"type": value}
    return {"fields": value} if isinstance(value, list) else value


def _one_or_many(value: Any) -> Any:
    return [value] if isinstance(value, str) else value


class IdSpec(Part):
    """The primary key: its type and options."""

    type: Literal["uuid", "integer", "bigint", "string"] | None = Field(
        default=None, description="`uuid` (version 7, the default), `integer`, `bigint` or `string`."
    )
    column: Name | None = Field(default=None, description="The name of the column, if it is not `id`.")
    description: Text = Field(default="", description="The meaning of the id.")
    as_: Literal["string"] | None = Field(
        default=None,
        alias="as",
        description="`string`: JSON has a `bigint` as a text of digits, for clients that round large numbers.",
    )
    min_length: int | None = Field(default=None, description="Shortest length of a string id.")
    max_length: int | None = Field(default=None, description="Longest length of a string id.")
    pattern: str | None = Field(default=None, description="A regular expression that a string id must match.")
    fields: list[str] | None = Field(
        default=None, description="The fields and relations of a composite key, in order."
    )

    @classmethod
    def __get_pydantic_core_schema__(cls, source: Any, handler: Any) -> CoreSchema:
        """Accept a plain type or a list of fields instead of the mapping."""
        return core_schema.no_info_before_validator_function(_id_mapping, handler(source))

    @classmethod
    def __get_pydantic_json_schema__(
        cls, schema: CoreSchema, handler: GetJsonSchemaHandler
    ) -> JsonSchemaValue:
        """Describe both forms in the JSON Schema."""
        return {"anyOf": [{"enum": list(ID_TYPES)}, handler(schema)], "description": "The primary key."}


class MixinSpec(Part):
    """A group of fields that entities share."""

    description: Text = Field(default="", description="The purpose of the fields.")
    fields: dict[str, FieldSpec] = Field(
        default={}, description="The fields that each entity with this mixin gets."
    )


class EntitySpec(Part):
    """A resource: a table, its schemas, its service and its routes."""

    description: Text = Field(default="", description="The meaning of a row.")
    id: IdSpec = Field(default=IdSpec(), description="The primary key.")
    table: Name | None = Field(
        default=None, description="The name of the table. Default: the plural of the entity's name."
    )
    path: Name | None = Field(
        default=None, description="The first segment of the routes. Default: the plural of the entity's name."
    )
    plural: Name | None = Field(
        default=None,
        description="The plural of the name in snake case, to replace the derived one: `oxen`.",
    )
    mixins: list[str] = Field(
        default=[], description="Groups of fields to include, from the top-level key `mixins`."
    )
    fields: dict[str, FieldSpec] = Field(default={}, description="The fields and relations, by name.")
    unique: list[Annotated[list[str], BeforeValidator(_one_or_many)]] = Field(
        default=[], description="Lists of fields that are unique together."
    )
    indexes: list[Annotated[list[str], BeforeValidator(_one_or_many)]] = Field(
        default=[], description="Lists of fields that get a database index."
    )
    timestamps: bool = Field(default=True, description="Adds `created_at` and `updated_at`.")
    versioned: Versioned = Field(
        default=True,
        description="Counts changes, for ETag and If-Match. `required`: every change needs If-Match.",
    )
    operations: list[Operation] | None = Field(
        default=None,
        description="The operations to generate. Default: all. `batch` needs create, update or delete.",
    )
    sort: Annotated[list[str], BeforeValidator(_one_or_many)] = Field(
        default=[], description="The default order: fields, with `-` in front for descending."
    )
    search: Annotated[list[str], BeforeValidator(_one_or_many)] = Field(
        default=[], description="The text fields that `?q=` searches."
    )
    checks: dict[str, Text] = Field(
        default={}, description="Conditions that every row must meet: an expression over its fields, by name."
    )
    soft_delete: bool = Field(
        default=False, description="Deleted rows stay in the table, are hidden, and can be restored."
    )
    access: Value = Field(default=None, description="Access rules. Not supported yet.")
    was: Value = Field(default=None, description="The entity's former name. Not supported yet.")


class Spec(Part):
    """A file of a spec. Files are merged. Each may have any of these keys."""

    service: ServiceSpec = Field(default=ServiceSpec(), description="The description of the service.")
    enums: dict[str, EnumSpec] = Field(default={}, description="Named sets of values.")
    mixins: dict[str, MixinSpec] = Field(default={}, description="Groups of fields that entities share.")
    entities: dict[str, EntitySpec] = Field(default={}, description="The resources, by name.")

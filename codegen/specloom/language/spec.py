"""The language as Pydantic models.

These models say which keys there are and what kind of value each takes; what the values mean together is checked by
`resolve`. Every text of a `description` below is what an editor shows.
"""

from decimal import Decimal
from typing import Annotated, Any, Literal

from pydantic import (
    BeforeValidator,
    Field,
    GetJsonSchemaHandler,
    PlainValidator,
    WithJsonSchema,
)
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema, PydanticCustomError, PydanticKnownError, core_schema

from specloom.language.parts import Part, Text
from specloom.language.service import ServiceSpec

SCALARS = (
    *("string", "text", "integer", "bigint", "float", "decimal", "boolean", "date", "time", "datetime"),
    *("duration", "uuid", "email", "url", "slug", "ip", "enum", "json", "bytes", "password"),
)
"""The scalar types, as a spec names them."""
ARRAY_ITEMS = tuple(name for name in SCALARS if name not in ("json", "password"))
Operation = Literal["list", "create", "read", "update", "replace", "delete", "batch"]
ID_TYPES = ("uuid", "integer", "bigint", "string")

_NAMED = r"^[A-Z][A-Za-z0-9]*(\[\]|\?)?$"


def _type_schema(*, short: bool) -> JsonSchemaValue:
    names: list[str] = []
    for name in SCALARS:
        if short and name == "enum":
            continue
        names += [name, f"{name}?"]
        if name in ARRAY_ITEMS:
            names += [f"{name}[]", f"{name}[]?"]
    return {
        "anyOf": [
            {"enum": names, "description": "A scalar type; `?` makes it nullable, `[]` an array."},
            {
                "type": "string",
                "pattern": _NAMED,
                "description": "An entity or a named enum; `?` makes it nullable, `[]` a list of them.",
            },
        ]
    }


def _number(value: Any) -> int | Decimal | str:
    if isinstance(value, int | Decimal | str) and not isinstance(value, bool):
        return value
    raise PydanticCustomError("number_type", "a number, or a date or decimal as a text")


def _versioned(value: Any) -> bool | str:
    if isinstance(value, bool | str) and value in (True, False, "required"):
        return value
    raise PydanticKnownError("literal_error", {"expected": "'true', 'false' or 'required'"})


Name = Annotated[str, Field(max_length=200)]
Number = Annotated[
    int | Decimal | str, PlainValidator(_number), WithJsonSchema({"type": ["number", "string"]})
]
Value = Annotated[Any, WithJsonSchema({})]
Versioned = Annotated[
    bool | Literal["required"],
    PlainValidator(_versioned),
    WithJsonSchema({"enum": [True, False, "required"]}),
]
TypeName = Annotated[str, WithJsonSchema(_type_schema(short=False))]


class EnumSpec(Part):
    """A named set of values."""

    values: list[str] = Field(description="The values, as JSON and the database hold them.")
    members: dict[str, str] = Field(
        default={}, description="Names of Python members, by value, where the derived name does not fit."
    )
    description: Text = Field(default="", description="What the values stand for.")

    @classmethod
    def __get_pydantic_core_schema__(cls, source: Any, handler: Any) -> CoreSchema:
        """Let a plain list stand for the mapping."""
        return core_schema.no_info_before_validator_function(
            lambda value: {"values": value} if isinstance(value, list) else value, handler(source)
        )

    @classmethod
    def __get_pydantic_json_schema__(
        cls, schema: CoreSchema, handler: GetJsonSchemaHandler
    ) -> JsonSchemaValue:
        """Describe both forms."""
        values = {"type": "array", "items": {"type": "string"}, "minItems": 1}
        return {"anyOf": [values, handler(schema)], "description": "A named set of values."}


class ItemSpec(Part):
    """The options of an array's items."""

    min_length: int | None = Field(default=None, description="Shortest length, in characters.")
    max_length: int | None = Field(
        default=None, description="Longest length, in characters (bytes for `bytes`)."
    )
    pattern: str | None = Field(
        default=None, description="A regular expression that the whole text must match."
    )
    min: Number | None = Field(default=None, description="Smallest value.")
    max: Number | None = Field(default=None, description="Largest value.")
    multiple_of: int | None = Field(default=None, description="The value is a multiple of this.")
    as_: Literal["string"] | None = Field(
        default=None,
        alias="as",
        description="`string`: JSON holds the number as a text of digits, for clients that round large numbers.",
    )
    max_digits: int | None = Field(
        default=None, description="Digits of a decimal, those after the point included."
    )
    decimal_places: int | None = Field(default=None, description="Digits of a decimal after the point.")
    values: list[str] | None = Field(default=None, description="The values of an enum.")
    members: dict[str, str] | None = Field(
        default=None,
        description="Names of an enum's Python members, by value, where the derived name does not fit.",
    )


class FieldSpec(ItemSpec):
    """A field or relation: its type and options."""

    type: TypeName = Field(description="A scalar type, an enum or an entity.")
    nullable: bool = Field(default=False, description="The value may be null.")
    default: Value = Field(
        default=None, description="The value where none is given, or `now`, `today`, `uuid`."
    )
    unique: bool = Field(
        default=False, description="No two rows have the same value. On a relation: one-to-one."
    )
    index: bool = Field(default=False, description="The database keeps an index of the values.")
    description: Text = Field(default="", description="What the field means.")
    example: Value = Field(default=None, description="A value for the documentation.")
    deprecated: bool = Field(default=False, description="Clients should stop using the field.")
    column: Name | None = Field(
        default=None, description="The name of the column, where it differs from the field's."
    )
    filter: bool = Field(default=True, description="`false`: lists cannot be filtered by the field.")
    sort: bool = Field(default=True, description="`false`: lists cannot be sorted by the field.")
    immutable: bool = Field(
        default=False, description="Set when the row is created, never changed by a request."
    )
    read_only: bool = Field(
        default=False, description="In no request; set by hand-written code or a default."
    )
    sensitive: bool = Field(default=False, description="In requests, but in no response.")
    internal: bool = Field(
        default=False, description="In no request and no response; for hand-written code alone."
    )
    json_schema: dict[str, Any] | None = Field(
        default=None, alias="schema", description="A JSON Schema (a subset) that a `json` value must fit."
    )
    item: ItemSpec | None = Field(default=None, description="Options of the items of an array.")
    min_items: int | None = Field(default=None, description="Fewest items of an array.")
    max_items: int | None = Field(
        default=None, description="Most items of an array, or of a relation's ids in a body."
    )
    unique_items: bool = Field(default=False, description="No item stands twice in an array.")
    on_delete: Literal["restrict", "cascade", "set_null"] = Field(
        default="restrict", description="What happens to this row when the one that it refers to is deleted."
    )
    inverse: Name | None = Field(
        default=None, description="The relation's name on the entity that it refers to."
    )
    table: Name | None = Field(default=None, description="The association table of a many-to-many relation.")
    target_column: Name | None = Field(
        default=None, description="The association table's column for the other entity."
    )
    singular: Name | None = Field(
        default=None, description="The singular of a many-to-many relation: `tag_ids` of `tag`."
    )
    was: Name | None = Field(default=None, description="The field's former name. Not supported yet.")
    through: Name | None = Field(
        default=None,
        description="The entity whose rows the links are: it has one required reference to each end, unique together.",
    )

    @classmethod
    def __get_pydantic_core_schema__(cls, source: Any, handler: Any) -> CoreSchema:
        """Let a plain type stand for the mapping."""
        return core_schema.no_info_before_validator_function(
            lambda value: {"type": value} if isinstance(value, str) else value, handler(source)
        )

    @classmethod
    def __get_pydantic_json_schema__(
        cls, schema: CoreSchema, handler: GetJsonSchemaHandler
    ) -> JsonSchemaValue:
        """Describe both forms."""
        return {"anyOf": [_type_schema(short=True), handler(schema)], "description": "A field or relation."}


def _id_mapping(value: Any) -> Any:
    if isinstance(value, str):
        return {"type": value}
    return {"fields": value} if isinstance(value, list) else value


def _one_or_many(value: Any) -> Any:
    return [value] if isinstance(value, str) else value


class IdSpec(Part):
    """The primary key: its type, and what else there is to say about it."""

    type: Literal["uuid", "integer", "bigint", "string"] | None = Field(
        default=None, description="`uuid` (version 7, the default), `integer`, `bigint` or `string`."
    )
    column: Name | None = Field(default=None, description="The name of the column, where it is not `id`.")
    description: Text = Field(default="", description="What the id means.")
    as_: Literal["string"] | None = Field(
        default=None,
        alias="as",
        description="`string`: JSON holds a `bigint` as a text of digits, for clients that round large numbers.",
    )
    min_length: int | None = Field(default=None, description="Shortest length of a string id.")
    max_length: int | None = Field(default=None, description="Longest length of a string id.")
    pattern: str | None = Field(default=None, description="A regular expression that a string id must match.")
    fields: list[str] | None = Field(
        default=None, description="The fields and relations of a composite key, in its order."
    )

    @classmethod
    def __get_pydantic_core_schema__(cls, source: Any, handler: Any) -> CoreSchema:
        """Let a plain type, or a list of fields, stand for the mapping."""
        return core_schema.no_info_before_validator_function(_id_mapping, handler(source))

    @classmethod
    def __get_pydantic_json_schema__(
        cls, schema: CoreSchema, handler: GetJsonSchemaHandler
    ) -> JsonSchemaValue:
        """Describe both forms."""
        return {"anyOf": [{"enum": list(ID_TYPES)}, handler(schema)], "description": "The primary key."}


class MixinSpec(Part):
    """A group of fields that entities share."""

    description: Text = Field(default="", description="What the fields are for.")
    fields: dict[str, FieldSpec] = Field(
        default={}, description="The fields that each entity with this mixin gets."
    )


class EntitySpec(Part):
    """A resource: a table, its schemas, its service and its routes."""

    description: Text = Field(default="", description="What a row stands for.")
    id: IdSpec = Field(default=IdSpec(), description="The primary key.")
    table: Name | None = Field(
        default=None, description="The name of the table; the plural of the entity's where absent."
    )
    path: Name | None = Field(
        default=None, description="The first segment of the routes; the plural where absent."
    )
    plural: Name | None = Field(
        default=None,
        description="The plural of the name in snake case, where the derived one does not fit: `oxen`.",
    )
    mixins: list[str] = Field(
        default=[], description="Groups of fields to take in, from the top level's `mixins`."
    )
    fields: dict[str, FieldSpec] = Field(default={}, description="The fields and relations, by name.")
    unique: list[Annotated[list[str], BeforeValidator(_one_or_many)]] = Field(
        default=[], description="Lists of fields that are unique together."
    )
    indexes: list[Annotated[list[str], BeforeValidator(_one_or_many)]] = Field(
        default=[], description="Lists of fields that the database keeps an index of."
    )
    timestamps: bool = Field(default=True, description="Adds `created_at` and `updated_at`.")
    versioned: Versioned = Field(
        default=True,
        description="Counts changes, for ETag and If-Match; `required`: no change without If-Match.",
    )
    operations: list[Operation] | None = Field(
        default=None,
        description="The operations to generate, all where absent; `batch` needs create, update or delete.",
    )
    sort: Annotated[list[str], BeforeValidator(_one_or_many)] = Field(
        default=[], description="The default order: fields, with `-` in front for descending."
    )
    search: Annotated[list[str], BeforeValidator(_one_or_many)] = Field(
        default=[], description="The text fields that `?q=` looks in."
    )
    checks: dict[str, Text] = Field(
        default={}, description="Rules that every row keeps: an expression over its fields, by name."
    )
    soft_delete: bool = Field(
        default=False, description="Deleted rows stay in the table, unseen, and can be restored."
    )
    access: Value = Field(default=None, description="Who may do what. Not supported yet.")
    was: Value = Field(default=None, description="The entity's former name. Not supported yet.")


class Spec(Part):
    """A file of a spec. Files are merged; each may hold any of these keys."""

    service: ServiceSpec = Field(default=ServiceSpec(), description="What the service says of itself.")
    enums: dict[str, EnumSpec] = Field(default={}, description="Named sets of values.")
    mixins: dict[str, MixinSpec] = Field(default={}, description="Groups of fields that entities share.")
    entities: dict[str, EntitySpec] = Field(default={}, description="The resources, by name.")

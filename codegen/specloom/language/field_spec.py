"""The models of enums and fields in a spec. Editors show the `description` of each key."""

from decimal import Decimal
from typing import Annotated, Any, Literal

from pydantic import (
    Field,
    GetJsonSchemaHandler,
    PlainValidator,
    WithJsonSchema,
)
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema, PydanticCustomError, core_schema

from specloom.language.base import Part, Text

SCALARS = (
    *("string", "text", "integer", "bigint", "float", "decimal", "boolean", "date", "time", "datetime"),
    *("duration", "uuid", "email", "url", "slug", "ip", "enum", "json", "bytes", "password"),
)
"""The scalar types, as a spec names them."""
ARRAY_ITEMS = tuple(name for name in SCALARS if name not in ("json", "password"))

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


Name = Annotated[str, Field(max_length=200)]
Number = Annotated[
    int | Decimal | str, PlainValidator(_number), WithJsonSchema({"type": ["number", "string"]})
]
Value = Annotated[Any, WithJsonSchema({})]
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

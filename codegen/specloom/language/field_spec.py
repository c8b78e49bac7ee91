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
"""The scalar types of the language."""
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

    values: list[str] = Field(description="The values, in JSON and in the database.")
    members: dict[str, str] = Field(
        default={}, description="Names of Python members, by value, to replace derived names."
    )
    description: Text = Field(default="", description="The meaning of the values.")

    @classmethod
    def __get_pydantic_core_schema__(cls, source: Any, handler: Any) -> CoreSchema:
        """Accept a plain list instead of the mapping."""
        return core_schema.no_info_before_validator_function(
            lambda value: {"values": value} if isinstance(value, list) else value, handler(source)
        )

    @classmethod
    def __get_pydantic_json_schema__(
        cls, schema: CoreSchema, handler: GetJsonSchemaHandler
    ) -> JsonSchemaValue:
        """Describe both forms in the JSON Schema."""
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
        description="`string`: JSON has the number as a text of digits, for clients that round large numbers.",
    )
    max_digits: int | None = Field(
        default=None, description="Digits of a decimal in all, before and after the point."
    )
    decimal_places: int | None = Field(default=None, description="Digits of a decimal after the point.")
    values: list[str] | None = Field(default=None, description="The values of an enum.")
    members: dict[str, str] | None = Field(
        default=None,
        description="Names of an enum's Python members, by value, to replace derived names.",
    )


class FieldSpec(ItemSpec):
    """A field or relation: its type and options."""

    type: TypeName = Field(description="A scalar type, an enum or an entity.")
    nullable: bool = Field(default=False, description="The value may be null.")
    default: Value = Field(
        default=None,
        description="The default value, or `now`, `today`, `uuid`, which are generated for each row.",
    )
    unique: bool = Field(
        default=False, description="No two rows have the same value. On a relation: one-to-one."
    )
    index: bool = Field(default=False, description="Create a database index of the values.")
    description: Text = Field(default="", description="The meaning of the field.")
    example: Value = Field(default=None, description="A sample value for the documentation.")
    deprecated: bool = Field(default=False, description="Clients should stop using the field.")
    column: Name | None = Field(
        default=None, description="The name of the column, if it differs from the field's."
    )
    filter: bool = Field(default=True, description="`false`: lists cannot be filtered by the field.")
    sort: bool = Field(default=True, description="`false`: lists cannot be sorted by the field.")
    immutable: bool = Field(
        default=False, description="Set when the row is created. Requests cannot change it."
    )
    read_only: bool = Field(
        default=False, description="Not in requests. Hand-written code or a default sets it."
    )
    sensitive: bool = Field(default=False, description="In requests, but not in responses.")
    internal: bool = Field(
        default=False, description="Neither in requests nor in responses. Only hand-written code uses it."
    )
    json_schema: dict[str, Any] | None = Field(
        default=None, alias="schema", description="A JSON Schema (a subset) that a `json` value must fit."
    )
    item: ItemSpec | None = Field(default=None, description="Options of the items of an array.")
    min_items: int | None = Field(default=None, description="Minimum number of items of an array.")
    max_items: int | None = Field(
        default=None, description="Maximum number of items of an array, or of a relation's ids in a request."
    )
    unique_items: bool = Field(default=False, description="All items of an array must be different.")
    on_delete: Literal["restrict", "cascade", "set_null"] = Field(
        default="restrict", description="What happens to this row when the row that it refers to is deleted."
    )
    inverse: Name | None = Field(
        default=None, description="The name of the inverse relation on the entity that this one refers to."
    )
    table: Name | None = Field(default=None, description="The association table of a many-to-many relation.")
    target_column: Name | None = Field(
        default=None, description="The column of the association table that refers to the other entity."
    )
    singular: Name | None = Field(
        default=None, description="The singular of a many-to-many relation: `tag` gives `tag_ids`."
    )
    was: Name | None = Field(default=None, description="The field's former name. Not supported yet.")
    through: Name | None = Field(
        default=None,
        description="The entity whose rows are the links. It needs one required reference to each end, "
        "and the pair must be unique.",
    )

    @classmethod
    def __get_pydantic_core_schema__(cls, source: Any, handler: Any) -> CoreSchema:
        """Accept a plain type instead of the mapping."""
        return core_schema.no_info_before_validator_function(
            lambda value: {"type": value} if isinstance(value, str) else value, handler(source)
        )

    @classmethod
    def __get_pydantic_json_schema__(
        cls, schema: CoreSchema, handler: GetJsonSchemaHandler
    ) -> JsonSchemaValue:
        """Describe both forms in the JSON Schema."""
        return {"anyOf": [_type_schema(short=True), handler(schema)], "description": "A field or relation."}

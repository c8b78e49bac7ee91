"""The type table: each type of the spec language is one row of `TYPES`.

A row defines the options of the type, its column, its Python annotation, its JSON Schema, its filters and its
examples. A new type is a new row.

The file has more than 300 lines because it is one table.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal

from specloom.patterns import string_patterns
from specloom.types import examples, json_schemas
from specloom.types.type import ARRAY_LENGTH, STRING_LENGTH, JsonSchema, Type

Operator = Literal["eq", "ne", "gt", "gte", "lt", "lte", "in", "contains", "startswith", "isnull", "has"]


@dataclass(frozen=True, slots=True)
class Row:
    """The properties of one type."""

    options: frozenset[str]
    """Options of the spec language, in addition to the common ones."""
    column: Callable[[Type], str]
    """SQLAlchemy type expression, which uses names of `sqlalchemy` and `runtime.types.columns`."""
    annotation: Callable[[Type], str]
    """Python annotation of the value in models and rows."""
    json_type: Callable[[Type], str]
    """Name of the annotated type in `runtime.types.json_types` that validates the value, or a plain type."""
    schema: Callable[[Type], JsonSchema]
    """JSON Schema of the value in requests and responses, without nullability, description and default."""
    filters: tuple[Operator, ...]
    examples: examples.Examples
    """Realistic example values for a field of a given name. Some may violate its options."""
    sortable: bool = True
    array_item: bool = True


def _array_schema(type_: Type) -> JsonSchema:
    assert type_.item is not None
    schema: JsonSchema = {"type": "array", "items": row(type_.item).schema(type_.item)}
    if type_.min_items:
        schema["minItems"] = type_.min_items
    schema["maxItems"] = ARRAY_LENGTH if type_.max_items is None else type_.max_items
    if type_.unique_items:
        schema["uniqueItems"] = True
    return schema


def _array_column(type_: Type) -> str:
    assert type_.item is not None
    return f"Array({row(type_.item).column(type_.item)})"


def _array_annotation(type_: Type) -> str:
    assert type_.item is not None
    return f"list[{row(type_.item).annotation(type_.item)}]"


def _array_json_type(type_: Type) -> str:
    assert type_.item is not None
    return f"list[{row(type_.item).json_type(type_.item)}]"


def _no_example(_: Type, __: str) -> tuple[()]:
    """Return no examples: those of arrays are made from the examples of their items."""
    return ()


def _constant(value: Any) -> Callable[[Type], Any]:
    def constant(_: Type) -> Any:
        return value

    return constant


def _numbered(text: str) -> tuple[str, ...]:
    return tuple(text.format(number) for number in range(2, 100))


def _text_of(name: str, length: int) -> Callable[[Type], str]:
    """Return a function that makes a text column with the length of the spec or a default length."""

    def column(type_: Type) -> str:
        return f"{name}({length if type_.max_length is None else type_.max_length})"

    return column


def _varchar(length: int) -> Callable[[Type], str]:
    return _text_of("varchar", length)


_TEXT = frozenset({"min_length", "max_length", "pattern"})
_BOUNDS = frozenset({"min", "max"})
_ORDERED: tuple[Operator, ...] = ("eq", "ne", "gt", "gte", "lt", "lte", "in", "isnull")
_WORDS: tuple[Operator, ...] = (*_ORDERED, "contains", "startswith")
_EQUAL: tuple[Operator, ...] = ("eq", "ne", "in", "isnull")

TYPES: dict[str, Row] = {
    "string": Row(
        _TEXT,
        _varchar(STRING_LENGTH),
        _constant("str"),
        _constant("str"),
        json_schemas.text,
        _WORDS,
        examples.text,
    ),
    "text": Row(
        _TEXT,
        _constant("text()"),
        _constant("str"),
        _constant("str"),
        json_schemas.text,
        _WORDS,
        examples.text,
    ),
    "integer": Row(
        _BOUNDS | {"multiple_of"},
        _constant("Integer"),
        _constant("int"),
        _constant("Int32"),
        json_schemas.integer(32),
        _ORDERED,
        examples.number,
    ),
    "bigint": Row(
        _BOUNDS | {"multiple_of", "as"},
        lambda type_: "BigIntegerAsText" if type_.as_text else "BigInteger",
        _constant("int"),
        lambda type_: "Int64Text" if type_.as_text else "Int64",
        json_schemas.integer(64),
        _ORDERED,
        examples.number,
    ),
    "float": Row(
        _BOUNDS,
        _constant("Double"),
        _constant("float"),
        _constant("Float"),
        json_schemas.double,
        _ORDERED,
        examples.fraction,
    ),
    "decimal": Row(
        _BOUNDS | {"max_digits", "decimal_places"},
        lambda type_: f"FixedDecimal({type_.max_digits}, {type_.decimal_places})",
        _constant("Decimal"),
        _constant("DecimalText"),
        json_schemas.decimal,
        _ORDERED,
        examples.fraction,
    ),
    "boolean": Row(
        frozenset(),
        _constant("Boolean"),
        _constant("bool"),
        _constant("Bool"),
        _constant({"type": "boolean"}),
        _EQUAL,
        lambda _, __: (True, False),
    ),
    "date": Row(
        _BOUNDS,
        _constant("Date"),
        _constant("dt.date"),
        _constant("Date"),
        json_schemas.date,
        _ORDERED,
        examples.moment("2026-01-31", ""),
    ),
    "time": Row(
        _BOUNDS,
        _constant("Time"),
        _constant("dt.time"),
        _constant("Time"),
        json_schemas.time,
        _ORDERED,
        examples.moment("", "09:30:00"),
    ),
    "datetime": Row(
        _BOUNDS,
        _constant("UtcDateTime"),
        _constant("dt.datetime"),
        _constant("DateTime"),
        json_schemas.moment,
        _ORDERED,
        examples.moment("2026-01-31", "09:30:00"),
    ),
    "duration": Row(
        frozenset(),
        _constant("Duration"),
        _constant("dt.timedelta"),
        _constant("DurationText"),
        _constant({"type": "string", "description": json_schemas.CUT, "pattern": string_patterns.DURATION}),
        _ORDERED,
        examples.listed("PT1H30M", *(f"PT{number}M" for number in range(1, 100))),
    ),
    "uuid": Row(
        frozenset(),
        _constant("Uuid"),
        _constant("UUID"),
        _constant("Uuid"),
        _constant({"type": "string", "format": "uuid", "pattern": string_patterns.UUID}),
        _ORDERED,
        examples.listed(*(f"019aa5e0-7b1c-7000-8000-{number:012}" for number in range(1, 100))),
    ),
    "email": Row(
        frozenset({"max_length"}),
        _text_of("EmailText", 254),
        _constant("str"),
        _constant("Email"),
        json_schemas.text_format(string_patterns.EMAIL, 254),
        _WORDS,
        examples.listed("ada@example.com", "a@b.example", "a@b.cd", *_numbered("ada{}@example.com")),
    ),
    "url": Row(
        frozenset({"max_length"}),
        _varchar(2048),
        _constant("str"),
        _constant("str"),
        json_schemas.text_format(string_patterns.URL, 2048),
        _WORDS,
        examples.listed(
            "https://example.com/",
            "http://a.example",
            "http://a",
            *_numbered("https://example.com/{}"),
            image="https://example.com/image.png",
            avatar="https://example.com/ada.png",
            photo="https://example.com/ada.png",
            logo="https://example.com/logo.png",
        ),
    ),
    "slug": Row(
        frozenset({"max_length"}),
        _varchar(100),
        _constant("str"),
        _constant("str"),
        json_schemas.text_format(string_patterns.SLUG, 100),
        _WORDS,
        examples.listed("notes-on-the-engine", "notes", "a", *_numbered("notes-{}")),
    ),
    "ip": Row(
        frozenset({"max_length"}),
        _varchar(45),
        _constant("str"),
        _constant("str"),
        json_schemas.text_format(string_patterns.IP, 45),
        _WORDS,
        examples.listed("192.0.2.1", "::1", "::", *_numbered("192.0.2.{}")),
    ),
    "enum": Row(
        frozenset({"values", "members"}),
        lambda type_: f"EnumText({type_.enum})",
        lambda type_: type_.enum or "",
        lambda type_: type_.enum or "",
        lambda type_: {"$ref": f"#/components/schemas/{type_.enum}"},
        _ORDERED,
        examples.enum,
    ),
    "json": Row(
        frozenset({"schema"}),
        _constant("Json"),
        _constant("Any"),
        _constant("JsonValue"),
        json_schemas.json_value,
        ("isnull",),
        examples.document,
        sortable=False,
        array_item=False,
    ),
    "bytes": Row(
        frozenset({"max_length"}),
        _constant("LargeBinary"),
        _constant("bytes"),
        _constant("Base64"),
        json_schemas.base64,
        ("isnull",),
        examples.data,
        sortable=False,
    ),
    "password": Row(
        frozenset({"min_length", "max_length"}),
        _constant("PasswordText(255)"),
        _constant("str"),
        _constant("SecretStr"),
        lambda type_: {**json_schemas.text(type_), "format": "password", "writeOnly": True},
        (),
        examples.password,
        sortable=False,
        array_item=False,
    ),
    "array": Row(
        frozenset({"item", "min_items", "max_items", "unique_items"}),
        _array_column,
        _array_annotation,
        _array_json_type,
        _array_schema,
        ("has", "isnull"),
        _no_example,
        sortable=False,
        array_item=False,
    ),
}


def row(type_: Type) -> Row:
    """Return the row of the table for a type."""
    return TYPES[type_.kind]

"""The type table: everything that Specloom knows about a type of the spec language stands in one row of `TYPES`.

A row says which options the type takes, which column keeps its values, how Python annotates them, what JSON Schema
describes them on the wire, which filters make sense and what an example looks like. A new type is a new row.
"""

import datetime as dt
import json
from collections.abc import Callable
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any, Literal

from codegen import patterns

Bound = int | float | Decimal | dt.date | dt.datetime | dt.time | dt.timedelta
JsonSchema = dict[str, Any]
Operator = Literal["eq", "ne", "gt", "gte", "lt", "lte", "in", "contains", "startswith", "isnull", "has"]

STRING_LENGTH = 255
"""`max_length` of a `string` where the spec gives none."""
TEXT_LENGTH = 65_536
"""`max_length` of a `text` where the spec gives none, so that no request is unbounded."""
ARRAY_LENGTH = 100
"""`max_items` of an array where the spec gives none."""
LINK_LENGTH = 100
"""`max_items` of a many-to-many relation's ids in a body where the spec gives none."""
BYTES_LENGTH = 65_535
"""`max_length` of `bytes`, in bytes before base64, where the spec gives none. A multiple of three."""
MAX_DOUBLE = 1.7976931348623157e308


@dataclass(frozen=True, slots=True)
class Type:
    """A type with its options settled: defaults filled in, patterns in their portable form."""

    kind: str
    """Key of `TYPES`; an array is of kind `array` and has an `item`."""
    min_length: int | None = None
    max_length: int | None = None
    pattern: str | None = None
    """In the portable form of `patterns.portable`, which matches no NUL; None where any text will do."""
    minimum: Bound | None = None
    maximum: Bound | None = None
    multiple_of: int | None = None
    max_digits: int = 0
    decimal_places: int = 0
    enum: str | None = None
    """Name of the enum, for kind `enum`."""
    values: tuple[str, ...] = ()
    """Values of the enum."""
    schema: str | None = None
    """JSON text of the schema that a `json` value must fit."""
    item: "Type | None" = None
    min_items: int | None = None
    max_items: int | None = None
    unique_items: bool = False

    def as_key(self) -> "Type":
        """Return the type of values that name a row: the rules for new ones do not matter, since rows may be older."""
        return replace(self, minimum=None, maximum=None, multiple_of=None)


@dataclass(frozen=True, slots=True)
class Row:
    """What the table says of one type."""

    options: frozenset[str]
    """Options of the spec language beside the common ones."""
    column: Callable[[Type], str]
    """SQLAlchemy type expression, over the names of `sqlalchemy` and `runtime.columns`."""
    annotation: Callable[[Type], str]
    """Python annotation of the value, as models and rows hold it."""
    wire: Callable[[Type], str]
    """Name of the annotated type in `runtime.types` that validates it; `str` and enums stand for themselves."""
    schema: Callable[[Type], JsonSchema]
    """JSON Schema of the value on the wire, without nullability, description and default."""
    filters: tuple[Operator, ...]
    example: Callable[[Type], Any]
    """A value that fits the type's own options, in its JSON form, or None where only the pattern could tell."""
    sortable: bool = True
    array_item: bool = True


def _text_schema(type_: Type) -> JsonSchema:
    schema: JsonSchema = {"type": "string"}
    if type_.min_length:
        schema["minLength"] = type_.min_length
    if type_.max_length is not None:
        schema["maxLength"] = type_.max_length
    schema["pattern"] = type_.pattern or patterns.NO_NUL
    return schema


def _integer_schema(bits: int) -> Callable[[Type], JsonSchema]:
    def schema(type_: Type) -> JsonSchema:
        low, high = -(2 ** (bits - 1)), 2 ** (bits - 1) - 1
        result: JsonSchema = {
            "type": "integer",
            "format": f"int{bits}",
            "minimum": low if type_.minimum is None else type_.minimum,
            "maximum": high if type_.maximum is None else type_.maximum,
        }
        if type_.multiple_of is not None:
            result["multipleOf"] = type_.multiple_of
        return result

    return schema


def _float_schema(type_: Type) -> JsonSchema:
    return {
        "type": "number",
        "format": "double",
        "minimum": -MAX_DOUBLE if type_.minimum is None else type_.minimum,
        "maximum": MAX_DOUBLE if type_.maximum is None else type_.maximum,
    }


def _decimal_schema(type_: Type) -> JsonSchema:
    low = type_.minimum if isinstance(type_.minimum, Decimal) else None
    high = type_.maximum if isinstance(type_.maximum, Decimal) else None
    return {
        "type": "string",
        "format": "decimal",
        "pattern": patterns.decimal(type_.max_digits, type_.decimal_places, low, high),
    }


def _date_schema(type_: Type) -> JsonSchema:
    low = type_.minimum if isinstance(type_.minimum, dt.date) else None
    high = type_.maximum if isinstance(type_.maximum, dt.date) else None
    return {"type": "string", "format": "date", "pattern": patterns.date(low, high)}


def _time_schema(type_: Type) -> JsonSchema:
    low = type_.minimum if isinstance(type_.minimum, dt.time) else None
    high = type_.maximum if isinstance(type_.maximum, dt.time) else None
    return {"type": "string", "pattern": patterns.time(low, high)}


def _datetime_schema(type_: Type) -> JsonSchema:
    low = type_.minimum if isinstance(type_.minimum, dt.datetime) else None
    high = type_.maximum if isinstance(type_.maximum, dt.datetime) else None
    return {"type": "string", "format": "date-time", "pattern": patterns.datetime(low, high)}


def _bytes_schema(type_: Type) -> JsonSchema:
    length = BYTES_LENGTH if type_.max_length is None else type_.max_length
    return {
        "type": "string",
        "contentEncoding": "base64",
        "maxLength": -(-length // 3) * 4,
        "pattern": patterns.base64(length),
    }


def _json_schema(type_: Type) -> JsonSchema:
    if type_.schema is None:
        return {"$ref": "#/components/schemas/JsonValue"}
    schema: JsonSchema = json.loads(type_.schema)
    return schema


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


def _array_wire(type_: Type) -> str:
    assert type_.item is not None
    return f"list[{row(type_.item).wire(type_.item)}]"


def _array_example(type_: Type) -> Any:
    assert type_.item is not None
    item = row(type_.item).example(type_.item)
    if item is None or (type_.min_items or 0) > 1:
        return None
    return [item]


def _text_example(type_: Type) -> Any:
    if type_.pattern is not None:
        return None
    low, high = type_.min_length or 0, type_.max_length or STRING_LENGTH
    return "string".ljust(low, "x")[: max(low, min(high, 6))] if high < 6 or low > 6 else "string"


def _number_example(type_: Type) -> Any:
    step = type_.multiple_of or 1
    low = type_.minimum if isinstance(type_.minimum, int) else 1
    value = -(-low // step) * step
    high = type_.maximum if isinstance(type_.maximum, int) else None
    return value if high is None or value <= high else high // step * step


def _float_example(type_: Type) -> Any:
    if isinstance(type_.minimum, int | float):
        return float(type_.minimum)
    return float(type_.maximum) if isinstance(type_.maximum, int | float) else 1.5


def _decimal_example(type_: Type) -> Any:
    for bound in (type_.minimum, type_.maximum):
        if isinstance(bound, Decimal):
            return f"{bound:.{type_.decimal_places}f}"
    return f"{Decimal(0):.{type_.decimal_places}f}"


def _moment_example(fallback: str) -> Callable[[Type], Any]:
    def example(type_: Type) -> Any:
        bound = type_.minimum if type_.minimum is not None else type_.maximum
        if isinstance(bound, dt.datetime):
            return bound.isoformat().replace("+00:00", "Z")
        return bound.isoformat() if isinstance(bound, dt.date | dt.time) else fallback

    return example


def _constant(value: Any) -> Callable[[Type], Any]:
    def constant(_: Type) -> Any:
        return value

    return constant


def _fixed(pattern: str, length: int) -> Callable[[Type], JsonSchema]:
    def schema(type_: Type) -> JsonSchema:
        longest = length if type_.max_length is None else type_.max_length
        return {"type": "string", "maxLength": longest, "pattern": pattern}

    return schema


def _varchar(length: int) -> Callable[[Type], str]:
    def column(type_: Type) -> str:
        return f"varchar({length if type_.max_length is None else type_.max_length})"

    return column


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
        _text_schema,
        _WORDS,
        _text_example,
    ),
    "text": Row(
        _TEXT, _constant("text()"), _constant("str"), _constant("str"), _text_schema, _WORDS, _text_example
    ),
    "integer": Row(
        _BOUNDS | {"multiple_of"},
        _constant("Integer"),
        _constant("int"),
        _constant("Int32"),
        _integer_schema(32),
        _ORDERED,
        _number_example,
    ),
    "bigint": Row(
        _BOUNDS | {"multiple_of"},
        _constant("BigInteger"),
        _constant("int"),
        _constant("Int64"),
        _integer_schema(64),
        _ORDERED,
        _number_example,
    ),
    "float": Row(
        _BOUNDS,
        _constant("Double"),
        _constant("float"),
        _constant("Float"),
        _float_schema,
        _ORDERED,
        _float_example,
    ),
    "decimal": Row(
        _BOUNDS | {"max_digits", "decimal_places"},
        lambda type_: f"Fixed({type_.max_digits}, {type_.decimal_places})",
        _constant("Decimal"),
        _constant("DecimalText"),
        _decimal_schema,
        _ORDERED,
        _decimal_example,
    ),
    "boolean": Row(
        frozenset(),
        _constant("Boolean"),
        _constant("bool"),
        _constant("Bool"),
        _constant({"type": "boolean"}),
        _EQUAL,
        _constant(True),
    ),
    "date": Row(
        _BOUNDS,
        _constant("Date"),
        _constant("dt.date"),
        _constant("Date"),
        _date_schema,
        _ORDERED,
        _moment_example("2026-01-31"),
    ),
    "time": Row(
        _BOUNDS,
        _constant("Time"),
        _constant("dt.time"),
        _constant("Time"),
        _time_schema,
        _ORDERED,
        _moment_example("09:30:00"),
    ),
    "datetime": Row(
        _BOUNDS,
        _constant("UtcDateTime"),
        _constant("dt.datetime"),
        _constant("DateTime"),
        _datetime_schema,
        _ORDERED,
        _moment_example("2026-01-31T09:30:00Z"),
    ),
    "duration": Row(
        frozenset(),
        _constant("Duration"),
        _constant("dt.timedelta"),
        _constant("DurationText"),
        _constant({"type": "string", "pattern": patterns.DURATION}),
        _ORDERED,
        _constant("PT1H30M"),
    ),
    "uuid": Row(
        frozenset(),
        _constant("Uuid"),
        _constant("UUID"),
        _constant("Uuid"),
        _constant({"type": "string", "format": "uuid", "pattern": patterns.UUID}),
        _ORDERED,
        _constant("019aa5e0-7b1c-7000-8000-000000000001"),
    ),
    "email": Row(
        frozenset({"max_length"}),
        _varchar(254),
        _constant("str"),
        _constant("Email"),
        _fixed(patterns.EMAIL, 254),
        _WORDS,
        _constant("someone@example.com"),
    ),
    "url": Row(
        frozenset({"max_length"}),
        _varchar(2048),
        _constant("str"),
        _constant("str"),
        _fixed(patterns.URL, 2048),
        _WORDS,
        _constant("https://example.com/"),
    ),
    "slug": Row(
        frozenset({"max_length"}),
        _varchar(100),
        _constant("str"),
        _constant("str"),
        _fixed(patterns.SLUG, 100),
        _WORDS,
        _constant("a-slug"),
    ),
    "ip": Row(
        frozenset({"max_length"}),
        _varchar(45),
        _constant("str"),
        _constant("str"),
        _fixed(patterns.IP, 45),
        _WORDS,
        _constant("192.0.2.1"),
    ),
    "enum": Row(
        frozenset({"values"}),
        lambda type_: f"EnumText({type_.enum})",
        lambda type_: type_.enum or "",
        lambda type_: type_.enum or "",
        lambda type_: {"$ref": f"#/components/schemas/{type_.enum}"},
        _ORDERED,
        lambda type_: type_.values[0],
    ),
    "json": Row(
        frozenset({"schema"}),
        _constant("Json"),
        _constant("Any"),
        _constant("JsonValue"),
        _json_schema,
        ("isnull",),
        lambda type_: {"key": "value"} if type_.schema is None else None,
        sortable=False,
        array_item=False,
    ),
    "bytes": Row(
        frozenset({"max_length"}),
        _constant("LargeBinary"),
        _constant("bytes"),
        _constant("Base64"),
        _bytes_schema,
        ("isnull",),
        _constant("aGVsbG8="),
        sortable=False,
    ),
    "password": Row(
        frozenset({"min_length", "max_length"}),
        _constant("varchar(255)"),
        _constant("str"),
        _constant("SecretStr"),
        lambda type_: {**_text_schema(type_), "format": "password", "writeOnly": True},
        (),
        _constant(None),
        sortable=False,
        array_item=False,
    ),
    "array": Row(
        frozenset({"item", "min_items", "max_items", "unique_items"}),
        _array_column,
        _array_annotation,
        _array_wire,
        _array_schema,
        ("has", "isnull"),
        _array_example,
        sortable=False,
        array_item=False,
    ),
}


def row(type_: Type) -> Row:
    """Return the table's row for a type."""
    return TYPES[type_.kind]
